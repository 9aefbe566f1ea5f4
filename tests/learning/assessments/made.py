"""A course with a test, somebody enrolled in it, and an attempt at it, as the tests of tests meet them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import load_course
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Edition, Question, publication_figures
from learnhub.catalogue.rules.answers import right_marks, wrong_marks
from learnhub.catalogue.service import text_of
from learnhub.catalogue.service.courses import course_by_slug
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.assessments.papers import Answer
from learnhub.learning.service import assessments as service
from learnhub.learning.service.assessments import AttemptFound
from learnhub.primitives import Refusal, instant_now, local_date, new_token
from learnhub.storage.rules import BlobStore
from tests.bases import both_bases
from tests.people import BASE_ID
from tests.tiny_course import FIGURES, TinyCourse, lesson

TEST = """
[[assessments]]
slug = "theory"
title = "理论测验"
pass_right = 3
wait_hours = 0
draw = [{ unit = "线上课", questions = 4 }]
"""


def course_with_test(slug: str = "tested", test: str = TEST) -> CourseFolder:
    """Return the folder of a course of two lessons, four checks and eight questions, with a test."""
    made = TinyCourse(slug).folder()
    files = {**made.files, "course.toml": made.files["course.toml"] + test.encode()}
    for number, one in enumerate(TinyCourse(slug).lessons):
        checks = (f"feel-{number}", f"push-{number}")
        files[f"lessons/{one}.md"] = lesson(f"第{number + 1}课", checks).encode()
    return CourseFolder(made.slug, files, made.shown)


def enrolled(
    session: Session, store: BlobStore, person_id: int, *, test: str = TEST, slug: str = "tested"
) -> Enrolment:
    """Load the course and enrol somebody in it."""
    now = instant_now()
    both_bases(session)
    rates = publication_figures(FIGURES, local_date(now))
    load_course(session, store, course_with_test(slug, test), figures=rates, now=now, base_id=BASE_ID)
    made = learning.enrol(session, person_id=person_id, course=course_by_slug(session, slug), now=now)
    assert not isinstance(made, Refusal)
    return made


def begun(
    session: Session, store: BlobStore, enrolment: Enrolment, *, now: datetime | None = None, seed: str = ""
) -> AttemptFound:
    """Begin an attempt, or go on with it."""
    made = service.begin(
        session,
        store,
        enrolment,
        "theory",
        edition=Edition.STANDARD,
        figures=FIGURES,
        by_id=enrolment.person_id,
        now=now or instant_now(),
        seed=seed,
    )
    assert not isinstance(made, Refusal), made
    return found(session, made.id)


def found(session: Session, attempt_id: int) -> AttemptFound:
    """Return an attempt as it stands."""
    attempt = service.attempt_or_none(session, attempt_id)
    assert attempt is not None
    return attempt


def question_at(session: Session, attempt: AttemptFound, position: int) -> Question:
    """Return the question at a position of a paper in the standard edition."""
    item = attempt.paper.items[position - 1]
    text = text_of(session.get_one(LessonVersion, item.lesson_version_id))
    check = next(one for one in text.checks if one.name == item.check)
    return check.questions[item.question - 1]


@dataclass(frozen=True)
class Taking:
    """Somebody who takes a test."""

    session: Session
    attempt_id: int

    @property
    def attempt(self) -> AttemptFound:
        """Return the attempt as it stands."""
        return found(self.session, self.attempt_id)

    def answer_of(
        self, position: int, *, is_right: bool, happened_at: datetime, client_id: str = ""
    ) -> Answer:
        """Return an answer as it is sent."""
        question = question_at(self.session, self.attempt, position)
        marks = right_marks(question) if is_right else wrong_marks(question)
        return Answer(position, frozenset(marks), client_id or new_token(12), happened_at)

    def send(
        self, answer: Answer, *, now: datetime | None = None, typed_by: int | None = None
    ) -> Refusal | None:
        """Send an answer."""
        attempt = self.attempt
        question = question_at(self.session, attempt, answer.position)
        return service.answer(
            self.session, attempt, question, answer, typed_by=typed_by, now=now or instant_now()
        )

    def answer_all(self, right: int, *, now: datetime | None = None) -> None:
        """Answer every question, so many of them rightly."""
        at = now or instant_now()
        for position in range(1, len(self.attempt.paper.items) + 1):
            given = self.answer_of(
                position, is_right=position <= right, happened_at=at + timedelta(seconds=position - 60)
            )
            assert self.send(given, now=at) is None

    def hand_in(self, *, now: datetime | None = None) -> AttemptFound:
        """Hand in."""
        attempt = self.attempt
        return service.hand_in(self.session, attempt, by_id=attempt.row.person_id, now=now or instant_now())
