"""What an index keeps and gives back, and what every index can do; pure."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from learnhub.search.rules.lexicon import Word
from learnhub.search.rules.queries import Query
from learnhub.search.rules.text import terms

TEXT_CHARACTERS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Document:
    """A course (lesson_id is None) or one of its lessons, as it is searched.

    id: the number of its row in search_document. title: what counts most. text: the body. context: what is true of the whole course (its title, tags, occupation).
    facets: terms made by facet_term.
    """

    id: int
    course_id: int
    lesson_id: int | None
    title: str
    text: str
    context: str
    facets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """The terms of a document by field."""

    title: tuple[str, ...]
    text: tuple[str, ...]
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that fits. score: higher is better; comparable within one answer only."""

    course_id: int
    lesson_id: int | None
    score: float


class UnreadableIndex(Exception):
    """The files of an index can't be read: it has to be made anew from the database."""


class Index(Protocol):
    """What every index can do. The rows of a course are replaced together, so a course never shows half of each state."""

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had; none takes the course out."""

    def find(self, query: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`; none for a query without clauses."""

    def courses(self, query: Query) -> list[int]:
        """Return all courses of which a document fits, in no order; none for a query without clauses."""


def terms_of(document: Document) -> DocumentTerms:
    """Return the terms of a document; text beyond 20 000 characters is not searched."""
    return DocumentTerms(
        title=tuple(terms(document.title[:TEXT_CHARACTERS_MAX], with_characters=True)),
        text=tuple(terms(document.text[:TEXT_CHARACTERS_MAX])),
        context=tuple(terms(document.context[:TEXT_CHARACTERS_MAX])),
    )


def facet_term(name: str, value: str) -> str:
    """Return the one term that stands for a facet in an index: letters and digits alone, so that no engine takes it apart."""
    return "f" + hashlib.blake2s(f"{name}={value}".encode(), digest_size=8).hexdigest()


def best_by_course(
    hits: Iterable[Hit], topics: Mapping[int, tuple[int, int]] | None = None
) -> dict[int, list[Hit]]:
    """Group hits by course, and in each course the best hit first.

    topics: see asked_topics; the course that is about more of what was asked for comes first, so that a course about welding goes before a
    lesson on soldering in another. Among equals the course with the best hit.
    """
    about = topics or {}
    grouped: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (-h.score, h.course_id, h.lesson_id or 0)):
        grouped.setdefault(hit.course_id, []).append(hit)
    order = sorted(grouped, key=lambda course_id: about.get(course_id, (0, 0)), reverse=True)
    return {course_id: grouped[course_id] for course_id in order}


def asked_topics(query: Query, words: Iterable[tuple[int, Word]]) -> dict[int, tuple[int, int]]:
    """Return how much of a question each course is about: (its clauses, and how many of them in the very word that was asked for).

    A clause counts twice where a title, tag or occupation of the course has it, and once where only the title of a lesson does.
    words: (course, word of its titles, tags or occupation).
    """
    places: dict[str, set[int]] = {}
    for place, clause in enumerate(query.clauses):
        for surface in clause.surfaces:
            places.setdefault(surface, set()).add(place)
    asked_for = {clause.surfaces[0] for clause in query.clauses}
    about: dict[int, dict[int, int]] = {}
    exactly: dict[int, int] = {}
    for course_id, one in words:
        counts = about.setdefault(course_id, {})
        for place in places.get(one.text, ()):
            counts[place] = max(counts.get(place, 0), 2 if one.is_topic else 1)
        exactly[course_id] = exactly.get(course_id, 0) + (one.is_topic and one.text in asked_for)
    return {course_id: (sum(counts.values()), exactly[course_id]) for course_id, counts in about.items()}


def courses_about(
    query: Query, words: Iterable[tuple[int, Word]], course_ids: Iterable[int]
) -> frozenset[int]:
    """Return those of the courses that are themselves about what was asked for, not one of their lessons alone.

    Each thing that is named stands in a title, tag or occupation of the course; of a loose query one of them. Numbers and words that tell
    how name nothing: a query of such alone is about every course that fits. words: as for asked_topics.
    """
    named = [clause for clause in query.clauses if not (clause.is_number or clause.is_general)]
    topics: dict[int, set[str]] = {}
    for course_id, one in words:
        if one.is_topic:
            topics.setdefault(course_id, set()).add(one.text)
    if not named:
        return frozenset(course_ids)
    enough = any if query.is_loose else all
    return frozenset(
        course_id
        for course_id in course_ids
        if enough(not topics.get(course_id, set()).isdisjoint(clause.surfaces) for clause in named)
    )


def in_turns(
    order: Mapping[int, Sequence[Hit]], words: Iterable[tuple[int, Word]], meant: Sequence[Sequence[str]]
) -> dict[int, Sequence[Hit]]:
    """Return the courses of an order so that each word which may be meant comes in turn; those about none of them come last.

    wd is 网店 as well as 文档: one of the first courses is about either. words: as for asked_topics. meant: each word with those of its group.
    """
    place_of = {text: place for place, group in reversed(list(enumerate(meant))) for text in group}
    places: dict[int, int] = {}
    for course_id, one in words:
        if one.is_topic and one.text in place_of:
            places[course_id] = min(place_of[one.text], places.get(course_id, len(meant)))
    taken = [0] * len(meant)
    turns: dict[int, tuple[int, int]] = {}
    for course_id in order:
        place = places.get(course_id)
        if place is None:
            turns[course_id] = (len(order), 0)
            continue
        turns[course_id] = (taken[place], place)
        taken[place] += 1
    return {course_id: order[course_id] for course_id in sorted(order, key=turns.__getitem__)}
