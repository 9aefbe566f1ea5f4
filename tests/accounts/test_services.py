"""Roles, codes, certificates, identity and lists: single deeds on a real database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from learnhub.accounts.adapters.passwords import is_right
from learnhub.accounts.adapters.site_keys import SiteKeys, key_id, site_keys
from learnhub.accounts.models import (
    Consent,
    DisabilityCertificate,
    DuplicateNote,
    IdentityCheck,
    Person,
    ResetCode,
    RoleGrant,
    SignIn,
)
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.identity import CheckMethod, DuplicateOutcome
from learnhub.accounts.rules.roles import Holding, Role, may_see
from learnhub.accounts.service import (
    certificates,
    directory,
    duplicates,
    identity,
    people,
    reset_codes,
    sign_ins,
)
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import Settings
from tests.people import BASE_ID, BASE_REGION, PREFECTURE, Someone, make_person

NUMBER = CertificateNumber("11010519491231002X11")
REISSUED = CertificateNumber("11010519491231002X11B1")
OTHER = CertificateNumber("34052419800101001X43")
TOLD = TEXTS[Basis.CONSENT]


@pytest.fixture
def keys(settings: Settings) -> SiteKeys:
    return site_keys(settings)


def act(person: Someone) -> Actor:
    return Actor(person.person_id, "request-1")


def deeds(database: Database) -> list[tuple[str, int | None, str, str]]:
    with database.reading() as session:
        rows = session.execute(
            sa.select(AuditEvent.deed, AuditEvent.actor_id, AuditEvent.object_id, AuditEvent.reason).order_by(
                AuditEvent.id
            )
        )
        return [tuple(row) for row in rows]


def give(database: Database, keys: SiteKeys, person: Someone, number: CertificateNumber) -> None:
    with database.transaction() as session:
        certificates.give(session, keys, act(person), person.person_id, number, told=TOLD, now=instant_now())


class TestRoles:
    def grant(
        self, database: Database, actor: Actor, person: Someone, held: Holding, **dates: date
    ) -> object:
        with database.transaction() as session:
            return people.grant_role(
                session,
                actor,
                person.person_id,
                held,
                from_on=dates.get("from_on", today()),
                until_on=dates.get("until_on"),
                reason="按名单",
                now=instant_now(),
            )

    def holdings(self, database: Database, person: Someone, on: date) -> list[Holding]:
        with database.reading() as session:
            return list(sign_ins.holdings_on(session, person.person_id, on))

    def test_a_role_holds_from_its_first_to_its_last_day(
        self, database: Database, trainee: Someone, officer: Someone
    ) -> None:
        first, last = today(), today() + timedelta(days=9)
        held = Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)
        assert isinstance(
            self.grant(database, act(officer), trainee, held, from_on=first, until_on=last), RoleGrant
        )
        for on, is_held in (
            (first - timedelta(1), False),
            (first, True),
            (last, True),
            (last + timedelta(1), False),
        ):
            assert (held in self.holdings(database, trainee, on)) is is_held
        assert deeds(database) == [("role-granted", officer.person_id, str(trainee.person_id), "按名单")]

    @pytest.mark.parametrize(
        ("held", "code"),
        [
            (Holding(Role.OFFICER, region_code=BASE_REGION), "out-of-reach"),
            (Holding(Role.ADMIN), "out-of-reach"),
            (Holding(Role.AUDITOR, region_code=BASE_REGION), "out-of-reach"),
            (Holding(Role.LIAISON, region_code="530102"), "out-of-reach"),
            (Holding(Role.INSTRUCTOR, 9, "530102"), "out-of-reach"),
            (Holding(Role.INSTRUCTOR, region_code=BASE_REGION), "base-needed"),
            (Holding(Role.LIAISON), "region-needed"),
            (Holding(Role.LIAISON, region_code="41"), "region-unknown"),
            (Holding(Role.LIAISON, 1, BASE_REGION), "base-unfitting"),
            (Holding(Role.TRAINEE, BASE_ID, BASE_REGION), "held-already"),
        ],
    )
    def test_an_officer_is_refused_with_a_reason(
        self, database: Database, trainee: Someone, officer: Someone, held: Holding, code: str
    ) -> None:
        refusal = self.grant(database, act(officer), trainee, held)
        assert isinstance(refusal, Refusal)
        assert refusal.code == code
        assert deeds(database) == []

    def test_nobody_below_an_officer_gives_roles(
        self, database: Database, trainee: Someone, base_manager: Someone, liaison: Someone, auditor: Someone
    ) -> None:
        for giver in (trainee, base_manager, liaison, auditor):
            refusal = self.grant(
                database, act(giver), trainee, Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)
            )
            assert isinstance(refusal, Refusal)
            assert refusal.code == "out-of-reach"

    def test_an_officer_gives_no_role_to_oneself(self, database: Database, officer: Someone) -> None:
        refusal = self.grant(
            database, act(officer), officer, Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION)
        )
        assert isinstance(refusal, Refusal)
        assert refusal.code == "own-role"

    def test_dates_that_make_no_sense_are_refused(
        self, database: Database, trainee: Someone, admin: Someone
    ) -> None:
        held, now = Holding(Role.LIAISON, region_code=BASE_REGION), today()
        for first, last, code in (
            (now, now - timedelta(1), "ends-before"),
            (now - timedelta(9), now - timedelta(1), "already-over"),
        ):
            refusal = self.grant(database, act(admin), trainee, held, from_on=first, until_on=last)
            assert isinstance(refusal, Refusal)
            assert refusal.code == code

    def test_a_revoked_role_is_gone_at_once_and_revoking_twice_is_once(
        self, database: Database, instructor: Someone, officer: Someone
    ) -> None:
        with database.transaction() as session:
            grant_id = session.scalars(
                sa.select(RoleGrant.id).where(RoleGrant.person_id == instructor.person_id)
            ).one()
            for _ in range(2):
                people.revoke_role(
                    session, act(officer), instructor.person_id, grant_id, reason="离职", now=instant_now()
                )
        assert self.holdings(database, instructor, today()) == []
        assert [deed[0] for deed in deeds(database)] == ["role-revoked"]

    def test_a_role_outside_the_region_is_not_taken_back(
        self, database: Database, other_trainee: Someone, officer: Someone, admin: Someone
    ) -> None:
        with database.transaction() as session:
            grant_id = session.scalars(
                sa.select(RoleGrant.id).where(RoleGrant.person_id == other_trainee.person_id)
            ).one()
            refusal = people.revoke_role(
                session, act(officer), other_trainee.person_id, grant_id, reason="试", now=instant_now()
            )
            assert isinstance(refusal, Refusal)
            wrong_person = people.revoke_role(
                session, act(admin), officer.person_id, grant_id, reason="试", now=instant_now()
            )
            assert isinstance(wrong_person, Refusal)
        assert len(self.holdings(database, other_trainee, today())) == 1

    def test_the_last_administrator_does_not_lock_the_door_from_outside(
        self, database: Database, admin: Someone
    ) -> None:
        with database.transaction() as session:
            grant_id = session.scalars(sa.select(RoleGrant.id).where(RoleGrant.role == Role.ADMIN)).one()
            refusal = people.revoke_role(
                session, act(admin), admin.person_id, grant_id, reason="试", now=instant_now()
            )
        assert isinstance(refusal, Refusal)
        assert refusal.code == "own-admin"


class TestResetCodes:
    def issue(self, database: Database, keys: SiteKeys, issuer: Someone, person: Someone) -> str | Refusal:
        with database.transaction() as session:
            return reset_codes.issue(
                session, keys, act(issuer), person.person_id, reason="本人到场", now=instant_now()
            )

    def use(
        self, database: Database, keys: SiteKeys, nickname: str, code: str, later: timedelta = timedelta()
    ) -> object:
        with database.transaction() as session:
            return reset_codes.use(
                session,
                keys,
                typed_nickname=nickname,
                code=code,
                password_hash="$new",
                request_id="r",
                now=instant_now() + later,
            )

    def test_a_code_sets_a_password_once_and_ends_all_sign_ins(
        self, database: Database, keys: SiteKeys, base_manager: Someone, trainee: Someone
    ) -> None:
        with database.transaction() as session:
            sign_ins.begin(session, trainee.person_id, device="手机", days=30, now=instant_now())
        code = self.issue(database, keys, base_manager, trainee)
        assert isinstance(code, str)
        assert self.use(database, keys, trainee.nickname, code) == trainee.person_id
        assert self.use(database, keys, trainee.nickname, code) == reset_codes.WRONG
        with database.reading() as session:
            assert (
                session.scalars(sa.select(Person.password_hash).where(Person.id == trainee.person_id)).one()
                == "$new"
            )
            assert session.scalars(sa.select(SignIn.ended_at)).one() is not None
        assert [d[:3] for d in deeds(database)] == [
            ("reset-code-issued", base_manager.person_id, str(trainee.person_id)),
            ("password-reset", trainee.person_id, str(trainee.person_id)),
        ]

    def test_the_code_is_kept_nowhere(
        self, database: Database, keys: SiteKeys, officer: Someone, trainee: Someone
    ) -> None:
        code = self.issue(database, keys, officer, trainee)
        with database.reading() as session:
            rows = [
                *session.execute(sa.select(ResetCode.__table__)),
                *session.execute(sa.select(AuditEvent.__table__)),
            ]
        assert not any(str(code) in str(value) for row in rows for value in row)

    def test_a_code_ends_after_a_day_with_the_next_code_and_for_others(
        self, database: Database, keys: SiteKeys, officer: Someone, trainee: Someone, instructor: Someone
    ) -> None:
        first = str(self.issue(database, keys, officer, trainee))
        second = str(self.issue(database, keys, officer, trainee))
        wrong = f"{(int(second) + 1) % 10**8:08d}"
        for nickname, code, later in (
            (trainee.nickname, second, timedelta(hours=24)),
            (trainee.nickname, wrong, timedelta()),
            (instructor.nickname, second, timedelta()),
            ("没有这个人", second, timedelta()),
        ):
            assert self.use(database, keys, nickname, code, later) == reset_codes.WRONG
        if first != second:
            assert self.use(database, keys, trainee.nickname, first) == reset_codes.WRONG
        assert self.use(database, keys, trainee.nickname, second, timedelta(hours=23)) == trainee.person_id

    def test_a_code_for_one_account_opens_no_other(
        self, database: Database, keys: SiteKeys, officer: Someone, trainee: Someone, base_manager: Someone,
        instructor: Someone, other_trainee: Someone, liaison: Someone, admin: Someone,
    ) -> None:  # fmt: skip
        for issuer, person in (
            (base_manager, other_trainee),
            (base_manager, instructor),
            (base_manager, officer),
            (base_manager, base_manager),
            (officer, other_trainee),
            (officer, admin),
            (officer, officer),
            (liaison, trainee),
            (instructor, trainee),
            (trainee, trainee),
        ):
            assert isinstance(self.issue(database, keys, issuer, person), Refusal), (issuer, person)
        assert deeds(database) == []


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


regions = st.sampled_from([None, "410000", "410100", "410105", "410102", "530000", "532801"])
holdings = st.lists(
    st.builds(Holding, st.sampled_from(Role), st.sampled_from([None, 1, 2]), regions), max_size=3
)


@hypothesis_settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(viewer=holdings, targets=st.lists(holdings, min_size=1, max_size=4))
def test_a_list_holds_whoever_the_viewer_may_see(
    database: Database, viewer: list[Holding], targets: list[list[Holding]]
) -> None:
    with database.transaction() as session:
        session.execute(sa.delete(RoleGrant))
        session.execute(sa.delete(Person))
    made = [make_person(database, f"学员{n}", *held) for n, held in enumerate(targets)]
    with database.reading() as session:
        rows, total = directory.people(session, viewer, directory.Filters(), on=today(), size=25)
    expected = [p.person_id for p, held in zip(made, targets, strict=True) if may_see(viewer, held)]
    assert sorted(row.person_id for row in rows) == expected
    assert total == len(expected)


class TestDirectory:
    def test_filters_narrow_by_place_role_name_and_what_is_left_to_do(
        self,
        database: Database,
        keys: SiteKeys,
        trainee: Someone,
        other_trainee: Someone,
        instructor: Someone,
    ) -> None:
        give(database, keys, trainee, NUMBER)
        everything = [Holding(Role.ADMIN)]

        def found(**filters: object) -> list[str]:
            with database.reading() as session:
                rows, _total = directory.people(
                    session, everything, directory.Filters(**filters), on=today(), size=25
                )
            return [row.nickname for row in rows]

        assert set(found()) == {trainee.nickname, other_trainee.nickname, instructor.nickname}
        assert set(found(region_code=PREFECTURE)) == {trainee.nickname, instructor.nickname}
        assert found(base_id=2) == [other_trainee.nickname]
        assert found(role=Role.INSTRUCTOR) == [instructor.nickname]
        assert found(nickname="小 林") == [trainee.nickname]
        assert found(nickname="%") == []
        assert found(needs_check=True) == [trainee.nickname]

    def test_a_long_list_comes_in_pages_without_gaps(self, database: Database) -> None:
        names = {make_person(database, f"学员{n:02d}", Holding(Role.TRAINEE)).nickname for n in range(7)}
        seen: list[str] = []
        with database.reading() as session:
            for number in (1, 2, 3):
                rows, total = directory.people(
                    session, [Holding(Role.ADMIN)], directory.Filters(), on=today(), number=number, size=3
                )
                assert total == 7
                seen += [row.nickname for row in rows]
        assert (len(seen), set(seen)) == (7, names)


class TestSignIns:
    def test_the_longest_unused_sign_in_ends_when_there_are_too_many(
        self, database: Database, trainee: Someone
    ) -> None:
        start = instant_now()
        with database.transaction() as session:
            tokens = [
                sign_ins.begin(
                    session, trainee.person_id, device="手机", days=30, now=start + timedelta(seconds=n)
                )
                for n in range(sign_ins.OPEN_MAX + 3)
            ]
            now = start + timedelta(minutes=1)
            known = [sign_ins.recognise(session, token, now=now) is not None for token in tokens]
        assert known == [False] * 3 + [True] * sign_ins.OPEN_MAX

    def test_rows_long_over_are_deleted_at_the_next_sign_in(
        self, database: Database, trainee: Someone
    ) -> None:
        with database.transaction() as session:
            for now in (instant_now() - timedelta(days=200), instant_now()):
                sign_ins.begin(session, trainee.person_id, device="手机", days=30, now=now)
            assert session.scalar(sa.select(sa.func.count()).select_from(SignIn)) == 1

    def test_nobody_ends_the_sign_in_of_another(
        self, database: Database, trainee: Someone, other_trainee: Someone
    ) -> None:
        with database.transaction() as session:
            token = sign_ins.begin(session, trainee.person_id, device="手机", days=30, now=instant_now())
            found = sign_ins.recognise(session, token, now=instant_now())
            assert found is not None
            assert not sign_ins.end(session, other_trainee.person_id, found.sign_in_id, now=instant_now())
            assert sign_ins.recognise(session, token, now=instant_now()) is not None


def test_two_people_never_get_one_nickname(database: Database) -> None:
    with database.transaction() as session:
        first = people.register(session, typed_nickname="山间小路", password_hash="x", now=instant_now())
        second = people.register(session, typed_nickname="山间 小路", password_hash="y", now=instant_now())
    assert isinstance(first, Person)
    assert second == people.TAKEN


@pytest.mark.parametrize("broken", ["", "no hash", "$argon2id$v=19$m=19456,t=2,p=1$x"])
def test_a_broken_hash_is_a_wrong_password_and_no_fault(broken: str) -> None:
    assert not is_right(broken, "随便什么密码")
