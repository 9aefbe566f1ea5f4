"""The life of a base in the database: each step by its office, in order, never two at once, never changed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.notices.service import working_days
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, local_date
from learnhub.providers.models import BaseLevel, BaseLifeStep, TrainingBase
from learnhub.providers.rules.life import LifeStep, StepTold
from learnhub.providers.rules.particulars import Particulars
from learnhub.providers.service import BasePlan, bases_within
from learnhub.providers.service import particulars as mending
from learnhub.providers.service.life import Office, apply, enter, life_of, steps_open_to, take_step
from learnhub.settings import PROJECT_DIR
from tests.bases import both_bases

NOW = datetime(2026, 11, 2, 2, tzinfo=UTC)
COUNTY, PREFECTURE, PROVINCE = (
    [Holding(Role.OFFICER, region_code=code)] for code in ("410105", "410100", "410000")
)
NEIGHBOUR = [Holding(Role.OFFICER, region_code="530000")]
PLAN = BasePlan(
    slug="new-base",
    name="新基地",
    level=BaseLevel.PREFECTURE,
    region_code="410105",
    listed_on=None,
    address="花园路 9 号",
    phone="",
    text_contact="new@example.org",
    access_words="",
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


@pytest.fixture
def base(session: Session) -> TrainingBase:
    made = enter(session, Actor(), COUNTY, PLAN, now=NOW)
    assert isinstance(made, TrainingBase)
    return made


def step(
    session: Session,
    base: TrainingBase,
    kind: LifeStep,
    holdings: list[Holding],
    *,
    at: datetime = NOW,
    seen: int | None = None,
    level: BaseLevel | None = None,
) -> BaseLifeStep | Refusal:
    content = PROJECT_DIR / "content"
    office = Office(Actor(), holdings, working_days(session, content), figures(content))
    told = StepTold(kind, local_date(at), reason="理由", document="某残联〔2026〕1号", score=80, level=level)
    position = life_of(session, base).position if seen is None else seen
    return take_step(session, office, base, told, seen=position, now=at)


def code(told: object) -> str:
    return told.code if isinstance(told, Refusal) else ""


def test_a_base_goes_from_its_application_to_its_plaque_by_the_office_of_each_step(
    session: Session, base: TrainingBase
) -> None:
    assert bases_within(session, [""], size=9, is_public=True) == ([], 0)
    assert code(step(session, base, LifeStep.COUNTY_CHECKED, NEIGHBOUR)) == "another-office"
    assert code(step(session, base, LifeStep.EXPERT_VISITED, PREFECTURE)) == "step-out-of-order"
    assert isinstance(step(session, base, LifeStep.COUNTY_CHECKED, COUNTY), BaseLifeStep)
    assert steps_open_to(life_of(session, base), COUNTY) == ()
    assert code(step(session, base, LifeStep.EXPERT_VISITED, COUNTY)) == "another-office"
    for kind in (LifeStep.EXPERT_VISITED, LifeStep.REVIEWED, LifeStep.PUBLICISED):
        assert isinstance(step(session, base, kind, PREFECTURE), BaseLifeStep)
    assert bases_within(session, [""], size=9, is_public=True) == ([base], 1)
    # Five working days from Monday 2 November end on Monday 9.
    assert life_of(session, base).standing.until == date(2026, 11, 9)
    assert (
        code(step(session, base, LifeStep.LISTED, PREFECTURE, at=NOW + timedelta(days=7)))
        == "still-publicised"
    )
    listed = step(session, base, LifeStep.LISTED, PREFECTURE, at=NOW + timedelta(days=8))
    assert isinstance(listed, BaseLifeStep)
    assert base.listed_on == date(2026, 11, 10)
    deeds = session.scalars(sa.select(AuditEvent.deed).order_by(AuditEvent.id)).all()
    assert deeds[0] == "base-applied"
    assert deeds[-1] == "base-listed"


def test_of_two_steps_on_what_one_page_showed_the_second_is_refused(
    session: Session, base: TrainingBase
) -> None:
    assert isinstance(step(session, base, LifeStep.COUNTY_CHECKED, COUNTY, seen=1), BaseLifeStep)
    assert code(step(session, base, LifeStep.RETURNED, PREFECTURE, seen=1)) == "step-taken"


def test_a_returned_base_asks_again_and_one_that_was_not_returned_cannot(
    session: Session, base: TrainingBase
) -> None:
    assert code(apply(session, Actor(), base, reason="补", seen=1, now=NOW)) == "step-out-of-order"
    step(session, base, LifeStep.RETURNED, COUNTY)
    assert code(apply(session, Actor(), base, reason="补", seen=1, now=NOW)) == "step-taken"
    assert isinstance(apply(session, Actor(), base, reason="补了", seen=2, now=NOW), BaseLifeStep)


def test_raising_a_base_to_a_level_is_the_deed_of_whoever_lists_that_level(session: Session) -> None:
    own, _neighbour = both_bases(session)
    own.level = BaseLevel.PREFECTURE
    session.flush()
    raised = (session, own, LifeStep.ASSESSED)
    assert code(step(*raised, PREFECTURE, level=BaseLevel.PROVINCIAL)) == "another-office"
    assert isinstance(step(*raised, PROVINCE, level=BaseLevel.PROVINCIAL), BaseLifeStep)
    assert own.level is BaseLevel.PROVINCIAL
    assert code(step(*raised, PREFECTURE)) == "another-office"


def test_nobody_enters_a_base_of_another_region(session: Session) -> None:
    assert code(enter(session, Actor(), NEIGHBOUR, PLAN, now=NOW)) == "region-of-others"


@pytest.mark.parametrize("deed", ["UPDATE base_life_step SET reason = 'x'", "DELETE FROM base_life_step"])
def test_a_step_is_never_changed(session: Session, base: TrainingBase, deed: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(sa.text(deed))


def test_what_a_base_says_of_itself_is_mended_and_only_its_field_names_are_audited(session: Session) -> None:
    own, neighbour = both_bases(session)
    told = mending.particulars_of(own)
    assert mending.mend(session, Actor(), own, told, now=NOW) == ()
    changed = Particulars(**(told.__dict__ | {"phone": "0371-99999", "credit_code": "91110000600037341l"}))
    assert mending.mend(session, Actor(), own, changed, now=NOW) == ("统一社会信用代码", "电话")
    assert own.credit_code == "91110000600037341L"
    assert code(mending.mend(session, Actor(), neighbour, changed, now=NOW)) == "credit-code-taken"
    silent = Particulars(**(told.__dict__ | {"text_contact": ""}))
    assert code(mending.mend(session, Actor(), own, silent, now=NOW)) == "no-text-contact"
    wrong = Particulars(**(told.__dict__ | {"credit_code": "911100006000373410"}))
    assert code(mending.mend(session, Actor(), own, wrong, now=NOW)) == "credit-code-check"
    words = session.scalars(sa.select(AuditEvent.words)).all()
    assert words == ["基地“金水培训基地”的资料改了：统一社会信用代码、电话"]
