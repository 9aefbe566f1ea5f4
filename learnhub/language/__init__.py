"""Chinese text: sentences, what is said, words, pinyin, traditional to simplified; pure."""

from learnhub.language.pinyin import Syllable, syllables
from learnhub.language.pronunciation import Lexicon, LexiconError, house_lexicon, read_lexicon
from learnhub.language.segment import words
from learnhub.language.sentences import Span, split
from learnhub.language.spoken import Spoken, spoken_form
from learnhub.language.traditional import to_simplified

__all__ = [
    "Lexicon",
    "LexiconError",
    "Span",
    "Spoken",
    "Syllable",
    "house_lexicon",
    "read_lexicon",
    "split",
    "spoken_form",
    "syllables",
    "to_simplified",
    "words",
]
