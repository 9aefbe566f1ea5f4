"""A claim from its records to a payment and back, on both engines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.messages.rules import Kind
from learnhub.notices import service as notices
from learnhub.notices.models import PublicNotice
from learnhub.notices.service import objections
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.subsidy.models import Claim, ClaimLine, ClaimStep
from learnhub.subsidy.rules.claims import StepKind, state_of
from learnhub.subsidy.service import claims
from learnhub.subsidy.service.claims.chain import taken
from learnhub.training.models import TrainingClass
from learnhub.training.rules.particulars import TraineeGroup
from tests.classes import ClassDays
from tests.messages.heard import heard
from tests.people import Someone
from tests.subsidy.claiming import Office, approve_rolls, colleague
from tests.subsidy.made import Made, train
from tests.visit import Visit

MONDAY = datetime(2026, 3, 30, 2, tzinfo=UTC)  # five working days with 清明 among them: until 2026-04-07


@pytest.fixture
def second(database: Database) -> Someone:
    return colleague(database)


def made_claim(office: Office, made: Made, by: Someone, client_id: str = "form-0001") -> int:
    claim = office.claim(made, by, client_id)
    assert isinstance(claim, Claim), claim
    return claim.id


def code_of(outcome: object) -> str:
    assert isinstance(outcome, Refusal), outcome
    return outcome.code


def state(session: Session, claim_id: int) -> StepKind:
    return state_of(taken(session.get_one(Claim, claim_id).steps))


def _claimed_for(session: Session, claim_id: int) -> set[int]:
    lines = sa.select(ClaimLine.enrolment_id).where(ClaimLine.claim_id == claim_id)
    return set(session.scalars(sa.select(Enrolment.person_id).where(Enrolment.id.in_(lines))))


def to_the_notice(office: Office, claim_id: int, manager: Someone, first: Someone, second: Someone) -> None:
    for person, kind in [
        (manager, StepKind.SUBMITTED),
        (first, StepKind.FIRST_REVIEWED),
        (second, StepKind.SECOND_REVIEWED),
        (first, StepKind.PUBLICISED),
    ]:
        outcome = office.step(claim_id, person, kind, at=MONDAY)
        assert isinstance(outcome, ClaimStep), outcome


def test_money_goes_from_records_over_four_eyes_and_a_notice_to_a_payment_and_back(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    assert made_claim(office, ready, base_manager) == claim_id
    assert code_of(office.claim(ready, base_manager, "form-0002")) == "nothing"
    assert code_of(office.step(claim_id, officer, StepKind.FIRST_REVIEWED)) == "not-now"
    to_the_notice(office, claim_id, base_manager, officer, second)
    with office.database.reading() as session:
        notice = session.scalars(sa.select(PublicNotice)).one()
        assert (notice.working_days, notice.ends_on.isoformat()) == (5, "2026-04-07")
        assert notice.items == [{"name": "小*", "words": "班号 massage", "amount_fen": 45000}]
    assert code_of(office.step(claim_id, second, StepKind.APPROVED, at=MONDAY, days_later=8)) == "still-open"
    assert code_of(office.step(claim_id, officer, StepKind.APPROVED, at=MONDAY, days_later=9)) == "four-eyes"
    assert isinstance(office.step(claim_id, second, StepKind.APPROVED, at=MONDAY, days_later=9), ClaimStep)
    assert code_of(office.step(claim_id, second, StepKind.PAID, reference="凭证 7")) == "four-eyes"
    assert code_of(office.step(claim_id, officer, StepKind.PAID)) == "reference-needed"
    assert isinstance(office.step(claim_id, officer, StepKind.PAID, reference="凭证 7"), ClaimStep)

    with office.database.transaction() as session:
        paid = session.get_one(Claim, claim_id)
        assert paid.total_fen == 45000
        class_id = paid.training_class_id
        assert claims.paid_by_class(session, [class_id]) == {class_id: {"": 45000}}
        back = claims.oppose(
            session,
            Actor(officer.person_id),
            paid,
            reason="点名后来更正了",
            client_id="back-0001",
            now=instant_now(),
        )
        assert isinstance(back, Claim), back
        assert (back.total_fen, back.number) == (-45000, "massage-1-冲")
        back_id = back.id
    assert code_of(office.step(back_id, officer, StepKind.FIRST_REVIEWED)) == "four-eyes"
    assert isinstance(office.step(back_id, second, StepKind.FIRST_REVIEWED), ClaimStep)
    assert isinstance(office.step(back_id, officer, StepKind.APPROVED), ClaimStep)
    assert isinstance(office.step(back_id, second, StepKind.PAID, reference="退款 1"), ClaimStep)
    with office.database.reading() as session:
        assert state(session, claim_id) is StepKind.REVERSED
        assert claims.paid_by_class(session, [class_id]) == {class_id: {"": 0}}
        assert session.scalar(sa.select(sa.func.sum(ClaimLine.amount_fen))) == 0
        assert claims.verify(session) == (2, [])
        kinds = (Kind.CLAIM_PUBLICISED, Kind.CLAIM_APPROVED, Kind.CLAIM_PAID, Kind.CLAIM_REVERSED)
        told = {kind: people for kind, people in heard(session).items() if kind in kinds}
        assert told == dict.fromkeys(kinds, _claimed_for(session, claim_id))
    assert made_claim(office, ready, base_manager, "form-0003") not in {claim_id, back_id}


def test_days_without_an_approved_roll_and_trainees_without_an_account_wait(
    office: Office, made: Made, base_manager: Someone
) -> None:
    with office.database.transaction() as session:
        approve_rolls(session, made, base_manager, but=1)
    assert code_of(office.claim(made, base_manager)) == "nothing"
    with office.database.transaction() as session:
        approve_rolls(session, made, base_manager)
    claim_id = made_claim(office, made, base_manager, "form-0002")
    assert code_of(office.step(claim_id, base_manager, StepKind.SUBMITTED)) == "no-payee"
    office.give_account(made, base_manager)
    assert isinstance(office.step(claim_id, base_manager, StepKind.SUBMITTED), ClaimStep)


def test_a_class_that_still_meets_claims_nothing_yet(
    office: Office, trainee: Someone, instructor: Someone, base_manager: Someone
) -> None:
    days = ClassDays(first=local_date(instant_now()) - timedelta(days=7))
    made = train(office.database, trainee, instructor, days=days, attended=2)
    with office.database.transaction() as session:
        approve_rolls(session, made, base_manager, but=13)
    assert code_of(office.claim(made, base_manager)) == "nothing"
    with office.database.reading() as session:
        (told,) = claims.candidates(
            session, session.get_one(TrainingClass, made.class_id), office.keys, on=local_date(instant_now())
        )
    assert told.record is not None
    assert "上完再申请" in told.reasons[0]


def test_a_class_for_staff_claims_nothing_and_says_why(
    office: Office, ready: Made, base_manager: Someone, trainee: Someone, visit: Visit
) -> None:
    with office.database.transaction() as session:
        training_class = session.get_one(TrainingClass, ready.class_id)
        training_class.trainee_group = TraineeGroup.STAFF
        told = claims.candidates(session, training_class, office.keys, on=local_date(instant_now()))
        assert [(one.total_fen, one.reasons[0][:9]) for one in told] == [(0, "这是服务人员的班。")]
    assert code_of(office.claim(ready, base_manager)) == "nothing"
    assert "这个班不能申请补贴" in visit("subsidy.own_record", trainee, enrolment_id=ready.enrolment_id).words


def test_a_form_of_one_class_names_no_claim_of_another(
    office: Office, ready: Made, base_manager: Someone, other_trainee: Someone, instructor: Someone
) -> None:
    other = train(office.database, other_trainee, instructor, slug="another")
    with office.database.transaction() as session:
        approve_rolls(session, other, base_manager)
    first = made_claim(office, ready, base_manager, "back-0001")
    assert made_claim(office, other, base_manager, "back-0001") != first


def test_a_returned_claim_comes_back_and_its_withdrawn_notice_stays_as_history(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    to_the_notice(office, claim_id, base_manager, officer, second)
    assert code_of(office.step(claim_id, officer, StepKind.RETURNED, at=MONDAY)) == "reason-needed"
    returned = office.step(claim_id, officer, StepKind.RETURNED, reason="花名册有误", at=MONDAY)
    assert isinstance(returned, ClaimStep)
    to_the_notice(office, claim_id, base_manager, second, officer)
    with office.database.reading() as session:
        assert [one.round for one in session.get_one(Claim, claim_id).steps] == [0, 1, 1, 1, 1, 1, 2, 2, 2, 2]
        assert session.scalar(sa.select(sa.func.count()).select_from(PublicNotice)) == 2


def test_whoever_has_a_hand_in_the_class_decides_nothing(
    office: Office, ready: Made, base_manager: Someone, instructor: Someone, trainee: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    office.step(claim_id, base_manager, StepKind.SUBMITTED)
    for person in (base_manager, instructor, trainee):
        assert code_of(office.step(claim_id, person, StepKind.FIRST_REVIEWED)) == "involved"


def test_what_an_objector_was_right_about_is_returned_and_never_approved(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    to_the_notice(office, claim_id, base_manager, officer, second)
    with office.database.transaction() as session:
        notice = session.scalars(sa.select(PublicNotice)).one()
        code = notices.object_to(session, notice, words="三月五日没有上课", now=MONDAY)
        assert isinstance(code, str)
        told = notices.objection_by_code_or_none(session, code)
        assert told is not None
        actor, words = Actor(second.person_id), "查过签到，那天停课"
        notices.answer_objection(session, actor, told, is_upheld=True, words=words, now=MONDAY)
    late: Any = {"at": MONDAY, "days_later": 9}
    assert code_of(office.step(claim_id, second, StepKind.APPROVED, **late)) == "upheld-objections"
    back = office.step(claim_id, second, StepKind.RETURNED, reason="那天停课，请改点名", **late)
    assert isinstance(back, ClaimStep)


def test_a_notice_that_strangers_filled_up_takes_objections_again_the_next_day(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    to_the_notice(office, made_claim(office, ready, base_manager), base_manager, officer, second)
    monkeypatch.setattr(objections, "OBJECTIONS_OF_A_DAY_MAX", 2)
    with office.database.transaction() as session:
        notice = session.scalars(sa.select(PublicNotice)).one()
        days = [MONDAY, MONDAY, MONDAY, MONDAY + timedelta(days=1)]
        taken = [notices.object_to(session, notice, words="三月五日没有上课", now=day) for day in days]
        codes = [one.code if isinstance(one, Refusal) else "taken" for one in taken]
        assert codes == ["taken", "taken", "too-many", "taken"]
        assert len(notices.objections_of(session, notice.id)) == 3


def test_whoever_has_a_hand_in_the_class_takes_no_payment_back(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    to_the_notice(office, claim_id, base_manager, officer, second)
    assert isinstance(office.step(claim_id, second, StepKind.APPROVED, at=MONDAY, days_later=9), ClaimStep)
    assert isinstance(office.step(claim_id, officer, StepKind.PAID, reference="凭证 7"), ClaimStep)
    with office.database.transaction() as session:
        outcome = claims.oppose(
            session,
            Actor(base_manager.person_id),
            session.get_one(Claim, claim_id),
            reason="点名后来更正了",
            client_id="back-0001",
            now=instant_now(),
        )
    assert code_of(outcome) == "involved"


def test_a_reversal_that_came_back_is_dropped_and_asked_for_again(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    to_the_notice(office, claim_id, base_manager, officer, second)
    assert isinstance(office.step(claim_id, second, StepKind.APPROVED, at=MONDAY, days_later=9), ClaimStep)
    assert isinstance(office.step(claim_id, officer, StepKind.PAID, reference="凭证 7"), ClaimStep)

    def oppose(reason: str) -> int:
        with office.database.transaction() as session:
            made = claims.oppose(
                session,
                Actor(officer.person_id),
                session.get_one(Claim, claim_id),
                reason=reason,
                client_id="back-0001",
                now=instant_now(),
            )
            assert isinstance(made, Claim), made
            return made.id

    back_id = oppose("点名后来更正了")
    assert code_of(office.step(back_id, officer, StepKind.DROPPED, reason="没有弄错")) == "not-now"
    assert isinstance(office.step(back_id, second, StepKind.RETURNED, reason="更正没有核准"), ClaimStep)
    assert oppose("点名后来更正了") == back_id  # under way: asking again changes nothing
    assert code_of(office.step(back_id, officer, StepKind.DROPPED)) == "reason-needed"
    assert code_of(office.step(back_id, base_manager, StepKind.DROPPED, reason="没有弄错")) == "involved"
    assert isinstance(office.step(back_id, officer, StepKind.DROPPED, reason="没有弄错"), ClaimStep)
    with office.database.reading() as session:
        assert state(session, claim_id) is StepKind.PAID
    assert oppose("后来又查出来一天") == back_id
    assert code_of(office.step(back_id, officer, StepKind.FIRST_REVIEWED)) == "four-eyes"
    assert isinstance(office.step(back_id, second, StepKind.FIRST_REVIEWED), ClaimStep)
    with office.database.transaction() as session:
        assert [one.round for one in session.get_one(Claim, back_id).steps] == [0, 1, 1, 1, 2, 2]
        assert claims.verify(session) == (2, [])


def test_a_year_without_a_calendar_stops_the_notice_and_not_the_claim(
    office: Office, ready: Made, base_manager: Someone, officer: Someone, second: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    late = datetime(2026, 12, 30, 2, tzinfo=UTC)
    for person, kind in [
        (base_manager, StepKind.SUBMITTED),
        (officer, StepKind.FIRST_REVIEWED),
        (second, StepKind.SECOND_REVIEWED),
    ]:
        assert isinstance(office.step(claim_id, person, kind, at=late), ClaimStep)
    assert code_of(office.step(claim_id, officer, StepKind.PUBLICISED, at=late)) == "no-calendar"
    with office.database.reading() as session:
        assert state(session, claim_id) is StepKind.SECOND_REVIEWED


def test_the_database_itself_refuses_a_changed_step_and_a_second_review_by_one_person(
    office: Office, ready: Made, base_manager: Someone, officer: Someone
) -> None:
    claim_id = made_claim(office, ready, base_manager)
    office.step(claim_id, base_manager, StepKind.SUBMITTED)
    office.step(claim_id, officer, StepKind.FIRST_REVIEWED)
    forged = ClaimStep(
        claim_id=claim_id,
        position=9,
        round=1,
        kind=StepKind.SECOND_REVIEWED,
        reason="",
        remarks=[],
        reference="",
        person_id=officer.person_id,
        taken_at=instant_now(),
        evidence_position=9,
    )
    with pytest.raises(sa.exc.IntegrityError), office.database.transaction() as session:
        session.add(forged)
        session.flush()
    for statement in (
        "UPDATE claim_step SET reason = 'x'",
        "DELETE FROM claim_line",
        "UPDATE claim SET total_fen = 1",
    ):
        with pytest.raises(sa.exc.DBAPIError), office.database.transaction() as session:
            session.execute(sa.text(statement))


def test_a_changed_total_is_named(office: Office, ready: Made, base_manager: Someone) -> None:
    claim_id = made_claim(office, ready, base_manager)
    with office.database.transaction() as session:
        session.get_one(Claim, claim_id).lines[0].amount_fen += 1
        with session.no_autoflush:
            assert [fault.where for fault in claims.verify(session)[1]] == [f"claim {claim_id}"]
        session.expire_all()
