"""Lay out a lesson as the paragraphs of a braille sheet: its text, its questions, and the answers at the end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from learnhub.catalogue.rules import (
    Block,
    Card,
    LessonText,
    Line,
    Listing,
    Paragraph,
    Picture,
    Question,
    Quote,
    Sentence,
    Subheading,
    Table,
    Task,
    Term,
    Warning_,
)
from learnhub.catalogue.rules.answers import right_answer
from learnhub.catalogue.rules.check_reading import hint_words, named_choices
from learnhub.formats.rules.braille import LABEL, Kind, Piece, Setting, encode
from learnhub.formats.rules.braille_pages import Layout, Sheet, brf, page_number_cells, set_pages
from learnhub.formats.rules.braille_signs import ITEM_POINT
from learnhub.language import Lexicon

_CHECKS = "小检查"
_ANSWERS = "答案和说明"
_RIGHT = "对的是"
_TABLE = "表："
_CONTENTS = "目录"

Set = tuple[Layout, tuple[Piece, ...]]


@dataclass(frozen=True, slots=True)
class BrailleSentence:
    """One sentence for proof-reading. id: of the sentence in the lesson."""

    id: str
    text: str
    pieces: tuple[Piece, ...]


def braille_sentences(text: LessonText, lexicon: Lexicon) -> tuple[BrailleSentence, ...]:
    """Return every sentence of a lesson in braille, those of its checks last."""
    return tuple(
        BrailleSentence(sentence.id, sentence.text, encode(sentence.text, lexicon))
        for sentence in [*text.sentences(), *text.check_sentences()]
    )


def lesson_sheet(text: LessonText, lexicon: Lexicon) -> Sheet:
    """Return a lesson as BRF, with the words that say that nobody has proof-read it on its first page.

    lexicon: the house's readings with those of the course and the lesson over them.
    """
    paragraphs = list(_Setter(lexicon).lesson(text))
    pages = set_pages(paragraphs)
    gaps = sum(piece.kind is Kind.UNKNOWN for _layout, pieces in paragraphs for piece in pieces)
    return Sheet(brf(pages), len(pages), gaps)


def questions_sheet(title: str, questions: Sequence[Question], lexicon: Lexicon) -> Sheet:
    """Return the questions of a test as BRF, numbered, without their answers; the first page says that nobody has proof-read them."""
    setter = _Setter(lexicon)
    paragraphs: list[Set] = [(Layout.TITLE, setter.words(title)), (Layout.PARAGRAPH, setter.words(LABEL))]
    for number, question in enumerate(questions, start=1):
        paragraphs.append((Layout.HEADING, setter.words(f"第 {number} 题")))
        paragraphs += setter.question(question)
    pages = set_pages(paragraphs)
    gaps = sum(piece.kind is Kind.UNKNOWN for _layout, pieces in paragraphs for piece in pieces)
    return Sheet(brf(pages), len(pages), gaps)


def contents_sheet(course_title: str, lessons: Sequence[tuple[str, int]], lexicon: Lexicon) -> Sheet:
    """Return the contents of a course's sheets as BRF. lessons: title and number of pages of each, in order."""
    setter = _Setter(lexicon)
    paragraphs = [
        (Layout.TITLE, setter.words(course_title)),
        (Layout.PARAGRAPH, setter.words(LABEL)),
        (Layout.HEADING, setter.words(_CONTENTS)),
    ]
    for number, (title, page_count) in enumerate(lessons, start=1):
        told = setter.words(f"{title}，{page_count} 页。")
        paragraphs.append((Layout.PARAGRAPH, _item(number, told)))
    pages = set_pages(paragraphs)
    return Sheet(brf(pages), len(pages), 0)


class _Setter:
    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def words(self, text: str) -> tuple[Piece, ...]:
        return encode(text, self.lexicon)

    def line(self, line: Line) -> tuple[Piece, ...]:
        return self.sentences(line.sentences)

    def sentences(self, sentences: Sequence[Sentence]) -> tuple[Piece, ...]:
        return _one_after_the_other([self.words(sentence.text) for sentence in sentences])

    def lesson(self, text: LessonText) -> Iterator[Set]:
        yield Layout.TITLE, self.line(text.title)
        yield Layout.PARAGRAPH, self.words(LABEL)
        yield Layout.PARAGRAPH, self.line(text.summary)
        for section in text.sections:
            yield Layout.HEADING, self.line(section.heading)
            yield from self.blocks(section.blocks)
            for check in section.checks:
                yield Layout.HEADING, self.words(_CHECKS)
                for question in check.questions:
                    yield from self.question(question)
        if text.checks:
            yield Layout.HEADING, self.words(_ANSWERS)
            for check in text.checks:
                for question in check.questions:
                    yield from self.answer(question)

    def blocks(self, blocks: Sequence[Block], layout: Layout = Layout.PARAGRAPH) -> Iterator[Set]:
        for block in blocks:
            match block:
                case Paragraph(line):
                    yield layout, self.line(line)
                case Subheading(line):
                    yield Layout.HEADING, self.line(line)
                case Listing(items, start):
                    for number, item in enumerate(items, start=start or 1):
                        yield from self.item(number if start is not None else None, item)
                case Table():
                    yield from self.table(block)
                case Quote(inner):
                    yield from self.blocks(inner, Layout.INSET)
                case Picture():
                    yield layout, self.picture(block)
                case Card(picture, line):
                    yield layout, self.picture(picture)
                    yield layout, self.line(line)
                case Term(word, _reading, meaning):
                    parts = [self.line(word), self.words("："), self.line(meaning)]
                    yield layout, _one_after_the_other(parts)
                case Warning_(label, inner):
                    yield Layout.HEADING, self.line(label)
                    yield from self.blocks(inner, Layout.INSET)
                case Task():
                    yield Layout.HEADING, self.line(block.label)
                    yield layout, self.line(block.terms)
                    yield from self.blocks(block.blocks)

    def item(self, number: int | None, blocks: Sequence[Block]) -> Iterator[Set]:
        for index, (layout, pieces) in enumerate(self.blocks(blocks, Layout.INSET)):
            if index == 0:
                yield Layout.PARAGRAPH, _item(number, pieces) if number is not None else pieces
            else:
                yield layout, pieces

    def table(self, table: Table) -> Iterator[Set]:
        """Rows are read one by one, each cell behind the name of its column, as in the list that narrow screens show."""
        if table.caption:
            yield Layout.PARAGRAPH, self.words(_TABLE + table.caption)
        for row in table.rows:
            cells = []
            for name, cell in zip(table.header, row, strict=True):
                end = "；" if cell is not row[-1] else "。"
                said = "：".join(part for part in (name.text, cell.text) if part)
                cells.append(self.words(said.rstrip("。；") + end))
            yield Layout.INSET, _one_after_the_other(cells)

    def picture(self, picture: Picture) -> tuple[Piece, ...]:
        return self.words(picture.sentence.text)

    def question(self, question: Question) -> Iterator[Set]:
        yield Layout.PARAGRAPH, self.line(question.prompt)
        if hint := hint_words(question):
            yield Layout.INSET, self.words(f"{hint}。")
        for number, choice in enumerate(question.choices, start=1):
            pictured = self.picture(choice.picture) if choice.picture is not None else ()
            yield Layout.INSET, _item(number, _one_after_the_other([pictured, self.line(choice.text)]))

    def answer(self, question: Question) -> Iterator[Set]:
        right = right_answer(question, lambda index: str(index + 1))
        yield Layout.PARAGRAPH, self.line(question.prompt)
        yield Layout.INSET, self.words(f"{_RIGHT} {right}。")
        for number, choice in enumerate(question.choices, start=1):
            if choice.feedback.sentences:
                yield Layout.INSET, _item(number, self.line(choice.feedback))
        for name, answer in named_choices(question) if not question.choices else ():
            yield Layout.INSET, self.words(f"{name}：{answer.feedback.text}")


def _item(number: int, pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Number an item: ⠼⠁⠄."""
    cells = page_number_cells(number) + ITEM_POINT
    return _one_after_the_other([(Piece(f"{number}.", Kind.NUMBER, (cells,), follows_blank=False),), pieces])


def _one_after_the_other(groups: Sequence[tuple[Piece, ...]]) -> tuple[Piece, ...]:
    """Join what was encoded apart: a blank between, but before closing marks."""
    joined: list[Piece] = []
    for group in groups:
        for index, piece in enumerate(group):
            if (
                index == 0
                and joined
                and piece.setting is not Setting.CLOSING
                and joined[-1].setting is not Setting.OPENING
            ):
                piece = replace(piece, follows_blank=True)
            joined.append(piece)
    return tuple(joined)
