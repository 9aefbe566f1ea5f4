"""What a screen reader says of a lesson, piece by piece in reading order; pure.

The words for roles are those of NVDA and 争渡 in Chinese: readers differ in details, and the page says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.catalogue.rules.text import (
    Block,
    Card,
    LessonText,
    Line,
    Listing,
    Paragraph,
    Picture,
    Question,
    QuestionKind,
    Quote,
    Subheading,
    Table,
    Task,
    Term,
    Warning_,
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that is said. role: what it is, empty for running text. words: what it says."""

    role: str
    words: str


def heard(text: LessonText) -> tuple[Heard, ...]:
    """Return what is heard from the title to the last question, in order."""
    return tuple(_lesson(text))


def _lesson(text: LessonText) -> Iterator[Heard]:
    yield Heard("标题 1 级", text.title.text)
    yield from _line("", text.summary)
    for section in text.sections:
        yield from _line("标题 2 级", section.heading)
        yield from _blocks(section.blocks)
        for check in section.checks:
            yield from _question(check.questions[0])


def _blocks(blocks: tuple[Block, ...]) -> Iterator[Heard]:
    for block in blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[Heard]:
    match block:
        case Paragraph(line):
            yield from _line("", line)
        case Subheading(line):
            yield from _line("标题 3 级", line)
        case Picture():
            yield Heard("图片", block.description)
        case Card(picture, line):
            yield Heard("图片", picture.description)
            yield from _line("", line)
        case Listing(items, start):
            yield Heard("列表", f"{len(items)} 项")
            for number, item in enumerate(items, start=start if start is not None else 1):
                first, *rest = _blocks(item) if item else [Heard("", "")]
                role = f"第 {number} 项" if start is not None else "项目"
                yield Heard(f"{role}，{first.role}" if first.role else role, first.words)
                yield from rest
        case Table(caption, header, rows):
            yield Heard("表格", f"{caption}，{len(header)} 列 {len(rows) + 1} 行")
            for row in rows:
                for name, cell in zip(header, row, strict=True):
                    yield Heard(f"{name.text} 列", cell.text)
        case Quote(inner):
            yield Heard("引文", "")
            yield from _blocks(inner)
        case Term():
            yield Heard("词语", block.word.text)
            yield from _line("", block.meaning)
        case Warning_(label, inner):
            yield from _line("提醒", label)
            yield from _blocks(inner)
        case Task():
            yield from _line("标题 3 级", block.label)
            yield from _line("", block.terms)
            yield from _blocks(block.blocks)


def _line(role: str, line: Line) -> Iterator[Heard]:
    """Yield a line, its links said as they are met."""
    words = ""
    for sentence in line.sentences:
        for run in sentence.runs:
            words += f"［链接］{run.text}" if run.href else run.text
    if words.strip():
        yield Heard(role, words.strip())


def _question(question: Question) -> Iterator[Heard]:
    yield Heard("一组选项" if question.choices else "编辑框", question.prompt.text)
    role = {QuestionKind.ORDERING: "组合框", QuestionKind.MATCHING: "组合框"}.get(
        question.kind, "复选框，没有选中" if question.is_multiple else "单选按钮，没有选中"
    )
    for choice in question.choices:
        picture = f"{choice.picture.description}，" if choice.picture is not None else ""
        yield Heard(role, f"{picture}{choice.text.text}")
    yield Heard("按钮", "提交答案")
