"""The reader's language: what is said in Chinese comes out English, with its values, forms and dates."""

import os
from collections.abc import Iterator
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from learnhub.primitives import Refusal, day_words, fen_words, instant_words, listed, say, say_as
from learnhub.primitives.sentences import telling
from learnhub.web import SiteForm, words
from learnhub.web.words import _, _as, english_pattern, in_english, with_forms
from tests.visit import Clients

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "学完 %(count)s 课。"
msgstr "%(count)s {count:lesson|lessons} finished."

msgid "没有这个选项，请用页面上的按钮选择。"
msgstr "There is no such choice: press a button of this page."

msgid "%(amount)s 元"
msgstr "%(amount)s yuan"

msgid "%(who)s：%(told)s"
msgstr "%(who)s: %(told)s"

msgid "个"
msgstr " "

msgid "课"
msgstr "lesson"

msgid "退回"
msgstr "Return"

msgctxt "done"
msgid "退回"
msgstr "Returned"
"""


@pytest.fixture
def english(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A request of somebody who reads English, with a small catalogue of the test's own."""
    source = tmp_path / "messages.po"
    source.write_text(CATALOGUE, encoding="utf-8")
    os.utime(source, ns=(1, 1))
    monkeypatch.setattr(words, "SOURCE", source)
    words._catalogue.cache_clear()
    with app.test_request_context(headers={"Cookie": "access=n1"}), telling(in_english):
        yield
    words._catalogue.cache_clear()


pytestmark = pytest.mark.first_engine  # a catalogue is no row


def test_a_message_is_said_with_its_values_and_the_form_of_its_number(english: None) -> None:
    assert _("学完 %(count)s 课。", count=1) == "1 lesson finished."
    assert _("学完 %(count)s 课。", count=2) == "2 lessons finished."
    assert _("学完 %(count)s 课。", count="1") == "1 lesson finished."
    assert _("没有译文") == "没有译文"
    assert _("个") == ""


def test_values_that_are_sentences_are_said_in_the_same_language(english: None) -> None:
    told = say("%(who)s：%(told)s", who="小林", told=say("学完 %(count)s 课。", count=3))
    assert told == "小林：学完 3 课。"
    assert _(told) == "小林: 3 lessons finished."
    assert _("%(who)s：%(told)s", who="小林", told=told) == "小林: 小林: 3 lessons finished."
    assert _(listed([say("课"), "甲"])) == "lesson, 甲"
    assert _(say("课") + "。") == "lesson."
    assert _(say("课") + "，" + say("课")) == "lesson, lesson"


def test_one_chinese_word_has_the_english_of_its_use(english: None) -> None:
    done = say_as("done", "退回")
    assert (done, _("退回"), _(done), _as("done", "退回")) == ("退回", "Return", "Returned", "Returned")
    assert _(copy(done)) == "Returned"
    assert _("%(who)s：%(told)s", who="小林", told=done) == "小林: Returned"
    page = "{% autoescape true %}{{ _('退回') }} {{ _as('done', '退回') }} {{ told }}{% endautoescape %}"
    assert render_template_string(page, told=done) == "Return Returned Returned"


def test_a_use_without_english_stays_chinese(english: None) -> None:
    assert _as("nobody's use", "退回") == "退回"


def test_days_and_money_are_written_as_english_has_them(english: None) -> None:
    assert _(day_words(date(2026, 3, 5))) == "5 March 2026"
    assert _(instant_words(datetime(2026, 3, 5, 16, 30, tzinfo=UTC))) == "6 March, 00:30"
    assert _(fen_words(45056)) == "450.56 yuan"


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("yyyy年M月d日", "d MMMM yyyy"),
        ("M月d日（EEEE）", "EEEE d MMMM"),
        ("M月d日HH:mm", "d MMMM, HH:mm"),
        ("yyyy年M月d日 HH:mm", "d MMMM yyyy, HH:mm"),
        ("yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm"),
        ("long", "long"),
    ],
)
def test_patterns_of_dates_have_an_english_shape(pattern: str, said: str) -> None:
    assert english_pattern(pattern) == said


def test_forms_stand_for_exactly_one_and_for_everything_else() -> None:
    assert with_forms("{n:is|are}", {"n": 0}) == "are"
    assert with_forms("{n:is|are}{m:|s}", {"n": 1, "m": 2}) == "iss"
    assert with_forms("{n:is|are}", {}) == "are"


def test_templates_say_and_escape_what_is_put_in(english: None) -> None:
    page = "{% autoescape true %}{{ _('学完 %(count)s 课。', count=count) }} {{ told }} {{ '<i>' ~ told }}{% endautoescape %}"
    made = render_template_string(
        page, count="<b>", told=say("%(who)s：%(told)s", who="<小>", told=say("课"))
    )
    assert made == "&lt;b&gt; lessons finished. &lt;小&gt;: lesson &lt;i&gt;&lt;小&gt;: lesson"


def test_a_refusal_comes_to_the_error_summary_in_the_readers_language(
    english: None, clients: Clients
) -> None:
    form = SiteForm().refuse(Refusal("no", say("没有这个选项，请用页面上的按钮选择。")))
    assert form.error_list == [("", "没有这个选项，请用页面上的按钮选择。")]
    browser = clients.of(None)
    browser.set_cookie("access", "n1")
    told = browser.post("/settings/access", data={"theme": "pink"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert told.status_code == 422
    assert "<li>There is no such choice: press a button of this page.</li>" in told.text
    assert '<html lang="en-GB"' in told.text


def test_chinese_is_said_where_nobody_chose_another_language(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert words.language() == "zh"
    with app.test_request_context(
        headers={"Cookie": "access=n1"}, environ_overrides={words.FOR_A_VOICE: "yes"}
    ):
        assert words.language() == "zh"
    assert words.language() == "zh"


def test_a_catalogue_is_compiled_once_and_anew_when_it_changes(tmp_path: Path) -> None:
    source, folder = tmp_path / "messages.po", tmp_path / "words"
    source.write_text(CATALOGUE, encoding="utf-8")
    first = words.compiled(source, folder)
    assert words.compiled(source, folder) == first
    source.write_text(CATALOGUE.replace("finished", "done"), encoding="utf-8")
    second = words.compiled(source, folder)
    assert second != first
    assert list(folder.iterdir()) == [second]
