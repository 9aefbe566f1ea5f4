"""Play how people of the demonstration have taken a test."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.catalogue.rules import Edition
from learnhub.catalogue.rules.answers import right_marks, wrong_marks
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.assessments.papers import Answer
from learnhub.learning.service import assessments
from learnhub.learning.service.assessments.questions import text_of_item
from learnhub.ops.rules.demonstration import DemoEnrolment
from learnhub.ops.service.demonstration.closing import granted
from learnhub.policy.rules import Figures
from learnhub.primitives import SHANGHAI
from learnhub.storage.adapters.local_folder import LocalFolder

_HOUR = 20
_BETWEEN_ANSWERS = timedelta(seconds=50)
# The demonstration reads the standard edition, which stands in the database: no file is opened.
_NO_FILES = LocalFolder(Path())


def plan_tests(
    session: Session,
    add: Callable[[datetime, Callable[[datetime], None]], None],
    told: DemoEnrolment,
    enrolment: Enrolment,
    figures: Figures,
    today: date,
) -> None:
    """Add an attempt on each evening behind the last lesson, with as many right answers as the plan says."""
    for number, right in enumerate(told.tested):
        day = today - timedelta(days=told.enrolled_days_ago - 1 - told.lessons - number)
        evening = datetime.combine(day, time(_HOUR), SHANGHAI)

        def take(instant: datetime, right: int = right) -> None:
            _take(session, enrolment, figures, right, instant)

        add(evening, take)


def _take(session: Session, enrolment: Enrolment, figures: Figures, right: int, began: datetime) -> None:
    test = assessments.assessments_of(session, [enrolment], figures)[enrolment.id][0]
    attempt_id = granted(
        assessments.begin(
            session,
            _NO_FILES,
            enrolment,
            test.rule.text.slug,
            edition=Edition.STANDARD,
            figures=figures,
            by_id=enrolment.person_id,
            now=began,
            seed=f"demo-{enrolment.id}-{len(test.attempts) + 1}",
        )
    ).id
    instant = began
    attempt = assessments.attempt_or_none(session, attempt_id)
    assert attempt is not None
    for position, item in enumerate(attempt.paper.items, start=1):
        instant += _BETWEEN_ANSWERS
        question = text_of_item(session, _NO_FILES, item).question
        marks = right_marks(question) if position <= right else wrong_marks(question)
        given = Answer(position, frozenset(marks), f"demo-{attempt_id}-{position:02}", instant)
        refusal = assessments.answer(session, attempt, question, given, typed_by=None, now=instant)
        assert refusal is None, refusal
    assessments.hand_in(session, attempt, by_id=enrolment.person_id, now=instant + _BETWEEN_ANSWERS)
