"""One value changed in a claim, a notice, an objection, a working year or hours of another platform: verifying names the row."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from learnhub.audit.rules import Actor
from learnhub.credits.models import OutsideDecision, OutsideHours
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.notices import service as notices
from learnhub.notices.models import NoticeEnding, NoticeObjection, ObjectionAnswer, PublicNotice, WorkingYear
from learnhub.primitives import Refusal
from learnhub.settings import Settings
from learnhub.subsidy.models import Claim, ClaimLine, ClaimStep
from learnhub.subsidy.rules.claims import StepKind
from learnhub.training.models import RollApproval
from tests.credits.outside_made import Learned, approved, told
from tests.guards import without_guards
from tests.ops.test_one_byte import SURROGATE, Protected, Row, another, changed, faults
from tests.people import Someone
from tests.subsidy.claiming import Office, approve_rolls, colleague
from tests.subsidy.made import KEY, Made, seal, train

MONDAY = datetime(2026, 3, 30, 2, tzinfo=UTC)
FORM = "the form that made it, which nothing counts on"
SECRET = "the digest of a number that the objector alone knows: changed, the answer is found no more"


def _protected(model: type[Any], named: Callable[[Row], str], **free: str) -> Protected:
    return Protected(model.__table__, named, free)


PROTECTED = (
    _protected(PublicNotice, lambda row: f"public_notice {row['id']}"),
    _protected(RollApproval, lambda row: f"roll_approval {row['id']}", id=SURROGATE),
    _protected(OutsideHours, lambda row: f"outside_hours {row['id']}", client_id=FORM),
    _protected(OutsideDecision, lambda row: f"outside_decision {row['outside_hours_id']}"),
    _protected(Claim, lambda row: f"claim {row['id']}", client_id=FORM),
    _protected(ClaimLine, lambda row: f"claim {row['claim_id']}"),
    _protected(ClaimStep, lambda row: f"claim {row['claim_id']}", id=SURROGATE),
    _protected(NoticeEnding, lambda row: f"notice_ending {row['notice_id']}"),
    _protected(NoticeObjection, lambda row: f"notice_objection {row['id']}", code_hash=SECRET),
    _protected(ObjectionAnswer, lambda row: f"objection_answer {row['objection_id']}"),
    _protected(WorkingYear, lambda row: f"working_year {row['id']}", id=SURROGATE),
)


@pytest.fixture
def filled(
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
) -> Database:
    """A claim that was publicised, objected to and returned; a working year; hours of another platform."""
    made, office, second = (
        train(database, trainee, instructor),
        Office.of(database, settings),
        colleague(database),
    )
    other = train(database, other_trainee, instructor, slug="coffee")
    with database.transaction() as session:
        approve_rolls(session, made, base_manager)
        approved(session, Learned(other.class_id, other.enrolment_id), other_trainee, officer, told(100))
        actor, year = Actor(officer.person_id), {"region_code": "410100", "source": "示例：2027 年放假安排"}
        days: Any = {"days_off": [date(2027, 1, 1)], "days_worked": [date(2027, 1, 2)], **year}
        assert not isinstance(notices.set_year(session, actor, year=2027, now=MONDAY, **days), Refusal)
        evidence.seal(session, key=KEY, now=MONDAY)
    office.give_account(made, base_manager)
    _claim(office, made, base_manager, officer, second)
    seal(database)
    return database


def _claim(office: Office, made: Made, base_manager: Someone, officer: Someone, second: Someone) -> None:
    claim = office.claim(made, base_manager)
    assert isinstance(claim, Claim), claim
    for kind, by in (
        (StepKind.SUBMITTED, base_manager),
        (StepKind.FIRST_REVIEWED, officer),
        (StepKind.SECOND_REVIEWED, second),
        (StepKind.PUBLICISED, officer),
    ):
        assert isinstance(office.step(claim.id, by, kind, at=MONDAY), ClaimStep)
    with office.database.transaction() as session:
        notice = session.scalars(sa.select(PublicNotice)).one()
        code = notices.object_to(session, notice, words="三月五日没有上课", now=MONDAY)
        assert isinstance(code, str)
        objection = notices.objection_by_code_or_none(session, code)
        assert objection is not None
        answer: Any = {"is_upheld": True, "words": "查过签到，那天停课", "now": MONDAY}
        notices.answer_objection(session, Actor(second.person_id), objection, **answer)
    back = office.step(claim.id, second, StepKind.RETURNED, reason="那天停课，请改点名", at=MONDAY)
    assert isinstance(back, ClaimStep), back


def _unnoticed(database: Database, files: Path, tables: tuple[Protected, ...]) -> list[str]:
    found = []
    with database.transaction() as session:
        assert faults(session, files) == set()
        without_guards(session, *(one.table.name for one in tables))
        for one in tables:
            row = dict(session.execute(sa.select(one.table).limit(1)).mappings().one())
            for column in one.table.c:
                value = another(session, column, row[column.name]) if column.name not in one.free else None
                trial = session.begin_nested()
                if value is not None and changed(session, one, column.name, row, value):
                    named = faults(session, files)
                    if not named & {one.named(row), one.named({**row, column.name: value})}:
                        found.append(f"{one.table.name}.{column.name}")
                trial.rollback()
        session.rollback()
    return found


def test_each_column_of_a_notice_and_of_a_rolls_approval_is_watched(filled: Database, tmp_path: Path) -> None:
    assert _unnoticed(filled, tmp_path, PROTECTED[:2]) == []


@pytest.mark.soak
def test_each_column_of_claims_objections_years_and_outside_hours_is_watched(
    filled: Database, tmp_path: Path
) -> None:
    assert _unnoticed(filled, tmp_path, PROTECTED[2:]) == []
