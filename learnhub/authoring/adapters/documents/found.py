"""What converters share: pieces as they are found, with the shape that may make a heading of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from learnhub.authoring.rules.importing.headings import Line, is_contents_line, propose
from learnhub.authoring.rules.importing.losses import loss_mark
from learnhub.authoring.rules.importing.plain_markdown import escaped
from learnhub.authoring.rules.importing.plan import PIECES_MAX, Imported, ImportFault, Piece, PieceKind
from learnhub.primitives import say

_CONTENTS_LEAST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A piece of a document. line: its shape; its words are the piece's."""

    piece: Piece
    line: Line


def text(markdown: str, words: str, line: Line | None = None) -> Found:
    """Return a paragraph, list or table."""
    return Found(Piece(PieceKind.TEXT, markdown, words), line or Line(words, is_listed=True))


def picture(path: str, description: str) -> Found:
    """Return a picture that was taken over."""
    return Found(
        Piece(PieceKind.PICTURE, words=" ".join(description.split()), picture=path), Line("", is_text=False)
    )


def lost(what: str) -> Found:
    """Return the place of something that could not be taken over. what: its name, perhaps what to do ("公式：a+b")."""
    mark = loss_mark(what)
    return Found(Piece(PieceKind.LOST, escaped(mark), mark), Line("", is_text=False))


def imported(
    found: Sequence[Found], pictures: dict[str, bytes], notes: Sequence[str], *, title: str = ""
) -> Imported:
    """Tell headings from text and return the whole. notes: in order; equal ones are said once.

    A table of contents is left out with a note. ImportFault for a document that is far too long.
    """
    if len(found) > PIECES_MAX:
        raise ImportFault(say("这份文件太长，一次带不进来。请分成几份，再一份一份导入。"))
    contents = [index for index, one in enumerate(found) if is_contents_line(one.line.text)]
    said = list(dict.fromkeys(notes))
    if len(contents) >= _CONTENTS_LEAST:
        said.append(
            say("原来的目录（%(count)s 行）没有带进来：平台会自己列出单元和课。", count=len(contents))
        )
        left_out = set(contents)
        found = [one for index, one in enumerate(found) if index not in left_out]
    pieces: list[Piece] = []
    for one, heading in zip(found, propose([one.line for one in found]), strict=True):
        if heading is None:
            if one.piece.kind is not PieceKind.TEXT or one.piece.markdown.strip():
                pieces.append(one.piece)
        elif heading.level == 0:
            title = one.piece.words
        else:
            words = " ".join(one.piece.words.split())
            pieces.append(
                replace(
                    one.piece,
                    kind=PieceKind.HEADING,
                    markdown=escaped(words),
                    words=words,
                    level=heading.level,
                    reason=heading.reason,
                )
            )
    return Imported(title, pieces, pictures, said)
