"""Every sample lesson as a page: valid, light, and as the access profile asks for it."""

import gzip

import pytest
from flask.testing import FlaskClient

from learnhub.accessibility.current import COOKIE
from learnhub.accessibility.rules import AccessProfile, FirstWay, encode
from learnhub.settings import PROJECT_DIR
from tests.visit import Clients, Visit

COURSES = PROJECT_DIR / "content" / "courses"
LESSONS = sorted(
    (path.parts[-3], path.stem) for path in COURSES.glob("*/lessons/*.md") if not path.stem.endswith(".easy")
)
OWN = [(course, lesson) for course, lesson in LESSONS if course != "public-module"]
HTML_BYTES_MAX, HTML_BYTES_MAX_PINYIN = 30_000, 60_000


@pytest.fixture
def visitor(clients: Clients) -> FlaskClient:
    return clients.of(None)


def choose(client: FlaskClient, **choices: object) -> None:
    client.set_cookie(COOKIE, encode(AccessProfile(**choices)))  # type: ignore[arg-type]


@pytest.mark.survey
@pytest.mark.first_engine
def test_every_lesson_is_a_whole_page_and_light_with_and_without_pinyin(
    visit: Visit, visitor: FlaskClient
) -> None:
    heavy = []
    for pinyin, limit in ((False, HTML_BYTES_MAX), (True, HTML_BYTES_MAX_PINYIN)):
        choose(visitor, has_pinyin=pinyin)
        for course, lesson in OWN:
            shown = visit("learning.lesson", course=course, lesson=lesson)
            assert ("<ruby>" in shown.text) is pinyin
            if len(shown.content) > limit:
                heavy.append((course, lesson, pinyin, len(shown.content), len(gzip.compress(shown.content))))
            assert len(shown.document.stops) <= 25, (course, lesson)
    assert heavy == []


def test_pinyin_is_over_the_words_and_said_to_nobody_twice(visit: Visit, visitor: FlaskClient) -> None:
    choose(visitor, has_pinyin=True)
    shown = visit("learning.lesson", course="blind-massage", lesson="measuring-cun")
    assert '<ruby>同身寸<rt aria-hidden="true">tóngshēncùn</rt></ruby>' in shown.text
    assert all(rt.get("aria-hidden") == "true" for rt in shown.document.all("rt"))


def test_somebody_who_wants_easy_read_first_gets_it_where_there_is_one(
    visit: Visit, visitor: FlaskClient
) -> None:
    choose(visitor, is_easy_read_first=True)
    shown = visit("learning.lesson", course="phone-basics", lesson="stop-fraud")
    assert "第 1 张，共 19 张" in shown.words
    assert "看完整版文字" in shown.links
    whole = visit("learning.lesson", course="phone-basics", lesson="stop-fraud", card="all")
    assert 'class="cards"' in whole.text
    plain = visit("learning.lesson", course="phone-basics", lesson="stop-fraud", edition="standard")
    assert 'class="cards"' not in plain.text
    assert "看易读版：短句配图" in plain.links


def test_the_way_that_was_chosen_stands_first(visit: Visit, visitor: FlaskClient) -> None:
    place = {"course": "blind-massage", "lesson": "measuring-cun"}
    choose(visitor, first_way=FirstWay.SIGN)
    signs_first = visit("learning.lesson", **place).words
    choose(visitor, first_way=FirstWay.AUDIO)
    audio_first = visit("learning.lesson", **place).words
    assert signs_first.index("手语") < signs_first.index("语音")
    assert audio_first.index("语音") < audio_first.index("手语")
