"""Enrolling, closing sections, answering checks."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.catalogue.service.courses import lesson_versions
from learnhub.catalogue.service.texts import text_of
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.rules import (
    Act,
    ActKind,
    LessonProgress,
    Requirement,
    lesson_progress,
    question_to_show,
)
from learnhub.learning.service import Answered, Answering, Learner
from learnhub.primitives import Refusal, instant_now
from tests.people import Someone
from tests.tiny_course import TinyCourse, store_in


def enrolled(session: Session, person: Someone, tmp_path: Path, course: TinyCourse) -> Enrolment:
    made = service.enrol(
        session,
        person_id=person.person_id,
        course=course.load(session, store_in(tmp_path)),
        now=instant_now(),
    )
    assert isinstance(made, Enrolment)
    return made


def learner_of(session: Session, enrolment: Enrolment, number: int = 0) -> Learner:
    version = lesson_versions(session, enrolment.course_version_id)[number]
    return Learner(enrolment.person_id, enrolment.id, version)


def answer(
    session: Session, learner: Learner, check: str, *, right: bool, question: int = 1, act: str = ""
) -> Answered:
    text = text_of(learner.lesson_version)
    asked = next(one for one in text.checks if one.name == check).questions[question - 1]
    keys = asked.right_keys if right else {c.key for c in asked.choices} - asked.right_keys
    outcome = service.answer_check(
        session,
        learner,
        text,
        Answering(check, question, frozenset({min(keys)}), act or f"act-{check}-{question}-{right}"),
        happened_at=instant_now(),
        now=instant_now(),
    )
    assert isinstance(outcome, Answered)
    return outcome


def progress_of(session: Session, learner: Learner) -> LessonProgress:
    version = learner.lesson_version
    return service.progress_of(session, learner.person_id, version, text_of(version))


def close(session: Session, learner: Learner, section: str) -> object:
    now = instant_now()
    text = text_of(learner.lesson_version)
    return service.close_section(session, learner, text, section=section, happened_at=now, now=now)


def test_a_lesson_is_complete_when_its_checks_are_passed_and_its_sections_closed(
    database: Database, trainee: Someone, tmp_path: Path
) -> None:
    with database.transaction() as session:
        learner = learner_of(session, enrolled(session, trainee, tmp_path, TinyCourse("tiny-one")))
        answer(session, learner, "feel", right=False)
        answer(session, learner, "feel", right=True, question=2)
        answer(session, learner, "push", right=True)
        assert not progress_of(session, learner).is_complete
        done = close(session, learner, "s3")
    assert getattr(done, "is_complete", False)
    assert getattr(done, "open_sections", None) == ()


def test_opening_a_lesson_is_never_evidence(database: Database, trainee: Someone, tmp_path: Path) -> None:
    with database.transaction() as session:
        learner = learner_of(session, enrolled(session, trainee, tmp_path, TinyCourse("tiny-one")))
        assert not progress_of(session, learner).is_begun


def test_after_a_wrong_answer_comes_the_other_question_and_then_the_first_again(
    database: Database, trainee: Someone, tmp_path: Path
) -> None:
    with database.transaction() as session:
        learner = learner_of(session, enrolled(session, trainee, tmp_path, TinyCourse("tiny-one")))
        check = text_of(learner.lesson_version).checks[0]
        shown = []
        for number in range(3):
            answer(session, learner, check.name, right=False, question=number % 2 + 1, act=f"act-{number:08}")
            progress = progress_of(session, learner)
            shown.append(question_to_show(check, progress).number)
    assert shown == [2, 1, 2]
    assert dict(progress.wrong_tries) == {"feel": 3}


def test_the_same_form_sent_twice_is_one_try(database: Database, trainee: Someone, tmp_path: Path) -> None:
    with database.transaction() as session:
        learner = learner_of(session, enrolled(session, trainee, tmp_path, TinyCourse("tiny-one")))
        answer(session, learner, "feel", right=False, act="same-form")
        answer(session, learner, "feel", right=False, act="same-form")
        assert dict(progress_of(session, learner).wrong_tries) == {"feel": 1}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"check": "other"}, "no-such-question"),
        ({"question": 3}, "no-such-question"),
        ({"question": 0}, "no-such-question"),
        ({"chosen": frozenset()}, "nothing-chosen"),
        ({"chosen": frozenset({"c9"})}, "nothing-chosen"),
        ({"chosen": frozenset({"c1", "c2"})}, "one-only"),
        ({"client_id": "short"}, "no-client-id"),
        ({"client_id": "x" * 65}, "no-client-id"),
        ({"client_id": "带汉字的编号很长"}, "no-client-id"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_not_logged(
    database: Database, trainee: Someone, tmp_path: Path, change: dict[str, object], code: str
) -> None:
    with database.transaction() as session:
        learner = learner_of(session, enrolled(session, trainee, tmp_path, TinyCourse("tiny-one")))
        before = len(evidence.entries(session, service.subject_of(trainee.person_id)))
        answering = Answering("feel", 1, frozenset({"c1"}), "act-00000001")
        outcome = service.answer_check(
            session,
            learner,
            text_of(learner.lesson_version),
            replace(answering, **change),  # type: ignore[arg-type]
            happened_at=instant_now(),
            now=instant_now(),
        )
        assert isinstance(outcome, Refusal)
        assert outcome.code == code
        assert len(evidence.entries(session, service.subject_of(trainee.person_id))) == before


def test_a_section_that_is_not_there_is_refused(database: Database, trainee: Someone, tmp_path: Path) -> None:
    with database.transaction() as session:
        learner = learner_of(session, enrolled(session, trainee, tmp_path, TinyCourse("tiny-one")))
        assert isinstance(close(session, learner, "s9"), Refusal)


def test_enrolling_twice_is_being_enrolled_once(database: Database, trainee: Someone, tmp_path: Path) -> None:
    with database.transaction() as session:
        course = TinyCourse("tiny-one").load(session, store_in(tmp_path))
        first = service.enrol(session, person_id=trainee.person_id, course=course, now=instant_now())
        second = service.enrol(session, person_id=trainee.person_id, course=course, now=instant_now())
    assert isinstance(first, Enrolment)
    assert first is second


def test_somebody_who_withdrew_can_come_back_to_the_same_enrolment(
    database: Database, trainee: Someone, tmp_path: Path
) -> None:
    with database.transaction() as session:
        course = TinyCourse("tiny-one").load(session, store_in(tmp_path))
        first = service.enrol(session, person_id=trainee.person_id, course=course, now=instant_now())
        assert isinstance(first, Enrolment)
        first.state = EnrolmentState.WITHDRAWN
        later = instant_now() + timedelta(seconds=1)
        again = service.enrol(session, person_id=trainee.person_id, course=course, now=later)
        assert isinstance(again, Enrolment)
        assert (again.id, again.state) == (first.id, EnrolmentState.ACTIVE)


def test_a_course_in_preparation_cannot_be_enrolled_in(
    database: Database, trainee: Someone, tmp_path: Path
) -> None:
    with database.transaction() as session:
        course = TinyCourse("tiny-one", state="in preparation").load(session, store_in(tmp_path))
        outcome = service.enrol(session, person_id=trainee.person_id, course=course, now=instant_now())
    assert isinstance(outcome, Refusal)
    assert outcome.code == "in-preparation"


def test_a_shared_module_alone_cannot_be_enrolled_in(
    database: Database, trainee: Someone, tmp_path: Path
) -> None:
    with database.transaction() as session:
        module = TinyCourse("shared-part", lessons=("rights-one",), kind="shared module")
        course = module.load(session, store_in(tmp_path))
        outcome = service.enrol(session, person_id=trainee.person_id, course=course, now=instant_now())
    assert isinstance(outcome, Refusal)
    assert outcome.code == "shared-module"


REQUIREMENT = Requirement(("s1", "s2", "s3"), (("feel", "s1"), ("push", "s2")))


def acts() -> st.SearchStrategy[list[Act]]:
    now = instant_now()
    closing = st.sampled_from(["s1", "s2", "s3", "s9"]).map(
        lambda section: Act(ActKind.SECTION_CLOSED, section, now)
    )
    answering = st.tuples(
        st.sampled_from([("feel", "s1"), ("push", "s2"), ("old", "s1")]), st.booleans(), st.integers(1, 2)
    ).map(lambda t: Act(ActKind.CHECK_ANSWERED, t[0][1], now, check=t[0][0], question=t[2], is_right=t[1]))
    return st.lists(st.one_of(closing, answering), max_size=14)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(acts(), st.randoms(use_true_random=False))
def test_order_and_repetition_of_acts_never_change_what_is_complete(made: list[Act], random: object) -> None:
    shuffled = list(made)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one = lesson_progress(REQUIREMENT, made)
    other = lesson_progress(REQUIREMENT, [*shuffled, *shuffled])
    assert (one.closed, one.passed, one.is_complete, one.open_sections) == (
        other.closed,
        other.passed,
        other.is_complete,
        other.open_sections,
    )


@settings(max_examples=200)
@given(acts(), acts())
def test_more_acts_never_take_progress_away(first: list[Act], more: list[Act]) -> None:
    before, after = lesson_progress(REQUIREMENT, first), lesson_progress(REQUIREMENT, [*first, *more])
    assert before.closed <= after.closed
    assert before.passed <= after.passed
    assert before.is_complete <= after.is_complete
