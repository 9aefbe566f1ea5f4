"""A trainee's file: opened, filled and ended by the trainee; read and filled by the office of the region."""

import io
from typing import Any

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding, region_reach
from learnhub.accounts.service.directory import within_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.casework import service as casework
from learnhub.casework.forms import EndForm, EntryForm, NeedForm
from learnhub.casework.models import TraineeFile
from learnhub.casework.rules import (
    KIND_WORDS,
    LINK_STATE_WORDS,
    LINK_WORDS,
    OUTCOME_WORDS,
    EntryKind,
    Noted,
    Outcome,
)
from learnhub.formats.adapters import sheets
from learnhub.pages.service import projects as by_project
from learnhub.pages.service import trainee_file as service
from learnhub.pages.views.screens import bp
from learnhub.primitives import instant_now, say, today
from learnhub.regions.service import region_name
from learnhub.reports.rules import share_text
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import options, tidy
from learnhub.web.paging import page_number, part_of

DONE = {
    "opened": say("档案建好了。"),
    "written": say("已经记下。"),
    "ended": say("档案已经结束，里面写的内容已经删掉。"),
}
_PROJECT_COLUMNS = (
    say("培训项目"), say("想学的人"), say("名额"), say("参训人次"), say("结业人数"), say("六个月时在工作"), say("建档的结业人数"),
    say("占比"),
)  # fmt: skip
_WORDS: dict[str, Any] = {
    "kind_words": KIND_WORDS,
    "outcome_words": OUTCOME_WORDS,
    "link_words": LINK_WORDS,
    "link_state_words": LINK_STATE_WORDS,
}


@bp.get("/me/file")
@requires(Role.TRAINEE)
def own_file() -> ResponseReturnValue:
    """Show one's own file, or what having one means."""
    return _own_page(None)


@bp.post("/me/file")
@requires(Role.TRAINEE)
def open_own_file() -> ResponseReturnValue:
    """Open one's own file."""
    with transaction() as session:
        casework.open_file(session, current_person().person_id, now=instant_now())
    return to("pages.own_file", done="opened")


@bp.post("/me/file/needs")
@requires(Role.TRAINEE)
@once
def tell_need() -> ResponseReturnValue:
    """Write down what one wants to learn."""
    with transaction() as session:
        file = _own_file(session)
        form = _need_form(session)
        if form.validate():
            refusal = casework.write(
                session,
                file,
                Noted(EntryKind.NEED, today()),
                words=tidy(form.words.data),
                course_slug=form.course.data or "",
                by_id=current_person().person_id,
                now=instant_now(),
            )
            if refusal is None:
                return to("pages.own_file", done="written")
            form.refuse(refusal)
    return _own_page(form, 422)


@bp.get("/me/file/ending")
@requires(Role.TRAINEE)
def own_file_ending() -> ResponseReturnValue:
    """Ask before the file ends."""
    with reading() as session:
        _own_file(session)
    return page("pages/own_file_ending.html", form=EndForm())


@bp.post("/me/file/ending")
@requires(Role.TRAINEE)
def end_own_file() -> ResponseReturnValue:
    """End one's own file; what was written goes."""
    form = EndForm()
    with transaction() as session:
        file = _own_file(session)
        if not form.validate():
            return page("pages/own_file_ending.html", 422, form=form)
        casework.end(session, file, now=instant_now())
    return to("pages.own_file", done="ended")


@bp.get("/office/files")
@requires(Role.OFFICER)
def office_files() -> ResponseReturnValue:
    """List the files of the own divisions, due follow-ups first."""
    with reading() as session:
        found = service.waiting_files(session, _officer(), today())
        return page(
            "pages/office_files.html",
            paging=part_of(found, page_number(request.args.get("page"))),
            due_count=sum(one.is_due for one in found),
            **_WORDS,
        )


@bp.get("/office/files/<int:person_id>")
@requires(Role.OFFICER)
def office_file(person_id: int) -> ResponseReturnValue:
    """Show a file as its trainee sees it, and ask what is new; the trainee finds who read it."""
    with transaction() as session:
        service.read_for_office(session, actor(), _file_in_reach(session, person_id), now=instant_now())
    return _office_page(person_id, EntryForm())


@bp.post("/office/files/<int:person_id>")
@requires(Role.OFFICER)
@once
def write_file(person_id: int) -> ResponseReturnValue:
    """Write into a file."""
    form = EntryForm()
    with transaction() as session:
        file = _file_in_reach(session, person_id)
        if form.validate():
            refusal = casework.write_for_office(
                session,
                actor(),
                file,
                Noted(
                    EntryKind(form.kind.data),
                    form.day.data or today(),
                    Outcome(form.outcome.data) if form.outcome.data else None,
                    int(form.months.data) if form.months.data else None,
                ),
                words=tidy(form.words.data),
                now=instant_now(),
            )
            if refusal is None:
                return to("pages.office_file", person_id=person_id, done="written")
            form.refuse(refusal)
    return _office_page(person_id, form, 422)


@bp.get("/office/projects")
@requires(Role.OFFICER)
def office_projects() -> ResponseReturnValue:
    """Show the courses of the own divisions as projects."""
    with reading() as session:
        found = _projects(session)
        return page(
            "pages/office_projects.html",
            paging=part_of(found, page_number(request.args.get("page"))),
            columns=_PROJECT_COLUMNS,
            row_of=_project_row,
            filtered=_filter_words(),
        )


@bp.get("/office/projects.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def projects_sheet(suffix: str) -> ResponseReturnValue:
    """Send the projects as a table, with its filter in the last row."""
    with reading() as session:
        rows = [*(_project_row(one) for one in _projects(session)), [_filter_words()]]
    name = say("按项目")
    if suffix == "csv":
        content, media_type = sheets.comma_separated(_PROJECT_COLUMNS, rows), "text/csv"
    else:
        content, media_type = sheets.written([(name, _PROJECT_COLUMNS, rows)]), sheets.MEDIA_TYPE
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _own_page(form: NeedForm | None, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        file = casework.file_or_none(session, current_person().person_id)
        if file is None:
            return page("pages/own_file_offer.html", done=done(DONE))
        return page(
            "pages/own_file.html",
            status,
            form=form or _need_form(session),
            told=service.file_told(session, file, today()),
            looked=service.looked_at(session, file),
            done=done(DONE),
            **_WORDS,
        )


def _office_page(person_id: int, form: EntryForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        return page(
            "pages/office_file.html",
            status,
            form=form,
            told=service.file_told(session, _file_in_reach(session, person_id), today()),
            done=done(DONE),
            **_WORDS,
        )


def _own_file(session: Session) -> TraineeFile:
    file = casework.file_or_none(session, current_person().person_id)
    if file is None:
        abort(404)
    return file


def _file_in_reach(session: Session, person_id: int) -> TraineeFile:
    file = casework.file_within_or_none(session, person_id, within_reach(_officer(), today()))
    if file is None:
        abort(404)
    return file


def _need_form(session: Session) -> NeedForm:
    form = NeedForm()
    form.course.choices = options([("", say("还没想好")), *service.courses_to_want(session).items()])
    return form


def _officer() -> list[Holding]:
    """Return what whoever asks holds as an officer: another role of theirs opens nothing here."""
    return [one for one in holdings_of(current_person()) if one.role is Role.OFFICER]


def _projects(session: Session) -> list[by_project.Project]:
    reach = region_reach(_officer(), {Role.OFFICER})
    return by_project.projects(session, _officer(), reach, year=today().year, on=today())


def _project_row(one: by_project.Project) -> list[str]:
    counts = (one.wishes, one.places, one.enrolled, one.completers, one.works_at_six, one.followed)
    return [one.title, *(str(count) for count in counts), share_text(one.works_at_six, one.followed)]


def _filter_words() -> str:
    reach = region_reach(_officer(), {Role.OFFICER})
    return say(
        "%(places)s，%(year)d 年开的班，按 %(day)s 的记录；占比的分母是愿意建档的结业学员",
        places="、".join(region_name(settings().content_dir, code) for code in reach),
        year=today().year,
        day=today().isoformat(),
    )
