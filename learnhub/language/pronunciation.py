"""Readings that override the dictionaries: the house's own list and a course's pronunciation.toml."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from learnhub.primitives import SaidFault, say

WORD_CHARACTERS_MAX = 12
ENTRIES_MAX = 2000
FILE_BYTES_MAX = 100_000  # tomllib takes gigabytes for some small files (FACTS, "Security")
_FILES_REMEMBERED = 32  # every lesson page needs its course's readings; to read a file takes milliseconds

_INITIALS = "b|p|m|f|d|t|n|l|g|k|h|j|q|x|zh|ch|sh|r|z|c|s|y|w"
_FINALS = "a|o|e|i|u|v|ai|ei|ao|ou|an|en|ang|eng|ong|ia|ie|iao|iu|ian|in|iang|ing|iong|ua|uo|uai|ui|uan|un|uang|ue|ve|er"
_SYLLABLE = re.compile(rf"(?:(?:{_INITIALS})?(?:{_FINALS})|ng|n|m|hm|hng)[1-5]")
_HANZI = re.compile(r"[㐀-鿿〇]+")
_HOUSE_FILE = Path(__file__).resolve().parents[2] / "content" / "language" / "pronunciation.toml"


class LexiconError(SaidFault):
    """A pronunciation file that can't be used; the message is a Chinese sentence that says what to mend."""


@dataclass(frozen=True)
class Lexicon:
    """Words and their readings.

    readings: word in hanzi → one syllable a character, pinyin with tone number, v for ü, 5 for the neutral tone.
    alone: character or word → reading (syllables with blanks between) only where the text is cut so that it is a word by
    itself: 晚上, but not in 今晚上课.
    """

    readings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alone: Mapping[str, str] = field(default_factory=dict)

    def with_course(self, course: "Lexicon") -> "Lexicon":
        """Return this lexicon with a course's readings over its own."""
        return Lexicon(
            MappingProxyType({**self.readings, **course.readings}),
            MappingProxyType({**self.alone, **course.alone}),
        )

    def found_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield (offset, word) for the words that apply to a text: the longest first, none overlapping, sorted."""
        longest = max(map(len, self.readings), default=0)
        position = 0
        while position < len(text):
            for length in range(min(longest, len(text) - position), 0, -1):
                word = text[position : position + length]
                if word in self.readings:
                    yield position, word
                    position += length
                    break
            else:
                position += 1


@lru_cache(maxsize=_FILES_REMEMBERED)
def read_lexicon(toml: str, *, name: str = "pronunciation.toml") -> Lexicon:
    """Read a pronunciation file (docs/content-format.md); read once and remembered by its text.

    name: how the file is called in a message.
    Raises LexiconError for what is no TOML, no hanzi, no pinyin, or not one syllable a character.
    """
    if len(toml.encode()) > FILE_BYTES_MAX:
        raise LexiconError(
            say(
                "%(name)s 太大，请把读音表控制在 %(file_bytes_max)s KB 以内。",
                name=name,
                file_bytes_max=FILE_BYTES_MAX // 1000,
            )
        )
    try:
        document = tomllib.loads(toml)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        place = say("第 %(line)s 行", line=line[1]) if line else say("它")
        raise LexiconError(
            say("%(name)s 不是有效的 TOML，请检查%(place)s的引号和等号。", name=name, place=place)
        ) from error
    readings = _table(document, "words", name)
    alone = {
        word: " ".join(reading)
        for table in ("characters", "cut_words")
        for word, reading in _table(document, table, name).items()
        if (len(word) == 1) == (table == "characters")
    }
    return Lexicon(MappingProxyType(readings), MappingProxyType(alone))


def _table(document: Mapping[str, object], key: str, name: str) -> dict[str, tuple[str, ...]]:
    table = document.get(key, {})
    if not isinstance(table, dict) or len(table) > ENTRIES_MAX:
        raise LexiconError(
            say(
                "%(name)s 的 [%(key)s] 里请写“词 = 拼音”，最多 %(entries_max)s 条。",
                name=name,
                key=key,
                entries_max=ENTRIES_MAX,
            )
        )
    return {word: _reading(word, said, name) for word, said in table.items()}


def _reading(word: str, said: object, name: str) -> tuple[str, ...]:
    if not _HANZI.fullmatch(word) or len(word) > WORD_CHARACTERS_MAX:
        raise LexiconError(
            say(
                "%(name)s 里的“%(word)s”请只写汉字，最多 %(word_characters_max)s 个字。",
                name=name,
                word=word,
                word_characters_max=WORD_CHARACTERS_MAX,
            )
        )
    syllables = str(said).lower().replace("ü", "v").split() if isinstance(said, str) else []
    if len(syllables) != len(word):
        raise LexiconError(
            say(
                "%(name)s 里“%(word)s”的拼音请一个字写一个音节，用空格分开，例如 qu3 xue2。",
                name=name,
                word=word,
            )
        )
    for syllable in syllables:
        if not is_syllable(syllable):
            raise LexiconError(
                say(
                    "%(name)s 里“%(word)s”的“%(syllable)s”不是带声调数字的拼音，请改成像 xue2 这样的写法。",
                    name=name,
                    word=word,
                    syllable=syllable,
                )
            )
    return tuple(syllables)


def is_syllable(text: str) -> bool:
    """Tell whether a text is one pinyin syllable with a tone number from 1 to 5."""
    return _SYLLABLE.fullmatch(text) is not None


@cache
def house_lexicon() -> Lexicon:
    """Return the readings that hold in every course (content/language/pronunciation.toml)."""
    return read_lexicon(_HOUSE_FILE.read_text(encoding="utf-8"), name="content/language/pronunciation.toml")
