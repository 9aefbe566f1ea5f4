"""Index, find and list."""

from learnhub.search.service.alike import AlikeCourse, courses_like
from learnhub.search.service.engines import (
    database_index,
    engine_told,
    index_for,
    is_to_be_made,
    whoosh_or_none,
)
from learnhub.search.service.finding import (
    HITS_MAX,
    Answer,
    Found,
    FoundCourse,
    answer,
    common_words,
    found_page,
    titles,
)
from learnhub.search.service.indexing import (
    JOB_CHANGED,
    documents_of,
    index_course,
    index_courses_with_text,
    rebuild,
)
from learnhub.search.service.jobs import ask_to_make, changed_handler, with_new_slots
from learnhub.search.service.listing import Listing, facet_counts, known_values, listing, summaries_in_order
from learnhub.search.service.saved import (
    JOB_SAVED,
    ask_to_tell,
    drop_search,
    forget_searches,
    save_search,
    saved_handler,
    saved_searches,
    tell_new_courses,
)
from learnhub.search.service.suggesting import suggestions
from learnhub.search.service.unanswered import count_unanswered, hide_unanswered, unanswered
from learnhub.search.service.word_groups import Change, add_group, changes, end_group, groups, word_table

__all__ = [
    "HITS_MAX",
    "JOB_CHANGED",
    "JOB_SAVED",
    "AlikeCourse",
    "Answer",
    "Change",
    "Found",
    "FoundCourse",
    "Listing",
    "add_group",
    "answer",
    "ask_to_make",
    "ask_to_tell",
    "changed_handler",
    "changes",
    "common_words",
    "count_unanswered",
    "courses_like",
    "database_index",
    "documents_of",
    "drop_search",
    "end_group",
    "engine_told",
    "facet_counts",
    "forget_searches",
    "found_page",
    "groups",
    "hide_unanswered",
    "index_course",
    "index_courses_with_text",
    "index_for",
    "is_to_be_made",
    "known_values",
    "listing",
    "rebuild",
    "save_search",
    "saved_handler",
    "saved_searches",
    "suggestions",
    "summaries_in_order",
    "tell_new_courses",
    "titles",
    "unanswered",
    "whoosh_or_none",
    "with_new_slots",
    "word_table",
]
