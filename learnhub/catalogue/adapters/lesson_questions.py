"""Read a quiz block: something to choose, to put in order, to pair, or to write."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from learnhub.catalogue.adapters.lesson_blocks import Reading, first_line, inline_runs, tree_of
from learnhub.catalogue.adapters.lesson_fences import Fence
from learnhub.catalogue.rules.answers import WORDS_CHARACTERS_MAX, mixed, plain
from learnhub.catalogue.rules.text import Choice, Line, Picture, Question, QuestionKind, Run
from learnhub.primitives import say

CHOICES_MAX = 6
EASY_CHOICES_MAX = 3
THINGS = range(2, 8)

_MARK = re.compile(r"\[([ xX=?])\](?: |$)")
_PAIR = re.compile(r"\s+[=＝]\s+")
_HOW = say(
    "测验题请先写题目，空一行，再写选项：- [ ] 和 - [x] 选一选，1. 2. 3. 排顺序，- 甲 = 乙 连一连，- [=] 写一写；后面不要再写别的。"
)


@dataclass(frozen=True, slots=True)
class _Item:
    """One line of the list: its mark ("" where it has none), its picture, its words, and what is indented below it."""

    line: int
    index: int
    mark: str
    picture: Picture | None
    runs: list[Run]
    feedback: Line


@dataclass(frozen=True, slots=True)
class _Block:
    """A quiz block while it is read."""

    fence: Fence
    reading: Reading
    prefix: str
    is_easy: bool

    def find(self, sentence: str, line: int | None = None) -> None:
        self.reading.find(self.fence.offset if line is None else line, sentence)


def read_question(fence: Fence, reading: Reading, number: int, *, is_easy: bool) -> Question | None:
    """Read one quiz block, the number-th question of its check; None, with findings, when it is none."""
    block = _Block(fence, reading, f"q-{fence.name}-{number}", is_easy)
    nodes = tree_of(fence.content).children
    is_list = bool(nodes) and nodes[-1].type in {"bullet_list", "ordered_list"}
    if not is_list or any(node.type != "paragraph" for node in nodes[:-1]):
        block.find(_HOW)
        return None
    runs: list[Run] = []
    for node in nodes[:-1]:
        if runs:
            runs.append(Run("\n"))
        runs += inline_runs(node.children[0].children, reading, first_line(node, fence.offset))
    kind = _kind(nodes[-1])
    if kind is QuestionKind.MATCHING:
        return _matching(block, nodes[-1], runs, number)
    prompt = reading.line_of_runs(runs, block.prefix)
    if not prompt.sentences:
        block.find(say("这道题没有题目，请在选项前面写上问题。"))
    match kind:
        case QuestionKind.ORDERING:
            return _ordering(block, nodes[-1], prompt, number)
        case QuestionKind.SHORT:
            return _short(block, nodes[-1], prompt, number)
        case _:
            return _choosing(block, nodes[-1], prompt, number)


def _kind(items: SyntaxTreeNode) -> QuestionKind:
    if items.type == "ordered_list":
        return QuestionKind.ORDERING
    first_lines = [_first_words(item) for item in items.children]
    marks = [_MARK.match(words) for words in first_lines]
    if any(mark is not None and mark[1] in "=?" for mark in marks):
        return QuestionKind.SHORT
    if not any(marks) and all(_PAIR.search(words) for words in first_lines):
        return QuestionKind.MATCHING
    return QuestionKind.CHOICE


def _first_words(item: SyntaxTreeNode) -> str:
    inline = item.children[0].children[0].children if item.children and item.children[0].children else []
    return inline[0].content if inline and inline[0].type == "text" else ""


def _choosing(block: _Block, items: SyntaxTreeNode, prompt: Line, number: int) -> Question:
    choices = []
    for item in _items(block, items):
        if item.mark == "":
            block.find(say("选项请以 - [ ] 或 - [x] 开头，对的选项用 - [x]。"), item.line)
            continue
        text = _said(block, item, say("这个选项没有文字，请写上这个回答是什么。"))
        choices.append(
            Choice(
                f"c{item.index}", text, item.picture, item.mark != " ", _feedback(block, item, say("选项"))
            )
        )
    _check_choices(block, choices)
    is_multiple = sum(choice.is_right for choice in choices) > 1
    return Question(number, prompt, tuple(choices), is_multiple)


def _ordering(block: _Block, items: SyntaxTreeNode, prompt: Line, number: int) -> Question:
    things = [
        Choice(
            f"c{item.index}",
            _said(block, item, say("这一项没有文字，请写上要排的是什么。")),
            item.picture,
            is_right=True,
            feedback=_feedback(block, item, say("项")),
        )
        for item in _items(block, items)
    ]
    _check_things(block, things, say("排顺序的题"))
    shown = mixed(things, prompt.text)
    return Question(number, prompt, shown, is_multiple=False, kind=QuestionKind.ORDERING)


def _matching(block: _Block, items: SyntaxTreeNode, runs: list[Run], number: int) -> Question:
    # Who hears the question has to hear what can be chosen before the first pair: it is part of the question.
    rights = [_PAIR.split(_first_words(item), maxsplit=1)[1].strip() for item in items.children]
    asked = "".join(run.text for run in runs)
    order = sorted(rights, key=plain)
    if not asked.strip():
        block.find(say("这道题没有题目，请在选项前面写上问题。"))
    else:
        runs = [*runs, Run(f"\n可以配的有：{'；'.join(order)}。")]
    prompt = block.reading.line_of_runs(runs, block.prefix)
    pairs = []
    for item in _items(block, items):
        left, right = _PAIR.split("".join(run.text for run in item.runs), maxsplit=1)
        if not left.strip() or not right.strip():
            block.find(say("请在等号两边都写上字：- 甲 = 乙。"), item.line)
        text = block.reading.line_of_text(left.strip(), f"{block.prefix}-c{item.index}")
        partner = block.reading.line_of_text(right.strip(), f"{block.prefix}-p{item.index}")
        pairs.append(
            Choice(
                f"c{item.index}",
                text,
                item.picture,
                is_right=True,
                feedback=_feedback(block, item, say("对")),
                partner=partner,
            )
        )
    _check_things(block, pairs, say("连一连的题"))
    partners = tuple(sorted(pairs, key=lambda one: plain(str(one.partner))))
    return Question(
        number, prompt, tuple(pairs), is_multiple=False, kind=QuestionKind.MATCHING, partners=partners
    )


def _short(block: _Block, items: SyntaxTreeNode, prompt: Line, number: int) -> Question:
    answers: list[Choice] = []
    other: list[Choice] = []
    for item in _items(block, items):
        if item.mark == "?":
            if item.runs:
                block.find(say("- [?] 是说给别的回答听的，后面不写字，反馈另起一行、缩进两格。"), item.line)
            text = Line(())
        else:
            text = _said(block, item, say("这个答案没有文字，请写上可以写什么。"))
            if len(text.text) > WORDS_CHARACTERS_MAX:
                block.find(
                    say(
                        "写一写的答案最多 %(words_characters_max)s 个字，请写短一些。",
                        words_characters_max=WORDS_CHARACTERS_MAX,
                    ),
                    item.line,
                )
        answer = Choice(
            f"c{item.index}", text, None, item.mark in {"=", "x", "X"}, _feedback(block, item, say("答案"))
        )
        (other if item.mark == "?" else answers).append(answer)
    if not any(answer.is_right for answer in answers):
        block.find(say("这道题没有对的答案，请把可以写的每一种都写成 - [=]。"))
    if len(other) != 1:
        block.find(say("请写一行 - [?]，下一行缩进两格，写出别的回答要听到的反馈。"))
    if len({plain(answer.text.text) for answer in answers}) < len(answers):
        block.find(say("有两个答案只差空格、标点或大小写，学员写哪个都一样，请删掉一个。"))
    return Question(
        number, prompt, (), is_multiple=False, kind=QuestionKind.SHORT, answers=(*answers, *other)
    )


def _items(block: _Block, items: SyntaxTreeNode) -> list[_Item]:
    found = []
    for index, item in enumerate(items.children, start=1):
        line = first_line(item, block.fence.offset)
        if not item.children or any(part.type != "paragraph" for part in item.children):
            block.find(say("选项请写成一行文字，反馈另起一行、缩进两格。"), line)
            continue
        found.append(_item(block, item, index, line))
    return found


def _item(block: _Block, item: SyntaxTreeNode, index: int, line: int) -> _Item:
    reading = block.reading
    inline = list(item.children[0].children[0].children)
    starts_with_words = bool(inline) and inline[0].type == "text"
    words = inline[0].content if starts_with_words else ""
    mark = _MARK.match(words)
    rest = words[mark.end() :] if mark is not None else words
    breaks = [at for at, node in enumerate(inline) if node.type in {"softbreak", "hardbreak"}]
    cut = breaks[0] if breaks else len(inline)
    picture: Picture | None = None
    said = inline[1 if starts_with_words else 0 : cut]
    if not rest.strip() and said and said[0].type == "image":
        picture = reading.picture(said[0], line, f"{block.prefix}-c{index}-picture")
        said = said[1:]
    runs = [*([Run(rest)] if rest.strip() else []), *inline_runs(said, reading, line)]
    feedback = inline_runs(inline[cut + 1 :], reading, line + 1)
    for part in item.children[1:]:
        told = inline_runs(part.children[0].children, reading, first_line(part, block.fence.offset))
        feedback += [Run("\n"), *told]
    told_line = reading.line_of_runs(feedback, f"{block.prefix}-f{index}")
    return _Item(line, index, mark[1] if mark else "", picture, runs, told_line)


def _said(block: _Block, item: _Item, empty: str) -> Line:
    text = block.reading.line_of_runs(item.runs, f"{block.prefix}-c{item.index}")
    if not text.sentences:
        block.find(empty, item.line)
    return text


def _feedback(block: _Block, item: _Item, what: str) -> Line:
    if not item.feedback.sentences:
        block.find(
            say("这个%(what)s没有反馈，请在下一行缩进两格，写出选它的人需要知道什么。", what=what), item.line
        )
    return item.feedback


def _check_things(block: _Block, things: Sequence[Choice], what: str) -> None:
    if len(things) not in THINGS:
        block.find(
            say(
                "%(what)s要有 %(start)s 到 %(stop)s 项。", what=what, start=THINGS.start, stop=THINGS.stop - 1
            )
        )
    if block.is_easy and len(things) > EASY_CHOICES_MAX:
        block.find(
            say("易读课文的题最多 %(easy_choices_max)s 项，请删去多的。", easy_choices_max=EASY_CHOICES_MAX)
        )
    _check_equal(block, [thing.text.text for thing in things])
    _check_equal(block, [str(thing.partner) for thing in things if thing.partner is not None])


def _check_choices(block: _Block, choices: Sequence[Choice]) -> None:
    right = sum(choice.is_right for choice in choices)
    if len(choices) < 2:
        block.find(say("一道题至少要两个选项，请补上。"))
    if right == 0:
        block.find(say("这道题没有对的选项，请把对的那个写成 - [x]。"))
    if choices and right == len(choices):
        block.find(say("这道题的选项全是对的，请至少写一个常见的错误做法。"))
    if block.is_easy and len(choices) > EASY_CHOICES_MAX:
        block.find(
            say(
                "易读课文的题最多 %(easy_choices_max)s 个选项，请删去多的。",
                easy_choices_max=EASY_CHOICES_MAX,
            )
        )
    elif len(choices) > CHOICES_MAX:
        block.find(say("一道题最多 %(choices_max)s 个选项，请删去多的。", choices_max=CHOICES_MAX))
    _check_equal(block, [choice.text.text for choice in choices])


def _check_equal(block: _Block, texts: Sequence[str]) -> None:
    for text in sorted({text for text in texts if text and texts.count(text) > 1}):
        block.find(say("有两个选项都是“%(text)s”，请改掉一个。", text=text))
