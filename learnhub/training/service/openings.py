"""The opening of a class: a base submits it, the office of its region approves it or returns it; trainees take places."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.accounts.rules.roles import Role, reaches
from learnhub.accounts.service.people import join_base
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue.models import Course
from learnhub.learning.models import EnrolmentState
from learnhub.learning.service import enrolment_or_none
from learnhub.primitives import Refusal, local_date, say, say_as
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import contains
from learnhub.training.models import (
    ClassSession,
    ClassState,
    ClassTeacher,
    OpeningStep,
    OpeningStepKind,
    TrainingClass,
)
from learnhub.training.rules import ClassPlan, timetable_refusal
from learnhub.training.rules.particulars import Particulars, particulars_refusal
from learnhub.training.rules.sections import Section
from learnhub.training.service.chain import log_step
from learnhub.training.service.classes import assign_teacher, meetings_of, open_class, take_place
from learnhub.training.service.particulars import keep_particulars

_NOT_ENROLLED = Refusal("not-enrolled", say("请先报名这门课，再来参加线下的班。"))


def submit_opening(
    session: Session,
    actor: Actor,
    *,
    base: TrainingBase,
    course: Course,
    plan: ClassPlan,
    teacher_ids: Sequence[int],
    now: datetime,
    particulars: Particulars | None = None,
) -> TrainingClass | Refusal:
    """Submit a class for approval; its teachers are instructors of the base, at least one."""
    refusal = teacher_refusal(session, base.id, teacher_ids, now) or _particulars_refusal(particulars)
    if refusal is not None:
        return refusal
    made = open_class(session, base=base, course=course, plan=plan, state=ClassState.APPLIED)
    if isinstance(made, Refusal):
        return made
    for person_id in teacher_ids:
        assign_teacher(session, training_class=made, person_id=person_id)
    if particulars is not None:
        keep_particulars(session, made, particulars)
    _step(session, actor, made, OpeningStepKind.SUBMITTED, "", now)
    return made


def submit_again(
    session: Session,
    actor: Actor,
    *,
    training_class: TrainingClass,
    plan: ClassPlan,
    teacher_ids: Sequence[int],
    now: datetime,
    particulars: Particulars | None = None,
) -> Refusal | None:
    """Submit a returned class with what was mended; its number and course stay."""
    _lock(session, training_class)
    if not is_returned(session, training_class):
        return Refusal("not-returned", say("这个班现在不能改。只有被退回的开班申请可以改了再提交。"))
    refusal = (
        timetable_refusal(plan.meetings, plan.opened_on)
        or teacher_refusal(session, training_class.base_id, teacher_ids, now)
        or _particulars_refusal(particulars)
    )
    if refusal is not None:
        return refusal
    training_class.title, training_class.opened_on = plan.title, plan.opened_on
    training_class.capacity = plan.capacity
    training_class.place, training_class.access_words = plan.place, plan.access_words
    # Nobody has a place or a mark yet, so timetable and teachers may be replaced whole.
    session.execute(sa.delete(ClassSession).where(ClassSession.training_class_id == training_class.id))
    session.execute(sa.delete(ClassTeacher).where(ClassTeacher.training_class_id == training_class.id))
    session.expire(training_class, ["sessions"])
    training_class.sessions = meetings_of(plan)
    session.flush()
    for person_id in teacher_ids:
        assign_teacher(session, training_class=training_class, person_id=person_id)
    if particulars is not None:
        keep_particulars(session, training_class, particulars)
    _step(session, actor, training_class, OpeningStepKind.SUBMITTED, "", now)
    return None


def decide_opening(
    session: Session,
    actor: Actor,
    *,
    training_class: TrainingClass,
    is_approved: bool,
    reason: str,
    remarks: Mapping[Section, str] | None = None,
    now: datetime,
) -> Refusal | None:
    """Approve a submitted class, or return it with a reason; whoever submitted it can't decide it.

    remarks: what is to be mended in which section; they are reason enough.
    """
    _lock(session, training_class)
    steps = opening_steps(session, training_class.id)
    if not steps or steps[-1].kind is not OpeningStepKind.SUBMITTED:
        return Refusal("not-waiting", say("这个班现在不等批准，可能已经有人处理过了。请刷新页面看看。"))
    if steps[-1].person_id == actor.person_id:
        return Refusal("own-opening", say("自己提交的开班申请要由另一个人批准。请交给同事处理。"))
    if not is_approved and not reason and not remarks:
        return Refusal("no-reason", say("退回要写明原因，基地照着改。"), field="reason")
    if is_approved:
        training_class.state = ClassState.APPROVED
    kind = OpeningStepKind.APPROVED if is_approved else OpeningStepKind.RETURNED
    _step(session, actor, training_class, kind, reason, now, remarks or {})
    return None


def join_class(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    training_class: TrainingClass,
    region_code: str,
    now: datetime,
    since: date | None = None,
) -> Refusal | None:
    """Give a person a place in a class of the course they are enrolled in, and make them a trainee of its base.

    since: the day from which sessions concern them, today when not told. region_code: where the base lies. From then on the base's managers can help with a forgotten password (decision 7).
    """
    enrolment = enrolment_or_none(session, person_id=person_id, course_id=training_class.course_id)
    if enrolment is None or enrolment.state is EnrolmentState.WITHDRAWN:
        return _NOT_ENROLLED
    refusal = take_place(
        session, training_class=training_class, enrolment=enrolment, today=since or local_date(now)
    )
    if refusal is not None:
        return refusal
    join_base(
        session,
        actor,
        person_id,
        base_id=training_class.base_id,
        region_code=region_code,
        reason=f"参加班级 {training_class.number}",
        now=now,
    )
    return None


def opening_steps(session: Session, class_id: int) -> list[OpeningStep]:
    """Return what was done about the opening of a class, oldest first; empty for one that was never submitted."""
    return list(
        session.scalars(
            sa.select(OpeningStep).where(OpeningStep.training_class_id == class_id).order_by(OpeningStep.id)
        )
    )


def is_waiting(session: Session, training_class: TrainingClass) -> bool:
    """Tell whether a class waits for the office."""
    steps = opening_steps(session, training_class.id)
    return bool(steps) and steps[-1].kind is OpeningStepKind.SUBMITTED


def is_returned(session: Session, training_class: TrainingClass) -> bool:
    """Tell whether a class waits for its base to mend it."""
    steps = opening_steps(session, training_class.id)
    return bool(steps) and steps[-1].kind is OpeningStepKind.RETURNED


def returned_among(session: Session, class_ids: Sequence[int]) -> frozenset[int]:
    """Return which of these classes wait for their base to mend them; one query."""
    last = (
        sa.select(sa.func.max(OpeningStep.id))
        .where(OpeningStep.training_class_id.in_(class_ids))
        .group_by(OpeningStep.training_class_id)
    )
    rows = session.scalars(
        sa.select(OpeningStep.training_class_id).where(
            OpeningStep.id.in_(last), OpeningStep.kind == OpeningStepKind.RETURNED
        )
    )
    return frozenset(rows)


def waiting_openings(session: Session, region_codes: Sequence[str]) -> list[tuple[TrainingClass, datetime]]:
    """Return the classes that offices of these divisions have to decide, with when each was submitted, oldest first."""
    last = (
        sa.select(sa.func.max(OpeningStep.id))
        .where(OpeningStep.training_class_id == TrainingClass.id)
        .correlate(TrainingClass)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(TrainingClass, OpeningStep.taken_at)
        .join(OpeningStep, OpeningStep.id == last)
        .where(TrainingClass.state == ClassState.APPLIED, OpeningStep.kind == OpeningStepKind.SUBMITTED)
        .order_by(OpeningStep.id)
    )
    return [
        (found, at) for found, at in rows if any(contains(outer, found.region_code) for outer in region_codes)
    ]


def classes_of_bases(session: Session, base_ids: Sequence[int]) -> list[TrainingClass]:
    """Return all classes of these bases in whatever state, newest first, with their timetables."""
    return list(
        session.scalars(
            sa.select(TrainingClass)
            .where(TrainingClass.base_id.in_(base_ids))
            .options(selectinload(TrainingClass.sessions))
            .order_by(TrainingClass.opened_on.desc(), TrainingClass.id.desc())
        )
    )


def teacher_ids(session: Session, class_id: int) -> list[int]:
    """Return who teaches a class, by id."""
    return list(
        session.scalars(
            sa.select(ClassTeacher.person_id)
            .where(ClassTeacher.training_class_id == class_id)
            .order_by(ClassTeacher.person_id)
        )
    )


def _lock(session: Session, training_class: TrainingClass) -> None:
    """Hold the opening until the unit of work ends: two answers, or an answer and a mended form, come one after the other."""
    session.scalars(
        sa.select(TrainingClass.id).where(TrainingClass.id == training_class.id).with_for_update()
    ).one()


def teacher_refusal(session: Session, base_id: int, ids: Sequence[int], now: datetime) -> Refusal | None:
    """Refuse teachers who are no instructors of the base on this day, or none at all."""
    if not ids:
        return Refusal("no-teacher", say("请至少选一名教师，点名要由教师来做。"), field="teachers")
    for person_id in ids:
        held = holdings_on(session, person_id, local_date(now))
        if not reaches(held, {Role.INSTRUCTOR}, base_id=base_id):
            return Refusal(
                "not-a-teacher", say("选的人里有人不是这个基地的教师，请重新选。"), field="teachers"
            )
    return None


def _particulars_refusal(particulars: Particulars | None) -> Refusal | None:
    return particulars_refusal(particulars) if particulars is not None else None


def _step(
    session: Session,
    actor: Actor,
    training_class: TrainingClass,
    kind: OpeningStepKind,
    reason: str,
    now: datetime,
    remarks: Mapping[Section, str] | None = None,
) -> None:
    number = len(opening_steps(session, training_class.id)) + 1
    made = OpeningStep(
        training_class_id=training_class.id,
        kind=kind,
        reason=reason,
        person_id=actor.person_id,
        taken_at=now,
        remarks={section.value: words for section, words in (remarks or {}).items()},
    )
    made.evidence_position = log_step(
        session,
        training_class.id,
        f"class.{kind.value}",
        client_id=f"opening:{number}",
        payload={
            "by": actor.person_id,
            "version": training_class.course_version_id,
            "opened_on": training_class.opened_on.isoformat(),
            "capacity": training_class.capacity,
            "sessions": len(training_class.sessions),
        },
        now=now,
        row=made,
    )
    session.add(made)
    session.flush()
    words = {
        OpeningStepKind.SUBMITTED: say("提交开班"),
        OpeningStepKind.RETURNED: say("退回开班"),
        OpeningStepKind.APPROVED: say_as("done", "批准开班"),
    }[kind]
    audit.record(
        session,
        actor,
        f"class-{kind.value}",
        say("%(deed)s：%(what)s", deed=words, what=training_class.number),
        Concern("training_class", str(training_class.id)),
        reason=reason,
        now=now,
    )
