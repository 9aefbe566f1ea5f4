"""Sentences are short and whole, addresses are read and masked, quiet hours hold to the minute."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.messages.rules import KINDS, SENTENCE_CHARACTERS_MAX, Channel, Kind, sentence_of
from learnhub.messages.rules.channels import (
    ATTEMPTS_MAX,
    code_words,
    masked,
    new_code,
    next_morning,
    quiet_until,
    typed_address,
    typed_code,
    wait_before,
    waiting_words,
)
from learnhub.primitives import SHANGHAI, Refusal

LONGEST_TITLE = "中华人民共和国河南省郑州市金水区盲人保健按摩初级技能提升培训班（第二期）"
LONGEST = {
    "time": "09:30",
    "place": "郑州市金水区文化路八十五号残疾人综合服务中心三楼培训教室",
    "day": "12 月 31 日",
}


def longest_sentence(kind: Kind) -> str:
    return sentence_of(kind, {word: LONGEST.get(word, LONGEST_TITLE) for word in KINDS[kind].wanted_words})


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
def test_every_kind_says_one_short_thing_and_what_to_do(kind: Kind) -> None:
    said = longest_sentence(kind)
    assert len(said) <= SENTENCE_CHARACTERS_MAX
    assert re.search("请|想", said.split("。", 1)[1]), "says what to do"
    assert said.endswith("。")
    assert not re.search(r"盲人[^保]|聋|肢残|智|精神|残疾人证|\{|\}", said.replace("盲人保健", "")), said
    assert KINDS[kind].needed == "" or KINDS[kind].needed.endswith("所以一定会告诉您。")


def test_what_leaves_the_site_fits_one_sms_and_says_only_that_something_waits_and_where() -> None:
    name = "河南省郑州市金水区残疾人联合会职业技能在线学习平台（试用）"
    for said in (waiting_words(name, 9_999), code_words(name, new_code())):
        assert len(said) <= SENTENCE_CHARACTERS_MAX
    assert waiting_words("学习汇", 3) == "学习汇：您有 3 条新消息。请登录网站，打开“消息”看看。"


@pytest.mark.parametrize(
    ("channel", "typed", "kept"),
    [
        (Channel.SMS, "138 0013 8000", "13800138000"),
        (Channel.SMS, "＋８６ 138-0013-8000", "13800138000"),
        (Channel.MAIL, " li.hua＠example.com ", "li.hua@example.com"),
    ],
)
def test_addresses_are_read_however_they_are_typed(channel: Channel, typed: str, kept: str) -> None:
    assert typed_address(channel, typed) == kept


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        (Channel.SMS, "12800138000"),
        (Channel.SMS, "1380013800"),
        (Channel.SMS, ""),
        (Channel.SMS, "13800138000\nBcc: x"),
        (Channel.MAIL, "li@localhost"),
        (Channel.MAIL, "li@a.com,x@b.com"),
        (Channel.MAIL, "li@a.com\r\nBcc:x@b.com"),
        (Channel.MAIL, "x" * 300 + "@example.com"),
        (Channel.MAIL, "-@-.-"),
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(channel: Channel, typed: str) -> None:
    refused = typed_address(channel, typed)
    assert isinstance(refused, Refusal), refused
    assert refused.sentence.startswith("请填写")


def test_an_address_is_never_shown_whole() -> None:
    assert masked(Channel.SMS, "13800138000") == "138****00"
    assert masked(Channel.MAIL, "lihua@example.com") == "l***@e***.com"


def test_a_code_is_read_however_it_is_typed() -> None:
    assert typed_code(" １２３ 456") == "123456"
    assert [typed_code(wrong) for wrong in ("12345", "1234567", "12345a", "", "x" * 999)] == [None] * 5
    assert typed_code(new_code()) is not None


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "hours", "until"),
    [
        ("22T20:59", (1260, 480), None),
        ("22T21:00", (1260, 480), "23T08:00"),
        ("22T23:59", (1260, 480), "23T08:00"),
        ("23T00:00", (1260, 480), "23T08:00"),
        ("23T07:59", (1260, 480), "23T08:00"),
        ("23T08:00", (1260, 480), None),
        ("22T12:30", (720, 840), "22T14:00"),
        ("22T14:00", (720, 840), None),
        ("22T03:00", (480, 480), None),
    ],
)
def test_quiet_hours_hold_to_the_minute(now: str, hours: tuple[int, int], until: str | None) -> None:
    found = quiet_until(at(now).astimezone(UTC), from_minute=hours[0], until_minute=hours[1])
    assert found == (at(until) if until else None)


@given(st.integers(0, 1439), st.integers(0, 1439), st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)))  # noqa: DTZ001
def test_what_waits_for_the_morning_may_be_sent_then(
    from_minute: int, until_minute: int, naive: datetime
) -> None:
    now = naive.replace(tzinfo=UTC)
    until = quiet_until(now, from_minute=from_minute, until_minute=until_minute)
    if until is not None:
        assert timedelta(0) < until - now <= timedelta(days=1)
        assert quiet_until(until, from_minute=from_minute, until_minute=until_minute) is None
    assert timedelta(0) < next_morning(now, until_minute=until_minute) - now <= timedelta(days=2)


def test_waits_grow_and_end() -> None:
    waits = [wait_before(attempt) for attempt in range(1, ATTEMPTS_MAX + 1)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(wait for wait in waits if wait is not None)
    assert waits[0] == timedelta(minutes=1)
