"""Bases, courses and classes for the tests of whatever is earned in them.

Rows are made directly and lessons are short of sense but whole: two sections, each with one check of two questions.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, CourseVersion, Lesson, LessonVersion, Unit, UnitLesson
from learnhub.catalogue.rules import CourseKind, CourseState, Edition, Origin, UnitMode
from learnhub.catalogue.service import text_of
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.service import Answering, Learner
from learnhub.primitives import Refusal, instant_now, new_token
from learnhub.providers.models import TrainingBase
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import MarkTyped, Meeting, Presence
from tests.bases import both_bases
from tests.people import BASE_ID

MONDAY = date(2026, 3, 2)
ZHENGZHOU = "410100"
_QUESTION = """
```quiz {name}
{prompt}

- [x] 对的
  对。
- [ ] 错的
  再想想，看看这一节开头的话。
```
"""


def lesson_source(title: str) -> str:
    """Return a lesson of two sections with two checks; titles tell lessons apart."""
    parts = [f'+++\ntitle = "{title}"\nsummary = "学一学{title}。"\n+++\n']
    for section in ("first", "second"):
        parts.append(f"\n## 第{'一' if section == 'first' else '二'}部分\n")
        parts.append("\n" + "先用手摸一摸，再慢慢做一遍。" * 20 + "\n")
        parts += [
            _QUESTION.format(name=f"{section}-check", prompt=f"第{number}个问题，哪一个对？")
            for number in ("一", "二")
        ]
    return "".join(parts)


def add_lesson(
    session: Session, course: Course, slug: str, *, minutes: int = 50, text: str = ""
) -> LessonVersion:
    """Add a lesson of a course, in its only version."""
    lesson = Lesson(course_id=course.id, slug=slug)
    session.add(lesson)
    session.flush()
    return add_lesson_version(session, lesson, minutes=minutes, text=text or slug)


def add_lesson_version(session: Session, lesson: Lesson, *, minutes: int, text: str) -> LessonVersion:
    """Add a version of a lesson."""
    source = lesson_source(text)
    made = LessonVersion(
        lesson_id=lesson.id,
        text_hash=hashlib.sha256(source.encode()).hexdigest(),
        edition=Edition.STANDARD,
        title=text,
        summary="学一学。",
        source=source,
        minutes=minutes,
        characters=500,
        made_at=instant_now(),
    )
    session.add(made)
    session.flush()
    return made


def add_course(
    session: Session,
    slug: str,
    *,
    base_id: int | None = BASE_ID,
    state: CourseState = CourseState.PUBLISHED,
    kind: CourseKind = CourseKind.COURSE,
    made_at: datetime | None = None,
) -> Course:
    """Add a course without any version."""
    both_bases(session)
    made = Course(slug=slug, kind=kind, base_id=base_id, state=state, created_at=made_at or instant_now())
    session.add(made)
    session.flush()
    return made


def add_version(
    session: Session,
    course: Course,
    lessons: Sequence[LessonVersion],
    *,
    number: int = 1,
    made_at: datetime | None = None,
    title: str = "",
) -> CourseVersion:
    """Add a version of a course with one online unit of these lessons."""
    made_at = made_at or instant_now()
    version = CourseVersion(
        course_id=course.id,
        number=number,
        made_at=made_at,
        published_at=None if course.state is CourseState.IN_PREPARATION else made_at,
        digest=new_token(8),
        title=title or f"课程 {course.slug}",
        summary="一门课。",
        category="massage",
        training_type="就业技能培训",
        level="五级/初级工",
        certificates=[],
        cost="不收费",
        support_provided="",
        notice="",
        origin=Origin.DEVELOPED,
        licence="Apache-2.0",
        rights="",
        tags=[],
        occupation_edition=None,
        occupation_code=None,
        occupation_name=None,
        planned_online_class_hours=0,
        planned_offline_class_hours=0,
        planned_offline_days=0,
        course_toml="",
    )
    session.add(version)
    session.flush()
    unit = Unit(
        course_version_id=version.id,
        position=1,
        title="第一单元",
        mode=UnitMode.ONLINE,
        planned_class_hours=1,
        include_slug="",
    )
    session.add(unit)
    session.flush()
    session.add_all(
        UnitLesson(unit_id=unit.id, position=position, lesson_version_id=lesson.id)
        for position, lesson in enumerate(lessons, start=1)
    )
    session.flush()
    return version


def course_with_lessons(
    session: Session, slug: str, *, lessons: int = 2, minutes: int = 50, base_id: int | None = BASE_ID
) -> tuple[Course, list[LessonVersion]]:
    """Add a published course with lessons of its own."""
    course = add_course(session, slug, base_id=base_id)
    versions = [
        add_lesson(session, course, f"{slug}-{number}", minutes=minutes) for number in range(1, lessons + 1)
    ]
    add_version(session, course, versions)
    return course, versions


def enrol(session: Session, person_id: int, course: Course) -> Enrolment:
    """Enrol a person, who is not refused."""
    made = learning.enrol(session, person_id=person_id, course=course, now=instant_now())
    assert isinstance(made, Enrolment), made
    return made


Deed = Callable[[Session, datetime], None]


def deeds_of(person_id: int, enrolment_id: int, version: LessonVersion) -> list[Deed]:
    """Return the acts that complete a lesson: each closes a section or answers a check; each can be done again."""
    text = text_of(version)
    learner = Learner(person_id, enrolment_id, version)

    def closing(key: str) -> Deed:
        def deed(session: Session, happened_at: datetime) -> None:
            outcome = learning.close_section(
                session, learner, text, section=key, happened_at=happened_at, now=instant_now()
            )
            assert not isinstance(outcome, Refusal)

        return deed

    def answering(check: str) -> Deed:
        client_id = new_token(12)

        def deed(session: Session, happened_at: datetime) -> None:
            outcome = learning.answer_check(
                session,
                learner,
                text,
                Answering(check, 1, frozenset({"c1"}), client_id),
                happened_at=happened_at,
                now=instant_now(),
            )
            assert not isinstance(outcome, Refusal)
            assert outcome.is_right

        return deed

    return [
        *(closing(section.key) for section in text.sections),
        *(answering(check.name) for check in text.checks),
    ]


def complete(session: Session, person_id: int, enrolment_id: int, version: LessonVersion) -> None:
    """Complete a lesson by evidence."""
    for deed in deeds_of(person_id, enrolment_id, version):
        deed(session, instant_now())


@dataclass(frozen=True)
class ClassDays:
    """How a class is made: `days` working days from `first` on, one session each."""

    first: date = MONDAY
    days: int = 15
    whole: int = 10
    whole_minutes: int = 315
    short_minutes: int = 270

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        """Return the timetable: 10 days of 7 学时 and 5 of 6 make 100 学时."""
        found: list[Meeting] = []
        day = self.first
        while len(found) < self.days:
            if day.weekday() < 5:
                minutes = self.whole_minutes if len(found) < self.whole else self.short_minutes
                found.append(Meeting(day, "09:00", minutes, f"实操第 {len(found) + 1} 次"))
            day += timedelta(days=1)
        return tuple(found)


def open_class(
    session: Session,
    course: Course,
    base: TrainingBase,
    *,
    number: str = "2026-按摩-01",
    region_code: str = ZHENGZHOU,
    days: ClassDays | None = None,
    capacity: int = 20,
    teachers: Sequence[int] = (),
) -> TrainingClass:
    """Open a class that is not refused."""
    days = days or ClassDays()
    made = training.open_class(
        session,
        base=base,
        course=course,
        plan=training.ClassPlan(
            number=number,
            title="盲人保健按摩班",
            region_code=region_code,
            opened_on=days.first,
            capacity=capacity,
            place="花园路 1 号 2 楼",
            access_words="有电梯，电梯有语音。",
            meetings=days.meetings,
        ),
    )
    assert isinstance(made, TrainingClass), made
    for person_id in teachers:
        training.assign_teacher(session, training_class=made, person_id=person_id)
    return made


def join(session: Session, training_class: TrainingClass, enrolment: Enrolment) -> None:
    """Give an enrolment a place that is not refused."""
    refusal = training.take_place(
        session, training_class=training_class, enrolment=enrolment, today=training_class.opened_on
    )
    assert refusal is None, refusal


def attend(
    session: Session,
    training_class: TrainingClass,
    person_id: int,
    *,
    marked_by: int,
    sessions: int | None = None,
    presence: Presence = Presence.PRESENT,
) -> None:
    """Mark a trainee in the first sessions of a class, or in all."""
    for meeting in training_class.sessions[:sessions]:
        outcome = training.mark_roll(
            session,
            class_session=meeting,
            typed=[MarkTyped(person_id, presence, meeting.planned_minutes)],
            marked_by=marked_by,
            client_id=new_token(12),
            now=instant_now(),
        )
        assert not isinstance(outcome, Refusal), outcome
