"""The editable word table of the search; pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from learnhub.language.romanised import romanised
from learnhub.search.rules.lexicon import Word, word
from learnhub.search.rules.text import normalise


@dataclass(frozen=True)
class Synonyms:
    """The editable word table. groups: words that mean the same, normalised. unasked: phrases that ask for nothing (我想学), too.

    general: words that tell how, not what. people: words for who somebody is and who is with them, not for what they look for. replaced: words
    that hurt, and what is said and searched for instead. taken_back: what somebody says who takes back what went before (说错了).
    """

    groups: tuple[tuple[str, ...], ...] = ()
    unasked: frozenset[str] = frozenset()
    general: frozenset[str] = frozenset()
    replaced: tuple[tuple[str, str], ...] = ()
    people: frozenset[str] = frozenset()
    taken_back: frozenset[str] = frozenset()

    @cached_property
    def group_of(self) -> Mapping[str, tuple[str, ...]]:
        """Return the group of each word; a word of several groups has the words of all of them."""
        found: dict[str, tuple[str, ...]] = {}
        for group in self.groups:
            for one in group:
                found[one] = tuple(dict.fromkeys((*found.get(one, (one,)), *group)))
        return found

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return the words of the groups, as a lexicon has them."""
        return tuple(word(one) for one in self.group_of)

    @cached_property
    def unasked_letters(self) -> Mapping[str, str]:
        """Return the phrases that ask for nothing by how they are typed in letters."""
        return {letters: one for one in self.unasked if (letters := "".join(romanised(one)))}

    @cached_property
    def longest_first(self) -> tuple[str, ...]:
        """Return all words and phrases of the table, the longest first."""
        return tuple(sorted({*self.group_of, *self.unasked} - {""}, key=len, reverse=True))

    @cached_property
    def _take_back(self) -> re.Pattern[str]:
        longest_first = sorted(self.taken_back, key=len, reverse=True)
        return re.compile(rf"(?:^|.*[\s,.;!?、。…])(?:{'|'.join(map(re.escape, longest_first))})(?=.*\w)")

    def without_taken_back(self, normal: str) -> str:
        """Return what stands after the last phrase that takes back what went before; all of it where there is none, or nothing after it.

        Only a phrase at the beginning or after a pause counts: 姿势不对 takes nothing back.
        """
        found = self._take_back.match(normal) if self.taken_back else None
        return normal[found.end() :] if found else normal

    def spoken_kindly(self, text: str) -> str:
        """Return a text in which hurtful words are replaced; unchanged where there are none."""
        if not any(hurtful in normalise(text) for hurtful, _said in self.replaced):
            return text
        said = normalise(text)
        for hurtful, kind in self.replaced:
            said = said.replace(hurtful, kind)
        return said


def synonyms(
    groups: Iterable[Sequence[str]],
    unasked: Iterable[str],
    general: Iterable[str] = (),
    replaced: Mapping[str, str] | None = None,
    people: Iterable[str] = (),
    taken_back: Iterable[str] = (),
) -> Synonyms:
    """Make the table from words as people write them."""
    pairs_ = {normalise(hurtful): said for hurtful, said in (replaced or {}).items()}
    return Synonyms(
        groups=tuple(tuple(dict.fromkeys(normalise(word) for word in group)) for group in groups),
        unasked=frozenset(normalise(phrase) for phrase in unasked),
        general=frozenset(normalise(one) for one in general),
        replaced=tuple(sorted(pairs_.items(), key=lambda one: -len(one[0]))),
        people=frozenset(normalise(one) for one in people),
        taken_back=frozenset(normalise(one) for one in taken_back),
    )
