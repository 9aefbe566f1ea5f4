"""Which courses are like another, and why; pure."""

import enum
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from learnhub.catalogue.rules import CATEGORIES
from learnhub.primitives import Sentence, listed, say
from learnhub.search.rules.facets import NO_READING, WAY_WORDS
from learnhub.search.rules.numbers import numbers_with_units
from learnhub.search.rules.synonyms import Synonyms
from learnhub.search.rules.text import normalise

ALIKE_MAX = 3
# One word in common is chance (就业 stands in courses for coffee and for customer service); two are a subject.
WORDS_MIN = 2
_WORDS_SHOWN = 3


class Reason(enum.IntEnum):
    """What two courses have in common, the strongest first: in this order they are shown."""

    OCCUPATION = 1
    WORDS = 2
    CATEGORY = 3
    BASE = 4
    COUNTY = 5
    PREFECTURE = 6
    PROVINCE = 7


@dataclass(frozen=True, slots=True)
class Compared:
    """A course as it is compared. words: that tell what it is about (telling_words); regions: its base's and those that contain it;

    ways: values of Facet.WAY. A text is empty where the course has none.
    """

    course_id: int
    title: str
    is_open: bool
    occupation: str = ""
    category: str = ""
    base: str = ""
    regions: AbstractSet[str] = frozenset()
    ways: AbstractSet[str] = frozenset()
    words: AbstractSet[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """That a course is like another. shared: the occupation, the category, or up to three words; empty for a base and a region.

    also, lacking: ways (values of Facet.WAY) that were asked for and it has or lacks; also NO_READING where both courses have it.
    """

    course_id: int
    reason: Reason
    shared: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()

    @property
    def reason_words(self) -> Sentence:
        """Say what the two courses have in common."""
        match self.reason:
            case Reason.OCCUPATION:
                return say("职业相同：%(occupation)s。", occupation=self.shared[0])
            case Reason.WORDS:
                return say("都讲到：%(words)s。", words=listed(self.shared))
            case Reason.CATEGORY:
                return say(
                    "门类相同：%(category)s。", category=CATEGORIES.get(self.shared[0], self.shared[0])
                )
            case Reason.BASE:
                return say("是同一个培训基地开的。")
            case Reason.COUNTY:
                return say("培训基地在同一个县区。")
            case Reason.PREFECTURE:
                return say("培训基地在同一个市州。")
            case Reason.PROVINCE:
                return say("培训基地在同一个省。")

    @property
    def way_words(self) -> tuple[Sentence, ...]:
        """Say which of the ways that count it has, and which it lacks."""
        found = []
        if NO_READING in self.also:
            found.append(say("也不用看字就能学。"))
        if ways := [WAY_WORDS[way] for way in self.also if way != NO_READING]:
            found.append(say("也有%(ways)s。", ways=listed(ways)))
        if NO_READING in self.lacking:
            found.append(say("有些课要看字。"))
        if ways := [WAY_WORDS[way] for way in self.lacking if way != NO_READING]:
            found.append(say("还没有%(ways)s。", ways=listed(ways)))
        return tuple(found)


def telling_words(words: Iterable[str], table: Synonyms) -> frozenset[str]:
    """Return the words that tell what a course is about: not how far it goes (入门, 五级), for whom it is, or what hurts."""
    return frozenset(
        word
        for word in words
        if word not in table.general
        and word not in table.people
        and not any(hurtful in word for hurtful, _said in table.replaced)
        and not _is_number(word)
    )


def alike(
    own: Compared, others: Iterable[Compared], wanted: AbstractSet[str] = frozenset()
) -> tuple[Likeness, ...]:
    """Return at most three courses that are like another, the nearest first; empty where none is.

    wanted: ways (values of Facet.WAY) that somebody asked for: a course with fewer of them never stands before one with more. Then
    the strongest reason counts, then how many words and ways are shared, then whether people can enrol, then the title.
    """
    found = []
    for other in others:
        words = _shared_words(own, other)
        reason = _reason(own, other, words)
        if reason is None or other.course_id == own.course_id:
            continue
        lacking = wanted - other.ways
        order = (
            len(lacking),
            reason,
            -len(words),
            own.category != other.category,
            -len(own.ways & other.ways),
            not other.is_open,
            other.title,
            other.course_id,
        )
        also = (wanted & other.ways) | ({NO_READING} & own.ways & other.ways)
        shared = {
            Reason.OCCUPATION: (other.occupation,),
            Reason.WORDS: words[:_WORDS_SHOWN],
            Reason.CATEGORY: (other.category,),
        }.get(reason, ())
        found.append((order, Likeness(other.course_id, reason, shared, _in_order(also), _in_order(lacking))))
    return tuple(one for _order, one in sorted(found, key=lambda pair: pair[0])[:ALIKE_MAX])


def _shared_words(own: Compared, other: Compared) -> tuple[str, ...]:
    """Return the words of both, longest first; one inside another that both have says nothing more."""
    shared = sorted(own.words & other.words, key=lambda word: (-len(word), word))
    return tuple(
        word for place, word in enumerate(shared) if not any(word in longer for longer in shared[:place])
    )


def _reason(own: Compared, other: Compared, words: Sequence[str]) -> Reason | None:
    if own.occupation and own.occupation == other.occupation:
        return Reason.OCCUPATION
    if len(words) >= WORDS_MIN:
        return Reason.WORDS
    if own.category and own.category == other.category:
        return Reason.CATEGORY
    if own.base and own.base == other.base:
        return Reason.BASE
    return _region_reason(own.regions & other.regions)


def _region_reason(shared: AbstractSet[str]) -> Reason | None:
    """Return the reason of the narrowest division. Source: GB/T 2260: a province ends with four zeros, a prefecture with two."""
    if any(not code.endswith("00") for code in shared):
        return Reason.COUNTY
    if any(not code.endswith("0000") for code in shared):
        return Reason.PREFECTURE
    return Reason.PROVINCE if shared else None


def _is_number(word: str) -> bool:
    normal = normalise(word)
    return any((start, end) == (0, len(normal)) for start, end, _term in numbers_with_units(normal))


def _in_order(ways: AbstractSet[str]) -> tuple[str, ...]:
    return tuple(way for way in WAY_WORDS if way in ways)
