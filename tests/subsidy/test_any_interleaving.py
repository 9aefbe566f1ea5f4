"""Whatever order learning, roll calls and corrections come in, the same ledger and record stand at the end, and each kept record recomputes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count as counting

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.credits import service as credit
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import Account, legs, trial_balance
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, instant_now, new_token
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.models import BlendedRecord
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import MarkTyped, Presence
from tests.classes import (
    ClassDays,
    Deed,
    both_bases,
    course_with_lessons,
    deeds_of,
    enrol,
    join,
    open_class,
)
from tests.people import Someone, make_person
from tests.subsidy.made import FIGURES

LESSONS, DEEDS_PER_LESSON = 2, 4
# How each session is marked, in this order: a mistake is answered by a later mark.
MARKS = ((Presence.PRESENT,), (Presence.LEAVE, Presence.PRESENT), (Presence.PRESENT, Presence.ABSENT))
SETTLE, CALCULATE, REVERSE = "settle", "calculate", "reverse"
_numbers = counting(1)
Step = tuple[str, int]


@st.composite
def interleavings(draw: st.DrawFn) -> list[Step]:
    """Every deed at least once and some again, every mark in the order of its session, and the site's own work in between."""
    deeds = [("deed", n) for n in range(LESSONS * DEEDS_PER_LESSON)]
    again = draw(st.lists(st.sampled_from(deeds), max_size=4))
    marks = [("mark", session) for session, those in enumerate(MARKS) for _one in those]
    work = draw(st.lists(st.sampled_from([(SETTLE, 0), (CALCULATE, 0), (REVERSE, 0)]), max_size=6))
    return draw(st.permutations([*deeds, *again, *marks, *work]))


@dataclass
class Trainee:
    """One person of the class, and how far the marks of each session are."""

    session: Session
    enrolment: Enrolment
    training_class: TrainingClass
    versions: Sequence[LessonVersion]
    teacher: int
    marked: dict[int, int] = field(default_factory=dict)

    def take(self, step: Step, minutes_late: int = 0) -> None:
        """Do one step, and hold the balance to the sum of the entries."""
        kind, number = step
        person, now = self.enrolment.person_id, instant_now()
        if kind == "deed":
            deeds: list[Deed] = [
                deed for version in self.versions for deed in deeds_of(person, self.enrolment.id, version)
            ]
            deeds[number](self.session, now - timedelta(minutes=minutes_late))
        elif kind == "mark":
            presence = MARKS[number][self.marked.get(number, 0)]
            self.marked[number] = self.marked.get(number, 0) + 1
            meeting = self.training_class.sessions[number]
            outcome = training.mark_roll(
                self.session,
                class_session=meeting,
                typed=[MarkTyped(person, presence, meeting.planned_minutes)],
                marked_by=self.teacher,
                client_id=new_token(12),
                now=now,
            )
            assert not isinstance(outcome, Refusal), outcome
        elif kind == SETTLE:
            credit.settle(self.session, person_id=person, figures=FIGURES, now=now)
        elif kind == CALCULATE:
            self.calculate()
        else:
            self.reverse()
        entries = self.entries()
        told = credit.balance(self.session, person)
        assert told.points == sum(one.points for one in entries)
        accounts = trial_balance(
            legs(one.points, one.recognised_minutes, is_reversal=one.reverses_id is not None)
            for one in entries
        )
        assert accounts[Account.EARNED] == (told.points, told.recognised_minutes)
        assert [sum(side) for side in zip(*accounts.values(), strict=True)] == [0, 0]
        assert told.recognised_minutes == sum(one.recognised_minutes for one in entries) >= 0

    def entries(self) -> Sequence[CreditEntry]:
        """Return the person's ledger."""
        mine = CreditEntry.person_id == self.enrolment.person_id
        return self.session.scalars(sa.select(CreditEntry).where(mine).order_by(CreditEntry.id)).all()

    def reverse(self) -> None:
        """Reverse the credit of the second lesson; before it is there, and after the first time, this is refused."""
        for entry in self.entries():
            if entry.lesson_id == self.versions[1].lesson_id and entry.reverses_id is None:
                credit.reverse(
                    self.session,
                    entry_id=entry.id,
                    reason="重复登记",
                    reversed_by=self.teacher,
                    now=instant_now(),
                )

    def calculate(self) -> BlendedRecord:
        """Calculate and keep the record."""
        return subsidy.calculate(
            self.session,
            enrolment=self.enrolment,
            training_class=self.training_class,
            figures=FIGURES,
            now=instant_now(),
        )

    def told(self, *, is_reversed: bool) -> Mapping[str, object]:
        """Finish what is left to do, and tell what stands then."""
        self.take((SETTLE, 0))
        if is_reversed:
            self.take((REVERSE, 0))
        record = self.calculate()
        ledger = sorted((one.key, one.points, one.recognised_minutes, one.rule) for one in self.entries())
        lines = [(one.kind, one.amount_fen, one.rule) for one in record.lines]
        # Which rows of the chain prove a day is left out: their numbers are those of the order in which things came.
        days = [{name: value for name, value in day.items() if name != "rows"} for day in record.days]
        return {"ledger": ledger, "minutes": record.online_minutes, "days": days, "lines": lines}


def judge(database: Database, instructor: Someone, examples: int) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "any-order", lessons=LESSONS)
        training_class = open_class(
            session,
            course,
            both_bases(session)[0],
            days=ClassDays(days=len(MARKS)),
            capacity=500,
            teachers=[instructor.person_id],
        )

        def newcomer() -> Trainee:
            person = make_person(database, f"同班{next(_numbers):06d}")
            enrolment = enrol(session, person.person_id, course)
            join(session, training_class, enrolment)
            return Trainee(session, enrolment, training_class, versions, instructor.person_id)

        def after(steps: Sequence[Step], minutes_late: int, *, is_reversed: bool) -> Mapping[str, object]:
            trainee = newcomer()
            for step in steps:
                trainee.take(step, minutes_late)
            return trainee.told(is_reversed=is_reversed)

        plain = [("deed", n) for n in range(LESSONS * DEEDS_PER_LESSON)]
        plain += [("mark", number) for number, those in enumerate(MARKS) for _one in those]
        expected = {wish: after(plain, 0, is_reversed=wish) for wish in (False, True)}
        assert expected[False] != expected[True]

        @settings(
            max_examples=examples,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(interleavings(), st.integers(0, 60 * 24 * 30))
        def same(steps: list[Step], minutes_late: int) -> None:
            wish = (REVERSE, 0) in steps
            assert after(steps, minutes_late, is_reversed=wish) == expected[wish]

        same()
        assert credit.verify(session, figures=FIGURES) == []
        count, faults = subsidy.recompute(session, figures=FIGURES)
        assert count >= examples
        assert faults == []


def test_any_interleaving_of_learning_rolls_and_corrections_gives_one_ledger_and_record(
    database: Database, instructor: Someone
) -> None:
    judge(database, instructor, 3)


@pytest.mark.soak
def test_60_interleavings_give_one_ledger_and_record(database: Database, instructor: Someone) -> None:
    judge(database, instructor, 60)
