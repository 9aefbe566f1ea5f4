"""Words are found wherever an author can write them, and each place leads to its form."""

from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.rules.drafts.finding import blocks_with
from learnhub.db import Database
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.draft_pages import COURSE, few_stops
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.people import Someone
from tests.tiny_course import lesson
from tests.visit import Visit

TEXT = """+++
title = "推"
summary = "学会推。"
+++

## 先推 ＡＢ

手放在桌面上，
慢慢地推。

![手掌贴着桌面](media/hand.svg)

```quiz one
推几次？

- [x] 三次
  对，推三次手就热了。
- [ ] 一次
  一次太少。
```
"""


def test_full_width_signs_capitals_and_line_ends_are_equal() -> None:
    source = read_source(TEXT)
    for words, index in (
        ("ab", 1),
        ("桌面上，慢慢", 2),
        ("桌面上， 慢慢", 2),
        ("贴着", 3),
        ("手就热了", 4),
        ("学会推", 0),
    ):
        found = [one.index for one in blocks_with(source, words)]
        assert found == [index], words
    assert blocks_with(source, " ") == []
    assert [one.excerpt for one in blocks_with(source, "一次太少")] == ["…[ ] 一次 一次太少。 ```"]


@given(st.text(max_size=8))
def test_whatever_is_looked_for_every_place_holds_it(words: str) -> None:
    for one in blocks_with(read_source(lesson("推")), words):
        assert one.excerpt


def test_words_are_found_in_every_lesson_and_lead_to_their_blocks(
    visit: Visit, database: Database, settings: Settings, instructor: Someone, trainee: Someone
) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store_for(settings), instructor)
    found = few_stops(visit("authoring.draft_search", instructor, **COURSE, words="方向反了"))
    assert "在 4 块里有" in found.words
    href = found.links["《第一课push-slow》第 3 块，题目"]
    assert "方向反了" in visit(href, instructor).document.text
    nothing = visit("authoring.draft_search", instructor, **COURSE, words="宇宙飞船")
    assert "没有找到“宇宙飞船”" in nothing.words
    visit("authoring.draft_search", trainee, 403, **COURSE, words="推")
