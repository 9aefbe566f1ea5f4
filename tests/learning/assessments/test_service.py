"""A test from its beginning to its score, on both engines: once, in any order, however late."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import Edition
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.models import AssessmentAnswer, AssessmentAttempt, AssessmentStep, Enrolment
from learnhub.learning.rules.accommodations import AccommodationFor, AccommodationKind, Answerer
from learnhub.learning.rules.assessments.attempts import AttemptForm, AttemptState, AttemptStepKind, HelpKind
from learnhub.learning.service import accommodations
from learnhub.learning.service import assessments as service
from learnhub.learning.service.assessments.answering import hand_in_all_overdue, hand_in_overdue
from learnhub.learning.service.assessments.erasing import erase_words, steps_with_words
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.rules import BlobStore
from tests.learning.assessments.made import TEST, Taking, begun, enrolled, found
from tests.people import Someone, make_person
from tests.tiny_course import FIGURES, store_in

LIMITED = TEST.replace("wait_hours = 0", "wait_hours = 0\nminutes = 20")


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return store_in(tmp_path / "files")


@contextmanager
def taking(database: Database, store: BlobStore, person: Someone, test: str = TEST) -> Iterator[Taking]:
    with database.transaction() as session:
        yield Taking(
            session, begun(session, store, enrolled(session, store, person.person_id, test=test)).row.id
        )


def rows(session: Session, attempt_id: int) -> tuple[int, int]:
    answers = session.scalar(
        sa.select(sa.func.count())
        .select_from(AssessmentAnswer)
        .where(AssessmentAnswer.attempt_id == attempt_id)
    )
    steps = session.scalar(
        sa.select(sa.func.count()).select_from(AssessmentStep).where(AssessmentStep.attempt_id == attempt_id)
    )
    return answers or 0, steps or 0


def test_a_test_is_begun_answered_changed_handed_in_and_taken_again(
    database: Database, trainee: Someone, store: BlobStore
) -> None:
    with taking(database, store, trainee) as one:
        session, first = one.session, one.attempt
        enrolment = session.get_one(Enrolment, first.row.enrolment_id)
        # Begun again, on whichever device, it is the same attempt with the same paper.
        assert begun(session, store, enrolment).row.id == one.attempt_id
        now = instant_now()
        wrong = one.answer_of(1, is_right=False, happened_at=now - timedelta(minutes=5))
        assert one.send(wrong) is None
        assert one.send(wrong) is None  # the same form again
        assert one.send(one.answer_of(1, is_right=True, happened_at=now - timedelta(minutes=4))) is None
        assert rows(session, one.attempt_id) == (2, 0)
        assert one.attempt.score is None
        handed_in = one.hand_in()
        assert handed_in.told.state is AttemptState.NOT_PASSED
        assert handed_in.score is not None
        assert handed_in.score.words == "4 题里答对 1 题，这次还没过"
        refused = one.send(one.answer_of(2, is_right=True, happened_at=now - timedelta(minutes=9)))
        assert refused is not None
        assert refused.code == "handed-in"
        second = Taking(session, begun(session, store, enrolment).row.id)
        assert second.attempt.row.number == 2
        assert {item.digest for item in second.attempt.paper.items}.isdisjoint(
            item.digest for item in first.paper.items
        )
        second.answer_all(3)
        assert second.hand_in().told.state is AttemptState.PASSED
        again = service.begin(
            session, store, enrolment, "theory",
            edition=Edition.STANDARD, figures=FIGURES, by_id=trainee.person_id, now=instant_now(),
        )  # fmt: skip
        assert isinstance(again, Refusal)
        assert again.code == "passed"
        assert service.verify(session) == (2, [])


def test_answers_that_were_given_without_a_line_count_in_whatever_order_they_come(
    database: Database, trainee: Someone, store: BlobStore
) -> None:
    now = instant_now()
    with taking(database, store, trainee) as one:
        at = [now - timedelta(minutes=9 - number) for number in range(6)]
        sent = [
            one.answer_of(1, is_right=False, happened_at=at[0], client_id="changed-my-mind"),
            *(
                one.answer_of(
                    number, is_right=number != 4, happened_at=at[number], client_id=f"answer-{number}-x"
                )
                for number in (1, 2, 3, 4)
            ),
        ]
        declared = {answer.position: answer.digest for answer in sent[1:]}
        # One order of the database's; every order of the rules': test_rules.
        for number in (2, 5, 0, 4, 1, 3) * 2:
            if number < 5:
                one.send(sent[number])
            else:
                service.hand_in(
                    one.session,
                    one.attempt,
                    by_id=trainee.person_id,
                    now=now,
                    happened_at=at[5],
                    declared=declared,
                )
        score = one.attempt.score
        assert score is not None
        assert (score.right, score.is_passed, score.wrong) == (3, True, (4,))
        kinds = [step.kind for step in one.attempt.steps]
        assert kinds == [AttemptStepKind.HANDED_IN, AttemptStepKind.SCORED]
        assert service.verify(one.session) == (1, [])


def test_a_test_that_is_handed_in_twice_at_once_counts_once(
    committed_database: Database, store: BlobStore
) -> None:
    person = make_person(committed_database, "同时交卷")
    with committed_database.transaction() as session:
        enrolment = enrolled(session, store, person.person_id)
        one = Taking(session, begun(session, store, enrolment).row.id)
        one.answer_all(4)
    ready = Barrier(2)

    def hand_in() -> AttemptState:
        ready.wait()
        with committed_database.transaction() as session:
            return Taking(session, one.attempt_id).hand_in().told.state

    with ThreadPoolExecutor(2) as pool:
        states = [each.result() for each in [pool.submit(hand_in) for _ in range(2)]]
    assert states == [AttemptState.PASSED] * 2
    with committed_database.transaction() as session:
        assert rows(session, one.attempt_id) == (4, 2)
        assert service.verify(session) == (1, [])
        assert evidence.verify(session) == []


def test_time_ends_with_what_was_answered_and_is_lengthened_by_more_time_and_by_presses(
    database: Database, trainee: Someone, store: BlobStore, base_manager: Someone
) -> None:
    with database.transaction() as session:
        enrolment = enrolled(session, store, trainee.person_id, test=LIMITED)
        asked = accommodations.ask(
            session, person_id=trainee.person_id, enrolment_id=enrolment.id, kinds=[AccommodationKind.EXTRA_TIME],
            asked_for=AccommodationFor.TEST, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip
        assert not isinstance(asked, Refusal)
        actor = Actor(base_manager.person_id)
        accommodations.answer(
            session,
            actor,
            asked[0],
            Answerer.BASE,
            is_granted=True,
            words="",
            figures=FIGURES,
            now=instant_now(),
        )
        began = instant_now()
        one = Taking(session, begun(session, store, enrolment, now=began).row.id)
        assert one.attempt.row.accommodations == [asked[0].id]
        assert one.attempt.ends_at == began + timedelta(minutes=30)  # 20 and half as much again
        for press in range(10):
            assert service.extend(session, one.attempt, client_id=f"press-{press:04}", now=began) is None
            assert service.extend(session, one.attempt, client_id=f"press-{press:04}", now=began) is None
        end = one.attempt.ends_at
        assert end == began + timedelta(minutes=130)
        refused = service.extend(session, one.attempt, client_id="press-more", now=began)
        assert refused is not None
        assert refused.code == "no-more-time"
        under_way = one.answer_of(1, is_right=True, happened_at=end)
        assert one.send(under_way, now=end + timedelta(seconds=60)) is None
        later = end + timedelta(minutes=9)
        late = one.send(one.answer_of(2, is_right=True, happened_at=end), now=later)
        assert late is not None
        assert late.code == "time-over"
        assert hand_in_overdue(session, one.attempt, now=end).handed_in is None
        assert hand_in_all_overdue(session, now=end) == 0
        assert hand_in_all_overdue(session, now=later) == 1
        assert hand_in_all_overdue(session, now=later) == 0
        handed_in = hand_in_overdue(session, one.attempt, now=later)
        assert handed_in.told.handed_in_at == end
        assert handed_in.score is not None
        assert handed_in.score.right == 1
        assert service.verify(session) == (1, [])


def test_who_typed_a_paper_never_hands_it_in(
    database: Database, trainee: Someone, instructor: Someone, base_manager: Someone, store: BlobStore
) -> None:
    with database.transaction() as session:
        enrolment = enrolled(session, store, trainee.person_id)
        given_out = service.begin(
            session, store, enrolment, "theory", edition=Edition.STANDARD, figures=FIGURES,
            by_id=instructor.person_id, now=instant_now(), form=AttemptForm.PAPER,
        )  # fmt: skip
        assert not isinstance(given_out, Refusal)
        one, now = Taking(session, given_out.id), instant_now()
        answer = one.answer_of(1, is_right=True, happened_at=now)
        on_screen = one.send(answer)
        assert on_screen is not None
        assert on_screen.code == "on-paper"
        assert one.send(answer, typed_by=instructor.person_id) is None
        for by, code in ((base_manager, "not-typed"), (instructor, "same-person"), (trainee, "same-person")):
            if code == "same-person":
                assert service.say_typed(session, one.attempt, by_id=base_manager.person_id, now=now) is None
            refused = service.check_paper(session, one.attempt, by_id=by.person_id, now=now)
            assert isinstance(refused, Refusal)
            assert refused.code == code
        colleague = make_person(database, "同事")
        checked = service.check_paper(session, one.attempt, by_id=colleague.person_id, now=now)
        assert not isinstance(checked, Refusal)
        assert checked.score is not None
        assert checked.score.right == 1
        assert service.verify(session) == (1, [])


def test_help_is_recorded_with_the_trainees_answers_and_its_words_stay_out_of_the_chain(
    database: Database, trainee: Someone, store: BlobStore
) -> None:
    with taking(database, store, trainee) as one:
        told = {
            "kinds": [HelpKind.READ, HelpKind.WROTE],
            "client_id": "help-0001",
            "by_id": trainee.person_id,
            "now": instant_now(),
        }
        for _ in range(2):
            assert service.record_help(one.session, one.attempt, helper="邻居刘阿姨", **told) is None
        (step,) = one.attempt.steps
        assert (step.words, step.told) == ("邻居刘阿姨", {"kinds": ["read", "wrote"]})
        nobody = service.record_help(
            one.session, one.attempt, helper=" ", **{**told, "client_id": "help-0002"}
        )
        nothing = service.record_help(
            one.session, one.attempt, helper="刘", **{**told, "client_id": "help-0003", "kinds": []}
        )
        assert (nobody and nobody.field, nothing and nothing.field) == ("helper", "kinds")
        logged = one.session.scalars(sa.select(Evidence).where(Evidence.kind.startswith("assessment"))).all()
        assert "刘阿姨" not in str([row.payload for row in logged])
        assert service.verify(one.session) == (1, [])
        # The words end when their time has come; nothing else of a step can be changed.
        assert steps_with_words(one.session, step.taken_at) == []
        erase_words(one.session, steps_with_words(one.session, instant_now() + timedelta(days=1)))
        assert one.attempt.steps[0].words == ""
        assert service.verify(one.session) == (1, [])
        refused = one.session.begin_nested()
        with pytest.raises(sa.exc.DatabaseError, match="append-only"):
            one.session.execute(sa.update(AssessmentStep).values(words="", taken_at=instant_now()))
        refused.rollback()


def test_a_question_found_wrong_later_counts_as_right_for_everybody(
    database: Database, trainee: Someone, other_trainee: Someone, officer: Someone, store: BlobStore
) -> None:
    with taking(database, store, trainee) as one:
        session = one.session
        one.answer_all(2)
        assert one.hand_in().told.state is AttemptState.NOT_PASSED
        course = session.scalars(sa.select(Course).where(Course.slug == "tested")).one()
        digest = one.attempt.paper.items[3].digest
        actor = Actor(officer.person_id)
        no_words = service.take_out(session, actor, course, digest, words=" 错 ", now=instant_now())
        unknown = service.take_out(session, actor, course, "f" * 64, words="没有这道题", now=instant_now())
        assert [each.code for each in (no_words, unknown) if isinstance(each, Refusal)] == [
            "reason-needed",
            "not-asked",
        ]
        assert service.take_out(session, actor, course, digest, words="答案印反了", now=instant_now()) == 1
        again = service.take_out(session, actor, course, digest, words="答案印反了", now=instant_now())
        assert isinstance(again, Refusal)
        assert one.attempt.told.state is AttemptState.PASSED
        scores = [step.told["right"] for step in one.attempt.steps if step.kind is AttemptStepKind.SCORED]
        assert scores == [2, 3]
        assert service.verify(session) == (1, [])


def test_whatever_is_changed_in_the_tables_is_named(
    database: Database, trainee: Someone, store: BlobStore
) -> None:
    with taking(database, store, trainee) as one:
        session = one.session
        one.answer_all(2)
        attempt = one.hand_in()
        for table in (AssessmentAttempt, AssessmentAnswer, AssessmentStep):
            refused = session.begin_nested()
            with pytest.raises(sa.exc.DatabaseError, match="append-only"):
                session.execute(sa.delete(table))
            refused.rollback()
        answer, step = attempt.answers[3], attempt.steps[-1]
        changed = replace(attempt, steps=attempt.steps[:-1])
        assert changed.score == attempt.score
        right = attempt.paper.items[3].right
        with session.no_autoflush:
            answer.marks, step.told = list(right), {**step.told, "right": 3, "passed": True}
            assert found(session, one.attempt_id).answers[3] is answer
            _count, faults = service.verify(session)
            session.expire_all()
        assert {fault.where.split(" ")[0] for fault in faults} == {
            "assessment_answer",
            "assessment_step",
            "assessment_attempt",
        }
