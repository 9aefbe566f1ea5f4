"""Play what an office of the demonstration does beside classes: a year's targets and report, a trainee's file, a liaison, an evaluation, announcements."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from learnhub.announcements.models import Announcement
from learnhub.announcements.rules import Kind as AnnouncementKind
from learnhub.announcements.rules import Text
from learnhub.announcements.service import publishing
from learnhub.audit.rules import Actor
from learnhub.casework import service as casework
from learnhub.casework.rules import EntryKind, Noted, Outcome
from learnhub.evaluation.models import Evaluation
from learnhub.evaluation.rules import WHOLE, Finding, Question, Score, StepKind
from learnhub.evaluation.service import judging, naming
from learnhub.liaison.models import Town
from learnhub.liaison.rules import Yes, YesBy
from learnhub.liaison.service import acting, towns
from learnhub.needs.models import NeedsSurvey
from learnhub.needs.rules import Answer, Mode, Obstacle
from learnhub.needs.service import answering, asking, counting
from learnhub.ops.rules.demonstration import (
    DemoAnnouncement,
    DemoEvaluation,
    DemoFile,
    DemoNeeds,
    DemoTown,
    DemoYear,
)
from learnhub.ops.service.demonstration.closing import granted
from learnhub.policy.rules import Figures
from learnhub.primitives import SHANGHAI, Refusal, local_date
from learnhub.reports import service as reports
from learnhub.reports.models import ReportEdition
from learnhub.reports.rules import Measure
from learnhub.training.models import TrainingClass

Add = Callable[[datetime, Callable[[datetime], None]], None]
_FROZEN_HOUR, _SIGNED_HOUR, _DELIVERED_HOUR = 14, 15, 16
_FILE_HOUR = 15
_BETWEEN_ENTRIES = timedelta(minutes=4)


def plan_year(
    session: Session, add: Add, told: DemoYear, training_class: TrainingClass, people: Mapping[str, int]
) -> None:
    """Add the targets, each edition with its signature, and the hand-over of the last one, all on their days after the class."""
    last_day, year = training_class.sessions[-1].day, training_class.opened_on.year
    by_id, signer_id = people[told.frozen_by], people[told.signed_by]
    editions: list[ReportEdition] = []

    def aim(instant: datetime) -> None:
        for one in told.targets:
            plan = reports.TargetPlan(
                region_code=told.region,
                name=one.name,
                measure=Measure(one.measure),
                value=one.value,
                starts_on=date(year, 1, 1),
                ends_on=date(year, 12, 31),
                share_type="",
                share_percent=0,
                source=one.source,
                is_example=True,
            )
            granted(reports.add_target(session, plan, by_id=by_id, now=instant))

    def freeze(instant: datetime) -> None:
        words = told.reason if editions else ""
        editions.append(
            granted(reports.freeze(session, told.region, year, words=words, by_id=by_id, now=instant))
        )

    def sign(instant: datetime) -> None:
        _done(reports.sign(session, editions[-1], by_id=signer_id, now=instant))

    def deliver(instant: datetime) -> None:
        on = local_date(instant)
        for department in told.departments:
            _done(
                reports.deliver(
                    session,
                    editions[-1],
                    department,
                    delivered_on=on,
                    how=told.how,
                    by_id=by_id,
                    now=instant,
                )
            )

    add(_on(last_day, 0, _FROZEN_HOUR), aim)
    for days in told.days_after:
        add(_on(last_day, days, _FROZEN_HOUR), freeze)
        add(_on(last_day, days, _SIGNED_HOUR), sign)
    add(_on(last_day, told.days_after[-1], _DELIVERED_HOUR), deliver)


def plan_file(session: Session, add: Add, told: DemoFile, people: Mapping[str, int], *, today: date) -> None:
    """Let the trainee open the file and say what is wished, and the officer write the rest a day later."""
    person_id, officer = people[told.person], Actor(people[told.officer])

    def wish(instant: datetime) -> None:
        file = casework.open_file(session, person_id, now=instant)
        need = Noted(EntryKind.NEED, local_date(instant))
        _done(
            casework.write(
                session,
                file,
                need,
                words=told.need,
                course_slug=told.need_course,
                by_id=person_id,
                now=instant,
            )
        )

    def write(instant: datetime) -> None:
        file, on = casework.open_file(session, person_id, now=instant), local_date(instant)
        placed_on = today - timedelta(days=told.placed_days_ago)
        for noted, words in (
            (Noted(EntryKind.ASSESSMENT, on), told.assessment),
            (Noted(EntryKind.PLAN, on), told.plan),
            (Noted(EntryKind.PLACEMENT, placed_on, Outcome(told.placed)), told.placed_words),
        ):
            instant += _BETWEEN_ENTRIES
            _done(casework.write_for_office(session, officer, file, noted, words=words, now=instant))

    add(_on(today, -told.opened_days_ago, _FILE_HOUR), wish)
    add(_on(today, 1 - told.opened_days_ago, _FILE_HOUR), write)


def plan_town(session: Session, add: Add, told: DemoTown, people: Mapping[str, int], *, today: date) -> None:
    """Let the county name a liaison, and the liaison put somebody who said yes on the list."""
    officer, liaison = Actor(people[told.officer]), Actor(people[told.liaison])
    made: list[Town] = []

    def give(instant: datetime) -> None:
        made.append(
            granted(towns.add_town(session, officer, region_code=told.region, name=told.name, now=instant))
        )
        until_on = today + timedelta(days=told.until_days)
        granted(
            towns.give_town(session, officer, made[0], nickname=told.liaison, until_on=until_on, now=instant)
        )

    def put(instant: datetime) -> None:
        yes = Yes(YesBy(told.yes_by), local_date(instant), told.note)
        granted(acting.put_on_list(session, liaison, made[0], nickname=told.person, yes=yes, now=instant))

    add(_on(today, -told.given_days_ago, _FILE_HOUR), give)
    add(_on(today, -told.listed_days_ago, _FILE_HOUR), put)


def plan_evaluation(
    session: Session,
    add: Add,
    told: DemoEvaluation,
    people: Mapping[str, int],
    figures: Figures,
    *,
    today: date,
) -> None:
    """Let an officer ask for an evaluation, and, where its judgement is told, let it be handed in, answered and published."""
    officer, evaluator = Actor(people[told.officer]), Actor(people[told.evaluator])
    made: list[Evaluation] = []

    def name(instant: datetime) -> None:
        plan = naming.Plan(
            region_code=told.region,
            organisation=told.organisation,
            document=told.document,
            nickname=told.evaluator,
            until_on=today + timedelta(days=told.until_days),
            first_on=today - timedelta(days=told.first_days_ago),
            last_on=today - timedelta(days=told.last_days_ago),
            seed=told.seed,
            size=told.size,
        )
        made.append(granted(naming.name_evaluation(session, officer, plan, figures, now=instant)))

    def judge(instant: datetime) -> None:
        scores = dict.fromkeys(Question, Score.GOOD) | {Question.ROLLS: Score(told.score)}
        found = [Finding(number, scores, told.words) for number in range(1, made[0].size + 1)]
        for one in (*found, Finding(WHOLE, {}, told.whole)):
            _done(judging.keep_finding(session, made[0], one, now=instant))
        _done(judging.take_step(session, evaluator, made[0], StepKind.HANDED_IN, now=instant))

    def publish(instant: datetime) -> None:
        for kind, words in ((StepKind.ANSWERED, told.answer), (StepKind.PUBLISHED, "")):
            _done(judging.take_step(session, officer, made[0], kind, words=words, now=instant))

    add(_on(today, -told.named_days_ago, _FILE_HOUR), name)
    if told.whole:
        add(_on(today, 2 - told.named_days_ago, _FILE_HOUR), judge)
        add(_on(today, 4 - told.named_days_ago, _FILE_HOUR), publish)


def plan_needs(
    session: Session,
    add: Add,
    told: DemoNeeds,
    people: Mapping[str, int],
    figures: Figures,
    *,
    today: date,
) -> None:
    """Let an officer open the year's survey, tell everybody, and let some answer a day later."""
    first = today - timedelta(days=told.opened_days_ago)
    first = min(first, date(first.year, 12, 30))  # a survey ends in the year in which it began
    last = min(first + timedelta(days=told.days), date(first.year, 12, 31))
    made: list[NeedsSurvey] = []

    def open_it(instant: datetime) -> None:
        opening = asking.Opening(told.region, first, last)
        made.append(granted(asking.open_survey(session, Actor(people[told.officer]), opening, now=instant)))
        counting.go_on(session, figures, now=instant)

    def answer(instant: datetime) -> None:
        for one in told.answers:
            answer = Answer(
                frozenset(one["wants"]),
                Mode(one["mode"]),
                frozenset(map(Obstacle, one["obstacles"])),
                one["words"],
            )
            _done(answering.give(session, made[0], people[one["person"]], answer, now=instant))

    add(_on(first, 0, _FILE_HOUR), open_it)
    add(_on(first, 1, _FILE_HOUR), answer)


def plan_announcement(
    session: Session, add: Add, told: DemoAnnouncement, people: Mapping[str, int], *, today: date
) -> None:
    """Let an officer tell everybody something, and correct its summary two days later where the demonstration says so."""
    officer = Actor(people[told.officer])
    days = {"starts_on": told.starts_days, "accommodations": told.asked_days} if told.starts_days else {}
    text = Text(
        AnnouncementKind(told.kind),
        told.title,
        told.summary,
        told.body,
        told.details | {name: (today + timedelta(days=count)).isoformat() for name, count in days.items()},
        today + timedelta(days=told.ends_days),
        tuple(told.courses),
    )
    made: list[Announcement] = []

    def publish(instant: datetime) -> None:
        made.append(granted(publishing.publish(session, officer, told.region, text, now=instant)))

    def correct(instant: datetime) -> None:
        granted(
            publishing.correct(
                session,
                officer,
                made[0].id,
                replace(text, summary=told.correction),
                after_number=1,
                reason=told.reason,
                now=instant,
            )
        )

    add(_on(today, -told.published_days_ago, _FILE_HOUR), publish)
    if told.correction:
        add(_on(today, 2 - told.published_days_ago, _FILE_HOUR), correct)


def _done(refusal: Refusal | None) -> None:
    if refusal is not None:
        raise ValueError(refusal.sentence)


def _on(day: date, days_after: int, hour: int) -> datetime:
    return datetime.combine(day + timedelta(days=days_after), time(hour), SHANGHAI)
