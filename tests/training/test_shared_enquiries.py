"""What classmates see of each other's questions: what both agreed to, in a class of their own, and no recording of anybody else's."""

from collections.abc import Sequence

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.learning.models import Enquiry, Enrolment
from learnhub.learning.service import enquiries
from learnhub.media.service import places_for
from learnhub.providers.models import TrainingBase
from learnhub.settings import Settings
from learnhub.training import service
from tests.classes import join, open_class
from tests.learning.asking import answer, ask, course_of, spoken
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.visit import Clients, Visit


@pytest.fixture
def classmate(database: Database) -> Someone:
    return make_person(database, "同桌", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))


def in_two_classes(
    database: Database, settings: Settings, first: Sequence[Someone], other: Someone, teacher: Someone
) -> Enquiry:
    """Put some people into one class of a course and another into a second one; the first of them asks and is answered by voice."""
    blob = places_for(settings).store.put(spoken())
    with database.transaction() as session:
        at = course_of(session, *first, other)
        base = session.get_one(TrainingBase, BASE_ID)
        places = {one.person_id: one for one in session.query(Enrolment)}
        for number, people in (("1", first), ("2", [other])):
            opened = open_class(session, at.course, base, number=f"2026-{number}")
            for person in people:
                join(session, opened, places[person.person_id])
        made = ask(session, first[0], at, "我的手放哪里？", is_shared=True, voice=blob)
        answer(session, teacher, made, is_shared=True)
        return made


def test_a_classmate_sees_and_hears_what_both_let_the_class_see_and_another_class_nothing(
    database: Database,
    settings: Settings,
    visit: Visit,
    clients: Clients,
    trainee: Someone,
    classmate: Someone,
    other_trainee: Someone,
    instructor: Someone,
) -> None:
    made = in_two_classes(database, settings, [trainee, classmate], other_trainee, instructor)
    with database.reading() as session:
        mates = service.classmates(session, person_id=classmate.person_id, course_id=made.course_id)
        assert mates == {trainee.person_id, classmate.person_id}
        (told,) = enquiries.enquiries_of(session, trainee.person_id)
    shown = visit("training.shared_enquiries", classmate, course="asked").words
    assert "我的手放哪里？" in shown
    assert trainee.nickname not in shown
    assert "我的手放哪里？" not in visit("training.shared_enquiries", other_trainee, course="asked").words
    address = f"/courses/asked/shared-enquiries/{made.id}/files/{told.sending.files[0].token}"

    def status_of(person: Someone) -> int:
        sent = clients.of(person).get(address)
        sent.close()
        return sent.status_code

    assert [status_of(one) for one in (classmate, other_trainee, instructor)] == [200, 404, 403]
    with database.transaction() as session:
        enquiries.unshare_all_of(session, trainee.person_id)
    assert status_of(classmate) == 404
