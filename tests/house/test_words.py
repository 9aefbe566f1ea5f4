"""Every sentence of the interface has its English: all of it, with the same values, and nothing that is not said any more."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from learnhub.ops.adapters.message_catalogue import Message, collected, read_catalogue
from learnhub.settings import PROJECT_DIR

_HAN = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_VALUE = re.compile(r"%\((\w+)\)[sd]")
_FORMS = re.compile(r"\{(\w+):[^{}|]*\|[^{}|]*\}")
# Titles of Chinese documents and their numbers stay as they are, and so does what is typed in Chinese: words to search for, keys of a lesson file.
_STAYS = re.compile(
    r"《[^》]*》|\w*〔\d+〕\d+号|按摩|客服|咖啡|保健按摩师|取穴|“[^”]*：[^”]*”|“(?:对|错|5 分钟)”|国家通用手语"
)
_LITERALS = r"""((?:(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')\s*)+)"""
_SAID = re.compile(rf"\b(?:_|say)\(\s*{_LITERALS}[,)]")
_SAID_AS = re.compile(rf"\b(?:_as|say_as)\(\s*{_LITERALS},\s*{_LITERALS}[,)]")


@cache
def said() -> frozenset[Message]:
    """Return all messages with their uses: by their shape, which takes a tenth of the time that extraction takes."""
    texts = [p.read_text(encoding="utf-8") for p in (PROJECT_DIR / "learnhub").rglob("*.py")]
    texts += [p.read_text(encoding="utf-8") for p in (PROJECT_DIR / "templates").rglob("*.html")]
    found = {(literals, "None") for text in texts for literals in _SAID.findall(text)}
    found |= {(literals, use) for text in texts for use, literals in _SAID_AS.findall(text)}
    return frozenset(
        (ast.literal_eval(f"({message})"), ast.literal_eval(f"({use})")) for message, use in found
    )


@cache
def english() -> Mapping[Message, str]:
    """Return the English of every message of the catalogue; "" where it has none."""
    assert not any(one.fuzzy for one in read_catalogue() if one.id)
    return {(str(one.id), one.context): str(one.string) for one in read_catalogue() if one.id}


def faults(message: str, told: str) -> Iterator[str]:
    """Yield what is wrong with the English of a message."""
    if not told:
        yield "has no English"
        return
    if set(_VALUE.findall(message)) != set(_VALUE.findall(told)):
        yield f"has other values: {told}"
    if not set(_FORMS.findall(told)) <= set(_VALUE.findall(message)):
        yield f"has forms of no value: {told}"
    if re.search(r"%(?!\(\w+\)[sd]|%)", told) and "%(" in message:
        yield f"has a stray %: {told}"
    if _HAN.search(_STAYS.sub("", told)):
        yield f"is Chinese in part: {told}"


def test_every_message_has_its_english_and_no_english_is_left_over() -> None:
    lacking = sorted(said() - english().keys(), key=str)
    assert lacking == [], (
        "run `make words`, and write the English into translations/en/LC_MESSAGES/messages.po"
    )
    assert sorted(english().keys() - said(), key=str) == [], "nobody says it any more: run `make words`"
    found = [
        f"{message!r} {fault}" for message, told in english().items() for fault in faults(message[0], told)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("message", "told", "fault"),
    [
        ("学完 %(count)s 课", "%(count)s {count:lesson|lessons} done", ""),
        ("见《个人信息保护法》", "See 《个人信息保护法》", ""),
        ("满 100%", "100% full", ""),
        ("学完了", "", "has no English"),
        ("学完 %(count)s 课", "Lessons done", "has other values"),
        ("学完了", "{count:Lesson|Lessons} done", "has forms of no value"),
        ("学完 %(count)s 课", "%(count)s lessons, 5% done", "has a stray %"),
        ("学完了", "Done。", "is Chinese in part"),
        ("学完了", "学完 done", "is Chinese in part"),
    ],
)
def test_faults_of_english_are_found(message: str, told: str, fault: str) -> None:
    assert [one.startswith(fault) for one in faults(message, told)] == ([True] if fault else [])


def test_a_use_has_another_english_than_the_plain_message() -> None:
    same = [one for one, told in english().items() if one[1] and english().get((one[0], None)) == told]
    assert same == []


@pytest.mark.survey
def test_the_shape_of_messages_finds_what_extraction_finds() -> None:
    assert {message for message, _name in collected()} == said()
