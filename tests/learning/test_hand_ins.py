"""Work is kept, counts from when it is handed in, is answered in words, and stands in the chain."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.credits import service as credit
from learnhub.credits.rules import TASK_COUNTS
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Feedback, HandIn
from learnhub.learning.rules import ActKind
from learnhub.learning.rules.hand_ins import (
    FeedbackTold,
    HandInTold,
    LineTold,
    Outcome,
    Standing,
    Verdict,
    feedback_refusal,
    standing,
    waiting_days,
)
from learnhub.learning.rules.sendings import SendingKind, SendingTold
from learnhub.learning.service import hand_ins, sendings
from learnhub.learning.service.hand_ins.feedback import empty_lines
from learnhub.learning.service.hand_ins.verification import verify
from learnhub.learning.service.sendings import FileSent
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, instant_now
from tests.guards import without_guards
from tests.learning.marking import voice_of
from tests.learning.work import ENOUGH, HERE, TASK, answer, hand_in, learner_of, load_work, put_together
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone
from tests.tiny_course import FIGURES, store_in

NOW = instant_now()


def piece(number: int, *outcomes: Outcome, words: str = "") -> HandInTold:
    given = tuple(FeedbackTold(n, one, ENOUGH, None, 9, NOW) for n, one in enumerate(outcomes, start=1))
    return HandInTold(number, 1, 1, 1, TASK, number, SendingTold(number, 1, words, NOW), NOW, given)


@given(st.lists(st.sampled_from(["again", "taken", "hand in"]), max_size=12), st.randoms())
def test_the_newest_work_counts_with_what_was_said_to_it_last(deeds: list[str], random: object) -> None:
    pieces: list[HandInTold] = []
    expected = Standing.OPEN
    for deed in deeds:
        if deed == "hand in":
            pieces.append(piece(len(pieces) + 1))
            expected = Standing.WAITING
        elif pieces:
            said = tuple(one.outcome for one in pieces[-1].feedback)
            pieces[-1] = piece(len(pieces), *said, Outcome(deed))
            expected = Standing(deed)
    random.shuffle(pieces)  # type: ignore[attr-defined]
    assert standing(pieces) is expected


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({}, ""),
        ({"by_id": 1}, "own-work"),
        ({"seen": 0}, "answered-meanwhile"),
        ({"lines": ENOUGH[:1]}, "lines-left-out"),
        ({"lines": (*ENOUGH, ENOUGH[0])}, "lines-left-out"),
        ({"lines": (ENOUGH[0], LineTold(2, Verdict.NOT_YET, "字" * 201))}, "too-long"),
        ({"outcome": Outcome.AGAIN, "words": ""}, "next-needed"),
        ({"outcome": Outcome.AGAIN, "words": " 再练 "}, "next-needed"),
        ({"outcome": Outcome.AGAIN, "words": "", "has_file": True}, ""),
        ({"outcome": Outcome.TAKEN, "words": ""}, ""),
    ],
)
def test_feedback_says_to_every_line_something_and_what_to_do_next(
    told: dict[str, object], code: str
) -> None:
    plain = {
        "by_id": 9, "seen": 1, "outcome": Outcome.AGAIN, "lines": ENOUGH, "rubric_count": 2, "words": "慢一点再按一次。",
        "has_file": False,
    }  # fmt: skip
    refusal = feedback_refusal(piece(1, Outcome.TAKEN), **(plain | told))  # type: ignore[arg-type]
    assert (refusal.code if refusal is not None else "") == code


@pytest.mark.parametrize(
    ("hour", "day", "says"), [(0, 1, "今天交的"), (16, 3, "昨天交的"), (16, 12, "交了 10 天")]
)
def test_waiting_is_said_in_days_of_shanghai(hour: int, day: int, says: str) -> None:
    handed_in = datetime.fromisoformat(f"2026-03-01T{hour:02}:30:00+00:00")
    assert waiting_days(handed_in, date(2026, 3, day)) == says


@pytest.fixture
def session(database: Database, tmp_path: Path) -> object:
    with database.transaction() as session:
        load_work(session, store_in(tmp_path))
        yield session


def test_handing_in_closes_its_section_and_earns_the_minutes_of_the_task_once(
    session: Session, trainee: Someone, instructor: Someone
) -> None:
    me = learner_of(session, trainee)
    token = put_together(session, me)
    first = hand_ins.hand_in(session, me, task=TASK, token=token, now=NOW)
    assert isinstance(first, HandIn)
    again = hand_ins.hand_in(session, me, task=TASK, token=token, now=NOW)
    assert again is first, "the same form sent twice is one piece of work"
    other_task = hand_ins.hand_in(session, me, task="show-pressing", token="x", now=NOW)
    assert isinstance(other_task, Refusal)
    stale = hand_ins.hand_in(session, me, task=TASK, token="stale", now=NOW)
    assert isinstance(stale, Refusal)
    assert stale.code == "draft-changed"
    second = hand_in(session, me, "又按了一次。")
    assert [one.number for one in hand_ins.pieces_of_task(session, person_id=me.person_id, lesson_version_id=me.lesson_version.id, task=TASK)] == [2, 1]  # fmt: skip
    progress = learning.progress_by_version(session, me.person_id, [me.lesson_version])[me.lesson_version.id]
    assert progress.closed == {"s3"}
    assert not progress.is_complete
    (entry,) = credit.settle(session, person_id=me.person_id, figures=FIGURES, now=NOW)
    assert (entry.task, entry.points, entry.recognised_minutes, entry.cause_position) == (TASK, 0, 7, first.evidence_position)  # fmt: skip
    assert credit.settle(session, person_id=me.person_id, figures=FIGURES, now=NOW) == []
    assert credit.credited_lessons(session, me.person_id) == set(), "a task is not its lesson"
    assert list(credit.minutes_by_day(session, me.enrolment_id).values()) == [7]
    assert isinstance(answer(session, second, instructor, Outcome.AGAIN), Feedback)
    assert credit.settle(session, person_id=me.person_id, figures=FIGURES, now=NOW) == []
    told = credit.statement(session, person_id=me.person_id, figures=FIGURES, size=9)
    assert [one.lesson_title for one in told.entries] == ["练习：按一分钟"]
    assert credit.verify(session, figures=FIGURES) == []
    assert verify(session) == (3, [])
    assert evidence.verify(session) == []


def test_where_policy_says_so_a_task_counts_once_it_was_taken(
    session: Session, trainee: Someone, instructor: Someone
) -> None:
    from dataclasses import replace

    taken = Figures(
        tuple(replace(one, value="taken") if one.key == TASK_COUNTS else one for one in FIGURES.rows)
    )
    silent = Figures(tuple(one for one in FIGURES.rows if one.key != TASK_COUNTS))
    me = learner_of(session, trainee)
    first, second = hand_in(session, me), hand_in(session, me, "又一次。")
    answer(session, first, instructor, Outcome.AGAIN)
    assert credit.settle(session, person_id=me.person_id, figures=taken, now=NOW) == []
    answer(session, second, instructor, Outcome.TAKEN)
    answer(session, first, instructor, Outcome.TAKEN)
    assert credit.settle(session, person_id=me.person_id, figures=silent, now=NOW) == [], (
        "silence earns nothing"
    )
    (entry,) = credit.settle(session, person_id=me.person_id, figures=taken, now=NOW)
    assert entry.cause_position == second.evidence_position, "what is taken later changes nothing"
    assert credit.verify(session, figures=taken) == []


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["hand in", "same form", "taken", "again", "settle"]), max_size=8))
def test_any_order_of_handing_in_and_answering_gives_one_ledger_and_a_whole_chain(
    session: Session, trainee: Someone, instructor: Someone, deeds: list[str]
) -> None:
    outer = session.begin_nested()
    try:
        me = learner_of(session, trainee)
        pieces: list[HandIn] = []
        last_token = ""
        for deed in deeds:
            if deed == "hand in":
                last_token = put_together(session, me)
            if deed in {"hand in", "same form"} and last_token:
                made = hand_ins.hand_in(session, me, task=TASK, token=last_token, now=NOW)
                assert isinstance(made, HandIn)
                pieces += [made] if made not in pieces else []
            elif deed in {"taken", "again"} and pieces:
                assert isinstance(answer(session, pieces[-1], instructor, Outcome(deed)), Feedback)
            elif deed == "settle":
                credit.settle(session, person_id=me.person_id, figures=FIGURES, now=NOW)
        credit.settle(session, person_id=me.person_id, figures=FIGURES, now=NOW)
        assert credit.balance(session, me.person_id).recognised_minutes == (7 if pieces else 0)
        assert [one.number for one in pieces] == list(range(1, len(pieces) + 1))
        assert len(pieces) == deeds.count("hand in")
        assert verify(session)[1] == []
        assert credit.verify(session, figures=FIGURES) == []
    finally:
        outer.rollback()
        session.expire_all()


def test_work_is_read_by_the_bases_of_course_and_trainee_alone_the_longest_waiting_first(
    session: Session, trainee: Someone, other_trainee: Someone, instructor: Someone, base_manager: Someone
) -> None:
    neighbour = Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    mine, others = learner_of(session, trainee), learner_of(session, other_trainee)
    early = hand_in(session, others, now=NOW - timedelta(days=3))
    hand_in(session, mine, now=NOW - timedelta(days=2))
    newest = hand_in(session, mine, now=NOW)

    def waiting(*held: Holding, but_of: int = 0) -> list[tuple[int, timedelta]]:
        within = hand_ins.taught_within(held, NOW.date())
        rows, total = hand_ins.waiting_pieces(session, within, but_of=but_of, number=1, size=9)
        assert total == len(rows)
        return [(one.piece.id, NOW - one.since) for one in rows]

    assert waiting(HERE) == [(early.id, timedelta(days=3)), (newest.id, timedelta(days=2))]
    assert waiting(HERE, but_of=trainee.person_id) == [(early.id, timedelta(days=3))], (
        "nobody answers the own work"
    )
    assert waiting(neighbour) == [(early.id, timedelta(days=3))], "the trainee belongs to that base"
    assert waiting(Holding(Role.OFFICER, region_code="410000"), Holding(Role.INSTRUCTOR)) == []
    within = hand_ins.taught_within([neighbour], NOW.date())
    assert hand_ins.piece_within_or_none(session, within, newest.id) is None
    assert (
        hand_ins.own_piece_or_none(session, person_id=other_trainee.person_id, hand_in_id=newest.id) is None
    )
    for teacher in (instructor, base_manager):
        assert isinstance(answer(session, newest, teacher), Feedback)
    assert waiting(HERE) == [(early.id, timedelta(days=3))]
    assert isinstance(answer(session, newest, instructor, seen=0), Refusal)
    assert [one.id for one in hand_ins.own_pieces(session, trainee.person_id)] == [newest.id]


def test_the_day_has_its_limit_and_a_file_that_is_gone_is_asked_for_again(
    session: Session, trainee: Someone, other_trainee: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    from learnhub.learning.service.hand_ins import handing_in

    me = learner_of(session, trainee)
    foreign = FileSent(SendingKind.VOICE, voice_of(session, other_trainee, blob="b" * 64))
    token = put_together(session, me, "", [foreign])
    refused = hand_ins.hand_in(session, me, task=TASK, token=token, now=NOW)
    assert isinstance(refused, Refusal)
    assert refused.field == "voice"
    own = FileSent(SendingKind.VOICE, voice_of(session, trainee, blob="a" * 64))
    hand_in(session, me, "", files=[own])
    monkeypatch.setattr(handing_in, "A_DAY_MAX", 1)
    too_many = hand_ins.hand_in(session, me, task=TASK, token=put_together(session, me), now=NOW)
    assert isinstance(too_many, Refusal)
    assert too_many.code == "enough-today"


CHANGES = (
    ("hand_in", "digest = 'x'"), ("hand_in", "number = 9"), ("hand_in", "task = 'other'"), ("hand_in", "client_id = '9-x'"),
    ("hand_in", "handed_in_at = '2020-01-01 00:00:00'"), ("hand_in", "evidence_position = 99"),
    ("feedback", "outcome = 'again'"), ("feedback", "digest = 'x'"), ("feedback", "client_id = '9-x'"),
    ("feedback", "given_at = '2020-01-01 00:00:00'"), ("feedback", "evidence_position = 99"),
    ("feedback_line", "verdict = 'not yet'"), ("feedback_line", "words = '改过的话'"), ("sending", "words = '改过的话'"),
    ("sending_file", "kind = 'video'"), ("stored_media", "blob = 'x'"),
)  # fmt: skip


def test_every_changed_row_of_work_and_feedback_is_named(
    session: Session, trainee: Someone, instructor: Someone
) -> None:
    me = learner_of(session, trainee)
    voice = FileSent(SendingKind.VOICE, voice_of(session, trainee, blob="a" * 64))
    answer(session, hand_in(session, me, files=[voice]), instructor)
    assert verify(session)[1] == []
    without_guards(session, "hand_in", "feedback", "feedback_line")
    for table, change in CHANGES:
        unit = session.begin_nested()
        session.execute(sa.text(f"UPDATE {table} SET {change}"))
        session.expire_all()
        wrong = "feedback" if table.startswith("feedback") else "hand_in"
        assert wrong in {fault.where.partition(" ")[0] for fault in verify(session)[1]}, f"{table}: {change}"
        unit.rollback()
    session.expire_all()
    assert verify(session)[1] == []


def test_rows_that_were_taken_away_are_named_and_what_ended_by_date_is_no_fault(
    session: Session, trainee: Someone, instructor: Someone
) -> None:
    me = learner_of(session, trainee)
    work = hand_in(session, me)
    answer(session, work, instructor)
    sendings.erase_sendings(session, [work.sending_id], now=NOW)
    empty_lines(session)
    assert session.execute(sa.text("SELECT words FROM feedback_line")).scalars().all() == ["", ""]
    assert verify(session)[1] == []
    for table in ("feedback", "hand_in", "feedback_line"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
            session.execute(sa.text(f"DELETE FROM {table}"))
    without_guards(session, "hand_in", "feedback", "feedback_line")
    for table in ("feedback_line", "feedback", "hand_in"):
        session.execute(sa.text(f"DELETE FROM {table}"))
    session.expire_all()
    assert len(verify(session)[1]) == 2
    kinds = [row.kind for row in evidence.entries(session, learning.subject_of(me.person_id))]
    assert kinds == ["enrolment.made", ActKind.TASK_HANDED_IN, "hand_in.answered"]
