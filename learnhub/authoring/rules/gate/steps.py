"""The first steps that a machine makes towards what the gate asks for: an easy-read edition to begin from, a sign request; pure."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from learnhub.authoring.rules.gate.findings import CourseFacts, DeclarationKind
from learnhub.catalogue.rules.survey import HeadingPart, LessonSurvey, PicturePart, QuestionPart, TextPart
from learnhub.catalogue.rules.text import spoken_length
from learnhub.language.sentences import split

CARDS_A_SECTION = 4
CHOICES_MAX = 3
_SENTENCE_MAX = 18  # docs/content-format.md: a card says 15 to 18 characters at most
_TABLE = re.compile(r"^\s*\[\[\s*sign\s*\]\]", re.MULTILINE)


def easy_read_start(survey: LessonSurvey) -> str:
    """Return an easy-read edition to begin from: the lesson's own headings, pictures, shortest sentences and questions.

    It isn't easy to read yet, and the gate says so: what a machine may do is to save typing, not to choose what matters.
    """
    lines = ["+++", f"title = {_quoted(survey.title)}", f"summary = {_quoted(survey.summary)}"]
    lines += ['edition = "easy-read"', "+++", ""]
    for heading, pictures, sentences, questions in _sections(survey):
        lines += [f"## {heading}", ""]
        for number, sentence in enumerate(sentences):
            if number < len(pictures):
                lines += [f"![{pictures[number].description}]({pictures[number].path})", ""]
            lines += [sentence, ""]
        for question in questions:
            lines += [*_asked(question), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def with_sign_request(
    toml: str, lesson: str, *, requested_of: str, requested_on: date, promised_on: date | None
) -> str:
    """Return a slots.toml in which a lesson's sign video is asked for; what it said of this lesson's request goes."""
    told = [f"requested_of = {_quoted(requested_of)}", f"requested_on = {requested_on.isoformat()}"]
    if promised_on is not None:
        told.append(f"promised_on = {promised_on.isoformat()}")
    starts = [match.start() for match in _TABLE.finditer(toml)]
    named = re.compile(rf"""^\s*lesson\s*=\s*["']{re.escape(lesson)}["']""", re.MULTILINE)
    for start, end in pairwise([*starts, len(toml)]):
        if named.search(toml[start:end]):
            kept = [
                line
                for line in toml[start:end].rstrip("\n").split("\n")
                if not re.match(r"\s*(?:requested_of|requested_on|promised_on)\s*=", line)
            ]
            gap = "\n\n" if end < len(toml) else "\n"
            return toml[:start] + "\n".join([*kept, *told]) + gap + toml[end:]
    before = toml if not toml or toml.endswith("\n") else toml + "\n"
    blank = "\n" if before else ""
    return f"{before}{blank}[[sign]]\nlesson = {_quoted(lesson)}\n" + "\n".join(told) + "\n"


def declarable(facts: CourseFacts) -> dict[str, tuple[str, tuple[DeclarationKind, ...]]]:
    """Return what can be declared: path in the folder → SHA-256 of the file, and the questions about it."""
    found: dict[str, tuple[str, tuple[DeclarationKind, ...]]] = {
        f"lessons/{path}": (drawing.digest, (DeclarationKind.TEXT_IN_PICTURE,))
        for path, drawing in facts.pictures.items()
        if not drawing.is_drawn
    }
    for lesson in facts.lessons:
        if lesson.video is not None:
            asked = (
                DeclarationKind.VIDEO_SHOWS_MORE,
                DeclarationKind.FLASHES,
                DeclarationKind.PEOPLE_SHOWN,
            )
            found[lesson.video.path] = (lesson.video.digest, asked)
    return found


def _sections(
    survey: LessonSurvey,
) -> Iterator[tuple[str, list[PicturePart], list[str], list[QuestionPart]]]:
    heading: str | None = None
    pictures: list[PicturePart] = []
    texts: list[str] = []
    questions: list[QuestionPart] = []
    for part in (*survey.parts, HeadingPart(0, 2, "")):
        if isinstance(part, HeadingPart) and part.level == 2:
            if heading is not None:
                yield heading, pictures, _shortest(texts), questions
            heading, pictures, texts, questions = part.text, [], [], []
        elif isinstance(part, PicturePart):
            pictures.append(part)
        elif isinstance(part, TextPart):
            plain = part.text.replace("\n", "")
            texts += [span.of(plain) for span in split(plain)]
        elif isinstance(part, QuestionPart):
            questions.append(part)


def _shortest(sentences: list[str]) -> list[str]:
    """Return the first sentences that are short enough already, or the shortest ones, in reading order."""
    short = [each for each in sentences if spoken_length(each) <= _SENTENCE_MAX][:CARDS_A_SECTION]
    chosen = short or sorted(sentences, key=spoken_length)[:CARDS_A_SECTION]
    return [each for each in dict.fromkeys(sentences) if each in chosen]


def _asked(question: QuestionPart) -> Iterator[str]:
    right = [one for one in question.choices if one.mark in {"x", "X"}]
    wrong = [one for one in question.choices if one.mark == " "]
    if not right:
        return
    yield f"```quiz {question.name}"
    yield question.prompt.replace("\n", "")
    yield ""
    kept = [*right, *wrong][:CHOICES_MAX]
    for choice in [one for one in question.choices if one in kept]:
        yield f"- [{choice.mark}] {choice.text}"
        yield f"  {choice.feedback.replace(chr(10), '')}"
    yield "```"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
