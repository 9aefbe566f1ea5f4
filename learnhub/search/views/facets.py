"""The filters of a page in words: what is on, and what can be added."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import CATEGORIES
from learnhub.primitives import say
from learnhub.providers import service as providers
from learnhub.regions.rules import full_name
from learnhub.regions.service import region_names
from learnhub.search.rules import NO_READING, WAY_WORDS, Facet
from learnhub.web import settings
from learnhub.web.words import _

MINUTES_WORDS = {
    "up-to-60": say("一小时以内"),
    "up-to-180": say("一到三小时"),
    "up-to-360": say("三到六小时"),
    "over-360": say("六小时以上"),
}
Way = tuple[str, str, str | None]  # an item of the component link_list: words, address, what is told of it
Chosen = Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True)
class ChosenFilter:
    """One filter that is on. address: the same page without it."""

    words: str
    address: str


def choices_with_counts(
    counts: Mapping[Facet, Mapping[str, int]], words: Mapping[Facet, Mapping[str, str]]
) -> Mapping[Facet, Sequence[tuple[str, str]]]:
    """Return what a form offers for each facet: (value, its words with the number of courses)."""
    return {
        facet: [
            (value, _("%(words)s（%(count)d 门）", words=words[facet][value], count=count))
            for value, count in in_order(counts[facet], words[facet])
        ]
        for facet in Facet
    }


def known_alone(asked: Chosen, known: Mapping[Facet, Mapping[str, int]]) -> Chosen:
    """Return the filters whose values a course has; an address may be old or mistyped."""
    kept = {facet: tuple(v for v in values if v in known[facet]) for facet, values in asked.items()}
    return {facet: values for facet, values in kept.items() if values}


def words_of_values(
    session: Session, known: Mapping[Facet, Mapping[str, int]]
) -> Mapping[Facet, Mapping[str, str]]:
    """Return the words of every value that a course has."""
    names = region_names(settings().content_dir)
    words: dict[Facet, dict[str, str]] = {facet: {v: v for v in values} for facet, values in known.items()}
    words[Facet.CATEGORY] = {v: CATEGORIES.get(v, v) for v in known[Facet.CATEGORY]}
    words[Facet.BASE] |= providers.base_names(session, known[Facet.BASE])
    words[Facet.REGION] = {code: full_name(code, names) for code in known[Facet.REGION]}
    words[Facet.MINUTES] = {v: str(MINUTES_WORDS[v]) for v in known[Facet.MINUTES]}
    words[Facet.WAY] = {v: str(WAY_WORDS[v]) for v in known[Facet.WAY]}
    return words


def in_order(counts: Mapping[str, int], words: Mapping[str, str]) -> Iterable[tuple[str, int]]:
    """Return values with their counts: bands of minutes and ways as they are declared, the others by words."""
    declared = [*MINUTES_WORDS, *WAY_WORDS]
    return sorted(
        counts.items(),
        key=lambda one: (declared.index(one[0]) if one[0] in declared else len(declared), words[one[0]]),
    )


def filters_on(
    chosen: Chosen, words: Mapping[Facet, Mapping[str, str]], **kept: str
) -> Sequence[ChosenFilter]:
    """Return the filters that are on, each with the address of the page without it."""
    pairs = [(facet, value) for facet, values in chosen.items() for value in values]
    found = []
    for facet, value in pairs:
        others: dict[str, Any] = {**kept, **values_of(pair for pair in pairs if pair != (facet, value))}
        found.append(ChosenFilter(words[facet][value], url_for(str(request.endpoint), **others)))
    return found


def ways_to_add(
    chosen: Chosen,
    known: Mapping[Facet, Mapping[str, int]],
    words: Mapping[Facet, Mapping[str, str]],
    asked: str,
    total: int,
) -> Sequence[Way]:
    """Return the ways by which an answer of so many courses can be narrowed: those that some have and some don't, not chosen yet."""
    added = []
    for value, count in in_order(known[Facet.WAY], words[Facet.WAY]):
        if value not in chosen.get(Facet.WAY, ()) and count < total:
            values: dict[str, Any] = {facet.value: list(kept) for facet, kept in chosen.items()}
            values[Facet.WAY.value] = [*chosen.get(Facet.WAY, ()), value]
            words_of = (
                _("只看不用看字就能学的（%(count)d 门）", count=count)
                if value == NO_READING
                else _("只看有%(way)s的（%(count)d 门）", way=words[Facet.WAY][value], count=count)
            )
            added.append((words_of, url_for("search.results", q=asked, **values), None))
    return added


def values_of(pairs: Iterable[tuple[Facet, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for facet, value in pairs:
        values.setdefault(facet.value, []).append(value)
    return values
