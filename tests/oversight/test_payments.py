"""From a payment, as it stands in the books of whoever paid, down to every row of evidence behind it."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.evidence.models import Evidence
from learnhub.learning.models import Enrolment
from learnhub.oversight.rules import ROW_WORDS, row_words
from learnhub.oversight.service import trail
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.subsidy.models import BlendedRecord, Claim, ClaimStep
from learnhub.subsidy.rules import LIVING_PER_DAY
from learnhub.subsidy.rules.claims import StepKind
from learnhub.subsidy.service.records import calculate
from learnhub.training.models import TrainingClass
from tests.people import PREFECTURE, Someone, make_person
from tests.subsidy.claiming import CONTENT, Office, approve_rolls, colleague
from tests.subsidy.made import Made, train
from tests.subsidy.test_methods import set_figure
from tests.visit import Visit

MONDAY = datetime(2026, 3, 30, 2, tzinfo=UTC)  # five working days with 清明 among them: until 2026-04-07
REFERENCE = "财支 2026-0417"


@pytest.fixture
def made(database: Database, trainee: Someone, instructor: Someone, base_manager: Someone) -> Made:
    found = train(database, trainee, instructor)
    with database.transaction() as session:
        approve_rolls(session, found, base_manager)
    return found


@pytest.fixture
def city_auditor(database: Database) -> Someone:
    return make_person(database, "市审计", Holding(Role.AUDITOR, region_code=PREFECTURE))


@pytest.fixture
def paid_claim(
    database: Database, settings: Settings, made: Made, base_manager: Someone, officer: Someone
) -> int:
    """A claim that was paid by REFERENCE."""
    office, second = Office.of(database, settings), colleague(database)
    office.give_account(made, base_manager)
    claim = office.claim(made, base_manager)
    assert isinstance(claim, Claim), claim
    for kind, by, days in (
        (StepKind.SUBMITTED, base_manager, 0),
        (StepKind.FIRST_REVIEWED, officer, 0),
        (StepKind.SECOND_REVIEWED, second, 0),
        (StepKind.PUBLICISED, officer, 0),
        (StepKind.APPROVED, second, 9),
        (StepKind.PAID, officer, 10),
    ):
        reference = REFERENCE if kind is StepKind.PAID else ""
        outcome = office.step(claim.id, by, kind, reference=reference, at=MONDAY, days_later=days)
        assert isinstance(outcome, ClaimStep), outcome
    return claim.id


def test_a_payment_is_found_by_its_reference_and_followed_to_the_roll_that_another_person_approved(
    visit: Visit,
    database: Database,
    paid_claim: int,
    made: Made,
    city_auditor: Someone,
    officer: Someone,
    trainee: Someone,
) -> None:
    desk = visit("oversight.audit_desk", city_auditor)
    page = visit(desk.links["每一笔拨付"], city_auditor, asked=REFERENCE)
    assert page.rows("每一笔拨付，新的在前")[0][:4] == ["申请 massage-1", REFERENCE, "450 元整", "massage"]
    claim = visit(page.links["申请 massage-1"], city_auditor)
    assert REFERENCE in claim.text
    record = claim.links[claim.rows("申请的补贴")[0][0]]
    parts = [visit(f"{record}?page={number}", city_auditor) for number in (1, 2, 3, 4)]
    rows = [row for part in parts for row in part.rows("它依据的每一行证据")]
    chains = list(dict.fromkeys(row[0].partition(" ")[0] for row in rows))
    assert chains == [
        f"person:{trainee.person_id}",
        f"class:{made.class_id}",
        f"claim:{paid_claim}",
    ]
    assert {row[1] for row in rows} <= set(ROW_WORDS.values()), "each row is said in words"
    approved = next(row[0] for row in rows if row[1] == "核准点名")
    roll = visit(next(part.links[approved] for part in parts if approved in part.links), city_auditor)
    assert "谁核准的（人员编号）（approved_by）" in roll.words
    assert "补贴记录" in " ".join(roll.links), "and back again"

    assert "没有这个凭证号" in visit("oversight.payments", city_auditor, asked="财支 2026").text
    own = visit("oversight.payments", officer)  # a claim that is over waits nowhere: here its office finds it
    assert own.links["申请 massage-1"] == f"/claims/{paid_claim}"
    visit("oversight.payments", trainee, status=403)
    assert "80" in visit("oversight.payments", city_auditor, status=422, asked="长" * 81).text

    stranger = make_person(database, "外省的审计", Holding(Role.AUDITOR, region_code="530000"))
    assert "没有这个凭证号" in visit("oversight.payments", stranger, asked=REFERENCE).text
    visit("oversight.claim", stranger, status=404, claim_id=paid_claim)
    with database.reading() as session:
        kinds = set(session.scalars(sa.select(Evidence.kind).distinct()))
    no_amount_rests_on = {"enrolment.made", "payee.set"}
    assert kinds - no_amount_rests_on <= set(ROW_WORDS)


def test_a_record_leads_to_the_officers_figure_that_its_line_names_and_to_no_row_it_does_not_rest_on(
    database: Database, made: Made, officer: Someone
) -> None:
    with database.transaction() as session:
        training_class = session.get_one(TrainingClass, made.class_id)
        set_figure(session, officer, LIVING_PER_DAY, 3100, date(2026, 1, 1))
        set_figure(session, officer, LIVING_PER_DAY, 3200, date(2027, 1, 1))
        record = calculate(
            session,
            enrolment=session.get_one(Enrolment, made.enrolment_id),
            training_class=training_class,
            figures=figures_in_force(session, CONTENT),
            now=instant_now(),
        )
        chain = f"policy:{PREFECTURE}"
        told = [row for row in trail.rows_of(session, record) if row.subject == chain]
        assert [(row.position, row.kind_words) for row in told] == [(1, "登记补贴标准")]
        found = trail.row_or_none(session, record, chain, 1)
        assert found is not None
        assert found.records == (record.id,)
        assert trail.row_or_none(session, record, chain, 2) is None, "a figure of next year decided nothing"
        assert trail.row_or_none(session, record, f"class:{made.class_id + 1}", 1) is None
        roll = next(row for row in trail.rows_of(session, record) if row.kind_words == "核准点名")
        resting = trail.row_or_none(session, record, roll.subject, roll.position)
        assert resting is not None
        assert resting.records == (record.id,)
        assert session.scalar(sa.select(sa.func.count()).select_from(BlendedRecord)) == 1


def test_a_row_of_no_kind_that_money_rests_on_is_named_as_the_log_names_it() -> None:
    assert row_words("consent.given") == "consent.given"
    assert row_words("roll.approved") == "核准点名"
