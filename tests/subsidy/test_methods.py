"""Records by figures of officers and by both methods: what was kept recomputes to itself, whatever policy says later."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.policy import service as policy
from learnhub.policy.rules import Figure
from learnhub.policy.service import FigureGiven
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy import service
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import (
    FIGURE_KEYS,
    LIVING_PER_DAY,
    METHOD_DATED,
    METHOD_FIRST,
    METHOD_RULES,
    LineKind,
    LineState,
    decide_by,
)
from learnhub.subsidy.service.digests import day_values, line_values, record_digest
from learnhub.subsidy.service.facts import KIND_CALCULATED, facts_of, row_id
from learnhub.training.models import TrainingClass
from tests.classes import ClassDays, attend
from tests.people import Someone
from tests.subsidy.made import FIGURES
from tests.subsidy.test_service import calculated, trained

CONTENT = PROJECT_DIR / "content"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def set_figure(
    session: Session, officer: Someone, key: str, value: int | str, since: date, region: str = "410100"
) -> None:
    given = FigureGiven(
        key, region, value, FIGURE_KEYS[key].unit, since, None, "示例：测试用的文件", "", "", is_example=True
    )
    after = policy.figures_in_force(session, CONTENT).last_row
    policy.set_figure(session, Actor(officer.person_id), given, after=after, now=instant_now())


def calculated_now(session: Session, enrolment: Enrolment, training_class: TrainingClass) -> BlendedRecord:
    return service.calculate(
        session,
        enrolment=enrolment,
        training_class=training_class,
        figures=policy.figures_in_force(session, CONTENT),
        now=instant_now(),
    )


def recomputed(session: Session) -> tuple[int, list[str]]:
    session.expire_all()
    count, faults = service.recompute(session, figures=policy.figures_in_force(session, CONTENT))
    return count, [fault.where for fault in faults]


def line_of(record: BlendedRecord, kind: LineKind) -> SubsidyLine:
    return next(line for line in record.lines if line.kind is kind)


def kept_by_the_first_method(
    session: Session, enrolment: Enrolment, training_class: TrainingClass
) -> BlendedRecord:
    """Keep a record exactly as the program of the first year kept it."""
    facts = facts_of(session, enrolment, training_class, FIGURES)
    lines, now = decide_by(METHOD_FIRST, facts, FIGURES), instant_now()
    record = BlendedRecord(
        enrolment_id=enrolment.id,
        training_class_id=training_class.id,
        version=1,
        region_code=facts.region_code,
        opened_on=facts.opened_on,
        scheduled_days=facts.scheduled_days,
        online_minutes=facts.online_minutes,
        online_class_hours=facts.online_minutes // 45,
        online_remainder_minutes=facts.online_minutes % 45,
        lessons_done=facts.lessons_done,
        lessons_published=facts.lessons_published,
        days=day_values(facts),
        digest=record_digest(METHOD_FIRST, facts, lines),
        calculated_at=now,
    )
    later = {"fund", "counts", "claim_until"}
    record.lines = [
        SubsidyLine(
            position=position, **{name: v for name, v in line_values(line).items() if name not in later}
        )
        for position, line in enumerate(lines, start=1)
    ]
    session.add(record)
    session.flush()
    event = evidence.Event(
        subject=subject_of(enrolment.person_id),
        kind=KIND_CALCULATED,
        about=f"enrolment:{enrolment.id}",
        client_id=row_id(record.id),
        happened_at=now,
        payload={
            "record": record.id,
            "class": training_class.id,
            "version": 1,
            "digest": record.digest,
            "lines": [[line.kind.value, line.state.value, line.amount_fen] for line in lines],
        },
    )
    evidence.append(session, event, now=now)
    return record


def test_a_record_of_the_first_method_recomputes_to_itself_and_a_new_one_stands_beside_it(
    session: Session, trainee: Someone
) -> None:
    enrolment, training_class = trained(session, trainee)
    first = kept_by_the_first_method(session, enrolment, training_class)
    assert recomputed(session) == (1, [])
    assert not service.is_overtaken(session, first, FIGURES)
    second = calculated_now(session, enrolment, training_class)
    assert (second.version, service.total_of(second)) == (2, service.total_of(first))
    assert recomputed(session) == (2, [])


def test_a_figure_that_begins_before_the_class_changes_the_next_version_and_no_kept_one(
    session: Session, trainee: Someone, officer: Someone
) -> None:
    enrolment, training_class = trained(session, trainee)
    kept = calculated_now(session, enrolment, training_class)
    set_figure(session, officer, LIVING_PER_DAY, 4000, date(2026, 1, 1))
    assert recomputed(session) == (1, [])
    assert service.is_overtaken(session, kept, policy.figures_in_force(session, CONTENT))
    again = calculated_now(session, enrolment, training_class)
    assert (again.version, service.total_of(again), service.total_of(kept)) == (2, 60000, 45000)
    figures = {one["key"]: one for one in line_of(again, LineKind.LIVING).figures}
    assert figures[LIVING_PER_DAY]["reference"].startswith("policy_figure:")
    assert recomputed(session) == (2, [])


def test_days_of_an_earlier_training_use_up_the_years_days_and_both_recompute(
    session: Session, trainee: Someone, officer: Someone
) -> None:
    set_figure(session, officer, "subsidy.living_days_per_year_max", 16, date(2026, 1, 1))
    first = calculated_now(session, *trained(session, trainee))
    enrolment, training_class = trained(
        session, trainee, slug="phone", timetable=ClassDays(first=date(2026, 6, 1), days=3)
    )
    second = calculated_now(session, enrolment, training_class)
    assert (service.total_of(first), service.total_of(second)) == (45000, 3000)
    assert "2026 年已经发满 16 天" in line_of(second, LineKind.LIVING).steps[1]["words"]
    assert recomputed(session) == (2, [])


def test_another_training_overtakes_a_record_only_where_it_changes_a_line(
    session: Session, trainee: Someone
) -> None:
    phone, massage = trained(session, trainee, slug="phone", days=3), trained(session, trainee)
    record = calculated_now(session, *phone)
    calculated_now(session, *massage)  # another training is granted: the first one's money stays what it was
    assert service.overtaken(session, figures=FIGURES) == []
    assert recomputed(session) == (2, [])
    attend(session, phone[1], trainee.person_id, marked_by=trainee.person_id, sessions=4)
    assert record.id in [one.id for one in service.overtaken(session, figures=FIGURES)]


def test_an_age_window_opens_nobodys_number_until_it_is_set_and_keeps_only_the_outcome(
    session: Session, trainee: Someone, officer: Someone
) -> None:
    enrolment, training_class = trained(session, trainee)
    asked = []

    def births(person_id: int) -> tuple[date, bool] | None:
        asked.append(person_id)
        return date(1960, 1, 1), False

    def calculate() -> BlendedRecord:
        return service.calculate(
            session,
            enrolment=enrolment,
            training_class=training_class,
            figures=policy.figures_in_force(session, CONTENT),
            now=instant_now(),
            births=births,
        )

    assert service.total_of(calculate()) == 45000
    assert not asked
    window = Figure(
        "subsidy.age_male_max_years",
        "410100",
        59,
        "周岁",
        date(2026, 1, 1),
        None,
        "示例：测试用的文件",
        True,
        caveat="",
        reference="preview",
    )
    in_force = policy.figures_in_force(session, CONTENT)
    inside = service.preview_figure(
        session, window, in_force, births=lambda _person: (date(1990, 1, 1), False)
    )
    assert (inside.total, inside.changes) == (1, ()), "whoever is within it is not shown to lose anything"
    (hit,) = service.preview_figure(session, window, in_force, births=births).changes
    assert (hit.before_fen, hit.after_fen) == (45000, 0)
    asked.clear()
    set_figure(session, officer, "subsidy.age_male_max_years", 59, date(2026, 1, 1))
    outside = calculate()
    living = line_of(outside, LineKind.LIVING)
    assert (asked, living.state, living.rule) == ([trainee.person_id], LineState.REFUSED, "age_window")
    assert outside.further["age_standing"] == "outside"
    assert "1960" not in str(outside.further) + living.sentence + str(living.steps)
    assert recomputed(session) == (2, [])
    assert not service.is_overtaken(session, outside, policy.figures_in_force(session, CONTENT))


def test_online_hours_are_counted_by_the_date_of_learning_where_policy_limits_a_day(
    session: Session, trainee: Someone, officer: Someone
) -> None:
    since = date(2026, 1, 1)
    set_figure(session, officer, "subsidy.rule.living", "per offline day and online hour", since)
    set_figure(session, officer, "subsidy.online_per_class_hour_fen", 100, since)
    set_figure(session, officer, "subsidy.online_class_hours_per_day_max", 1, since)
    enrolment, training_class = trained(session, trainee)  # 100 minutes, all learned on one day
    record = calculated_now(session, enrolment, training_class)
    ((_day, minutes),) = record.further["online_by_day"]
    assert (minutes, service.total_of(record)) == (100, 45100)
    assert recomputed(session) == (1, [])


def test_calculated_by_the_baseline_alone_knows_no_officers_row(session: Session, trainee: Someone) -> None:
    assert calculated(session, *trained(session, trainee)).policy_row == 0


def test_a_record_by_the_learners_clock_alone_still_comes_out_as_it_was_kept(
    session: Session, trainee: Someone, officer: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = date(2026, 1, 1)
    set_figure(session, officer, "subsidy.rule.living", "per offline day and online hour", since)
    set_figure(session, officer, "subsidy.online_per_class_hour_fen", 100, since)
    set_figure(session, officer, "subsidy.online_class_hours_per_day_max", 1, since)
    enrolment, training_class = trained(session, trainee)
    monkeypatch.setattr("learnhub.subsidy.service.records.method_of", lambda *_told: METHOD_RULES)
    former = calculated_now(session, enrolment, training_class)
    monkeypatch.undo()
    present = calculated_now(session, enrolment, training_class)
    assert (former.method, present.method) == (METHOD_RULES, METHOD_DATED)
    assert service.total_of(former) == service.total_of(present)
    assert recomputed(session) == (2, [])
