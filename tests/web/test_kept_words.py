"""Sentences that rows keep as Chinese text are told in English by the message they were made of; what people wrote is left alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from learnhub.primitives import say
from learnhub.primitives.sentences import plain, telling
from learnhub.web import words
from learnhub.web.kept_words import deed_told, known_again
from learnhub.web.words import _, in_english

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "%(day)s，到课 %(minutes)s 分钟"
msgstr "%(day)s, present for %(minutes)s {minutes:minute|minutes}"

msgid "%(told)s，%(words)s"
msgstr "%(told)s, %(words)s"

msgid "基地“%(name)s”的资料改了：%(names)s"
msgstr "particulars of the base “%(name)s” changed: %(names)s"

msgid "地址"
msgstr "address"

msgid "电话"
msgstr "telephone"

msgid "退回"
msgstr "Return"

msgctxt "done"
msgid "退回"
msgstr "Returned"

msgctxt "done"
msgid "撤回"
msgstr "Taken back"

msgid "算一天。"
msgstr "counted as a day."

msgid "占 %(share)s%%。"
msgstr "A share of %(share)s%%."

msgid "第 %(number)d 页。"
msgstr "Page %(number)d."
"""

pytestmark = pytest.mark.first_engine  # a catalogue is no row


@pytest.fixture
def english(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    source = tmp_path / "messages.po"
    source.write_text(CATALOGUE, encoding="utf-8")
    monkeypatch.setattr(words, "SOURCE", source)
    with app.test_request_context(headers={"Cookie": "access=n1"}), telling(in_english):
        yield
    words._catalogue.cache_clear()


def test_a_kept_sentence_is_told_with_its_days_and_parts(english: None) -> None:
    kept = "2026 年 3 月 5 日（星期四），到课 315 分钟，算一天。"
    assert _(known_again(kept)) == "Thursday 5 March 2026, present for 315 minutes, counted as a day."
    assert known_again(kept) == kept
    assert _(known_again("占 30%。算一天。")) == "A share of 30%. counted as a day."


def test_what_no_message_fits_stays_as_it_is(english: None) -> None:
    for typed in ("小林说今天没有空，下午再来。", "第 3 页。", "好", "", "算" * 500):
        assert type(known_again(typed)) is str
        assert known_again(typed) == typed


def test_a_sentence_that_knows_its_making_is_left_alone_and_so_is_a_chinese_page(app: Flask) -> None:
    sentence = say("算一天。")
    with app.test_request_context():
        assert known_again(sentence) is sentence
        assert type(known_again(plain(sentence))) is str


def test_a_kept_word_of_one_use_is_known_and_of_several_the_plain_one_is_told(english: None) -> None:
    assert _(known_again("撤回")) == "Taken back"
    assert _(known_again("退回")) == "Return"


def test_a_name_stays_chinese_in_a_deed_that_is_told_with_a_capital(english: None) -> None:
    kept = "基地“演示·郑州市残疾人职业培训示范基地”的资料改了：地址、电话"
    told = "articulars of the base “演示·郑州市残疾人职业培训示范基地” changed: address, telephone"
    assert _(known_again(kept)) == f"p{told}"
    assert deed_told(kept) == f"P{told}"
    assert deed_told("他自己写的话") == "他自己写的话"
