"""Take a test by keys: more time granted, and the right answer to whatever was drawn."""

import sqlalchemy as sa

from learnhub.audit.rules import Actor
from learnhub.catalogue.rules import LessonText, Question, QuestionKind
from learnhub.learning.models import AssessmentAttempt, Enrolment
from learnhub.learning.rules.accommodations import AccommodationFor, AccommodationKind, Answerer
from learnhub.learning.service import accommodations, assessments
from learnhub.learning.service.assessments.questions import text_of_item
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from tests.journeys.keyboard import Keyboard
from tests.journeys.lessons import pictured_answer
from tests.journeys.region import Region, person_id
from tests.tiny_course import FIGURES

MANAGER = "基地01"


def grant_more_time(region: Region, nickname: str) -> None:
    """Ask for more time in tests for a learner, and grant it as the base."""
    learner, manager = person_id(region, nickname), person_id(region, MANAGER)
    with region.database.transaction() as session:
        enrolment = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == learner)).one()
        asked = accommodations.ask(
            session, person_id=learner, enrolment_id=enrolment.id, kinds=[AccommodationKind.EXTRA_TIME],
            asked_for=AccommodationFor.TEST, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip
        assert not isinstance(asked, Refusal)
        accommodations.answer(
            session, Actor(manager), asked[0], Answerer.BASE,
            is_granted=True, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip


def question_at(region: Region, nickname: str, position: int) -> tuple[LessonText, Question]:
    """Return the learner's question at a position, and the lesson text it was drawn from."""
    with region.database.reading() as session:
        row = session.scalars(
            sa.select(AssessmentAttempt).where(AssessmentAttempt.person_id == person_id(region, nickname))
        ).one()
        attempt = assessments.attempt_or_none(session, row.id)
        assert attempt is not None
        told = text_of_item(session, store_for(region.settings), attempt.paper.items[position - 1])
        return told.text, told.question


def answer_rightly(keyboard: Keyboard, text: LessonText, question: Question) -> int:
    """Answer whatever was drawn, by choosing or by putting in order; return how many fields that took."""
    if question.kind is QuestionKind.ORDERING:
        keyboard.press_to_role("combobox")
        for choice in question.choices:
            assert keyboard.focus.role == "combobox"
            for _ in range(int(choice.key[1:])):  # the first line says that a place is to be chosen
                keyboard.page.keyboard.press("ArrowDown")
            keyboard.tab()
        return len(question.choices)
    assert question.kind is QuestionKind.CHOICE
    assert not question.is_multiple
    keyboard.choose(pictured_answer(text, question.prompt.text))
    return 1
