"""One-time codes: single deeds on a real database."""

from datetime import timedelta

import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Person, ResetCode, SignIn
from learnhub.accounts.service import reset_codes, sign_ins
from learnhub.audit.models import AuditEvent
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from tests.accounts.deeds import act, deeds
from tests.people import Someone


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
