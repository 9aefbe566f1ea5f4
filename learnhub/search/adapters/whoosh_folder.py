"""The third index: Whoosh in a folder of the site, for up to 20 000 lessons. Whatever it holds can be made anew from the database."""

import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from whoosh import index, query
from whoosh.analysis import SpaceSeparatedTokenizer
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.index import FileIndex, LockError
from whoosh.searching import Searcher
from whoosh.writing import CLEAR, SegmentWriter

from learnhub.search.rules import Document, Hit, Query, UnreadableIndex, terms_of

_FIELDS = ("title", "text", "context")
LOCK_WAIT_SECONDS = 20.0
_Answer = TypeVar("_Answer")


def _terms_field(boost: float) -> TEXT:
    return TEXT(SpaceSeparatedTokenizer(), phrase=False, field_boost=boost)


# Schema and analyser are pickled into the folder by the names of their classes, all of them Whoosh's own.
_SCHEMA = {
    "course": NUMERIC(stored=True),
    "lesson": STORED(),
    "title": _terms_field(8.0),
    "text": _terms_field(1.0),
    "context": _terms_field(0.4),
    "facets": KEYWORD(),
    "key": ID(unique=True),
}


class WhooshFolder:
    """An index in a folder, made when it is first needed. One process writes at a time, any number read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._local = threading.local()

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had, in one commit.

        UnreadableIndex where the files that are there can't be read; LockError where another process writes for too long.
        """
        try:
            writer = self._writer()
            try:
                writer.delete_by_term("course", course_id)
                _add(writer, documents)
            except BaseException:
                writer.cancel()
                raise
            writer.commit()  # joins small segments, which it reads for that
        except LockError:
            raise
        except Exception as fault:
            raise UnreadableIndex(type(fault).__name__) from fault

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Put these documents in place of everything, in one commit."""
        writer = self._writer()
        try:
            _add(writer, documents)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=CLEAR)

    @property
    def is_made(self) -> bool:
        """Tell whether there is an index to ask; one whose table of contents can't be read is none."""
        try:
            return self._folder.is_dir() and index.exists_in(str(self._folder))
        except Exception:
            # Whoosh lets through whatever a damaged file makes its readers raise, and doesn't flush to disk: a power cut can do it. As good
            # as none: the database's own index answers until it is made anew.
            return False

    def throw_away(self) -> None:
        """Let the index be none: without a table of contents nothing of it is read again, by any process."""
        for path in self._folder.glob("*.toc"):
            path.unlink(missing_ok=True)

    def find(self, wanted: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`; UnreadableIndex where the files can't be read."""
        if not wanted.clauses or not self.is_made:
            return []

        def ask(searcher: Searcher) -> list[Hit]:
            results = searcher.search(expression(wanted), limit=limit, filter=_facets(wanted))
            return [Hit(hit["course"], hit.get("lesson"), float(hit.score)) for hit in results]

        return self._asked(ask)

    def courses(self, wanted: Query) -> list[int]:
        """Return all courses of which a document fits, in no order; UnreadableIndex where the files can't be read."""
        if not wanted.clauses or not self.is_made:
            return []
        facets = _facets(wanted)
        fitting = expression(wanted) if facets is None else query.And([expression(wanted), facets])

        def ask(searcher: Searcher) -> list[int]:
            numbers = searcher.docs_for_query(fitting)
            return list({searcher.stored_fields(number)["course"] for number in numbers})

        return self._asked(ask)

    def _asked(self, ask: Callable[[Searcher], _Answer]) -> _Answer:
        """Ask, and once more where that fails: a writer may just have taken away a file that the table of contents named."""
        with suppress(Exception):
            return ask(self._searcher())
        self._local.searcher = None
        try:
            return ask(self._searcher())
        except Exception as fault:
            raise UnreadableIndex(type(fault).__name__) from fault

    def _searcher(self) -> Searcher:
        # A searcher sees the state in which it was opened. It is opened anew and never refreshed: after a merge
        # Searcher.refresh() answers with documents twice (FACTS).
        known: Searcher | None = getattr(self._local, "searcher", None)
        if known is None or not known.up_to_date():
            if known is not None:
                known.close()
            known = self._local.searcher = index.open_dir(str(self._folder)).searcher()
        return known

    def _writer(self) -> SegmentWriter:
        return self._index().writer(timeout=LOCK_WAIT_SECONDS)

    def _index(self) -> FileIndex:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if self.is_made:
            return index.open_dir(str(self._folder))
        return index.create_in(str(self._folder), Schema(**_SCHEMA))


def expression(wanted: Query) -> query.Query:
    """Return a query as Whoosh's own objects; its query language is never used."""
    return query.And(
        [
            query.Or([query.And([_anywhere(term) for term in alternative]) for alternative in alternatives])
            for alternatives in wanted.needed
        ]
    )


def _facets(wanted: Query) -> query.Query | None:
    return query.And([query.Term("facets", facet) for facet in wanted.facets]) if wanted.facets else None


def _anywhere(term: str) -> query.Query:
    return query.Or([query.Term(field, term) for field in _FIELDS])


def _add(writer: SegmentWriter, documents: Iterable[Document]) -> None:
    for document in documents:
        found = terms_of(document)
        writer.add_document(
            key=f"{document.course_id}-{document.lesson_id or 0}",
            course=document.course_id,
            lesson=document.lesson_id,
            title=" ".join(found.title),
            text=" ".join(found.text),
            context=" ".join(found.context),
            facets=" ".join(document.facets),
        )
