"""Tests as teachers see them: by class and never as a ranking; paper answers typed by one and checked by another; questions taken out."""

import pytest

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.accommodations import AccommodationFor, AccommodationKind, Answerer
from learnhub.learning.rules.assessments.counting import Outcome, QuestionCount, question_counts
from learnhub.learning.service import accommodations
from learnhub.primitives import instant_now
from learnhub.providers.models import TrainingBase
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.classes import ClassDays, join, open_class
from tests.learning.assessments.made import Taking, begun, enrolled
from tests.learning.assessments.test_views import fields
from tests.people import BASE_ID, BASE_REGION, Someone, make_person
from tests.tiny_course import FIGURES
from tests.visit import Submit, Visit

HOME = "/teach/courses/tested/assessments/theory"


def test_questions_are_counted_by_people_and_told_only_of_enough() -> None:
    outcomes = [Outcome(person, "often", person > 3) for person in range(1, 6)]
    outcomes += [Outcome(1, "often", False), Outcome(1, "seldom", False)]
    outcomes += [Outcome(person, "never", True) for person in range(1, 8)]
    counts = [QuestionCount("often", 5, 3), QuestionCount("never", 7, 0)]
    assert question_counts(outcomes, 5) == counts
    assert question_counts(reversed(outcomes), 5) == counts
    assert question_counts(outcomes, 8) == []


@pytest.fixture
def in_class(
    database: Database, settings: Settings, trainee: Someone, instructor: Someone
) -> tuple[int, int]:
    """The trainee has a place in a class whose course has a test; returns the class's id and the enrolment's."""
    with database.transaction() as session:
        enrolment = enrolled(session, store_for(settings), trainee.person_id)
        course = session.get_one(Course, enrolment.course_id)
        base = session.get_one(TrainingBase, BASE_ID)
        found = open_class(session, course, base, teachers=[instructor.person_id], days=ClassDays(days=2))
        join(session, found, enrolment)
        return found.id, enrolment.id


def grant(database: Database, enrolment_id: int, person: Someone, manager: Someone) -> None:
    with database.transaction() as session:
        (asked,) = accommodations.ask(  # type: ignore[misc]
            session, person_id=person.person_id, enrolment_id=enrolment_id, kinds=[AccommodationKind.BRAILLE],
            asked_for=AccommodationFor.TEST, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip
        refused = accommodations.answer(
            session, Actor(manager.person_id), asked, Answerer.BASE,
            is_granted=True, words="", figures=FIGURES, now=instant_now(),
        )  # fmt: skip
        assert refused is None


def test_a_base_reaches_the_results_of_a_test_from_its_class(
    in_class: tuple[int, int], visit: Visit, base_manager: Someone
) -> None:
    page = visit("training.base_class", base_manager, class_id=in_class[0])
    assert "小林" in visit(page.links["测验“理论测验”：谁考过了"], base_manager).words


@pytest.mark.survey
def test_an_answer_on_paper_is_typed_by_one_and_checked_by_another(
    in_class: tuple[int, int], visit: Visit, submit: Submit, database: Database,
    trainee: Someone, instructor: Someone, base_manager: Someone,
) -> None:  # fmt: skip
    class_id, enrolment_id = in_class
    desk = f"/teach/classes/{class_id}/assessments/theory/papers/{enrolment_id}"
    visit(desk, instructor, 404)  # nobody granted paper
    submit(desk, {}, instructor, 404)
    grant(database, enrolment_id, trainee, base_manager)
    listed = visit(HOME, instructor)
    assert "盲文材料" in listed.words
    assert visit(listed.links["小林的纸质卷"], instructor).heading == "小林的纸质卷：理论测验"
    given = submit(desk, {}, instructor, target=f"{desk}?done=begun").follow()
    sheet = given.links["打印卷子"]
    at = sheet.removesuffix("/sheet")
    assert "第 4 题" in visit(sheet, instructor).words
    braille = visit(given.links["下载盲文卷（BRF）"], instructor)
    assert braille.headers["Cache-Control"] == "private, no-store"
    assert braille.content.isascii()
    # The trainee's own pages show it and let nothing be answered there.
    own = visit("/courses/tested/assessments/theory", trainee)
    assert "纸质卷" in own.words
    own_at = at.replace("/teach/", "/me/")
    visit(f"{own_at}/questions/1", trainee, 303, target=own_at)
    own_answer = fields(visit(f"{at}/questions/1", instructor))
    refused = submit(f"{own_at}/questions/1", own_answer, trainee, 422)
    assert refused.errors == ["这次是纸质卷，请把答案写在纸上，老师会录进来。"]
    submit(f"{own_at}/handing-in", {}, trainee, target=f"{own_at}?done=handed-in")
    early = submit(f"{at}/check", {"deed": "checked"}, base_manager, 422)
    assert early.errors == ["这份卷子还没有录完，录完了再核对。"]
    for position in (1, 2, 3):
        typed = fields(visit(f"{at}/questions/{position}", instructor))
        submit(
            f"{at}/questions/{position}",
            typed,
            instructor,
            target=f"{at}/questions/{position + 1}?done=saved",
        )
    done = submit(f"{at}/check", {"deed": "typed"}, instructor, target=f"{at}/check?done=typed").follow()
    assert "要由另一位同事核对" in done.words
    same = submit(f"{at}/check", {"deed": "checked"}, instructor, 422)
    assert same.errors == ["录的人不能自己核对，请另一位同事来核对。"]
    assert submit(f"{at}/check", {"deed": "returned", "words": ""}, base_manager, 422).errors
    again = {"deed": "returned", "words": "第 4 题纸上有答案"}
    submit(f"{at}/check", again, base_manager, target=f"{at}/check?done=returned")
    submit(
        f"{at}/questions/4",
        fields(visit(f"{at}/questions/4", instructor)),
        instructor,
        target=f"{at}/check?done=saved",
    )
    submit(f"{at}/check", {"deed": "typed"}, instructor, target=f"{at}/check?done=typed")
    whole = submit(
        f"{at}/check", {"deed": "checked"}, base_manager, target=f"{at}/check?done=checked"
    ).follow()
    assert "4 题里答对 4 题，过了" in whole.words
    assert "盲文材料" in visit(own_at, trainee).words


def test_teachers_of_other_classes_and_bases_see_nothing(
    in_class: tuple[int, int], visit: Visit, submit: Submit, database: Database, settings: Settings,
    trainee: Someone, base_manager: Someone, officer: Someone,
) -> None:  # fmt: skip
    _class_id, enrolment_id = in_class
    with database.transaction() as session:
        one = Taking(
            session, begun(session, store_for(settings), session.get_one(Enrolment, enrolment_id)).row.id
        )
        one.answer_all(2)
        one.hand_in()
        digest = one.attempt.paper.items[3].digest
    assert "4 题里答对 2 题，这次还没过" in visit(HOME, base_manager).words
    assert (
        "现在还没有这样的题" in visit(f"{HOME}/questions", base_manager).words
    )  # one person is nobody's business
    colleague = make_person(database, "同事", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    visit(HOME, colleague, 404)
    visit(f"{HOME}/questions", colleague, 404)
    visit(f"/teach/attempts/{one.attempt_id}/sheet", base_manager, 404)  # not on paper
    other = make_person(database, "别处的老师", Holding(Role.INSTRUCTOR, 2, "532801"))
    elsewhere = make_person(database, "别处的干部", Holding(Role.OFFICER, region_code="532800"))
    out = f"/teach/courses/tested/questions/{digest}/taking-out"
    for person in (other, elsewhere):
        visit(out, person, 404)
        submit(out, {"words": "答案印反了"}, person, 404)
    visit(out.replace(digest, "f" * 64), officer, 404)
    assert submit(out, {"words": " "}, officer, 422).errors
    taken = submit(out, {"words": "答案印反了"}, officer, target=f"{out}?done=taken-out").follow()
    assert "取消了：答案印反了" in taken.words
    assert submit(out, {"words": "再取消一次"}, officer, 422).errors == ["这道题已经取消了。"]
    result = visit(f"/me/attempts/{one.attempt_id}", trainee).words
    assert "4 题里答对 3 题，过了" in result
    assert "已经给您算对" in result
