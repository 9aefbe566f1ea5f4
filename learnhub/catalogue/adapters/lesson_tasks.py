"""Read the task blocks of a lesson: what to do, how it is handed in or shown, and what the teacher looks at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from learnhub.catalogue.adapters.lesson_blocks import Reading, blocks_of, tree_of
from learnhub.catalogue.adapters.lesson_fences import Fence, keys_of
from learnhub.catalogue.rules.tasks import (
    CRITERIA_MAX,
    CRITERION_CHARACTERS_MAX,
    RUBRIC_KEYS,
    STEPS_MAX,
    TASK_MINUTES_MAX,
    TaskWay,
    says_marks,
)
from learnhub.catalogue.rules.text import Block, Criterion, Listing, Paragraph, Task
from learnhub.primitives import is_slug, listed, say

_MINUTES = re.compile(r"(\d{1,3}) ?分钟")
_RUBRIC_LINE = re.compile(rf"({'|'.join(RUBRIC_KEYS)})[：:]\s*(.*)")
_HOW = {
    TaskWay.PRACTISED: "自己练，不用交",
    TaskWay.HANDED_IN: "做完交给老师",
    TaskWay.SHOWN: "在基地做给老师看，老师一步一步确认",
}
_RUBRIC_OPENED = {
    TaskWay.PRACTISED: "自己对照这几样：",
    TaskWay.HANDED_IN: "老师看这几样：",
    TaskWay.SHOWN: "老师看这几样：",
}


@dataclass(frozen=True, slots=True)
class _RubricLine:
    """One line of a rubric as typed, and where it stands in the file."""

    key: str
    words: str
    line: int


def read_task(fence: Fence, reading: Reading, *, caption: str) -> Task | None:
    """Read one task block; None, with findings, when a key is missing or wrong."""
    if not is_slug(fence.name):
        reading.find(
            fence.offset, say("请在 task 后面写这个练习的名字，用小写字母、数字和连字符，3 到 60 个字。")
        )
    keys, markdown, used = keys_of(fence, reading, ("题目", "用时", "怎么交"), passed_over=RUBRIC_KEYS)
    title = keys.get("题目", "")
    minutes = _MINUTES.fullmatch(keys.get("用时", ""))
    way = next((one for one in TaskWay if one.value == keys.get("怎么交", "")), None)
    if not title:
        reading.find(fence.offset + 1, say("练习缺少“题目：”，请写上做什么。"))
    if minutes is None or not 1 <= int(minutes.group(1)) <= TASK_MINUTES_MAX:
        reading.find(
            fence.offset + 1,
            say(
                "练习的“用时：”请写成“5 分钟”这样，1 到 %(task_minutes_max)s 分钟。",
                task_minutes_max=TASK_MINUTES_MAX,
            ),
        )
        return None
    if way is None:
        allowed = listed(f"“{one.value}”" for one in TaskWay)
        reading.find(fence.offset + 1, say("练习的“怎么交：”请写%(allowed)s之一。", allowed=allowed))
        return None
    label = reading.line_of_text(f"练习：{title}")
    terms = reading.line_of_text(f"用时大约 {minutes.group(1)} 分钟，{_HOW[way]}。")
    blocks = blocks_of(tree_of(markdown).children, reading, fence.offset + used, caption=caption, depth=1)
    if not blocks:
        reading.find(fence.offset, say("练习没有写步骤，请在空行后面写上怎么做。"))
    elif way is TaskWay.SHOWN:
        _check_steps(blocks, reading, fence.offset)
    criteria, told = _rubric(_rubric_lines(fence, used), reading, way)
    return Task(
        name=fence.name,
        title=title,
        minutes=int(minutes.group(1)),
        way=way,
        markdown=markdown,
        label=label,
        terms=terms,
        blocks=blocks + told,
        rubric=criteria,
    )


def _rubric_lines(fence: Fence, used: int) -> tuple[_RubricLine, ...]:
    """Return the lines of the rubric among the keys of a block. used: how many lines stand before its text."""
    found = []
    for number, line in enumerate(fence.content.split("\n")[:used], start=1):
        match = _RUBRIC_LINE.fullmatch(line.strip())
        if match is not None:
            found.append(_RubricLine(match[1], match[2].strip(), fence.offset + number))
    return tuple(found)


def _check_steps(blocks: Sequence[Block], reading: Reading, line: int) -> None:
    lists = [block for block in blocks if isinstance(block, Listing) and block.start is not None]
    if len(lists) != 1:
        reading.find(
            line,
            say(
                "“%(value)s”的练习，请写一个编号列表，一步一行，老师一步一步确认。", value=TaskWay.SHOWN.value
            ),
        )
        return
    items = lists[0].items
    if len(items) > STEPS_MAX:
        reading.find(
            line,
            say(
                "这个练习有 %(items)s 步，最多 %(steps_max)s 步，请分成两个练习。",
                items=len(items),
                steps_max=STEPS_MAX,
            ),
        )
    for number, item in enumerate(items, start=1):
        if item and not isinstance(item[0], Paragraph):
            reading.find(line, say("第 %(number)s 步请先写一句话，再放图片或别的内容。", number=number))


def _rubric(
    lines: Sequence[_RubricLine], reading: Reading, way: TaskWay
) -> tuple[tuple[Criterion, ...], tuple[Block, ...]]:
    """Return what is looked at, and the blocks that tell it; both empty where the task says nothing about it."""
    if not lines:
        return (), ()
    if len(lines) % len(RUBRIC_KEYS) or any(
        one.key != RUBRIC_KEYS[number % len(RUBRIC_KEYS)] for number, one in enumerate(lines)
    ):
        reading.find(
            lines[0].line, say("评分请三行一组：先“评分：”看什么，再“够了：”什么样，再“还差一点：”什么样。")
        )
        return (), ()
    if len(lines) > CRITERIA_MAX * len(RUBRIC_KEYS):
        reading.find(
            lines[0].line, say("评分最多写 %(criteria_max)s 样，请只留最要紧的。", criteria_max=CRITERIA_MAX)
        )
    for one in lines:
        if not one.words:
            reading.find(
                one.line, say("“%(key)s：”后面是空的，请写上看得到、听得到或摸得到的样子。", key=one.key)
            )
        elif len(one.words) > CRITERION_CHARACTERS_MAX:
            reading.find(
                one.line,
                say(
                    "“%(key)s：”最多 %(criterion_characters_max)s 个字，请写短一些。",
                    key=one.key,
                    criterion_characters_max=CRITERION_CHARACTERS_MAX,
                ),
            )
        elif says_marks(one.words):
            reading.find(one.line, say("评分里不写分数，请写看得到、听得到或摸得到的样子。"))
    opened = Paragraph(reading.line_of_text(_RUBRIC_OPENED[way]))
    criteria = []
    for looked_at, enough, not_yet in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        told = (looked_at.words, f"够了：{enough.words}", f"还差一点：{not_yet.words}")
        criteria.append(Criterion(*(reading.line_of_text(words) for words in told)))
    items = tuple(
        (Paragraph(one.looked_at), Paragraph(one.enough), Paragraph(one.not_yet)) for one in criteria
    )
    return tuple(criteria), (opened, Listing(items, None))
