"""Questions come from a numbered list or from GIFT; what can't be taken over is named by line, in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.rules.question_lists import (
    ListedQuestion,
    checks_of,
    quiz_blocks,
    read_questions,
    with_blocks,
)
from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.rules import Findings, QuestionKind
from learnhub.catalogue.service import survey_lesson
from tests.catalogue.samples import lesson_md

LIST = """1. 按摩前先做什么？
A. 洗手  B. 吃饭
C. 睡觉
答案：A
解析：手上有细菌，先洗手。

2、哪些时候不按摩（ABC）
A．发烧
B．骨折
C．皮肤破了
D．累了

3. 洗手要搓满二十秒。
答案：对
第4题：至少搓多少秒？
答案：20/二十
"""
OWN_FEEDBACK = """1. 搓多久？
A. 五秒
反馈：五秒只够冲一下。
B. 二十秒
C. 三分钟
答案：B
反馈：二十秒够搓完七步。
"""
GIFT = """// 注释
$CATEGORY: 卫生

::洗手::按摩前先做什么？ {
 =洗手#对，先洗手。
 ~吃饭#饭可以后吃。
 ~睡\\~觉
}

哪些时候不按摩？ {~%50%发烧 ~%50%骨折 ~%-100%累了#累了可以歇一歇。}

洗手要搓满二十秒。{T#少于二十秒洗不净。#对。}

穴位在哪里？{=合谷 -> 虎口 =内关 -> 手腕}

至少搓多少秒？{=20 =二十 ####再听一遍那一段。}
"""


def only(text: str) -> ListedQuestion:
    found, left = read_questions(text)
    assert left == []
    (question,) = found
    return question


def sentences(text: str) -> list[str]:
    return [f"{one.line}: {one.sentence}" for one in read_questions(text)[1]]


def test_a_numbered_list_is_read() -> None:
    found, left = read_questions(LIST)
    assert left == []
    assert [(one.line, one.kind) for one in found] == [
        (1, QuestionKind.CHOICE),
        (7, QuestionKind.CHOICE),
        (13, QuestionKind.CHOICE),
        (15, QuestionKind.SHORT),
    ]
    assert [(one.text, one.is_right) for one in found[0].answers] == [
        ("洗手", True),
        ("吃饭", False),
        ("睡觉", False),
    ]
    assert found[0].answers[0].feedback == "手上有细菌，先洗手。"
    assert found[1].prompt == "哪些时候不按摩（ ）"
    assert [one.is_right for one in found[1].answers] == [True, True, True, False]
    assert [(one.text, one.is_right) for one in found[2].answers] == [("对", True), ("错", False)]
    assert [one.text for one in found[3].answers] == ["20", "二十"]


def test_the_reason_of_a_question_is_said_to_every_answer_that_has_none_of_its_own() -> None:
    first = read_questions(LIST)[0][0]
    assert {answer.feedback for answer in first.answers} == {"手上有细菌，先洗手。"}
    own = read_questions(OWN_FEEDBACK)[0][0]
    assert [answer.feedback for answer in own.answers] == [
        "五秒只够冲一下。",
        "二十秒够搓完七步。",
        "二十秒够搓完七步。",
    ]


def test_gift_is_read() -> None:
    found, left = read_questions(GIFT)
    assert [one.line for one in left] == [2]
    assert [one.kind for one in found] == [
        *[QuestionKind.CHOICE] * 3,
        QuestionKind.MATCHING,
        QuestionKind.SHORT,
    ]
    assert [(one.text, one.feedback) for one in found[0].answers] == [
        ("洗手", "对，先洗手。"),
        ("吃饭", "饭可以后吃。"),
        ("睡~觉", ""),
    ]
    assert [one.is_right for one in found[1].answers] == [True, True, False]
    assert [(one.text, one.feedback) for one in found[2].answers] == [
        ("对", "对。"),
        ("错", "少于二十秒洗不净。"),
    ]
    assert [(one.text, one.partner) for one in found[3].answers] == [("合谷", "虎口"), ("内关", "手腕")]
    assert found[4].otherwise == "再听一遍那一段。"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: 没有找到题目。请写成“1. 题目”，下面写“A. 选项”，再写“答案：A”。"),
        ("1. 先做什么？\nA. 洗手\nB. 吃饭", "1: 第 1 行的题没有答案，请加一行“答案：”。"),
        ("1. 先做什么？\nA. 洗手\n答案：D", "1: 第 1 行的题，答案“D”不是它的选项，请写选项的字母。"),
        (
            "说明文字\n1. 洗手吗？\n答案：对",
            "1: 这一行不在哪道题里：“说明文字”。题目请以“1.”这样的数字开头。",
        ),
        (
            "1. 洗手吗？\n答案：对\n难度：易",
            "3: 不知道这一行是什么：“难度：易”。请以“A.”“答案：”或“解析：”开头。",
        ),
        (
            "写一写感想。{}",
            "1: 第 1 行是问答题（大括号是空的），这里还不能用，请改写成选择题，或者写成 task。",
        ),
        ("几秒？{#20:2}", "1: 第 1 行是数字题（{#…}），这里还不能用，请改写成 {=答案}。"),
        ("先做什么？{=洗手 ~吃饭}}", "1: 第 1 行的题，大括号不成对，请检查 { 和 }。"),
        ("{=洗手 ~吃饭}", "1: 第 1 行的题没有题目，请在大括号前面写上。"),
        ("先做什么？{~洗手 ~吃饭}", "1: 第 1 行的题要有对的答案（=），也要有错的（~），请补上。"),
        (
            "在哪里？{=合谷 -> 虎口 =内关}",
            "1: 第 1 行的题，有的答案有 ->，有的没有，请每一行都写成 =甲 -> 乙。",
        ),
        ("先做什么？{= ~吃饭}", "1: 第 1 行的题有空的答案，请在 = 和 ~ 后面写上字。"),
        ("题{" + "~错" * 7 + "=对}", "1: 第 1 行的题答案太多，最多 6 个，请删去多的。"),
        ("长" * 20_001, "1: 一次最多 20000 个字，请分几次导入。"),
    ],
)
def test_what_is_not_taken_over_is_said_by_line(text: str, told: str) -> None:
    assert sentences(text) == [told]


def test_blocks_pair_questions_and_take_no_name_twice() -> None:
    found, _ = read_questions(LIST)
    blocks = quiz_blocks(found, {"listed-1"})
    assert [line for line in blocks.split("\n") if line.startswith("```quiz")] == [
        "```quiz listed-2",
        "```quiz listed-2",
        "```quiz listed-3",
        "```quiz listed-3",
    ]


def test_what_is_whole_becomes_a_lesson_that_is_read() -> None:
    whole = GIFT.replace("~睡\\~觉", "~睡觉#睡觉在后面。").replace(
        "~%50%发烧 ~%50%骨折", "~%50%发烧#对。 ~%50%骨折#对。"
    )
    whole = whole.replace("-> 虎口", "-> 虎口#在虎口上。").replace("-> 手腕", "-> 手腕#在手腕上。")
    whole = whole.replace("=20 =二十", "=20#对。 =二十#对。")
    put = quiz_blocks(read_questions(whole)[0][:4], ())
    text = read_lesson(lesson_md(first=put).encode())
    assert [check.name for check in text.checks][:2] == ["listed-1", "listed-2"]


def test_what_lacks_feedback_is_left_to_its_author() -> None:
    put = quiz_blocks(read_questions(LIST)[0][:2], ())
    with pytest.raises(Findings) as error:
        read_lesson(lesson_md(first=put).encode())
    assert all("没有反馈" in finding.sentence for finding in error.value.findings)


@given(st.text(alphabet="1A.答案：对{}=~#->\\%\n题 /", max_size=80))
def test_no_list_breaks_the_reader(text: str) -> None:
    found, left = read_questions(text)
    assert found or left
    quiz_blocks(found, ())


def test_nothing_typed_ends_its_block_or_becomes_another() -> None:
    text = "1. # 先做```什么？\nA. - [x] 洗手\nB. ```\n答案：A"
    lines = quiz_blocks(read_questions(text)[0], ()).split("\n")
    assert lines == ["```quiz listed-1", "先做什么？", "", "- [x] [x] 洗手", "- [ ] ", "```"]


@pytest.mark.parametrize("place", ["## 为什么这样做甲", "## 怎样做才对"])
def test_questions_go_to_the_end_of_their_section_and_leave_the_rest(place: str) -> None:
    source = lesson_md()
    survey = survey_lesson(source.encode(), path="x.md")
    assert survey is not None
    line = next(one.line for one in survey.headings if f"## {one.text}" == place)
    changed = with_blocks(source, survey, line, "```quiz new-one\n?\n```")
    assert changed.replace("\n\n```quiz new-one\n?\n```\n", "", 1).split() == source.split()
    sections = changed.split("\n## ")
    assert ["new-one" in section for section in sections].index(True) == (1 if "为什么" in place else 2)


ALTERNATES = """1. 搓多久？
A. 五秒
B. 二十秒
答案：B
换题：要搓满几秒？
答案：20
2. 先做什么？
答案：洗手
换题：最后做什么？
答案：擦干
换题：擦干以后做什么？
答案：关灯
3. 水要温吗？
答案：对
4. 毛巾要换吗？
答案：对
"""


def test_a_list_says_which_question_is_asked_instead() -> None:
    found, left = read_questions(ALTERNATES)
    assert left == []
    checks = [[one.prompt for one in check] for check in checks_of(found)]
    assert checks == [
        ["搓多久？", "要搓满几秒？"],
        ["先做什么？", "最后做什么？", "擦干以后做什么？"],
        ["水要温吗？", "毛巾要换吗？"],
    ]
    blocks = quiz_blocks(found, {"listed-2"})
    assert [blocks.count(f"```quiz listed-{n}\n") for n in range(1, 5)] == [2, 0, 3, 2]
    _found, lost = read_questions("换题：没有前一道？\n答案：对")
    assert "不在哪道题里" in lost[0].sentence


def test_gift_questions_of_one_title_are_one_check() -> None:
    text = "::洗手::先做什么？{=洗手 ~吃饭}\n\n搓几秒？{=20}\n\n::洗手::后做什么？{=擦干 ~吃饭}\n\n水温？{=温 ~冷}"
    found, left = read_questions(text)
    assert left == []
    assert [[one.prompt for one in check] for check in checks_of(found)] == [
        ["先做什么？", "后做什么？"],
        ["搓几秒？", "水温？"],
    ]


@given(st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=12))
def test_every_question_of_a_list_comes_into_one_check(groups: list[str]) -> None:
    asked = [
        ListedQuestion(line, QuestionKind.CHOICE, str(line), (), group=group)
        for line, group in enumerate(groups)
    ]
    checks = checks_of(asked)
    assert sorted(one.line for check in checks for one in check) == list(range(len(groups)))
    assert all(len({one.group for one in check}) == 1 for check in checks if len(check) > 2)
