"""A base's desk for applications to open a class: a page for each section, kept as typed, looked over and submitted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.catalogue.models import Course
from learnhub.catalogue.service import published_courses_of
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import base_by_id
from learnhub.training import service
from learnhub.training.forms.opening import (
    BasicsForm,
    PlaceForm,
    StartForm,
    TimetableForm,
)
from learnhub.training.models import OpeningDraft
from learnhub.training.rules import (
    regular_timetable,
    written_timetable,
)
from learnhub.training.rules.particulars import (
    AccessFact,
)
from learnhub.training.rules.sections import SECTION_WORDS, Section, section_after
from learnhub.training.views.application_forms import draft_form, is_whole, read_draft, typed_of
from learnhub.training.views.openings import managed_class, own_base_ids
from learnhub.training.views.rolls import bp
from learnhub.web import SiteForm, current_person, once, page, reading, requires, transaction
from learnhub.web.forms import options, tidy

_SECTION_PAGES = {
    Section.BASICS: "training/opening_basics.html",
    Section.PLACE: "training/opening_place.html",
    Section.PEOPLE: "training/opening_people.html",
    Section.TIMETABLE: "training/opening_timetable.html",
    Section.BUDGET: "training/opening_budget.html",
}
DRAFT_DONE = {
    "kept": say("已经保存。"),
    "copied": say("已经照着填好，请逐页看一遍，改班号、日期和课表。"),
}
_WEEKDAYS = {"weekdays": range(5), "weekend": range(5, 7), "all": range(7)}


@bp.get("/base/classes/new")
@requires(Role.BASE_MANAGER)
def new_class() -> ResponseReturnValue:
    """Ask whether an application begins empty or as a copy."""
    with reading() as session:
        return _start_page(session, _start_form(session))


@bp.post("/base/classes/new")
@requires(Role.BASE_MANAGER)
@once
def begin_opening() -> ResponseReturnValue:
    """Begin an application."""
    with transaction() as session:
        base_ids = own_base_ids()
        assert base_ids, "a manager's role names a base"
        form = _start_form(session)
        chosen = form.copied.data or ""
        if chosen and chosen not in {str(one) for one in _copied(session)}:
            form.copied.errors = [say("请从列出的班里选一个。")]
            return _start_page(session, form, 422)
        copied = managed_class(session, int(chosen)) if chosen else None
        draft = service.begin_draft(
            session,
            base_id=copied.base_id if copied else base_ids[0],
            typed=typed_of(session, copied, is_copy=True) if copied else {},
            by=current_person().person_id,
            now=instant_now(),
        )
    return to("training.opening_draft", draft_id=draft.id, done="copied" if copied else None)


@bp.get("/base/classes/<int:class_id>/opening")
@requires(Role.BASE_MANAGER)
def opening(class_id: int) -> ResponseReturnValue:
    """Show what the office wants mended in a returned application."""
    with reading() as session:
        found = managed_class(session, class_id)
        if not service.is_returned(session, found):
            return to("training.base_class", class_id=class_id)
        last = service.opening_steps(session, found.id)[-1]
        return page("training/opening.html", training_class=found, step=last, section_words=SECTION_WORDS)


@bp.post("/base/classes/<int:class_id>/opening")
@requires(Role.BASE_MANAGER)
@once
def mend_opening(class_id: int) -> ResponseReturnValue:
    """Begin to mend a returned application, with all that was submitted."""
    with transaction() as session:
        found = managed_class(session, class_id)
        if not service.is_returned(session, found):
            return to("training.base_class", class_id=class_id)
        draft = service.begin_draft(
            session,
            base_id=found.base_id,
            typed=typed_of(session, found),
            by=current_person().person_id,
            now=instant_now(),
            training_class=found,
        )
    return to("training.opening_draft", draft_id=draft.id)


@bp.get("/base/openings/<int:draft_id>")
@requires(Role.BASE_MANAGER)
def opening_draft(draft_id: int) -> ResponseReturnValue:
    """Show which sections of an application are whole, and ask whether to submit it."""
    with reading() as session:
        return _draft_page(session, _own_draft(session, draft_id))


@bp.post("/base/openings/<int:draft_id>")
@requires(Role.BASE_MANAGER)
@once
def submit_class(draft_id: int) -> ResponseReturnValue:
    """Submit an application."""
    with transaction() as session:
        draft = _own_draft(session, draft_id)
        outcome = _submitted(session, draft)
        if not isinstance(outcome, Refusal):
            service.drop_draft(session, draft)
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _draft_page(session, _own_draft(session, draft_id), 422, refused=outcome)
    return to("training.base_class", class_id=outcome, done="submitted")


@bp.post("/base/openings/<int:draft_id>/end")
@requires(Role.BASE_MANAGER)
def drop_opening(draft_id: int) -> ResponseReturnValue:
    """Throw an application away that was not submitted."""
    with transaction() as session:
        service.drop_draft(session, _own_draft(session, draft_id))
    return to("training.base_classes", done="dropped")


@bp.get("/base/openings/<int:draft_id>/<section>")
@requires(Role.BASE_MANAGER)
def opening_section(draft_id: int, section: str) -> ResponseReturnValue:
    """Show a section with what was typed so far."""
    with reading() as session:
        draft = _own_draft(session, draft_id)
        found = _section(section)
        return _section_page(session, draft, found, draft_form(session, draft, found))


@bp.post("/base/openings/<int:draft_id>/<section>")
@requires(Role.BASE_MANAGER)
def save_opening_section(draft_id: int, section: str) -> ResponseReturnValue:
    """Keep what was typed in a section, right or not, and go on once it is right."""
    found = _section(section)
    with transaction() as session:
        draft = _own_draft(session, draft_id)
        typed = {name: request.form.getlist(name) for name in request.form if name != "lay"}
        service.keep_typed(
            session, draft, found, _short(typed), by=current_person().person_id, now=instant_now()
        )
        form = draft_form(session, draft, found)
        if isinstance(form, TimetableForm) and "lay" in request.form:
            is_laid = _lay_out(session, draft, form)
            return _section_page(session, draft, found, form, 200 if is_laid else 422)
        if not is_whole(session, draft, found, form):
            return _section_page(session, draft, found, form, 422)
    after = section_after(found)
    if after is None:
        return to("training.opening_draft", draft_id=draft_id, done="kept")
    return to("training.opening_section", draft_id=draft_id, section=after.value, done="kept")


def _own_draft(session: Session, draft_id: int) -> OpeningDraft:
    found = service.draft_or_none(session, draft_id, own_base_ids())
    if found is None:
        abort(404)
    return found


def _section(text: str) -> Section:
    try:
        return Section(text)
    except ValueError:
        abort(404)


def _short(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Leave out our own hidden field, and cut what no page of ours can have sent."""
    return {
        name: [value[:20_000] for value in values[:100]]
        for name, values in list(typed.items())[:60]
        if name != "form_token"
    }


def _start_form(session: Session) -> StartForm:
    form = StartForm()
    copied = [(str(number), words) for number, words in _copied(session).items()]
    form.copied.choices = options([("", say("从空白开始")), *copied])
    return form


def _copied(session: Session) -> dict[int, str]:
    """Return the classes that an application can be a copy of, the newest first."""
    classes = service.classes_of_bases(session, own_base_ids())[:25]
    return {one.id: say("%(title)s（%(number)s）", title=one.title, number=one.number) for one in classes}


def _start_page(session: Session, form: StartForm, status: int = 200) -> Response:
    has_courses = bool(published_courses_of(session, own_base_ids()))
    return page("training/new_class.html", status, form=form, has_courses=has_courses)


def _submitted(session: Session, draft: OpeningDraft) -> int | Refusal:
    told = read_draft(session, draft)
    if told is None:
        return Refusal("not-whole", say("还有没填好的部分，请打开标着“还没填好”的那一页。"))
    mended = service.class_or_none(session, draft.training_class_id) if draft.training_class_id else None
    now = instant_now()
    if mended is not None:
        refusal = service.submit_again(
            session,
            actor(),
            training_class=mended,
            plan=replace(told.plan, region_code=mended.region_code),
            teacher_ids=told.teacher_ids,
            now=now,
            particulars=told.particulars,
        )
        return refusal or mended.id
    course = session.get_one(Course, told.course_id)
    assert course.base_id is not None, "the form takes only courses that the manager's own bases offer now"
    base = base_by_id(session, course.base_id)
    made = service.submit_opening(
        session,
        actor(),
        base=base,
        course=course,
        plan=replace(told.plan, region_code=base.region_code),
        teacher_ids=told.teacher_ids,
        now=now,
        particulars=told.particulars,
    )
    return made if isinstance(made, Refusal) else made.id


def _lay_out(session: Session, draft: OpeningDraft, form: TimetableForm) -> bool:
    """Fill the timetable from the rhythm; False, with a sentence at the field, when something for it is missing."""
    basics = draft_form(session, draft, Section.BASICS)
    assert isinstance(basics, BasicsForm)
    basics.validate()
    if basics.opened_on.data is None:
        form.timetable.errors = [say("请先在“课程和日期”里填写开班日期，课表从这一天排起。")]
        return False
    if not form.is_rhythm_whole():
        return False
    laid = regular_timetable(
        basics.opened_on.data,
        set(_WEEKDAYS.get(form.rhythm.data, _WEEKDAYS["weekdays"])),
        count=form.count.data or 0,
        starts_at=tidy(form.starts_at.data).replace("：", ":") or "09:00",
        minutes=form.minutes.data or 0,
        title=tidy(basics.title.data) or say("线下课"),
    )
    form.timetable.data = written_timetable(laid)
    typed = {**draft.typed.get(Section.TIMETABLE.value, {}), "timetable": [form.timetable.data]}
    service.keep_typed(
        session, draft, Section.TIMETABLE, typed, by=current_person().person_id, now=instant_now()
    )
    return True


def _draft_page(
    session: Session, draft: OpeningDraft, status: int = 200, *, refused: Refusal | None = None
) -> Response:
    whole = {
        section: is_whole(session, draft, section, draft_form(session, draft, section)) for section in Section
    }
    remarks: Mapping[str, str] = {}
    if draft.training_class_id:
        remarks = service.opening_steps(session, draft.training_class_id)[-1].remarks or {}
    form = SiteForm()
    if refused is not None:
        form.form_errors.append(refused.sentence)
    return page(
        "training/opening_draft.html",
        status,
        form=form,
        draft=draft,
        whole=whole,
        touched={section: section.value in draft.typed for section in Section},
        remarks=remarks,
        words=SECTION_WORDS,
        done=done(DRAFT_DONE) if request.method == "GET" else None,
    )


def _section_page(
    session: Session, draft: OpeningDraft, section: Section, form: SiteForm, status: int = 200
) -> Response:
    remark = ""
    if draft.training_class_id:
        remark = (service.opening_steps(session, draft.training_class_id)[-1].remarks or {}).get(
            section.value, ""
        )
    return page(
        _SECTION_PAGES[section],
        status,
        form=form,
        draft=draft,
        section=section,
        words=SECTION_WORDS,
        remark=remark,
        number=list(Section).index(section) + 1,
        facts=[form.fact(fact) for fact in AccessFact] if isinstance(form, PlaceForm) else [],
        done=done(DRAFT_DONE) if request.method == "GET" else None,
    )
