"""Marks 需要核对: made once, answered by the trainee, decided by somebody else, in the trainee's favour when nobody does."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service
from learnhub.learning.models import ReviewMark, ReviewStep
from learnhub.learning.rules.presence import MarkReason
from learnhub.learning.rules.reviewing import MarkOutcome, seen_words
from learnhub.learning.service import marks
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import StoredState
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.learning.marking import click_through, mark_of, voice_of
from tests.messages.heard import heard
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.tiny_course import FIGURES
from tests.visit import Clients, Submit, Visit


def test_a_course_clicked_through_is_marked_once_and_named_in_the_chain(
    database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        made = click_through(session, trainee)
        assert [one.reason for one in made] == [MarkReason.PACE]
        assert service.look(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now()) == []
        told = service.open_marks(session, [made[0].enrolment_id])[made[0].enrolment_id]
        assert [one.id for one in told] == [made[0].id]
        rows = evidence.entries(session, service.subject_of(trainee.person_id), [marks.KIND_MARKED])
        assert [row.position for row in rows] == [made[0].evidence_position]
        assert heard(session) == {Kind.MARK_OPENED: {trainee.person_id}}


def test_a_mark_and_its_steps_can_neither_be_changed_nor_taken_away(
    database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)
        outcome = marks.decide_mark(
            session,
            Actor(officer.person_id),
            mark,
            MarkOutcome.RECOGNISED,
            words="打过电话，是读屏三倍速。",
            now=instant_now(),
        )
        assert isinstance(outcome, ReviewStep)
        for table in ("review_mark", "review_step"):
            for deed in (f"DELETE FROM {table}", f"UPDATE {table} SET evidence_position = 1"):
                with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
                    session.execute(sa.text(deed))


def test_a_decision_is_made_once_by_somebody_else_with_a_reason(
    database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)

        def decide(by: Someone, words: str) -> ReviewStep | Refusal:
            return marks.decide_mark(
                session, Actor(by.person_id), mark, MarkOutcome.RECOGNISED, words=words, now=instant_now()
            )

        outcomes = [
            decide(trainee, "我自己看过。"),
            decide(officer, "好"),
            decide(officer, "打过电话，没有问题。"),
        ]
        assert [getattr(one, "code", "") for one in outcomes] == ["own-mark", "reason-needed", ""]
        again = decide(officer, "再看一次。")
        assert isinstance(again, Refusal)
        assert again.code == "decided"
        assert service.open_marks(session, [mark.enrolment_id]) == {}
        assert service.look(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now()) == []


def test_what_is_not_recognised_is_answered_by_reversals_once(
    database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)
        now = instant_now()
        credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=now)
        before = credit.balance(session, trainee.person_id)
        assert before.recognised_minutes == 400
        marks.decide_mark(
            session,
            Actor(officer.person_id),
            mark,
            MarkOutcome.NOT_RECOGNISED,
            words="本人说没有学过这几课。",
            now=now,
        )
        made = credit.reverse_unrecognised(session, person_id=trainee.person_id, now=now)
        assert {one.reason for one in made} == {"本人说没有学过这几课。"}
        assert credit.reverse_unrecognised(session, person_id=trainee.person_id, now=now) == []
        credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=now)
        after = credit.balance(session, trainee.person_id)
        assert after.recognised_minutes == 400 - 50 * len(made)
        assert len(made) >= 6
        assert credit.verify(session, figures=FIGURES) == []


def test_what_nobody_decided_in_time_is_recognised_where_policy_says_so(
    database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee, days_ago=15)
        now = instant_now()
        assert marks.recognise_overdue(session, figures=FIGURES, now=now) == 0
        assert marks.recognise_overdue(session, figures=FIGURES, now=now + timedelta(days=1)) == 1
        assert marks.recognise_overdue(session, figures=FIGURES, now=now + timedelta(days=1)) == 0
        found = marks.own_mark_or_none(session, person_id=trainee.person_id, mark_id=mark.id)
    assert found is not None
    assert found.decision is not None
    assert (found.decision.outcome, found.decision.by_id) == (MarkOutcome.RECOGNISED, None)


def test_a_trainee_hears_why_and_until_when_and_answers(
    visit: Visit, submit: Submit, database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)
    told = visit("learning.own_mark", trainee, mark_id=mark.id)
    assert "这不影响您继续学习" in told.words
    assert f"{mark.decide_by.year}年{mark.decide_by.month}月{mark.decide_by.day}日" in told.words
    assert not [word for word in ("怀疑", "作弊", "造假", "异常") if word in told.words]
    assert told.stops_to("送出说明") <= 5
    empty = submit("learning.answer_mark", {"words": ""}, trainee, 422, mark_id=mark.id)
    assert empty.errors == ["请写一句话，或者选一段录音。不想说明也可以，直接离开这一页。"]
    sent = submit(
        "learning.answer_mark",
        {"words": "我先听完录音，再一起答题。"},
        trainee,
        target=f"/me/marks/{mark.id}?done=answered",
        mark_id=mark.id,
    )
    assert "我先听完录音" in sent.follow().words
    assert "需要核对" in visit("learning.own_marks", trainee).words
    visit("learning.own_mark", other_trainee, 404, mark_id=mark.id)
    submit("learning.answer_mark", {"words": "别人的"}, other_trainee, 404, mark_id=mark.id)


def test_an_officer_of_the_region_decides_and_one_of_another_does_not(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
    base_manager: Someone,
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)
        foreign = click_through(session, other_trainee, slug="foreign")[0]
        assert marks.own_mark_or_none(session, person_id=other_trainee.person_id, mark_id=foreign.id)
    queue = visit("learning.office_marks", officer)
    assert "共 1 条" in queue.words
    assert "学员还没有说明" in queue.words
    seen = visit("learning.office_mark", officer, mark_id=mark.id)
    assert seen_words(mark.reason, mark.worth_minutes, mark.observed_seconds, mark.act_count) in seen.words
    missing = submit("learning.decide_mark", {"words": "打过电话，没有问题。"}, officer, 422, mark_id=mark.id)
    assert missing.errors == ["请选一个决定。"]
    submit(
        "learning.decide_mark",
        {"outcome": "recognised", "words": "打过电话，没有问题。"},
        officer,
        target="/office/marks?done=decided",
        mark_id=mark.id,
    )
    told = visit("learning.own_mark", trainee, mark_id=mark.id)
    assert "打过电话，没有问题。" in told.words
    visit("learning.office_mark", officer, 404, mark_id=foreign.id)
    visit("learning.office_mark", base_manager, 403, mark_id=mark.id)
    both = make_person(
        database,
        "两边都管",
        Holding(Role.BASE_MANAGER, BASE_ID, BASE_REGION),
        Holding(Role.OFFICER, region_code="530000"),
    )
    visit("learning.office_mark", both, 404, mark_id=mark.id)  # by the base alone it isn't theirs to decide
    with database.reading() as session:
        steps = session.scalars(
            sa.select(ReviewStep).join(ReviewMark, ReviewMark.id == ReviewStep.mark_id)
        ).all()
        assert [step.by_id for step in steps] == [officer.person_id]
        assert local_date(steps[0].taken_at) <= mark.decide_by


def test_a_voice_answer_is_heard_by_who_decides_and_no_other_recording_with_it(
    visit: Visit, clients: Clients, database: Database, settings: Settings, trainee: Someone, officer: Someone
) -> None:
    blob = store_for(settings).put(b"RIFF of a voice")
    with database.transaction() as session:
        mark = mark_of(session, trainee)
        said, private = voice_of(session, trainee, blob=blob), voice_of(session, trainee, blob=blob)
        marks.answer_mark(
            session, person_id=trainee.person_id, mark_id=mark.id, words="", recording_id=said, now=instant_now()
        )  # fmt: skip
        tokens = [session.get_one(StoredMedia, one).token for one in (said, private)]
    heard_at, other = (f"/office/marks/{mark.id}/recordings/{token}" for token in tokens)
    answer = clients.of(officer).get(heard_at, buffered=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    visit(other, officer, 404)
    with database.transaction() as session:  # its time is over: nothing to be played is left
        session.execute(sa.update(StoredMedia).values(shown_blob="", state=StoredState.ERASED))
    visit(heard_at, officer, 404)
