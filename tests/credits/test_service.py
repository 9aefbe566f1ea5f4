"""The ledger: settled from evidence, reversed by entries, verified by row."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Lesson
from learnhub.catalogue.rules import CourseKind
from learnhub.credits import service
from learnhub.credits.jobs import settle_handler
from learnhub.credits.models import CreditEntry
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.jobs.worker import Worker
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.service import JOB_LEARNED, subject_of
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR, Settings
from tests.classes import (
    add_course,
    add_lesson,
    add_lesson_version,
    add_version,
    complete,
    course_with_lessons,
    deeds_of,
    enrol,
)
from tests.guards import without_guards
from tests.people import Someone

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def settle(session: Session, person: Someone, figures: Figures = FIGURES) -> list[CreditEntry]:
    return service.settle(session, person_id=person.person_id, figures=figures, now=instant_now())


def learn(session: Session, person: Someone, slug: str = "massage", lessons: int = 2) -> list[CreditEntry]:
    """Enrol, complete every lesson, settle."""
    course, versions = course_with_lessons(session, slug, lessons=lessons)
    enrolment = enrol(session, person.person_id, course)
    for version in versions:
        complete(session, person.person_id, enrolment.id, version)
    return settle(session, person)


def reverse(session: Session, entry: CreditEntry, reason: str = "重复记了一次") -> CreditEntry | Refusal:
    return service.reverse(session, entry_id=entry.id, reason=reason, reversed_by=1, now=instant_now())


def test_completed_lessons_are_posted_with_points_minutes_rule_and_evidence(
    session: Session, trainee: Someone
) -> None:
    first, second = learn(session, trainee)
    assert {(e.points, e.recognised_minutes) for e in (first, second)} == {(10, 50)}
    assert first.rule.startswith("credits.toml#credits.points_per_lesson@")
    assert first.source.startswith("示例")
    rows = evidence.entries_at(
        session, subject_of(trainee.person_id), [first.cause_position, first.evidence_position]
    )
    assert rows[first.cause_position].kind in {"check.answered", "section.closed"}
    assert rows[first.evidence_position].kind == "credit.posted"
    assert service.balance(session, trainee.person_id) == service.Balance(20, 100)


def test_a_lesson_that_lacks_one_act_earns_nothing(session: Session, trainee: Someone) -> None:
    course, (version, _other) = course_with_lessons(session, "massage")
    enrolment = enrol(session, trainee.person_id, course)
    deeds = deeds_of(trainee.person_id, enrolment.id, version)
    for deed in deeds[:-1]:
        deed(session, instant_now())
    assert settle(session, trainee) == []
    deeds[-1](session, instant_now())
    assert len(settle(session, trainee)) == 1


def test_settling_twice_posts_nothing(session: Session, trainee: Someone) -> None:
    assert len(learn(session, trainee)) == 2
    assert settle(session, trainee) == []


def test_a_shared_module_in_two_courses_is_credited_once(session: Session, trainee: Someone) -> None:
    module = add_course(session, "public-part", kind=CourseKind.SHARED_MODULE)
    shared = add_lesson(session, module, "ethics", minutes=30)
    enrolments = []
    for slug in ("massage", "phone"):
        course = add_course(session, slug)
        add_version(session, course, [shared, add_lesson(session, course, f"{slug}-own")])
        enrolments.append(enrol(session, trainee.person_id, course))
    complete(session, trainee.person_id, enrolments[1].id, shared)
    (entry,) = settle(session, trainee)
    assert (entry.enrolment_id, entry.recognised_minutes) == (enrolments[0].id, 30)
    assert service.recognised_minutes(session, enrolments[1].id) == 0


def test_a_lesson_in_two_versions_is_worth_the_same_whichever_is_completed_and_settled_first(
    session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    module = add_course(session, "public-part", kind=CourseKind.SHARED_MODULE)
    old = add_lesson(session, module, "ethics", minutes=30)
    courses = [add_course(session, slug) for slug in ("massage", "phone")]
    new = add_lesson_version(session, session.get_one(Lesson, old.lesson_id), minutes=70, text="改过的一课")
    add_version(session, courses[0], [old])
    add_version(session, courses[1], [new])
    ledgers = []
    for person, order in ((trainee, (old, new)), (other_trainee, (new, old))):
        enrolments = {
            version.id: enrol(session, person.person_id, course).id
            for version, course in zip((old, new), courses, strict=True)
        }
        for version in order:
            complete(session, person.person_id, enrolments[version.id], version)
            settle(session, person)
        ledgers.append(
            [(e.key, e.lesson_version_id, e.points, e.recognised_minutes) for e in _entries(session, person)]
        )
    assert ledgers[0] == ledgers[1]
    assert len(ledgers[0]) == 1
    assert service.verify(session, figures=FIGURES) == []


def test_what_was_learned_stays_credited_after_withdrawing(session: Session, trainee: Someone) -> None:
    (entry, _other) = learn(session, trainee)
    session.get_one(Enrolment, entry.enrolment_id).state = EnrolmentState.WITHDRAWN
    session.flush()
    assert settle(session, trainee) == []
    assert service.verify(session, figures=FIGURES) == []


def test_a_reversal_is_the_opposite_entry_and_the_lesson_is_not_credited_again(
    session: Session, trainee: Someone
) -> None:
    entry, other = learn(session, trainee)
    opposite = reverse(session, entry)
    assert isinstance(opposite, CreditEntry)
    assert (opposite.points, opposite.recognised_minutes, opposite.reverses_id) == (-10, -50, entry.id)
    assert opposite.reason == "重复记了一次"
    assert service.balance(session, trainee.person_id) == service.Balance(10, 50)
    assert service.recognised_minutes(session, entry.enrolment_id) == 50
    assert service.credited_lessons(session, trainee.person_id) == {other.lesson_id}
    assert settle(session, trainee) == []
    assert service.verify(session, figures=FIGURES) == []


@pytest.mark.parametrize(
    ("reason", "code"), [("", "reason-needed"), ("  ", "reason-needed"), ("字" * 201, "reason-too-long")]
)
def test_a_reversal_needs_a_reason_of_bounded_length(
    session: Session, trainee: Someone, reason: str, code: str
) -> None:
    entry, _other = learn(session, trainee)
    outcome = reverse(session, entry, reason)
    assert isinstance(outcome, Refusal)
    assert outcome.code == code


def test_an_entry_is_reversed_once_and_a_reversal_never(session: Session, trainee: Someone) -> None:
    entry, _other = learn(session, trainee)
    opposite = reverse(session, entry)
    assert isinstance(opposite, CreditEntry)
    outcomes = [reverse(session, entry), reverse(session, opposite)]
    assert [o.code for o in outcomes if isinstance(o, Refusal)] == ["reversed-already", "no-such-entry"]


def test_the_statement_tells_entries_newest_first_in_pages_with_the_sums_of_all(
    session: Session, trainee: Someone
) -> None:
    learn(session, trainee, lessons=3)
    first = service.statement(session, person_id=trainee.person_id, figures=FIGURES, number=1, size=2)
    last = service.statement(session, person_id=trainee.person_id, figures=FIGURES, number=2, size=2)
    positions = [one.entry.evidence_position for one in (*first.entries, *last.entries)]
    assert positions == sorted(positions, reverse=True)
    assert (len(first.entries), len(last.entries), first.total) == (2, 1, 3)
    assert first.balance == last.balance == service.Balance(30, 150)
    assert all(one.learned_at is not None and one.course_title == "课程 massage" for one in first.entries)


def test_what_is_completed_and_not_yet_posted_is_told_as_pending(session: Session, trainee: Someone) -> None:
    course, (version, _other) = course_with_lessons(session, "massage")
    complete(session, trainee.person_id, enrol(session, trainee.person_id, course).id, version)
    told = service.statement(session, person_id=trainee.person_id, figures=FIGURES, size=25)
    assert [posting.lesson.title for posting in told.pending] == [version.title]
    assert told.balance == service.Balance(0, 0)


def test_the_statement_of_one_person_says_nothing_of_another(
    session: Session, trainee: Someone, other_trainee: Someone
) -> None:
    learn(session, trainee)
    told = service.statement(session, person_id=other_trainee.person_id, figures=FIGURES, size=25)
    assert (told.total, told.pending, told.balance) == (0, (), service.Balance(0, 0))


def test_the_ledger_can_be_read_as_it_stood_before_a_row(session: Session, trainee: Someone) -> None:
    first, second = sorted(learn(session, trainee), key=lambda e: e.evidence_position)
    before = service.recognised_minutes(session, first.enrolment_id, before=second.evidence_position)
    assert before == first.recognised_minutes
    lessons = service.credited_lessons(session, trainee.person_id, before=second.evidence_position)
    assert lessons == {first.lesson_id}


def test_the_worker_settles_whoever_has_learned(
    database: Database, trainee: Someone, settings: Settings
) -> None:
    with database.transaction() as session:
        course, (version, _other) = course_with_lessons(session, "massage")
        complete(session, trainee.person_id, enrol(session, trainee.person_id, course).id, version)
    worker = Worker(database, {JOB_LEARNED: settle_handler(database, settings)})
    assert worker.run_all() == 4
    with database.reading() as session:
        assert service.balance(session, trainee.person_id) == service.Balance(10, 50)


def test_the_site_knows_the_work_that_learning_asks_for(app: Any) -> None:
    assert JOB_LEARNED in app.extensions["learnhub.handlers"]


@pytest.mark.parametrize("change", [{"points": 11}, {"reason": "x"}])
def test_the_database_itself_refuses_a_changed_entry(
    database: Database, trainee: Someone, change: dict[str, Any]
) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        learn(session, trainee)
        session.execute(sa.update(CreditEntry).values(**change))


def test_the_database_itself_refuses_a_deleted_entry(database: Database, trainee: Someone) -> None:
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        learn(session, trainee)
        session.execute(sa.delete(CreditEntry))


def test_an_untouched_ledger_has_no_fault(session: Session, trainee: Someone, other_trainee: Someone) -> None:
    entry, _other = learn(session, trainee)
    learn(session, other_trainee, "phone")
    reverse(session, entry)
    assert service.verify(session, figures=FIGURES) == []


def _entries(session: Session, person: Someone) -> list[CreditEntry]:
    return list(
        session.scalars(
            sa.select(CreditEntry)
            .where(CreditEntry.person_id == person.person_id)
            .order_by(CreditEntry.evidence_position)
        )
    )


def _another(session: Session, column: str, entry: CreditEntry, stranger_id: int) -> Any:
    """Return a value for a column that the constraints allow and that is not the entry's."""
    sibling = next(e for e in session.scalars(sa.select(CreditEntry)) if e.lesson_id != entry.lesson_id)
    return {
        "person_id": stranger_id,
        "enrolment_id": session.scalar(
            sa.text("SELECT id FROM enrolment WHERE person_id = :id"), {"id": stranger_id}
        ),
        "lesson_id": sibling.lesson_id,
        "lesson_version_id": sibling.lesson_version_id,
        "key": "lesson:999999",
        "points": entry.points * 2,
        "recognised_minutes": entry.recognised_minutes * 2,
        "rule": "credits.toml#other",
        "source": "一份别的文件",
        "reverses_id": sibling.id,
        **dict.fromkeys(("reason", "task"), "后来加的话"),
        "cause_position": entry.cause_position + 1,
        "evidence_position": entry.evidence_position + 1000,
        "posted_at": entry.posted_at + timedelta(days=1),
    }[column]


CHANGES = [
    (kind, column.name)
    for kind in ("posted", "reversal")
    for column in sa.inspect(CreditEntry).columns
    # The database refuses two: a posting made a reversal (wrong sign), and a lesson made hours of another platform.
    if column.name not in ("id", "outside_hours_id") and (kind, column.name) != ("posted", "reverses_id")
]


@pytest.mark.parametrize(("kind", "column"), CHANGES)
def test_a_change_of_any_column_is_found_and_the_row_named(
    session: Session, trainee: Someone, other_trainee: Someone, kind: str, column: str
) -> None:
    entry, _sibling = learn(session, trainee)
    learn(session, other_trainee, "phone", lessons=1)
    if kind == "reversal":
        opposite = reverse(session, entry)
        assert isinstance(opposite, CreditEntry)
        entry = opposite
    value = _another(session, column, entry, other_trainee.person_id)
    without_guards(session, "credit_entry")
    session.execute(sa.update(CreditEntry).where(CreditEntry.id == entry.id).values({column: value}))
    session.expire_all()
    named = [fault.where for fault in service.verify(session, figures=FIGURES)]
    assert f"credit_entry {entry.id}" in named
    others = {f"credit_entry {e.id}" for e in session.scalars(sa.select(CreditEntry)) if e.id != entry.id}
    assert not others & set(named)


def test_an_entry_made_up_without_learning_is_found(session: Session, trainee: Someone) -> None:
    entry, _other = learn(session, trainee)
    course, (version, _second) = course_with_lessons(session, "phone")
    enrolment = enrol(session, trainee.person_id, course)
    made_up = CreditEntry(
        person_id=trainee.person_id,
        enrolment_id=enrolment.id,
        lesson_id=version.lesson_id,
        lesson_version_id=version.id,
        key=f"lesson:{version.lesson_id}",
        points=10,
        recognised_minutes=50,
        rule=entry.rule,
        source=entry.source,
        reason="",
        cause_position=1,
        evidence_position=999,
        posted_at=instant_now(),
    )
    session.add(made_up)
    session.flush()
    assert [f.where for f in service.verify(session, figures=FIGURES)] == [f"credit_entry {made_up.id}"]


def test_an_entry_with_a_row_of_evidence_but_without_learning_is_found(
    session: Session, trainee: Someone
) -> None:
    """Somebody who can write the log as well as the ledger still can't invent the learning itself unseen."""
    entry, _other = learn(session, trainee)
    course, (version, _second) = course_with_lessons(session, "phone")
    enrolment = enrol(session, trainee.person_id, course)
    values = {
        "enrolment_id": enrolment.id,
        "lesson_id": version.lesson_id,
        "lesson_version_id": version.id,
        "key": f"lesson:{version.lesson_id}",
        "points": 10,
        "recognised_minutes": 50,
        "rule": entry.rule,
        "source": entry.source,
        "reason": "",
        "cause_position": entry.cause_position,
    }
    row = evidence.append(
        session,
        evidence.Event(
            subject=subject_of(trainee.person_id),
            kind="credit.posted",
            about=f"lesson-version:{version.id}",
            client_id="made-up",
            happened_at=instant_now(),
            payload=values,
        ),
        now=instant_now(),
    ).entry
    made_up = CreditEntry(
        person_id=trainee.person_id, **values, evidence_position=row.position, posted_at=row.received_at
    )
    session.add(made_up)
    session.flush()
    faults = service.verify(session, figures=FIGURES)
    assert [(f.where, "得不出" in f.sentence) for f in faults] == [(f"credit_entry {made_up.id}", True)]


def test_entries_that_were_taken_away_are_found_even_when_none_is_left(
    session: Session, trainee: Someone
) -> None:
    entries = learn(session, trainee)
    without_guards(session, "credit_entry")
    session.execute(sa.delete(CreditEntry))
    session.expire_all()
    assert {f.where for f in service.verify(session, figures=FIGURES)} == {
        f"person:{trainee.person_id} #{e.evidence_position}" for e in entries
    }


def test_a_baseline_that_pays_other_points_on_the_same_day_is_found(
    session: Session, trainee: Someone
) -> None:
    entries = learn(session, trainee)
    other = Figures(
        tuple(replace(r, value=11) if r.key == "credits.points_per_lesson" else r for r in FIGURES.rows)
    )
    assert len(service.verify(session, figures=other)) == len(entries)
