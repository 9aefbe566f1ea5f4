"""What does a year of a province cost: learned, settled, calculated, and all of it recomputed from zero?

A whole year is 70 000 enrolments with 43 acts and marks each: 3 million events. `python -m benchmarks.year` makes three sites of ¼, ½ and the
whole of a 16th of it; `--of 1` those of the year itself (hours). Each site is filled through the services that people's deeds go through, a
class of twenty at a time, in a process of its own, so that peak memory is told apart. Growth is the time for twice as much: 2 is a line.
Last, one event a commit is taken in by the largest site at full durability, beside bare committed INSERTs of the same size.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.accounts.service import people
from learnhub.audit.rules import Actor
from learnhub.catalogue.models import Course, LessonVersion
from learnhub.catalogue.service import text_of
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.service import Answering, Closing, Learner
from learnhub.learning.service.acts import event_of_answer, event_of_closing
from learnhub.ops.adapters.migration import migrate
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy import service as subsidy
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import MarkTyped, Presence
from tests.bases import both_bases
from tests.classes import ClassDays, course_with_lessons, join, open_class
from tests.postgres import PostgresServer

ENROLMENTS = 70_000
LESSONS, DAYS, PER_CLASS = 10, 3, 20
FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
INTAKE = 1_000
BEGUN = datetime.fromisoformat("2026-02-02T09:00:00+08:00")


@dataclass(frozen=True)
class Phase:
    """One phase of one site. seconds, cpu_seconds: of it alone; a server's CPU is not in it. peak_mb: of the process so far."""

    seconds: float
    cpu_seconds: float
    peak_mb: int


def main() -> None:
    """Measure the sites that were asked for, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--of", type=Fraction, default=Fraction(1, 16), help="how much of a year; 1 is all")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--one", type=int, help="fill and measure one site of so many enrolments")
    parser.add_argument("--address", default="")
    asked = parser.parse_args()
    if asked.one is not None:
        print(json.dumps(_site(asked.one, asked.address)))
        return
    sizes = [
        max(PER_CLASS, int(ENROLMENTS * asked.of * part)) for part in (Fraction(1, 4), Fraction(1, 2), 1)
    ]
    before: dict[str, Any] | None = None
    for size in sizes:
        found = _apart(size, asked.database == "postgresql")
        _print(size, found, before)
        before = found


def _apart(size: int, is_postgresql: bool) -> dict[str, Any]:
    started = PostgresServer.started() if is_postgresql else nullcontext()
    with started as server, tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/year.db" if server is None else server.new_database()
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.year", "--one", str(size), "--address", address],
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _print(size: int, found: dict[str, Any], before: dict[str, Any] | None) -> None:
    print(f"{size} enrolments, {found['events']} events, {found['megabytes']} MB of database:", flush=True)
    for name, phase in found["phases"].items():
        former = before["phases"][name]["cpu_seconds"] if before is not None else 0
        growth = f", growth {phase['cpu_seconds'] / former:.2f}" if former else ""
        print(
            f"  {name}: {phase['seconds']:.1f} s, CPU {phase['cpu_seconds']:.1f} s, peak {phase['peak_mb']} MB{growth}",
            flush=True,
        )
    told = found["intake"]
    print(
        f"  one event a commit: p50 {told['p50']:.1f} ms, p99 {told['p99']:.1f} ms; "
        f"bare INSERT: p50 {told['bare_p50']:.1f} ms, p99 {told['bare_p99']:.1f} ms; ratio {told['p99'] / told['bare_p99']:.2f}",
        flush=True,
    )


def _site(size: int, address: str) -> dict[str, Any]:
    migrate(address, copies=Path(tempfile.gettempdir()), now=instant_now())
    database = Database(address)
    phases: dict[str, Phase] = {}

    def timed(name: str, act: Callable[[], object]) -> None:
        begun, cpu = time.perf_counter(), time.process_time()
        act()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        phases[name] = Phase(time.perf_counter() - begun, time.process_time() - cpu, peak)

    timed("learn and mark", lambda: _fill(database, size))
    timed("settle", lambda: _settle(database))
    timed("calculate records", lambda: _calculate(database))
    timed("verify evidence from zero", lambda: _none(_read(database, evidence.verify)))
    timed(
        "verify credits from zero",
        lambda: _none(_read(database, lambda s: credit.verify(s, figures=FIGURES))),
    )
    timed("recompute records from zero", lambda: _recomputed(database, size))
    found = {
        "events": _read(database, _events),
        "megabytes": _read(database, lambda session: _megabytes(session, address)),
        "phases": {name: vars(phase) for name, phase in phases.items()},
        "intake": _intake(database),
    }
    database.dispose()
    return found


def _read(database: Database, ask: Callable[[Session], Any]) -> Any:
    with database.reading() as session:
        return ask(session)


def _none(faults: Sequence[object]) -> None:
    assert not faults, faults[:3]


def _recomputed(database: Database, size: int) -> None:
    count, faults = _read(database, lambda session: subsidy.recompute(session, figures=FIGURES))
    assert count == size, count
    _none(faults)


def _events(session: Session) -> int:
    return int(session.scalar(sa.text("SELECT count(*) FROM evidence")) or 0)


def _megabytes(session: Session, address: str) -> int:
    if address.startswith("sqlite"):
        return Path(address.removeprefix("sqlite:///")).stat().st_size // 1_000_000
    return int(session.scalar(sa.text("SELECT pg_database_size(current_database())")) or 0) // 1_000_000


def _fill(database: Database, size: int) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "year", lessons=LESSONS)
        teacher_id = _person(session, "教师")
        course_id, version_ids = course.id, [one.id for one in versions]
    for first in range(0, size, PER_CLASS):
        with database.transaction() as session:
            course = session.get_one(Course, course_id)
            lessons = [session.get_one(LessonVersion, one) for one in version_ids]
            _class(session, course, lessons, teacher_id, range(first, min(size, first + PER_CLASS)))


def _class(
    session: Session, course: Course, lessons: Sequence[LessonVersion], teacher_id: int, numbers: range
) -> None:
    found = open_class(
        session,
        course,
        both_bases(session)[0],
        number=f"班-{numbers.start}",
        teachers=[teacher_id],
        days=ClassDays(days=DAYS, first=date(2026, 3, 2)),
    )
    members = []
    for number in numbers:
        person_id = _person(session, f"学员{number}")
        enrolment = learning.enrol(session, person_id=person_id, course=course, now=BEGUN)
        assert not isinstance(enrolment, Refusal)
        join(session, found, enrolment)
        acts = [act for lesson in lessons for act in _acts(Learner(person_id, enrolment.id, lesson))]
        evidence.append_all(session, acts, now=BEGUN + timedelta(days=1))
        members.append(person_id)
    for meeting in found.sessions:
        typed = [MarkTyped(one, Presence.PRESENT, meeting.planned_minutes) for one in members]
        marked = training.mark_roll(
            session,
            class_session=meeting,
            typed=typed,
            marked_by=teacher_id,
            client_id=f"year-{meeting.id}",
            now=BEGUN + timedelta(days=60),
        )
        assert marked == len(members), marked


def _acts(learner: Learner) -> Iterator[evidence.Event]:
    text = text_of(learner.lesson_version)
    told = [
        *(event_of_closing(learner, text, Closing(one.key), BEGUN) for one in text.sections),
        *(
            event_of_answer(
                learner,
                text,
                Answering(
                    one.name,
                    1,
                    frozenset({"c1"}),
                    f"{learner.person_id}-{learner.lesson_version.id}-{one.name}",
                ),
                BEGUN,
            )
            for one in text.checks
        ),
    ]
    for event in told:
        assert not isinstance(event, Refusal), event
        yield event


def _person(session: Session, nickname: str) -> int:
    made = people.register(session, typed_nickname=nickname, password_hash="nobody signs in here", now=BEGUN)
    assert isinstance(made, Person), made
    return made.id


def _settle(database: Database) -> None:
    """Settle person by person, as the worker does: nobody waits for the whole site."""
    for person_id in _read(database, learning.learner_ids):
        with database.transaction() as session:
            made = credit.settle(
                session, person_id=person_id, figures=FIGURES, now=BEGUN + timedelta(days=61)
            )
            assert len(made) == LESSONS, len(made)


def _calculate(database: Database) -> None:
    class_ids = _read(database, lambda session: list(session.scalars(sa.select(TrainingClass.id))))
    for class_id in class_ids:
        with database.transaction() as session:
            subsidy.calculate_class(
                session,
                training_class=session.get_one(TrainingClass, class_id),
                figures=FIGURES,
                actor=Actor(1),
                now=BEGUN + timedelta(days=62),
            )


def _intake(database: Database) -> dict[str, float]:
    """Take in one event a commit, by as many people as there are; then rows of the same size without a chain."""
    subjects = [learning.subject_of(one) for one in _read(database, learning.learner_ids)]
    rows = sa.Table(
        "bare_event", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("text", sa.Text)
    )
    with database.transaction() as session:
        rows.create(session.connection())

    def take(number: int) -> None:
        subject = subjects[number * 7 % len(subjects)]
        event = evidence.Event(
            subject, "benchmark", subject, f"intake-{number}", BEGUN, {"section": "s-1", "number": number}
        )
        with database.transaction() as session:
            evidence.append(session, event, now=instant_now())

    def insert(_number: int) -> None:
        with database.transaction() as session:
            session.execute(sa.insert(rows).values(text="x" * 600))

    ours, bare = (_durations(act) for act in (take, insert))
    return {
        "p50": ours[INTAKE // 2],
        "p99": ours[INTAKE * 99 // 100],
        "bare_p50": bare[INTAKE // 2],
        "bare_p99": bare[INTAKE * 99 // 100],
    }


def _durations(act: Callable[[int], None]) -> list[float]:
    """Return how many milliseconds each of the acts took, the shortest first."""
    found = []
    for number in range(INTAKE):
        begun = time.perf_counter()
        act(number)
        found.append((time.perf_counter() - begun) * 1000)
    return sorted(found)


if __name__ == "__main__":
    main()
