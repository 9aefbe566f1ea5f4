"""便利: asked for without a reason, answered with one by a day, looked at again by somebody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service
from learnhub.learning.rules.accommodations import (
    AccommodationFor,
    AccommodationKind,
    AccommodationRequest,
    Answerer,
)
from learnhub.learning.service import accommodations
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now, local_date
from tests.classes import course_with_lessons, enrol
from tests.messages.heard import heard
from tests.people import PREFECTURE, Holding, Role, Someone, make_person
from tests.tiny_course import FIGURES
from tests.visit import Submit, Visit


def enrolled(session: Session, person: Someone) -> int:
    course, _versions = course_with_lessons(session, "asked-for")
    return enrol(session, person.person_id, course).id


def asked(
    session: Session, person: Someone, enrolment_id: int, *kinds: AccommodationKind, words: str = ""
) -> list[AccommodationRequest]:
    outcome = accommodations.ask(
        session,
        person_id=person.person_id,
        enrolment_id=enrolment_id,
        kinds=kinds,
        asked_for=AccommodationFor.TEST,
        words=words,
        figures=FIGURES,
        now=instant_now(),
    )
    assert not isinstance(outcome, Refusal), outcome
    return outcome


def answered(
    session: Session,
    by: Someone,
    request: AccommodationRequest,
    answerer: Answerer,
    *,
    is_granted: bool,
    words: str = "",
) -> str:
    outcome = accommodations.answer(
        session,
        Actor(by.person_id),
        request,
        answerer,
        is_granted=is_granted,
        words=words,
        figures=FIGURES,
        now=instant_now(),
    )
    return outcome.code if outcome is not None else ""


def test_what_is_granted_stands_on_the_class_sheet_in_words_and_what_is_not_does_not(
    database: Database, trainee: Someone, base_manager: Someone
) -> None:
    with database.transaction() as session:
        enrolment_id = enrolled(session, trainee)
        made = asked(
            session,
            trainee,
            enrolment_id,
            AccommodationKind.INTERPRETER,
            AccommodationKind.SCRIBE,
            AccommodationKind.OTHER,
            words="靠窗的座位",
        )
        assert accommodations.granted_accommodations(session, [enrolment_id]) == {}
        assert not accommodations.reads_elsewhere(session, trainee.person_id)
        assert answered(session, base_manager, made[1], Answerer.BASE, is_granted=True) == ""
        assert answered(session, base_manager, made[2], Answerer.BASE, is_granted=True) == ""
        assert service.granted_accommodations(session, [enrolment_id]) == {
            enrolment_id: ("有人代写代填", "靠窗的座位")
        }
        assert accommodations.reads_elsewhere(session, trainee.person_id)


def test_a_refusal_of_the_base_goes_to_the_office_by_itself_and_an_objection_to_somebody_else(
    database: Database, trainee: Someone, base_manager: Someone, officer: Someone
) -> None:
    colleague = make_person(database, "老周", Holding(Role.OFFICER, region_code=PREFECTURE))
    with database.transaction() as session:
        enrolment_id = enrolled(session, trainee)
        one = asked(session, trainee, enrolment_id, AccommodationKind.BRAILLE)[0]

        def present() -> AccommodationRequest:
            found = accommodations.own_request_or_none(
                session, person_id=trainee.person_id, request_id=one.id
            )
            assert found is not None
            return found

        assert answered(session, officer, one, Answerer.OFFICE, is_granted=True) == "not-waiting"
        assert answered(session, trainee, one, Answerer.BASE, is_granted=True) == "own-request"
        assert answered(session, base_manager, one, Answerer.BASE, is_granted=False) == "reason-needed"
        no = "这次来不及印盲文。"
        assert answered(session, base_manager, one, Answerer.BASE, is_granted=False, words=no) == ""
        assert present().waits_for is Answerer.OFFICE
        assert present().answer_by == local_date(instant_now()) + timedelta(days=5)
        assert answered(session, base_manager, one, Answerer.OFFICE, is_granted=True) == "same-person"
        assert answered(session, officer, one, Answerer.OFFICE, is_granted=False, words="等下一期。") == ""
        refusal = accommodations.object_to(session, present(), words="", figures=FIGURES, now=instant_now())
        assert refusal is None
        assert answered(session, officer, one, Answerer.OFFICE, is_granted=True) == "same-person"
        assert answered(session, colleague, one, Answerer.OFFICE, is_granted=True) == ""
        assert present().is_granted
        rows = evidence.entries(session, service.subject_of(trainee.person_id), [accommodations.KIND_STEP])
        assert [row.payload["step"] for row in rows if row.payload] == [
            "asked",
            "refused",
            "office refused",
            "objected",
            "office granted",
        ]
        assert "braille" not in str([row.payload for row in rows])
        assert heard(session) == {Kind.ACCOMMODATION_ANSWERED: {trainee.person_id}}
        for table in ("accommodation", "accommodation_step"):
            with pytest.raises(sa.exc.DBAPIError, match="append-only"), session.begin_nested():
                session.execute(sa.text(f"DELETE FROM {table}"))


def test_asking_twice_is_asking_once_until_it_is_taken_back(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        enrolment_id = enrolled(session, trainee)
        first = asked(session, trainee, enrolment_id, AccommodationKind.PAPER)[0]
        assert asked(session, trainee, enrolment_id, AccommodationKind.PAPER) == []
        assert accommodations.take_back(session, first, now=instant_now()) is None
        again = accommodations.take_back(session, first, now=instant_now())
        assert again is not None
        assert again.code == "taken-back"
        assert len(asked(session, trainee, enrolment_id, AccommodationKind.PAPER)) == 1


def test_a_trainee_asks_the_base_answers_and_neither_a_neighbour_nor_another_base_sees_it(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    base_manager: Someone,
    officer: Someone,
) -> None:
    with database.transaction() as session:
        enrolment_id = enrolled(session, trainee)
    form = visit("learning.accommodation_form", trainee, enrolment_id=enrolment_id)
    assert "不用写身体情况" in form.words
    nothing = submit("learning.ask_accommodation", {}, trainee, 422, enrolment_id=enrolment_id)
    assert nothing.errors == ["请至少选一种便利。没有列出的，选“别的便利”再写一句。"]
    other = {"kinds": ["other"], "asked_for": "course"}
    wordless = submit("learning.ask_accommodation", other, trainee, 422, enrolment_id=enrolment_id)
    assert wordless.errors == ["您选了“别的便利”，请写一句您要什么。"]
    sent = submit(
        "learning.ask_accommodation",
        {"kinds": ["extra time"], "asked_for": "test", "words": "一题十分钟"},
        trainee,
        target="/me/accommodations?done=asked",
        enrolment_id=enrolment_id,
    )
    assert "多给时间" in sent.follow().words
    with database.reading() as session:
        request_id = accommodations.requests_of(session, [enrolment_id])[0].id
    visit("learning.accommodation_form", other_trainee, 404, enrolment_id=enrolment_id)
    visit("learning.own_accommodation", other_trainee, 404, request_id=request_id)
    visit("learning.office_accommodation", officer, 404, request_id=request_id)
    assert "多给时间" in visit("learning.base_accommodations", base_manager).words
    submit(
        "learning.answer_as_base",
        {"decision": "refused", "words": "考场只订了两小时。"},
        base_manager,
        target="/base/accommodations?done=answered",
        request_id=request_id,
    )
    assert "多给时间" in visit("learning.office_accommodations", officer).words
    submit(
        "learning.answer_as_office",
        {"decision": "refused", "words": "已经和您通过话。"},
        officer,
        target="/office/accommodations?done=answered",
        request_id=request_id,
    )
    own = visit("learning.own_accommodation", trainee, request_id=request_id)
    assert "考场只订了两小时。" in own.words
    submit(
        "learning.object_to_answer",
        {"words": ""},
        trainee,
        target="/me/accommodations?done=objected",
        request_id=request_id,
    )
    assert "换一个人" in visit("/me/accommodations?done=objected", trainee).words
