"""tantivy behind the search's own port, for comparison alone: the site doesn't use it (requirements-benchmark.txt)."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from learnhub.search.rules import Document, Hit, Query, terms_of

_FIELDS = {"title": 8.0, "text": 1.0, "context": 0.4}
_WRITER_BYTES = 50_000_000


class Tantivy:
    """An index in a folder, with the same terms and the same weights as the site's own engines."""

    def __init__(self, folder: Path) -> None:
        import tantivy

        self._tantivy: Any = tantivy
        builder = tantivy.SchemaBuilder()
        for name in _FIELDS:
            builder.add_text_field(name, stored=False, tokenizer_name="whitespace")
        builder.add_text_field("facets", stored=False, tokenizer_name="whitespace", index_option="basic")
        builder.add_integer_field("course", stored=True, indexed=True)
        builder.add_integer_field("lesson", stored=True)
        self._schema = builder.build()
        folder.mkdir(parents=True, exist_ok=True)
        self._index = tantivy.Index(self._schema, path=str(folder))

    def rebuild(self, documents: Iterable[Document]) -> None:
        """Write documents into an empty index."""
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had."""
        writer = self._index.writer(heap_size=_WRITER_BYTES, num_threads=1)
        writer.delete_documents("course", course_id)
        for document in documents:
            writer.add_document(self._document(document))
        writer.commit()
        self._index.reload()

    def find(self, query: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`."""
        if not query.clauses:
            return []
        searcher = self._index.searcher()
        hits = []
        for score, address in searcher.search(self._query(query), limit).hits:
            found = searcher.doc(address)
            hits.append(Hit(found["course"][0], found["lesson"][0] or None, score))
        return hits

    def courses(self, query: Query) -> list[int]:
        """Return all courses of which a document fits, in no order."""
        return list({hit.course_id for hit in self.find(query, 100_000)})

    def _query(self, query: Query) -> Any:
        must, should = self._tantivy.Occur.Must, self._tantivy.Occur.Should
        make = self._tantivy.Query

        def anywhere(term: str) -> Any:
            return make.boolean_query(
                [
                    (should, make.boost_query(make.term_query(self._schema, field, term), weight))
                    for field, weight in _FIELDS.items()
                ]
            )

        clauses = [
            make.boolean_query(
                [
                    (should, make.boolean_query([(must, anywhere(term)) for term in alternative]))
                    for alternative in alternatives
                ]
            )
            for alternatives in query.needed
        ]
        wanted = make.boolean_query([(must, clause) for clause in clauses])
        facets = [
            (must, make.const_score_query(make.term_query(self._schema, "facets", facet), 0.0))
            for facet in query.facets
        ]
        return make.boolean_query([(must, wanted), *facets]) if facets else wanted

    def _document(self, document: Document) -> Any:
        found = terms_of(document)
        return self._tantivy.Document(
            title=" ".join(found.title),
            text=" ".join(found.text),
            context=" ".join(found.context),
            facets=" ".join(document.facets),
            course=document.course_id,
            lesson=document.lesson_id or 0,
        )
