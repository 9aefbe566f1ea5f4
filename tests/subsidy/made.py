"""A trainee with a class behind, and what the office and the site do with it."""

from dataclasses import dataclass

from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from tests.classes import (
    ClassDays,
    attend,
    both_bases,
    complete,
    course_with_lessons,
    enrol,
    join,
    open_class,
)
from tests.people import Someone
from tests.visit import Page, Submit

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
KEY = bytes(range(32))


@dataclass(frozen=True)
class Made:
    """A class with one trainee's enrolment."""

    class_id: int
    enrolment_id: int


def train(
    database: Database,
    person: Someone,
    instructor: Someone,
    *,
    region: str = "410100",
    slug: str = "massage",
    attended: int | None = None,
    days: ClassDays | None = None,
    lessons_done: int = 2,
) -> Made:
    """Enrol, learn, attend; credits are settled, no record is kept."""
    with database.transaction() as session:
        course, versions = course_with_lessons(session, slug)
        training_class = open_class(
            session,
            course,
            both_bases(session)[0],
            number=slug,
            region_code=region,
            days=days,
            teachers=[instructor.person_id],
        )
        enrolment = enrol(session, person.person_id, course)
        join(session, training_class, enrolment)
        for version in versions[:lessons_done]:
            complete(session, person.person_id, enrolment.id, version)
        credit.settle(session, person_id=person.person_id, figures=FIGURES, now=instant_now())
        attend(session, training_class, person.person_id, marked_by=instructor.person_id, sessions=attended)
        return Made(training_class.id, enrolment.id)


def calculate(submit: Submit, officer: Someone, made: Made, told: str = "calculated") -> Page:
    target = f"/office/classes/{made.class_id}?done={told}"
    return submit("subsidy.calculate", {}, officer, target=target, class_id=made.class_id).follow()


def seal(database: Database) -> None:
    with database.transaction() as session:
        evidence.seal(session, key=KEY, now=instant_now())


def details_of(page: Page, summary: str) -> str:
    found = [
        page.document.words(e)
        for e in page.document.all("details")
        if page.document.words(e).startswith(summary)
    ]
    assert found, f"no details {summary!r}"
    return found[0]
