"""Roles, nicknames and sign-ins: single deeds on a real database."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.passwords import is_right
from learnhub.accounts.models import Person, RoleGrant, SignIn
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import people, sign_ins
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now, today
from tests.accounts.deeds import act, deeds
from tests.people import BASE_ID, BASE_REGION, Someone, make_person


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

    def test_joining_a_base_is_one_role_and_one_line_of_audit_however_often(
        self, database: Database, base_manager: Someone
    ) -> None:
        newcomer = make_person(database, "新来的", Holding(Role.TRAINEE))
        with database.transaction() as session:
            for _ in range(2):
                people.join_base(
                    session, act(base_manager), newcomer.person_id, base_id=BASE_ID, region_code=BASE_REGION, reason="进班", now=instant_now()
                )  # fmt: skip
        joined = Holding(Role.TRAINEE, BASE_ID, BASE_REGION)
        assert self.holdings(database, newcomer, today()) == [Holding(Role.TRAINEE), joined]
        assert deeds(database) == [("base-joined", base_manager.person_id, str(newcomer.person_id), "进班")]


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
