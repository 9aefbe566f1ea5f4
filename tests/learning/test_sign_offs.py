"""Steps that are shown at the base are signed off once, dated truly, and reversed in the open."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.learning.models import Enrolment, EnrolmentState, StepSignOff
from learnhub.learning.rules.sign_offs import SignOff, is_finished, signed_steps, signing_refusal
from learnhub.learning.service import sign_offs
from learnhub.learning.service.hand_ins.verification import verify
from learnhub.learning.service.sign_offs import Sheet, Signed
from learnhub.primitives import Refusal, instant_now, local_date
from tests.guards import without_guards
from tests.learning.work import SHEET, learner_of, load_work
from tests.people import Someone
from tests.tiny_course import FIGURES, store_in

NOW = instant_now()
TODAY = local_date(NOW)


@given(
    st.lists(st.tuples(st.sampled_from(["sign", "reverse"]), st.integers(1, 3)), max_size=14), st.randoms()
)
def test_a_step_is_signed_by_its_last_deed_in_any_order_of_rows(
    deeds: list[tuple[str, int]], random: object
) -> None:
    rows: list[SignOff] = []
    standing: dict[int, int] = {}
    for deed, step in deeds:
        if deed == "sign" and step not in standing:
            standing[step] = len(rows) + 1
            rows.append(SignOff(len(rows) + 1, step, TODAY, 1, NOW))
        elif deed == "reverse" and step in standing:
            rows.append(SignOff(len(rows) + 1, step, TODAY, 1, NOW, standing.pop(step), "看错了人"))
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert {step: one.id for step, one in signed_steps(rows).items()} == standing
    assert is_finished(3, standing) is (len(standing) == 3)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, ""),
        ({"step": 4}, "no-such-step"),
        ({"step": 0}, "no-such-step"),
        ({"by_id": 1}, "own-step"),
        ({"signed_on": date(2026, 3, 11)}, "in-the-future"),
        ({"signed_on": date(2026, 2, 28)}, "before-enrolment"),
        ({"signed_on": date(2026, 3, 1)}, ""),
    ],
)
def test_what_can_not_have_been_shown_is_not_signed(told: dict[str, object], code: str) -> None:
    plain = {
        "step": 1, "step_count": 3, "signed_on": date(2026, 3, 10), "today": date(2026, 3, 10), "enrolled_on": date(2026, 3, 1),
        "person_id": 1, "by_id": 9,
    }  # fmt: skip
    refusal = signing_refusal(**(plain | told))  # type: ignore[arg-type]
    assert (refusal.code if refusal is not None else "") == code


@pytest.fixture
def session(database: Database, tmp_path: Path) -> Iterator[Session]:
    with database.transaction() as session:
        load_work(session, store_in(tmp_path))
        yield session


def sheet_of(session: Session, person: Someone) -> Sheet:
    learner = learner_of(session, person)
    return Sheet(session.get_one(Enrolment, learner.enrolment_id), learner.lesson_version, SHEET)


def sign(
    session: Session, sheet: Sheet, coach: Someone, *steps: int, form: str = "form-one", on: date = TODAY
) -> Signed | Refusal:
    return sign_offs.sign_off(
        session, sheet, steps=steps, signed_on=on, by_id=coach.person_id, client_id=form, now=NOW
    )


def test_two_coaches_at_once_sign_a_step_once_and_the_second_is_told(
    session: Session, trainee: Someone, instructor: Someone, base_manager: Someone
) -> None:
    sheet = sheet_of(session, trainee)
    first = sign(session, sheet, instructor, 1, 2)
    assert isinstance(first, Signed)
    assert (first.steps, first.known) == ((1, 2), ())
    second = sign(session, sheet, base_manager, 2, 3)
    assert isinstance(second, Signed)
    assert second.steps == (3,)
    assert [(one.step, one.by_id) for one in second.known] == [(2, instructor.person_id)]
    assert isinstance(sign(session, sheet, instructor, 1, 2), Signed), (
        "the same form again signs nothing more"
    )
    assert session.scalar(sa.select(sa.func.count()).select_from(StepSignOff)) == 3
    assert sign_offs.signed_counts(session, trainee.person_id, [sheet.version.id]) == {
        (sheet.version.id, SHEET): 3
    }
    assert credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=NOW) == [], (
        "time at the base is attendance"
    )
    assert verify(session) == (3, [])


def test_a_wrong_signing_is_answered_by_its_reversal_and_can_be_signed_again(
    session: Session, trainee: Someone, instructor: Someone
) -> None:
    sheet = sheet_of(session, trainee)
    sign(session, sheet, instructor, 1)
    (row,) = sign_offs.rows_of(session, sheet)
    for reason, is_taken in (("错", False), ("看错了人", True), ("看错了人", False)):
        outcome = sign_offs.reverse_sign_off(
            session, sheet, row.id, reason=reason, by_id=instructor.person_id, title="按", now=NOW
        )
        assert isinstance(outcome, StepSignOff) is is_taken
    again = sign(session, sheet, instructor, 1, form="form-two")
    assert isinstance(again, Signed)
    assert again.steps == (1,)
    assert [one.reverses_id for one in sign_offs.rows_of(session, sheet)] == [None, row.id, None]
    assert verify(session) == (3, [])


def test_nothing_is_signed_for_who_has_left_or_dated_when_it_can_not_have_been(
    session: Session, trainee: Someone, instructor: Someone
) -> None:
    sheet = sheet_of(session, trainee)
    for on in (TODAY + timedelta(days=1), TODAY - timedelta(days=1)):
        assert isinstance(sign(session, sheet, instructor, 1, on=on), Refusal)
    assert isinstance(sign(session, sheet, instructor, 1, 9), Refusal), "all or none"
    assert sign_offs.rows_of(session, sheet) == []
    sheet.enrolment.state = EnrolmentState.WITHDRAWN
    refusal = sign(session, sheet, instructor, 1)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "withdrawn"


CHANGES = (
    "step = 3", "signed_on = '2020-01-01'", "task = 'other'", "client_id = 'x'", "made_at = '2020-01-01 00:00:00'",
    "evidence_position = 99", "enrolment_id = enrolment_id + 1",
)  # fmt: skip


def test_every_changed_sign_off_is_named_and_one_that_was_taken_away(
    session: Session, trainee: Someone, other_trainee: Someone, instructor: Someone
) -> None:
    sheet = sheet_of(session, trainee)
    sheet_of(session, other_trainee)
    sign(session, sheet, instructor, 1)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
        session.execute(sa.text("UPDATE step_sign_off SET step = 3"))
    without_guards(session, "step_sign_off")
    for change in CHANGES:
        unit = session.begin_nested()
        session.execute(sa.text(f"UPDATE step_sign_off SET {change}"))
        session.expire_all()
        assert "step_sign_off" in {fault.where.partition(" ")[0] for fault in verify(session)[1]}, change
        unit.rollback()
    session.expire_all()
    session.execute(sa.text("DELETE FROM step_sign_off"))
    assert len(verify(session)[1]) == 1
