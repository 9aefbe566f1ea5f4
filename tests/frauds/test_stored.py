"""Frauds tried on a real database: each attempt is refused by its code, counts for nothing, or is named by the chain."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from learnhub.audit.rules import Actor
from learnhub.catalogue.service.texts import text_of
from learnhub.credits import service as credit
from learnhub.credits.models import CreditEntry
from learnhub.db import Database
from learnhub.evidence.rules import FIRST, Link, chain_faults, link_digest, payload_digest
from learnhub.learning import service as learning
from learnhub.learning.rules.presence import MarkReason
from learnhub.learning.rules.reviewing import MarkOutcome
from learnhub.learning.service import Answering, Learner, marks
from learnhub.learning.service.acts import Closing, event_of_answer, event_of_closing, log
from learnhub.primitives import Refusal, instant_now
from tests.classes import complete, course_with_lessons, enrol
from tests.frauds.attempts import codes
from tests.learning.marking import mark_of
from tests.people import Someone
from tests.tiny_course import FIGURES

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


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
        entries = session.scalars(sa.select(CreditEntry)).all()
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
