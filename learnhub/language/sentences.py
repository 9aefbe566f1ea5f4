"""Cut a text into the sentences that are spoken and marked one by one."""

import re
from dataclasses import dataclass

LONG_CHARACTERS = 60

_ENDERS = "。！？；…!?;"
_CLOSERS = "”’」』）】》〉〕)]"
# What must stay whole although it holds full stops, question marks or semicolons.
_WHOLE = re.compile(
    r"(?:https?://|www\.)[\w\-./?%&=+#:;!~]*[\w/]"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[A-Za-z]\.){2,}"  # e.g. i.e. U.S.
    r"|\b(?:Mr|Mrs|Ms|Dr|No|vs|etc|St|Prof|Fig|Vol)\."
    r"|&\w+;"
)
# A Latin full stop ends a sentence after a Chinese character, or before a space and a new beginning.
_LATIN_STOP_BEFORE = re.compile(r"[㐀-鿿”’」』）】》)\]]")
_NEW_BEGINNING = re.compile(r"\s+[A-Z㐀-鿿“‘「『]|\s*\Z|\s*\n")
_NUMBERED_ITEM = re.compile(r"\s*\d{1,2}\Z")


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a text: offsets of its first character and of the one after its last."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the stretch itself."""
        return text[self.start : self.end]


def split(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text: sorted, not overlapping, none blank, together all that isn't white space.

    A sentence ends at 。！？；…, at their Latin counterparts, and at a line end; closing quotes and brackets stay
    with it. Numbers, addresses and English abbreviations are never cut. A sentence of more than 60 characters is
    cut at ，：and, where there is none, at 、.
    """
    spans: list[Span] = []
    for whole in _sentences(text):
        spans.extend(_shorten(text, whole))
    return tuple(spans)


def _sentences(text: str) -> list[Span]:
    whole_until = _whole_spans(text)
    found: list[Span] = []
    start = position = 0
    while position < len(text):
        if position in whole_until:
            position = whole_until[position]
            continue
        character = text[position]
        position += 1
        if character == "\n":
            _add(found, text, start, position)
            start = position
        elif character in _ENDERS or (character == "." and _is_stop(text, start, position - 1)):
            while position < len(text) and _belongs(text, start, position):
                position += 1
            _add(found, text, start, position)
            start = position
    _add(found, text, start, len(text))
    return found


def _whole_spans(text: str) -> dict[int, int]:
    return {match.start(): match.end() for match in _WHOLE.finditer(text)}


def _is_stop(text: str, start: int, position: int) -> bool:
    before = text[start:position]
    if _NUMBERED_ITEM.fullmatch(before):  # "1. 打开设置" is one sentence
        return False
    if before and _LATIN_STOP_BEFORE.match(before[-1]):
        return not text[position + 1 : position + 2].isdigit()
    return _NEW_BEGINNING.match(text, position + 1) is not None


def _belongs(text: str, start: int, position: int) -> bool:
    character = text[position]
    if character in _ENDERS or character in _CLOSERS or character == ".":
        return True
    # A straight quote closes when one stands open in this sentence.
    return character in "\"'" and text.count(character, start, position) % 2 == 1


def _shorten(text: str, span: Span) -> list[Span]:
    pieces: list[Span] = []
    start = span.start
    while span.end - start > LONG_CHARACTERS:
        cut = _cut(text, start, span.end)
        if cut is None:
            break
        _add(pieces, text, start, cut)
        start = cut
    _add(pieces, text, start, span.end)
    return pieces


def _cut(text: str, start: int, end: int) -> int | None:
    """Return where a long sentence is cut: the last comma within reach, else an enumeration mark, else what comes first."""
    commas, enumerations = _marks(text, start, end, "，："), _marks(text, start, end, "、")
    for cuts in (commas, enumerations):
        near = [cut for cut in cuts if cut - start <= LONG_CHARACTERS]
        if near:
            return near[-1]
    return min(commas + enumerations, default=None)


def _marks(text: str, start: int, end: int, marks: str) -> list[int]:
    return [
        position
        for position in range(start + 1, end)
        if text[position - 1] in marks
        # 10：30 is a time
        and not (text[position - 2].isdigit() and text[position].isdigit())
    ]


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
