"""The day before: everybody of the class, once, and nobody of another."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from learnhub.learning.models import Enrolment
from learnhub.messages.rules import Kind
from learnhub.primitives import SHANGHAI
from learnhub.training.models import TrainingClass
from learnhub.training.service.reminding import tell_of_tomorrow
from tests.messages.heard import heard
from tests.people import Someone


def test_a_meeting_is_told_the_day_before_once_to_the_class_and_its_teacher(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    instructor: Someone,
    other_trainee: Someone,
) -> None:
    meeting = training_class.sessions[0]
    before = datetime.combine(meeting.day - timedelta(days=1), datetime.min.time(), SHANGHAI) + timedelta(
        hours=17
    )
    assert tell_of_tomorrow(session, now=before - timedelta(days=1)) == 0
    assert tell_of_tomorrow(session, now=before) == 2
    assert tell_of_tomorrow(session, now=before) == 0
    assert heard(session) == {Kind.MEETING_TOMORROW: {enrolment.person_id, instructor.person_id}}
    assert tell_of_tomorrow(session, now=before + timedelta(days=1)) == 2, (
        "the next day has a meeting of its own"
    )
