"""Look at the words of a lesson: what is told by sight alone, what is too long, what nobody explains."""

import re
from collections.abc import Iterator

from learnhub.authoring.rules.gate.findings import Found, GateFinding
from learnhub.authoring.rules.importing.losses import is_seen_only, loss_mark, losses_in
from learnhub.catalogue.rules.survey import (
    LessonSurvey,
    QuestionPart,
    TermPart,
    TextKind,
    TextPart,
)
from learnhub.catalogue.rules.text import spoken_length
from learnhub.language.sentences import split

SENTENCE_CHARACTERS_MAX = 50
PARAGRAPH_CHARACTERS_MAX = 160
BOLD_SHARE_MAX = 0.4

_COLOURS = "红|绿|蓝|黄|橙|紫|黑|白|灰|粉"
_THINGS = "按钮|按键|图标|链接|方框|圆点|圆圈|标签|菜单|选项|区域|小旗|箭头"
_SIDES = "左边|右边|左侧|右侧|左面|右面|左方|右方|左上角|右上角|左下角|右下角|左上方|右上方|左下方|右下方"
_BY_SIGHT = re.compile(
    # a colour, a place or a shape before a thing on a screen that has no other name
    rf"(?:{_COLOURS})色?的?(?:{_THINGS})|(?:{_COLOURS})色的?(?:字|文字|部分)"
    rf"|(?:{_SIDES})的?(?:第[一二三四五\d]+个)?(?:(?:{_COLOURS})色?的?)?(?:{_THINGS}|图(?:片|里|中|所示|(?![㐀-鿿])))"
    r"|(?:最上|最下|上面|下面|上方|下方)的(?:按钮|图标|图片?(?:里|中|所示))"
    rf"|(?:圆形|方形|三角形?|圆|方)的(?:{_THINGS})"
    # marked by a colour
    rf"|(?:用|以|标成|标为|显示为|变成)(?:{_COLOURS})色(?:标出|标注|表示|显示|的(?:是|就是)|$|(?=[，。；]))"
    rf"|(?:{_COLOURS})色(?:的)?(?:表示|代表|就是|是)(?:对|错|正确|错误|必填|重要|完成|没完成|不能)"
    # a picture that says what the text should
    r"|(?:如|见)(?:上|下|左|右)?图(?:所示|中|\d)?|(?:上|下|左|右)图(?:所示|中)"
)
# Said besides: a name in quotation marks close by makes place and colour a help.
_NAME_BEFORE = re.compile(r"[”」』》][^“「『《。！？]{0,10}$")
_NAME_AFTER = re.compile(r"^[^”」』》。！？]{0,6}[“「『《]")

_FOREIGN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:\s+[A-Za-z][A-Za-z'’-]*){3,}")
_ABBREVIATION = re.compile(r"(?<![A-Za-z0-9.#])[A-Z]{2,6}(?![A-Za-z0-9])")
# What every telephone and street sign in China says.
_KNOWN_ABBREVIATIONS = frozenset(
    [
        "APP",
        "SIM",
        "USB",
        "WIFI",
        "PIN",
        "OPPO",
        "VIVO",
        "GPS",
        "PDF",
        "WORD",
        "EXCEL",
        "LED",
        "TV",
        "KTV",
        "ATM",
        "VIP",
        "DVD",
        "CD",
        "MP",
        "JPG",
        "PNG",
        "ID",
        "QQ",
        "OK",
        "AA",
        "AI",
    ]
)
_BLANKS = re.compile(r"(?:[㐀-鿿][ \u3000]+){2,}[㐀-鿿]|\u3000{2,}|[^ \n] {3,}[^ \n]")
_FALSE_LIST = re.compile(
    r"^\s*(?:[－—–·•●○◆■▪★☆※→]|[①-⑳]|[（(][一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十]{1,2}、|\d{1,2}[、)）])"
)
_SIGNS = re.compile(r"[✓✔√✗✘❌✅⭐★☆▶►→⇒⬆⬇👉👍❗‼⚠]|[\U0001F300-\U0001FAFF]")
_SLOGAN = re.compile(r"[！!？?]{2,}|[。]{2,}(?!。)")
_ONE_SENSE = re.compile(
    r"(?:看|观察|根据)(?:这张|上面的|下面的|下)?图(?:片)?(?:回答|选|填|做题)|听(?:一?听)?(?:这段)?(?:录音|音频|声音)(?:回答|选|填|做题)|看(?:完)?视频(?:回答|选|填|做题)"
)
_TIME_LIMIT = re.compile(
    r"限时|(?<!没有)倒计时|(?:请|必须|要)?在\s*[\d一二三四五六七八九十]+\s*(?:秒|分钟)(?:之?内|以内)(?:答完|做完|完成|交|选好|提交)"
)


def is_told_by_sight_alone(text: str) -> str:
    """Return the words that only who sees can follow, or nothing.

    A place or a colour beside a name in quotation marks is a help, not the only sign; so is a place on a body.
    """
    for found in _BY_SIGHT.finditer(text):
        if not _NAME_BEFORE.search(text[: found.start()]) and not _NAME_AFTER.search(text[found.end() :]):
            return found.group()
    return ""


def word_findings(lesson: str, survey: LessonSurvey) -> Iterator[GateFinding]:
    """Yield what there is to mend in the words of one lesson."""

    def found(code: str, line: int, subject: str, path: str = "") -> GateFinding:
        return GateFinding(path or survey.path, line, code, subject[:80], lesson, survey.heading_above(line))

    if not survey.summary:
        yield found("no-summary", survey.summary_line, survey.title)
    elif survey.summary.rstrip("。") == survey.title:
        yield found("summary-repeats-title", survey.summary_line, survey.summary)
    for line, text in told_lines(survey):
        if sight := is_told_by_sight_alone(text):
            yield found("told-by-sight-alone", line, sight)
        for code, pattern in (
            ("signs-for-words", _SIGNS),
            ("slogan-signs", _SLOGAN),
            ("told-for-one-sense", _ONE_SENSE),
            ("time-limit", _TIME_LIMIT),
        ):
            if (match := pattern.search(text)) is not None:
                yield found(code, line, match.group())
        for what in losses_in(text):
            # A picture that didn't come over is a picture that nothing is said of; other marks hold the words that could be read.
            code = "picture-without-description" if is_seen_only(what) else "loss-stands"
            yield found(code, line, loss_mark(what))
        if (blanks := _BLANKS.search(text)) is not None:
            yield found("text-by-blanks", line, blanks.group())
    for part in survey.parts:
        if isinstance(part, TextPart):
            yield from _of_text(part, found)
        elif (
            isinstance(part, TermPart) and part.word and not part.reading and re.search(r"[㐀-鿿]", part.word)
        ):
            yield found("term-without-reading", part.line, part.word)
    yield from _unexplained(survey, found)


def told_lines(survey: LessonSurvey) -> Iterator[tuple[int, str]]:
    """Yield everything that is told to the learner, line by line; what pictures show is described, not told."""
    if survey.title:
        yield survey.title_line, survey.title
    if survey.summary:
        yield survey.summary_line, survey.summary
    for part in survey.parts:
        match part:
            case TextPart(line, _, text):
                yield from enumerate(text.split("\n"), start=line)
            case QuestionPart(line, _, prompt, choices):
                yield from enumerate(prompt.split("\n"), start=line + 1)
                for choice in choices:
                    yield choice.line, choice.text
                    yield from enumerate(choice.feedback.split("\n"), start=choice.line + 1)
            case TermPart(line, _, _, meaning):
                yield line, meaning
            case _:
                pass


def _of_text(part: TextPart, found: Found) -> Iterator[GateFinding]:
    plain = part.text.replace("\n", "")
    for span in split(plain):
        sentence = span.of(plain)
        if spoken_length(sentence) > SENTENCE_CHARACTERS_MAX:
            yield found("sentence-too-long", part.line, sentence)
    if part.kind is TextKind.PARAGRAPH and spoken_length(plain) > PARAGRAPH_CHARACTERS_MAX:
        yield found("paragraph-too-long", part.line, plain)
    if part.kind is TextKind.PARAGRAPH:
        signed = [line for line in part.text.split("\n") if _FALSE_LIST.match(line)]
        if signed:
            yield found("list-by-signs", part.line, signed[0].strip())
    strong = "".join(part.strong)
    if (
        part.kind is TextKind.PARAGRAPH
        and strong
        and strong == plain
        and not plain.endswith(("。", "！", "？"))
    ):
        yield found("heading-by-bold", part.line, plain)
    elif spoken_length(plain) > 20 and len(strong) > BOLD_SHARE_MAX * len(plain):
        yield found("bold-too-much", part.line, plain)


def _unexplained(survey: LessonSurvey, found: Found) -> Iterator[GateFinding]:
    """Yield foreign words and abbreviations at their first place, where nothing beside them explains them."""
    explained = {part.word.upper() for part in survey.parts if isinstance(part, TermPart)}
    seen: set[str] = set(_KNOWN_ABBREVIATIONS)
    for line, text in told_lines(survey):
        for match in _FOREIGN.finditer(text):
            words = match.group()
            beside = text[match.end() : match.end() + 2] + text[max(match.start() - 2, 0) : match.start()]
            if words.upper() not in explained and not re.search(r"[（(]", beside):
                yield found("foreign-words", line, words)
        for match in _ABBREVIATION.finditer(text):
            word = match.group()
            around = text[max(match.start() - 1, 0)] + text[match.end() : match.end() + 1]
            is_explained = (
                set(word) <= set("ABCDEF")
                or any(word in term for term in explained)
                or bool(re.search(r"[（(]", around))
            )
            if word not in seen and not is_explained and not _FOREIGN.search(text):
                yield found("abbreviation", line, word)
            seen.add(word)
