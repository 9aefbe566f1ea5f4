"""Pages of a class stay quick however many trainees it has."""

from sqlalchemy import event

from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.subsidy import service
from learnhub.subsidy.models import Claim
from tests.classes import attend, both_bases, course_with_lessons, enrol, join, open_class
from tests.people import Someone, make_person
from tests.subsidy.claiming import Office, approve_rolls
from tests.subsidy.made import FIGURES, Made
from tests.visit import Visit


def test_pages_of_a_class_ask_the_database_as_often_for_ten_trainees_as_for_two(
    visit: Visit,
    database: Database,
    settings: Settings,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
) -> None:
    def asked(endpoint: str, person: Someone, **values: int) -> int:
        seen: list[str] = []
        with database.reading() as session:
            connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
        visit(endpoint, person, **values)
        return len(seen)

    made = class_of(database, instructor, [f"学员{number:02d}" for number in range(2)], "two")
    more = class_of(database, instructor, [f"生员{number:02d}" for number in range(10)], "ten")
    for endpoint, person in (
        ("subsidy.class_records", officer),
        ("training.training_class", instructor),
        ("training.trainees", instructor),
    ):
        visit(endpoint, person, class_id=made)  # signs in
        few, many = (asked(endpoint, person, class_id=one) for one in (made, more))
        assert 5 < few == many <= 30, (endpoint, few, many)
    office = Office.of(database, settings)
    for class_id in (made, more):
        with database.transaction() as session:
            approve_rolls(session, Made(class_id, 0), base_manager, but=13)
    first, second = (
        office.claim(Made(class_id, 0), base_manager, f"form-{class_id:04d}") for class_id in (made, more)
    )
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)
    visit("subsidy.claim", officer, claim_id=first.id)
    few, many = (asked("subsidy.claim", officer, claim_id=one.id) for one in (first, second))
    assert 5 < few == many <= 30, (few, many)


def class_of(database: Database, instructor: Someone, nicknames: list[str], slug: str) -> int:
    people = [make_person(database, nickname) for nickname in nicknames]
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, slug)
        training_class = open_class(
            session, course, both_bases(session)[0], number=slug, teachers=[instructor.person_id]
        )
        for person in people:
            enrolment = enrol(session, person.person_id, course)
            join(session, training_class, enrolment)
            attend(session, training_class, person.person_id, marked_by=instructor.person_id, sessions=2)
            service.calculate(
                session,
                enrolment=enrolment,
                training_class=training_class,
                figures=FIGURES,
                now=instant_now(),
            )
        return training_class.id
