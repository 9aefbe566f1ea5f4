"""What an index keeps and gives back, and what every index can do; pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

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


class Index(Protocol):
    """What every index can do. The rows of a course are replaced together, so a course never shows half of each state."""

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had; none takes the course out."""

    def find(self, query: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`; none for a query without clauses."""


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


def best_by_course(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    """Group hits by course: the course with the best hit first, and in each course the best hit first."""
    grouped: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=lambda h: (-h.score, h.course_id, h.lesson_id or 0)):
        grouped.setdefault(hit.course_id, []).append(hit)
    return grouped
