"""Cut a text into the sentences that are spoken and marked one by one."""

import re
from dataclasses import dataclass

from learnhub.language.segment import words

LONG_CHARACTERS = 60
SENTENCE_CHARACTERS_MAX = 120  # nobody keeps a longer one in mind, and no cue covers more

_ENDERS = "。！？；…!?;"
_CLOSERS = "”’」』）】》〉〕)]"
# What must stay whole although it holds full stops, question marks or semicolons.
_WHOLE = re.compile(
    # The bounds keep any text linear: without them a long run of letters is read once from each of its characters.
    r"(?:https?://|www\.)[\w\-./?%&=+#:;!~]{0,2000}[\w/]"
    r"|(?<![A-Za-z0-9_.+-])[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
    r"|\b(?:[A-Za-z]\.){2,8}"  # e.g. i.e. U.S.
    r"|\b(?:Mr|Mrs|Ms|Dr|No|vs|etc|St|Prof|Fig|Vol|Co|Ltd|Inc)\."
    r"|&\w{1,32};"
)
# A Latin full stop ends a sentence after a Chinese character, or before a space and a new beginning.
_LATIN_STOP_BEFORE = re.compile(r"[㐀-鿿”’」』）】》)\]]")
_NEW_BEGINNING = re.compile(r"\s+[A-Z㐀-鿿“‘「『]|\s*\Z|\s*\n")
_NUMBERED_ITEM = re.compile(r"\s*[(（]?(?:\d{1,2}|[A-Za-z])[)）]?\Z")  # 1. (2). A.
_ITEM_CHARACTERS_MAX = 8


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
    with it. Numbers, addresses and English abbreviations are never cut. A sentence of more than LONG_CHARACTERS is
    cut at ，：, else at 、, else at a dash, a bracket or a space; one without any of these at a word, so that no
    piece has more than SENTENCE_CHARACTERS_MAX.
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
    is_short = position - start <= _ITEM_CHARACTERS_MAX
    if is_short and _NUMBERED_ITEM.fullmatch(text[start:position]):  # "1. 打开设置" is one sentence
        return False
    if position > start and _LATIN_STOP_BEFORE.match(text[position - 1]):
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
    """Return where a long sentence is cut: the last mark within reach, else what comes first; None leaves it whole."""
    reach = min(end, start + SENTENCE_CHARACTERS_MAX)
    kinds = [_marks(text, start, reach, marks) for marks in ("，：,:", "、", "—）)】」》 ")]
    for cuts in kinds:
        near = [cut for cut in cuts if cut - start <= LONG_CHARACTERS]
        if near:
            return near[-1]
    first = min((cut for cuts in kinds for cut in cuts), default=None)
    if first is not None or end - start <= SENTENCE_CHARACTERS_MAX:
        return first
    return _word_end(text, start, reach)


def _marks(text: str, start: int, end: int, marks: str) -> list[int]:
    return [
        position
        for position in range(start + 1, end)
        if text[position - 1] in marks
        and text[position] not in marks + _CLOSERS  # a pair —— or ，” stays together
        # 10：30 is a time, 1,299 an amount; a Latin sign is a mark only before a space or a hanzi
        and not (text[position - 2].isdigit() and text[position].isdigit())
        and not (text[position - 1] in ",: " and text[position].isascii() and text[position] != " ")
    ]


def _word_end(text: str, start: int, end: int) -> int:
    pieces = words(text[start:end])
    # The last word may have been cut through by the limit.
    last = len(pieces[-1]) if len(pieces) > 1 else 0
    return end - last


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append(Span(start, end))
