"""Certificate numbers and identity checks: single deeds on a real database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import SiteKeys, key_id
from learnhub.accounts.models import Consent, DisabilityCertificate, DuplicateNote, IdentityCheck
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.identity import CheckMethod, DuplicateOutcome
from learnhub.accounts.service import certificates, duplicates, identity
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now, today
from tests.accounts.deeds import NUMBER, OTHER, REISSUED, TOLD, act, deeds, give
from tests.people import Someone


class TestCertificates:
    def test_the_number_is_kept_sealed_with_the_words_that_were_told(
        self, database: Database, keys: SiteKeys, trainee: Someone
    ) -> None:
        give(database, keys, trainee, NUMBER)
        with database.reading() as session:
            row = session.execute(sa.select(DisabilityCertificate.__table__)).one()
            assert not any("1949" in str(value) or str(value)[:4] == "1101" for value in row)
            consent = session.scalars(sa.select(Consent)).one()
            assert (consent.basis, consent.text_version) == (Basis.CONSENT, TOLD.version)
            state = certificates.state_or_none(session, keys, trainee.person_id)
        assert state is not None
        assert state.masked == "1101************2X"
        assert state.verified_on is None

    def test_giving_the_same_number_again_changes_nothing(
        self, database: Database, keys: SiteKeys, trainee: Someone
    ) -> None:
        for _ in range(3):
            give(database, keys, trainee, NUMBER)
        assert len(deeds(database)) == 1
        with database.reading() as session:
            assert len(session.scalars(sa.select(Consent)).all()) == 1

    def test_an_unverified_number_is_erased_when_corrected_and_a_verified_one_stays_as_history(
        self, database: Database, keys: SiteKeys, trainee: Someone, officer: Someone
    ) -> None:
        give(database, keys, trainee, OTHER)
        give(database, keys, trainee, NUMBER)
        with database.transaction() as session:
            certificates.verify(
                session,
                act(officer),
                trainee.person_id,
                how=CheckMethod.CERTIFICATE,
                on=today(),
                now=instant_now(),
            )
        give(database, keys, trainee, REISSUED)
        with database.reading() as session:
            rows = session.scalars(sa.select(DisabilityCertificate)).all()
            assert sorted(row.replaced_at is None for row in rows) == [False, True]
            state = certificates.state_or_none(session, keys, trainee.person_id)
            assert state is not None
            assert state.verified_on is None
            # The same first 18: the person who was compared is still the same.
            assert identity.states(session, [trainee.person_id])[trainee.person_id].is_checked

    def test_another_persons_number_undoes_the_check_by_certificate(
        self, database: Database, keys: SiteKeys, trainee: Someone, officer: Someone
    ) -> None:
        give(database, keys, trainee, NUMBER)
        with database.transaction() as session:
            certificates.verify(
                session,
                act(officer),
                trainee.person_id,
                how=CheckMethod.CERTIFICATE,
                on=today(),
                now=instant_now(),
            )
        give(database, keys, trainee, OTHER)
        with database.reading() as session:
            assert not identity.states(session, [trainee.person_id])[trainee.person_id].is_checked

    def test_the_same_first_18_are_noted_for_an_officer_and_told_to_nobody(
        self, database: Database, keys: SiteKeys, trainee: Someone, other_trainee: Someone, officer: Someone
    ) -> None:
        give(database, keys, trainee, NUMBER)
        give(database, keys, other_trainee, REISSUED)
        give(database, keys, other_trainee, REISSUED)
        with database.transaction() as session:
            (note,) = duplicates.open_notes_of(session, trainee.person_id)
            assert {note.first_id, note.second_id} == {trainee.person_id, other_trainee.person_id}
            for stranger in (trainee, other_trainee):
                refused = duplicates.settle(
                    session, act(stranger), note.id, DuplicateOutcome.MISTYPED, reason="试", now=instant_now()
                )
                assert isinstance(refused, Refusal)
            duplicates.settle(
                session, act(officer), note.id, DuplicateOutcome.MISTYPED, reason="问过", now=instant_now()
            )
            assert duplicates.open_notes_of(session, trainee.person_id) == []
            twice = duplicates.settle(
                session, act(officer), note.id, DuplicateOutcome.SAME_PERSON, reason="问过", now=instant_now()
            )
            assert isinstance(twice, Refusal)

    def test_a_mistyping_that_comes_again_is_noted_again(
        self, database: Database, keys: SiteKeys, trainee: Someone, other_trainee: Someone, officer: Someone
    ) -> None:
        give(database, keys, trainee, NUMBER)
        give(database, keys, other_trainee, NUMBER)
        with database.transaction() as session:
            (note,) = duplicates.open_notes_of(session, trainee.person_id)
            duplicates.settle(
                session, act(officer), note.id, DuplicateOutcome.MISTYPED, reason="问过", now=instant_now()
            )
        give(database, keys, other_trainee, OTHER)
        give(database, keys, other_trainee, NUMBER)
        with database.reading() as session:
            assert len(duplicates.open_notes_of(session, trainee.person_id)) == 1
            assert session.scalar(sa.select(sa.func.count()).select_from(DuplicateNote)) == 1

    @pytest.mark.parametrize("reason", ["", "   ", "看看"])
    def test_the_whole_number_needs_a_reason(
        self, database: Database, keys: SiteKeys, trainee: Someone, officer: Someone, reason: str
    ) -> None:
        give(database, keys, trainee, NUMBER)
        with database.transaction() as session:
            found = certificates.number_for_office(
                session, keys, act(officer), trainee.person_id, reason=reason, now=instant_now()
            )
        assert isinstance(found, Refusal)
        assert [d[0] for d in deeds(database)] == ["certificate-given"]

    def test_only_an_officer_of_the_region_sees_the_whole_number_and_every_view_is_audited(
        self, database: Database, keys: SiteKeys, trainee: Someone, other_trainee: Someone, officer: Someone,
        base_manager: Someone, instructor: Someone, liaison: Someone, auditor: Someone, admin: Someone,
    ) -> None:  # fmt: skip
        give(database, keys, trainee, NUMBER)
        give(database, keys, other_trainee, OTHER)

        def seen_by(viewer: Someone, person: Someone) -> CertificateNumber | Refusal:
            with database.transaction() as session:
                return certificates.number_for_office(
                    session, keys, act(viewer), person.person_id, reason="核对补贴申请", now=instant_now()
                )

        for viewer in (trainee, other_trainee, base_manager, instructor, liaison, auditor, admin):
            assert isinstance(seen_by(viewer, trainee), Refusal)
        assert isinstance(seen_by(officer, other_trainee), Refusal)
        for _ in range(2):
            assert seen_by(officer, trainee) == NUMBER
        viewed = [d for d in deeds(database) if d[0] == "certificate-viewed"]
        assert (
            viewed == [("certificate-viewed", officer.person_id, str(trainee.person_id), "核对补贴申请")] * 2
        )

    def test_withdrawing_consent_erases_the_number_and_keeps_the_record_of_consent(
        self, database: Database, keys: SiteKeys, trainee: Someone
    ) -> None:
        give(database, keys, trainee, NUMBER)
        with database.transaction() as session:
            assert certificates.withdraw(session, act(trainee), trainee.person_id, now=instant_now()) is True
            assert certificates.withdraw(session, act(trainee), trainee.person_id, now=instant_now()) is False
            assert session.scalars(sa.select(DisabilityCertificate)).all() == []
            assert session.scalars(sa.select(Consent.withdrawn_at)).one() is not None

    def test_on_the_basis_of_duty_there_is_nothing_to_withdraw(
        self, database: Database, keys: SiteKeys, trainee: Someone
    ) -> None:
        with database.transaction() as session:
            certificates.give(
                session,
                keys,
                act(trainee),
                trainee.person_id,
                NUMBER,
                told=TEXTS[Basis.DUTY],
                now=instant_now(),
            )
            refusal = certificates.withdraw(session, act(trainee), trainee.person_id, now=instant_now())
            assert isinstance(refusal, Refusal)
            assert certificates.current_or_none(session, trainee.person_id) is not None

    def test_after_the_key_was_renewed_every_number_is_sealed_anew(
        self, database: Database, keys: SiteKeys, trainee: Someone, other_trainee: Someone
    ) -> None:
        give(database, keys, trainee, NUMBER)
        give(database, keys, other_trainee, OTHER)
        new = bytes(range(32))
        renewed = SiteKeys(keys.index, {key_id(new): new, **keys.field_keys}, key_id(new))
        with database.transaction() as session:
            assert certificates.reseal(session, renewed) == 2
            assert certificates.reseal(session, renewed) == 0
            only_new = SiteKeys(keys.index, {key_id(new): new}, key_id(new))
            state = certificates.state_or_none(session, only_new, trainee.person_id)
            assert state is not None
            assert state.masked == NUMBER.masked

    def test_verifying_needs_a_day_that_has_come_an_officer_and_a_number(
        self, database: Database, keys: SiteKeys, trainee: Someone, officer: Someone, admin: Someone
    ) -> None:
        def verify(by: Someone, on: date) -> object:
            with database.transaction() as session:
                return certificates.verify(
                    session, act(by), trainee.person_id, how=CheckMethod.CERTIFICATE, on=on, now=instant_now()
                )

        assert verify(officer, today()) == certificates.NO_CERTIFICATE
        give(database, keys, trainee, NUMBER)
        assert isinstance(verify(admin, today()), Refusal)
        assert isinstance(verify(officer, today() + timedelta(1)), Refusal)
        assert isinstance(verify(officer, today()), DisabilityCertificate)


class TestIdentity:
    def test_officers_and_liaisons_note_whom_they_met_and_take_back_a_mistake(
        self, database: Database, trainee: Someone, officer: Someone, liaison: Someone
    ) -> None:
        with database.transaction() as session:
            check = identity.note_seen(
                session, act(liaison), trainee.person_id, on=today(), now=instant_now()
            )
            assert isinstance(check, IdentityCheck)
            state = identity.states(session, [trainee.person_id])[trainee.person_id]
            assert (state.method, state.on) == (CheckMethod.SEEN_ON_SITE, today())
            identity.withdraw(
                session, act(officer), trainee.person_id, check.id, reason="记错人", now=instant_now()
            )
            assert not identity.states(session, [trainee.person_id])[trainee.person_id].is_checked
            assert len(identity.checks_of(session, trainee.person_id)) == 1

    def test_nobody_checks_oneself_strangers_or_the_future(
        self,
        database: Database,
        trainee: Someone,
        other_trainee: Someone,
        officer: Someone,
        base_manager: Someone,
    ) -> None:
        with database.transaction() as session:
            for by, person, on in (
                (officer, officer, today()),
                (officer, other_trainee, today()),
                (base_manager, trainee, today()),
                (trainee, trainee, today()),
                (officer, trainee, today() + timedelta(1)),
            ):
                found = identity.note_seen(session, act(by), person.person_id, on=on, now=instant_now())
                assert isinstance(found, Refusal)
