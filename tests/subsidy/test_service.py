"""Blended records: calculated from ledger and evidence, kept as versions, calculated again to the same 分."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.credits import service as credit
from learnhub.credits.models import CreditEntry
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import Figures
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy import service
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import LIVING_PER_DAY, TUITION_UPLIFT, LineKind, LineState
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import Presence
from tests.classes import (
    ClassDays,
    add_lesson,
    add_version,
    attend,
    both_bases,
    complete,
    course_with_lessons,
    enrol,
    join,
    open_class,
)
from tests.guards import without_guards
from tests.people import Someone

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
JINGHONG = "532801"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def trained(
    session: Session,
    person: Someone,
    *,
    region: str = "410100",
    slug: str = "massage",
    lessons_done: int = 2,
    days: int | None = None,
    timetable: ClassDays | None = None,
) -> tuple[Enrolment, TrainingClass]:
    """Enrol in a class of 15 days, complete lessons, attend the first days or all."""
    course, versions = course_with_lessons(session, slug)
    enrolment = enrol(session, person.person_id, course)
    training_class = open_class(
        session, course, both_bases(session)[0], number=slug, region_code=region, days=timetable
    )
    join(session, training_class, enrolment)
    for version in versions[:lessons_done]:
        complete(session, person.person_id, enrolment.id, version)
    attend(session, training_class, person.person_id, marked_by=person.person_id, sessions=days)
    return enrolment, training_class


def calculated(
    session: Session, enrolment: Enrolment, training_class: TrainingClass, figures: Figures = FIGURES
) -> BlendedRecord:
    return service.calculate(
        session, enrolment=enrolment, training_class=training_class, figures=figures, now=instant_now()
    )


def line_of(record: BlendedRecord, kind: LineKind) -> SubsidyLine:
    return next(line for line in record.lines if line.kind is kind)


def faults(session: Session, figures: Figures = FIGURES) -> list[str]:
    session.expire_all()
    return [fault.where for fault in service.recompute(session, figures=figures)[1]]


def test_fifteen_days_in_zhengzhou_are_450_yuan_with_caveat_and_evidence(
    session: Session, trainee: Someone
) -> None:
    record = calculated(session, *trained(session, trainee))
    living = line_of(record, LineKind.LIVING)
    assert (living.state, living.amount_fen, service.total_of(record)) == (LineState.GRANTED, 45000, 45000)
    assert "450.00 元" in living.sentence
    assert [step["amount_fen"] for step in living.steps] == [3000] * 15
    rows = [row for step in living.steps for row in step["rows"]]
    positions = [int(row.rsplit("#", 1)[1]) for row in rows]
    marks = evidence.entries_at(session, subject_of(trainee.person_id), positions)
    assert len(marks) == 15
    assert {mark.kind for mark in marks.values()} == {"attendance.marked"}
    assert [one["key"] for one in living.figures[:2]] == ["subsidy.rule.living", LIVING_PER_DAY]
    assert "期限不明" in living.figures[1]["caveat"]
    assert line_of(record, LineKind.TUITION).state is LineState.NOT_STATED
    assert (record.online_minutes, record.online_class_hours, record.online_remainder_minutes) == (100, 2, 10)
    assert (record.lessons_done, record.lessons_published, record.scheduled_days) == (2, 2, 15)


def test_yunnan_pays_tuition_with_the_localitys_own_uplift_and_no_living_amount(
    session: Session, trainee: Someone
) -> None:
    record = calculated(session, *trained(session, trainee, region=JINGHONG))
    tuition = line_of(record, LineKind.TUITION)
    assert (tuition.state, tuition.amount_fen) == (LineState.GRANTED, 144000)
    assert line_of(record, LineKind.LIVING).state is LineState.NOT_STATED
    assert service.total_of(record) == 144000


@pytest.mark.parametrize(("days", "lessons", "words"), [(11, 2, "还差 1 天"), (15, 1, "还有 1 节")])
def test_tuition_waits_until_the_class_is_completed(
    session: Session, trainee: Someone, days: int, lessons: int, words: str
) -> None:
    record = calculated(session, *trained(session, trainee, region=JINGHONG, days=days, lessons_done=lessons))
    tuition = line_of(record, LineKind.TUITION)
    assert (tuition.state, tuition.amount_fen) == (LineState.NOT_YET, 0)
    assert words in tuition.sentence


def test_an_uplift_above_the_ceiling_is_refused_and_pays_nothing(session: Session, trainee: Someone) -> None:
    above = Figures(tuple(replace(r, value=301) if r.key == TUITION_UPLIFT else r for r in FIGURES.rows))
    record = calculated(session, *trained(session, trainee, region=JINGHONG), above)
    assert line_of(record, LineKind.TUITION).state is LineState.REFUSED
    assert service.total_of(record) == 0


def test_a_lesson_credited_in_another_course_is_done_here_too_but_its_minutes_count_once(
    session: Session, trainee: Someone
) -> None:
    first, (shared, _other) = course_with_lessons(session, "phone")
    first_enrolment = enrol(session, trainee.person_id, first)
    complete(session, trainee.person_id, first_enrolment.id, shared)
    course, _versions = course_with_lessons(session, "massage", lessons=1)
    own = add_lesson(session, course, "own-lesson")
    add_version(session, course, [shared, own], number=2)
    enrolment = enrol(session, trainee.person_id, course)
    training_class = open_class(session, course, both_bases(session)[0], region_code=JINGHONG)
    join(session, training_class, enrolment)
    complete(session, trainee.person_id, enrolment.id, own)
    record = calculated(session, enrolment, training_class)
    assert (record.lessons_done, record.lessons_published, record.online_minutes) == (2, 2, 50)


def test_a_day_corrected_to_absence_is_gone_from_the_next_version_and_both_versions_stay(
    session: Session, trainee: Someone
) -> None:
    enrolment, training_class = trained(session, trainee)
    before = calculated(session, enrolment, training_class)
    attend(
        session,
        training_class,
        trainee.person_id,
        marked_by=trainee.person_id,
        sessions=1,
        presence=Presence.ABSENT,
    )
    after = calculated(session, enrolment, training_class)
    assert (before.version, after.version) == (1, 2)
    assert (service.total_of(before), service.total_of(after)) == (45000, 42000)
    assert service.last_record_or_none(session, enrolment.id) is after
    assert faults(session) == []


def test_calculating_again_without_anything_new_keeps_the_version(session: Session, trainee: Someone) -> None:
    enrolment, training_class = trained(session, trainee)
    assert calculated(session, enrolment, training_class) is calculated(session, enrolment, training_class)


def test_calculating_settles_the_ledger_first(session: Session, trainee: Someone) -> None:
    enrolment, training_class = trained(session, trainee)
    assert credit.balance(session, trainee.person_id).recognised_minutes == 0
    assert calculated(session, enrolment, training_class).online_minutes == 100


def test_a_preview_tells_the_same_as_the_record_and_keeps_nothing(session: Session, trainee: Someone) -> None:
    enrolment, training_class = trained(session, trainee)
    credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now())
    told = service.preview(session, enrolment, FIGURES)
    assert told is not None
    assert service.last_record_or_none(session, enrolment.id) is None
    record = calculated(session, enrolment, training_class)
    assert [(line.kind, line.amount_fen, line.sentence) for line in told[1]] == [
        (line.kind, line.amount_fen, line.sentence) for line in record.lines
    ]


def test_without_a_class_there_is_nothing_to_preview(session: Session, trainee: Someone) -> None:
    course, _versions = course_with_lessons(session, "massage")
    assert service.preview(session, enrol(session, trainee.person_id, course), FIGURES) is None


def test_two_classes_on_one_date_pay_one_allowance(session: Session, trainee: Someone) -> None:
    first = trained(session, trainee, slug="massage", days=3)
    second = trained(session, trainee, slug="phone", days=5)
    records = [calculated(session, *second), calculated(session, *first)]
    assert [service.total_of(record) for record in records] == [2 * 3000, 3 * 3000]
    assert "班号 massage" in line_of(records[0], LineKind.LIVING).steps[0]["words"]
    assert faults(session) == []


def test_a_class_that_pays_no_allowance_leaves_the_date_to_the_other(
    session: Session, trainee: Someone
) -> None:
    trained(session, trainee, slug="phone", region=JINGHONG)
    record = calculated(session, *trained(session, trainee, slug="massage"))
    assert service.total_of(record) == 45000


def test_a_record_that_learning_has_overtaken_is_no_fault_and_is_named_as_overtaken(
    session: Session, trainee: Someone
) -> None:
    enrolment, training_class = trained(session, trainee, lessons_done=1, days=3)
    record = calculated(session, enrolment, training_class)
    assert service.overtaken(session, figures=FIGURES) == []
    attend(session, training_class, trainee.person_id, marked_by=trainee.person_id, sessions=4)
    assert faults(session) == []
    assert service.overtaken(session, figures=FIGURES) == [record]
    calculated(session, enrolment, training_class)
    assert service.overtaken(session, figures=FIGURES) == []


def test_untouched_records_come_out_the_same_to_the_fen(
    session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    calculated(session, *trained(session, trainee))
    calculated(session, *trained(session, other_trainee, slug="phone", region=JINGHONG, days=3))
    assert service.recompute(session, figures=FIGURES) == (2, [])


@pytest.mark.parametrize("model", [BlendedRecord, SubsidyLine])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_database_itself_refuses_a_changed_or_deleted_record(
    database: Database, trainee: Someone, model: type, deed: str
) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        calculated(session, *trained(session, trainee))
        if deed == "delete":
            session.execute(sa.delete(model))
        elif model is SubsidyLine:
            session.execute(sa.update(SubsidyLine).values(sentence="别的话"))
        else:
            session.execute(sa.update(BlendedRecord).values(online_minutes=0))


def _another_of_record(column: str, record: BlendedRecord, other: BlendedRecord) -> Any:
    return {
        "enrolment_id": other.enrolment_id,
        "training_class_id": other.training_class_id,
        "version": 7,
        "region_code": "410105",
        "opened_on": record.opened_on + timedelta(days=1),
        "scheduled_days": 14,
        "online_minutes": record.online_minutes + 1,
        "online_class_hours": record.online_class_hours + 1,
        "online_remainder_minutes": record.online_remainder_minutes + 1,
        "lessons_done": record.lessons_done + 1,
        "lessons_published": record.lessons_published + 1,
        "days": record.days[1:],
        "method": "",
        "further": record.further | {"level": 1},
        "policy_row": 7,
        "digest": "0" * 64,
        "calculated_at": record.calculated_at + timedelta(days=1),
    }[column]


@pytest.mark.parametrize(
    "column", [column.name for column in sa.inspect(BlendedRecord).columns if column.name != "id"]
)
def test_a_change_of_any_column_of_a_record_is_found_and_the_record_named(
    session: Session, trainee: Someone, other_trainee: Someone, column: str
) -> None:
    record = calculated(session, *trained(session, trainee))
    other = calculated(session, *trained(session, other_trainee, slug="phone", days=3))
    value = _another_of_record(column, record, other)
    if column == "enrolment_id":  # version 1 of that enrolment is there already
        other = calculated(session, *trained(session, trainee, slug="coffee", days=1))
        value = enrol_without_record(session, trainee)
    without_guards(session, "blended_record")
    changed = sa.update(BlendedRecord).where(BlendedRecord.id == record.id)
    session.execute(changed.values({column: value}))
    named = faults(session)
    assert f"blended_record {record.id}" in named
    assert f"blended_record {other.id}" not in named


def enrol_without_record(session: Session, person: Someone) -> int:
    course, _versions = course_with_lessons(session, "papercut")
    return enrol(session, person.person_id, course).id


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("position", 9),
        ("kind", LineKind.TUITION),
        ("state", LineState.REFUSED),
        ("amount_fen", 45001),
        ("rule", "another_rule"),
        ("sentence", "一共 450.01 元。"),
        ("steps", []),
        ("figures", []),
        ("fund", "security"),
        ("counts", {}),
        ("claim_until", date(2027, 1, 1)),
    ],
)
def test_a_change_of_any_column_of_a_line_is_found_and_the_record_named(
    session: Session, trainee: Someone, column: str, value: Any
) -> None:
    record = calculated(session, *trained(session, trainee))
    without_guards(session, "subsidy_line")
    values = {column: value} | ({"amount_fen": 0} if value is LineState.REFUSED else {})
    session.execute(sa.update(SubsidyLine).where(SubsidyLine.kind == LineKind.LIVING).values(values))
    assert faults(session) == [f"blended_record {record.id}"]


def test_a_line_moved_to_another_record_betrays_both(
    session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    record = calculated(session, *trained(session, trainee))
    other = calculated(session, *trained(session, other_trainee, slug="phone", days=3))
    without_guards(session, "subsidy_line")
    session.execute(
        sa.update(SubsidyLine)
        .where(SubsidyLine.record_id == record.id, SubsidyLine.kind == LineKind.LIVING)
        .values(record_id=other.id, position=3)
    )
    assert faults(session) == [f"blended_record {record.id}", f"blended_record {other.id}"]


def test_a_record_that_was_taken_away_is_found_by_its_row_of_evidence(
    session: Session, trainee: Someone
) -> None:
    calculated(session, *trained(session, trainee))
    without_guards(session, "subsidy_line", "blended_record")
    session.execute(sa.delete(SubsidyLine))
    session.execute(sa.delete(BlendedRecord))
    (named,) = faults(session)
    assert named.startswith(f"person:{trainee.person_id} #")


def test_a_record_whose_ledger_was_changed_under_it_comes_out_differently(
    session: Session, trainee: Someone
) -> None:
    record = calculated(session, *trained(session, trainee))
    without_guards(session, "credit_entry")
    session.execute(sa.update(CreditEntry).values(recognised_minutes=CreditEntry.recognised_minutes + 1))
    assert faults(session) == [f"blended_record {record.id}"]


def test_a_baseline_that_pays_more_from_the_same_day_is_found(session: Session, trainee: Someone) -> None:
    record = calculated(session, *trained(session, trainee))
    dearer = Figures(
        tuple(
            replace(r, value=3001) if r.key == "subsidy.living_per_offline_day_fen" and r.value else r
            for r in FIGURES.rows
        )
    )
    assert faults(session, dearer) == [f"blended_record {record.id}"]


def test_a_later_figure_changes_no_record_of_a_class_opened_before(
    session: Session, trainee: Someone
) -> None:
    calculated(session, *trained(session, trainee))
    living = next(r for r in FIGURES.rows if r.key == "subsidy.living_per_offline_day_fen" and r.value)
    later = Figures((*FIGURES.rows, replace(living, value=4000, valid_from=date(2026, 6, 1))))
    assert service.recompute(session, figures=later) == (1, [])


def test_the_rows_of_a_class_come_with_their_newest_records(
    session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    enrolment, training_class = trained(session, trainee)
    other = enrol(session, other_trainee.person_id, session.get_one(Course, training_class.course_id))
    join(session, training_class, other)
    record = calculated(session, enrolment, training_class)
    assert service.class_records(session, training_class) == [(enrolment, record), (other, None)]
    assert training.place_counts(session, [training_class.id]) == {training_class.id: 2}
