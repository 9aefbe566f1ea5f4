"""A consent and its end stand in the person's chain: whoever rewrites one in the database is found."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.accounts.models import Consent
from learnhub.accounts.rules.consent import TEXTS, Basis, Purpose
from learnhub.accounts.service import certificates, consents, verification
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import instant_now
from tests.guards import without_guards
from tests.people import Someone

NOW = instant_now()


def _named(session: Session) -> set[str]:
    session.expire_all()
    return {fault.where for fault in verification.verify(session)[1]}


def test_a_consent_that_was_withdrawn_keeps_both_its_days(database: Database, trainee: Someone) -> None:
    later = NOW + timedelta(days=3)
    with database.transaction() as session:
        given = consents.tell(session, trainee.person_id, TEXTS[Basis.CONSENT], now=NOW)
        again = consents.tell(session, trainee.person_id, TEXTS[Basis.CONSENT], now=later)
        assert given.id == again.id
        assert certificates.withdraw(session, Actor(trainee.person_id), trainee.person_id, now=later) is True
        new = consents.tell(session, trainee.person_id, TEXTS[Basis.CONSENT], now=later)
        assert new.id != given.id
        assert verification.verify(session) == (3, [])
    with database.transaction() as session:
        without_guards(session, "consent")
        for values in (
            {"given_at": NOW - timedelta(days=1)},
            {"withdrawn_at": NOW},
            {"withdrawn_at": None},
            {"withdrawn_at": None, "withdrawn_position": None},
            {"withdrawn_position": None},
            {"purpose": Purpose.VOICE},
        ):
            trial = session.begin_nested()
            session.execute(
                sa.update(Consent)
                .where(Consent.id == given.id)
                .values(**values)
                .execution_options(synchronize_session=False)
            )
            assert _named(session), values
            trial.rollback()
        session.execute(sa.delete(Consent).where(Consent.id == given.id))
        assert len(_named(session)) == 2
        session.rollback()


@pytest.mark.parametrize("deed", ["DELETE FROM consent", "UPDATE consent SET text_version = 'x'"])
def test_the_database_refuses_to_rewrite_a_consent(database: Database, trainee: Someone, deed: str) -> None:
    with database.transaction() as session:
        consents.tell(session, trainee.person_id, TEXTS[Basis.CONSENT], now=NOW)
        with pytest.raises(DBAPIError, match="only given and withdrawn"), session.begin_nested():
            session.execute(sa.text(deed))


def test_a_consent_from_before_the_chain_is_no_fault_and_its_end_is_logged(
    database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        session.add(
            Consent(
                person_id=trainee.person_id,
                purpose=Purpose.CERTIFICATE,
                basis=Basis.CONSENT,
                text_version="before",
                given_at=NOW,
            )
        )
        session.flush()
        assert verification.verify(session) == (0, [])
        assert certificates.withdraw(session, Actor(trainee.person_id), trainee.person_id, now=NOW) is True
        assert verification.verify(session) == (1, [])
