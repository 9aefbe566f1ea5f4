"""Where money goes: an account is kept encrypted, seen whole with a reason, and watched."""

import sqlalchemy as sa
from flask import Flask

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.evidence.models import Evidence
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.subsidy.models import PayeeAccount
from learnhub.subsidy.service import claims
from learnhub.subsidy.service.claims.payees import payee_told
from tests.guards import without_guards
from tests.people import Someone
from tests.subsidy.claiming import CARD, Office
from tests.subsidy.made import Made
from tests.subsidy.test_claims import code_of


def test_an_account_is_kept_encrypted_and_seen_whole_only_with_a_reason(
    office: Office, ready: Made, officer: Someone, settings: Settings
) -> None:
    keys, number = site_keys(settings), "".join(CARD.split())
    with office.database.transaction() as session:
        row = claims.payees_of(session, [ready.enrolment_id])[ready.enrolment_id]
        assert number not in row.number_sealed
        stored = [
            *session.scalars(sa.select(Evidence.payload)),
            *session.scalars(sa.select(AuditEvent.words)),
        ]
        assert number not in str(stored)
        actor, now = Actor(officer.person_id), instant_now()
        assert (
            code_of(claims.payee_number(session, keys, actor, row, reason="看", now=now)) == "reason-needed"
        )
        assert claims.payee_number(session, keys, actor, row, reason="拨付前核对账号", now=now) == number
        seen = session.scalars(sa.select(AuditEvent).where(AuditEvent.deed == "payee-viewed")).one()
        assert seen.reason == "拨付前核对账号"
        assert session.scalar(sa.select(sa.func.count()).select_from(PayeeAccount)) == 1


def test_an_account_typed_in_wide_digits_is_the_same_account(
    office: Office, made: Made, base_manager: Someone, settings: Settings
) -> None:
    office.give_account(made, base_manager, "６２２２　０２１２ ０１００ 0000 004")
    with office.database.reading() as session:
        row = claims.payees_of(session, [made.enrolment_id])[made.enrolment_id]
    assert payee_told(site_keys(settings), row).masked == "****0004"


def test_accounts_are_encrypted_anew_with_a_renewed_key(
    office: Office, ready: Made, settings: Settings, app: Flask
) -> None:
    told = app.test_cli_runner().invoke(args=["people", "renew-key"])
    assert "1 values encrypted anew" in told.output
    with office.database.transaction() as session:
        row = claims.payees_of(session, [ready.enrolment_id])[ready.enrolment_id]
        assert row.number_sealed.startswith(f"{site_keys(settings).field_key_id}.")
        assert payee_told(site_keys(settings), row).masked == "****0004"
        assert claims.reseal(session, site_keys(settings)) == 0


def test_an_account_that_was_slipped_in_or_taken_out_is_named(
    office: Office, ready: Made, base_manager: Someone, officer: Someone
) -> None:
    office.give_account(ready, base_manager, "6222 0212 0100 0000 012")
    with office.database.transaction() as session:
        assert claims.verify(session)[1] == []
        row = claims.payees_of(session, [ready.enrolment_id])[ready.enrolment_id]
        session.execute(
            sa.update(PayeeAccount).where(PayeeAccount.id == row.id).values(made_by_id=officer.person_id)
        )
        assert [one.where for one in claims.verify(session)[1]] == [f"payee_account {row.id}"]
        without_guards(session, "payee_account")
        session.execute(sa.delete(PayeeAccount).where(PayeeAccount.id == row.id))
        (gone,) = claims.verify(session)[1]
    assert gone.where.startswith("person:")
