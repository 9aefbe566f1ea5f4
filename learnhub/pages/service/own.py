"""Gather a person's own page: today, the next step, courses, meetings, credits, where the subsidy stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnhub.accounts.service import guardians
from learnhub.accounts.service.directory import nicknames
from learnhub.catalogue import service as catalogue
from learnhub.credits import service as credit
from learnhub.credits.service import Balance
from learnhub.learning import service as learning
from learnhub.pages.rules import (
    CourseStanding,
    LessonStanding,
    NextStep,
    Waiting,
    course_to_go_on_with,
    next_step,
)
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.models import Claim
from learnhub.subsidy.service.claims import claims_of_enrolments, next_words
from learnhub.training import service as training
from learnhub.training.models import ClassSession
from learnhub.training.service import NoteTold


@dataclass(frozen=True, slots=True)
class SubsidyStanding:
    """How far the subsidy of one enrolment is. amount_fen: of the newest record. sentence: what happens next, "" before a claim."""

    enrolment_id: int
    amount_fen: int
    sentence: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A person's own page.

    courses: newest enrolment first. today: meetings of today. ahead: (enrolment id, meeting) after today, the earliest first.
    granted: what is to be given at them, in words, by enrolment. step: what comes next. subsidies: of enrolments with a record.
    notes: what teachers noted about how to help, the newest first.
    """

    courses: tuple[CourseStanding, ...]
    today: tuple[ClassSession, ...]
    ahead: tuple[tuple[int, ClassSession], ...]
    granted: Mapping[int, tuple[str, ...]]
    step: NextStep
    balance: Balance
    subsidies: tuple[SubsidyStanding, ...]
    notes: tuple[NoteTold, ...]

    @property
    def next_meeting(self) -> ClassSession | None:
        """Return the first meeting after today."""
        return self.ahead[0][1] if self.ahead else None


def own_page(session: Session, *, person_id: int, on: date) -> OwnPage:
    """Return a person's own page; the number of queries doesn't grow with their courses."""
    standings = standings_of(session, person_id)
    enrolment_ids = [one.enrolment_id for one in standings]
    meetings = training.next_meetings(session, person_id, on=on)
    ahead = tuple(one for one in meetings if one[1].day > on)
    expected = training.own_sessions(session, person_id, on=on)
    return OwnPage(
        courses=tuple(reversed(standings)),
        today=tuple(meeting for _enrolment_id, meeting in meetings if meeting.day == on),
        ahead=ahead,
        granted=learning.granted_accommodations(session, [one for one, _meeting in ahead]) if ahead else {},
        step=next_step(
            _waiting(session, person_id, on),
            is_expected_today=any(one.mark is None for one in expected),
            has_courses=bool(standings),
            has_meeting_ahead=bool(ahead),
            course=course_to_go_on_with(standings, learning.enrolment_learned_last(session, person_id)),
        ),
        balance=credit.balance(session, person_id),
        subsidies=_subsidies(session, enrolment_ids) if enrolment_ids else (),
        notes=tuple(training.notes_of(session, enrolment_ids)),
    )


def _waiting(session: Session, person_id: int, on: date) -> Waiting:
    links = [
        one
        for one in guardians.links_of(session, person_id)
        if one.own_answer is None and not one.is_ended and one.until_on >= on
    ]
    names = nicknames(session, sorted({one.guardian_id for one in links})) if links else {}
    marks = [one for one in learning.marks_of(session, person_id) if one.is_open and not one.steps]
    return Waiting(
        guardians=tuple(names[one.guardian_id] for one in links),
        marks=tuple((one.id, one.decide_by) for one in marks),
    )


def _subsidies(session: Session, enrolment_ids: Sequence[int]) -> tuple[SubsidyStanding, ...]:
    records = subsidy.records_of(session, enrolment_ids)
    claims = claims_of_enrolments(session, sorted(records)) if records else {}
    return tuple(
        SubsidyStanding(
            enrolment_id,
            subsidy.total_of(record),
            _next_words(claims[enrolment_id][-1]) if enrolment_id in claims else "",
        )
        for enrolment_id, record in sorted(records.items(), reverse=True)
    )


def standings_of(session: Session, person_id: int) -> list[CourseStanding]:
    """Return how far a person is in each course, the first enrolment first; the number of queries doesn't grow."""
    enrolments = learning.enrolments_of(session, person_id)
    courses = catalogue.course_lessons(session, {one.course_version_id for one in enrolments})
    versions = {lesson.id: lesson for course in courses.values() for _slug, lesson in course.lessons}
    progress = learning.progress_by_version(session, person_id, list(versions.values()))
    return [
        CourseStanding(
            enrolment_id=enrolment.id,
            slug=course.course.slug,
            title=course.version.title,
            lessons=tuple(
                LessonStanding(
                    slug, lesson.title, number, progress[lesson.id].is_begun, progress[lesson.id].is_complete
                )
                for number, (slug, lesson) in enumerate(course.lessons, start=1)
            ),
        )
        for enrolment in enrolments
        if (course := courses.get(enrolment.course_version_id)) is not None
    ]


def _next_words(claim: Claim) -> str:
    return next_words(claim)[claim.steps[-1].kind]
