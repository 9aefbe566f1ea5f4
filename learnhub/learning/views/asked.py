"""Whether a question from what was just learned waits for the present person."""

from sqlalchemy.orm import Session

from learnhub.learning.service.recall import LessonAsked, lesson_asked_or_none
from learnhub.learning.views.lesson_page import Opened
from learnhub.policy.service import figures_in_force
from learnhub.primitives import today
from learnhub.web import current_person, settings


def asked_now(session: Session) -> LessonAsked | None:
    """Return the lesson that the present person is asked about; None while there is nothing to ask."""
    figures = figures_in_force(session, settings().content_dir)
    return lesson_asked_or_none(session, current_person().person_id, figures=figures, on=today())


def is_asked_after(session: Session, opened: Opened) -> bool:
    """Tell whether a lesson that was just finished should offer the question."""
    if opened.enrolment is None or not opened.progress.is_complete:
        return False
    return asked_now(session) is not None
