"""The class of the demonstration that is over: who has a certificate, who is short of what, where its two claims stand."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.completion import service as completion
from learnhub.completion.rules import CompletionState, Item, ItemState
from learnhub.credits.models import OutsideDecision, OutsideHours
from learnhub.db import Database
from learnhub.notices.rules import WorkingDays
from learnhub.ops.service import demonstration
from learnhub.ops.service.demonstration.closing import Closing
from learnhub.policy.service import figures
from learnhub.primitives import instant_now, today
from learnhub.settings import Settings
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules.claims import StepKind
from learnhub.subsidy.service import claims
from learnhub.training.models import TrainingClass
from tests.ops.demo.conftest import PLAN, somebody
from tests.visit import Visit

NUMBER = "演示-手机-00"


def _class(session: Session) -> TrainingClass:
    return session.scalars(sa.select(TrainingClass).where(TrainingClass.number == NUMBER)).one()


def _claims(session: Session) -> list[Claim]:
    return list(session.scalars(sa.select(Claim).order_by(Claim.id)))


def test_one_has_a_certificate_one_waits_and_one_is_short_of_days(
    database: Database, settings: Settings
) -> None:
    rates = figures(settings.content_dir)
    with database.reading() as session:
        names = {entry.person_id: entry.name for entry in demonstration.entries(session)}
        reviewed = {
            names[one.enrolment.person_id]: one
            for one in completion.review_class(session, _class(session), rates, on=today())
        }
        certificates = completion.issued_to(
            session, site_keys(settings), [one.enrolment.id for one in reviewed.values()]
        )
    assert {name: one.told.state for name, one in reviewed.items()} == {
        "学员01": CompletionState.APPROVED,
        "学员02": CompletionState.NOT_APPLIED,
        "学员04": CompletionState.APPLIED,
    }
    short = [item for item in reviewed["学员02"].items if item.state is ItemState.SHORT]
    assert [item.item for item in short] == [Item.DAYS]
    assert short[0].way.startswith("要 4 天，还差 1 天。")
    assert [(one.name, one.issuers[1]) for one in certificates] == [("林示例", "演示·金水区残疾人联合会")]


def test_one_claim_is_publicised_and_one_waits_for_its_first_review(database: Database) -> None:
    with database.reading() as session:
        found = [
            (told.claim.number, told.state, told.claim.total_fen, told.notice is not None)
            for told in (claims.claim_told(session, one, on=today()) for one in _claims(session))
        ]
    assert found == [
        (f"{NUMBER}-1", StepKind.PUBLICISED, 15_000, True),
        (f"{NUMBER}-2", StepKind.SUBMITTED, 24_000, False),
    ]


def test_officer_base_trainee_auditor_and_a_visitor_each_meet_a_claim(
    visit: Visit, database: Database
) -> None:
    with database.reading() as session:
        class_id, publicised = _class(session).id, _claims(session)[0]
        claim_id, enrolment_id = publicised.id, publicised.lines[0].enrolment_id
    assert f"{NUMBER}-2" in visit("/office/claims", somebody(database, "区干部01")).words
    assert f"{NUMBER}-1" in visit(f"/base/classes/{class_id}/claims", somebody(database, "基地01")).words
    assert "150.00" in visit(f"/claims/{claim_id}", somebody(database, "审计01")).words
    own = visit(f"/me/subsidy/{enrolment_id}/claims", somebody(database, "学员01"))
    assert f"{NUMBER}-1" in own.words
    assert NUMBER in visit("/notices").words


def test_a_year_without_working_days_leaves_the_notice_to_a_visitor(
    database: Database, settings: Settings
) -> None:
    with database.transaction() as session:
        people = {entry.name: entry.person_id for entry in demonstration.entries(session)}
        closing = Closing(
            next(one for one in PLAN.classes if one.number == NUMBER),
            _class(session),
            {},
            people,
            figures(settings.content_dir),
            site_keys(settings),
            WorkingDays(()),
        )
        claim = _claims(session)[1]
        for kind, by in (
            (StepKind.FIRST_REVIEWED, "区干部01"),
            (StepKind.SECOND_REVIEWED, "省干部01"),
            (StepKind.PUBLICISED, "区干部01"),
        ):
            closing.step(session, claim.id, kind, by, now=instant_now())
        assert [step.kind for step in claim.steps][-1] is StepKind.SECOND_REVIEWED


def test_hours_of_another_platform_were_recognised_in_part_and_others_wait_for_the_office(
    visit: Visit, database: Database
) -> None:
    with database.reading() as session:
        recognised, waiting = session.scalars(sa.select(OutsideHours).order_by(OutsideHours.stated_at))
        (decision,) = session.scalars(sa.select(OutsideDecision))
    assert (decision.outside_hours_id, decision.minutes, recognised.minutes) == (recognised.id, 150, 180)
    officer = somebody(database, "省干部01")
    assert "示例学习平台（虚构）" in visit("credits.waiting_hours", officer).words
    picture = visit("credits.hours_proof", officer, outside_id=waiting.id)
    assert picture.content.startswith(b"\xff\xd8")
    assert "150 分钟" in visit("credits.statement", somebody(database, "学员02")).words
