"""Write a book in large print: PDF/UA-1, 24 points and more, set by Typst in a program beside ours."""

import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from learnhub.catalogue.rules import (
    Card,
    Line,
    Listing,
    Paragraph,
    Picture,
    QuestionKind,
    Quote,
    Subheading,
    Table,
    Task,
    Term,
    Warning_,
)
from learnhub.catalogue.rules.answers import right_answer
from learnhub.catalogue.rules.check_reading import (
    choice_letter,
    hint_words,
    named_choices,
    numbered_questions,
)
from learnhub.catalogue.rules.text import Block, block_sentences
from learnhub.formats.adapters.typesetting import Bounds, set_in_type
from learnhub.formats.rules.books import Book, BookLesson, xml_text
from learnhub.jobs.adapters.children import Limits
from learnhub.primitives import local_date
from learnhub.settings import PROJECT_DIR

_TEMPLATE = PROJECT_DIR / "templates" / "formats" / "large_print" / "book.typ"
# Forty lessons take about ten seconds and 300 MB.
_BOUNDS = Bounds(
    Limits(niceness=0, memory_bytes=4_000_000_000, cpu_seconds=300, file_bytes=500_000_000), wall_seconds=300
)
_COLUMNS_MAX = 3
_FRAME_CHARACTERS_MAX = 180  # about half a page

Json = dict[str, object]


def write_large_print(book: Book, target: Path) -> int:
    """Write a book and return its pages; the same book gives the same bytes.

    A character that the typeface lacks is shown as □. Raises PrintFault when the typesetter fails, takes too long or isn't there.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for lesson in book.lessons:
            for picture in lesson.pictures.values():
                (folder / picture.name).write_bytes(picture.content)
        pages = set_in_type(_book(book), _TEMPLATE, folder, at=book.modified_at, bounds=_BOUNDS)
        shutil.copy(folder / "book.pdf", target)
        return pages


def _book(book: Book) -> Json:
    day = local_date(book.modified_at)
    return {
        "title": _plain(book.title),
        "summary": _plain(book.summary),
        "notice": _plain(book.notice),
        "publisher": _plain(book.publisher),
        "about": [
            _plain(book.rights),
            f"由“{_plain(book.publisher)}”制作，内容更新到 {day.year} 年 {day.month} 月 {day.day} 日。",
        ],
        "units": [
            {
                "title": _plain(unit),
                # A single lesson has no number: its questions are counted alone.
                "lessons": [_lesson(lesson, number if unit else 0) for number, lesson in lessons],
            }
            for unit, lessons in book.units
        ],
    }


def _lesson(lesson: BookLesson, lesson_number: int) -> Json:
    numbers: dict[str, list[Json]] = {}
    for section, check, question, number in numbered_questions(lesson.text):
        told = section.checks[check].questions[question]
        numbers.setdefault(section.key, []).append(
            {
                "number": number,
                "hint": _plain(hint_words(told)),
                "prompt": _runs(told.prompt),
                "right": [choice_letter(i) for i, one in enumerate(told.choices) if one.is_right]
                if told.kind is QuestionKind.CHOICE
                else [],
                "answer": _plain(right_answer(told, choice_letter)),
                "told": [
                    {"name": _plain(name), "feedback": _runs(one.feedback)}
                    for name, one in named_choices(told)
                ],
                "choices": [
                    {
                        "letter": choice_letter(index),
                        "runs": _runs(choice.text),
                        "picture": _picture(lesson, choice.picture) if choice.picture else None,
                    }
                    for index, choice in enumerate(told.choices)
                ],
            }
        )
    return {
        "number": lesson_number,
        "title": _runs(lesson.text.title),
        "summary": _runs(lesson.text.summary),
        "sections": [
            {
                "heading": _runs(section.heading),
                "blocks": _blocks(lesson, section.blocks),
                "questions": numbers.get(section.key, []),
            }
            for section in lesson.text.sections
        ],
    }


def _blocks(lesson: BookLesson, blocks: Iterable[Block]) -> list[Json]:
    return [_block(lesson, block) for block in blocks]


def _block(lesson: BookLesson, block: Block) -> Json:
    match block:
        case Paragraph(line):
            return {"kind": "paragraph", "runs": _runs(line)}
        case Subheading(line):
            return {"kind": "subheading", "runs": _runs(line)}
        case Listing(items, start):
            return {"kind": "list", "start": start, "items": [_blocks(lesson, item) for item in items]}
        case Table():
            return _table(block)
        case Quote(inner):
            return {"kind": "quote", "blocks": _blocks(lesson, inner)}
        case Picture():
            return {"kind": "picture", **_picture(lesson, block)}
        case Card(picture, line):
            return {"kind": "card", "picture": _picture(lesson, picture), "runs": _runs(line)}
        case Term(word, reading, meaning):
            return {
                "kind": "term",
                "word": _runs(word),
                "reading": _plain(reading),
                "meaning": _runs(meaning),
                "whole": _is_short([block]),
            }
        case Warning_(label, inner):
            return {
                "kind": "warning",
                "label": _runs(label),
                "blocks": _blocks(lesson, inner),
                "whole": _is_short(inner),
            }
        case Task():
            return {
                "kind": "task",
                "label": _runs(block.label),
                "terms": _runs(block.terms),
                "blocks": _blocks(lesson, block.blocks),
            }


def _is_short(blocks: Iterable[Block]) -> bool:
    """Tell whether a frame fits on one page, so that it needn't be cut."""
    return sum(len(sentence.text) for sentence in block_sentences(tuple(blocks))) <= _FRAME_CHARACTERS_MAX


def _table(table: Table) -> Json:
    caption = _plain(table.caption)
    if len(table.header) <= _COLUMNS_MAX:
        return {
            "kind": "table",
            "caption": caption,
            "header": [_runs(cell) for cell in table.header],
            # A cell is a list of runs; wrapped, so that Typst can join rows into one list of cells and no further.
            "rows": [[{"runs": _runs(cell)} for cell in row] for row in table.rows],
        }
    columns = [_plain(cell.text) for cell in table.header]
    return {
        "kind": "records",
        "caption": caption,
        "records": [
            {
                "name": _runs(row[0]),
                "cells": [
                    {"column": column, "runs": _runs(cell)}
                    for column, cell in zip(columns[1:], row[1:], strict=True)
                ],
            }
            for row in table.rows
        ],
    }


def _picture(lesson: BookLesson, picture: Picture) -> Json:
    found = lesson.pictures.get(picture.path)
    return {
        "file": found.name if found is not None else "",
        "alt": _plain(picture.description if found is not None else picture.sentence.text),
    }


def _runs(line: Line) -> list[Json]:
    return [
        {"text": _plain(run.text), "strong": run.is_strong, "href": run.href}
        for sentence in line.sentences
        for run in sentence.runs
    ]


def _plain(text: str) -> str:
    return xml_text(text)
