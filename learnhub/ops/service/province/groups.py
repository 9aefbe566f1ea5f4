"""Let a group of learners of a made province do what they have done: enrol, learn, attend, complete, ask for the money."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.audit.rules import Actor
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules.answers import right_marks
from learnhub.credits import service as credit
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.service import Answering, Learner
from learnhub.learning.service.acts import event_of_answer
from learnhub.notices.rules import WorkingDays
from learnhub.ops.rules.demonstration import (
    DemoClaim,
    DemoClaimStep,
    DemoClass,
    DemoCompletion,
    DemoDay,
    DemoEnrolment,
)
from learnhub.ops.rules.province import ANSWERS_PER_LESSON, Group, Size, Stage, answers_of
from learnhub.ops.service.demonstration.closing import Closing, granted
from learnhub.ops.service.demonstration.history import at
from learnhub.ops.service.province.courses import CLASS_HOURS
from learnhub.policy.rules import Figures
from learnhub.primitives import MINUTES_PER_CLASS_HOUR
from learnhub.providers.models import TrainingBase
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.rules.claims import StepKind
from learnhub.training import service as training
from learnhub.training.models import ClassState, TrainingClass
from learnhub.training.rules import ClassPlan, MarkTyped, Meeting, Presence

ROAD = ("submitted", "first reviewed", "second reviewed", "publicised", "approved", "paid")
# Who takes each step, and how many days after the last day of the class: a notice's working days may hold a long holiday.
_BY = ("base", "county", "prefecture", "county", "province", "payer")
_DAYS_AFTER = (6, 10, 14, 16, 44, 54)
_BETWEEN = timedelta(seconds=40)
_ROLL_HOUR, _LEARNING_HOUR, _OFFICE_HOUR = 17, 19, 10
_BANK = "示例银行（虚构）"


@dataclass(frozen=True)
class Office:
    """Who acts for a group, by the words of _BY, and for its teacher; what the deeds need."""

    people: Mapping[str, int]
    figures: Figures
    keys: SiteKeys
    calendar: WorkingDays
    size: Size
    today: date


def play_group(
    session: Session,
    group: Group,
    *,
    slug: str,
    base: TrainingBase,
    trainees: Mapping[int, int],
    office: Office,
) -> None:
    """Do everything that a group has done. trainees: ids by number. Raises ValueError when a rule refuses a deed."""
    course = catalogue.course_by_slug(session, slug)
    enrolled_at = at(office.today, -group.enrolled_days_ago, _LEARNING_HOUR)
    training_class = _open(session, group, slug, base, office) if group.stage is not None else None
    joined: dict[str, tuple[DemoEnrolment, Enrolment]] = {}
    people = [trainees[number] for number in group.people]
    every = granted(learning.enrol_all(session, person_ids=people, course=course, now=enrolled_at))
    joined_on = office.today - timedelta(days=group.enrolled_days_ago)
    for made in every:
        if training_class is not None:
            refusal = training.take_place(
                session, training_class=training_class, enrolment=made, today=joined_on
            )
            if refusal is not None:
                raise ValueError(refusal.sentence)
        name = f"trainee-{made.person_id}"
        told = DemoEnrolment(
            name,
            slug,
            "",
            group.enrolled_days_ago,
            0,
            frozenset(),
            frozenset(),
            certificate_name="示例学员",
            account=f"{6_200_000_000_000_000 + made.person_id}",
        )
        joined[name] = (told, made)
    _learn(session, group, every, enrolled_at, office)
    if training_class is not None and group.stage is not None:
        _attend(session, training_class, joined, office)
        if group.stage >= Stage.OVER:
            _close(session, group, training_class, joined, office)


def _open(session: Session, group: Group, slug: str, base: TrainingBase, office: Office) -> TrainingClass:
    course = catalogue.course_by_slug(session, slug)
    plan = ClassPlan(
        number=f"示例-{group.number:04d}",
        title=f"示例培训班 {group.number}",
        region_code=base.region_code,
        opened_on=group.days[0],
        capacity=len(group.people),
        place="实训室（示例）",
        access_words="门口是平路，一楼有无障碍卫生间（示例）。",
        meetings=tuple(
            Meeting(day, "09:00", CLASS_HOURS * MINUTES_PER_CLASS_HOUR, f"线下实操第 {number} 次")
            for number, day in enumerate(group.days, start=1)
        ),
    )
    state = ClassState.APPROVED if group.stage is Stage.PLANNED else ClassState.RUNNING
    made = granted(training.open_class(session, base=base, course=course, plan=plan, state=state))
    training.assign_teacher(session, training_class=made, person_id=office.people["teacher"])
    return made


def _learn(
    session: Session, group: Group, every: Sequence[Enrolment], enrolled_at: datetime, office: Office
) -> None:
    """Answer the first questions of the course rightly, on the evening of enrolling, and let credits be settled."""
    versions = catalogue.lesson_versions(session, every[0].course_version_id)
    counts = [answers_of(group, place, office.size) for place in range(len(every))]
    for count in sorted(set(counts) - {0}):  # evidence is received together by those who answered as many
        answering = [one for one, its in zip(every, counts, strict=True) if its == count]
        answers = [event for one in answering for event in _answers(one, versions, enrolled_at, count)]
        evidence.append_each(session, answers, now=enrolled_at + _BETWEEN * count)
        if count < ANSWERS_PER_LESSON:  # no lesson is completed, and nothing to be settled
            continue
        for one in answering:
            credit.settle(
                session,
                person_id=one.person_id,
                figures=office.figures,
                now=enrolled_at + timedelta(hours=1),
            )


def _answers(
    enrolment: Enrolment, versions: Sequence[LessonVersion], begun_at: datetime, count: int
) -> list[evidence.Event]:
    return list(islice(_every_answer(enrolment, versions, begun_at), count))


def _every_answer(
    enrolment: Enrolment, versions: Sequence[LessonVersion], begun_at: datetime
) -> Iterator[evidence.Event]:
    instant = begun_at
    for version in versions:
        learner, text = Learner(enrolment.person_id, enrolment.id, version), catalogue.text_of(version)
        for check in text.checks:
            instant += _BETWEEN
            question = check.questions[0]
            sent = f"demo-{enrolment.id}-{version.id}-{check.name}"
            answering = Answering(check.name, question.number, right_marks(question), sent)
            yield granted(event_of_answer(learner, text, answering, instant))


def _attend(
    session: Session,
    training_class: TrainingClass,
    joined: Mapping[str, tuple[DemoEnrolment, Enrolment]],
    office: Office,
) -> None:
    """Call the rolls of the days that have passed."""
    for meeting in training_class.sessions:
        if meeting.day < office.today:
            granted(
                training.mark_roll(
                    session,
                    class_session=meeting,
                    typed=[
                        MarkTyped(one.person_id, Presence.PRESENT, meeting.planned_minutes)
                        for _told, one in joined.values()
                    ],
                    marked_by=office.people["teacher"],
                    client_id=f"demo-{meeting.id}",
                    now=at(meeting.day, 0, _ROLL_HOUR),
                )
            )


def _close(
    session: Session,
    group: Group,
    training_class: TrainingClass,
    joined: Mapping[str, tuple[DemoEnrolment, Enrolment]],
    office: Office,
) -> None:
    """Calculate the records of a class that is over, then take it as far as its stage says."""
    last_day = group.days[-1]
    subsidy.calculate_class(
        session,
        training_class=training_class,
        figures=office.figures,
        actor=Actor(office.people["county"]),
        now=at(last_day, 0, _LEARNING_HOUR),
    )
    people = {**office.people, **{name: one.person_id for name, (_told, one) in joined.items()}}
    closing = Closing(
        _told_class(group), training_class, joined, people, office.figures, office.keys, office.calendar
    )
    completed = DemoCompletion("base", "county", "")
    for stage, days_after, deed in (
        (Stage.APPLIED, 1, closing.apply),
        (Stage.CLOSED, 2, closing.decide),
        (Stage.CLOSED, 3, closing.issue),
    ):
        assert group.stage is not None
        if group.stage >= stage:
            deed(session, completed, now=at(last_day, days_after, _OFFICE_HOUR))
    if group.claim:
        _claim(session, group, closing, list(joined))


def _claim(session: Session, group: Group, closing: Closing, names: list[str]) -> None:
    steps = tuple(DemoClaimStep(kind, by, 0) for kind, by in zip(ROAD, _BY, strict=True))[: group.claim]
    claim = DemoClaim("", tuple(names), _BANK, steps)
    last_day = group.days[-1]
    made_at = at(last_day, _DAYS_AFTER[0] - 1, _OFFICE_HOUR)
    closing.give_accounts(session, claim, now=made_at)
    made = closing.make(session, claim, number=group.number, now=made_at + timedelta(hours=2))
    for step, days_after in zip(steps, _DAYS_AFTER, strict=False):
        kind = StepKind(step.kind)
        reference = f"示例凭证 {group.number}" if kind is StepKind.PAID else ""
        step_at = at(last_day, days_after, _OFFICE_HOUR)
        closing.step(session, made, kind, step.by, now=step_at, reference=reference)


def _told_class(group: Group) -> DemoClass:
    days = tuple(DemoDay("线下实操", CLASS_HOURS) for _day in group.days)
    return DemoClass(str(group.number), "", "", "", "", len(group.people), "", "", (), 1, 0, days)
