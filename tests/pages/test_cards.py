"""An easy-read lesson one card at a time: the same places, endless repeats, questions, sound of the card."""

import re

import pytest
import sqlalchemy as sa

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.current import COOKIE
from learnhub.accessibility.rules import AccessProfile, encode
from learnhub.catalogue.models import Lesson, LessonVersion
from learnhub.catalogue.service import spoken_sentences, text_of
from learnhub.db import Database
from learnhub.language import house_lexicon
from learnhub.learning.rules.enquiries import place_or_none
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.service import render_text
from learnhub.storage.service import store_for
from tests.people import Someone
from tests.visit import Clients, Page, Submit, Visit

PLACE = {"course": "coffee-easyread", "lesson": "americano-get-ready"}
LESSON = "/courses/coffee-easyread/lessons/americano-get-ready"
# Three steps, a term and a question; four steps, a warning, a term and 本节学完; four steps, a task and a question; the end.
COUNT = 5 + 7 + 6 + 1
QUESTION, CLOSING = 5, 12
RIGHT = ("咖啡和热水", "不加牛奶", "干净的", "交给店长，换一个")


@pytest.fixture(autouse=True)
def easy_reader(clients: Clients, database: Database, trainee: Someone) -> Someone:
    """A trainee and a visitor who put easy-read first."""
    chosen = AccessProfile(is_easy_read_first=True)
    clients.of(None).set_cookie(COOKIE, encode(chosen))
    with database.transaction() as session:
        accessibility.keep_profile(session, trainee.person_id, chosen, now=instant_now())
    return trainee


def hidden(page: Page, name: str) -> str:
    return next(e.get("value", "") for e in page.document.all("input") if e.get("name") == name)


def enrol(submit: Submit, person: Someone) -> None:
    submit(
        "learning.enrol",
        {},
        person,
        course="coffee-easyread",
        target="/courses/coffee-easyread?done=enrolled",
    )


def right_choice(page: Page) -> str:
    """Return the key of the choice that the coffee lesson calls right, by its words; a picture's description stands before them."""
    for label in page.document.all("label"):
        if page.document.words(label).strip().endswith(RIGHT):
            return f"c{int(label.get('for', '').rsplit('-', 1)[1]) + 1}"
    raise AssertionError(page.words)


def reply(visit: Visit, submit: Submit, person: Someone | None, card: int, *, right: bool) -> Page:
    shown = visit("learning.lesson", person, **PLACE, card=card)
    key = right_choice(shown)
    fields = {
        "question": hidden(shown, "question"),
        "act": hidden(shown, "act"),
        "chosen": key if right else "c1" if key != "c1" else "c2",
    }
    check = "what-is-americano" if card == QUESTION else "good-cup"
    status, target = (303, f"{LESSON}?card={card}#card") if person else (200, None)
    answer = submit("learning.answer", fields, person, status, target=target, **PLACE, check=check, card=card)
    return answer.follow() if person else answer


def test_who_chose_easy_read_gets_one_card_a_page(visit: Visit) -> None:
    first = visit("learning.lesson", **PLACE)
    assert "第 1 张，共 19 张" in first.words
    assert first.words.count("看点单纸。") == 1
    assert "美式是咖啡加热水。" not in first.words
    assert first.heading == "做美式 1：准备好"
    assert len(first.document.all("img")) == 1


def test_somebody_else_gets_all_cards_on_one_page_and_the_way_to_single_ones(
    visit: Visit, clients: Clients
) -> None:
    clients.of(None).delete_cookie(COOKIE)
    whole = visit("learning.lesson", **PLACE)
    assert "美式是咖啡加热水。" in whole.words
    assert whole.links["一张一张看卡片"] == f"{LESSON}?card=1#card"
    assert "第 1 张，共 19 张" in visit("learning.lesson", **PLACE, card=1).words


def test_the_choice_of_one_page_stays_while_one_answers(
    visit: Visit, submit: Submit, trainee: Someone
) -> None:
    enrol(submit, trainee)
    first = visit("learning.lesson", trainee, **PLACE)
    assert first.links["所有卡片放在一页，也可以连着听"] == f"{LESSON}?card=all"
    whole = visit("learning.lesson", trainee, **PLACE, card="all")
    fields = {"question": hidden(whole, "question"), "act": hidden(whole, "act"), "chosen": "c1"}
    after = submit(
        "learning.answer",
        fields,
        trainee,
        target=f"{LESSON}?card=all#answer-what-is-americano",
        **PLACE,
        check="what-is-americano",
        card="all",
    ).follow()
    assert "一张一张看卡片" in after.links


def test_every_card_has_its_three_steps_in_the_same_order_and_all_cards_are_reached(visit: Visit) -> None:
    address, seen = f"{LESSON}?card=1#card", []
    while address:
        page = visit(address.removesuffix("#card"))
        seen.append(page.words)
        steps = [page.document.words(e) for e in page.document.by_id["card"].iter("li")][:3]
        assert steps == [
            "上一张" if len(seen) > 1 else "第一张",
            "再来一次",
            "下一张" if len(seen) < COUNT else "最后一张",
        ]
        assert f"第 {len(seen)} 张，共 {COUNT} 张" in page.words
        assert len(page.content) < 15_000
        assert len(page.document.stops) <= 25
        address = page.links.get("下一张", "")
    assert len(seen) == COUNT
    assert page.links["再来一次"] == f"{LESSON}?card=1#card"
    for sentence in ("看点单纸。", "机器的出口很烫", "接水盘满了，倒掉。", "看一看，准备好了吗"):
        assert sum(sentence in words for words in seen) == 1, sentence


def test_who_asks_from_a_card_asks_about_that_card(visit: Visit, database: Database) -> None:
    with database.reading() as session:
        slug = Lesson.slug == PLACE["lesson"]
        text = text_of(session.scalars(sa.select(LessonVersion).join(Lesson).where(slug)).one())
    asked = []
    for card in (1, QUESTION, CLOSING):
        link = visit("learning.lesson", **PLACE, card=card).links["问老师，看常见问题"]
        place = place_or_none(text, link.partition("?about=")[2])
        assert place is not None
        asked.append(place.words)
    assert asked[0] == "看点单纸。"
    assert asked[1].endswith("？")
    assert asked[2] == ""


def test_the_question_is_four_stops_from_the_top(visit: Visit) -> None:
    assert (
        visit("learning.lesson", **PLACE, card=QUESTION).stops_to("杯子里是热牛奶，冒着热气咖啡和牛奶") <= 5
    )


def test_a_wrong_answer_gets_its_reason_and_another_question_on_the_same_card(
    visit: Visit, submit: Submit, trainee: Someone
) -> None:
    enrol(submit, trainee)
    after = reply(visit, submit, trainee, QUESTION, right=False)
    assert "再想一想" in after.words
    assert "顾客点一杯美式。要加牛奶吗？" in after.words
    again = reply(visit, submit, trainee, QUESTION, right=True)
    assert "答对了" in again.words
    assert "提交答案" not in again.buttons


def test_a_visitor_can_try_and_nothing_is_kept(visit: Visit, submit: Submit) -> None:
    assert "再想一想" in reply(visit, submit, None, QUESTION, right=False).words
    shown = reply(visit, submit, None, QUESTION, right=True)
    assert "答对了" in shown.words
    assert f"第 {QUESTION} 张" in shown.words
    assert "提交答案" in visit("learning.lesson", **PLACE, card=QUESTION).buttons


def test_an_answer_that_is_missing_keeps_the_card(visit: Visit, submit: Submit, trainee: Someone) -> None:
    enrol(submit, trainee)
    shown = visit("learning.lesson", trainee, **PLACE, card=QUESTION)
    fields = {"question": hidden(shown, "question"), "act": hidden(shown, "act")}
    page = submit("learning.answer", fields, trainee, 422, **PLACE, check="what-is-americano", card=QUESTION)
    assert page.errors == ["请先选一个答案，再按“提交答案”。"]
    assert f"第 {QUESTION} 张" in page.words


def test_the_whole_lesson_is_learned_card_by_card(visit: Visit, submit: Submit, trainee: Someone) -> None:
    enrol(submit, trainee)
    reply(visit, submit, trainee, QUESTION, right=True)
    closing = visit("learning.lesson", trainee, **PLACE)
    assert "第 6 张" in closing.words, "one goes on in the section that is still open"
    last = visit("learning.lesson", trainee, **PLACE, card=COUNT)
    assert [last.links[f"第 {n} 张"] for n in (CLOSING, COUNT - 1)]
    closed = submit(
        "learning.close_section",
        {},
        trainee,
        target=f"{LESSON}?card={CLOSING + 1}#card",
        **PLACE,
        section="s2",
        card=CLOSING,
    ).follow()
    assert "先洗手。" in closed.words
    assert "这一节学完了。" in visit("learning.lesson", trainee, **PLACE, card=CLOSING).words
    reply(visit, submit, trainee, COUNT - 1, right=True)
    end = visit("learning.lesson", trainee, **PLACE, card=COUNT)
    assert "这一课学完了" in end.words
    assert "第 1 张" in visit("learning.lesson", trainee, **PLACE).words, "again, from the beginning"


@pytest.mark.parametrize(("asked", "number"), [("0", 1), ("20", COUNT), ("9999", COUNT), ("x", 1), ("-1", 1)])
def test_a_card_that_is_not_there_is_the_nearest_one(visit: Visit, asked: str, number: int) -> None:
    assert f"第 {number} 张" in visit("learning.lesson", **PLACE, card=asked).words


def test_a_card_says_its_own_sentence_and_its_sound_is_served_in_ranges(
    visit: Visit, clients: Clients, database: Database, settings: Settings
) -> None:
    engine = Espeak()
    with database.transaction() as session:
        version = session.scalars(
            sa.select(LessonVersion).join(Lesson).where(Lesson.slug == PLACE["lesson"])
        ).one()
        text = text_of(version)
        render_text(
            session,
            store_for(settings),
            spoken_sentences(text),
            text_hash=version.text_hash,
            edition=text.edition.value,
            lexicon=house_lexicon(),
            engines=[engine],
        )
    engine.close()
    page = visit("learning.lesson", **PLACE, card=2)
    (sound,) = page.document.all("audio")
    assert re.fullmatch(r"/slots/[a-p]{64}/sentences/s-\d+/s-\d+\.mp3", sound.get("src", ""))
    assert (sound.get("preload"), sound.get("autoplay")) == ("none", None)
    answer = clients.of(None).get(sound.get("src", ""))
    assert 500 < mp3.duration_ms(answer.data) < 6000
    part = clients.of(None).get(sound.get("src", ""), headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data)) == (206, 100)
    wrong = sound.get("src", "").rsplit("/", 1)[0] + "/s-9999.mp3"
    visit(wrong, status=404)
    assert not visit("learning.lesson", **PLACE, card=QUESTION).document.all("audio")
