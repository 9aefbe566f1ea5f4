"""The same events in any order, repeated and delayed, give the same ledger."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import count as counting

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, LessonVersion
from learnhub.catalogue.rules import CourseKind
from learnhub.credits import service
from learnhub.db import Database
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from tests.classes import Deed, add_course, add_lesson, add_version, deeds_of, enrol
from tests.people import make_person

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
LESSONS, DEEDS_PER_LESSON = 2, 4
EVENTS = LESSONS * DEEDS_PER_LESSON
_numbers = counting(1)


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[int, int, bool]]:
    """Every event at least once, some again: (number of the event, minutes late, settle afterwards)."""
    again = draw(st.lists(st.integers(0, EVENTS - 1), max_size=6))
    order = draw(st.permutations([*range(EVENTS), *again]))
    late = draw(st.lists(st.integers(0, 60 * 24 * 30), min_size=len(order), max_size=len(order)))
    settled = draw(st.lists(st.booleans(), min_size=len(order), max_size=len(order)))
    return list(zip(order, late, settled, strict=True))


def world(session: Session) -> tuple[list[Course], list[LessonVersion]]:
    """Two courses with one shared lesson; the second has one of its own."""
    module = add_course(session, "public-part", kind=CourseKind.SHARED_MODULE)
    shared = add_lesson(session, module, "ethics", minutes=30)
    courses = [add_course(session, slug) for slug in ("phone", "coffee")]
    own = add_lesson(session, courses[1], "coffee-own", minutes=65)
    add_version(session, courses[0], [shared])
    add_version(session, courses[1], [shared, own])
    return courses, [shared, own]


def ledger_after(
    session: Session,
    courses: Sequence[Course],
    versions: Sequence[LessonVersion],
    plan: Sequence[tuple[int, int, bool]],
    database: Database,
) -> tuple[list[tuple[object, ...]], service.Balance]:
    person = make_person(database, f"学员{next(_numbers):06d}").person_id
    enrolments = [enrol(session, person, course).id for course in courses]
    # The shared lesson is learned within the second enrolment, so that the first one's right to it is tested too.
    deeds: list[Deed] = [deed for version in versions for deed in deeds_of(person, enrolments[1], version)]
    posted = 0
    for number, minutes_late, is_settled in plan:
        deeds[number](session, instant_now() - timedelta(minutes=minutes_late))
        if is_settled:
            posted += len(service.settle(session, person_id=person, figures=FIGURES, now=instant_now()))
            assert service.balance(session, person).points == posted * 10
    service.settle(session, person_id=person, figures=FIGURES, now=instant_now())
    told = service.statement(session, person_id=person, figures=FIGURES, size=100)
    assert told.pending == ()
    entries = sorted(
        (
            one.entry.key,
            one.entry.points,
            one.entry.recognised_minutes,
            one.entry.rule,
            one.entry.lesson_version_id,
            enrolments.index(one.entry.enrolment_id),
        )
        for one in told.entries
    )
    return entries, told.balance


@pytest.mark.slow
def test_random_orders_repetitions_and_delays_give_the_same_ledger(database: Database) -> None:
    judge_orders(database, 60)


@pytest.mark.soak
def test_200_random_orders_repetitions_and_delays_give_the_same_ledger(database: Database) -> None:
    judge_orders(database, 200)


def judge_orders(database: Database, count: int) -> None:
    with database.transaction() as session:
        courses, versions = world(session)
        in_order = [(number, 0, False) for number in range(EVENTS)]
        expected = ledger_after(session, courses, versions, in_order, database)
        assert {entry[2] for entry in expected[0]} == {30, 65}  # by their keys, 100 stands before 99
        assert len(expected[0]) == 2

        @settings(max_examples=count, database=None, suppress_health_check=list(HealthCheck))
        @given(arrivals())
        def same(plan: list[tuple[int, int, bool]]) -> None:
            assert ledger_after(session, courses, versions, plan, database) == expected

        same()
        assert service.verify(session, figures=FIGURES) == []
