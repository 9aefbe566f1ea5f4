"""Gather a person's own page: today, the next step, courses, meetings, credits, where the subsidy stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnhub.accounts.service import guardians
from learnhub.accounts.service.directory import nicknames
from learnhub.catalogue import service as catalogue
from learnhub.credits import service as credit
from learnhub.credits.service import Balance
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.assessments.attempts import AttemptStepKind
from learnhub.learning.rules.hand_ins import Standing
from learnhub.learning.service import assessments, hand_ins
from learnhub.learning.service.assessments import AttemptFound
from learnhub.pages.rules import (
    AssessmentStanding,
    AttemptStanding,
    CourseStanding,
    LessonStanding,
    NextStep,
    Waiting,
    WorkBack,
    course_to_go_on_with,
    next_steps,
)
from learnhub.policy.rules import Figures
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.models import Claim
from learnhub.subsidy.service.claims import claims_of_enrolments, next_words
from learnhub.training import service as training
from learnhub.training.models import ClassSession
from learnhub.training.rules.particulars import Interpreter
from learnhub.training.service import NoteTold
from learnhub.training.service.satisfaction import SurveyTold, survey_to_offer_or_none

# The tasks handed in last; what came back long before them isn't what comes next.
_PIECES_LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class SubsidyStanding:
    """How far the subsidy of one enrolment is. amount_fen: of the newest record. sentence: what happens next, "" before a claim."""

    enrolment_id: int
    amount_fen: int
    sentence: str


@dataclass(frozen=True, slots=True)
class OwnPage:
    """A person's own page.

    courses: newest enrolment first. meetings: (enrolment id, meeting) of today and after, the earliest first.
    granted: what is to be given at them, in words, by enrolment. interpreters: of their classes, by id. steps: what comes next, the most pressing first. subsidies: of enrolments with a record.
    notes: what teachers noted about how to help, the newest first. survey: of a class that ended, unless it is answered.
    """

    courses: tuple[CourseStanding, ...]
    on: date
    meetings: tuple[tuple[int, ClassSession], ...]
    granted: Mapping[int, tuple[str, ...]]
    interpreters: Mapping[int, Interpreter]
    steps: tuple[NextStep, ...]
    balance: Balance
    subsidies: tuple[SubsidyStanding, ...]
    notes: tuple[NoteTold, ...]
    survey: SurveyTold | None

    @property
    def today(self) -> list[ClassSession]:
        """Return the meetings of today."""
        return [meeting for _enrolment_id, meeting in self.meetings if meeting.day == self.on]

    @property
    def next_meeting(self) -> ClassSession | None:
        """Return the first meeting after today."""
        return next((meeting for _enrolment_id, meeting in self.meetings if meeting.day > self.on), None)


def own_page(session: Session, *, person_id: int, figures: Figures, on: date, now: datetime) -> OwnPage:
    """Return a person's own page; the number of queries doesn't grow with their courses."""
    enrolments = learning.enrolments_of(session, person_id)
    standings = _standings(session, person_id, enrolments)
    enrolment_ids = [one.enrolment_id for one in standings]
    meetings = training.next_meetings(session, person_id, on=on)
    expected = training.own_sessions(session, person_id, on=on)
    return OwnPage(
        courses=tuple(reversed(standings)),
        on=on,
        meetings=tuple(meetings),
        granted=learning.granted_accommodations(session, [one for one, _meeting in meetings])
        if meetings
        else {},
        interpreters=training.interpreters_of(session, {one.training_class_id for _id, one in meetings})
        if meetings
        else {},
        steps=next_steps(
            _waiting(session, person_id, on),
            is_expected_today=any(one.mark is None for one in expected),
            has_courses=bool(standings),
            has_meeting_ahead=any(one.day > on for _enrolment_id, one in meetings),
            course=course_to_go_on_with(standings, learning.enrolment_learned_last(session, person_id)),
            tests=_tests(session, enrolments, standings, meetings, figures),
            works=_works_back(session, person_id),
            now=now,
            today=on,
        ),
        balance=credit.balance(session, person_id),
        subsidies=_subsidies(session, enrolment_ids) if enrolment_ids else (),
        notes=tuple(training.notes_of(session, enrolment_ids)),
        survey=survey_to_offer_or_none(session, person_id=person_id, figures=figures, on=on)
        if enrolments
        else None,
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


def _tests(
    session: Session,
    enrolments: Sequence[Enrolment],
    standings: Sequence[CourseStanding],
    meetings: Sequence[tuple[int, ClassSession]],
    figures: Figures,
) -> list[AssessmentStanding]:
    by_enrolment = {one.enrolment_id: one for one in standings}
    found = assessments.assessments_of(session, enrolments, figures) if enrolments else {}
    return [
        AssessmentStanding(
            course=by_enrolment[enrolment_id].slug,
            rule=test.rule,
            attempts=tuple(_attempt(one) for one in test.attempts),
            is_learned=by_enrolment[enrolment_id].done == by_enrolment[enrolment_id].total,
            meeting_on=next((one.day for held_for, one in meetings if held_for == enrolment_id), None),
        )
        for enrolment_id, tests in found.items()
        if enrolment_id in by_enrolment
        for test in tests
    ]


def _attempt(found: AttemptFound) -> AttemptStanding:
    scored = [step.taken_at for step in found.steps if step.kind is AttemptStepKind.SCORED]
    return AttemptStanding(found.told, found.row.form, max(scored, default=None))


def _works_back(session: Session, person_id: int) -> list[WorkBack]:
    rows = hand_ins.own_pieces(session, person_id)[:_PIECES_LOOKED_AT]
    pieces = hand_ins.told_of(session, rows) if rows else []
    back = [one for one in pieces if one.standing is Standing.AGAIN]
    places = hand_ins.places_of(session, back) if back else {}
    return [
        WorkBack(
            places[one.id].course_slug,
            places[one.id].lesson_slug,
            one.task,
            places[one.id].task_title,
            one.feedback[-1].given_at,
        )
        for one in back
    ]


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
    return _standings(session, person_id, learning.enrolments_of(session, person_id))


def _standings(session: Session, person_id: int, enrolments: Sequence[Enrolment]) -> list[CourseStanding]:
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
