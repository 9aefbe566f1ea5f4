"""A question from what was just learned: asked when there is something to ask, earns and holds nothing, speaks for the trainee."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service
from learnhub.learning.rules.recall import Learned, Recalled, lessons_to_ask
from learnhub.primitives import instant_now
from tests.classes import complete, course_with_lessons, enrol
from tests.learning.marking import mark_of
from tests.people import Someone
from tests.tiny_course import FIGURES
from tests.visit import Page, Submit, Visit

THREE = [Learned(n, n * 10, 50) for n in (1, 2, 3)]


def right(version: int, position: int) -> Recalled:
    return Recalled(version, "feel", 1, True, position)


def wrong(version: int, position: int) -> Recalled:
    return Recalled(version, "feel", 1, False, position)


@pytest.mark.parametrize(
    ("recalled", "minutes", "marked_from", "asked"),
    [
        ([], 150, None, (3, 2, 1)),
        ([], 151, None, ()),  # too little learned
        ([wrong(3, 40)], 150, None, (2, 1, 3)),  # another lesson after a wrong answer
        ([wrong(3, 40), right(2, 41)], 1, None, ()),  # answered: nothing until more is learned
        ([right(1, 15)], 100, None, (3, 2)),
        ([right(3, 40)], 999, 20, (2,)),  # a mark is open: every lesson of the stretch may be asked once
        ([right(3, 40), right(2, 41)], 999, 20, ()),
    ],
)
def test_what_is_asked_about(
    recalled: list[Recalled], minutes: int, marked_from: int | None, asked: tuple[int, ...]
) -> None:
    assert lessons_to_ask(THREE, recalled, minutes, marked_from=marked_from) == asked


@given(st.permutations(THREE), st.permutations([wrong(3, 40), wrong(2, 41), right(1, 12)]))
def test_the_order_in_which_rows_come_changes_nothing(
    learned: list[Learned], recalled: list[Recalled]
) -> None:
    assert lessons_to_ask(learned, recalled, 50) == lessons_to_ask(THREE, sorted(recalled, key=str), 50)


def fields(page: Page, *, is_right: bool) -> dict[str, str]:
    hidden = {
        str(e.get("name")): str(e.get("value"))
        for e in page.document.all("input")
        if e.get("type") == "hidden"
    }
    labels = {
        page.document.name(e): str(e.get("value"))
        for e in page.document.all("input")
        if e.get("type") == "radio"
    }
    chosen = next(value for words, value in labels.items() if ("对的" in words) is is_right)
    return {"question": hidden["question"], "act": hidden["act"], "chosen": chosen}


def form_of(page: Page) -> str:
    return next(action for e in page.document.all("form") if "/me/recall/" in (action := e.get("action", "")))


def test_a_question_is_answered_until_it_is_right_and_changes_no_progress(
    visit: Visit, submit: Submit, database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        course, versions = course_with_lessons(session, "recall", lessons=3)
        made = enrol(session, trainee.person_id, course)
        for version in versions[:2]:
            complete(session, trainee.person_id, made.id, version)
    assert "现在没有要答的题" in visit("learning.recall_question", trainee).words
    with database.transaction() as session:
        complete(session, trainee.person_id, made.id, versions[2])
        before = service.progress_by_version(session, trainee.person_id, versions)
    page = visit("learning.recall_question", trainee)
    assert page.stops_to("提交答案") <= 5
    assert submit(form_of(page), fields(page, is_right=True) | {"chosen": ""}, trainee, 422).errors
    target = "/me/recall?done=answered"
    tried = submit(form_of(page), fields(page, is_right=False), trainee, target=target).follow()
    assert "再想一想" in tried.words
    sent = fields(tried, is_right=True)
    assert form_of(tried) != form_of(page)
    done = submit(form_of(tried), sent, trainee, target=target).follow()
    assert "答对了" in done.words
    assert "提交答案" not in done.buttons
    submit(form_of(tried), sent, trainee, target="/me/recall")
    submit(form_of(tried), sent, other_trainee, target="/me/recall")
    subject = service.subject_of(trainee.person_id)
    with database.transaction() as session:
        rows = evidence.entries(session, subject, ["presence.answered"])
        assert [row.payload["right"] for row in rows if row.payload] == [False, True]
        assert service.progress_by_version(session, trainee.person_id, versions) == before
        assert service.look(session, person_id=trainee.person_id, figures=FIGURES, now=instant_now()) == []


def test_who_decides_about_a_mark_sees_what_was_answered_since(
    visit: Visit, submit: Submit, database: Database, trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        mark = mark_of(session, trainee)
    assert "不能因此不认可" in visit("learning.office_mark", officer, mark_id=mark.id).words
    own = visit("learning.own_mark", trainee, mark_id=mark.id)
    page = visit(own.links["答一道学过的题，也能说明是您在学"], trainee)
    for _again in range(2):
        sent = fields(page, is_right=True)
        page = submit(form_of(page), sent, trainee, target="/me/recall?done=answered").follow()
    assert "答了 2 次，答对 2 次" in visit("learning.office_mark", officer, mark_id=mark.id).words
