"""How each trainee of a class is doing, for those who teach them: where they are, when they came last, what was promised."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnhub.accounts.service.directory import nicknames
from learnhub.catalogue.service import course_lessons
from learnhub.learning.rules import place_to_go_on_at
from learnhub.learning.rules.plans import UNSEEN_DAYS, Pace, is_quiet
from learnhub.learning.service import progress_by_person
from learnhub.learning.service.plans import learned_last, plans_of
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date
from learnhub.training.models import TrainingClass
from learnhub.training.rules import Attendance
from learnhub.training.service.classes import OPEN_STATES
from learnhub.training.service.days import attendance_by_person, days_by_person
from learnhub.training.service.members import Member


@dataclass(frozen=True)
class TraineeStanding:
    """How one trainee is doing. done, total: lessons. next_lesson: (number, title) of the one to go on with, None when nothing is left.

    seen_on: the last day on which they learned or came, None before the first. is_quiet: longer ago than they meant.
    """

    enrolment_id: int
    nickname: str
    attendance: Attendance
    done: int
    total: int
    next_lesson: tuple[int, str] | None
    seen_on: date | None
    pace: Pace | None
    is_quiet: bool


def standings_of(
    session: Session, training_class: TrainingClass, people: Sequence[Member], *, figures: Figures, on: date
) -> list[TraineeStanding]:
    """Return how these trainees of a class are doing, in their order; the number of queries doesn't grow with them."""
    names = nicknames(session, [one.person_id for one in people])
    attended = attendance_by_person(session, training_class)
    course = course_lessons(session, {training_class.course_version_id}).get(training_class.course_version_id)
    lessons = [version for _slug, version in course.lessons] if course is not None else []
    progress = progress_by_person(session, [one.person_id for one in people], lessons)
    paces = plans_of(session, [one.enrolment_id for one in people])
    seen = _seen(session, training_class, people)
    quiet = _quiet(training_class, people, seen, paces, figures, on)
    found = []
    for one in people:
        standing = [progress[one.person_id][lesson.id] for lesson in lessons]
        place = place_to_go_on_at(standing)
        found.append(
            TraineeStanding(
                enrolment_id=one.enrolment_id,
                nickname=names[one.person_id],
                attendance=attended[one.person_id],
                done=sum(lesson.is_complete for lesson in standing),
                total=len(lessons),
                next_lesson=None if place is None else (place + 1, lessons[place].title),
                seen_on=seen.get(one.person_id),
                pace=paces.get(one.enrolment_id),
                is_quiet=one in quiet,
            )
        )
    return found


def quiet_among(
    session: Session, training_class: TrainingClass, people: Sequence[Member], *, figures: Figures, on: date
) -> list[tuple[Member, str]]:
    """Return those of these trainees who have not been seen for longer than they meant, with their nicknames, in their order."""
    paces = plans_of(session, [one.enrolment_id for one in people])
    seen = _seen(session, training_class, people)
    found = _quiet(training_class, people, seen, paces, figures, on)
    names = nicknames(session, [one.person_id for one in found])
    return [(one, names[one.person_id]) for one in found]


def _seen(session: Session, training_class: TrainingClass, people: Sequence[Member]) -> dict[int, date]:
    """Return the last day on which each learned or came, by person id; who did neither is left out."""
    days = days_by_person(session, training_class)
    seen = {
        one: local_date(at) for one, at in learned_last(session, [one.person_id for one in people]).items()
    }
    for one in people:
        came = [day.day for day in days[one.person_id]]
        if came:
            seen[one.person_id] = max(*came, seen.get(one.person_id, came[0]))
    return seen


def _quiet(
    training_class: TrainingClass,
    people: Sequence[Member],
    seen: Mapping[int, date],
    paces: Mapping[int, Pace],
    figures: Figures,
    on: date,
) -> list[Member]:
    figure = figures.in_force_or_none(UNSEEN_DAYS, training_class.region_code, on)
    if figure is None or training_class.state not in OPEN_STATES:
        return []
    return [
        one
        for one in people
        if is_quiet(
            paces.get(one.enrolment_id),
            max(seen.get(one.person_id, one.joined_on), one.joined_on),
            on,
            figure.number,
        )
    ]


def prepared_counts(granted: Mapping[int, tuple[str, ...]]) -> list[tuple[str, int]]:
    """Return what is to be prepared for a class day and for how many, the most often granted first."""
    counts: dict[str, int] = {}
    for words in granted.values():
        for one in words:
            counts[one] = counts.get(one, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
