"""Frauds tried on a real database: each attempt is refused by its code, counts for nothing, or is named by the chain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.identity import CheckMethod
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import certificates, duplicates, people
from learnhub.audit.rules import Actor
from learnhub.catalogue.service.texts import text_of
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.evidence.rules import FIRST, Link, chain_faults, link_digest, payload_digest
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.presence import MarkReason
from learnhub.learning.rules.reviewing import MarkOutcome
from learnhub.learning.service import Answering, Learner, marks
from learnhub.learning.service.acts import Closing, event_of_answer, event_of_closing, log
from learnhub.primitives import Refusal, instant_now, local_date, today
from learnhub.settings import Settings
from learnhub.training import service as training
from learnhub.training.models import ClassState, TrainingClass
from learnhub.training.rules import MarkTyped, Presence
from learnhub.training.service.openings import decide_opening, submit_opening
from tests.classes import ClassDays, both_bases, complete, course_with_lessons, enrol, join, open_class
from tests.learning.marking import mark_of
from tests.people import BASE_ID, BASE_REGION, PREFECTURE, Someone
from tests.tiny_course import FIGURES

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def codes(attempts: dict[str, Callable[[], object]]) -> dict[str, str]:
    """Try each and return the code of its refusal, or what came of it."""
    found = {}
    for name, attempt in attempts.items():
        outcome = attempt()
        found[name] = outcome.code if isinstance(outcome, Refusal) else f"done: {outcome!r}"
    return found


def _chain(count: int = 4) -> list[tuple[Link, str]]:
    links: list[tuple[Link, str]] = []
    previous = FIRST
    for position in range(1, count + 1):
        link = Link(
            subject="person:1",
            position=position,
            kind="section.closed",
            about="lesson-version:1",
            client_id=f"close:1:s{position}",
            happened_at=NOW,
            received_at=NOW + timedelta(seconds=position),
            payload_digest=payload_digest("salt", {"section": f"s{position}"}),
            previous=previous,
        )
        previous = link_digest(link)
        links.append((link, previous))
    return links


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "person:2"},
        {"position": 7},
        {"kind": "check.answered"},
        {"about": "lesson-version:2"},
        {"client_id": "close:1:s9"},
        {"happened_at": NOW - timedelta(days=300)},
        {"received_at": NOW + timedelta(days=1)},
        {"payload_digest": payload_digest("salt", {"section": "s9"})},
        {"previous": FIRST[:-1] + "1"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_row_that_was_changed_afterwards_is_named(change: dict[str, object]) -> None:
    chain = _chain()
    link, digest = chain[1]
    chain[1] = (replace(link, **change), digest)  # type: ignore[arg-type]
    assert chain_faults(chain)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_row_that_was_taken_out_or_put_twice_or_moved_is_named(place: int) -> None:
    chain = _chain()
    assert chain_faults(chain) == []
    assert chain_faults(chain[:place] + chain[place + 1 :])
    assert chain_faults([*chain[: place + 1], chain[place], *chain[place + 1 :]])
    assert chain_faults([*chain[:place], chain[place + 1], chain[place], *chain[place + 2 :]])


def test_a_chain_written_anew_after_a_change_breaks_with_what_follows() -> None:
    chain = _chain()
    changed = replace(chain[1][0], about="lesson-version:2")
    chain[1] = (changed, link_digest(changed))
    assert [fault.where for fault in chain_faults(chain)] == ["person:1 #3"]


def test_replayed_and_back_dated_acts_earn_nothing_more(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "replayed", lessons=1)
        enrolment = enrol(session, trainee.person_id, course)
        text, learner = text_of(versions[0]), Learner(trainee.person_id, enrolment.id, versions[0])
        for told in (instant_now(), instant_now() - timedelta(days=900), instant_now() + timedelta(days=900)):
            events = [
                *(event_of_closing(learner, text, Closing(s.key), told) for s in text.sections),
                *(
                    event_of_answer(
                        learner, text, Answering(c.name, 1, frozenset({"c1"}), f"copied-{c.name}"), told
                    )
                    for c in text.checks
                ),
            ]
            whole = [one for one in events if not isinstance(one, Refusal)]
            assert len(whole) == len(events)
            log(session, trainee.person_id, whole, now=instant_now())
            credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now())
            assert credit.balance(session, trainee.person_id).recognised_minutes == 50
        again = enrol(session, trainee.person_id, course)
        assert again.id == enrolment.id


def test_forged_acts_are_refused(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "forged", lessons=1)
        enrolment = enrol(session, trainee.person_id, course)
        text, learner = text_of(versions[0]), Learner(trainee.person_id, enrolment.id, versions[0])
        check = text.checks[0].name

        def answer(name: str, number: int, chosen: set[str], client_id: str) -> Callable[[], object]:
            return lambda: event_of_answer(
                learner, text, Answering(name, number, frozenset(chosen), client_id), NOW
            )

        found = codes(
            {
                "a section that isn't there": lambda: event_of_closing(learner, text, Closing("s99"), NOW),
                "no section": lambda: event_of_closing(learner, text, Closing(""), NOW),
                "a check that isn't there": answer("exam", 1, {"c1"}, "client-0001"),
                "question nought": answer(check, 0, {"c1"}, "client-0001"),
                "question beyond the last": answer(check, 99, {"c1"}, "client-0001"),
                "an answer that isn't offered": answer(check, 1, {"c9"}, "client-0001"),
                "all answers at once": answer(check, 1, {"c1", "c2"}, "client-0001"),
                "nothing chosen": answer(check, 1, set(), "client-0001"),
                "an id of another kind of row": answer(check, 1, {"c1"}, "close:1:s1"),
                "an id that is too short": answer(check, 1, {"c1"}, "1"),
                "an id that is too long": answer(check, 1, {"c1"}, "x" * 65),
                "an id with a blank": answer(check, 1, {"c1"}, "client 0001"),
            }
        )
    assert {name: code for name, code in found.items() if code.startswith("done")} == {}


def test_answers_copied_to_another_account_are_marked(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "copied", lessons=2)
        for person in (trainee, other_trainee):
            enrolment = enrol(session, person.person_id, course)
            events = []
            for version in versions:
                text, learner = text_of(version), Learner(person.person_id, enrolment.id, version)
                for check in text.checks:
                    told = event_of_answer(
                        learner,
                        text,
                        Answering(check.name, 1, frozenset({"c1"}), f"same-{version.id}-{check.name}"),
                        instant_now(),
                    )
                    assert not isinstance(told, Refusal)
                    events.append(told)
            log(session, person.person_id, events, now=instant_now())
        made = learning.look(session, person_id=other_trainee.person_id, figures=FIGURES, now=instant_now())
        assert [one.reason for one in made] == [MarkReason.COPIED]


def test_one_lesson_in_two_courses_is_credited_once(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "twice", lessons=2)
        enrolment = enrol(session, trainee.person_id, course)
        for _again in range(2):
            for version in versions:
                complete(session, trainee.person_id, enrolment.id, version)
            credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now())
        assert credit.balance(session, trainee.person_id).recognised_minutes == 100
        entries = session.scalars(sa.select(credit.CreditEntry)).all()
        first = credit.reverse(
            session, entry_id=entries[0].id, reason="点错了。", reversed_by=trainee.person_id, now=NOW
        )
        assert not isinstance(first, Refusal)
        found = codes(
            {
                "reversed twice": lambda: credit.reverse(
                    session, entry_id=entries[0].id, reason="再来。", reversed_by=1, now=NOW
                ),
                "a reversal reversed": lambda: credit.reverse(
                    session, entry_id=first.id, reason="改回。", reversed_by=1, now=NOW
                ),
                "without a reason": lambda: credit.reverse(
                    session, entry_id=entries[1].id, reason=" ", reversed_by=1, now=NOW
                ),
            }
        )
        assert set(found.values()) == {"reversed-already", "no-such-entry", "reason-needed"}


def test_kept_rows_can_neither_be_changed_nor_deleted_by_who_holds_the_database(
    database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)
        credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now())
        marks.decide_mark(
            session,
            Actor(officer.person_id),
            mark,
            MarkOutcome.RECOGNISED,
            words="打过电话。",
            now=instant_now(),
        )
        for table, column in (
            ("evidence", "received_at"),
            ("credit_entry", "points"),
            ("review_mark", "worth_minutes"),
            ("review_step", "words"),
            ("audit_event", "words"),
        ):
            for deed in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
                with pytest.raises(sa.exc.DBAPIError), session.begin_nested():
                    session.execute(sa.text(deed))


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
