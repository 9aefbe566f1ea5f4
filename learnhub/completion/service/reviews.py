"""结业审核: a base applies for the trainees of a class, another person approves or returns each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.completion.models import CompletionStep
from learnhub.completion.rules import (
    CheckItem,
    CompletionState,
    CompletionStepKind,
    Item,
    ItemState,
    Standing,
    application_refusal,
    checklist,
    decision_refusal,
    state_after,
)
from learnhub.completion.service.held import certificates_of
from learnhub.completion.service.standings import last_day, standings
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say, say_as
from learnhub.regions.rules import contains
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.service.chain import lock_class, log_step

KIND_APPLIED, KIND_DECIDED = "completion.applied", "completion.decided"


@dataclass(frozen=True)
class CompletionTold:
    """Where the completion of an enrolment stands. checklist: as it was at the last step; empty before an application.

    approved_on: None unless it is approved now. online_class_hours, offline_days: as the last step saw them.
    """

    enrolment_id: int
    state: CompletionState
    approved_on: date | None
    organiser: str
    checklist: tuple[CheckItem, ...]
    online_class_hours: int
    offline_days: int
    steps: tuple[CompletionStep, ...]


@dataclass(frozen=True)
class Reviewed:
    """A trainee of a class with the checklist as it is now. refusal: why the base can't apply for them; None when it can."""

    enrolment: Enrolment
    standing: Standing
    items: tuple[CheckItem, ...]
    told: CompletionTold
    refusal: Refusal | None


def completion_of(session: Session, enrolment_id: int) -> CompletionTold | None:
    """Return where the completion of an enrolment stands; None while it has no place in a class."""
    if training.class_of_enrolment_or_none(session, enrolment_id) is None:
        return None
    return completions_of(session, [enrolment_id])[enrolment_id]


def completions_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, CompletionTold]:
    """Return where the completions of these enrolments stand, by enrolment id; one query."""
    steps: dict[int, list[CompletionStep]] = {one: [] for one in enrolment_ids}
    for step in session.scalars(
        sa.select(CompletionStep)
        .where(CompletionStep.enrolment_id.in_(enrolment_ids))
        .order_by(CompletionStep.enrolment_id, CompletionStep.number)
    ):
        steps[step.enrolment_id].append(step)
    return {enrolment_id: _told(enrolment_id, found) for enrolment_id, found in steps.items()}


def review_class(
    session: Session,
    training_class: TrainingClass,
    figures: Figures,
    *,
    on: date,
    enrolment_ids: Collection[int] | None = None,
) -> list[Reviewed]:
    """Look at the trainees of a class as they stand now, by enrolment. enrolment_ids: only these."""
    people = [
        one
        for one in training.places(session, training_class.id)
        if enrolment_ids is None or one.id in enrolment_ids
    ]
    ids = [one.id for one in people]
    found = standings(session, training_class, people, figures, certificates_of(session, ids), on=on)
    told = completions_of(session, ids)
    reviewed = []
    for one in people:
        items = checklist(
            found[one.id],
            figures,
            region_code=training_class.region_code,
            opened_on=training_class.opened_on,
        )
        refusal = application_refusal(items, told[one.id].state, ends_on=last_day(training_class), on=on)
        if told[one.id].state is CompletionState.APPLIED:
            refusal = Refusal("applied", say("已经申请，等残联审核。"))
        reviewed.append(Reviewed(one, found[one.id], items, told[one.id], refusal))
    return reviewed


def apply_for_completion(
    session: Session,
    actor: Actor,
    training_class: TrainingClass,
    figures: Figures,
    *,
    now: datetime,
) -> int | Refusal:
    """Apply for every trainee of the class for whom nothing is short; return how many, those that wait already not counted.

    Who may apply for this class is the caller's to say.
    """
    assert actor.person_id is not None
    lock_class(session, training_class.id)
    reviewed = review_class(session, training_class, figures, on=local_date(now))
    ready = [one for one in reviewed if one.refusal is None]
    if not ready:
        if any(one.told.state is CompletionState.APPLIED for one in reviewed):
            return 0
        return Refusal("nobody-ready", say("现在没有能申请的学员。每个人差什么，打开名字看。"))
    for one in ready:
        _step(session, actor, training_class, one, CompletionStepKind.APPLIED, now=now)
    audit.record(
        session,
        actor,
        "completion-applied",
        say("%(deed)s：%(what)s", deed=say("申请结业审核"), what=training_class.number),
        Concern("training_class", str(training_class.id)),
        now=now,
    )
    return len(ready)


def decide_completion(
    session: Session,
    actor: Actor,
    training_class: TrainingClass,
    figures: Figures,
    *,
    enrolment_id: int,
    is_approval: bool,
    reason: str,
    organiser: str,
    now: datetime,
) -> CompletionStep | Refusal:
    """Approve or return one trainee's completion; audited. Who may come here is the caller's to say.

    organiser: name of the office where it signs the certificate together with the base, else empty.
    """
    assert actor.person_id is not None
    lock_class(session, training_class.id)
    found = review_class(session, training_class, figures, on=local_date(now), enrolment_ids=[enrolment_id])
    if not found:
        return Refusal("not-in-class", say("这名学员不在这个班里。请刷新页面看看。"))
    one = found[0]
    applied = [step for step in one.told.steps if step.kind is CompletionStepKind.APPLIED]
    refusal = decision_refusal(
        one.told.state,
        decider=actor.person_id,
        applicant=applied[-1].person_id if applied else 0,
        trainee=one.enrolment.person_id,
        teachers=training.teacher_ids(session, training_class.id),
        is_approval=is_approval,
        reason=reason,
        items=one.items,
    )
    if refusal is not None:
        return refusal
    kind = CompletionStepKind.APPROVED if is_approval else CompletionStepKind.RETURNED
    made = _step(
        session,
        actor,
        training_class,
        one,
        kind,
        reason=reason,
        organiser=organiser if is_approval else "",
        now=now,
    )
    audit.record(
        session,
        actor,
        "completion-decided",
        say(
            "%(deed)s：%(what)s",
            deed=say("结业审核"),
            what=say("同意") if is_approval else say_as("done", "退回"),
        ),
        Concern("enrolment", str(enrolment_id)),
        reason=reason,
        now=now,
    )
    return made


def waiting_classes(
    session: Session, region_codes: Collection[str], *, number: int, size: int
) -> tuple[list[tuple[TrainingClass, int]], int]:
    """Return one page of the classes of these divisions in which trainees wait for a decision, each with how many, and the total.

    Whoever waits longest comes first. region_codes: each with all divisions within.
    """
    last = (
        sa.select(CompletionStep.enrolment_id, sa.func.max(CompletionStep.number).label("number"))
        .group_by(CompletionStep.enrolment_id)
        .subquery()
    )
    known = session.scalars(sa.select(TrainingClass.region_code).distinct())
    within = [code for code in known if any(contains(outer, code) for outer in region_codes)]
    waiting = (
        sa.select(
            CompletionStep.training_class_id,
            sa.func.count().label("waiting"),
            sa.func.min(CompletionStep.id).label("first"),
        )
        .join(
            last,
            sa.and_(
                last.c.enrolment_id == CompletionStep.enrolment_id, last.c.number == CompletionStep.number
            ),
        )
        .join(TrainingClass, TrainingClass.id == CompletionStep.training_class_id)
        .where(CompletionStep.kind == CompletionStepKind.APPLIED, TrainingClass.region_code.in_(within))
        .group_by(CompletionStep.training_class_id)
        .subquery()
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(waiting)) or 0
    rows = session.execute(
        sa.select(TrainingClass, waiting.c.waiting)
        .join(waiting, waiting.c.training_class_id == TrainingClass.id)
        .order_by(waiting.c.first)
        .offset((number - 1) * size)
        .limit(size)
    )
    return [(row[0], row[1]) for row in rows], total


def _told(enrolment_id: int, steps: Sequence[CompletionStep]) -> CompletionTold:
    last = steps[-1] if steps else None
    state = state_after(last.kind if last else None)
    return CompletionTold(
        enrolment_id=enrolment_id,
        state=state,
        approved_on=local_date(last.taken_at) if last and state is CompletionState.APPROVED else None,
        organiser=last.organiser if last else "",
        checklist=_items_kept(last.checked) if last else (),
        online_class_hours=int(last.checked["online_class_hours"]) if last else 0,
        offline_days=int(last.checked["offline_days"]) if last else 0,
        steps=tuple(steps),
    )


def _step(
    session: Session,
    actor: Actor,
    training_class: TrainingClass,
    one: Reviewed,
    kind: CompletionStepKind,
    *,
    reason: str = "",
    organiser: str = "",
    now: datetime,
) -> CompletionStep:
    number = len(one.told.steps) + 1
    made = CompletionStep(
        training_class_id=training_class.id,
        enrolment_id=one.enrolment.id,
        number=number,
        kind=kind,
        reason=reason,
        organiser=organiser,
        checked=_kept(one),
        person_id=actor.person_id,
        taken_at=now,
    )
    made.evidence_position = log_step(
        session,
        training_class.id,
        KIND_APPLIED if kind is CompletionStepKind.APPLIED else KIND_DECIDED,
        client_id=f"completion:{one.enrolment.id}:{number}",
        payload={
            "enrolment": one.enrolment.id,
            "step": kind.value,
            "by": actor.person_id,
            "lessons": [one.standing.lessons_done, one.standing.lessons_published],
            "online_minutes": one.standing.online_minutes,
            "days": [one.standing.approved_days, one.standing.days],
            "items": [[item.item.value, item.state.value] for item in one.items],
        },
        now=now,
        about=f"enrolment:{one.enrolment.id}",
        row=made,
    )
    session.add(made)
    session.flush()
    return made


def _kept(one: Reviewed) -> dict[str, Any]:
    """Return a checklist as JSON values; without what is a person's own affair (便利 and 需要核对)."""
    public = [item for item in one.items if item.state is not ItemState.TOLD]
    return {
        "items": [
            [item.item.value, item.state.value, item.words, item.way, list(item.sources)] for item in public
        ],
        "online_class_hours": one.standing.class_hours,
        "offline_days": one.standing.approved_days,
    }


def _items_kept(checked: dict[str, Any]) -> tuple[CheckItem, ...]:
    return tuple(
        CheckItem(Item(item), ItemState(state), words, way, tuple(sources))
        for item, state, words, way, sources in checked["items"]
    )
