"""Make paragraphs of what is said in a video, so that its subtitles become the text of a lesson."""

from collections.abc import Iterable

from learnhub.authoring.rules.importing.plain_markdown import escaped, paragraph
from learnhub.authoring.rules.importing.plan import Imported, Piece, PieceKind
from learnhub.primitives import say

PAUSE_MS = 2_500
PARAGRAPH_CHARACTERS = 160
_NOTE = say(
    "字幕里的话接成了段落，时间没有带进来。要给视频配字幕，请在“我的教学视频”里打开那段视频，再上传字幕。"
)


def pieces_of_speech(cues: Iterable[tuple[int, int, str]]) -> Imported:
    """Return what is said as paragraphs. cues: (start, end, words), milliseconds, in order; a long pause or length ends a paragraph."""
    parts: list[list[str]] = [[]]
    ended = 0
    for start, end, words in cues:
        said = " ".join(words.split())
        if not said:
            continue
        length = sum(map(len, parts[-1]))
        if parts[-1] and (start - ended > PAUSE_MS or length >= PARAGRAPH_CHARACTERS):
            parts.append([])
        # Captions leave out the stops that a text needs where a line ends.
        if parts[-1] and not parts[-1][-1].endswith(tuple("。！？；，、：,.!?")):
            parts[-1][-1] += "，"
        parts[-1].append(said)
        ended = end
    texts = ["".join(part).rstrip("，") for part in parts if part]
    pieces = [Piece(PieceKind.TEXT, paragraph(escaped(one)), one) for one in texts]
    return Imported("", pieces, notes=(_NOTE,))
