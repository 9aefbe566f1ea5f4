"""Readings, tones and word boundaries."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.language import (
    Lexicon,
    LexiconError,
    house_lexicon,
    read_lexicon,
    syllables,
    to_simplified,
    words,
)

GOLD = tomllib.loads((Path(__file__).parent / "pinyin_words.toml").read_text(encoding="utf-8"))


def reading(text: str, lexicon: Lexicon | None = None) -> str:
    return " ".join(each.pinyin for each in syllables(text, lexicon or house_lexicon()))


def said(text: str) -> str:
    return " ".join(each.spoken for each in syllables(text, house_lexicon()))


def test_gold_list_has_its_sizes() -> None:
    assert all(len(GOLD[topic]) >= 100 for topic in ("massage", "ecommerce", "everyday"))


@pytest.mark.parametrize("topic", ["massage", "ecommerce", "everyday"])
def test_readings_are_right_in_at_least_99_of_100_words(topic: str) -> None:
    wrong = {word: reading(word) for word, gold in GOLD[topic].items() if reading(word) != gold}
    assert len(wrong) * 100 <= len(GOLD[topic]), wrong


def test_changed_tones_are_right() -> None:
    wrong = {word: said(word) for word, gold in GOLD["sandhi"].items() if said(word) != gold}
    assert not wrong


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("一下一下地按", "yi2 xia4 yi2 xia4 de5 an4"),
        ("别着急", "bie2 zhao2 ji2"),
        ("用不了", "yong4 bu4 liao3"),
        ("够得着", "gou4 de5 zhao2"),
        ("轻轻地放", "qing1 qing1 de5 fang4"),
        ("土地，地上", "tu3 di4 di4 shang4"),
        ("一会儿", "yi2 hui4 er5"),
        ("女儿", "nv3 er2"),
    ],
)
def test_particles_are_read_by_what_stands_around_them(text: str, spoken: str) -> None:
    assert said(text) == spoken


def test_tones_do_not_change_across_a_pause() -> None:
    assert said("第一，不，是") == "di4 yi1 bu4 shi4"


def test_course_lexicon_goes_over_the_house_and_the_longest_word_wins() -> None:
    course = read_lexicon('[words]\n"取穴" = "qu3 xue4"\n"取穴位" = "qu3 xue2 wei4"\n')
    lexicon = house_lexicon().with_course(course)
    assert reading("取穴", lexicon) == "qu3 xue4"
    assert reading("取穴位", lexicon) == "qu3 xue2 wei4"
    assert reading("肾俞", lexicon) == "shen4 shu4"


def test_trade_word_of_single_characters_becomes_one_word() -> None:
    assert [each.begins_word for each in syllables("肾俞穴", house_lexicon())][:2] == [True, False]


def test_offsets_point_to_the_characters_and_other_signs_are_passed_over() -> None:
    text = "按 Tab 键，再按。"
    found = syllables(text, house_lexicon())
    assert "".join(text[each.start] for each in found) == "按键再按"
    assert all(text[each.start] == each.hanzi for each in found)


def test_character_that_no_dictionary_knows_has_an_empty_reading() -> None:
    assert [each.pinyin for each in syllables("䶮𠮷", house_lexicon())] in (["yan3"], ["yan3", "ji2"], [""])


@given(st.text(alphabet="一不二三月个得地着了儿看不见手指洗以按，。a 1", max_size=40))
def test_every_hanzi_has_one_syllable_and_word_starts_agree(text: str) -> None:
    found = syllables(text, house_lexicon())
    assert [each.start for each in found] == [i for i, c in enumerate(text) if "㐀" <= c <= "鿿"]
    for each in found:
        assert each.pinyin[:-1] == each.spoken[:-1]
        assert each.spoken[-1] in "12345"


@pytest.mark.parametrize(
    ("toml", "part"),
    [
        ('[words]\n"取穴" = "qu3"', "一个字写一个音节"),
        ('[words]\n"取穴" = "qu3 xue"', "xue"),
        ('[words]\n"取穴" = "qu3 sheng9"', "sheng9"),
        ('[words]\n"取穴" = 3', "一个字写一个音节"),
        ('[words]\n"Tab键" = "tab1 jian4"', "只写汉字"),
        ('[words]\n"取穴 = "qu3 xue2"', "第 2 行"),
        ("words = 3", "[words]"),
        ('[words]\n"' + "按" * 13 + '" = "' + "an4 " * 13 + '"', "最多 12 个字"),
        ("#" * 200_000, "太大"),
    ],
)
def test_pronunciation_file_that_is_no_pinyin_is_refused_with_a_sentence(toml: str, part: str) -> None:
    with pytest.raises(LexiconError, match=part.replace("[", r"\[")) as refused:
        read_lexicon(toml, name="pronunciation.toml")
    assert str(refused.value).endswith("。")


def test_umlaut_may_be_written_both_ways() -> None:
    assert read_lexicon('[words]\n"绿色" = "lü4 se4"').readings["绿色"] == ("lv4", "se4")


def test_words_join_to_the_text_again() -> None:
    assert "".join(words("给顾客按摩之前，先洗手 20 秒。")) == "给顾客按摩之前，先洗手 20 秒。"


def test_traditional_text_becomes_simplified_and_simplified_stays() -> None:
    assert to_simplified("電腦與網絡課程") == "电脑与网络课程"
    assert to_simplified("电脑") == "电脑"


@pytest.mark.parametrize(
    ("text", "word", "reading"),
    [
        ("用两只手扶好", "只", "zhi1"),
        ("这只手只管拿", "只", "zhi1"),
        ("3 只的钱都退", "只", "zhi1"),
        ("这只是小事", "只", "zhi3"),
        ("一个字一个字地读", "地", "de5"),
        ("双脚踩地", "地", "di4"),
        ("放好“小心地滑”的牌子", "地", "di4"),
        ("选中这一项", "中", "zhong4"),
        ("从里面选中间那个", "中", "zhong1"),
        ("以它为准", "为", "wei2"),
        ("为准备工作留时间", "为", "wei4"),
        ("脏杯子要先洗", "脏", "zang1"),
        ("心脏不好", "脏", "zang4"),
        ("撒一点面粉", "撒", "sa3"),
        ("输入框里没有字", "框", "kuang4"),
    ],
)
def test_readings_that_another_reader_disputed_are_said_as_dictionaries_do(
    text: str, word: str, reading: str
) -> None:
    said = syllables(text, house_lexicon())
    assert next(one.pinyin for one in said if one.hanzi == word) == reading
