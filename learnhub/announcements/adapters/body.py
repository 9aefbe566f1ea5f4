"""Read the Markdown of an announcement: the same text, the same findings and the same HTML as a lesson's, without pictures."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from learnhub.authoring.rules.gate.findings import GateFinding
from learnhub.authoring.rules.gate.parts import part_findings
from learnhub.authoring.rules.gate.table import RULES
from learnhub.authoring.rules.gate.words import word_findings
from learnhub.catalogue.adapters.lesson_blocks import Reading, blocks_of, first_line, heading_line, tree_of
from learnhub.catalogue.adapters.lesson_html import LessonHtml, html_of_text
from learnhub.catalogue.adapters.lesson_survey import survey_lesson
from learnhub.catalogue.rules.survey import PicturePart
from learnhub.catalogue.rules.text import Block, Edition, LessonText, Line, Section
from learnhub.catalogue.rules.wording import wording_faults
from learnhub.primitives import say

BRACKETS_MAX = 200  # nested ones take the parser quadratic time
_STOPPING = frozenset(
    {"heading-order", "link-without-words", "link-says-here", "table-without-header", "told-by-sight-alone", "raw-markup"}
)  # fmt: skip
# Said of lessons alone.
_NOT_ASKED = frozenset({"term-without-reading", "foreign-words", "abbreviation", "no-summary"})


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend. line: of the body, from 1."""

    line: int
    sentence: str


@dataclass(frozen=True)
class Looked:
    """A text as it is shown, what keeps it from going out, and what would make it better."""

    html: LessonHtml
    stopping: tuple[Fault, ...]
    advice: tuple[Fault, ...]


@lru_cache(maxsize=64)
def look_at(title: str, summary: str, body: str) -> Looked:
    """Return a text looked over; the same words are looked at once."""
    if body.count("[") > BRACKETS_MAX:
        too_many = Fault(1, say("方括号太多，最多用 %(most)d 个，请删去多余的。", most=BRACKETS_MAX))
        nothing = html_of_text(LessonText(Line(()), Line(()), Edition.STANDARD, ()), {})
        return Looked(nothing, (too_many,), ())
    reading = Reading("")
    sections = tuple(_sections(body, reading))
    survey = survey_lesson(body.encode(), path="")
    assert survey is not None, "limited by the form: neither too long nor other than UTF-8"
    pictures = {part.line for part in survey.parts if isinstance(part, PicturePart)}
    stopping = {Fault(one.line, one.sentence) for one in reading.findings if one.line not in pictures}
    stopping |= {Fault(line, say("这里放不了图片，请把图上的内容写成文字。")) for line in pictures}
    for number, line in enumerate([title, summary, *body.split("\n")], start=-1):
        stopping |= {Fault(max(1, number), sentence) for sentence in wording_faults(line)}
    seen = replace(
        survey,
        title=title,
        summary=summary,
        title_line=1,
        summary_line=1,
        parts=tuple(part for part in survey.parts if not isinstance(part, PicturePart)),
    )
    found = [
        one for one in (*word_findings("", seen), *part_findings("", seen)) if one.code not in _NOT_ASKED
    ]
    told = {one.line for one in stopping}
    stopping |= {_fault(one) for one in found if one.code in _STOPPING and one.line not in told}
    text = LessonText(Line(()), reading.line_of_text(summary), Edition.STANDARD, sections)
    return Looked(
        html_of_text(text, {}),
        tuple(sorted(stopping)),
        tuple(sorted({_fault(one) for one in found if one.code not in _STOPPING})),
    )


def _fault(finding: GateFinding) -> Fault:
    rule = RULES[finding.code]
    return Fault(
        finding.line,
        say(
            "%(title)s（“%(subject)s”）。%(remedy)s",
            title=rule.title,
            subject=finding.subject,
            remedy=rule.remedy,
        ),
    )


def _sections(body: str, reading: Reading) -> Iterator[Section]:
    """Yield what stands under each heading of level 2; the first may have none."""
    opened: list[tuple[Line, list[Block]]] = [(Line(()), [])]
    for node in tree_of(body).children:
        if node.type == "heading" and node.tag == "h2":
            opened.append((heading_line(node, reading, 0), []))
        elif node.type == "heading" and node.tag != "h3":
            reading.find(first_line(node, 0), say("正文的标题只能用 ## 和 ###，大标题写在上面的“标题”里。"))
        else:
            heading, blocks = opened[-1]
            caption = heading.text or say("表格")
            blocks += blocks_of([node], reading, 0, caption=caption)
    for number, (heading, blocks) in enumerate(opened, start=1):
        if blocks or heading.sentences:
            yield Section(f"s{number}", heading, tuple(blocks), ())
