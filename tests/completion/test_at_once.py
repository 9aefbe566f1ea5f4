"""Two bases enter at the same moment what may stand once."""

import threading
from datetime import timedelta

from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.completion import service
from learnhub.completion.rules import CertificateKind, RecordStepKind
from learnhub.completion.service import RecordTold, StepGiven
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import Settings
from tests.completion.made import Ended, end_class
from tests.people import BASE_ID, BASE_REGION, make_person


def entered(session: Session, ended: Ended, trainee: int, by: int) -> RecordTold | Refusal:
    """Enter the same number for one of the two trainees."""
    enrolment = session.get_one(Enrolment, ended.enrolment_ids[trainee])
    (record,) = service.records_of(session, [enrolment.id])
    given = StepGiven(RecordStepKind.ISSUED, today(), issuer="示例鉴定所", number="2641001234567890")
    return service.take_step(
        session, ended.keys, Actor(by), enrolment, record.record.id, given, now=instant_now()
    )


def test_one_number_of_a_certificate_is_entered_once_also_at_the_same_moment(
    committed_database: Database, settings: Settings
) -> None:
    people = [
        make_person(committed_database, name, Holding(role, BASE_ID, BASE_REGION))
        for name, role in (
            ("小林", Role.TRAINEE),
            ("阿诺", Role.TRAINEE),
            ("周老师", Role.INSTRUCTOR),
            ("何主任", Role.BASE_MANAGER),
        )
    ]
    manager = people[3].person_id
    ended = end_class(
        committed_database,
        settings,
        people=(people[0], people[1]),
        instructor=people[2],
        approver=people[3],
    )
    with committed_database.transaction() as session:
        for number in ended.enrolment_ids:
            made = service.add_record(
                session,
                ended.keys,
                Actor(manager),
                session.get_one(Enrolment, number),
                kind=CertificateKind.SPECIFIC,
                level=None,
                occupation="",
                occupation_name="保健按摩师",
                agency="示例鉴定所",
                applied_on=today() - timedelta(days=9),
                act=f"record-form-{number}",
                now=instant_now(),
            )
            assert isinstance(made, RecordTold)
    told: list[RecordTold | Refusal] = []

    def enter_the_other() -> None:
        with committed_database.transaction() as session:
            told.append(entered(session, ended, 1, manager))

    other = threading.Thread(target=enter_the_other)
    with committed_database.transaction() as session:
        assert isinstance(entered(session, ended, 0, manager), RecordTold)
        other.start()
        other.join(0.3)  # the other one waits until this unit ends
        assert told == []
    other.join(30)
    (late,) = told
    assert isinstance(late, Refusal)
    assert late.code == "number-known"
