"""An attempt as a whole: what is still open, handing in, its time, who helped, and how it went."""

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.learning.forms.assessments import HelpForm, PressForm
from learnhub.learning.rules.accommodations import KIND_WORDS, AccommodationKind
from learnhub.learning.rules.assessments.attempts import (
    HELP_WORDS,
    AttemptForm,
    AttemptState,
    AttemptStepKind,
    HelpKind,
    again_from,
    beginning_refusal,
    minutes_left,
)
from learnhub.learning.service import assessments as service
from learnhub.learning.service.assessments import AttemptFound
from learnhub.learning.service.assessments.questions import text_of_item
from learnhub.learning.views.assessments.opened import close_when_over, own_attempt, support_of, test_of
from learnhub.learning.views.lessons import bp
from learnhub.primitives import Refusal, instant_now, instant_words, listed, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

ROWS_A_PAGE = 8  # each is a stop
DONE = {
    "saved": say("答案记下了。交卷以前都可以改。"),
    "extended": say("时间加好了。"),
    "helped": say("记下了。每道题怎么答，都由您自己决定。"),
    "handed-in": say("卷子交了。"),
}


@bp.get("/me/attempts/<int:attempt_id>")
@requires(Role.TRAINEE)
def attempt(attempt_id: int) -> ResponseReturnValue:
    """Show what is answered and what is still open; once it is handed in, how it went."""
    close_when_over(attempt_id)
    with reading() as session:
        found = own_attempt(session, attempt_id)
        return _overview(session, found) if found.handed_in is None else _result(session, found)


@bp.get("/me/attempts/<int:attempt_id>/handing-in")
@requires(Role.TRAINEE)
def handing_in(attempt_id: int) -> ResponseReturnValue:
    """Ask before an attempt is handed in: it can't be changed afterwards."""
    close_when_over(attempt_id)
    with reading() as session:
        found = own_attempt(session, attempt_id)
        if found.handed_in is not None or found.row.form is AttemptForm.PAPER:
            return to("learning.attempt", attempt_id=attempt_id)
        return page("learning/assessments/handing_in.html", **_whole(session, found))


@bp.post("/me/attempts/<int:attempt_id>/handing-in")
@requires(Role.TRAINEE)
def hand_in_attempt(attempt_id: int) -> ResponseReturnValue:
    """Hand an attempt in; handing it in again shows how it went."""
    with transaction() as session:
        found = own_attempt(session, attempt_id)
        if found.row.form is AttemptForm.SCREEN:
            service.hand_in(session, found, by_id=current_person().person_id, now=instant_now())
    return to("learning.attempt", attempt_id=attempt_id, done="handed-in")


@bp.get("/me/attempts/<int:attempt_id>/time")
@requires(Role.TRAINEE)
def attempt_time(attempt_id: int) -> ResponseReturnValue:
    """Say how much time is left, and offer more."""
    close_when_over(attempt_id)
    with reading() as session:
        return _time_page(session, own_attempt(session, attempt_id))


@bp.post("/me/attempts/<int:attempt_id>/time")
@requires(Role.TRAINEE)
def extend_attempt(attempt_id: int) -> ResponseReturnValue:
    """Lengthen the time by one press."""
    form = PressForm()
    with transaction() as session:
        outcome = service.extend(
            session, own_attempt(session, attempt_id), client_id=form.act.data or "", now=instant_now()
        )
    if isinstance(outcome, Refusal):
        close_when_over(attempt_id)
        with reading() as session:
            return _time_page(session, own_attempt(session, attempt_id), refused=outcome)
    return to("learning.attempt_time", attempt_id=attempt_id, done="extended")


@bp.get("/me/attempts/<int:attempt_id>/help")
@requires(Role.TRAINEE)
def attempt_help(attempt_id: int) -> ResponseReturnValue:
    """Ask who reads, writes, signs or keys for the trainee."""
    close_when_over(attempt_id)
    with reading() as session:
        return _help_page(session, own_attempt(session, attempt_id), HelpForm())


@bp.post("/me/attempts/<int:attempt_id>/help")
@requires(Role.TRAINEE)
def record_attempt_help(attempt_id: int) -> ResponseReturnValue:
    """Keep who helped."""
    form = HelpForm()
    with reading() as session:
        own_attempt(session, attempt_id)
        is_valid = form.validate()
    if is_valid:
        with transaction() as session:
            outcome = service.record_help(
                session,
                own_attempt(session, attempt_id),
                kinds=form.kinds_chosen,
                helper=form.helper.data or "",
                client_id=form.act.data or "",
                by_id=current_person().person_id,
                now=instant_now(),
            )
        if outcome is None:
            return to("learning.attempt", attempt_id=attempt_id, done="helped")
        form.refuse(outcome)
    with reading() as session:
        return _help_page(session, own_attempt(session, attempt_id), form, 422)


def helpers_of(found: AttemptFound) -> list[str]:
    """Return who helped and how, in words: 读题、书写：妈妈."""
    return [
        say(
            "%(names)s：%(words)s",
            names=listed(HELP_WORDS[HelpKind(kind)] for kind in step.told["kinds"]),
            words=step.words,
        )
        for step in found.steps
        if step.kind is AttemptStepKind.HELPED
    ]


def _overview(session: Session, found: AttemptFound) -> ResponseReturnValue:
    count = len(found.paper.items)
    open_positions = [position for position in range(1, count + 1) if position not in found.present]
    rows = [
        (position, url_for("learning.attempt_question", attempt_id=found.row.id, position=position))
        for position in range(1, count + 1)
    ]
    return page(
        "learning/assessments/attempt.html",
        **_whole(session, found),
        paging=part_of(rows, page_number(request.args.get("page")), ROWS_A_PAGE),
        next_open=open_positions[0] if open_positions else 0,
        has_limit=found.ends_at is not None,
        support=support_of(session, found),
        helpers=helpers_of(found),
        done=done(DONE),
    )


def _whole(session: Session, found: AttemptFound) -> dict[str, Any]:
    """Return what every page of an attempt under way shows."""
    opened = test_of(session, found)
    count = len(found.paper.items)
    return {
        "attempt_id": found.row.id,
        "opened": opened,
        "title": opened.found.rule.text.title,
        "count": count,
        "answered": len(found.present),
        "is_answered": set(found.present),
        "is_on_paper": found.row.form is AttemptForm.PAPER,
    }


def _result(session: Session, found: AttemptFound) -> ResponseReturnValue:
    opened = test_of(session, found)
    others = [one.told for one in opened.found.attempts]
    score, now = found.score, instant_now()
    refusal = beginning_refusal(opened.found.rule, others, now)
    again = again_from(opened.found.rule, others)
    wrong = part_of(
        score.wrong if score is not None else (), page_number(request.args.get("page")), ROWS_A_PAGE
    )
    return page(
        "learning/assessments/result.html",
        attempt_id=found.row.id,
        opened=opened,
        rule=opened.found.rule,
        title=opened.found.rule.text.title,
        score=score,
        is_passed=found.told.state is AttemptState.PASSED,
        to_come=len(found.still_to_come),
        ended_by_time=found.handed_in is not None and found.handed_in.by_id is None,
        paging=wrong,
        wrong=[_wrong(session, opened.course.slug, found, position) for position in wrong.rows],
        is_mended=any(item.digest in found.taken_out for item in found.paper.items),
        refusal=refusal,
        again=instant_words(again) if again is not None and now < again else "",
        support=support_of(session, found),
        helpers=helpers_of(found),
        done=done(DONE),
    )


def _wrong(
    session: Session, course: str, found: AttemptFound, position: int
) -> tuple[int, str, str, str, str]:
    """Return of a question that wasn't right: its number, its words, the lesson and the section it is about, and where that is."""
    item = found.paper.items[position - 1]
    told = text_of_item(session, store_for(settings()), item)
    href = url_for(
        "learning.lesson", course=course, lesson=item.lesson, edition=item.edition, _anchor=told.section.key
    )
    return position, told.question.prompt.text, told.text.title.text, told.section.heading.text, href


def _time_page(
    session: Session, found: AttemptFound, *, refused: Refusal | None = None
) -> ResponseReturnValue:
    end, paper = found.ends_at, found.paper
    return page(
        "learning/assessments/time.html",
        200 if refused is None else 422,
        form=SiteForm().refuse(refused) if refused is not None else None,
        **_whole(session, found),
        press=PressForm().fresh(),
        minutes=minutes_left(end, instant_now()) if end is not None and found.handed_in is None else None,
        end=instant_words(end) if end is not None else "",
        is_handed_in=found.handed_in is not None,
        more=paper.extension_minutes,
        presses=paper.extensions_max - found.extensions,
        has_more_time=KIND_WORDS[AccommodationKind.EXTRA_TIME] in support_of(session, found),
        done=done(DONE),
    )


def _help_page(
    session: Session, found: AttemptFound, form: HelpForm, status: int = 200
) -> ResponseReturnValue:
    if status == 200:
        form.fresh()
    return page(
        "learning/assessments/help.html",
        status,
        form=form,
        **_whole(session, found),
        is_handed_in=found.handed_in is not None,
        helpers=helpers_of(found),
    )
