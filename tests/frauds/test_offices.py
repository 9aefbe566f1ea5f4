"""Frauds of people with offices: powers, invented people, classes and attendance, tried on a real database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.identity import CheckMethod
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import certificates, duplicates, people
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.primitives import instant_now, local_date, today
from learnhub.settings import Settings
from learnhub.training import service as training
from learnhub.training.models import ClassState, TrainingClass
from learnhub.training.rules import MarkTyped, Presence
from learnhub.training.service.openings import decide_opening, submit_opening
from tests.classes import ClassDays, both_bases, course_with_lessons, enrol, join, open_class
from tests.frauds.attempts import codes
from tests.people import BASE_ID, BASE_REGION, PREFECTURE, Someone


def test_nobody_gives_themselves_power_or_sees_their_own_papers_as_office(
    database: Database, settings: Settings, trainee: Someone, base_manager: Someone, officer: Someone
) -> None:
    keys = site_keys(settings)

    def grant(actor: Someone, person: Someone, held: Holding) -> object:
        return people.grant_role(
            session,
            Actor(actor.person_id),
            person.person_id,
            held,
            from_on=today(),
            reason="试一试",
            now=instant_now(),
        )

    with database.transaction() as session:
        found = codes(
            {
                "officer makes themselves auditor": lambda: grant(
                    officer, officer, Holding(Role.AUDITOR, None, PREFECTURE)
                ),
                "officer makes themselves instructor": lambda: grant(
                    officer, officer, Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)
                ),
                "officer makes themselves trainee": lambda: grant(
                    officer, officer, Holding(Role.TRAINEE, BASE_ID, BASE_REGION)
                ),
                "manager makes themselves officer": lambda: grant(
                    base_manager, base_manager, Holding(Role.OFFICER, None, BASE_REGION)
                ),
                "manager makes a trainee": lambda: grant(
                    base_manager, trainee, Holding(Role.TRAINEE, BASE_ID, BASE_REGION)
                ),
                "a role for somebody who isn't there": lambda: people.grant_role(
                    session,
                    Actor(officer.person_id),
                    999_999,
                    Holding(Role.TRAINEE, BASE_ID, BASE_REGION),
                    from_on=today(),
                    reason="编的人",
                    now=instant_now(),
                ),
                "officer looks at the own number": lambda: _number(session, keys, officer, officer),
                "manager looks at a trainee's number": lambda: _number(session, keys, base_manager, trainee),
                "officer verifies themselves": lambda: _verify(session, officer, officer),
                "manager verifies a trainee": lambda: _verify(session, base_manager, trainee),
                "officer verifies papers that nobody has": lambda: _verify(session, officer, trainee),
                "officer verifies with tomorrow's date": lambda: _verify(session, officer, trainee, days=1),
            }
        )
    assert {name: code for name, code in found.items() if code.startswith("done")} == {}
    assert found["officer makes themselves trainee"] == "own-role"
    assert found["officer verifies themselves"] == "own-certificate"


def _number(session: Session, keys: SiteKeys, actor: Someone, person: Someone) -> object:
    return certificates.number_for_office(
        session, keys, Actor(actor.person_id), person.person_id, reason="核对补贴申请", now=instant_now()
    )


def _verify(session: Session, actor: Someone, person: Someone, days: int = 0) -> object:
    return certificates.verify(
        session,
        Actor(actor.person_id),
        person.person_id,
        how=CheckMethod.CERTIFICATE,
        on=today() + timedelta(days=days),
        now=instant_now(),
    )


@pytest.mark.parametrize("second", ["11010519491231002X11", "11010519491231002X11B1", "11010519491231002X23"])
def test_two_accounts_of_one_person_are_noted_whatever_the_tail_says(
    database: Database, settings: Settings, trainee: Someone, other_trainee: Someone, second: str
) -> None:
    keys = site_keys(settings)
    with database.transaction() as session:
        for person, number in ((trainee, "11010519491231002X11"), (other_trainee, second)):
            certificates.give(
                session,
                keys,
                Actor(person.person_id),
                person.person_id,
                CertificateNumber(number),
                told=TEXTS[Basis.CONSENT],
                now=instant_now(),
            )
        assert len(duplicates.open_notes_of(session, trainee.person_id)) == 1


def test_invented_classes_and_places_are_refused(
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
) -> None:
    with database.transaction() as session:
        base = both_bases(session)[0]
        course, _lessons = course_with_lessons(session, "massage")
        other_course, _lessons = course_with_lessons(session, "other")
        enrolment = enrol(session, trainee.person_id, course)
        foreign = enrol(session, other_trainee.person_id, other_course)
        running = open_class(session, course, base, capacity=1)
        join(session, running, enrolment)
        plan = training.ClassPlan(
            number="2026-假-01",
            title="没有的班",
            region_code=PREFECTURE,
            opened_on=ClassDays().first,
            capacity=20,
            place="花园路",
            access_words="有电梯。",
            meetings=ClassDays(days=2).meetings,
        )
        applied = submit_opening(
            session,
            Actor(base_manager.person_id),
            base=base,
            course=course,
            plan=plan,
            teacher_ids=[instructor.person_id],
            now=instant_now(),
        )
        assert isinstance(applied, TrainingClass)
        second = enrol(session, other_trainee.person_id, course)

        def submit(teachers: list[int], number: str) -> object:
            return submit_opening(
                session,
                Actor(base_manager.person_id),
                base=base,
                course=course,
                plan=replace(plan, number=number),
                teacher_ids=teachers,
                now=instant_now(),
            )

        def decide(by: Someone, *, is_approved: bool, reason: str = "") -> object:
            return decide_opening(
                session,
                Actor(by.person_id),
                training_class=applied,
                is_approved=is_approved,
                reason=reason,
                now=instant_now(),
            )

        def place(training_class: TrainingClass, one: Enrolment) -> object:
            return training.take_place(session, training_class=training_class, enrolment=one, today=today())

        assert codes(
            {
                "a teacher who is none": lambda: submit([trainee.person_id], "2026-假-02"),
                "no teacher": lambda: submit([], "2026-假-03"),
                "a number used before": lambda: submit([instructor.person_id], "2026-假-01"),
                "the own opening approved": lambda: decide(base_manager, is_approved=True),
                "returned without a reason": lambda: decide(officer, is_approved=False),
                "somebody of another course": lambda: place(running, foreign),
                "the same person twice": lambda: place(running, enrolment),
                "one more than there are places": lambda: place(running, second),
                "a place in a class nobody approved": lambda: place(applied, second),
            }
        ) == {
            "a teacher who is none": "not-a-teacher",
            "no teacher": "no-teacher",
            "a number used before": "number-taken",
            "the own opening approved": "own-opening",
            "returned without a reason": "no-reason",
            "somebody of another course": "other-course",
            "the same person twice": "has-a-place",
            "one more than there are places": "class-full",
            "a place in a class nobody approved": "class-not-open",
        }


def test_invented_attendance_is_refused(
    database: Database, trainee: Someone, other_trainee: Someone, instructor: Someone
) -> None:
    with database.transaction() as session:
        base = both_bases(session)[0]
        course, _lessons = course_with_lessons(session, "massage")
        running = open_class(session, course, base)
        join(session, running, enrol(session, trainee.person_id, course))
        late = enrol(session, other_trainee.person_id, course)
        training.take_place(session, training_class=running, enrolment=late, today=running.sessions[1].day)
        cancelled = open_class(session, course, base, number="2026-取消-01")
        cancelled.state = ClassState.CANCELLED
        meeting = running.sessions[0]

        def roll(
            person_id: int, minutes: int, *, client_id: str, on: datetime | None = None, of: int = 0
        ) -> object:
            return training.mark_roll(
                session,
                class_session=(running if not of else cancelled).sessions[0],
                typed=[MarkTyped(person_id, Presence.PRESENT if minutes else Presence.ABSENT, minutes)],
                marked_by=instructor.person_id,
                client_id=client_id,
                now=on or datetime(2026, 5, 1, 4, 0, tzinfo=UTC),
            )

        before = datetime(2026, 3, 1, 1, 0, tzinfo=UTC)
        assert local_date(before) < meeting.day
        attempts = {
            "before the day": lambda: roll(trainee.person_id, 315, client_id="a", on=before),
            "somebody invented": lambda: roll(999_999, 315, client_id="b"),
            "the teacher": lambda: roll(instructor.person_id, 315, client_id="c"),
            "somebody who joined later": lambda: roll(other_trainee.person_id, 315, client_id="d"),
            "longer than the session": lambda: roll(trainee.person_id, 316, client_id="e"),
            "in a class that was cancelled": lambda: roll(trainee.person_id, 315, client_id="f", of=1),
        }
        assert codes(attempts) == {
            "before the day": "not-yet",
            "somebody invented": "not-in-class",
            "the teacher": "not-in-class",
            "somebody who joined later": "joined-later",
            "longer than the session": "minutes-out-of-range",
            "in a class that was cancelled": "no-roll",
        }
        assert roll(trainee.person_id, 315, client_id="g") == 1
        assert roll(trainee.person_id, 0, client_id="h") == 1
        replayed = codes({"an old form once more": lambda: roll(trainee.person_id, 315, client_id="g")})
        assert replayed == {"an old form once more": "sent-before"}
