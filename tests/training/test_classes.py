"""Classes: opened with a timetable, found by who may, and filled to the last place."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding, Role
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal
from learnhub.training import service
from learnhub.training.models import ClassPlace, ClassState, TrainingClass
from learnhub.training.rules import Meeting
from tests.classes import MONDAY, both_bases, course_with_lessons, enrol, join, open_class
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID, Someone, make_person


def test_only_an_instructor_of_the_class_and_its_base_finds_it(
    session: Session, training_class: TrainingClass, instructor: Someone
) -> None:
    own = [Holding(Role.INSTRUCTOR, BASE_ID, "410105")]
    moved = [Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, "532801")]

    def find(person_id: int, held: list[Holding]) -> TrainingClass | None:
        return service.taught_class_or_none(session, training_class.id, person_id, held)

    assert find(instructor.person_id, own) is training_class
    assert find(instructor.person_id, moved) is None
    assert find(instructor.person_id, []) is None
    assert find(instructor.person_id + 1, own) is None


def test_the_last_place_is_taken_once(
    session: Session, training_class: TrainingClass, course: Course, trainee: Someone, other_trainee: Someone
) -> None:
    training_class.capacity = 1
    join(session, training_class, enrol(session, trainee.person_id, course))
    outcome = service.take_place(
        session,
        training_class=training_class,
        enrolment=enrol(session, other_trainee.person_id, course),
        today=MONDAY,
    )
    assert isinstance(outcome, Refusal)
    assert outcome.code == "class-full"


def test_an_enrolment_has_one_place_and_only_in_a_class_of_its_course(
    session: Session, training_class: TrainingClass, enrolment: Enrolment
) -> None:
    other_course, _lessons = course_with_lessons(session, "phone")
    foreign = open_class(session, other_course, both_bases(session)[0], number="phone-01")
    for one, code in ((training_class, "has-a-place"), (foreign, "other-course")):
        outcome = service.take_place(session, training_class=one, enrolment=enrolment, today=MONDAY)
        assert isinstance(outcome, Refusal)
        assert outcome.code == code


@pytest.mark.parametrize("state", [ClassState.APPLIED, ClassState.CLOSED, ClassState.CANCELLED])
def test_a_class_that_is_not_open_takes_nobody(
    session: Session, training_class: TrainingClass, course: Course, trainee: Someone, state: ClassState
) -> None:
    training_class.state = state
    session.flush()
    outcome = service.take_place(
        session,
        training_class=training_class,
        enrolment=enrol(session, trainee.person_id, course),
        today=MONDAY,
    )
    assert isinstance(outcome, Refusal)
    assert outcome.code == "class-not-open"


def test_two_connections_cannot_take_the_last_place(committed_database: Database) -> None:
    database = committed_database
    people = [make_person(database, name) for name in ("一号", "二号", "三号", "四号")]
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        class_id = open_class(session, course, both_bases(session)[0], capacity=2).id
        enrolments = [enrol(session, person.person_id, course).id for person in people]
    outcomes: list[Refusal | None] = []
    together = threading.Barrier(len(enrolments))

    def take(enrolment_id: int) -> None:
        together.wait()
        with database.transaction() as session:
            outcomes.append(
                service.take_place(
                    session,
                    training_class=session.get_one(TrainingClass, class_id),
                    enrolment=session.get_one(Enrolment, enrolment_id),
                    today=MONDAY,
                )
            )

    threads = [threading.Thread(target=take, args=(one,)) for one in enrolments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome.code if outcome else "" for outcome in outcomes) == [
        "", "", "class-full", "class-full",
    ]  # fmt: skip
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(ClassPlace)) == 2


@pytest.mark.parametrize(
    ("meetings", "code"),
    [
        ((), "no-sessions"),
        ((Meeting(MONDAY, "9:00", 60, ""),), "no-clock"),
        ((Meeting(MONDAY, "24:00", 60, ""),), "no-clock"),
        ((Meeting(MONDAY, "09:00", 0, ""),), "no-minutes"),
        ((Meeting(MONDAY - timedelta(days=1), "09:00", 60, ""),), "before-opening"),
        ((Meeting(MONDAY, "09:00", 61, ""), Meeting(MONDAY, "10:00", 60, "")), "overlap"),
        ((Meeting(MONDAY, "09:00", 60, ""), Meeting(MONDAY, "09:00", 60, "")), "overlap"),
    ],
)
def test_a_timetable_that_nobody_could_keep_is_refused(
    session: Session, course: Course, meetings: tuple[Meeting, ...], code: str
) -> None:
    plan = service.ClassPlan("n", "t", "410100", MONDAY, 5, "", "", meetings)
    outcome = service.open_class(session, base=both_bases(session)[0], course=course, plan=plan)
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_sessions_that_follow_one_another_do_not_overlap(session: Session, course: Course) -> None:
    meetings = (Meeting(MONDAY, "10:00", 60, "后"), Meeting(MONDAY, "09:00", 60, "先"))
    plan = service.ClassPlan("n", "t", "410100", MONDAY, 5, "", "", meetings)
    made = service.open_class(session, base=both_bases(session)[0], course=course, plan=plan)
    assert isinstance(made, TrainingClass)
    assert [one.title for one in made.sessions] == ["先", "后"]


def test_a_class_number_is_given_once(
    session: Session, training_class: TrainingClass, course: Course
) -> None:
    plan = service.ClassPlan(
        training_class.number, "t", "410100", MONDAY, 5, "", "", (Meeting(MONDAY, "09:00", 60, ""),)
    )
    outcome = service.open_class(session, base=both_bases(session)[0], course=course, plan=plan)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "number-taken"


@pytest.mark.parametrize(
    ("codes", "count"),
    [(["410100"], 1), (["410000"], 1), ([""], 1), (["410105"], 0), (["530000"], 0), ([], 0)],
)
def test_an_office_finds_the_classes_of_its_division_and_below(
    session: Session, training_class: TrainingClass, codes: list[str], count: int
) -> None:
    found, total = service.classes_in(session, codes, size=25)
    assert (len(found), total) == (count, count)
