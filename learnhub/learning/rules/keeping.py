"""What a phone may keep of lessons, and what it can judge by itself while there is no network; pure."""

import enum
import hashlib

from learnhub.catalogue.rules import Check, Question, QuestionKind

# A lesson with its sound is 1 to 2 MB: twenty are two weeks of one or two lessons a day, and 60 MB are still free on a phone
# that is as good as full.
LESSONS_KEPT_MAX = 20
BYTES_KEPT_MAX = 60_000_000
# Signing and videos are kept by a wish of their own, lesson by lesson: 200 MB are half an hour of signing, or two long videos.
PICTURES_KEPT_MAX = 200_000_000
LESSONS_LISTED = 8  # on one page: with more, a page has above 25 stops
_SEEN_CHARACTERS = 16


class KeptPicture(enum.StrEnum):
    """What may be kept of a lesson besides text, pictures and sound; the order is that of addresses."""

    SIGN = "sign"
    VIDEO = "video"


def pictures_asked(typed: str) -> frozenset[KeptPicture]:
    """Return what an address asks for, such as "sign-video"; what isn't known is nothing."""
    return frozenset(one for one in KeptPicture if one.value in typed.split("-"))


def judged_questions(check: Check) -> tuple[Question, ...]:
    """Return the questions of a check that can be judged by what is chosen, in order; words that are written can't. May be empty."""
    return tuple(one for one in check.questions if one.kind is not QuestionKind.SHORT)


def seen_digest(question: Question) -> str:
    """Return 16 hexadecimal digits of what a question asks: its kind, its words, its choices and which of them are right.

    An answer that comes later names it, so that nobody is judged by a question that was changed meanwhile. Feedback and the order in
    which choices are shown aren't part of it: they change no answer.
    """
    choices = sorted(
        [
            choice.key,
            choice.picture.description if choice.picture is not None else "",
            choice.text.text,
            str(choice.partner),
            str(choice.is_right),
        ]
        for choice in question.told
    )
    told = [question.kind.value, str(question.is_multiple), question.prompt.text, *map(repr, choices)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:_SEEN_CHARACTERS]


def page_bytes(source: str) -> int:
    """Return about how many bytes the kept page of a lesson has: measured over the 67 sample lessons 3.6 to 7.0 times its text, 4.3 in the mean."""
    return len(source.encode()) * 9 // 2
