"""A lesson file is read whole, or every fault of it is named with its line and what to do."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.rules import (
    Edition,
    Findings,
    LessonText,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Subheading,
    Table,
    Task,
    Term,
    Warning_,
)
from tests.catalogue.samples import SENTENCE, easy_md, lesson_md, quiz

TERM = "```term\n词：合谷\n读音：hé gǔ\n意思：虎口上的穴位。\n```"
TASK = "```task try-it\n题目：洗一遍手\n用时：5 分钟\n怎么交：自己练\n\n1. 打湿。\n2. 搓手。\n```"
WARNING = "```warning\n水太烫会烫伤。先用手背试。\n```"


def faults(markdown: str, **options: object) -> list[tuple[int, str]]:
    """Return line and sentence of each finding; none when the lesson is whole."""
    try:
        read_lesson(markdown.encode(), path="x.md", **options)  # type: ignore[arg-type]
    except Findings as error:
        return [(finding.line, finding.sentence) for finding in error.findings if finding.path == "x.md"]
    return []


def only_fault(markdown: str, **options: object) -> tuple[int, str]:
    """Return the one finding of a lesson; more or fewer fail."""
    found = faults(markdown, **options)
    assert len(found) == 1, found
    return found[0]


def line_of(markdown: str, part: str) -> int:
    return markdown[: markdown.index(part)].count("\n") + 1


def lesson(**options: str) -> LessonText:
    return read_lesson(lesson_md(**options).encode())  # type: ignore[arg-type]


def test_a_whole_lesson_has_no_findings() -> None:
    assert faults(lesson_md()) == []
    assert faults(easy_md()) == []


def test_sections_are_named_by_order_and_hold_their_checks() -> None:
    text = lesson()
    assert [section.key for section in text.sections] == ["s1", "s2"]
    assert [check.name for check in text.sections[0].checks] == ["why-one"]
    assert [check.name for check in text.checks] == ["why-one", "how-two"]
    assert [question.number for question in text.checks[0].questions] == [1, 2]
    assert [question.right_keys for question in text.checks[0].questions] == [{"c1"}, {"c2"}]


def test_sentences_are_numbered_in_reading_order_over_the_whole_lesson() -> None:
    text = lesson(first=TERM, last=TASK)
    sentences = list(text.sentences())
    assert [sentence.id for sentence in sentences] == [
        f"s-{number}" for number in range(1, len(sentences) + 1)
    ]
    words = [sentence.text for sentence in sentences]
    assert words[:6] == [
        "洗手再按摩",
        "学会先洗手。",
        "再碰顾客。",
        "为什么这样做甲",
        "合谷",
        "虎口上的穴位。",
    ]
    assert words[-4:] == ["练习：洗一遍手", "用时大约 5 分钟，自己练，不用交。", "打湿。", "搓手。"]


def test_questions_have_id_ranges_of_their_own() -> None:
    ids = [sentence.id for sentence in lesson().check_sentences()]
    assert ids[:5] == [
        "q-why-one-1-1",
        "q-why-one-1-c1-1",
        "q-why-one-1-f1-1",
        "q-why-one-1-c2-1",
        "q-why-one-1-f2-1",
    ]
    assert len(ids) == len(set(ids))


def test_every_kind_of_block_is_read() -> None:
    blocks = """### 小标题

一段**要紧**的话，见[残联网站](https://example.org/a)。

- 第一
  - 里面的
- 第二

3. 三
4. 四

| 名称 | 做法 |
| --- | --- |
| 甲 | 按 |

> 您慢走。

![一双手](media/hands.svg)

""" + "\n\n".join([TERM, WARNING, TASK])
    text = lesson(first=blocks)
    kinds = [type(block) for block in text.sections[0].blocks]
    assert kinds == [
        Subheading,
        Paragraph,
        Listing,
        Listing,
        Table,
        Quote,
        Picture,
        Term,
        Warning_,
        Task,
        Paragraph,
    ]
    paragraph = text.sections[0].blocks[1]
    assert isinstance(paragraph, Paragraph)
    runs = paragraph.line.sentences[0].runs
    assert [run.text for run in runs if run.is_strong] == ["要紧"]
    assert [(run.text, run.href) for run in runs if run.href] == [("残联网站", "https://example.org/a")]
    table = text.sections[0].blocks[4]
    assert isinstance(table, Table)
    assert (table.caption, [cell.text for cell in table.header]) == ("小标题", ["名称", "做法"])
    numbered = text.sections[0].blocks[3]
    assert isinstance(numbered, Listing)
    assert numbered.start == 3
    assert [picture.sentence.text for picture in text.pictures()] == ["图：一双手"]


def test_a_line_end_inside_a_paragraph_adds_nothing_between_chinese_and_a_blank_between_latin() -> None:
    text = lesson(first="第一行的话\n接着第二行，打开 Excel\nOnline 就行。")
    block = text.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    assert block.line.text == "第一行的话接着第二行，打开 Excel Online 就行。"


def test_a_question_with_two_right_choices_is_multiple() -> None:
    both = quiz("why-one", "选哪些？").replace("- [ ] 做法2", "- [x] 做法2")
    text = lesson(first=both)
    question = text.checks[0].questions[0]
    assert question.is_multiple
    assert question.right_keys == {"c1", "c2"}


def test_a_choice_may_begin_with_a_picture() -> None:
    markdown = easy_md().replace("- [x] 做法1：先做什么", "- [x] ![水龙头](media/tap.svg) 打开水龙头")
    choice = read_lesson(markdown.encode()).checks[0].questions[0].choices[0]
    assert choice.picture is not None
    assert (choice.picture.description, choice.text.text) == ("水龙头", "打开水龙头")


def test_feedback_may_take_several_lines_and_paragraphs() -> None:
    markdown = lesson_md().replace("  反馈1：这样做的人要知道原因。", "  第一行，\n  接着。\n\n  第二段。", 1)
    assert (
        read_lesson(markdown.encode()).checks[0].questions[0].choices[0].feedback.text
        == "第一行，接着。\n第二段。"
    )


def test_easy_read_cards_pair_a_picture_with_one_short_sentence() -> None:
    text = read_lesson(easy_md().encode())
    assert text.edition is Edition.EASY_READ
    assert sum(type(block).__name__ == "Card" for block in text.blocks()) == 8


@pytest.mark.parametrize(
    ("markdown", "says"),
    [
        ("正文里有 <b>粗</b> 字。", "不能写 HTML"),
        ("<div>块</div>", "不能写 HTML"),
        ("这里*斜*了。", "不要用斜体"),
        ("这里~~删~~了。", "不要用删除线"),
        ("说过[^1]的。", "不能用脚注"),
        ("# 一级标题", "正文只能用 ##"),
        ("#### 四级标题", "正文只能用 ##"),
        ("    缩进四格的话", "会变成代码"),
        ("---", "不要画分隔线"),
        ("[](https://example.org)", "没有文字"),
        ("<https://example.org>", "没有文字"),
        ("[网站](ftp://example.org)", "https://"),
        ("看这里![图](media/a.svg)就懂。", "单独成一段"),
        ("![](media/a.svg)", "没有说明"),
        ("![一双手](http://x.org/a.svg)", "media/名字.svg"),
        ("![一双手](media/../a.svg)", "media/名字.svg"),
        ('![一双手](media/a.svg "标题")', "不要写引号里的标题"),
        ("| 甲 |  |\n| --- | --- |\n| 一 | 二 |", "表头有空格子"),
        ("| 甲 | 乙 |\n| --- | --- |", "只有表头"),
        ("- 一\n  - 二\n    - 三\n      - 四", "最多套 3 层"),
        ("- 一\n-\n- 二", "这一项是空的"),
        ("```python\nx\n```", "不认识围栏块"),
        ("```\nx\n```", "不认识围栏块"),
        ("> ```term\n> 词：合谷\n> 意思：穴位。\n> ```", "这里不能放围栏块"),
        ("- ### 小标题", "这里不能放标题"),
        ("```term name\n词：合谷\n意思：穴位。\n```", "不用写名字"),
        ("```term\n词：合谷\n```", "缺少“意思：”"),
        ("```term\n意思：穴位。\n```", "缺少“词：”"),
        ("```term\n词：合谷\n读音：hé\n意思：穴位。\n```", "一个字写一个音节"),
        ("```term\n词：合谷\n读音：hé xyz\n意思：穴位。\n```", "不是拼音"),
        ("```term\n词：合谷\n词：内关\n意思：穴位。\n```", "写了两遍"),
        ("```term\n词：合谷\n意思：穴位。\n\n还有一段\n```", "三行"),
        ("```warning\n\n```", "提醒是空的"),
        ("```task\n题目：洗\n用时：5 分钟\n怎么交：自己练\n\n做。\n```", "task 后面"),
        ("```task try-it\n用时：5 分钟\n怎么交：自己练\n\n做。\n```", "缺少“题目：”"),
        ("```task try-it\n题目：洗\n用时：很久\n怎么交：自己练\n\n做。\n```", "用时"),
        ("```task try-it\n题目：洗\n用时：99 分钟\n怎么交：自己练\n\n做。\n```", "用时"),
        ("```task try-it\n题目：洗\n用时：5 分钟\n怎么交：寄给我\n\n做。\n```", "怎么交"),
        ("```task try-it\n题目：洗\n用时：5 分钟\n怎么交：自己练\n```", "没有写步骤"),
        ("```task try-it\n难度：高\n题目：洗\n用时：5 分钟\n怎么交：自己练\n\n做。\n```", "之一"),
        (TASK + "\n\n" + TASK, "两个练习都叫"),
        ("智残学员也能学。", "智力残疾"),
        ("请按红色的按钮。", "看得见的人"),
        ("如图所示。", "看得见的人"),
    ],
)
def test_what_a_lesson_may_not_hold_is_named(markdown: str, says: str) -> None:
    whole = lesson_md(first="", last=markdown)
    line, sentence = only_fault(whole)
    assert says in sentence
    assert sentence.endswith(("。", "”。"))
    if not markdown.startswith(TASK):  # what concerns the whole lesson is named at the beginning of its body
        first, end = line_of(whole, markdown), line_of(whole, markdown) + markdown.count("\n")
        assert first <= line <= end


def test_a_heading_made_by_underlining_is_named() -> None:
    assert "会因为这条横线变成标题" in str(faults(lesson_md(last=f"{SENTENCE}\n---")))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("## 怎样做才对", "# 怎样做才对"), "正文只能用 ##"),
        (("## 为什么这样做甲\n", ""), "正文要以 ## 标题开始"),
        (("## 怎样做才对", "##"), "标题是空的"),
        (("- [x] 做法1：为什么要", "- [ ] 做法1：为什么要"), "没有对的选项"),
        (("- [x] 做法1：为什么要", "- 做法1：为什么要"), "选项请以 - [ ] 或 - [x] 开头"),
        (("```quiz how-two", "```quiz"), "请在 quiz 后面写"),
        (("```quiz how-two", "```quiz How_Two"), "请在 quiz 后面写"),
        (("为什么要先洗手甲？\n\n", ""), "没有题目"),
        (('title = "洗手再按摩"', "title = "), "不是正确的 TOML"),
        (('title = "洗手再按摩"', ""), "请写上标题"),
        (('title = "洗手再按摩"', "title = 5"), "请写上标题"),
        (('title = "洗手再按摩"', f'title = "{"长" * 41}"'), "最多 40 个字"),
        (('summary = "学会先洗手。再碰顾客。"', ""), "请写上一两句话的简介"),
        (("summary =", 'colour = "red"\nsummary ='), "开头不认识“colour”"),
        (("summary =", 'edition = "braille"\nsummary ='), "edition 只能写"),
        (("+++\ntitle", "title"), "文件要以 +++ 开头"),
    ],
)
def test_a_spoiled_lesson_says_what_to_mend(change: tuple[str, str], says: str) -> None:
    whole = lesson_md()
    assert change[0] in whole
    assert any(says in sentence for _, sentence in faults(whole.replace(*change, 1)))


def test_a_question_whose_choices_are_all_right_is_named() -> None:
    assert "全是对的" in only_fault(lesson_md().replace("- [ ]", "- [x]", 2))[1]


def test_a_choice_without_feedback_is_named_at_its_line() -> None:
    whole = lesson_md()
    spoiled = whole.replace("\n  反馈2：这样做的人要知道原因。", "", 1)
    line, sentence = only_fault(spoiled)
    assert "没有反馈" in sentence
    assert line == line_of(spoiled, "- [ ] 做法2")


def test_two_equal_choices_and_two_equal_questions_are_named() -> None:
    assert "有两个选项都是" in only_fault(lesson_md().replace("做法2：为什么要", "做法1：为什么要"))[1]
    assert "有两道题一样" in only_fault(lesson_md().replace("不洗手会怎样甲？", "为什么要先洗手甲？"))[1]


def test_a_check_needs_two_questions_and_a_lesson_two_checks() -> None:
    whole = lesson_md()
    one_question = whole.replace(quiz("how-two", "哪里最容易漏洗甲？"), "")
    assert "只有一道题" in only_fault(one_question)[1]
    one_check = one_question.replace(quiz("how-two", "洗手要搓多久甲？", right=3), "")
    assert "至少要有 2 个检查" in only_fault(one_check)[1]


def test_the_questions_of_one_check_stand_in_one_section() -> None:
    moved = lesson_md(last=quiz("why-one", "另一节里的题？"))
    line, sentence = only_fault(moved)
    assert "分在两节里" in sentence
    assert line == line_of(moved, quiz("why-one", "另一节里的题？"))


def test_a_fence_that_is_never_closed_is_named_where_it_opens() -> None:
    whole = lesson_md() + "\n```warning\n小心。\n"
    assert (line_of(whole, "```warning"), True) == (only_fault(whole)[0], "没有结束" in only_fault(whole)[1])


@pytest.mark.parametrize(("sentences", "is_whole"), [(9, False), (10, True), (24, True), (25, False)])
def test_the_body_has_400_to_1000_hanzi(sentences: int, is_whole: bool) -> None:
    found = faults(lesson_md(sentences=sentences))
    assert (found == []) is is_whole
    assert is_whole or "个汉字" in found[0][1]


def test_fenced_blocks_and_pictures_do_not_count_as_body() -> None:
    text = lesson()
    more = lesson(first=f"{TERM}\n\n{WARNING}\n\n![{'长' * 50}](media/a.svg)")
    assert more.body_hanzi == text.body_hanzi
    assert more.characters > text.characters


@pytest.mark.parametrize(("cards", "is_whole"), [(6, False), (8, True), (15, True), (16, False)])
def test_an_easy_lesson_has_8_to_15_cards(cards: int, is_whole: bool) -> None:
    assert (faults(easy_md(cards=cards)) == []) is is_whole


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("打开水龙头，把手打湿，再取一点洗手液放在手心里。", "最多 18 个字"),
        ("打开水龙头。把手打湿。", "只写一句话"),
        ("- 打开水龙头。", "缺一句话"),
    ],
)
def test_an_easy_card_is_one_short_sentence(words: str, says: str) -> None:
    assert any(says in sentence for _, sentence in faults(easy_md(words=words)))


def test_an_easy_question_has_three_choices_at_most() -> None:
    assert "最多 3 个选项" in str(
        faults(easy_md().replace(quiz("wet-hands", "先做什么？"), quiz("wet-hands", "先做什么？", choices=4)))
    )
    assert faults(lesson_md(first=quiz("why-one", "四个选项呢？", choices=4))) == []
    assert "最多 6 个选项" in only_fault(lesson_md(first=quiz("why-one", "七个选项呢？", choices=7)))[1]


def test_an_easy_read_edition_must_say_so() -> None:
    assert "易读版" in only_fault(lesson_md(), edition=Edition.EASY_READ)[1]
    assert faults(easy_md(), edition=Edition.EASY_READ) == []


def test_a_missing_picture_is_named_with_its_line() -> None:
    whole = lesson_md(first="![一双手](media/hands.svg)")
    line, sentence = only_fault(whole, pictures=["media/other.svg"])
    assert "找不到图片 lessons/media/hands.svg" in sentence
    assert line == line_of(whole, "![一双手]")
    assert faults(whole, pictures=["media/hands.svg"]) == []


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (lesson_md().encode("gb18030"), "不是 UTF-8"),
        (lesson_md().replace("\n", "\r\n").encode(), "LF"),
        (lesson_md().replace("先把手", "先\x00把手", 1).encode(), "控制字符"),
        (("\ufeff" + lesson_md()).encode(), "控制字符"),
        (b"x" * 30_001, "太大"),
        (lesson_md(last="![" * 401).encode(), "方括号太多"),
        (b"", "+++"),
        (("+++\n" + "a.b.c.d.e.f.g.h = 1\n+++\n").encode(), "套得太深"),
        (("+++\n" + 'x = "' + "长" * 3000 + '"\n+++\n').encode(), "太长"),
    ],
)
def test_a_file_that_is_no_lesson_at_all_is_named(content: bytes, says: str) -> None:
    with pytest.raises(Findings) as caught:
        read_lesson(content)
    assert any(says in finding.sentence for finding in caught.value.findings)


@settings(max_examples=150)
@given(st.text(st.sampled_from("#-*_`[]()!<>|~+=:.\n 图x甲1\t\\&"), max_size=200))
def test_whatever_is_typed_gives_a_lesson_or_findings(markdown: str) -> None:
    for whole in (lesson_md(last=markdown), markdown):
        for finding in faults(whole):
            assert finding[1]


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from([TERM, WARNING, SENTENCE, "- 一\n- 二", "> 您好。", "### 小标题"]), max_size=6)
)
def test_the_sentences_of_a_lesson_are_unique_and_never_blank(blocks: list[str]) -> None:
    text = read_lesson(lesson_md(sentences=10, last="\n\n".join(blocks)).encode())
    every = [*text.sentences(), *text.check_sentences()]
    assert len({sentence.id for sentence in every}) == len(every)
    for sentence in every:
        assert sentence.text.strip() == sentence.text != ""
        assert "".join(run.text for run in sentence.runs).strip() == sentence.text
