"""A sentence is Chinese text everywhere but in a page of another language."""

import copy
import json
import pickle
from datetime import date

import pytest
import sqlalchemy as sa
from markupsafe import Markup, escape
from wtforms.validators import Length

from learnhub.db import Database
from learnhub.primitives import SaidFault, Sentence, day_words, fen_words, listed, say
from learnhub.primitives.sentences import plain, telling

NEEDED = say("满 %(count)s 人才能开班。", count=8)
EVERY_KIND = [
    NEEDED,
    say("100% 到课"),
    listed(["甲", say("乙")]),
    day_words(date(2026, 3, 5)),
    fen_words(45056),
]


def in_latin(sentence: Sentence) -> str:
    return f"<{sentence.message}>"


def test_a_sentence_is_its_chinese_text() -> None:
    assert NEEDED == "满 8 人才能开班。"
    assert hash(NEEDED) == hash("满 8 人才能开班。")
    assert {"满 8 人才能开班。": 1}[NEEDED] == 1
    assert f"{NEEDED}" == str(NEEDED) == "满 8 人才能开班。"
    assert type(f"{NEEDED} ") is type(plain(NEEDED)) is str
    assert str(NEEDED) is NEEDED
    assert str(SaidFault(NEEDED)) is NEEDED
    assert json.dumps({"told": NEEDED}, ensure_ascii=False) == '{"told": "满 8 人才能开班。"}'


@pytest.mark.parametrize("sentence", EVERY_KIND, ids=str)
def test_copies_know_how_they_were_made(sentence: Sentence) -> None:
    for made in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert made == sentence
        assert type(made) is type(sentence)
        assert made.__dict__ == sentence.__dict__


def test_a_message_without_values_may_have_a_percent_sign() -> None:
    assert say("占 30%。") == "占 30%。"
    assert say("占 %(share)s%%。", share=30) == "占 30%。"


def test_a_value_that_is_missing_is_a_fault() -> None:
    with pytest.raises(KeyError):
        say("%(count)s 人，%(days)s 天", count=1)


def test_what_is_joined_keeps_its_parts() -> None:
    before, after = "前。" + NEEDED, NEEDED + "后。"
    assert before == "前。满 8 人才能开班。"
    assert after == "满 8 人才能开班。后。"
    with telling(in_latin):
        assert "满" not in escape(listed([say("甲"), say("乙")])).replace(NEEDED.message, "")


def test_a_page_writes_what_it_is_told_and_escapes_it() -> None:
    assert escape(say("<甲>&'\"")) == escape("<甲>&'\"")
    with telling(in_latin):
        assert escape(say("甲")) == Markup("&lt;甲&gt;")
        assert Markup("<p>%s</p>") % say("甲") == Markup("<p>&lt;甲&gt;</p>")
        assert Markup("<p>") + say("甲") == Markup("<p>&lt;甲&gt;")
    assert escape(say("甲")) == "甲"


def test_a_limit_of_a_form_keeps_the_message_and_its_values() -> None:
    told = Length(max=5, message=say("最多写 %(characters)s 个字。", characters=5)).message % {"max": 5}
    assert isinstance(told, Sentence)
    assert told.values["characters"] == 5


@pytest.mark.parametrize("sentence", EVERY_KIND, ids=str)
def test_a_database_keeps_the_text(database: Database, sentence: Sentence) -> None:
    with database.transaction() as session:
        assert session.scalar(sa.select(sa.literal(sentence))) == str(sentence)
        assert session.scalar(sa.select(sa.cast(sa.bindparam("told", sentence), sa.Text))) == str(sentence)
        kept = session.scalar(sa.select(sa.literal({"told": sentence}, sa.JSON)))
        assert kept in ({"told": str(sentence)}, json.dumps({"told": str(sentence)}))
