"""What trainees thought of a class: the questions, for them; the sums, for the base, the office and its auditors."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.views.circumstances import holdings_of, to
from learnhub.formats.adapters import sheets
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import say, today
from learnhub.providers.service import bases_by_id
from learnhub.regions.service import region_name
from learnhub.training.forms.satisfaction import SurveyForm
from learnhub.training.rules.satisfaction import (
    ANSWERS_MIN,
    ASKED_ABOUT,
    OPEN_DAYS,
    Question,
    SurveyState,
    share,
)
from learnhub.training.service import class_or_none
from learnhub.training.service import satisfaction as service
from learnhub.training.service.satisfaction import ClassAsked, Counts, SurveyTold
from learnhub.training.views.openings import own_base_ids
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, page, reading, requires, settings, signed_in, transaction
from learnhub.web.forms import YEAR_MAX, YEAR_MIN
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _, shown_date

BY = {"class": say("一个班一行"), "base": say("一个基地一行"), "region": say("一个地区一行")}
_SEES = (Role.OFFICER, Role.AUDITOR)


@dataclass(frozen=True)
class Row:
    """A class, base or division with its sums. href: of a class, else "". is_enough: some question was answered often enough."""

    name: str
    classes: int
    sheets: int
    places: int
    shares: tuple[str, ...]
    href: str = ""


@bp.get("/me/classes/<int:class_id>/survey")
@signed_in
def survey(class_id: int) -> ResponseReturnValue:
    """Ask what somebody thought of a class, or say why it isn't asked now."""
    with reading() as session:
        return _survey_page(session, _own_survey(session, class_id), SurveyForm())


# Not `once`: the mark makes it one deed, and the key of a form would keep a digest of its answers.
@bp.post("/me/classes/<int:class_id>/survey")
@signed_in
def answer_survey(class_id: int) -> ResponseReturnValue:
    """Count an answer; nothing tells afterwards whose it was."""
    form = SurveyForm()
    is_whole = form.validate()
    with transaction() as session:
        told = _own_survey(session, class_id)
        if is_whole and told.state is SurveyState.OPEN:
            outcome = service.answer_survey(
                session,
                told,
                person_id=current_person().person_id,
                answers=form.answers,
                words=form.words.data or "",
            )
            if outcome is None or outcome.code == "given":
                return to("training.survey", class_id=class_id)
            form.refuse(outcome)
        elif told.state is not SurveyState.OPEN:
            return to("training.survey", class_id=class_id)
        return _survey_page(session, told, form, 422)


@bp.get("/base/satisfaction")
@requires(Role.BASE_MANAGER)
def base_satisfaction() -> ResponseReturnValue:
    """Show a base what its trainees said, class by class."""
    with reading() as session:
        asked, figures = _asked(session, base_ids=own_base_ids())
        paging = part_of(asked, page_number(request.args.get("page")))
        rows = _of_classes(session, paging.rows, figures)
        return _sums_page(rows, paging, figures, by="class", at="training.base_satisfaction")


@bp.get("/base/satisfaction.<any(xlsx, csv):suffix>")
@requires(Role.BASE_MANAGER)
def base_satisfaction_sheet(suffix: str) -> ResponseReturnValue:
    """Send a base its own sums."""
    with reading() as session:
        asked, figures = _asked(session, base_ids=own_base_ids())
        return _sheet(_of_classes(session, asked, figures), figures, suffix, _("自己的基地"))


@bp.get("/office/satisfaction")
@requires(*_SEES)
def office_satisfaction() -> ResponseReturnValue:
    """Show an office what trainees of its divisions said, by class, base or division."""
    by = _by()
    with reading() as session:
        asked, figures = _asked(session, regions=_reach())
        if by == "class":
            paging = part_of(asked, page_number(request.args.get("page")))
            rows = _of_classes(session, paging.rows, figures, is_office=True)
            return _sums_page(rows, paging, figures, by=by, at="training.office_satisfaction")
        found = part_of(_summed(session, asked, by, figures), page_number(request.args.get("page")))
        return _sums_page(found.rows, found, figures, by=by, at="training.office_satisfaction")


@bp.get("/office/satisfaction.<any(xlsx, csv):suffix>")
@requires(*_SEES)
def office_satisfaction_sheet(suffix: str) -> ResponseReturnValue:
    """Send the sums of an office's divisions."""
    by = _by()
    with reading() as session:
        asked, figures = _asked(session, regions=_reach())
        rows = _of_classes(session, asked, figures) if by == "class" else _summed(session, asked, by, figures)
        places = "、".join(region_name(settings().content_dir, code) for code in _reach())
        return _sheet(rows, figures, suffix, places)


@bp.get("/office/satisfaction/<int:class_id>")
@requires(Role.OFFICER)
def satisfaction_of_class(class_id: int) -> ResponseReturnValue:
    """Show an office every sum of a class, and the open words, which the base doesn't see."""
    on = today()
    with reading() as session:
        found = class_or_none(session, class_id)
        if found is None or not reaches(
            holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code
        ):
            abort(404)
        figures = figures_in_force(session, settings().content_dir)
        last = max((one.day for one in found.sessions), default=on)
        asked = service.classes_asked(session, figures, year=last.year, on=on, base_ids=[found.base_id])
        told = next((one for one in asked if one.training_class.id == class_id), None)
        if told is None:
            abort(404)
        counts = service.counts_of(session, [class_id]).get(class_id, {})
        least = service.answers_min(figures, on)
        return page(
            "training/satisfaction_of_class.html",
            training_class=found,
            told=told,
            shares=_shares(counts, least),
            about=ASKED_ABOUT,
            least=least,
            said=service.words_about(session, class_id) if told.sheets >= least else [],
        )


def _survey_page(
    session: Session, told: SurveyTold, form: SurveyForm, status: int = 200
) -> ResponseReturnValue:
    figures = figures_in_force(session, settings().content_dir)
    return page(
        "training/survey.html",
        status,
        form=form if told.state is SurveyState.OPEN else None,
        told=told,
        questions=[one.value for one in Question],
        least=service.answers_min(figures, today()),
    )


def _own_survey(session: Session, class_id: int) -> SurveyTold:
    told = service.survey_or_none(
        session,
        person_id=current_person().person_id,
        class_id=class_id,
        figures=figures_in_force(session, settings().content_dir),
        on=today(),
    )
    if told is None:
        abort(404)
    return told


def _asked(
    session: Session, *, regions: Sequence[str] | None = None, base_ids: Sequence[int] | None = None
) -> tuple[list[ClassAsked], Figures]:
    figures = figures_in_force(session, settings().content_dir)
    asked = service.classes_asked(
        session, figures, year=_year(), on=today(), regions=regions, base_ids=base_ids
    )
    return asked, figures


def _of_classes(
    session: Session, asked: Sequence[ClassAsked], figures: Figures, *, is_office: bool = False
) -> list[Row]:
    counts = service.counts_of(session, [one.training_class.id for one in asked])
    least = service.answers_min(figures, today())
    leads = is_office and current_person().has_role(Role.OFFICER)
    return [
        Row(
            _("%(title)s（%(number)s）", title=one.training_class.title, number=one.training_class.number),
            1,
            one.sheets,
            one.places,
            _shares(counts.get(one.training_class.id, {}), least),
            url_for("training.satisfaction_of_class", class_id=one.training_class.id) if leads else "",
        )
        for one in asked
    ]


def _summed(session: Session, asked: Sequence[ClassAsked], by: str, figures: Figures) -> list[Row]:
    is_base = by == "base"
    counts = service.totals(session, asked, "base" if is_base else "region", figures, today())
    groups: dict[int | str, list[ClassAsked]] = {}
    for one in asked:
        groups.setdefault(
            one.training_class.base_id if is_base else one.training_class.region_code, []
        ).append(one)
    base_ids = [key for key in groups if isinstance(key, int)]
    names = {base.id: base.name for base in bases_by_id(session, base_ids)}
    rows = [
        Row(
            names[key] if isinstance(key, int) else region_name(settings().content_dir, key),
            len(of_it),
            sum(one.sheets for one in of_it),
            sum(one.places for one in of_it),
            _shares(counts.get(key, {}), service.answers_min(figures, today())),
        )
        for key, of_it in groups.items()
    ]
    return sorted(rows, key=lambda one: one.name)


def _shares(counts: Counts, least: int) -> tuple[str, ...]:
    found = (share(counts.get(question, {}), least) for question in Question)
    return tuple(one.words if one is not None else _("不显示") for one in found)


def _sums_page(
    rows: Sequence[Row], paging: object, figures: Figures, *, by: str, at: str
) -> ResponseReturnValue:
    on = today()
    return page(
        "training/satisfaction.html",
        rows=rows,
        paging=paging,
        about=[ASKED_ABOUT[one] for one in Question],
        by=by,
        by_words=BY if at == "training.office_satisfaction" else {},
        year=_year(),
        at=at,
        least=figures.in_force(ANSWERS_MIN, "", on),
        open_days=figures.in_force(OPEN_DAYS, "", on),
        this_year=on.year,
    )


def _sheet(rows: Sequence[Row], figures: Figures, suffix: str, places: str) -> Response:
    columns = (_("名称"), _("班数"), _("答卷"), _("学员"), *(str(ASKED_ABOUT[one]) for one in Question))
    cells = [[row.name, str(row.classes), str(row.sheets), str(row.places), *row.shares] for row in rows]
    least = figures.in_force(ANSWERS_MIN, "", today())
    told = [
        (_("导出日期"), shown_date(today(), "yyyy年M月d日")),
        (_("范围"), _("%(places)s，%(year)s 年结束的班，答卷已经收完", places=places, year=str(_year()))),
        (_("怎么算"), _("分子是答得好的人，分母是答了这一题的人；不想答的不算。")),
        (_("不显示的"), _("一个班里同一题答的人不到 %(least)d 个（%(source)s），不显示，也不算进合计。",
                      least=least.number, source=least.source)),
    ]  # fmt: skip
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, [*cells, *map(list, told)]), "text/csv"
    else:
        media_type = sheets.MEDIA_TYPE
        content = sheets.written(
            [(_("学员满意度"), columns, cells), (_("说明"), (_("项目"), _("内容")), told)]
        )
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"satisfaction.{suffix}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _by() -> str:
    by = request.args.get("by", "")
    return by if by in BY else "class"


def _year() -> int:
    typed = request.args.get("year", "")
    is_year = typed.isascii() and typed.isdigit() and YEAR_MIN <= int(typed[:5]) <= YEAR_MAX
    return int(typed) if is_year else today().year


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), set(_SEES))
