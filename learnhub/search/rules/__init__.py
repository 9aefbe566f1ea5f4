"""How a query, a document and a filter are made; pure."""

from learnhub.search.rules.documents import (
    Document,
    Hit,
    Index,
    UnreadableIndex,
    asked_topics,
    best_by_course,
    courses_about,
    facet_term,
    in_turns,
    terms_of,
)
from learnhub.search.rules.facets import (
    LONGEST_BAND,
    MINUTES_BANDS,
    NO_READING,
    SEVERAL,
    WAY_WORDS,
    WAYS,
    CourseFacts,
    Facet,
    chosen_facets,
    facets_of,
)
from learnhub.search.rules.first import First, first_way
from learnhub.search.rules.lexicon import Keys, Word, WordList, keys_of, word, words_of
from learnhub.search.rules.likeness import ALIKE_MAX, Compared, Likeness, Reason, alike, telling_words
from learnhub.search.rules.marking import Piece, best_sentence, marked
from learnhub.search.rules.queries import (
    QUERY_CHARACTERS_MAX,
    Clause,
    Query,
    normal_query,
    query_for,
)
from learnhub.search.rules.sounding import sound_alike
from learnhub.search.rules.synonyms import Synonyms, synonyms
from learnhub.search.rules.text import normalise

__all__ = [
    "ALIKE_MAX",
    "LONGEST_BAND",
    "MINUTES_BANDS",
    "NO_READING",
    "QUERY_CHARACTERS_MAX",
    "SEVERAL",
    "WAYS",
    "WAY_WORDS",
    "Clause",
    "Compared",
    "CourseFacts",
    "Document",
    "Facet",
    "First",
    "Hit",
    "Index",
    "Keys",
    "Likeness",
    "Piece",
    "Query",
    "Reason",
    "Synonyms",
    "UnreadableIndex",
    "Word",
    "WordList",
    "alike",
    "asked_topics",
    "best_by_course",
    "best_sentence",
    "chosen_facets",
    "courses_about",
    "facet_term",
    "facets_of",
    "first_way",
    "in_turns",
    "keys_of",
    "marked",
    "normal_query",
    "normalise",
    "query_for",
    "sound_alike",
    "synonyms",
    "telling_words",
    "terms_of",
    "word",
    "words_of",
]
