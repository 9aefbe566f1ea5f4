"""A class ends: the base applies, the office decides, a certificate is issued, mended and revoked; nothing is ever changed."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import unseal
from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.audit.rules import Actor
from learnhub.completion import service
from learnhub.completion.models import (
    CertificateEnd,
    CertificateSecret,
    CompletionCertificate,
    CompletionStep,
)
from learnhub.completion.rules import CertificateKind, CompletionState, Item, ItemState
from learnhub.completion.service import secrets
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import Settings
from tests.completion.made import Ended, apply, completed, decide, issue
from tests.guards import without_guards
from tests.messages.heard import heard
from tests.people import Someone


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def waiting(session: Session) -> list[tuple[int, int]]:
    rows, total = service.waiting_classes(session, ["410000"], number=1, size=25)
    assert total == len(rows)
    assert service.waiting_classes(session, ["530000"], number=1, size=25) == ([], 0)
    return [(one.id, count) for one, count in rows]


def test_completion_goes_from_the_base_to_the_office_and_back(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone, instructor: Someone
) -> None:
    first, second = ended.enrolment_ids
    with database.transaction() as session:
        told = service.completion_of(session, first)
        assert told is not None
        assert told.state is CompletionState.NOT_APPLIED
        assert code_of(decide(session, ended, officer)) == "not-waiting"
        assert apply(session, ended, base_manager) == 1  # whoever came on three of five days stays behind
        assert apply(session, ended, base_manager) == 0
        assert code_of(decide(session, ended, base_manager)) == "own-hand"
        assert code_of(decide(session, ended, instructor)) == "own-hand"
        assert code_of(decide(session, ended, officer, is_approval=False)) == "reason-needed"
        assert waiting(session) == [(ended.class_id, 1)]
        assert isinstance(
            decide(session, ended, officer, is_approval=False, reason="请补上教案"), CompletionStep
        )
        assert waiting(session) == []
        assert apply(session, ended, base_manager) == 1
        assert isinstance(decide(session, ended, officer, organiser="示例市残疾人联合会"), CompletionStep)
        told = service.completion_of(session, first)
        assert told is not None
        assert (told.state, told.approved_on) == (CompletionState.APPROVED, today())
        assert (told.organiser, told.offline_days) == ("示例市残疾人联合会", 5)
        days = next(one for one in told.checklist if one.item is Item.DAYS)
        assert days.state is ItemState.MET
        assert days.sources[0].startswith("示例")
        assert code_of(decide(session, ended, officer)) == "not-waiting"
        other = service.completion_of(session, second)
        assert other is not None
        assert other.steps == ()
        rows = evidence.entries(session, f"class:{ended.class_id}")
        kinds = [row.kind for row in rows if row.kind.startswith("completion.")]
        assert kinds == ["completion.applied", "completion.decided"] * 2


def test_a_name_is_mended_by_a_new_certificate_and_the_old_one_says_so(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone, trainee: Someone
) -> None:
    with database.transaction() as session:
        assert code_of(issue(session, ended, base_manager)) == "not-approved"
    first = completed(database, ended, base_manager, officer)
    with database.transaction() as session:
        again = issue(session, ended, base_manager)
        assert isinstance(again, CompletionCertificate)
        assert again.id == first
        assert code_of(issue(session, ended, base_manager, name="林晓雨")) == "reason-needed"
        assert (
            code_of(issue(session, ended, trainee, name="林晓雨", reason="名字写错了")) == "own-certificate"
        )
        mended = issue(session, ended, base_manager, name="林晓雨", reason="名字写错了")
        assert isinstance(mended, CompletionCertificate)
        assert (mended.replaces_id, mended.number) == (first, 2)
        owner = session.get_one(Enrolment, mended.enrolment_id).person_id
        assert heard(session)[Kind.CERTIFICATE_ISSUED] == {owner}
        old = service.certificate_or_none(session, ended.keys, first)
        new = service.by_code_or_none(session, ended.keys, mended.code)
        assert old is not None
        assert old.end is not None
        assert old.end.kind.value == "replaced"
        assert new is not None
        assert new.end is None
        assert new.masked == "林*雨"
        held = service.certificates_of(session, ended.enrolment_ids)
        assert [one.number_end for one in held[ended.enrolment_ids[0]]] == [new.number]
        assert held[ended.enrolment_ids[0]][0].kind is CertificateKind.COMPLETION
        assert ended.enrolment_ids[1] not in held
        assert service.issued_counts(session, ended.enrolment_ids) == {ended.enrolment_ids[0]: 1}
        assert code_of(revoke(session, base_manager, mended, "错")) == "reason-needed"
        assert isinstance(revoke(session, base_manager, mended, "发错了人"), CertificateEnd)
        assert code_of(revoke(session, base_manager, mended, "发错了人")) == "ended"
        assert service.certificates_of(session, ended.enrolment_ids) == {}
        assert service.issued_counts(session, ended.enrolment_ids) == {}


def revoke(session: Session, by: Someone, certificate: CompletionCertificate, reason: str) -> object:
    return service.revoke(session, Actor(by.person_id), certificate, reason=reason, now=instant_now())


def test_neither_name_nor_number_stands_in_evidence_or_in_plain(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone
) -> None:
    completed(database, ended, base_manager, officer)
    with database.reading() as session:
        told = str([row.payload for row in evidence.entries(session, f"class:{ended.class_id}")])
        assert "林小雨" not in told
        secrets = session.scalars(sa.select(CertificateSecret.sealed)).all()
        assert len(secrets) == 1
        assert "林小雨" not in secrets[0]


def test_names_on_certificates_are_encrypted_anew_with_a_renewed_key(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone, settings: Settings, app: Flask
) -> None:
    made = completed(database, ended, base_manager, officer)
    told = app.test_cli_runner().invoke(args=["people", "renew-key"])
    assert "1 values encrypted anew" in told.output
    keys = site_keys(settings)
    with database.transaction() as session:
        row = session.scalars(sa.select(CertificateSecret)).one()
        assert row.sealed.startswith(f"{keys.field_key_id}.")
        code = session.get_one(CompletionCertificate, made).code
        assert unseal(keys, secrets.secret_place(f"completion:{code}"), row.sealed) == "林小雨"
        assert secrets.reseal(session, keys) == 0


@pytest.mark.parametrize("table", ["completion_step", "completion_certificate"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET training_class_id = 1", "DELETE FROM {}"])
def test_what_was_decided_is_never_changed(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone, table: str, deed: str
) -> None:
    completed(database, ended, base_manager, officer)
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.text(deed.format(table)))


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("completion_step", "UPDATE completion_step SET kind = 'returned', organiser = '', reason = '不行'"),
        ("completion_certificate", "UPDATE completion_certificate SET offline_days = 30"),
        ("completion_certificate", "DELETE FROM completion_certificate"),
    ],
)
def test_a_row_that_was_changed_behind_the_guards_is_named(
    database: Database, ended: Ended, base_manager: Someone, officer: Someone, table: str, change: str
) -> None:
    completed(database, ended, base_manager, officer)
    with database.transaction() as session:
        assert service.verify(session) == (3, [])
        without_guards(session, table)
        session.execute(sa.text(change))
        session.expire_all()
        _count, faults = service.verify(session)
        told = f"class:{ended.class_id} #" if change.startswith("DELETE") else table
        assert faults
        assert all(fault.where.startswith(told) for fault in faults)
