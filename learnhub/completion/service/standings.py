"""What the trainees of a class have to show at its end, gathered from ledger, rolls, marks and certificates."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.completion.rules import AssessmentStanding, CertificateHeld, Standing
from learnhub.credits import service as credit
from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.assessments.attempts import beginning_refusal
from learnhub.learning.service.accommodations import requests_of
from learnhub.learning.service.assessments import CourseAssessment, assessments_of
from learnhub.policy.rules import Figures
from learnhub.primitives import SHANGHAI, say
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import Presence, RollState
from learnhub.training.service import RollTold


def standings(
    session: Session,
    training_class: TrainingClass,
    enrolments: Sequence[Enrolment],
    figures: Figures,
    held: Mapping[int, Sequence[CertificateHeld]],
    *,
    on: date,
) -> dict[int, Standing]:
    """Return the standing of these enrolments of a class, by enrolment id.

    Lessons count as records count them: whoever was credited for a lesson, in whichever course, has done it.
    """
    ids = [one.id for one in enrolments]
    rolls = training.rolls_of(session, training_class, on=on)
    requests = requests_of(session, ids)
    granted = learning.granted_accommodations(session, ids)
    marks = learning.open_marks(session, ids)
    tests = assessments_of(session, enrolments, figures)
    # The beginning of the day: whoever may take a test again later that day is told from when.
    now = datetime.combine(on, time.min, SHANGHAI)
    minutes = figures.in_force(
        MINUTES_PER_CLASS_HOUR, training_class.region_code, training_class.opened_on
    ).number
    lessons = {
        version.lesson_id for version in catalogue.lesson_versions(session, training_class.course_version_id)
    }
    found = {}
    for one in enrolments:
        days, approved, waiting, to_come = _days(rolls, one.person_id)
        open_marks = marks.get(one.id, ())
        found[one.id] = Standing(
            lessons_done=len(lessons & credit.credited_lessons(session, one.person_id)),
            lessons_published=len(lessons),
            online_minutes=credit.recognised_minutes(session, one.id),
            minutes_per_class_hour=minutes,
            days=len(days),
            approved_days=len(approved),
            waiting_days=len(waiting - approved),
            days_to_come=len(to_come),
            ends_on=last_day(training_class),
            certificates=tuple(
                certificate.title for certificate in held.get(one.id, ()) if certificate.counts_as_vocational
            ),
            accommodations=granted.get(one.id, ()),
            accommodations_waiting=sum(
                asked.waits_for is not None for asked in requests if asked.enrolment_id == one.id
            ),
            open_marks=len(open_marks),
            decide_by=min((mark.decide_by for mark in open_marks), default=None),
            assessments=tuple(_tested(test, now) for test in tests.get(one.id, ())),
        )
    return found


def _tested(test: CourseAssessment, now: datetime) -> AssessmentStanding:
    refusal = beginning_refusal(test.rule, [one.told for one in test.attempts], now)
    way = refusal.sentence if refusal is not None else say("现在就可以考，过了再申请。")
    is_passed = test.is_passed
    return AssessmentStanding(
        test.rule.text.title, test.words, is_passed, "" if is_passed else say("还没过：%(way)s", way=way)
    )


def last_day(training_class: TrainingClass) -> date | None:
    """Return the last day of a class's timetable; None without one."""
    return max((one.day for one in training_class.sessions), default=None)


def _days(rolls: Sequence[RollTold], person_id: int) -> tuple[set[date], set[date], set[date], set[date]]:
    """Return the dates that concern somebody, those attended by approved rolls, by others, and those to come."""
    days: set[date] = set()
    approved: set[date] = set()
    waiting: set[date] = set()
    to_come: set[date] = set()
    for roll in rolls:
        if all(one.person_id != person_id for one in roll.concerned):
            continue
        days.add(roll.meeting.day)
        if roll.state is RollState.TO_COME:
            to_come.add(roll.meeting.day)
        mark = roll.marks.get(person_id)
        if mark is not None and mark.presence is Presence.PRESENT and mark.minutes > 0:
            (approved if roll.state is RollState.APPROVED else waiting).add(roll.meeting.day)
    return days, approved, waiting, to_come
