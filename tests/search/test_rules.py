"""What a text and a query are made into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.catalogue.rules import SlotKind
from learnhub.search.rules import (
    QUERY_CHARACTERS_MAX,
    CourseFacts,
    Facet,
    best_sentence,
    chosen_facets,
    facet_term,
    facets_of,
    marked,
    normalise,
    query_for,
    synonyms,
)
from learnhub.search.rules.queries import CLAUSES_MAX
from learnhub.search.rules.text import terms

TABLE = synonyms([["按摩", "推拿"], ["残疾证", "残疾人证"]], ["我想学", "怎么", "的"])


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ＥＸＣＥＬ　２０１９", "excel 2019"),
        ("盲人按摩師", "盲人按摩师"),
        ("互联网十职业培训", "互联网+职业培训"),
        ("互联网＋微课十基地", "互联网+微课+基地"),
        ("線上十線下", "线上+线下"),
        ("互联网十年", "互联网十年"),
        ("线上十节课", "线上十节课"),
    ],
)
def test_texts_are_compared_in_one_form(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("盲人保健按摩（五级入门）", "按摩"),
        ("职业培训包", "培训"),  # inside a longer word
        ("打一杯热奶泡", "奶泡"),  # a word that the cutter only guesses
        ("掌根揉法", "揉法"),
        ("Excel2019 表格", "2019"),
        ("3-5次", "5"),
        ("養老護理", "护理"),
    ],
)
def test_a_text_is_found_by_its_words_and_by_words_the_dictionary_lacks(text: str, part: str) -> None:
    assert part in terms(text)


def test_no_word_is_made_across_the_border_of_two_known_words() -> None:
    assert "会计" not in terms("学会计算")


def test_titles_are_found_by_a_single_character() -> None:
    assert "灸" in terms("艾灸", with_characters=True)
    assert "灸" not in terms("艾灸")


def test_phrases_that_ask_for_nothing_are_left_out_and_synonyms_stand_for_their_group() -> None:
    query = query_for("我想学推拿", TABLE)
    assert [clause.surfaces for clause in query.clauses] == [("推拿", "按摩")]
    assert query.clauses[0].alternatives == (("推拿",), ("按摩",))


def test_a_longer_word_of_the_table_wins_over_a_shorter_one() -> None:
    assert [clause.surfaces for clause in query_for("残疾人证", TABLE).clauses] == [("残疾人证", "残疾证")]


def test_a_single_character_counts_only_where_nothing_else_was_typed() -> None:
    assert [clause.surfaces for clause in query_for("灸", TABLE).clauses] == [("灸",)]
    assert [clause.surfaces for clause in query_for("老人 灸", TABLE).clauses] == [("老人",)]


@pytest.mark.parametrize("typed", ["", "   ", "怎么的", "？！，。", "😀👍", "\x00\x1b\x7f", "'\"*%_-()"])
def test_what_asks_for_nothing_makes_no_clause(typed: str) -> None:
    assert query_for(typed, TABLE).clauses == ()


def test_a_hundred_thousand_characters_make_a_small_query_that_says_it_is_cut() -> None:
    query = query_for("按摩洗手直播" * 20_000, TABLE)
    assert query.is_cut
    assert len(query.asked) == QUERY_CHARACTERS_MAX
    assert len(query.clauses) <= CLAUSES_MAX


def test_a_character_that_unfolds_into_many_stays_within_the_limit() -> None:
    query = query_for("ﷺ" * 100, TABLE)  # NFKC makes 18 letters of each
    assert (
        sum(len(term) for clause in query.clauses for terms_ in clause.alternatives for term in terms_) < 600
    )


@given(st.text(max_size=300))
def test_terms_hold_letters_and_digits_alone_whatever_is_typed(typed: str) -> None:
    query = query_for(typed, TABLE)
    found = [term for clause in query.clauses for terms_ in clause.alternatives for term in terms_]
    assert all(term and term.isalnum() for term in found)
    assert all(clause.alternatives and all(clause.alternatives) for clause in query.clauses)
    assert all(term.isalnum() for term in terms(typed))


def test_what_was_asked_for_is_marked_in_the_text_as_it_was_written() -> None:
    pieces = marked("「按摩」与推拿：Ｅxcel 表格", query_for("推拿 excel", TABLE).clauses)
    assert [piece.text for piece in pieces if piece.is_hit] == ["按摩", "推拿", "Ｅxcel"]


def test_traditional_text_is_marked_too() -> None:
    pieces = marked("學習盲人按摩師的手法", query_for("按摩师", synonyms([], [])).clauses)
    assert [piece.text for piece in pieces if piece.is_hit] == ["按摩師"]


@given(st.text(max_size=200), st.text(max_size=20))
def test_marking_changes_no_character(text: str, typed: str) -> None:
    pieces = marked(text, query_for(typed, TABLE).clauses)
    assert "".join(piece.text for piece in pieces) == text
    assert all(piece.text for piece in pieces)


def test_the_sentence_with_most_of_what_was_asked_is_shown() -> None:
    clauses = query_for("洗手 按摩", TABLE).clauses
    assert best_sentence(["先洗手。", "推拿之前要洗手。", "再开始。"], clauses) == "推拿之前要洗手。"
    assert best_sentence(["别的。"], clauses) == ""


def test_a_long_sentence_is_cut_around_what_was_asked_for() -> None:
    shown = best_sentence(["甲" * 300 + "按摩" + "乙" * 300], query_for("按摩", TABLE).clauses)
    assert "按摩" in shown
    assert shown.startswith("……")
    assert len(shown) < 140


FACTS = CourseFacts(
    category="massage",
    occupation="保健按摩师",
    base="jinshui",
    region_code="410105",
    minutes=181,
    certificates=("培训合格证书",),
    training_type="就业技能培训",
    ways={SlotKind.AUDIO: 3, SlotKind.SIGN: 0},
)


def test_a_course_is_found_by_each_region_that_contains_its_base() -> None:
    regions = {value for facet, value in facets_of(FACTS) if facet is Facet.REGION}
    assert regions == {"410105", "410100", "410000"}


def test_only_ways_that_a_lesson_has_count_and_minutes_fall_into_one_band() -> None:
    found = facets_of(FACTS)
    assert {value for facet, value in found if facet is Facet.WAY} == {"audio"}
    assert {value for facet, value in found if facet is Facet.MINUTES} == {"up-to-360"}


def test_a_course_without_base_and_occupation_has_no_blank_facets() -> None:
    bare = CourseFacts("food", "", "", "", 0, (), "就业技能培训", {})
    assert all(value for _facet, value in facets_of(bare))


def test_of_a_single_valued_filter_the_first_value_counts_and_of_ways_all() -> None:
    chosen = chosen_facets(
        {"category": ["food", "care"], "has": ["sign", "audio", "sign"], "base": [""], "x": ["y"]}
    )
    assert chosen == {Facet.CATEGORY: ("food",), Facet.WAY: ("sign", "audio")}


def test_a_facet_is_one_term_that_no_engine_takes_apart() -> None:
    assert facet_term("type", "就业技能培训").isalnum()
    assert facet_term("type", "a") != facet_term("typ", "ea")
