"""Rolls that another person approves: claims count on these alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.learning.service import subject_of
from learnhub.primitives import Refusal, say
from learnhub.training.models import ClassSession, RollApproval, TrainingClass
from learnhub.training.rules import (
    Mark,
    RollState,
    approval_refusal,
    is_applicable,
    marks_in_force,
    roll_digest,
    roll_state,
)
from learnhub.training.service.chain import log_step
from learnhub.training.service.marks import about_session, mark_of, mark_rows
from learnhub.training.service.members import Member, members

KIND_APPROVED = "roll.approved"


@dataclass(frozen=True)
class RollTold:
    """The roll of one session. marks: those in force of the trainees whom it concerns, by person id. approver: who approved it
    as it is now, empty when nobody has."""

    meeting: ClassSession
    state: RollState
    concerned: tuple[Member, ...]
    marks: Mapping[int, Mark]
    approver: str
    approved_at: datetime | None


def rolls_of(session: Session, training_class: TrainingClass, *, on: date) -> list[RollTold]:
    """Return the rolls of a class in the order of its timetable; three queries."""
    people = members(session, training_class.id)
    ids = [meeting.id for meeting in training_class.sessions]
    in_force = marks_in_force(mark_of(row) for row in mark_rows(session, ids))
    approvals: dict[int, dict[str, RollApproval]] = {}
    for one in session.scalars(
        sa.select(RollApproval).where(RollApproval.training_class_id == training_class.id)
    ):
        approvals.setdefault(one.class_session_id, {})[one.roll_digest] = one
    names = nicknames(
        session, sorted({one.approved_by_id for found in approvals.values() for one in found.values()})
    )
    told = []
    for meeting in training_class.sessions:
        concerned = tuple(one for one in people if is_applicable(one.joined_on, meeting.day))
        marks = {
            one.person_id: in_force[(subject_of(one.person_id), meeting.id)]
            for one in concerned
            if (subject_of(one.person_id), meeting.id) in in_force
        }
        known = approvals.get(meeting.id, {})
        state = roll_state(
            day=meeting.day,
            on=on,
            concerned=len(concerned),
            marks=marks.values(),
            approved_digests=set(known),
        )
        present = known.get(roll_digest(marks.values())) if state is RollState.APPROVED else None
        told.append(
            RollTold(
                meeting,
                state,
                concerned,
                marks,
                names[present.approved_by_id] if present else "",
                present.approved_at if present else None,
            )
        )
    return told


def approved_sessions(session: Session, class_id: int) -> set[int]:
    """Return the ids of the sessions whose roll, as it is now, somebody approved who had no hand in it.

    A roll corrected after its approval is not among them until it is approved again.
    """
    training_class = session.get_one(TrainingClass, class_id)
    return {
        one.meeting.id
        for one in rolls_of(session, training_class, on=date.max)
        if one.state is RollState.APPROVED
    }


def approve_roll(
    session: Session, actor: Actor, *, class_session: ClassSession, now: datetime
) -> RollApproval | Refusal:
    """Approve the roll of a session as it is now; a second time is once. Who may come here is the caller's to say."""
    assert actor.person_id is not None
    # The same lock as a mark takes: what is approved is what is in force.
    session.scalars(
        sa.select(ClassSession.id).where(ClassSession.id == class_session.id).with_for_update()
    ).one()
    training_class = session.get_one(TrainingClass, class_session.training_class_id)
    roll = next(
        one
        for one in rolls_of(session, training_class, on=class_session.day)
        if one.meeting.id == class_session.id
    )
    if not roll.concerned:
        return Refusal("roll-of-nobody", say("这次课没有学员，不用核准。"))
    refusal = approval_refusal(
        concerned=len(roll.concerned),
        marks=roll.marks.values(),
        approver=actor.person_id,
        trainees={one.person_id for one in members(session, training_class.id)},
    )
    if refusal is not None:
        return refusal
    digest = roll_digest(roll.marks.values())
    known = session.scalar(
        sa.select(RollApproval).where(
            RollApproval.class_session_id == class_session.id, RollApproval.roll_digest == digest
        )
    )
    if known is not None:
        return known
    position = log_step(
        session,
        training_class.id,
        KIND_APPROVED,
        client_id=f"roll-approved:{class_session.id}:{digest}",
        payload={
            "session": class_session.id,
            "day": class_session.day.isoformat(),
            "approved_by": actor.person_id,
            "digest": digest,
            "marks": sorted(one.row for one in roll.marks.values()),
        },
        now=now,
        about=about_session(class_session.id),
    )
    made = RollApproval(
        training_class_id=training_class.id,
        class_session_id=class_session.id,
        roll_digest=digest,
        approved_by_id=actor.person_id,
        approved_at=now,
        evidence_position=position,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        "roll-approved",
        say(
            "%(deed)s：%(what)s",
            deed=say("核准点名"),
            what=f"{training_class.number} {class_session.day.isoformat()}",
        ),
        Concern("class_session", str(class_session.id)),
        now=now,
    )
    return made
