"""What is signed beside the running text of a lesson: its questions with their choices, and what is said to an answer."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from learnhub.catalogue.rules.text import Choice, LessonText, Question
from learnhub.primitives import listed


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that is signed in one go and has a slot of its own.

    key: names it within its lesson or page, stable while that says the same. text: as it is shown, lines parted by a line break.
    """

    key: str
    text: str

    @property
    def text_hash(self) -> str:
        """Return what the passage's slot hangs on: an edited passage leaves its video behind, the others keep theirs."""
        return passage_hash(self.text)


def passage_hash(text: str) -> str:
    """Return the SHA-256 of a passage or sentence."""
    return hashlib.sha256(text.encode()).hexdigest()


def question_text(question: Question) -> str:
    """Return a question with its choices, as a signer is asked to sign them together."""
    choices = [f"{number}. {_words(choice)}" for number, choice in enumerate(question.choices, start=1)]
    return "\n".join([question.prompt.text, *choices])


def feedback_text(choice: Choice) -> str:
    """Return what is said to who chose this."""
    return choice.feedback.text


def check_passages(text: LessonText) -> Iterator[Passage]:
    """Yield the questions of all checks in order, each followed by the feedback of its choices."""
    for check in text.checks:
        for question in check.questions:
            yield Passage(f"q-{check.name}-{question.number}", question_text(question))
            for choice in question.told:
                yield Passage(f"f-{check.name}-{question.number}-{choice.key}", feedback_text(choice))


def _words(choice: Choice) -> str:
    picture = choice.picture.description if choice.picture is not None else ""
    return listed((part for part in (picture, choice.text.text) if part), "，")
