"""Sentences cover the text, stay whole where they must, and are never long."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.language import Span, split
from learnhub.language.sentences import SENTENCE_CHARACTERS_MAX


def sentences(text: str) -> list[str]:
    return [span.of(text) for span in split(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("先洗手。再按摩！疼不疼？", ["先洗手。", "再按摩！", "疼不疼？"]),
        ("他说：“先洗手。”然后坐下。", ["他说：“先洗手。”", "然后坐下。"]),
        ("（不要用力。）轻轻按。", ["（不要用力。）", "轻轻按。"]),
        ("好吗？！好……走吧。", ["好吗？！", "好……", "走吧。"]),
        ("第一行\n第二行\n\n第三行", ["第一行", "第二行", "第三行"]),
        ("水温 92.5℃，价钱 1,299.00元。", ["水温 92.5℃，价钱 1,299.00元。"]),
        ("打开 www.example.cn/a?b=1;c=2 看看。好。", ["打开 www.example.cn/a?b=1;c=2 看看。", "好。"]),
        ("写信到 a.b@example.cn。好。", ["写信到 a.b@example.cn。", "好。"]),
        ("Mr. Li said no. Then he left.", ["Mr. Li said no.", "Then he left."]),
        ("例如 e.g. Word 文档。", ["例如 e.g. Word 文档。"]),
        ("1. 打开设置\n2. 点确定", ["1. 打开设置", "2. 点确定"]),
        ('他说"走吧。"然后走了。', ['他说"走吧。"', "然后走了。"]),
        ("版本 1.52.0 已装好.再见", ["版本 1.52.0 已装好.", "再见"]),
        ("A. 打开设置\n(2). 点确定", ["A. 打开设置", "(2). 点确定"]),
        ("由 ABC Co. 生产。好。", ["由 ABC Co. 生产。", "好。"]),
        ("“真的吗？！”他问。", ["“真的吗？！”", "他问。"]),
        ("【注意】别用力……真的。", ["【注意】别用力……", "真的。"]),
        ("价格是 3.5.好。", ["价格是 3.5.好。"]),
        ("第一，洗手；第二，擦干。", ["第一，洗手；", "第二，擦干。"]),
        ("", []),
        (" \n　\n", []),
    ],
)
def test_text_is_cut_at_its_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_long_sentence_is_cut_at_a_comma_before_sixty_characters() -> None:
    text = "，".join(["这是一个比较长的小句子"] * 12) + "。"
    pieces = sentences(text)
    assert len(pieces) > 1
    assert all(len(piece) <= 60 for piece in pieces)
    assert all(piece.endswith(("，", "。")) for piece in pieces)


def test_long_list_without_commas_is_cut_at_its_enumeration_marks() -> None:
    text = "、".join(["颈椎胸椎腰椎"] * 15) + "。"
    assert all(len(piece) <= 60 for piece in sentences(text))


def test_long_sentence_is_never_cut_inside_a_time() -> None:
    text = "从" + "很" * 50 + "早的 10：30 开始一直到很晚很晚很晚的时候，大家都在学习。"
    assert any("10：30" in piece for piece in sentences(text))


def test_long_sentence_without_any_mark_stays_whole() -> None:
    text = "按" * 100 + "。"
    assert sentences(text) == [text]


@given(st.text(alphabet="按摩手。！？；…，、：“”（）()\"'.!?;\n 1a5：https://www.b.cn\t", max_size=200))
def test_every_visible_character_is_in_exactly_one_sentence(text: str) -> None:
    spans = split(text)
    assert list(spans) == sorted(spans)
    covered: set[int] = set()
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        stretch = set(range(span.start, span.end))
        assert not covered & stretch
        covered |= stretch
    assert {i for i, character in enumerate(text) if not character.isspace()} <= covered


@given(st.text(alphabet="按摩洗手步骤。！？；…，、：“”（）——()\"'.!?; \n1ab，", max_size=400))
def test_pieces_and_the_blanks_between_them_give_the_text_back(text: str) -> None:
    rebuilt, position = "", 0
    for span in split(text):
        between = text[position : span.start]
        assert not between.strip()
        rebuilt += between + span.of(text)
        position = span.end
        assert span.end - span.start <= SENTENCE_CHARACTERS_MAX
    assert rebuilt + text[position:] == text
    assert not text[position:].strip()


def test_sentence_of_words_alone_is_cut_between_two_of_them() -> None:
    text = "按摩师用手掌慢慢地推顾客的肩膀" * 12
    pieces = sentences(text)
    assert len(pieces) > 1
    assert all(len(piece) <= SENTENCE_CHARACTERS_MAX for piece in pieces)
    assert all(not piece.startswith(("摩", "师", "掌", "客", "膀")) for piece in pieces)


def test_long_sentence_is_cut_behind_a_dash_and_never_inside_a_pair() -> None:
    text = "很" * 40 + "——" + "很" * 40 + "。"
    assert sentences(text) == ["很" * 40 + "——", "很" * 40 + "。"]


def test_amounts_and_english_stay_whole_in_a_long_sentence() -> None:
    text = "很" * 56 + "贵的 1,299,000 元，" + "再" * 30 + "。"
    assert any("1,299,000" in piece for piece in sentences(text))


def test_splitting_a_sentence_again_changes_nothing() -> None:
    text = "他说：“先洗手。”然后（慢慢地）坐下；再按。"
    for piece in sentences(text):
        assert split(piece) == (Span(0, len(piece)),)
