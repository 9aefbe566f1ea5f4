"""The readings of a course that is being written: lines that an author types, and the file that they are kept in; pure."""

import re
from collections.abc import Mapping

from learnhub.language.pronunciation import LexiconError, read_lexicon
from learnhub.language.typed_pinyin import typed_reading, typed_word
from learnhub.primitives import say

LINES_MAX = 400
_HEADER = re.compile(r"\s*\[+\s*([^\]]*?)\s*\]+\s*(?:#.*)?")
_ENTRY = re.compile(r"""\s*["']?([㐀-鿿〇]+)["']?\s*=.*""")


def reading_lines(toml: str) -> str:
    """Return the words of a pronunciation.toml as an author types them: 取穴 qu3 xue2, one a line. Raises LexiconError.

    Single characters are left out: one holds in every word, which somebody who knows the file decides.
    """
    words = read_lexicon(toml).readings.items()
    return "\n".join(f"{word} {' '.join(said)}" for word, said in words if len(word) > 1)


def typed_readings(text: str) -> dict[str, tuple[str, ...]]:
    """Return the readings typed as lines: a word, a blank, its pinyin. Empty lines are passed over; what is typed twice counts once.

    Raises LexiconError with a sentence that names the line.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > LINES_MAX:
        raise LexiconError(say("最多写 %(maximum)s 个词，请只留机器会读错的。", maximum=LINES_MAX))
    found = {}
    for number, line in lines:
        word, _blank, said = re.sub(r"[：:=＝]", " ", line).partition(" ")
        try:
            found[typed_word(word)] = typed_reading(word, said)
        except LexiconError as error:
            raise LexiconError(say("第 %(number)s 行：%(fault)s", number=number, fault=str(error))) from error
    return found


def with_readings(toml: str, wanted: Mapping[str, tuple[str, ...]]) -> str:
    """Return a pronunciation.toml that holds these words and no others; single characters and its other lines stay as they are.

    Raises LexiconError for a file that is written in another way than line by line.
    """
    had = dict(read_lexicon(toml).readings)
    left = {**{word: said for word, said in had.items() if len(word) == 1}, **wanted}
    held = dict(left)
    if held == had:
        return toml
    kept: list[str] = []
    table, end = "", None
    for line in toml.splitlines():
        header = _HEADER.fullmatch(line)
        entry = _ENTRY.fullmatch(line) if table == "words" else None
        if header is not None:
            table = header[1]
        elif entry is not None:
            said = left.pop(entry[1], None)
            if said is None:
                continue
            line = line if had.get(entry[1]) == said else _line(entry[1], said)
        kept.append(line)
        if table == "words" and line.strip():
            end = len(kept)
    if left:
        if end is None:
            kept += ["", "[words]"] if kept else ["[words]"]
            end = len(kept)
        kept[end:end] = [_line(word, said) for word, said in left.items()]
    made = "\n".join(kept) + "\n" if kept else ""
    if not _holds(made, held):
        raise LexiconError(
            say("这份读音表（pronunciation.toml）的写法本站改不了。请在原来的文件里改，再导入课程包。")
        )
    return made


def _holds(toml: str, wanted: Mapping[str, tuple[str, ...]]) -> bool:
    try:
        return dict(read_lexicon(toml).readings) == wanted
    except LexiconError:
        return False


def _line(word: str, said: tuple[str, ...]) -> str:
    return f'"{word}" = "{" ".join(said)}"'
