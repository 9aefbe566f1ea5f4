"""Hours of another platform: stated, decided by an officer, posted, counted with lessons, taken back."""

import io
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.orm import Session

from learnhub.credits import service
from learnhub.credits.models import CreditEntry, OutsideDecision, OutsideHours
from learnhub.credits.rules import KIND_APPROVED, Account
from learnhub.credits.service.balances import Balance
from learnhub.db import Database
from learnhub.evidence.models import Evidence
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now
from tests.credits.outside_made import FIGURES, Learned, approved, decide, in_class, state, told
from tests.guards import without_guards
from tests.messages.heard import heard
from tests.people import Someone
from tests.visit import Submit, Visit


@pytest.fixture
def learned(database: Database, trainee: Someone, instructor: Someone) -> Learned:
    return in_class(database, trainee, instructor)


def test_an_approved_statement_is_posted_once_and_counts_with_lessons(
    database: Database, trainee: Someone, officer: Someone, learned: Learned
) -> None:
    with database.transaction() as session:
        stated = approved(session, learned, trainee, officer, told(100, days=3))
        assert state(session, learned, trainee, told(100, days=3)) is stated  # the same form again
        again = decide(session, stated, officer, 100)
        assert isinstance(again, Refusal)
        assert again.code == "decided"
        assert heard(session) == {Kind.HOURS_DECIDED: {trainee.person_id}}
        entry = session.scalars(sa.select(CreditEntry)).one()
        assert (entry.points, entry.recognised_minutes, entry.lesson_id) == (0, 100, None)
        assert entry.rule.startswith("credits.toml#credits.outside_class_hours_max@410100")
        assert service.recognised_minutes(session, learned.enrolment_id) == 100
        assert list(service.minutes_by_day(session, learned.enrolment_id).values()) == [34, 33, 33]
        assert service.credited_lessons(session, trainee.person_id) == set()
        kinds = session.scalars(sa.select(Evidence.kind).order_by(Evidence.position)).all()
        assert kinds[-3:] == ["outside.stated", "outside.decided", KIND_APPROVED]
        assert service.verify(session, figures=FIGURES) == []
        assert service.accounts(session)[Account.APPROVED] == Balance(0, 100)


def test_a_reversal_takes_it_back_and_frees_the_limit(
    database: Database, trainee: Someone, officer: Someone, learned: Learned
) -> None:
    with database.transaction() as session:
        approved(session, learned, trainee, officer, told(450))
        entry = session.scalars(sa.select(CreditEntry)).one()
        outcome = service.reverse(
            session, entry_id=entry.id, reason="证明是假的", reversed_by=officer.person_id, now=instant_now()
        )
        assert isinstance(outcome, CreditEntry)
        assert service.approved_minutes(session, learned.enrolment_id) == 0
        assert service.minutes_by_day(session, learned.enrolment_id) == {}
        assert service.accounts(session)[Account.REVERSED] == Balance(0, 450)
        approved(session, learned, trainee, officer, told(450, title="另一门课"))
        assert service.verify(session, figures=FIGURES) == []


Change = Callable[[Session, OutsideHours], None]


def _minutes(session: Session, stated: OutsideHours) -> None:
    session.execute(sa.update(OutsideHours).values(minutes=stated.minutes + 1))


def _granted(session: Session, _stated: OutsideHours) -> None:
    session.execute(sa.update(OutsideDecision).values(minutes=99))


def _entry(session: Session, _stated: OutsideHours) -> None:
    session.execute(sa.update(CreditEntry).values(recognised_minutes=101))


def _gone(session: Session, _stated: OutsideHours) -> None:
    session.execute(sa.delete(CreditEntry))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_minutes, "outside_hours"),
        (_granted, "outside_decision"),
        (_entry, "credit_entry"),
        (_gone, "outside_hours"),
    ],
)
def test_a_changed_row_is_named(
    database: Database, trainee: Someone, officer: Someone, learned: Learned, change: Change, named: str
) -> None:
    with database.transaction() as session:
        stated = approved(session, learned, trainee, officer, told(100))
        without_guards(session, "credit_entry", "outside_hours", "outside_decision")
        change(session, stated)
        session.expire_all()
        assert any(fault.where.startswith(named) for fault in service.verify(session, figures=FIGURES))
        session.rollback()


def test_statements_and_decisions_are_only_added_to(
    database: Database, trainee: Someone, officer: Someone, learned: Learned
) -> None:
    with database.transaction() as session:
        approved(session, learned, trainee, officer, told(100))
    for table in (OutsideHours, OutsideDecision):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(sa.delete(table))


def _picture() -> tuple[io.BytesIO, str]:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(buffer, "PNG")
    buffer.seek(0)
    return buffer, "证明.png"


def _typed(**changed: object) -> dict[str, object]:
    what = told(100)
    return {
        "act": "form-0001",
        "platform": what.platform,
        "title": what.title,
        "first": what.first.isoformat(),
        "last": what.last.isoformat(),
        "minutes": "100",
        "proof": _picture(),
    } | changed


def test_a_trainee_states_an_officer_decides_and_both_read_what_came_of_it(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    base_manager: Someone,
    officer: Someone,
    learned: Learned,
) -> None:
    place = {"enrolment_id": learned.enrolment_id}
    visit("credits.own_hours", other_trainee, 404, **place)
    bad = submit("credits.state_own_hours", _typed(minutes="9000"), trainee, 422, **place)
    assert bad.errors == ["平均一天超过 10 小时了，请对着证明再看一遍分钟数和日期。"]
    assert "客服礼仪" in bad.text
    none = submit("credits.state_own_hours", _typed(proof=(io.BytesIO(b"x"), "x.png")), trainee, 422, **place)
    assert none.errors[0].startswith("这个文件打不开")
    target = f"/me/enrolments/{learned.enrolment_id}/outside-hours?done=stated"
    submit("credits.state_own_hours", _typed(), trainee, target=target, **place)
    of_base = {"class_id": learned.class_id, **place}
    assert "等残联核对" in visit("credits.base_hours", base_manager, **of_base).words
    listed = visit("credits.waiting_hours", officer)
    assert any("国家职业技能平台" in words for words in listed.links)
    with database.reading() as session:
        outside_id = session.scalars(sa.select(OutsideHours.id)).one()
    visit("credits.hours_decision", officer, outside_id=outside_id)
    short = submit("credits.decide_hours", {"minutes": "60"}, officer, 422, outside_id=outside_id)
    assert short.errors == ["少认定或者不认定，请写明原因，至少 4 个字，学员会看到。"]
    submit(
        "credits.decide_hours",
        {"minutes": "60", "reason": "证明上是 60 分钟"},
        officer,
        target="/office/outside-hours?done=decided",
        outside_id=outside_id,
    )
    own = visit("credits.own_hours", trainee, **place)
    assert "已经认定，认定 60 分钟" in own.words
    assert "残联说：证明上是 60 分钟" in own.words
    assert "在国家职业技能平台学的“客服礼仪”，60 分钟" in visit("credits.statement", trainee).words


def test_a_proof_is_seen_by_the_trainee_the_base_and_the_office_alone(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    base_manager: Someone,
    officer: Someone,
    instructor: Someone,
    learned: Learned,
) -> None:
    of_base = {"class_id": learned.class_id, "enrolment_id": learned.enrolment_id}
    target = f"/base/classes/{learned.class_id}/outside-hours/{learned.enrolment_id}?done=stated"
    submit("credits.state_base_hours", _typed(), base_manager, target=target, **of_base)
    with database.reading() as session:
        outside_id = session.scalars(sa.select(OutsideHours.id)).one()
    for person in (trainee, base_manager, officer):
        assert visit("credits.hours_proof", person, outside_id=outside_id).status == 200
    for person in (other_trainee, instructor):
        visit("credits.hours_proof", person, 404, outside_id=outside_id)
