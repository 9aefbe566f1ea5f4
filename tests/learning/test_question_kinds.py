"""Questions that are put in order, paired and written are answered on the lesson page, through the same evidence."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from learnhub.catalogue.rules import publication_figures
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service
from learnhub.primitives import instant_now, local_date
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.catalogue.samples import folder_of, lesson_md, quiz
from tests.catalogue.test_questions import ORDER, PAIRS, WORDS
from tests.people import Someone
from tests.tiny_course import FIGURES, course_toml
from tests.visit import Page, Submit, Visit

SLUG = "many-kinds"
PLACE = {"course": SLUG, "lesson": "wash-hands"}
ADDRESS = f"/courses/{SLUG}/lessons/wash-hands"


@pytest.fixture(autouse=True)
def many_kinds(database: Database, settings: Settings) -> None:
    """Load a lesson whose first three checks are of the three kinds."""
    from learnhub.authoring.service import load_course

    put = "\n".join(
        block.format(name=name) + "\n" + quiz(name, f"{name} 换一种问法？")
        for name, block in (("in-order", ORDER), ("in-pairs", PAIRS), ("in-words", WORDS))
    )
    files = {
        "course.toml": course_toml(SLUG, ["wash-hands"]).encode(),
        "lessons/wash-hands.md": lesson_md(first=put).encode(),
    }
    now = instant_now()
    with database.transaction() as session:
        load_course(
            session,
            store_for(settings),
            replace(folder_of(files, SLUG), shown=""),
            figures=publication_figures(FIGURES, local_date(now)),
            now=now,
        )


def answered(database: Database, person: Someone) -> list[dict[str, Any]]:
    """Return what the log holds of answers, in order."""
    with database.reading() as session:
        rows = evidence.entries(session, service.subject_of(person.person_id))
        return [dict(row.payload or {}) for row in rows if row.kind == "check.answered"]


def reply(visit: Visit, submit: Submit, person: Someone | None, check: str, **given: str) -> Page:
    """Answer the question that is shown; what is refused comes back as the page."""
    shown = visit("learning.lesson", person, **PLACE)
    hidden = {
        e.get("name", ""): e.get("value", "")
        for e in shown.document.all("input")
        if e.get("name") in {"question", "act"}
    }
    send = partial(submit, "learning.answer", {**hidden, **given}, person, **PLACE, check=check)
    return send(target=f"{ADDRESS}#answer-{check}").follow() if person else send(200)


def test_each_kind_is_answered_and_kept(
    visit: Visit, submit: Submit, trainee: Someone, database: Database
) -> None:
    submit("learning.enrol", {}, trainee, course=SLUG, target=f"/courses/{SLUG}?done=enrolled")
    right = reply(visit, submit, trainee, "in-order", c1="1", c2="2", c3="3")
    assert "答对了" in right.words
    assert "您选的是：1. 打湿双手；2. 抹上洗手液；3. 搓满二十秒" in right.words
    paired = reply(visit, submit, trainee, "in-pairs", c1="c1", c2="c2")
    assert "合谷——虎口上；内关——手腕横纹上三横指" in paired.words
    written = reply(visit, submit, trainee, "in-words", written=" ２０ ")
    assert "您写的是：２０" in written.words
    told = answered(database, trainee)
    assert [(one["check"], one["chosen"], one["right"]) for one in told] == [
        ("in-order", ["c1@1", "c2@2", "c3@3"], True),
        ("in-pairs", ["c1=c1", "c2=c2"], True),
        ("in-words", ["t:２０"], True),
    ]


def test_a_wrong_order_says_what_is_out_of_place_and_asks_another_question(
    visit: Visit, submit: Submit, trainee: Someone, database: Database
) -> None:
    submit("learning.enrol", {}, trainee, course=SLUG, target=f"/courses/{SLUG}?done=enrolled")
    again = reply(visit, submit, trainee, "in-order", c1="2", c2="1", c3="3")
    assert "打湿双手：先湿手，洗手液才起泡。" in again.words
    assert "搓满二十秒：抹了才搓得出泡沫。" not in again.words
    assert "in-order 换一种问法？" in again.words
    heard = visit(again.links["听反馈：第 1 节第 1 题"], trainee)
    assert "您选的是：抹上洗手液，打湿双手，搓满二十秒。" in heard.words


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"c1": "1", "c2": "1", "c3": "2"}, ["这个位置已经给了别的一项，请换一个位置。"]),
        ({"c1": "1", "c2": "2"}, ["请给这一项选一个位置。"]),
        ({"c1": "1", "c2": "2", "c3": "9"}, ["请从列出的选项里选一个。"]),
    ],
)
def test_places_that_are_no_answer_are_refused_and_kept_as_chosen(
    visit: Visit, submit: Submit, given: dict[str, str], errors: list[str]
) -> None:
    fields = {"question": "1", "act": "a" * 16, **given}
    shown = submit("learning.answer", fields, None, 422, **PLACE, check="in-order")
    assert shown.errors == errors


def test_words_go_into_no_address_and_another_question_asks_for_none(
    visit: Visit, submit: Submit, trainee: Someone
) -> None:
    submit("learning.enrol", {}, trainee, course=SLUG, target=f"/courses/{SLUG}?done=enrolled")
    reply(visit, submit, trainee, "in-order", c1="1", c2="2", c3="3")
    shown = reply(visit, submit, trainee, "in-pairs", c1="c1", c2="c2")
    other = visit(shown.links["换一道不用写字的题"], trainee)
    assert "in-words 换一种问法？" in other.words
    wrong = reply(visit, submit, trainee, "in-words", written="我的电话")
    assert "再听一遍" in wrong.words
    heard = visit(wrong.links["听反馈：第 1 节第 3 题"], trainee)
    assert "再听一遍" in heard.words
    assert not any("我的电话" in address for address in wrong.links.values())


def test_a_question_is_heard_with_how_it_is_answered(visit: Visit) -> None:
    shown = visit("learning.question_audio", **PLACE, check="in-order", number=1)
    assert "请给下面每一项选一个位置。" in shown.words
    pairs = visit("learning.question_audio", **PLACE, check="in-pairs", number=1)
    assert "可以配的有：手腕横纹上三横指； 虎口上。" in pairs.words
    words = visit("learning.question_audio", **PLACE, check="in-words", number=1)
    assert "二十" not in words.words.split("念的是这些话")[1], "what is right isn't said beforehand"


def test_a_question_of_lists_stays_near_the_top(visit: Visit) -> None:
    shown = visit("learning.lesson", **PLACE)
    assert shown.stops_to("接着做：第 1 节的题") <= 5
    assert len(shown.document.stops) <= 25
