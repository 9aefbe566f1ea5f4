"""A lesson as text: sections of blocks, checks, and sentences that can be spoken and marked one by one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from learnhub.catalogue.rules.tasks import TaskWay

_HANZI = re.compile(r"[㐀-鿿]")
# What a voice takes about one syllable's time for or more: a character, or a word or number in Latin letters.
_SPOKEN = re.compile(r"[㐀-鿿]|[A-Za-z0-9]+")


class Edition(Enum):
    """For whom a text is written."""

    STANDARD = "standard"
    EASY_READ = "easy-read"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one dress. href: where a link leads, else empty. A line break is "\\n"."""

    text: str
    is_strong: bool = False
    is_code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: what is spoken at once and marked while it is.

    id: unique in the lesson, an HTML id. text: as shown, without dress; never blank.
    runs: the same with its dress and the white space up to the next sentence.
    """

    id: str
    text: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in one heading, paragraph, item or cell; without sentences where that is empty."""

    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """Return the whole text as shown, without dress."""
        return "".join(run.text for sentence in self.sentences for run in sentence.runs).strip()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Picture:
    """A described picture. path: relative to lessons/ ("media/x.svg"). sentence: the description, as spoken."""

    path: str
    description: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading of level 3."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. start: the number of its first item, None where items aren't numbered."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. caption: plain text that names it. Every row has as many cells as the header."""

    caption: str
    header: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody says or a document states, word for word."""

    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the trade. reading: pinyin with tone marks as the author typed it, or empty."""

    word: Line
    reading: str
    meaning: Line


@dataclass(frozen=True, slots=True)
class Warning_:
    """One danger or contraindication. label: the word that opens it, 注意, spoken too."""

    label: Line
    blocks: tuple["Block", ...]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is looked at in a task: what it is, what 够了 looks like, what 还差一点 looks like; in words, never numbers."""

    looked_at: Line
    enough: Line
    not_yet: Line


@dataclass(frozen=True, slots=True)
class Task:
    """What hands learn.

    name: slug, unique in the lesson. minutes: 1 or more. label: "练习：" with the title, spoken.
    terms: how long and how it is handed in, spoken. markdown: the task itself as typed; blocks: the same, read, and behind it the rubric.
    rubric: what is looked at, in order; may be empty.
    """

    name: str
    title: str
    minutes: int
    way: TaskWay
    markdown: str
    label: Line
    terms: Line
    blocks: tuple["Block", ...]
    rubric: tuple[Criterion, ...] = ()

    @property
    def is_handed_in(self) -> bool:
        """Tell whether the work is handed in here, and worth its minutes then."""
        return self.way is TaskWay.HANDED_IN

    @property
    def steps(self) -> tuple[Line, ...]:
        """Return the steps that are signed off one by one, in order; none but in a task that is shown at the base."""
        if self.way is not TaskWay.SHOWN:
            return ()
        listed = (block for block in self.blocks if isinstance(block, Listing) and block.start is not None)
        return tuple(
            item[0].line
            for listing in listed
            for item in listing.items
            if item and isinstance(item[0], Paragraph)
        )


@dataclass(frozen=True, slots=True)
class Card:
    """One card of an easy-read text: a picture and one short sentence."""

    picture: Picture
    line: Line


Block = Paragraph | Subheading | Listing | Table | Quote | Picture | Term | Warning_ | Task | Card


class QuestionKind(Enum):
    """How a question is answered: by choosing, putting in order, finding pairs, or writing a few words."""

    CHOICE = "choice"
    ORDERING = "ordering"
    MATCHING = "matching"
    SHORT = "short answer"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen, and what is said to who chose it. key: "c1", "c2" … by order in the file.

    Where things are put in order, the number of the key is the right place. partner: what belongs to it, in pairs.
    """

    key: str
    text: Line
    picture: Picture | None
    is_right: bool
    feedback: Line
    partner: Line | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A check question. number: its place among the questions of its check, from 1.

    choices: as they are shown; what is to be put in order is never shown in the right one. answers: what may be written, with
    what is said to it: those that are right, known mistakes, and last, without a text, anything else. partners: of pairs, as shown.
    """

    number: int
    prompt: Line
    choices: tuple[Choice, ...]
    is_multiple: bool
    kind: QuestionKind = QuestionKind.CHOICE
    answers: tuple[Choice, ...] = ()
    partners: tuple[Choice, ...] = ()

    @property
    def right_keys(self) -> frozenset[str]:
        """Return the keys of the right choices."""
        return frozenset(choice.key for choice in self.choices if choice.is_right)

    @property
    def told(self) -> tuple[Choice, ...]:
        """Return everything that something is said to."""
        return self.choices or self.answers


@dataclass(frozen=True, slots=True)
class Check:
    """Questions that test one thing: after a wrong answer comes another of them. At least two."""

    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """What is closed by one act of the learner. key: "s1", "s2" … by order, stable within a lesson version."""

    key: str
    heading: Line
    blocks: tuple[Block, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class LessonText:
    """One lesson in one edition."""

    title: Line
    summary: Line
    edition: Edition
    sections: tuple[Section, ...]

    @property
    def checks(self) -> tuple[Check, ...]:
        """Return all checks in reading order."""
        return tuple(check for section in self.sections for check in section.checks)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Return all tasks in reading order."""
        return tuple(block for block in self.blocks() if isinstance(block, Task))

    @property
    def terms(self) -> tuple[Term, ...]:
        """Return all terms in reading order."""
        return tuple(block for block in self.blocks() if isinstance(block, Term))

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks of all sections, those inside others not."""
        for section in self.sections:
            yield from section.blocks

    def sentences(self) -> Iterator[Sentence]:
        """Yield title, summary and sections in reading order, without the checks."""
        yield from self.title.sentences
        yield from self.summary.sentences
        for section in self.sections:
            yield from section.heading.sentences
            yield from block_sentences(section.blocks)

    def check_sentences(self) -> Iterator[Sentence]:
        """Yield prompts, choices and feedback of all checks in order."""
        for check in self.checks:
            for question in check.questions:
                yield from question.prompt.sentences
                for choice in question.told:
                    if choice.picture is not None:
                        yield choice.picture.sentence
                    yield from choice.text.sentences
                    yield from choice.feedback.sentences

    def pictures(self) -> Iterator[Picture]:
        """Yield every picture in reading order, those of choices last."""
        yield from _pictures(tuple(self.blocks()))
        for check in self.checks:
            for question in check.questions:
                yield from (choice.picture for choice in question.choices if choice.picture is not None)

    @property
    def characters(self) -> int:
        """Return the length of what is read outside the checks, in spoken_length."""
        return sum(spoken_length(sentence.text) for sentence in self.sentences())

    @property
    def body_hanzi(self) -> int:
        """Return the Chinese characters of headings and running text; blocks in fences and pictures not counted."""
        headings = [sentence for section in self.sections for sentence in section.heading.sentences]
        fenced = (Term, Warning_, Task)
        running = [
            sentence
            for block in self.blocks()
            if not isinstance(block, fenced)
            for sentence in block_sentences((block,), with_pictures=False)
        ]
        return sum(len(_HANZI.findall(sentence.text)) for sentence in [*headings, *running])


def spoken_length(text: str) -> int:
    """Count Chinese characters, and each word or number in Latin letters as one; punctuation is free."""
    return len(_SPOKEN.findall(text))


def block_sentences(blocks: tuple[Block, ...], *, with_pictures: bool = True) -> Iterator[Sentence]:
    """Yield the sentences of blocks in reading order, with or without the descriptions of pictures."""
    for block in blocks:
        match block:
            case Paragraph(line) | Subheading(line):
                yield from line.sentences
            case Listing(items):
                for item in items:
                    yield from block_sentences(item, with_pictures=with_pictures)
            case Table(_, header, rows):
                for cell in (*header, *(cell for row in rows for cell in row)):
                    yield from cell.sentences
            case Quote(inner):
                yield from block_sentences(inner, with_pictures=with_pictures)
            case Picture():
                yield from (block.sentence,) if with_pictures else ()
            case Card(picture, line):
                yield from (picture.sentence,) if with_pictures else ()
                yield from line.sentences
            case Term():
                yield from block.word.sentences
                yield from block.meaning.sentences
            case Warning_(label, inner):
                yield from label.sentences
                yield from block_sentences(inner, with_pictures=with_pictures)
            case Task():
                yield from block.label.sentences
                yield from block.terms.sentences
                yield from block_sentences(block.blocks, with_pictures=with_pictures)


def _pictures(blocks: tuple[Block, ...]) -> Iterator[Picture]:
    for block in blocks:
        match block:
            case Picture():
                yield block
            case Card(picture):
                yield picture
            case Listing(items):
                for item in items:
                    yield from _pictures(item)
            case Quote(inner) | Warning_(_, inner):
                yield from _pictures(inner)
            case Task():
                yield from _pictures(block.blocks)
            case _:
                pass
