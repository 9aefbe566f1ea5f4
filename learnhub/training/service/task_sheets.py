"""Task sheets of a class: how many have shown each step, and signing one step for several trainees at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.sign_offs import SignOff, signed_steps
from learnhub.learning.service import sheets, sign_offs
from learnhub.learning.service.sheets import SheetPlan
from learnhub.learning.service.sign_offs import Sheet
from learnhub.primitives import Refusal, say
from learnhub.training.models import TrainingClass
from learnhub.training.service.classes import places


@dataclass(frozen=True)
class MemberSheet:
    """A trainee of a class with the sheet of one task. signed: the signing in force of each signed step."""

    enrolment_id: int
    person_id: int
    nickname: str
    sheet: Sheet
    signed: dict[int, SignOff]


@dataclass(frozen=True)
class ClassSheet:
    """A task of a class that is shown at the base, with its trainees by nickname."""

    plan: SheetPlan
    members: tuple[MemberSheet, ...]

    def done(self, step: int) -> tuple[MemberSheet, ...]:
        """Return who has shown a step."""
        return tuple(one for one in self.members if step in one.signed)

    def open(self, step: int) -> tuple[MemberSheet, ...]:
        """Return who has not."""
        return tuple(one for one in self.members if step not in one.signed)


def class_sheets(session: Session, training_class: TrainingClass) -> list[ClassSheet]:
    """Return the task sheets of a class, as the course version of the class has them; a trainee whose version lacks one is left out there."""
    enrolments = places(session, training_class.id)
    names = nicknames(session, [one.person_id for one in enrolments])
    plans = sheets.plans_of(
        session, {training_class.course_version_id, *(one.course_version_id for one in enrolments)}
    )
    found = []
    for plan in plans.get(training_class.course_version_id, []):
        members = [
            member
            for enrolment in enrolments
            if (own := _own_plan(plans.get(enrolment.course_version_id, []), plan)) is not None
            for member in [_member(session, enrolment, own, names[enrolment.person_id])]
        ]
        found.append(ClassSheet(plan, tuple(sorted(members, key=lambda one: one.nickname))))
    return found


def sign_for_several(
    session: Session,
    sheet: ClassSheet,
    *,
    step: int,
    enrolment_ids: Collection[int],
    signed_on: date,
    by_id: int,
    client_id: str,
    now: datetime,
) -> int | Refusal:
    """Sign one step for several trainees of a class, for all or for none; return for how many it was new."""
    count = 0
    with session.begin_nested() as unit:
        for member in sheet.members:
            if member.enrolment_id not in enrolment_ids:
                continue
            outcome = sign_offs.sign_off(
                session,
                member.sheet,
                steps=[step],
                signed_on=signed_on,
                by_id=by_id,
                client_id=client_id,
                now=now,
            )
            if isinstance(outcome, Refusal):
                unit.rollback()
                return Refusal(
                    outcome.code,
                    say("%(nickname)s：%(sentence)s", nickname=member.nickname, sentence=outcome.sentence),
                    field=outcome.field,
                )
            count += len(outcome.steps)
    return count


def _own_plan(plans: Sequence[SheetPlan], wanted: SheetPlan) -> SheetPlan | None:
    same = (
        one
        for one in plans
        if (one.lesson_slug, one.task.name) == (wanted.lesson_slug, wanted.task.name)
        and len(one.steps) == len(wanted.steps)
    )
    return next(same, None)


def _member(session: Session, enrolment: Enrolment, plan: SheetPlan, nickname: str) -> MemberSheet:
    sheet = Sheet(enrolment, plan.version, plan.task.name)
    signed = signed_steps(sign_offs.rows_of(session, sheet))
    return MemberSheet(enrolment.id, enrolment.person_id, nickname, sheet, signed)
