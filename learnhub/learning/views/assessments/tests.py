"""What a test is, how often it was taken, and the button that begins it."""

from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.catalogue.service import version_titles
from learnhub.learning.rules.assessments.attempts import (
    AttemptForm,
    AttemptState,
    beginning_refusal,
)
from learnhub.learning.service import assessments as service
from learnhub.learning.service.accommodations import requests_of
from learnhub.learning.service.assessments import AttemptFound
from learnhub.learning.views.assessments.opened import OpenedTest, opened_test
from learnhub.learning.views.lesson_page import edition_wanted
from learnhub.learning.views.lessons import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, instant_words
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, requires, settings, transaction


@bp.get("/courses/<course>/assessments/<assessment>")
@requires(Role.TRAINEE)
def assessment(course: str, assessment: str) -> ResponseReturnValue:
    """Show a test: what is asked, how much must be right, when it can be taken, and how it went so far."""
    with reading() as session:
        return _page(session, opened_test(session, course, assessment))


@bp.post("/courses/<course>/assessments/<assessment>")
@requires(Role.TRAINEE)
def begin_assessment(course: str, assessment: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one under way."""
    with transaction() as session:
        opened = opened_test(session, course, assessment)
        outcome = service.begin(
            session,
            store_for(settings()),
            opened.enrolment,
            assessment,
            edition=edition_wanted(""),
            figures=figures_in_force(session, settings().content_dir),
            by_id=current_person().person_id,
            now=instant_now(),
        )
        attempt_id = 0 if isinstance(outcome, Refusal) else outcome.id
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _page(session, opened_test(session, course, assessment), refused=outcome)
    return to("learning.attempt_question", attempt_id=attempt_id, position=1)


def _page(session: Session, opened: OpenedTest, *, refused: Refusal | None = None) -> ResponseReturnValue:
    rule, attempts = opened.found.rule, opened.found.attempts
    under_way = next((one for one in attempts if one.told.state is AttemptState.OPEN), None)
    refusal = None
    if under_way is None:
        refusal = beginning_refusal(rule, [one.told for one in attempts], instant_now())
    granted = [one.name for one in requests_of(session, [opened.enrolment.id]) if one.is_granted]
    titles = version_titles(session, [opened.enrolment.course_version_id])
    return page(
        "learning/assessments/assessment.html",
        200 if refused is None else 409,
        form=SiteForm().refuse(refused) if refused is not None else None,
        opened=opened,
        rule=rule,
        course_title=titles[opened.enrolment.course_version_id],
        attempts=[_told(one) for one in attempts],
        under_way=under_way,
        is_on_paper=under_way is not None and under_way.row.form is AttemptForm.PAPER,
        refusal=refusal,
        granted=granted,
    )


def _told(one: AttemptFound) -> dict[str, Any]:
    told = one.told
    return {
        "number": told.number,
        "words": told.score.words if told.score is not None else "",
        "state": told.state.value,
        "when": instant_words(told.handed_in_at or told.began_at),
        "href": url_for("learning.attempt", attempt_id=told.id),
    }
