"""Look at the parts of a lesson: pictures, headings, tables, links and questions."""

import re
from collections import Counter
from collections.abc import Iterator

from learnhub.authoring.rules.gate.contrast import nearest_contrast
from learnhub.authoring.rules.gate.findings import CourseFacts, DeclarationKind, GateFinding
from learnhub.catalogue.rules.survey import (
    HeadingPart,
    LessonSurvey,
    LinkPart,
    PicturePart,
    QuestionPart,
    RawPart,
    TablePart,
    TextKind,
    TextPart,
)
from learnhub.catalogue.rules.text import spoken_length
from learnhub.primitives import listed, say

DESCRIPTION_CHARACTERS_MAX = 100
HEADING_CHARACTERS_MAX = 20
SECTION_CHARACTERS_MAX = 600
COLUMNS_MAX = 5
FEEDBACK_CHARACTERS_MIN = 4

_FILE_NAME = re.compile(
    r"[^\s，。]*\.(?:svg|png|jpe?g|gif|webp|bmp|docx?|pptx?)|(?:img|dsc|image|picture|photo|screenshot|图片|截图|微信图片|幻灯片)[\s_-]?\d*",
    re.IGNORECASE,
)
_SAYS_PICTURE = re.compile(
    r"^(?:这是一?[张幅]|这张|一[张幅])?(?:图片?|照片|插图|示意图|截图)(?:[：:，,]|里|中|显示|展示|是)"
)
_DECORATES = re.compile(
    r"^(?:装饰|分隔|花边|背景|底纹|配图|插图|图|图片|logo|横线)(?:图片?|线)?。?$", re.IGNORECASE
)
_HERE = re.compile(
    r"^(?:请?(?:点击?|按|戳|看|进)?(?:一?下)?(?:这里|这儿|此处|此)(?:查看|下载|进入|看)?|更多|详情|查看(?:更多|详情)?|链接|网址|点击(?:进入|查看|下载)?|下载|了解更多|read more|click here|here|more)[。>》…]*$",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"\.(?:pdf|docx?|pptx?|xlsx?|wps|zip|rar)(?:$|[?#])", re.IGNORECASE)
_FORMAT_SAID = re.compile(r"PDF|Word|Excel|PPT|WPS|文档|表格|幻灯片|压缩", re.IGNORECASE)
_PLAYS = re.compile(r"autoplay=(?:1|true)|auto_play=1|autostart=(?:1|true)", re.IGNORECASE)
_EMPTY_HEADING = re.compile(
    r"^(?:第?[一二三四五六七八九十\d]+(?:部分|节|章|点)?|其他|其它|内容|正文|补充|更多|标题)$"
)
_NEGATIVE = re.compile(
    r"(?:哪|下列|以下|下面)[^？。]{0,12}(?:不(?:正确|对|是|属于|应该|需要)|错误|错的|没有)[^？。]{0,10}(?:[？?]|$)|(?:不正确|不对|错误|错)的是"
)
_REFERS = re.compile(
    r"^(?:以上|上面|前面)[^，。]{0,6}(?:都|全|皆|均|没有)|^(?:都对|都不对|全选|全对|都是|都不是)[。]?$|^[A-D]\s*(?:和|与|、)\s*[A-D]"
)


def part_findings(
    lesson: str, survey: LessonSurvey, course: CourseFacts | None = None
) -> Iterator[GateFinding]:
    """Yield what there is to mend in the parts of one lesson. course: None for a text that is no lesson and holds no pictures."""
    looked = _Look(lesson, survey, course)
    yield from looked.headings()
    yield from looked.pictures()
    yield from looked.links()
    yield from looked.tables()
    yield from looked.questions()
    for part in survey.parts:
        if isinstance(part, RawPart) and not part.text.startswith("</"):
            yield looked.found("raw-markup", part.line, part.text.strip() or part.kind)
        elif isinstance(part, TextPart) and "**" in part.text:
            # CommonMark doesn't close bold between a full stop and a Chinese character: the asterisks are shown and read.
            yield looked.found("raw-markup", part.line, part.text[part.text.index("**") :])


class _Look:
    """One lesson, looked over."""

    def __init__(self, lesson: str, survey: LessonSurvey, course: CourseFacts | None) -> None:
        self.lesson = lesson
        self.survey = survey
        self.course = course

    def found(self, code: str, line: int, subject: str) -> GateFinding:
        above = self.survey.heading_above(line)
        return GateFinding(self.survey.path, line, code, subject.strip()[:80], self.lesson, above)

    def headings(self) -> Iterator[GateFinding]:
        level = 1
        seen: set[str] = set()
        for heading in self.survey.headings:
            is_in_order = 2 <= heading.level <= level + 1
            if not heading.text.strip() or not is_in_order:
                yield self.found("heading-order", heading.line, heading.text or say("（空）"))
            elif heading.text in seen:
                yield self.found("heading-repeated", heading.line, heading.text)
            if spoken_length(heading.text) > HEADING_CHARACTERS_MAX:
                yield self.found("heading-too-long", heading.line, heading.text)
            if _EMPTY_HEADING.match(heading.text.strip("：: ")):
                yield self.found("heading-says-nothing", heading.line, heading.text)
            seen.add(heading.text)
            level = max(heading.level, 1)
        yield from self._sections()

    def _sections(self) -> Iterator[GateFinding]:
        """Look at what stands between one heading and the next."""
        opened: HeadingPart | None = None
        has_content, characters = True, 0
        for part in (*self.survey.parts, None):
            if part is None or isinstance(part, HeadingPart):
                is_parent = opened is not None and part is not None and part.level > opened.level
                if opened is not None and not has_content and not is_parent:
                    yield self.found("heading-without-text", opened.line, opened.text)
                if opened is not None and characters > SECTION_CHARACTERS_MAX:
                    yield self.found("section-too-long", opened.line, opened.text)
                opened, has_content, characters = part, False, 0
            else:
                has_content = True
                if isinstance(part, TextPart):
                    characters += spoken_length(part.text)

    def pictures(self) -> Iterator[GateFinding]:
        told: dict[str, str] = {}
        texts = {part.text.strip("。 \n") for part in self.survey.parts if isinstance(part, TextPart)}
        for part in self.survey.parts:
            if not isinstance(part, PicturePart):
                continue
            said = part.description
            if not said:
                yield self.found("picture-without-description", part.line, part.path)
            elif _FILE_NAME.fullmatch(said):
                yield self.found("description-is-file-name", part.line, said)
            elif _DECORATES.match(said):
                yield self.found("description-only-decorates", part.line, said)
            elif _SAYS_PICTURE.match(said):
                yield self.found("description-says-picture", part.line, said)
            elif said.strip("。") in texts:
                yield self.found("description-repeats-text", part.line, said)
            elif told.get(said, part.path) != part.path:
                yield self.found("description-repeated", part.line, said)
            if len(said) > DESCRIPTION_CHARACTERS_MAX:
                yield self.found("description-too-long", part.line, said)
            told.setdefault(said, part.path)
            yield from self._drawing(part)

    def _drawing(self, part: PicturePart) -> Iterator[GateFinding]:
        drawing = self.course.pictures.get(part.path) if self.course is not None else None
        if self.course is None or drawing is None:
            return
        if (near := nearest_contrast(drawing.colours)) is not None:
            yield self.found("picture-contrast", part.line, f"{part.path} {near}")
        if drawing.is_drawn:
            return  # text in a drawing is found by machine, and refused
        answer = self.course.declared(drawing.digest, DeclarationKind.TEXT_IN_PICTURE)
        if not answer:
            yield self.found("picture-text-undeclared", part.line, part.path)
        elif answer == "yes":
            yield self.found("picture-text-untold", part.line, part.path)

    def links(self) -> Iterator[GateFinding]:
        places: dict[str, str] = {}
        before: LinkPart | None = None
        for part in self.survey.parts:
            if not isinstance(part, LinkPart):
                continue
            words = " ".join(part.words.split())
            if not words or words == part.href or re.match(r"(?:https?://|www\.)\S+$", words):
                yield self.found("link-without-words", part.line, part.href or "[]()")
            elif _HERE.match(words):
                yield self.found("link-says-here", part.line, words)
            elif places.get(words, part.href) != part.href:
                yield self.found("link-words-repeated", part.line, words)
            if before is not None and before.href == part.href and before.line == part.line:
                yield self.found("link-twice", part.line, words)
            if _DOCUMENT.search(part.href) and not _FORMAT_SAID.search(words):
                yield self.found("link-to-document", part.line, words)
            if _PLAYS.search(part.href):
                yield self.found("link-plays-itself", part.line, words)
            places.setdefault(words, part.href)
            before = part

    def tables(self) -> Iterator[GateFinding]:
        for part in self.survey.parts:
            if not isinstance(part, TablePart):
                continue
            name = listed(cell for cell in part.header if cell) or say("表格")
            if any(not cell.strip() for cell in part.header):
                yield self.found("table-without-header", part.line, name)
            if any(not cell.strip() for row in part.rows for cell in row):
                yield self.found("table-empty-cells", part.line, name)
            if len(part.header) > COLUMNS_MAX:
                yield self.found("table-too-wide", part.line, name)
            if len(part.header) == 1:
                yield self.found("table-for-layout", part.line, name)
        # A table typed without its line of dashes is a paragraph of bars: it has no header either.
        for part in self.survey.parts:
            if isinstance(part, TextPart) and part.kind is TextKind.PARAGRAPH:
                rows = [line for line in part.text.split("\n") if line.count("|") >= 2]
                if len(rows) >= 2:
                    yield self.found("table-without-header", part.line, rows[0])

    def questions(self) -> Iterator[GateFinding]:
        asked = [part for part in self.survey.parts if isinstance(part, QuestionPart)]
        named = Counter(part.name for part in asked)
        for question in asked:
            yield from self._question(question)
            if named[question.name] == 1:
                yield self.found("question-without-alternate", question.line, question.prompt)

    def _question(self, question: QuestionPart) -> Iterator[GateFinding]:
        if _NEGATIVE.search(question.prompt.replace("\n", "")):
            yield self.found("question-negative", question.line, question.prompt)
        for choice in question.choices:
            if not choice.feedback:
                yield self.found("question-without-feedback", choice.line, choice.text)
            elif spoken_length(choice.feedback) < FEEDBACK_CHARACTERS_MIN:
                yield self.found("feedback-says-nothing", choice.line, choice.feedback)
            if _REFERS.match(choice.text):
                yield self.found("choice-refers-to-others", choice.line, choice.text)
        said = [choice.feedback for choice in question.choices if choice.mark in {"x", "X", " "}]
        if len(said) > 1 and said[0] and len(set(said)) == 1:
            yield self.found("feedback-repeated", question.line, question.prompt)
        right = [spoken_length(one.text) for one in question.choices if one.mark in {"x", "X"}]
        wrong = [spoken_length(one.text) for one in question.choices if one.mark == " "]
        if len(right) == 1 and wrong and right[0] > 12 and right[0] > 2 * max(wrong):
            yield self.found("right-choice-longest", question.line, question.prompt)
