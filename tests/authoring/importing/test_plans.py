"""Plans of units and lessons: how they are proposed, and that no deed of an author loses a word."""

from collections import Counter
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from learnhub.authoring.rules.importing import rearranging as deeds
from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.kept_plan import plan_as_json, plan_from_json
from learnhub.authoring.rules.importing.plain_markdown import (
    escaped,
    link,
    listing,
    lowered,
    paragraph,
    raised,
    table,
)
from learnhub.authoring.rules.importing.plan import (
    Imported,
    Piece,
    PieceKind,
    Plan,
    plan_of,
)


def text(hanzi: int) -> Piece:
    words = "手" * hanzi
    return Piece(PieceKind.TEXT, words, words)


def heading(level: int, words: str) -> Piece:
    return Piece(PieceKind.HEADING, escaped(words), words, level, Reason.NUMBER)


def made(*pieces: Piece, title: str = "") -> Plan:
    return plan_of(Imported(title, pieces), name="讲义")


_TWO_UNITS = (
    heading(1, "第一章"), heading(2, "甲"), text(600), heading(2, "子"), text(600),
    heading(1, "第二章"), heading(2, "乙"), text(600), heading(2, "丑"), text(600),
)  # fmt: skip


def shape(plan: Plan) -> list[tuple[str, list[str]]]:
    return [(unit.title, [lesson.title for lesson in unit.lessons]) for unit in plan.units]


def test_a_document_without_headings_is_one_lesson_named_as_the_file() -> None:
    assert shape(made(text(500))) == [("讲义", ["讲义"])]


def test_long_parts_are_lessons_and_what_stands_above_them_units() -> None:
    plan = made(
        heading(1, "第一章"), heading(2, "一、甲"), text(600), heading(2, "二、乙"), text(700),
        heading(1, "第二章"), heading(2, "一、丙"), text(500), title="按摩",
    )  # fmt: skip
    assert shape(plan) == [("第一章", ["一、甲", "二、乙"]), ("第二章", ["一、丙"])]
    assert plan.title == "按摩"


def test_short_parts_are_sections_of_one_lesson() -> None:
    plan = made(heading(1, "一、甲"), text(200), heading(1, "二、乙"), text(300), title="洗手")
    assert shape(plan) == [("洗手", ["洗手"])]
    assert [block.level for block in plan.units[0].lessons[0].blocks] == [2, 0, 2, 0]


def test_headings_below_sections_are_small_headings() -> None:
    parts = (heading(2, "一"), heading(3, "（一）"), text(600))
    plan = made(heading(1, "第一章"), *parts, heading(1, "第二章"), text(600))
    assert [block.level for _, _, block in plan.blocks()] == [2, 3, 0, 0]


def test_text_before_the_first_heading_is_a_lesson_of_its_own() -> None:
    plan = made(text(300), heading(1, "第一章"), text(900), heading(1, "第二章"), text(900))
    assert shape(plan) == [("讲义", ["讲义", "第一章", "第二章"])]


def test_a_title_that_is_cut_stays_whole_in_the_text() -> None:
    long = "怎样" * 30
    plan = made(heading(1, "甲"), text(600), heading(1, long), text(600))
    lesson = plan.units[0].lessons[1]
    assert len(lesson.title) == 40
    assert lesson.blocks[0].words == long
    joined = made(heading(1, long), text(10))
    split = deeds.split_at(joined, joined.units[0].lessons[0].blocks[0].number)
    assert split.units[0].lessons[-1].blocks[0].words == long


def test_an_empty_document_gives_one_empty_lesson() -> None:
    assert shape(made()) == [("讲义", ["讲义"])]


def test_a_lesson_that_is_too_long_is_proposed_to_be_split_at_its_sections() -> None:
    plan = made(
        heading(1, "第一章"), heading(2, "一"), text(500), heading(2, "二"), text(400), heading(2, "三"), text(700),
        heading(1, "第二章"), text(600), heading(1, "第三章"), text(600),
    )  # fmt: skip
    lesson = plan.units[0].lessons[0]
    assert [block.words for block in lesson.cuts] == ["三"]
    split = deeds.split_as_proposed(plan, lesson.number)
    assert [one.title for one in split.units[0].lessons] == ["第一章", "三", "第二章", "第三章"]
    assert all(one.hanzi <= 1000 for _, one in split.lessons())


def test_a_long_lesson_without_headings_is_known_as_one_that_its_author_must_split() -> None:
    pasted = made(text(600), text(600)).units[0].lessons[0]
    assert pasted.is_unbroken
    assert not pasted.cuts
    assert not made(text(1000)).units[0].lessons[0].is_unbroken
    assert not made(heading(2, "一"), text(900), heading(2, "二"), text(900)).units[0].lessons[0].is_unbroken


def test_joining_makes_a_title_a_section_and_splitting_there_brings_it_back() -> None:
    plan = made(heading(1, "甲"), text(700), heading(1, "乙"), text(700))
    second = plan.units[0].lessons[1]
    joined = deeds.join_with_previous(plan, second.number)
    assert shape(joined) == [("讲义", ["甲"])]
    section = joined.units[0].lessons[0].blocks[1]
    assert (section.words, section.level) == ("乙", 2)
    assert shape(deeds.split_at(joined, section.number)) == shape(plan)


def test_a_title_that_is_no_heading_goes_back_into_the_text_before_it() -> None:
    plan = made(heading(1, "甲"), text(700), heading(1, "一、二年级"), text(700))
    back = deeds.as_text(plan, plan.units[0].lessons[1].number)
    assert shape(back) == [("讲义", ["甲"])]
    assert back.units[0].lessons[0].blocks[1].kind is PieceKind.TEXT


def test_a_paragraph_becomes_a_heading_and_a_paragraph_again() -> None:
    plan = made(Piece(PieceKind.TEXT, "**先看**", "先看"), text(300))
    number = plan.units[0].lessons[0].blocks[0].number
    taken = deeds.as_heading(plan, number, 2)
    assert taken.units[0].lessons[0].blocks[0].kind is PieceKind.HEADING
    assert deeds.as_text(taken, number).units[0].lessons[0].blocks[0].markdown == "先看"


def test_a_long_text_or_a_picture_does_not_become_a_heading() -> None:
    plan = made(text(300), Piece(PieceKind.PICTURE, picture="media/a.png"))
    for _, _, block in plan.blocks():
        assert deeds.as_heading(plan, block.number, 2) == plan


def test_a_lesson_goes_to_another_unit_and_an_empty_unit_goes() -> None:
    plan = made(*_TWO_UNITS)
    first, second = plan.units
    for lesson in first.lessons:
        plan = deeds.choose_unit(plan, lesson.number, second.number)
    assert shape(plan) == [("第二章", ["乙", "丑", "甲", "子"])]


def test_units_are_joined_split_renamed_and_moved() -> None:
    plan = made(*_TWO_UNITS)
    first, second = plan.units
    assert shape(deeds.move(plan, second.number, -1))[0][0] == "第二章"
    joined = deeds.join_unit_with_previous(plan, second.number)
    assert shape(joined) == [("第一章", ["甲", "子", "乙", "丑"])]
    split = deeds.split_unit_at(joined, second.lessons[0].number, "新单元")
    assert shape(split) == [("第一章", ["甲", "子"]), ("新单元", ["乙", "丑"])]
    assert shape(deeds.rename(plan, first.number, "绪论 "))[0][0] == "绪论"


def test_slides_are_gathered_into_lessons() -> None:
    slides = [part for number in range(60) for part in (heading(1, f"第{number}张"), text(90))]
    plan = made(*slides)
    lessons = [lesson for _, lesson in plan.lessons()]
    assert len(lessons) == 12
    assert all(300 <= lesson.hanzi <= 1000 for lesson in lessons)


@given(st.integers(4, 60), st.integers(60, 290))
def test_slides_are_shared_out_evenly_so_that_the_last_lesson_is_no_scrap(slides: int, hanzi: int) -> None:
    parts = [piece for number in range(slides) for piece in (heading(1, f"第{number}张"), text(hanzi))]
    lessons = [lesson for _, lesson in made(*parts).lessons()]
    counts = [lesson.hanzi // hanzi for lesson in lessons]
    assert max(lesson.hanzi for lesson in lessons) <= 1000 + hanzi // 2
    if len(lessons) > 1:
        assert max(counts) - min(counts) <= 1


_PIECES = st.lists(
    st.one_of(
        st.builds(heading, st.integers(1, 4), st.sampled_from(["甲", "乙丙", "丁戊己"])),
        st.builds(text, st.integers(1, 900)),
        st.just(Piece(PieceKind.PICTURE, words="一双手", picture="media/a.png")),
        st.just(Piece(PieceKind.LOST, words="公式")),
    ),
    max_size=20,
)
_DEEDS = st.lists(st.tuples(st.integers(0, 9), st.integers(1, 60), st.integers(1, 60)), max_size=12)


_EACH: tuple[Callable[[Plan, int, int], Plan], ...] = (
    lambda plan, number, _: deeds.as_heading(plan, number, 2),
    lambda plan, number, _: deeds.as_text(plan, number),
    lambda plan, number, _: deeds.join_with_previous(plan, number),
    lambda plan, number, _: deeds.split_at(plan, number),
    lambda plan, number, _: deeds.split_as_proposed(plan, number),
    lambda plan, number, _: deeds.move(plan, number, 1),
    lambda plan, number, _: deeds.move(plan, number, -1),
    deeds.choose_unit,
    lambda plan, number, _: deeds.join_unit_with_previous(plan, number),
    lambda plan, number, _: deeds.split_unit_at(plan, number, "新"),
)


def words_of(plan: Plan) -> Counter[str]:
    said = [block.words for _, _, block in plan.blocks()] + [lesson.title for _, lesson in plan.lessons()]
    return Counter(sign for one in said for sign in one)


@given(_PIECES, _DEEDS)
def test_no_deed_loses_a_word_or_gives_a_number_twice(
    pieces: list[Piece], done: list[tuple[int, int, int]]
) -> None:
    plan = made(*pieces)
    for deed, number, other in done:
        before = words_of(plan)
        plan = _EACH[deed](plan, number, other)
        assert not before - words_of(plan)
        numbers = [unit.number for unit in plan.units]
        numbers += [lesson.number for _, lesson in plan.lessons()]
        numbers += [block.number for _, _, block in plan.blocks()]
        assert len(set(numbers)) == len(numbers)
        assert max(numbers) < plan.next_number
        assert all(unit.lessons for unit in plan.units)
        assert plan_from_json(plan_as_json(plan)) == plan


_MARKDOWN = MarkdownIt("js-default", {"html": True})


@given(st.text(st.sampled_from("手a1 #*_-+=.)(>!|~`[]\\<&;#x\n:/"), max_size=40))
def test_escaped_words_are_read_as_these_very_words(words: str) -> None:
    lines = [" ".join(line.split()) for line in words.split("\n")]
    wanted = [line for line in lines if line]
    tokens = _MARKDOWN.parse(paragraph(escaped(words)))
    if not wanted:
        assert tokens == []
        return
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    children = tokens[1].children or []
    said = "".join("\n" if one.type == "softbreak" else one.content for one in children)
    assert said.split("\n") == wanted
    assert {one.type for one in children} <= {"text", "text_special", "softbreak"}


def test_lists_keep_their_depth_and_numbers() -> None:
    made_list = listing([(0, 3, "甲"), (1, None, "乙"), (1, None, "丙"), (0, 4, "丁")])
    assert made_list == "3. 甲\n   - 乙\n   - 丙\n4. 丁"


def test_a_table_has_its_first_row_as_head_and_short_rows_filled() -> None:
    assert table([["名", "数"], ["甲"]]) == "| 名 | 数 |\n| --- | --- |\n| 甲 |  |"


def test_only_plain_web_addresses_become_links() -> None:
    assert link("这里", "这里", "https://example.org/a") == "[这里](https://example.org/a)"
    for address in (
        "javascript:alert(1)",
        " JAVASCRIPT:x",
        "data:text/html,x",
        "file:///etc",
        "https://a b",
        "//x",
    ):
        assert link("这里", "这里", address) is None


def test_small_signs_become_characters_where_there_are_any() -> None:
    assert (raised("2"), lowered("2"), raised("某"), lowered("某")) == ("²", "₂", "某", "某")
