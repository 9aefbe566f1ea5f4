"""The index in PostgreSQL: a tsvector made in Python from the same terms, so that no extension and no dictionary is needed."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.search.rules import Document, Hit, Query, terms_of

# Limits of the type itself: positions end at 16383, and a term keeps 256 of them.
_POSITION_MAX = 16_383
_POSITIONS_MAX = 255
# Weights of D (context), C (unused), B (text), A (title); 1 divides by the logarithm of the length.
_SCORE = "ts_rank('{0.05, 0.05, 0.15, 1.0}', words, wanted, 1)"


class Tsvector:
    """The index as one unit of work sees it. A row of search_fts has the number of its search_document."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had."""
        self._session.execute(
            sa.text(
                "DELETE FROM search_fts WHERE document_id IN"
                " (SELECT id FROM search_document WHERE course_id = :course)"
            ),
            {"course": course_id},
        )
        rows = [{"id": document.id, "words": vector(document)} for document in documents]
        if rows:
            self._session.execute(
                sa.text("INSERT INTO search_fts (document_id, words) VALUES (:id, CAST(:words AS tsvector))"),
                rows,
            )

    def find(self, query: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`."""
        if not query.clauses:
            return []
        found = self._session.execute(
            sa.text(
                f"SELECT document.course_id, document.lesson_id, {_SCORE} AS score"  # noqa: S608  only constants are put in
                " FROM search_fts JOIN search_document AS document ON document.id = document_id,"
                " CAST(:wanted AS tsquery) AS wanted"
                " WHERE words @@ wanted ORDER BY score DESC, document_id LIMIT :limit"
            ),
            {"wanted": expression(query), "limit": limit},
        )
        return [Hit(row.course_id, row.lesson_id, row.score) for row in found]

    def courses(self, query: Query) -> list[int]:
        """Return all courses of which a document fits, in no order."""
        if not query.clauses:
            return []
        found = self._session.scalars(
            sa.text(
                "SELECT DISTINCT course_id FROM search_document WHERE id IN"
                " (SELECT document_id FROM search_fts WHERE words @@ CAST(:wanted AS tsquery))"
            ),
            {"wanted": expression(query)},
        )
        return list(found)


def expression(query: Query) -> str:
    """Return the tsquery of a query; every term stands in quotation marks and holds letters and digits alone."""
    needed = ["(" + " | ".join(map(_all, alternatives)) + ")" for alternatives in query.needed]
    wanted = "(" + " & ".join(needed) + ")"
    return f"{wanted} & {_all(query.facets)}" if query.facets else wanted


def vector(document: Document) -> str:
    """Return the text form of a document's tsvector: title A, text B, context D, facets without a position."""
    found = terms_of(document)
    places: dict[str, list[str]] = {}
    position = 0
    for terms, weight in ((found.title, "A"), (found.text, "B"), (found.context, "")):
        for term in terms:
            position = min(position + 1, _POSITION_MAX)
            kept = places.setdefault(term, [])
            if len(kept) < _POSITIONS_MAX:
                kept.append(f"{position}{weight}")
    lexemes = [f"'{term}':{','.join(kept)}" for term, kept in places.items()]
    return " ".join([*lexemes, *_quoted(document.facets)])


def _all(terms: Sequence[str]) -> str:
    return "(" + " & ".join(_quoted(terms)) + ")"


def _quoted(terms: Iterable[str]) -> list[str]:
    return [f"'{term}'" for term in terms]
