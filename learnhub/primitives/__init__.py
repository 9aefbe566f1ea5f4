"""Money, durations, dates, identifiers and refusals; standard library only."""

from learnhub.primitives.dates import SHANGHAI, instant_now, local_date, today
from learnhub.primitives.durations import MINUTES_PER_CLASS_HOUR, ClassHours, class_hours
from learnhub.primitives.identifiers import SLUG_PATTERN, is_slug, new_token
from learnhub.primitives.money import Yuan, fen_text, fen_words, share_fen
from learnhub.primitives.refusal import Refusal

__all__ = [
    "MINUTES_PER_CLASS_HOUR",
    "SHANGHAI",
    "SLUG_PATTERN",
    "ClassHours",
    "Refusal",
    "Yuan",
    "class_hours",
    "fen_text",
    "fen_words",
    "instant_now",
    "is_slug",
    "local_date",
    "new_token",
    "share_fen",
    "today",
]
