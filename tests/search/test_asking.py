"""What somebody meant who typed letters, numbers, a word that sounds alike, a whole sentence, or a word that hurts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.language.romanised import as_heard, borders, typed_letters
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.rules import (
    Hit,
    Query,
    WordList,
    asked_topics,
    in_turns,
    keys_of,
    normal_query,
    query_for,
    sound_alike,
    synonyms,
    word,
    words_of,
)
from learnhub.search.rules.documents import best_by_course
from learnhub.search.rules.lexicon import KEYS_MAX
from learnhub.search.rules.numbers import numbers_with_units, spellings
from learnhub.search.rules.queries import CLAUSES_MAX
from learnhub.search.rules.text import terms
from learnhub.search.rules.weights import weight
from learnhub.settings import PROJECT_DIR

TABLE = synonyms(
    [["面包", "烘焙"], ["会计", "做账"]],
    ["我想学", "学会", "学", "怎么", "的", "课程"],
    general=["种植", "技术"],
    replaced={"瞎子": "盲人"},
    people=["盲人", "闺女"],
    taken_back=["不对", "啊不是"],
)
TOPICS = ("按摩", "咖啡", "客服", "会计", "手机", "excel", "摄影", "蔬菜", "种植", "保健按摩", "毛笔")
WORDS = WordList(
    (*(word(one) for one in TOPICS), word("摸骨", is_topic=False), word("姿势", is_topic=False)), TABLE.words
)


def asked(typed: str) -> list[str]:
    """Return the first surface of each clause."""
    return [clause.surfaces[0] for clause in query_for(typed, TABLE, words=WORDS).clauses]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("anmo", ["按摩"]),
        ("an mo", ["按摩"]),
        ("àn mó", ["按摩"]),
        ("ＡＮＭＯ", ["按摩"]),
        ("seying", ["摄影"]),
        ("bjam", ["保健按摩"]),
        ("woxiangxueanmo", ["按摩"]),
        ("hongbei", ["烘焙"]),
        ("Excel", ["excel"]),
        ("excel 按摩", ["按摩", "excel"]),
        ("mogu", ["摸骨"]),
        ("hjfs", ["hjfs"]),
        ("mb", ["毛笔"]),  # 面包 stands in the word table alone
    ],
)
def test_letters_are_read_as_pinyin_and_initials_of_known_words(typed: str, meant: list[str]) -> None:
    assert asked(typed) == meant


def test_letters_that_were_read_as_words_are_told() -> None:
    assert query_for("anmo", TABLE, words=WORDS).spelt == (("anmo", ("按摩",)),)
    assert query_for("excel", TABLE, words=WORDS).spelt == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("按魔", "按摩"),
        ("咖非", "咖啡"),
        ("克服", "客服"),
        ("我想学按魔", "按摩"),
        ("手机唯修", ""),
        ("会记", "会计"),  # 会 is read kuài, too
        ("克服困难", ""),  # a word of the dictionary beside another is what was meant
        ("儿子视频", ""),  # nothing is heard across the border of two words
        ("按摩", ""),
        ("潜水艇", ""),
        ("", ""),
    ],
)
def test_an_unknown_word_that_sounds_like_a_known_one_is_put_right(typed: str, meant: str) -> None:
    assert sound_alike(normal_query(typed, TABLE)[1], TABLE, WORDS) == meant


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("五级", ["5级"]),
        ("5 级", ["5级"]),
        ("线下十五天", ["15天"]),
        ("两个小时", ["2小时"]),
        ("三百二十元", ["320元"]),
        ("20块钱", ["20元"]),
        ("七步洗手", ["7步"]),
        ("一周学完", ["7天"]),
        ("两个星期", ["14天"]),
        ("半个月", ["15天"]),
        ("3 个月", ["90天"]),
        ("第三周", []),
        ("三月", ["3月"]),
        ("十分好", []),
        ("第一", []),
    ],
)
def test_numbers_with_units_are_one_term_however_they_are_written(text: str, found: list[str]) -> None:
    assert [term for _start, _end, term in numbers_with_units(text)] == found
    assert set(found) <= set(terms(text))


@given(st.integers(1, 99))
def test_a_number_in_words_is_the_number_in_digits(number: int) -> None:
    digits, words = spellings(f"{number}天")
    assert [one[2] for one in numbers_with_units(words)] == [digits]


def test_a_blank_between_a_number_and_its_unit_says_nothing() -> None:
    assert asked("按摩 20 天") == ["按摩", "20天"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("我想学咖啡 不对 按摩", ["按摩"]),
        ("我想学咖啡，不对，按摩", ["按摩"]),
        ("咖啡 啊不是 客服 啊不是 按摩", ["按摩"]),
        ("姿势不对按摩", ["姿势", "不对", "按摩"]),  # without a pause nothing is taken back
        ("按摩 不对", ["按摩", "不对"]),  # nor where nothing follows
    ],
)
def test_what_somebody_takes_back_is_not_asked_for(typed: str, meant: list[str]) -> None:
    assert asked(typed) == meant


def test_what_is_said_around_a_word_in_a_sentence_does_not_narrow_the_answer() -> None:
    assert asked("我闺女喜欢那个按摩你们那边有几百个吧") == ["按摩"]
    assert "喜欢" in asked("喜欢按摩")
    assert "听说" in asked("听说潜水艇一直在那个地方"), "where no course is about any of it all of it counts"


@pytest.mark.parametrize(
    ("piece", "is_word", "weighs"),
    [("你们", True, 0), ("喜欢", True, 0), ("几百只", True, 0), ("挖掘机", True, 3), ("拍卖", True, 2), ("让它念", False, 0), ("塔吊", False, 2)],
)  # fmt: skip
def test_words_that_everybody_says_weigh_nothing(piece: str, is_word: bool, weighs: int) -> None:
    assert weight(piece, is_word=is_word) == weighs


def test_numbers_are_kept_where_one_of_the_other_things_is_enough() -> None:
    loose = query_for("按摩 咖啡 五级", TABLE, words=WORDS).loosened()
    either, level = loose.needed
    assert set(either) == {("按摩",), ("咖啡",)}
    assert level == (("5级",),)
    assert query_for("五级 十天", TABLE, words=WORDS).loosened().needed == ((("5级",), ("10天",)),)


def test_a_course_about_more_of_it_goes_before_one_that_only_has_a_lesson_on_it() -> None:
    query = query_for("图书馆 上架", synonyms([["图书", "图书馆"]], []), words=WORDS)
    library = [(1, word("图书")), (1, word("上架", is_topic=False))]
    shop = [(2, word("上架"))]
    about = asked_topics(query, [*shop, *library])
    assert about == {1: (3, 0), 2: (2, 1)}
    order = best_by_course([Hit(2, None, 9.0), Hit(1, None, 1.0), Hit(3, None, 20.0)], about)
    assert list(order) == [1, 2, 3]


def test_words_that_letters_may_mean_come_in_turns() -> None:
    order = {number: [Hit(number, None, 1.0)] for number in range(1, 7)}
    words = [(1, "文档"), (2, "文档"), (3, "电商"), (5, "网店"), (6, "文档")]
    topics = [(course, word(text)) for course, text in words] + [(4, word("文档", is_topic=False))]
    assert list(in_turns(order, topics, [("文档",), ("网店", "电商")])) == [1, 3, 2, 5, 6, 4]


def test_a_phrase_that_asks_for_nothing_is_not_cut_out_of_a_word() -> None:
    assert asked("学会计") == ["会计"]
    assert asked("我想学做账") == ["做账"]


def test_a_word_that_hurts_is_understood_and_never_shown() -> None:
    query = query_for("瞎子按摩", TABLE, words=WORDS)
    assert query.asked == "盲人按摩"
    assert "瞎子" not in repr(query)
    assert asked("瞎子按摩") == ["按摩"]
    assert asked("瞎子") == ["盲人"]  # who somebody is counts where nothing else was typed
    assert query_for("瞎子學按摩", TABLE, words=WORDS).asked == "盲人学按摩"


def test_part_of_a_question_is_answered_only_where_most_of_it_is_known() -> None:
    def carried(typed: str) -> list[list[str]]:
        return [[clause.surfaces[0] for clause in one.clauses] for one in query(typed).narrowed()]

    def query(typed: str) -> Query:
        return query_for(typed, TABLE, words=WORDS)

    assert carried("按摩 潜水艇") == [["按摩"]]
    assert carried("口腔种植牙") == []
    assert carried("潜水艇") == []
    assert carried("按摩") == []
    assert carried("按摩 手机") == [["按摩", "手机"]]
    assert carried("15天 按摩 手机 潜水艇")[:3] == [
        ["按摩", "手机", "15天"],
        ["按摩", "手机"],
        ["按摩", "手机", "15天"],
    ]
    assert carried("听说潜水艇里头也能学会按摩") == [["按摩"]], "a sentence says much around it"
    assert carried("听说潜水艇里头也能学会摸骨") == [], "but only a title or tag carries it"
    assert query("按摩 手机").narrowed()[0].is_loose
    assert carried("15天 按摩 潜水艇") == [["按摩", "15天"], ["按摩"]]


@given(st.text(max_size=300))
def test_whatever_is_typed_few_keys_are_looked_up_and_few_clauses_made(typed: str) -> None:
    keys = keys_of(normal_query(typed, TABLE)[1])
    assert max(map(len, (keys.texts, keys.pinyin, keys.initials, keys.sounds))) <= KEYS_MAX
    query = query_for(typed, TABLE, words=WORDS)
    assert len(query.clauses) <= CLAUSES_MAX
    terms_ = [term for clause in query.clauses for alternative in clause.alternatives for term in alternative]
    assert all(term and term.isalnum() for term in terms_)
    assert len(query.narrowed()) <= 4
    sound_alike(normal_query(typed, TABLE)[1], TABLE, WORDS)


def test_the_words_of_a_title_are_its_stretches_and_the_words_in_them() -> None:
    found = [one.text for one in words_of("盲人保健按摩（五级入门）：Excel 2019", is_topic=True)]
    assert {"盲人保健按摩", "保健", "按摩", "excel"} <= set(found)
    assert "2019" not in found
    assert "家政服务" in [one.text for one in words_of("家政服务员", is_topic=True)]
    assert "裱花" in [one.text for one in words_of("奶油裱花", is_topic=False)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("zhuang", "zuan"), ("shi", "si"), ("cheng", "cen"), ("lan", "nan"), ("jing", "jin")],
)
def test_what_many_speakers_do_not_tell_apart_sounds_alike(one: str, other: str) -> None:
    assert as_heard(one) == as_heard(other)
    assert as_heard("kafei") != as_heard("dafei")


def test_letters_are_cut_where_syllables_end() -> None:
    assert borders("anmo") == (0, 1, 2, 4) or borders("anmo") == (0, 2, 4)
    assert {0, 2, 4} <= set(borders("xian"))
    assert borders("hjfs") == ()
    assert borders("") == (0,)
    assert typed_letters("LǛSÈ nǚ") == "lvse nv"


def test_every_word_of_the_shipped_table_stands_for_something() -> None:
    table = read_synonyms(PROJECT_DIR / "content" / "language" / "synonyms.toml")
    hurtful = {hurtful for hurtful, _said in table.replaced}
    assert len(hurtful) > 10
    shown = {*table.group_of, *(said for _hurtful, said in table.replaced)}
    assert not {one for one in shown if any(bad in one for bad in hurtful)}, (
        "a word that hurts is never offered"
    )
    assert not set(table.group_of) & table.unasked, "what asks for nothing has no synonyms"
