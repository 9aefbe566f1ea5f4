"""交作业: the page of one task, looking it over before it counts, and handing it in."""

from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, to
from learnhub.catalogue.rules import TaskWay
from learnhub.learning.forms.hand_ins import CheckedForm, WorkForm
from learnhub.learning.models import Enrolment, HandIn, HandInDraft
from learnhub.learning.rules.enquiries import About, AboutKind
from learnhub.learning.rules.hand_ins import OUTCOME_WORDS, STANDING_WORDS, VERDICT_WORDS, standing
from learnhub.learning.rules.sendings import SendingFileTold, SendingKind, SendingTold
from learnhub.learning.rules.sign_offs import signed_steps
from learnhub.learning.service import FoundLesson, Learner, find_lesson, hand_ins, sendings, sign_offs
from learnhub.learning.service.hand_ins import Contents
from learnhub.learning.service.helped import help_beside
from learnhub.learning.service.sign_offs import Sheet
from learnhub.learning.views.hand_ins.shown import TaskShown, shown_task
from learnhub.learning.views.helped import help_words
from learnhub.learning.views.lesson_page import edition_wanted
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import (
    asked_of,
    draft_in,
    is_saved_only,
    keep_draft_in,
    sent_in,
    tell_about_files,
)
from learnhub.media.current import takes_recordings
from learnhub.media.service import stored_or_none
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import (
    SiteForm,
    current_person,
    page,
    reading,
    requires,
    settings,
    transaction,
)
from learnhub.web.headers import plays_unsent
from learnhub.web.paging import page_number, part_of

_ROWS = 4
DONE = {
    "handed-in": say("作业交给老师了。老师看过，您会收到消息。"),
    "saved": say("写的字存好了，还没有交。"),
}


@dataclass(frozen=True)
class Opened:
    """A task opened by the trainee behind this request. enrolment: None for who hasn't enrolled in the course."""

    found: FoundLesson
    enrolment: Enrolment | None
    shown: TaskShown

    @property
    def place(self) -> str:
        """Return what the words that are still being written are kept by."""
        return hand_ins.place_of_draft(self.found.place.version.id, self.shown.task.name)

    @property
    def address(self) -> dict[str, str]:
        """Return what names the task in addresses."""
        place = self.found.place
        return {"course": place.course.slug, "lesson": place.lesson.slug, "task": self.shown.task.name}


@bp.get("/courses/<course>/lessons/<lesson>/tasks/<task>")
@plays_unsent
@requires(Role.TRAINEE)
def task(course: str, lesson: str, task: str) -> ResponseReturnValue:
    """Show a task, what was said to one's work, and the form; or which steps are signed off."""
    with reading() as session:
        opened = _opened(session, course, lesson, task)
        return _page(session, opened, _filled(session, opened))


@bp.post("/courses/<course>/lessons/<lesson>/tasks/<task>")
@plays_unsent
@takes_recordings
@requires(Role.TRAINEE)
def put_work_together(course: str, lesson: str, task: str) -> ResponseReturnValue:
    """Keep what was put together, to be looked over; or its words alone, for later."""
    form = WorkForm()
    with reading() as session:
        opened = _opened(session, course, lesson, task)
        if opened.enrolment is None or opened.shown.task.way is not TaskWay.HANDED_IN:
            return _page(session, opened, form.refuse(_NOT_NOW), 409)
    if is_saved_only():
        with transaction() as session:
            refusal = keep_draft_in(session, form, opened.place)
        if refusal is None:
            return to("learning.task", **opened.address, done="saved")
        form.refuse(refusal)
    else:
        sent = sent_in(form)
        if sent is not None:
            with transaction() as session:
                keep_draft_in(session, form, opened.place)
                hand_ins.keep_draft(
                    session,
                    person_id=current_person().person_id,
                    lesson_version_id=opened.found.place.version.id,
                    task=task,
                    contents=Contents(sent.words, sent.files),
                    now=instant_now(),
                )
            return to("learning.checked_work", **opened.address)
    with reading() as session:
        return _page(session, _opened(session, course, lesson, task), form, 422)


@bp.get("/courses/<course>/lessons/<lesson>/tasks/<task>/check")
@requires(Role.TRAINEE)
def checked_work(course: str, lesson: str, task: str) -> ResponseReturnValue:
    """Show what was put together as the teacher will find it, before it counts."""
    with reading() as session:
        opened = _opened(session, course, lesson, task)
        draft = _draft(session, opened)
        if draft is None:
            return to("learning.task", **opened.address)
        return _check_page(session, opened, draft, CheckedForm())


@bp.post("/courses/<course>/lessons/<lesson>/tasks/<task>/check")
@requires(Role.TRAINEE)
def hand_in_work(course: str, lesson: str, task: str) -> ResponseReturnValue:
    """Hand in what was looked over."""
    form, now, person_id = CheckedForm(), instant_now(), current_person().person_id
    token = str(form.token.data or "")[:100]
    with reading() as session:
        opened = _opened(session, course, lesson, task)
        if opened.enrolment is None or not token:
            return to("learning.task", **opened.address)
        learner = Learner(person_id, opened.enrolment.id, opened.found.place.version)
    with transaction() as session:
        made = hand_ins.hand_in(session, learner, task=task, token=token, now=now)
        if isinstance(made, HandIn):
            sendings.drop_draft(session, person_id=person_id, place=opened.place)
            if sendings.sendings_told(session, [made.sending_id])[made.sending_id].files:
                tell_about_files(session)
    if isinstance(made, Refusal):
        with reading() as session:
            opened = _opened(session, course, lesson, task)
            draft = _draft(session, opened)
            if draft is None:
                return to("learning.task", **opened.address)
            form.refuse(Refusal(made.code, made.sentence))
            return _check_page(session, opened, draft, form, 422)
    return to("learning.task", **opened.address, done="handed-in")


_NOT_NOW = Refusal("not-now", say("报名这门课以后，才能交作业；在基地做的练习不用在这里交。"))


def _opened(session: Session, course: str, lesson: str, task: str) -> Opened:
    store = store_for(settings())
    found = find_lesson(
        session,
        store,
        course_slug=course,
        lesson_slug=lesson,
        person_id=current_person().person_id,
        edition=edition_wanted("standard"),
    )
    return Opened(found, found.enrolment, shown_task(session, store, found.place.version, task))


def _draft(session: Session, opened: Opened) -> HandInDraft | None:
    return hand_ins.draft_or_none(
        session,
        person_id=current_person().person_id,
        lesson_version_id=opened.found.place.version.id,
        task=opened.shown.task.name,
    )


def _filled(session: Session, opened: Opened) -> WorkForm:
    """Return the form with what was being written and with what was put together and not handed in."""
    form = WorkForm()
    form.words.data = draft_in(session, opened.place)
    draft = _draft(session, opened)
    if draft is not None:
        form.words.data = form.words.data or draft.words
        form.photo_words.data, form.is_undescribed.data = draft.photo_words, draft.is_undescribed
        for kind in SendingKind:
            stored = stored_or_none(session, int(draft.files.get(kind.value) or 0))
            if stored is not None:
                form.keep_token(kind, stored.token)
    return form


def _page(session: Session, opened: Opened, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    person_id, place = current_person().person_id, opened.found.place
    pieces = hand_ins.pieces_of_task(
        session, person_id=person_id, lesson_version_id=place.version.id, task=opened.shown.task.name
    )
    number = page_number(request.args.get("page"))
    paging = part_of(pieces, number, _ROWS)
    signed, signings = {}, []
    if opened.enrolment is not None and opened.shown.steps:
        sheet = Sheet(opened.enrolment, place.version, opened.shown.task.name)
        signings = sign_offs.rows_of(session, sheet)
        signed = signed_steps(signings)
    people = {one.by_id for piece in pieces for one in piece.feedback} | {one.by_id for one in signings}
    if isinstance(form, WorkForm):
        form.place.data = opened.place
    state = standing(pieces)
    return page(
        "learning/hand_ins/task.html",
        status,
        form=form,
        asked=asked_of(form) if isinstance(form, WorkForm) else None,
        opened=opened,
        about=About(AboutKind.TASK, opened.shown.task.name).value,
        place=place,
        state=state.value,
        state_words=STANDING_WORDS[state],
        newest=pieces[0] if pieces else None,
        answered=next((one for one in pieces if one.feedback), None),
        paging=paging,
        helped=help_beside(session, paging.rows),
        rubric=[one.looked_at.text for one in opened.shown.task.rubric],
        outcome_words=OUTCOME_WORDS,
        verdict_words=VERDICT_WORDS,
        signed=signed,
        reversals=[one for one in signings if one.reverses_id is not None],
        names=nicknames(session, sorted(people)),
        may_hand_in=opened.enrolment is not None and opened.shown.task.is_handed_in,
        file_address=lambda piece: (
            lambda token: url_for("learning.own_work_file", hand_in_id=piece.id, token=token)
        ),
        done=done(DONE),
    )


def _check_page(
    session: Session, opened: Opened, draft: HandInDraft, form: CheckedForm, status: int = 200
) -> ResponseReturnValue:
    form.token.data = draft.token
    files = []
    for kind in SendingKind:
        stored = stored_or_none(session, int(draft.files.get(kind.value) or 0))
        if stored is not None and stored.owner_id == current_person().person_id:
            is_photo = kind is SendingKind.PHOTO
            files.append(
                SendingFileTold(
                    kind, stored.token, draft.photo_words if is_photo else "", is_photo and draft.is_undescribed, stored.state,
                    stored.playable.content_type if stored.playable is not None else "", stored.facts.duration_ms,
                    stored.facts.byte_count,
                )
            )  # fmt: skip
    if not draft.words and not files:
        abort(404)
    return page(
        "learning/hand_ins/checked_work.html",
        status,
        form=form,
        opened=opened,
        place=opened.found.place,
        help_words=help_words(session, opened.enrolment),
        told=SendingTold(0, draft.person_id, draft.words, draft.kept_at, tuple(files)),
        address_of=lambda token: url_for("media.recording_file", token=token),
    )
