"""Money, durations, dates, identifiers, sentences, cells and refusals; standard library only."""

from learnhub.primitives.cells import comma_separated, safe_cell
from learnhub.primitives.dates import (
    SHANGHAI,
    day_words,
    instant_now,
    instant_words,
    local_date,
    month_and_day_words,
    today,
)
from learnhub.primitives.durations import MINUTES_PER_CLASS_HOUR, ClassHours, class_hours, hours_words
from learnhub.primitives.identifiers import SLUG_PATTERN, is_slug, new_token
from learnhub.primitives.money import Yuan, fen_text, fen_words, share_fen
from learnhub.primitives.refusal import Refusal
from learnhub.primitives.sentences import Dated, SaidFault, Sentence, listed, say, say_as

__all__ = [
    "MINUTES_PER_CLASS_HOUR",
    "SHANGHAI",
    "SLUG_PATTERN",
    "ClassHours",
    "Dated",
    "Refusal",
    "SaidFault",
    "Sentence",
    "Yuan",
    "class_hours",
    "comma_separated",
    "day_words",
    "fen_text",
    "fen_words",
    "hours_words",
    "instant_now",
    "instant_words",
    "is_slug",
    "listed",
    "local_date",
    "month_and_day_words",
    "new_token",
    "safe_cell",
    "say",
    "say_as",
    "share_fen",
    "today",
]
