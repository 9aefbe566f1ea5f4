"""What completion and certificates tell the rules of subsidy."""

import pytest

from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import today
from learnhub.settings import Settings
from learnhub.subsidy.rules import CertificateFact, Proof
from learnhub.subsidy.service.facts import facts_of
from learnhub.training.models import TrainingClass
from tests.completion.made import Ended, completed, end_class, figures
from tests.people import Someone


@pytest.fixture
def ended(
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
) -> Ended:
    return end_class(
        database, settings, people=(trainee, other_trainee), instructor=instructor, approver=base_manager
    )


def test_an_approved_completion_and_its_certificate_are_facts_of_one_trainee(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone
) -> None:
    completed(database, ended, base_manager, officer)
    with database.reading() as session:
        first, second = (
            facts_of(
                session,
                session.get_one(Enrolment, enrolment_id),
                session.get_one(TrainingClass, ended.class_id),
                figures(session, ended),
            )
            for enrolment_id in ended.enrolment_ids
        )
    assert first.certificates == (CertificateFact(Proof.COMPLETION, today()),)
    assert first.completed_on == today()
    assert (second.certificates, second.completed_on) == ((), None)
