"""Questions to a teacher: what they can be about, who may still do what with them, how long they wait; pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.catalogue.rules import Edition, LessonText
from learnhub.catalogue.rules.text import Sentence, block_sentences
from learnhub.learning.rules.sendings import SendingTold
from learnhub.primitives import Refusal, local_date, say

OPEN_MAX = 20
QUESTION_CHARACTERS_MAX = 200
ANSWER_CHARACTERS_MAX = 1000
FREQUENT_MAX = 30
_SHORT_CHARACTERS = 30
_CONTEXT_CHARACTERS_MAX = 400


class AboutKind(enum.StrEnum):
    """What a question is about."""

    LESSON = "lesson"
    SENTENCE = "sentence"
    CHECK = "check"
    TASK = "task"


ABOUT_WORDS = {
    AboutKind.LESSON: say("整节课"),
    AboutKind.SENTENCE: say("这一句"),
    AboutKind.CHECK: say("这道题"),
    AboutKind.TASK: say("这个练习"),
}
_PARTED = "."
_ENDS = ("。", "！", "？", "；", "：", "”")


@dataclass(frozen=True)
class About:
    """A place in a lesson, with its words as they were when somebody asked.

    key: id of a sentence, name of a check with the number of its question ("hands-2"), name of a task; empty for the whole lesson.
    context: what stands around it, so that a teacher needn't open the lesson; empty where the words say it all.
    """

    kind: AboutKind
    key: str = ""
    words: str = ""
    context: str = ""

    @property
    def value(self) -> str:
        """Return what an address or form names this place by: "sentence.s-12"; empty for the whole lesson."""
        return f"{self.kind.value}{_PARTED}{self.key}" if self.key else ""


@dataclass(frozen=True)
class AboutGroup:
    """The places of one section, as a list of choices shows them. heading: of the section."""

    heading: str
    places: tuple[About, ...]


WHOLE_LESSON = About(AboutKind.LESSON)


def places_of(text: LessonText) -> tuple[AboutGroup, ...]:
    """Return what can be asked about in a lesson, section by section: heading and sentences, then its exercises, then its questions."""
    return tuple(
        AboutGroup(
            section.heading.text,
            (
                *_of_sentences((*section.heading.sentences, *block_sentences(section.blocks))),
                *(
                    About(AboutKind.TASK, task.name, task.title)
                    for task in text.tasks
                    if task in section.blocks
                ),
                *(
                    About(AboutKind.CHECK, f"{check.name}-{question.number}", question.prompt.text)
                    for check in section.checks
                    for question in check.questions
                ),
            ),
        )
        for section in text.sections
    )


def place_or_none(text: LessonText, value: str) -> About | None:
    """Return the place that an address or form names; None for one that this text doesn't have."""
    if not value:
        return WHOLE_LESSON
    return next((one for group in places_of(text) for one in group.places if one.value == value), None)


def shortened(words: str) -> str:
    """Return words as a list of choices shows them."""
    return words if len(words) <= _SHORT_CHARACTERS else words[: _SHORT_CHARACTERS - 1] + "…"


def _of_sentences(sentences: Sequence[Sentence]) -> tuple[About, ...]:
    return tuple(
        About(
            AboutKind.SENTENCE,
            sentence.id,
            sentence.text,
            _joined(sentences[max(0, number - 1) : number + 2])[:_CONTEXT_CHARACTERS_MAX],
        )
        for number, sentence in enumerate(sentences)
    )


def _joined(sentences: Sequence[Sentence]) -> str:
    """Return sentences as running text; headings and items, which end without a mark, keep their distance."""
    return "".join(one.text if one.text.endswith(_ENDS) else f"{one.text} " for one in sentences).rstrip()


@dataclass(frozen=True)
class EnquiryAnswerTold:
    """One answer. is_shared: who answered agrees that the class may see it."""

    id: int
    person_id: int
    sending: SendingTold
    answered_at: datetime
    is_shared: bool


@dataclass(frozen=True)
class EnquiryTold:
    """A question to a teacher with its answers, oldest first. is_shared: who asked agrees that the class may see it."""

    id: int
    person_id: int
    course_id: int
    lesson_id: int
    text_hash: str
    edition: Edition
    about: About
    sending: SendingTold
    asked_at: datetime
    is_withdrawn: bool
    is_shared: bool
    answers: tuple[EnquiryAnswerTold, ...] = ()

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for an answer."""
        return not self.is_withdrawn and not self.answers

    @property
    def shared_answers(self) -> tuple[EnquiryAnswerTold, ...]:
        """Return what the class may see: nothing unless who asked and who answered both agree."""
        return tuple(one for one in self.answers if one.is_shared) if self.is_shared else ()

    @property
    def summary(self) -> str:
        """Say in a line what is asked: the first words, or what it is made of."""
        return shortened(" ".join(self.sending.words.split())) or self.sending.kinds or say("内容已删除")


def waiting_words(asked_at: datetime, on: date) -> str:
    """Say how long a question has waited: 今天问的, 昨天问的, 等了 3 天."""
    days = (on - local_date(asked_at)).days
    if days <= 0:
        return say("今天问的")
    return say("昨天问的") if days == 1 else say("等了 %(days)s 天", days=days)


def asking_refusal(open_count: int, *, has_teacher: bool) -> Refusal | None:
    """Refuse a question that nobody would answer, or one more than anybody can answer."""
    if not has_teacher:
        return Refusal("no-teacher", say("这门课现在没有老师答疑。有急事，请打网页下面的监督电话。"))
    if open_count >= OPEN_MAX:
        return Refusal(
            "too-many",
            say(
                "您有 %(open_count)s 个问题还在等老师回答。请等老师回答几个，或者撤回用不着的，再来问。",
                open_count=open_count,
            ),
        )
    return None


def withdrawal_refusal(asked: EnquiryTold) -> Refusal | None:
    """Refuse to withdraw what was withdrawn or answered."""
    if asked.is_withdrawn:
        return Refusal("withdrawn", say("这个问题已经撤回了。"))
    if asked.answers:
        return Refusal(
            "answered", say("老师已经回答了，不能撤回。不想让同学看到，请关掉“让同班同学也看到”。")
        )
    return None


def answering_refusal(*, is_withdrawn: bool) -> Refusal | None:
    """Refuse to answer what was withdrawn."""
    return Refusal("withdrawn", say("学员已经撤回这个问题，不用回答了。")) if is_withdrawn else None


def frequent_refusal(question: str, answer: str, count: int) -> Refusal | None:
    """Refuse a frequent answer without words, which everybody needs beside a recording, or one too many."""
    if not question:
        return Refusal("no-question", say("请写下问题。用您自己的话写，不要写是谁问的。"), field="question")
    if not answer:
        return Refusal("no-answer", say("请用文字写下回答：听不到、看不到录像的人靠它。"), field="answer")
    if count >= FREQUENT_MAX:
        return Refusal(
            "too-many", say("这一课已经有 %(count)s 个常见问题了。请先收回几个，再加新的。", count=count)
        )
    return None
