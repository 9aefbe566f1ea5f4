"""Objecting to a decision about a mark: in time, once, decided by another officer; until then nothing is taken away."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.audit.rules import Actor
from learnhub.credits import service as credit
from learnhub.db import Database
from learnhub.learning import service
from learnhub.learning.models import ReviewAppeal, ReviewStep
from learnhub.learning.rules.reviewing import MarkOutcome, ReviewMarkTold
from learnhub.learning.service import appeals, marks
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now
from tests.learning.marking import mark_of
from tests.messages.heard import heard
from tests.people import Someone
from tests.subsidy.claiming import colleague
from tests.tiny_course import FIGURES
from tests.visit import Submit, Visit

NO, YES = MarkOutcome.NOT_RECOGNISED, MarkOutcome.RECOGNISED


def told(session: sa.orm.Session, mark: ReviewMarkTold) -> ReviewMarkTold:
    found = marks.own_mark_or_none(session, person_id=mark.person_id, mark_id=mark.id)
    assert found is not None
    return found


def held(session: sa.orm.Session, mark: ReviewMarkTold) -> bool:
    return mark.enrolment_id in service.open_marks(session, [mark.enrolment_id])


def refused(session: sa.orm.Session, trainee: Someone, officer: Someone) -> ReviewMarkTold:
    """Return a mark that an officer decided against the trainee, who has 15 days."""
    mark, now = mark_of(session, trainee), instant_now()
    credit.settle(session, person_id=trainee.person_id, figures=FIGURES, now=now)
    decided = marks.decide_mark(
        session, Actor(officer.person_id), mark, NO, words="本人说没有学过。", objection_days=15, now=now
    )
    assert isinstance(decided, ReviewStep)
    return told(session, mark)


def lost(session: sa.orm.Session, trainee: Someone) -> int:
    return len(credit.reverse_unrecognised(session, person_id=trainee.person_id, now=instant_now()))


def test_what_nobody_objects_to_takes_effect_after_its_days(
    database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark, now = refused(session, trainee, officer), instant_now()
        assert held(session, mark)
        assert lost(session, trainee) == 0
        assert appeals.finish_overdue(session, figures=FIGURES, now=now + timedelta(days=15)) == 0
        assert appeals.finish_overdue(session, figures=FIGURES, now=now + timedelta(days=16)) == 1
        assert appeals.finish_overdue(session, figures=FIGURES, now=now + timedelta(days=17)) == 0
        late = appeals.object_to(
            session, person_id=trainee.person_id, mark_id=mark.id, words="我学过。", recording_id=None,
            figures=FIGURES, now=now + timedelta(days=16),
        )  # fmt: skip
        assert isinstance(late, Refusal)
        assert late.code == "too-late"
        assert not held(session, mark)
        assert lost(session, trainee) >= 6
        for deed in ("DELETE FROM review_appeal", "UPDATE review_appeal SET words = 'x'"):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
                session.execute(sa.text(deed))


@pytest.mark.parametrize(("outcome", "is_lost"), [(YES, False), (NO, True)])
def test_another_officer_decides_about_an_objection(
    database: Database, trainee: Someone, officer: Someone, outcome: MarkOutcome, is_lost: bool
) -> None:
    with database.transaction() as session:
        mark, now = refused(session, trainee, officer), instant_now()

        def object_to(person: Someone) -> object:
            return appeals.object_to(
                session, person_id=person.person_id, mark_id=mark.id, words="是在基地学的。", recording_id=None,
                figures=FIGURES, now=now,
            )  # fmt: skip

        assert isinstance(object_to(officer), Refusal)
        assert isinstance(object_to(trainee), ReviewAppeal)
        assert isinstance(object_to(trainee), Refusal)
        assert appeals.finish_overdue(session, figures=FIGURES, now=now + timedelta(days=15)) == 0

    second = colleague(database)
    with database.transaction() as session:

        def again(by: Someone, words: str = "问过老师，重新看了。") -> ReviewAppeal | Refusal:
            actor = Actor(by.person_id)
            return appeals.decide_again(session, actor, told(session, mark), outcome, words=words, now=now)

        codes = [getattr(again(by, words), "code", "") for by, words in [
            (officer, "看过了。"), (trainee, "看过了。"), (second, "好"), (second, "问过老师了。"), (second, "再看一次。"),
        ]]  # fmt: skip
        assert codes == ["four-eyes", "own-mark", "reason-needed", "", "decided"]
        found = told(session, mark)
        assert found.is_final
        assert found.decision is not None
        assert (found.decision.outcome, found.decision.by_id) == (outcome, second.person_id)
        assert not held(session, mark)
        kinds = (Kind.MARK_OPENED, Kind.MARK_DECIDED, Kind.APPEAL_DECIDED)
        assert heard(session) == {key: {trainee.person_id} for key in kinds}
        assert bool(lost(session, trainee)) is is_lost
        assert credit.verify(session, figures=FIGURES) == []


def test_an_objection_that_nobody_answers_counts_for_the_trainee(
    database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark, now = refused(session, trainee, officer), instant_now()
        appeals.object_to(
            session, person_id=trainee.person_id, mark_id=mark.id, words="我学过。", recording_id=None, figures=FIGURES,
            now=now,
        )  # fmt: skip
        assert appeals.finish_overdue(session, figures=FIGURES, now=now + timedelta(days=16)) == 1
        found = told(session, mark)
        assert found.decision is not None
        assert (found.decision.outcome, found.decision.by_id) == (YES, None)
        assert lost(session, trainee) == 0


def test_a_trainee_objects_on_the_page_and_the_next_officer_sees_it(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
) -> None:
    second = colleague(database)
    with database.transaction() as session:
        mark = mark_of(session, trainee)
    at = {"mark_id": mark.id}
    decision = {"outcome": NO.value, "words": "本人说没有学过。"}
    submit("learning.decide_mark", decision, officer, target="/office/marks?done=decided", **at)
    page = visit("learning.own_mark", trainee, **at)
    assert "积分不会减少" in page.words
    submit("learning.object_to_mark", {"words": "我学过。"}, other_trainee, 404, **at)
    empty = submit("learning.object_to_mark", {"words": ""}, trainee, 422, **at)
    assert empty.errors == ["请写一句为什么不同意，或者选一段录音。"]
    done = submit(
        "learning.object_to_mark", {"words": "是在基地学的。"}, trainee, target=f"/me/marks/{mark.id}?done=objected", **at
    ).follow()  # fmt: skip
    assert "最迟" in done.words
    assert "请让另一位同事重新看" in visit("learning.office_mark", officer, **at).words
    assert submit("learning.decide_mark", decision, officer, 422, **at).errors
    assert "小林" in visit("learning.office_marks", second).words
    assert "是在基地学的。" in visit("learning.office_mark", second, **at).words
    right = {"outcome": YES.value, "words": "问过老师，学过。"}
    submit("learning.decide_mark", right, second, target="/office/marks?done=decided", **at)
    assert "问过老师，学过。" in visit("learning.own_mark", trainee, **at).words
