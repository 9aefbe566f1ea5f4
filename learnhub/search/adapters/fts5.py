"""The index in SQLite: FTS5 over terms that were cut in Python."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.search.rules import Document, Hit, Query, terms_of

# bm25 weights of title, text, context and facets: facets decide, they don't count.
_SCORE = "-bm25(search_fts, 8.0, 1.0, 0.4, 0.0)"


class Fts5:
    """The index as one unit of work sees it. A row of search_fts has the number of its search_document."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had."""
        self._session.execute(
            sa.text(
                "DELETE FROM search_fts WHERE rowid IN (SELECT id FROM search_document WHERE course_id = :course)"
            ),
            {"course": course_id},
        )
        rows = [_row(document) for document in documents]
        if rows:
            self._session.execute(
                sa.text(
                    "INSERT INTO search_fts (rowid, title, text, context, facets)"
                    " VALUES (:id, :title, :text, :context, :facets)"
                ),
                rows,
            )

    def find(self, query: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`."""
        if not query.clauses:
            return []
        found = self._session.execute(
            sa.text(
                f"SELECT document.course_id, document.lesson_id, hit.score FROM"  # noqa: S608  only constants are put in
                f" (SELECT rowid AS id, {_SCORE} AS score FROM search_fts WHERE search_fts MATCH :wanted"
                "  ORDER BY score DESC, rowid LIMIT :limit) AS hit"
                " JOIN search_document AS document ON document.id = hit.id"
                " ORDER BY hit.score DESC, hit.id"
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
                " (SELECT rowid FROM search_fts WHERE search_fts MATCH :wanted)"
            ),
            {"wanted": expression(query)},
        )
        return list(found)


def expression(query: Query) -> str:
    """Return the FTS5 expression of a query; every term stands in quotation marks and holds letters and digits alone."""
    needed = ["(" + " OR ".join(map(_all, alternatives)) + ")" for alternatives in query.needed]
    wanted = "{title text context} : (" + " AND ".join(needed) + ")"
    return f"({wanted}) AND facets : {_all(query.facets)}" if query.facets else wanted


def _all(terms: Sequence[str]) -> str:
    return "(" + " AND ".join(f'"{term}"' for term in terms) + ")"


def _row(document: Document) -> dict[str, object]:
    found = terms_of(document)
    return {
        "id": document.id,
        "title": " ".join(found.title),
        "text": " ".join(found.text),
        "context": " ".join(found.context),
        "facets": " ".join(document.facets),
    }
