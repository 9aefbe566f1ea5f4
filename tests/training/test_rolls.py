"""Rolls and marks, through the evidence log."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.primitives import Refusal, instant_now, new_token
from learnhub.training import service
from learnhub.training.models import ClassSession, ClassState, TrainingClass
from learnhub.training.rules import KIND_MARKED, MarkTyped, Meeting, Presence
from tests.classes import MONDAY, ClassDays, both_bases, course_with_lessons, enrol, join, open_class
from tests.people import Someone, make_person
from tests.sample_site import statements

PRESENT, ABSENT, LEAVE = Presence.PRESENT, Presence.ABSENT, Presence.LEAVE


def marked(
    session: Session,
    meeting: ClassSession,
    person: Someone,
    presence: Presence = PRESENT,
    minutes: int = 315,
    *,
    by: int = 1,
    client_id: str = "",
) -> int | Refusal:
    return service.mark_roll(
        session,
        class_session=meeting,
        typed=[MarkTyped(person.person_id, presence, minutes)],
        marked_by=by,
        client_id=client_id or new_token(12),
        now=instant_now(),
    )


def rows(session: Session, person: Someone) -> list[Evidence]:
    return evidence.entries(session, subject_of(person.person_id), [KIND_MARKED])


def test_a_mark_is_a_row_of_evidence_that_says_who_marked_what(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    instructor: Someone,
) -> None:
    meeting = training_class.sessions[0]
    assert marked(session, meeting, trainee, by=instructor.person_id) == 1
    (row,) = rows(session, trainee)
    assert row.about == f"class-session:{meeting.id}"
    assert row.payload == {
        "class": training_class.id,
        "session": meeting.id,
        "day": "2026-03-02",
        "presence": "present",
        "minutes": 315,
        "marked_by": instructor.person_id,
        "method": "roll",
    }


def test_a_correction_is_a_new_mark_and_the_old_one_stays(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    meeting = training_class.sessions[0]
    marked(session, meeting, trainee)
    marked(session, meeting, trainee, LEAVE)
    assert [row.payload["presence"] for row in rows(session, trainee) if row.payload] == ["present", "leave"]
    assert service.days_of(session, training_class=training_class, person_id=trainee.person_id) == ()
    history = service.mark_history(session, training_class=training_class, person_id=trainee.person_id)
    assert [(one.mark.presence, one.counts) for one in history] == [(PRESENT, False), (LEAVE, True)]


def test_a_mark_equal_to_the_one_in_force_is_not_logged_again(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    meeting = training_class.sessions[0]
    assert [marked(session, meeting, trainee), marked(session, meeting, trainee)] == [1, 0]
    assert marked(session, meeting, trainee, minutes=300) == 1
    assert len(rows(session, trainee)) == 2


def test_the_same_form_sent_twice_marks_once(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    meeting = training_class.sessions[0]
    assert marked(session, meeting, trainee, client_id="form-one") == 1
    assert marked(session, meeting, trainee, client_id="form-one") == 0
    assert len(rows(session, trainee)) == 1


def test_a_form_that_was_mended_and_sent_again_corrects(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    meeting = training_class.sessions[0]
    assert marked(session, meeting, trainee, client_id="form-one") == 1
    assert marked(session, meeting, trainee, ABSENT, client_id="form-one") == 1


def test_a_form_that_arrives_a_second_time_after_a_correction_is_refused_and_undoes_nothing(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    meeting = training_class.sessions[0]
    marked(session, meeting, trainee, client_id="form-one")
    marked(session, meeting, trainee, ABSENT, client_id="form-two")
    late = marked(session, meeting, trainee, client_id="form-one")
    assert isinstance(late, Refusal)
    assert late.code == "sent-before"
    mark = service.marks_of(session, training_class=training_class, person_id=trainee.person_id)[meeting.id]
    assert mark.presence is ABSENT


def test_minutes_of_somebody_absent_are_none(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    marked(session, training_class.sessions[0], trainee, ABSENT, minutes=315)
    (row,) = rows(session, trainee)
    assert row.payload is not None
    assert row.payload["minutes"] == 0


@pytest.mark.parametrize("minutes", [0, -1, 316])
def test_a_roll_with_one_impossible_mark_logs_none_of_it(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    other_trainee: Someone,
    course: Course,
    minutes: int,
) -> None:
    join(session, training_class, enrol(session, other_trainee.person_id, course))
    outcome = service.mark_roll(
        session,
        class_session=training_class.sessions[0],
        typed=[
            MarkTyped(trainee.person_id, PRESENT, 315),
            MarkTyped(other_trainee.person_id, PRESENT, minutes),
        ],
        marked_by=1,
        client_id="form-one",
        now=instant_now(),
    )
    assert isinstance(outcome, Refusal)
    assert (rows(session, trainee), rows(session, other_trainee)) == ([], [])


def test_somebody_who_is_not_in_the_class_cannot_be_marked(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, other_trainee: Someone
) -> None:
    outcome = marked(session, training_class.sessions[0], other_trainee)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "not-in-class"


def test_a_session_to_come_cannot_be_marked(
    session: Session, course: Course, trainee: Someone, training_class: TrainingClass
) -> None:
    later = open_class(
        session,
        course,
        both_bases(session)[0],
        number="later",
        days=ClassDays(first=date(2999, 1, 1), days=1),
    )
    join(session, later, enrol(session, trainee.person_id, course))
    outcome = marked(session, later.sessions[0], trainee)
    assert isinstance(outcome, Refusal)
    assert "2999 年 1 月 1 日" in outcome.sentence


@pytest.mark.parametrize("state", [ClassState.APPLIED, ClassState.CANCELLED])
def test_a_class_without_approval_has_no_roll(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    state: ClassState,
) -> None:
    training_class.state = state
    session.flush()
    outcome = marked(session, training_class.sessions[0], trainee)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "no-roll"


def test_a_closed_class_can_still_be_corrected(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    training_class.state = ClassState.CLOSED
    session.flush()
    assert marked(session, training_class.sessions[0], trainee) == 1


def test_two_sessions_on_one_date_make_one_day(
    session: Session, course: Course, trainee: Someone, instructor: Someone
) -> None:
    base = both_bases(session)[0]
    plan = service.ClassPlan(
        number="two-a-day",
        title="一天两次",
        region_code="410100",
        opened_on=MONDAY,
        capacity=5,
        place="一楼",
        access_words="",
        meetings=(Meeting(MONDAY, "09:00", 180, "上午"), Meeting(MONDAY, "14:00", 135, "下午")),
    )
    both = service.open_class(session, base=base, course=course, plan=plan)
    assert isinstance(both, TrainingClass)
    join(session, both, enrol(session, trainee.person_id, course))
    for meeting in both.sessions:
        marked(session, meeting, trainee, minutes=meeting.planned_minutes)
    (day,) = service.days_of(session, training_class=both, person_id=trainee.person_id)
    assert (day.day, day.minutes, len(day.rows)) == (MONDAY, 315, 2)
    assert service.scheduled_days(both) == 1


def test_two_classes_on_one_date_keep_their_days_apart(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    second_course, _lessons = course_with_lessons(session, "phone")
    second = open_class(session, second_course, both_bases(session)[0], number="phone-01")
    join(session, second, enrol(session, trainee.person_id, second_course))
    marked(session, training_class.sessions[0], trainee)
    marked(session, second.sessions[0], trainee, minutes=100)
    for one, minutes in ((training_class, 315), (second, 100)):
        (day,) = service.days_of(session, training_class=one, person_id=trainee.person_id)
        assert (day.day, day.minutes) == (MONDAY, minutes)


def test_days_can_be_read_as_the_log_stood_before_a_row(
    session: Session, training_class: TrainingClass, enrolment: Enrolment, trainee: Someone
) -> None:
    for meeting in training_class.sessions[:3]:
        marked(session, meeting, trainee)
    third = rows(session, trainee)[2].position
    days = service.days_of(session, training_class=training_class, person_id=trainee.person_id, before=third)
    assert len(days) == 2


def test_days_of_a_whole_class_equal_those_of_each_trainee(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    other_trainee: Someone,
    course: Course,
) -> None:
    join(session, training_class, enrol(session, other_trainee.person_id, course))
    marked(session, training_class.sessions[0], trainee)
    marked(session, training_class.sessions[1], other_trainee, ABSENT)
    found = service.days_by_person(session, training_class)
    assert found == {
        person.person_id: service.days_of(session, training_class=training_class, person_id=person.person_id)
        for person in (trainee, other_trainee)
    }
    assert service.marked_sessions(session, training_class)[training_class.sessions[1].id] == 1


def test_a_roll_of_three_asks_no_more_than_a_roll_of_one(
    database: Database,
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    course: Course,
) -> None:
    others = [make_person(database, f"同班{number}").person_id for number in range(2)]
    for one in others:
        join(session, training_class, enrol(session, one, course))
    sent = statements(database)

    def sent_for(people: list[int], meeting: ClassSession) -> int:
        sent.clear()
        typed = [MarkTyped(one, PRESENT, 315) for one in people]
        told = {"class_session": meeting, "typed": typed, "marked_by": 1, "client_id": new_token(12)}
        assert service.mark_roll(session, **told, now=instant_now()) == len(people)
        return sum("INSERT" not in one for one in sent)  # SQLite takes rows one by one

    everybody = [*others, enrolment.person_id]
    sent_for(everybody, training_class.sessions[0])  # the first mark of each begins a chain
    alone = sent_for(everybody[:1], training_class.sessions[1])
    assert sent_for(everybody, training_class.sessions[2]) == alone
