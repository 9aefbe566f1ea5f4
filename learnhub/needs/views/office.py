"""The office's side of the survey: open it, and read what was counted."""

import io
from collections.abc import Mapping, Sequence
from datetime import date

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.formats.adapters import sheets
from learnhub.needs.forms import OpeningForm
from learnhub.needs.jobs import ask_for_first_day
from learnhub.needs.models import NeedsSurvey
from learnhub.needs.rules import (
    ABOUT_WORDS,
    CELLS,
    REMIND_DAYS,
    SHOWN_MIN,
    STATE_WORDS,
    Line,
    State,
    area_lines,
    total_of,
)
from learnhub.needs.service import asking, counting
from learnhub.needs.views.blueprint import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, local_date, say, today
from learnhub.regions.rules import COUNTRY, contains, is_code
from learnhub.regions.service import region_name
from learnhub.training.rules.satisfaction import Share
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

DONE = {"opened": say("开好了。到开始那天，每个人都会收到站内消息。")}
BY_WORDS = {"county": say("一个县（区）一行"), "prefecture": say("一个市（州）一行")}
_OTHERS = say("回答很少的地区，一起算")
_AT = "/office/needs/<int:survey_id>"
LINKS_PER_PAGE = 10


@bp.get("/office/needs")
@requires(Role.OFFICER)
def office_surveys() -> ResponseReturnValue:
    """List the surveys of the own divisions."""
    with reading() as session:
        found = asking.surveys_of(session, _reach())
        return page(
            "needs/surveys.html",
            paging=part_of(found, page_number(request.args.get("page")), size=LINKS_PER_PAGE),
            states={one.id: STATE_WORDS[asking.state(one, today())] for one in found},
            place_words=_place,
        )


@bp.get("/office/needs/new")
@requires(Role.OFFICER)
def new_survey() -> ResponseReturnValue:
    """Ask where and when."""
    return _opening_page(_opening_form())


@bp.post("/office/needs/new")
@requires(Role.OFFICER)
@once
def open_survey() -> ResponseReturnValue:
    """Open the year's survey."""
    form = _opening_form()
    if not form.validate():
        return _opening_page(form, 422)
    with transaction() as session:
        told = asking.Opening(form.region.data, form.opens_on.data or today(), form.closes_on.data or today())
        made = asking.open_survey(session, actor(), told, now=instant_now())
        if not isinstance(made, Refusal):
            ask_for_first_day(session, made.id, now=instant_now())
            return to("needs.office_survey", survey_id=made.id, done="opened")
    form.refuse(made)
    return _opening_page(form, 422)


@bp.get(_AT)
@requires(Role.OFFICER)
def office_survey(survey_id: int) -> ResponseReturnValue:
    """Show where a survey stands; once it is counted, its sums for one question."""
    about, by = _chosen("about", ABOUT_WORDS), _chosen("by", BY_WORDS)
    with reading() as session:
        survey = asking.survey_or_none(session, survey_id)
        if survey is None or not asking.touches(survey.region_code, _reach()):
            abort(404)
        rows = _rows(survey, by, CELLS[about])
        figures = figures_in_force(session, settings().content_dir)
        state = asking.state(survey, today())
        return page(
            "needs/office_survey.html",
            survey=survey,
            place=_place(survey.region_code),
            state=state,
            state_words=STATE_WORDS,
            is_counted=state is State.COUNTED,
            columns=_columns(CELLS[about]),
            paging=part_of(rows, page_number(request.args.get("page"))),
            about=about,
            about_words=ABOUT_WORDS,
            by=by,
            by_words=BY_WORDS,
            said=counting.words_said(session, survey)[:50] if _reaches_all(survey) else None,
            least=figures.in_force(SHOWN_MIN, "", today()),
            remind=figures.in_force(REMIND_DAYS, "", today()),
            done=done(DONE),
        )


@bp.get(f"{_AT}.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def survey_table(survey_id: int, suffix: str) -> ResponseReturnValue:
    """Send all questions of a counted survey."""
    by = _chosen("by", BY_WORDS)
    with reading() as session:
        survey = asking.survey_or_none(session, survey_id)
        if survey is None or survey.counted_at is None or not asking.touches(survey.region_code, _reach()):
            abort(404)
        cells = {key: words for of_question in CELLS.values() for key, words in of_question.items()}
        columns, rows = _columns(cells), _rows(survey, by, cells)
        told = [(str(what), str(words)) for what, words in _told(survey, by)]
    name = say("培训需求调查%(year)s", year=str(survey.year))
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, [*rows, *map(list, told)]), "text/csv"
    else:
        media_type = sheets.MEDIA_TYPE
        content = sheets.written([(name, columns, rows), (say("说明"), (say("项目"), say("内容")), told)])
    answered = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=True,
        download_name=f"needs-{survey.year}.{suffix}",
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _told(survey: NeedsSurvey, by: str) -> list[tuple[str, str]]:
    counted_on: date = local_date(survey.counted_at) if survey.counted_at is not None else today()
    return [
        (say("导出日期"), today().isoformat()),
        (say("数的日期"), counted_on.isoformat()),
        (say("调查"), say("%(place)s，%(first)s 到 %(last)s", place=_place(survey.region_code), first=survey.opens_on.isoformat(), last=survey.closes_on.isoformat())),
        (say("筛选"), say("%(by)s；看得到的地区：%(places)s", by=BY_WORDS[by], places="、".join(_place(one) for one in _reach()))),
        (say("人数"), say("那一天在本站有账号、知道在哪个地区的学员。没有账号的人没有问到。")),
        (say("怎么算"), say("分子是选了这一项的人，分母是交了回答的人。一个人可以选几样，所以加起来会超过回答的人。")),
        (say("不显示的"), say("不到 %(least)d 个人选的写“不显示”，也不算进合计；回答太少的地区和别的地区一起算。", least=survey.shown_min or 0)),
        (say("到哪一级"), say("多数人没有说住在哪个镇、哪个街道，所以最细到县（区）。")),
    ]  # fmt: skip


def _columns(cells: Mapping[str, str]) -> list[str]:
    return [say("地区"), say("回答的人/有账号的人"), *cells.values()]


def _rows(survey: NeedsSurvey, by: str, cells: Mapping[str, str]) -> list[list[str]]:
    lines = [one for one in counting.lines_of(survey) if _may_see(one)]
    groups = (
        [(_name(one), [one]) for one in lines]
        if by == "county"
        else [(_place(area) if area else _OTHERS, found) for area, found in area_lines(lines).items()]
    )
    if len(groups) > 1:
        groups.append((say("合计"), lines))
    return [
        [
            name,
            Share(sum(one.answered for one in found), sum(one.people for one in found)).words,
            *(_share(found, cell) for cell in cells),
        ]
        for name, found in groups
    ]


def _share(lines: Sequence[Line], cell: str) -> str:
    found = total_of(lines, cell)
    return found.words if found is not None else say("不显示")


def _name(line: Line) -> str:
    if line.code == COUNTRY:
        return _OTHERS
    if line.is_rest:
        return say("%(place)s：回答少的地区，一起算", place=_place(line.code))
    return _place(line.code)


def _may_see(line: Line) -> bool:
    return line.code == COUNTRY or asking.touches(line.code, _reach())


def _place(code: str) -> str:
    return region_name(settings().content_dir, code)


def _reaches_all(survey: NeedsSurvey) -> bool:
    return any(contains(one, survey.region_code) for one in _reach())


def _chosen(name: str, words: Mapping[str, str]) -> str:
    typed = request.args.get(name, "")
    return typed if typed in words else next(iter(words))


def _opening_form() -> OpeningForm:
    form = OpeningForm()
    form.region.choices = [(code, _place(code)) for code in _reach() if is_code(code)]
    return form


def _opening_page(form: OpeningForm, status: int = 200) -> ResponseReturnValue:
    return page("needs/new_survey.html", status, form=form)


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER})
