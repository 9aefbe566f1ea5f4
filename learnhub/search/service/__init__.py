"""Index, find and list."""

from learnhub.search.service.engines import database_index, index_for, whoosh_or_none, word_table
from learnhub.search.service.finding import (
    HITS_MAX,
    Answer,
    Found,
    FoundCourse,
    answer,
    common_words,
    found_page,
)
from learnhub.search.service.indexing import (
    JOB_CHANGED,
    documents_of,
    index_course,
    index_courses_with_text,
    rebuild,
)
from learnhub.search.service.jobs import changed_handler, with_new_slots
from learnhub.search.service.listing import Listing, facet_counts, listing, summaries_in_order

__all__ = [
    "HITS_MAX",
    "JOB_CHANGED",
    "Answer",
    "Found",
    "FoundCourse",
    "Listing",
    "answer",
    "changed_handler",
    "common_words",
    "database_index",
    "documents_of",
    "facet_counts",
    "found_page",
    "index_course",
    "index_courses_with_text",
    "index_for",
    "listing",
    "rebuild",
    "summaries_in_order",
    "whoosh_or_none",
    "with_new_slots",
    "word_table",
]
