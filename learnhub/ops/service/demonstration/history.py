"""Play what the people of the demonstration have done so far, deed by deed, each at its own instant."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.audit.rules import Actor
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Check
from learnhub.catalogue.rules.answers import right_marks, wrong_marks
from learnhub.credits import service as credit
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.service import Answering, Learner
from learnhub.notices.rules import WorkingDays
from learnhub.ops.rules.demonstration import (
    ALL_LESSONS,
    DemoClaim,
    DemoClaimStep,
    DemoClass,
    DemoEnrolment,
    DemoPlan,
    weekdays,
)
from learnhub.ops.service.demonstration.closing import (
    APPLIED_DAYS_AFTER,
    DECIDED_DAYS_AFTER,
    ISSUED_DAYS_AFTER,
    Closing,
    granted,
)
from learnhub.ops.service.demonstration.hours import plan_hours
from learnhub.ops.service.demonstration.office import (
    plan_announcement,
    plan_evaluation,
    plan_file,
    plan_needs,
    plan_town,
    plan_year,
)
from learnhub.ops.service.demonstration.testing import plan_tests
from learnhub.policy.rules import Figures
from learnhub.primitives import MINUTES_PER_CLASS_HOUR, SHANGHAI
from learnhub.providers.models import TrainingBase
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.rules.claims import StepKind
from learnhub.training import service as training
from learnhub.training.models import ClassSession, ClassState, TrainingClass
from learnhub.training.rules import ClassPlan, MarkTyped, Meeting, Presence

_STARTS_AT = "09:00"
_SUBMITTED_DAYS_AGO, _OFFICE_HOUR = 2, 10
_LEARNING_HOUR, _ROLL_HOUR, _SEAL_HOUR, _RECORD_HOUR = 19, 17, 23, 20
_MAKING_HOUR, _CLAIM_HOUR = 9, 11
_FRIDAY = 4
_BETWEEN_ACTS = timedelta(seconds=40)
_WEEKS_SEALED_DAYS = 60


@dataclass(frozen=True)
class Region:
    """What the deeds need: bases by slug, person ids by name, figures, working days, the keys of columns and of seals.

    proof_address: of the stored picture that stands for every proof of hours on other platforms.
    """

    bases: Mapping[str, TrainingBase]
    people: Mapping[str, int]
    figures: Figures
    calendar: WorkingDays
    keys: SiteKeys
    seal_key: bytes
    proof_address: str


@dataclass
class History:
    """Deeds in the order of their instants."""

    deeds: list[tuple[datetime, int, Callable[[datetime], None]]] = field(default_factory=list)

    def add(self, instant: datetime, deed: Callable[[datetime], None]) -> None:
        """Add a deed; deeds of one instant are done in the order in which they were added."""
        self.deeds.append((instant, len(self.deeds), deed))


def at(today: date, offset_days: int, hour: int) -> datetime:
    """Return an instant of a day before or after today, by the clock of Shanghai."""
    return datetime.combine(today + timedelta(days=offset_days), time(hour), SHANGHAI).astimezone(UTC)


def play(session: Session, plan: DemoPlan, region: Region, *, today: date, now: datetime) -> History:
    """Open classes, enrol, learn, call rolls, settle, seal and calculate, up to this instant; return what was done."""
    history = History()
    classes = {one.number: _open(session, one, region, today) for one in plan.classes}
    planned = {one.number: one for one in plan.classes}
    joined: dict[str, dict[str, tuple[DemoEnrolment, Enrolment]]] = {}
    for told in plan.enrolments:
        enrolment = _enrol(session, told, region, classes.get(told.class_number), today)
        _plan_lessons(session, history, told, enrolment, region, today)
        plan_tests(session, history.add, told, enrolment, region.figures, today)
        if told.class_number:
            training_class = classes[told.class_number]
            joined.setdefault(told.class_number, {})[told.person] = (told, enrolment)
            _plan_marks(session, history, told, planned[told.class_number], training_class, region, enrolment)
            _plan_record(session, history, training_class, region, enrolment, today)
    for hours in plan.hours:
        plan_hours(
            session,
            history.add,
            hours,
            joined[hours.class_number][hours.person][1],
            region.people,
            region.figures,
            proof_address=region.proof_address,
            today=today,
        )
    closings = {
        number: Closing(
            planned[number],
            classes[number],
            people,
            region.people,
            region.figures,
            region.keys,
            region.calendar,
        )
        for number, people in joined.items()
    }
    for closing in closings.values():
        _plan_completion(session, history, closing, today)
    for number, claim in enumerate(plan.claims, start=1):
        _plan_claim(session, history, claim, number, closings[claim.class_number], today)
    for year in plan.years:
        plan_year(session, history.add, year, classes[year.class_number], region.people)
    for file in plan.files:
        plan_file(session, history.add, file, region.people, today=today)
    for town in plan.towns:
        plan_town(session, history.add, town, region.people, today=today)
    for evaluation in plan.evaluations:
        plan_evaluation(session, history.add, evaluation, region.people, region.figures, today=today)
    for needs in plan.needs:
        plan_needs(session, history.add, needs, region.people, region.figures, today=today)
    for announcement in plan.announcements:
        plan_announcement(session, history.add, announcement, region.people, today=today)
    _plan_seals(session, history, region, today)
    for instant, _order, deed in sorted(history.deeds, key=lambda one: one[:2]):
        if instant < now:
            deed(instant)
    evidence.seal(session, key=region.seal_key, now=now)
    return history


def _open(session: Session, told: DemoClass, region: Region, today: date) -> TrainingClass:
    days = weekdays(told.anchor_day, told.anchor_offset_days, len(told.days), today)
    course = catalogue.course_by_slug(session, told.course)
    plan = ClassPlan(
        number=told.number,
        title=told.title,
        region_code=told.region,
        opened_on=days[0],
        capacity=told.capacity,
        place=told.place,
        access_words=told.access_words,
        meetings=tuple(
            Meeting(day, _STARTS_AT, one.class_hours * MINUTES_PER_CLASS_HOUR, one.title)
            for day, one in zip(days, told.days, strict=True)
        ),
    )
    base, teachers = region.bases[told.base], [region.people[name] for name in told.teachers]
    if told.submitted_by:
        asks = Actor(region.people[told.submitted_by])
        submitted_at = at(today, -_SUBMITTED_DAYS_AGO, _OFFICE_HOUR)
        return granted(
            training.submit_opening(
                session, asks, base=base, course=course, plan=plan, teacher_ids=teachers, now=submitted_at
            )
        )
    state = ClassState.RUNNING if days[0] <= today else ClassState.APPROVED
    made = granted(training.open_class(session, base=base, course=course, plan=plan, state=state))
    for person_id in teachers:
        training.assign_teacher(session, training_class=made, person_id=person_id)
    return made


def _enrol(
    session: Session, told: DemoEnrolment, region: Region, training_class: TrainingClass | None, today: date
) -> Enrolment:
    enrolled_at = at(today, -told.enrolled_days_ago, _LEARNING_HOUR)
    course = catalogue.course_by_slug(session, told.course)
    made = granted(
        learning.enrol(session, person_id=region.people[told.person], course=course, now=enrolled_at)
    )
    if training_class is not None:
        joined_on = today - timedelta(days=told.enrolled_days_ago)
        refusal = training.take_place(session, training_class=training_class, enrolment=made, today=joined_on)
        if refusal is not None:
            raise ValueError(refusal.sentence)
    return made


def _plan_lessons(
    session: Session,
    history: History,
    told: DemoEnrolment,
    enrolment: Enrolment,
    region: Region,
    today: date,
) -> None:
    versions = catalogue.lesson_versions(session, enrolment.course_version_id)
    count = len(versions) if told.lessons == ALL_LESSONS else told.lessons
    for number, version in enumerate(versions[:count]):
        evening = at(today, -told.enrolled_days_ago + 1 + number, _LEARNING_HOUR)

        def learn(instant: datetime, version: LessonVersion = version, is_first: bool = number == 0) -> None:
            learner = Learner(enrolment.person_id, enrolment.id, version)
            _learn(session, learner, instant, errs_once=is_first)
            credit.settle(
                session,
                person_id=enrolment.person_id,
                figures=region.figures,
                now=instant + _BETWEEN_ACTS * 30,
            )

        history.add(evening, learn)


def _learn(session: Session, learner: Learner, begun_at: datetime, *, errs_once: bool) -> None:
    """Complete a lesson: answer each check rightly and close each section that has none.

    errs_once: the first check is answered wrongly first, so that there is a try to be seen.
    """
    text = catalogue.text_of(learner.lesson_version)
    instant = begun_at
    for section in text.sections:
        for check in section.checks:
            if errs_once:
                instant += _BETWEEN_ACTS
                _answer(session, learner, check, 0, instant, is_right=False)
                errs_once = False
                number = 1 % len(check.questions)
            else:
                number = 0
            instant += _BETWEEN_ACTS
            _answer(session, learner, check, number, instant, is_right=True)
        if not section.checks:
            instant += _BETWEEN_ACTS
            granted(
                learning.close_section(
                    session, learner, text, section=section.key, happened_at=instant, now=instant
                )
            )


def _answer(
    session: Session, learner: Learner, check: Check, index: int, instant: datetime, *, is_right: bool
) -> None:
    question = check.questions[index]
    granted(
        learning.answer_check(
            session,
            learner,
            catalogue.text_of(learner.lesson_version),
            Answering(
                check.name,
                question.number,
                right_marks(question) if is_right else wrong_marks(question),
                f"demo-{learner.enrolment_id}-{learner.lesson_version.id}-{check.name[:30]}-{question.number}",
            ),
            happened_at=instant,
            now=instant,
        )
    )


def _plan_marks(
    session: Session,
    history: History,
    told: DemoEnrolment,
    planned: DemoClass,
    training_class: TrainingClass,
    region: Region,
    enrolment: Enrolment,
) -> None:
    teacher_id = region.people[planned.teachers[0]]
    for number, meeting in enumerate(training_class.sessions, start=1):
        if number in told.unmarked:
            continue
        presence = Presence.LEAVE if number in told.leave else Presence.PRESENT
        typed = MarkTyped(enrolment.person_id, presence, meeting.planned_minutes)

        def mark(instant: datetime, meeting: ClassSession = meeting, typed: MarkTyped = typed) -> None:
            granted(
                training.mark_roll(
                    session,
                    class_session=meeting,
                    typed=[typed],
                    marked_by=teacher_id,
                    client_id=f"demo-{meeting.id}-{typed.person_id}",
                    now=instant,
                )
            )

        history.add(at(meeting.day, 0, _ROLL_HOUR), mark)


def _plan_seals(session: Session, history: History, region: Region, today: date) -> None:
    """Seal on Friday evenings; on a living site the worker seals by the hour."""
    for days_ago in range(_WEEKS_SEALED_DAYS, 0, -1):
        if (today - timedelta(days=days_ago)).weekday() == _FRIDAY:
            history.add(
                at(today, -days_ago, _SEAL_HOUR),
                lambda instant: _discard(evidence.seal(session, key=region.seal_key, now=instant)),
            )


def _plan_record(
    session: Session,
    history: History,
    training_class: TrainingClass,
    region: Region,
    enrolment: Enrolment,
    today: date,
) -> None:
    """Calculate the record on the evening of the last day of a class, once that has passed."""

    def calculate(instant: datetime) -> None:
        subsidy.calculate(
            session, enrolment=enrolment, training_class=training_class, figures=region.figures, now=instant
        )

    last_day = training_class.sessions[-1].day
    if last_day < today:
        history.add(at(last_day, 0, _RECORD_HOUR), calculate)


def _plan_completion(session: Session, history: History, closing: Closing, today: date) -> None:
    """Close a class in the days after its last one; a class that nobody closes stays as it is."""
    completed = closing.told.completion
    if completed is None:
        return
    last_day = closing.training_class.sessions[-1].day
    for days_after, deed in (
        (APPLIED_DAYS_AFTER, closing.apply),
        (DECIDED_DAYS_AFTER, closing.decide),
        (ISSUED_DAYS_AFTER, closing.issue),
    ):

        def play_deed(instant: datetime, deed: Callable[..., None] = deed) -> None:
            deed(session, completed, now=instant)

        history.add(at(last_day, days_after, _OFFICE_HOUR), play_deed)


def _plan_claim(
    session: Session, history: History, claim: DemoClaim, number: int, closing: Closing, today: date
) -> None:
    """Give accounts and make a claim on the day of its first step, then take its steps, each on its own day."""
    made: list[int] = []

    def make(instant: datetime) -> None:
        closing.give_accounts(session, claim, now=instant)
        made.append(closing.make(session, claim, number=number, now=instant + timedelta(minutes=30)))

    history.add(at(today, -claim.steps[0].days_ago, _MAKING_HOUR), make)
    for step in claim.steps:

        def take(instant: datetime, step: DemoClaimStep = step) -> None:
            closing.step(session, made[0], StepKind(step.kind), step.by, now=instant)

        history.add(at(today, -step.days_ago, _CLAIM_HOUR), take)


def _discard(_outcome: object) -> None:
    return
