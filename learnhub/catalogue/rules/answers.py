"""What an answer to a question is: the marks it is sent and kept as, whether it is right, and what is said to it; pure.

An answer is a set of marks. A chosen answer is its key, "c2"; something put in a place is "c2@1"; a pair is "c2=c3", the left one's key
and the key of the one whose partner was taken; words are "t:" with what was written.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

from learnhub.catalogue.rules.text import Choice, Question, QuestionKind
from learnhub.language.traditional import to_simplified
from learnhub.primitives import Refusal, listed, say

WORDS_CHARACTERS_MAX = 60
_WRITTEN = "t:"
_UNSAID = re.compile(r"[\s\W_]+")
_NOTHING = Refusal("nothing-chosen", say("请先选一个答案，再按“提交答案”。"), field="chosen")
_ONE_ONLY = Refusal("one-only", say("这道题只选一个答案。"), field="chosen")
_PLACES = Refusal("places", say("请给每一项选一个不同的位置，再按“提交答案”。"))
_PAIRS = Refusal("pairs", say("请给每一项选一个答案，再按“提交答案”。"))
_WORDS = Refusal(
    "words",
    say(
        "请写下您的答案，最多 %(words_characters_max)s 个字，再按“提交答案”。",
        words_characters_max=WORDS_CHARACTERS_MAX,
    ),
    field="written",
)


def placed(key: str, place: int) -> str:
    """Return the mark of something put in a place, from 1."""
    return f"{key}@{place}"


def paired(key: str, other: str) -> str:
    """Return the mark of a pair: a key, and the key of the one whose partner was taken."""
    return f"{key}={other}"


def written(words: str) -> str:
    """Return the mark of written words."""
    return f"{_WRITTEN}{words}"


def words_of(marks: Collection[str]) -> str:
    """Return what was written, or nothing."""
    return next((mark.removeprefix(_WRITTEN) for mark in marks if mark.startswith(_WRITTEN)), "")


def right_marks(question: Question) -> frozenset[str]:
    """Return the marks of a right answer; of words, one that is right."""
    match question.kind:
        case QuestionKind.CHOICE:
            return question.right_keys
        case QuestionKind.ORDERING:
            return frozenset(placed(choice.key, int(choice.key[1:])) for choice in question.choices)
        case QuestionKind.MATCHING:
            return frozenset(paired(choice.key, choice.key) for choice in question.choices)
        case QuestionKind.SHORT:
            return frozenset({written(question.answers[0].text.text)})


def wrong_marks(question: Question) -> frozenset[str]:
    """Return the marks of an answer that is wrong: a wrong choice, things as they are shown, pairs one off, a known mistake or none at all."""
    match question.kind:
        case QuestionKind.CHOICE:
            return frozenset({next(choice.key for choice in question.choices if not choice.is_right)})
        case QuestionKind.ORDERING:
            return frozenset(placed(choice.key, at) for at, choice in enumerate(question.choices, start=1))
        case QuestionKind.MATCHING:
            others = [*question.choices[1:], question.choices[0]]
            return frozenset(
                paired(choice.key, other.key) for choice, other in zip(question.choices, others, strict=True)
            )
        case QuestionKind.SHORT:
            known = next((one.text.text for one in question.answers[:-1] if not one.is_right), "不知道")
            return frozenset({written(known)})


def is_right_answer(question: Question, marks: Collection[str]) -> bool:
    """Tell whether an answer is right: exactly the right choices, places or pairs, or words that are taken as right."""
    if question.kind is QuestionKind.SHORT:
        return _answer_to(question, marks).is_right
    return right_marks(question) == frozenset(marks)


def answer_refusal(question: Question, marks: Collection[str]) -> Refusal | None:
    """Refuse what is no answer to this question: nothing, a part, or marks that it doesn't have."""
    keys = {choice.key for choice in question.choices}
    match question.kind:
        case QuestionKind.CHOICE:
            if not marks or not set(marks) <= keys:
                return _NOTHING
            return _ONE_ONLY if len(set(marks)) > 1 and not question.is_multiple else None
        case QuestionKind.ORDERING:
            split = [mark.partition("@") for mark in marks]
            things = sorted(key for key, _, _ in split)
            places = sorted(place for _, _, place in split)
            wanted = sorted(str(place) for place in range(1, len(keys) + 1))
            return None if things == sorted(keys) and places == wanted else _PLACES
        case QuestionKind.MATCHING:
            split = [mark.partition("=") for mark in marks]
            is_whole = sorted(key for key, _, _ in split) == sorted(keys)
            return None if is_whole and {other for _, _, other in split} <= keys else _PAIRS
        case QuestionKind.SHORT:
            said = words_of(marks)
            is_written = len(marks) == 1 and plain(said) != "" and len(said) <= WORDS_CHARACTERS_MAX
            return None if is_written else _WORDS


def said_to(question: Question, marks: Collection[str]) -> tuple[Choice, ...]:
    """Return the choices whose feedback is said to an answer, as they are shown.

    Of places and pairs those that are wrong; all of them once everything is right.
    """
    if question.kind is QuestionKind.SHORT:
        return (_answer_to(question, marks),)
    if question.kind is QuestionKind.CHOICE:
        return tuple(choice for choice in question.choices if choice.key in marks)
    right = right_marks(question)
    if right == frozenset(marks):
        return tuple(sorted(question.choices, key=lambda choice: int(choice.key[1:])))
    wrong = {re.split("[@=]", mark)[0] for mark in set(marks) - right}
    return tuple(choice for choice in question.choices if choice.key in wrong)


def choices_in_places(question: Question, marks: Collection[str]) -> list[Choice]:
    """Return what was put in order, in that order."""
    place = {key: int(number) for key, _, number in (mark.partition("@") for mark in marks)}
    return sorted(
        (choice for choice in question.choices if choice.key in place), key=lambda one: place[one.key]
    )


def pairs_taken(question: Question, marks: Collection[str]) -> list[tuple[Choice, Choice]]:
    """Return the pairs that were made: each choice, and the one whose partner it was given."""
    by_key = {choice.key: choice for choice in question.choices}
    taken = {key: other for key, _, other in (mark.partition("=") for mark in marks)}
    return [(choice, by_key[taken[choice.key]]) for choice in question.choices if choice.key in taken]


def right_answer(question: Question, name: Callable[[int], str]) -> str:
    """Return the right answer in words, for books and voices; empty only where nothing is right.

    name: how the choice at an index, from 0, is called there: a letter or a number.
    """
    match question.kind:
        case QuestionKind.CHOICE:
            return listed(name(index) for index, choice in enumerate(question.choices) if choice.is_right)
        case QuestionKind.ORDERING:
            order = sorted(range(len(question.choices)), key=lambda at: int(question.choices[at].key[1:]))
            return listed(name(index) for index in order)
        case QuestionKind.MATCHING:
            return listed(
                (
                    say("%(name)s配“%(partner)s”", name=name(index), partner=choice.partner)
                    for index, choice in enumerate(question.choices)
                ),
                "，",
            )
        case QuestionKind.SHORT:
            return "或者".join(f"“{answer.text}”" for answer in question.answers if answer.is_right)


def mixed(choices: Sequence[Choice], seed: str) -> tuple[Choice, ...]:
    """Return choices in another order than theirs, always the same one for the same seed; two or more are needed to differ.

    Everybody gets the same order, so that a teacher, a book and a sign video speak of the same question.
    """

    def weight(choice: Choice) -> str:
        return hashlib.sha256(f"{seed}\n{choice.text}\n{choice.partner}".encode()).hexdigest()

    found = sorted(choices, key=weight)
    if [one.key for one in found] == [one.key for one in choices]:
        found = [*found[1:], *found[:1]]
    return tuple(found)


def plain(words: str) -> str:
    """Return words as they are compared: full and half width, capitals, traditional characters, blanks and punctuation are all one."""
    return _UNSAID.sub("", to_simplified(unicodedata.normalize("NFKC", words)).casefold())


def _answer_to(question: Question, marks: Collection[str]) -> Choice:
    said = plain(words_of(marks))
    return next((one for one in question.answers if plain(one.text.text) == said), question.answers[-1])
