"""A task says who sees it, which steps are signed off, and what is looked at in plain words."""

import pytest

from learnhub.catalogue.adapters.lesson_file import read_lesson
from learnhub.catalogue.adapters.lesson_html import html_of_text
from learnhub.catalogue.adapters.lesson_survey import survey_lesson
from learnhub.catalogue.rules import Findings, Task, TaskWay
from tests.catalogue.samples import lesson_md

RUBRIC = (
    "评分：手贴住没有\n够了：从头到尾没有沙沙声。\n还差一点：有几圈滑在皮面上。\n"
    "评分：问没问\n够了：做之前问了一句。\n还差一点：没有问，直接做。"
)
STEPS = "老师躺下当顾客。\n\n1. 洗手。\n2. 问有没有不能碰的地方。\n3. 掌揉一分钟。"


def block(way: str, *, rubric: str = RUBRIC, markdown: str = STEPS) -> str:
    keys = f"题目：做一遍掌揉\n用时：10 分钟\n怎么交：{way}"
    return (
        f"```task knead-once\n{keys}\n{rubric}\n\n{markdown}\n```"
        if rubric
        else f"```task knead-once\n{keys}\n\n{markdown}\n```"
    )


def task_of(markdown: str) -> Task:
    return read_lesson(lesson_md(last=markdown).encode()).tasks[0]


def faults(markdown: str) -> list[tuple[int, str]]:
    """Return line within the block (its first line is 1) and sentence of each finding."""
    whole = lesson_md(last=markdown)
    before = whole[: whole.index("```task")].count("\n")
    try:
        read_lesson(whole.encode())
    except Findings as error:
        return [(finding.line - before, finding.sentence) for finding in error.findings]
    return []


def test_a_task_that_is_shown_at_the_base_has_the_steps_of_its_list_and_others_have_none() -> None:
    shown = task_of(block("在基地做给老师看"))
    assert shown.way is TaskWay.SHOWN
    assert [step.text for step in shown.steps] == ["洗手。", "问有没有不能碰的地方。", "掌揉一分钟。"]
    assert not shown.is_handed_in
    handed_in = task_of(block("交给老师"))
    assert handed_in.is_handed_in
    assert handed_in.steps == ()


def test_what_is_looked_at_is_heard_with_the_task_in_order_and_keeps_its_words() -> None:
    text = read_lesson(lesson_md(last=block("交给老师")).encode())
    (task,) = text.tasks
    assert [(one.looked_at.text, one.enough.text, one.not_yet.text) for one in task.rubric] == [
        ("手贴住没有", "够了：从头到尾没有沙沙声。", "还差一点：有几圈滑在皮面上。"),
        ("问没问", "够了：做之前问了一句。", "还差一点：没有问，直接做。"),
    ]
    sentences = list(text.sentences())
    assert [sentence.id for sentence in sentences] == [f"s-{n}" for n in range(1, len(sentences) + 1)]
    assert [sentence.text for sentence in sentences][-8:] == [
        "掌揉一分钟。", "老师看这几样：", "手贴住没有", "够了：从头到尾没有沙沙声。", "还差一点：有几圈滑在皮面上。",
        "问没问", "够了：做之前问了一句。", "还差一点：没有问，直接做。",
    ]  # fmt: skip
    body = html_of_text(text, {}).sections[-1].body
    assert "手贴住没有" in body
    assert body.index("掌揉一分钟") < body.index("够了：从头到尾")
    assert "自己对照这几样：" in [
        sentence.text for sentence in read_lesson(lesson_md(last=block("自己练")).encode()).sentences()
    ]


@pytest.mark.parametrize(
    ("markdown", "line", "says"),
    [
        (block("在基地做给老师看", markdown="做一遍。"), 1, "编号列表"),
        (block("在基地做给老师看", markdown="1. 一\n\n中间\n\n1. 二"), 1, "编号列表"),
        (block("在基地做给老师看", markdown="\n".join(f"{n}. 步" for n in range(1, 22))), 1, "最多 20 步"),
        (block("在基地做给老师看", markdown="1. > 引文"), 1, "先写一句话"),
        (block("交给老师", rubric="评分：手\n够了：贴住。"), 5, "三行一组"),
        (block("交给老师", rubric="够了：贴住。\n评分：手\n还差一点：滑。"), 5, "三行一组"),
        (block("交给老师", rubric="评分：手\n够了：\n还差一点：滑。"), 6, "后面是空的"),
        (block("交给老师", rubric="评分：手\n够了：得 10 分。\n还差一点：滑。"), 6, "不写分数"),
        (block("交给老师", rubric=f"评分：手\n够了：{'贴' * 101}\n还差一点：滑。"), 6, "最多 100 个字"),
        (block("交给老师", rubric="\n".join(["评分：手\n够了：贴。\n还差一点：滑。"] * 4)), 5, "最多写 3 样"),
        (block("交给老师", rubric="等级：甲"), 5, "之一"),
        (block("寄给老师"), 2, "在基地做给老师看"),
    ],
)
def test_what_a_task_may_not_say_is_named_with_its_line(markdown: str, line: int, says: str) -> None:
    found = faults(markdown)
    assert len(found) == 1, found
    assert found[0][0] == line
    assert says in found[0][1]


def test_ordinary_words_with_分_are_no_marks() -> None:
    assert (
        faults(block("交给老师", rubric="评分：手\n够了：十分稳，停 3 分钟。\n还差一点：三分之一在滑。"))
        == []
    )


def test_what_looks_for_hard_words_looks_at_the_rubric_too() -> None:
    survey = survey_lesson(lesson_md(last=block("交给老师")).encode(), path="x.md")
    assert survey is not None
    assert "从头到尾没有沙沙声。" in [getattr(part, "text", "") for part in survey.parts]
