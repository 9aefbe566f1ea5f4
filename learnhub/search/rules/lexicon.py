"""The words that courses are about: how they sound, and which of them somebody meant who typed letters or a word that sounds alike; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from learnhub.language.romanised import as_heard, borders, otherwise_romanised, romanised
from learnhub.search.rules.text import is_hanzi, normalise, pieces, runs

WORD_CHARACTERS_MAX = 8
KEYS_MAX = 400
_SYLLABLES_MAX = 6
_INITIALS_MAX = 8
_LETTERS_MIN = 2
# What lies between the words of a title is often the newest word in it: 裱花 in 奶油裱花.
_LOOSE_CHARACTERS_MAX = 3
# 家政服务员 teaches 家政服务.
_WHO_DOES_IT = frozenset("员师工")
_LETTERS = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the catalogue. pinyin, initials, sound: its letters, empty for a word that isn't Chinese; sound as it is heard.

    is_topic: it stands in a title, a tag or an occupation of a course, not in titles of lessons alone.
    """

    text: str
    pinyin: str
    initials: str
    sound: str
    is_topic: bool = True


@dataclass(frozen=True, slots=True)
class Keys:
    """What a lexicon is asked for; few, however much was typed."""

    texts: frozenset[str] = frozenset()
    pinyin: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    sounds: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WordList:
    """The words that fit some keys, those of most courses first. words: of the catalogue. table: of the word table; they may be meant, too.

    texts: the words of the catalogue by what they say.
    """

    words: tuple[Word, ...] = ()
    table: tuple[Word, ...] = ()
    texts: Mapping[str, Word] = field(init=False)
    _about: set[str] = field(init=False, default_factory=set)
    _by_pinyin: dict[str, list[str]] = field(init=False, default_factory=dict)
    _by_initials: dict[str, list[str]] = field(init=False, default_factory=dict)
    _by_sound: dict[str, list[str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", {word.text: word for word in reversed(self.words)})
        # What courses are about goes before what lessons mention: whoever types mogu rather means 蘑菇 than 摸骨.
        object.__setattr__(self, "_about", {one.text for one in (*self.words, *self.table) if one.is_topic})
        for word in sorted((*self.words, *self.table), key=lambda one: not one.is_topic):
            for table, key in (
                (self._by_pinyin, word.pinyin),
                (self._by_initials, word.initials),
                (self._by_sound, word.sound),
            ):
                if key and word.text not in table.setdefault(key, []):
                    table[key].append(word.text)

    def spelt(self, letters: str) -> tuple[str, ...]:
        """Return the words that these letters spell, topics alone where there are any; those that only sound alike where none does."""
        return self._topics(self._by_pinyin.get(letters, ()) or self._by_sound.get(as_heard(letters), ()))

    def shortened(self, letters: str) -> tuple[str, ...]:
        """Return the words whose initials these letters are, those of the catalogue alone where there are any: two letters fit many words."""
        found = self._topics(self._by_initials.get(letters, ()))
        return tuple(one for one in found if one in self.texts) or found

    def spelling(self, word: str) -> tuple[str, ...]:
        """Return the other topics with just the letters of this word."""
        found = self._by_pinyin.get("".join(romanised(word)), ())
        return tuple(one for one in found if one != word and one in self._about)

    def sounding(self, word: str) -> tuple[str, ...]:
        """Return the other topics that sound like this word, those with just its letters first."""
        letters = "".join(romanised(word))
        if not letters:
            return ()
        readings = (letters, *otherwise_romanised(word))
        found = [
            *(one for said in readings for one in self._by_pinyin.get(said, ())),
            *(one for said in readings for one in self._by_sound.get(as_heard(said), ())),
        ]
        return tuple(one for one in dict.fromkeys(found) if one != word and one in self._about)

    def _topics(self, found: Sequence[str]) -> tuple[str, ...]:
        return tuple(one for one in found if one in self._about) or tuple(found)


@lru_cache(maxsize=20_000)
def word(text: str, *, is_topic: bool = True) -> Word:
    """Make a word from a normalised text."""
    syllables = romanised(text) if all(is_hanzi(character) for character in text) else ()
    letters = "".join(syllables)
    return Word(text, letters, "".join(one[0] for one in syllables), as_heard(letters), is_topic)


def words_of(title: str, *, is_topic: bool) -> list[Word]:
    """Return the words of a title or tag: its stretches of up to eight characters, those of an occupation also without 员, 师 or 工, and the words in them; unique, in order."""
    found: dict[str, None] = {}
    for run in runs(normalise(title)):
        if not is_hanzi(run[0]):
            if len(run) >= _LETTERS_MIN and not run.isdecimal():
                found[run] = None
            continue
        if 1 < len(run) <= WORD_CHARACTERS_MAX:
            found[run] = None
        if len(run) > 2 and run[-1] in _WHO_DOES_IT:
            found[run[:-1][:WORD_CHARACTERS_MAX]] = None
        for piece, is_word in pieces(run):
            if 1 < len(piece) <= (WORD_CHARACTERS_MAX if is_word else _LOOSE_CHARACTERS_MAX):
                found[piece] = None
    return [word(text, is_topic=is_topic) for text in found]


def keys_of(normal: str) -> Keys:
    """Return what to look up for a normalised query, at most KEYS_MAX keys of a kind."""
    texts: dict[str, None] = {}
    sounds: dict[str, None] = {}
    pinyin: dict[str, None] = {}
    initials: dict[str, None] = {}
    for run in runs(normal):
        if is_hanzi(run[0]):
            for part in _parts(run):
                texts[part] = None
                if letters := "".join(romanised(part)):
                    sounds[as_heard(letters)] = None
                    sounds |= dict.fromkeys(map(as_heard, otherwise_romanised(part)))
        else:
            texts[run] = None
    for letters in letter_runs(normal):
        texts[letters] = None
        if len(letters) <= _INITIALS_MAX:
            initials[letters] = None
        for part in spelt_parts(letters):
            pinyin[part] = None
            sounds[as_heard(part)] = None
    return Keys(*(frozenset(list(keys)[:KEYS_MAX]) for keys in (texts, pinyin, initials, sounds)))


def letter_runs(normal: str) -> list[str]:
    """Return the runs of Latin letters of a normalised query, and neighbours joined: `an mo` is also anmo."""
    found: dict[str, None] = {}
    for stretch in re.findall(r"[a-z]+(?:[\s'’]+[a-z]+)*", normal):
        parts = _LETTERS.findall(stretch)
        found |= dict.fromkeys(["".join(parts), *parts])
    return [one for one in found if len(one) >= _LETTERS_MIN]


def spelt_parts(letters: str) -> list[str]:
    """Return the parts of up to six syllables of letters that are pinyin from end to end; empty where they aren't."""
    places = borders(letters)
    return [
        letters[start:end]
        for index, start in enumerate(places)
        for end in places[index + 1 : index + 1 + _SYLLABLES_MAX]
        if end - start >= _LETTERS_MIN
    ]


def _parts(run: str) -> Iterable[str]:
    for start in range(len(run) - 1):
        for end in range(start + 2, min(len(run), start + _SYLLABLES_MAX) + 1):
            yield run[start:end]
