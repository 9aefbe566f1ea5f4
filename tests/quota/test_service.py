"""What the catalogue knows of a base's courses, and where that leaves the base."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import CourseKind, CourseState
from learnhub.db import Database
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.quota import service
from learnhub.quota.adapters.rule_file import read_rules
from learnhub.settings import PROJECT_DIR
from tests.bases import training_base
from tests.classes import add_course, add_lesson, add_version, both_bases
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID

RULES = read_rules(PROJECT_DIR / "content" / "policy" / "quota.toml")
IN_S1 = datetime(2023, 5, 1, 2, tzinfo=UTC)
IN_2026 = datetime(2026, 5, 1, 2, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        both_bases(session)
        yield session


def offer(
    session: Session,
    slug: str,
    *,
    base_id: int = BASE_ID,
    state: CourseState = CourseState.PUBLISHED,
    kind: CourseKind = CourseKind.COURSE,
    at: datetime = IN_2026,
    texts: str = "",
) -> Course:
    """Add a course with a lesson for each letter of texts (two own ones by default): letters are shared, word for word."""
    course = add_course(session, slug, base_id=base_id, state=state, kind=kind, made_at=at)
    lessons = [
        add_lesson(
            session, course, f"{slug}-{number}", text=f"课文 {letter}" if texts else f"{slug} {number}"
        )
        for number, letter in enumerate(texts or "ab")
    ]
    add_version(session, course, lessons, made_at=at, title=f"课程 {slug}")
    return course


def board(session: Session, base_id: int = BASE_ID) -> service.Board:
    return service.board(session, session.get_one(TrainingBase, base_id), RULES, TODAY)


def test_a_published_course_is_sent_in_and_online_from_its_first_published_version(session: Session) -> None:
    course = offer(session, "massage")
    add_version(session, course, [], number=2, made_at=datetime(2026, 9, 1, tzinfo=UTC))
    (fact,) = board(session).courses
    assert (fact.submitted_on, fact.published_on, fact.state) == (
        date(2026, 5, 1),
        date(2026, 5, 1),
        "published",
    )


def test_a_course_that_was_in_preparation_counts_from_its_publication(session: Session) -> None:
    course = offer(session, "massage", state=CourseState.IN_PREPARATION, at=IN_S1)
    assert board(session).statuses[0].published == 0
    course.state = CourseState.PUBLISHED
    session.flush()
    add_version(session, course, [], number=2, made_at=IN_2026)
    assert [fact.published_on for fact in board(session).courses] == [date(2026, 5, 1)]
    assert board(session).statuses[0].published == 1


@pytest.mark.parametrize(
    ("state", "column"), [(CourseState.IN_REVIEW, "in_review"), (CourseState.RETURNED, "returned")]
)
def test_a_course_on_its_way_is_sent_in_and_not_online(
    session: Session, state: CourseState, column: str
) -> None:
    course = add_course(session, "massage", state=CourseState.IN_PREPARATION, made_at=IN_2026)
    add_version(session, course, [], made_at=IN_2026)
    course.state = state
    session.flush()
    status = board(session).statuses[0]
    assert (status.submitted, status.published, status.gap) == (1, 0, 1)
    assert getattr(status, column) == 1


def test_shared_modules_and_other_bases_courses_are_not_counted(session: Session) -> None:
    offer(session, "public-part", kind=CourseKind.SHARED_MODULE)
    offer(session, "of-the-neighbour", base_id=NEIGHBOUR_BASE_ID)
    assert board(session).courses == ()
    assert board(session).statuses[0].gap == 1


def test_the_rule_of_2021_to_2025_is_told_as_ended_beside_the_current_example(session: Session) -> None:
    offer(session, "massage", base_id=NEIGHBOUR_BASE_ID, at=IN_S1)
    found = board(session, NEIGHBOUR_BASE_ID)
    assert [
        (s.rule.key, s.counted, s.gap, s.days_left is None, s.rule.is_example) for s in found.statuses
    ] == [
        ("example-yunnan-2026-2030", 0, 2, False, True),
        ("yunnan-2021-2025", 1, 0, True, False),
    ]


def test_a_renamed_copy_counts_once_in_one_base(session: Session) -> None:
    offer(session, "massage", texts="abc")
    offer(session, "massage-renamed", texts="abx")
    status = board(session).statuses[0]
    assert (status.published, status.copies) == (1, ("课程 massage-renamed",))


def test_a_copy_of_another_bases_course_counts_for_the_other_base_alone(session: Session) -> None:
    offer(session, "massage", base_id=NEIGHBOUR_BASE_ID, texts="abc")
    offer(session, "massage-renamed", texts="abc")
    assert board(session).statuses[0].published == 0
    assert board(session, NEIGHBOUR_BASE_ID).statuses[0].published == 1


def test_what_was_withdrawn_is_no_original_any_more(session: Session) -> None:
    old = offer(session, "massage", texts="abc")
    offer(session, "massage-new", texts="abc")
    old.state = CourseState.WITHDRAWN
    session.flush()
    assert board(session).statuses[0].published == 1


def test_a_base_whose_level_has_no_duty_owes_nothing(session: Session) -> None:
    base = session.get_one(TrainingBase, BASE_ID)
    base.level = BaseLevel.COUNTY
    session.flush()
    bases = list(both_bases(session))
    assert board(session).statuses == ()
    assert service.without_duty(bases, RULES) == [base]
    assert base not in {duty.base for duty in service.duties(bases, RULES, TODAY, ended=False)}


def test_duties_that_ended_are_told_apart_from_the_others(session: Session) -> None:
    bases = list(both_bases(session))
    current = service.duties(bases, RULES, TODAY, ended=False)
    ended = service.duties(bases, RULES, TODAY, ended=True)
    assert {duty.rule.key for duty in ended} == {"yunnan-2021-2025"}
    assert {duty.rule.key for duty in current} == {"example-yunnan-2026-2030", "example-zhengzhou-2026"}


def test_the_figures_of_many_bases_equal_those_of_each_and_take_the_same_few_queries(
    session: Session,
) -> None:
    for number in range(6):
        made = training_base(
            id=100 + number,
            slug=f"base-{number}",
            name=f"基地 {number}",
            region_code="410105",
            listed_on=None,
        )
        session.add(made)
        session.flush()
        offer(session, f"course-{number}", base_id=made.id)
    bases = list(session.scalars(sa.select(TrainingBase).order_by(TrainingBase.id)))
    owed = service.duties(bases, RULES, TODAY, ended=False)
    seen: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *told: seen.append(told[2]))
    found = service.statuses(session, owed, TODAY)
    assert len(seen) == 4
    assert [status for _duty, status in found] == [
        next(s for s in board(session, duty.base.id).statuses if s.rule is duty.rule) for duty, _s in found
    ]
