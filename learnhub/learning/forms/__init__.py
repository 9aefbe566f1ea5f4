"""What learners and those who answer them may send."""

from learnhub.learning.forms.answers import AnswerForm, fresh_answer, posted_answer, with_words

__all__ = ["AnswerForm", "fresh_answer", "posted_answer", "with_words"]
