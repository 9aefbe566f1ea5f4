"""What learners and those who answer them may send."""

from learnhub.learning.forms.answers import (
    AnswerForm,
    filled_answer,
    fresh_answer,
    posted_answer,
    with_words,
)

__all__ = ["AnswerForm", "filled_answer", "fresh_answer", "posted_answer", "with_words"]
