"""Read one lesson file: bytes become a LessonText, or findings."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from learnhub.catalogue.adapters.lesson_blocks import (
    Reading,
    blocks_of,
    first_line,
    heading_line,
    inline_runs,
    lone_picture,
    tree_of,
)
from learnhub.catalogue.adapters.lesson_fences import Fence, read_term, read_warning
from learnhub.catalogue.adapters.lesson_memory import remember, remembered_or_none
from learnhub.catalogue.adapters.lesson_questions import read_question
from learnhub.catalogue.adapters.lesson_tasks import read_task
from learnhub.catalogue.adapters.toml_text import TomlFault, line_of_key, read_toml
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.catalogue.rules.text import (
    Block,
    Card,
    Check,
    Edition,
    LessonText,
    Line,
    Question,
    QuestionKind,
    Section,
    spoken_length,
)
from learnhub.catalogue.rules.wording import wording_faults
from learnhub.primitives import is_slug, say

FILE_BYTES_MAX = 30_000
BRACKETS_MAX = 400  # the parser's time grows with the square of open ones
FRONT_MATTER_BYTES_MAX = 4_000
TITLE_CHARACTERS_MAX = 40
SUMMARY_CHARACTERS_MAX = 120
SECTIONS = range(2, 6)
BODY_HANZI = range(400, 1001)
CARDS = range(8, 16)
CARD_CHARACTERS_MAX = 18
CHECKS_MIN = 2
QUESTIONS_MIN = 2

_FENCE_LINE = re.compile(r" {0,3}(`{3,}|~{3,})")


@dataclass
class _OpenSection:
    """A section while it is read: its heading, its nodes."""

    heading: Line
    line: int
    nodes: list[SyntaxTreeNode] = field(default_factory=list)


def read_lesson(
    content: bytes,
    *,
    path: str = "lesson.md",
    pictures: Collection[str] | None = None,
    edition: Edition | None = None,
) -> LessonText:
    """Read a lesson file (docs/content-format.md).

    path: how findings name the file. pictures: the paths under lessons/ that exist; None skips that look.
    edition: what the file must be, where its name already says it.
    Raises Findings with every fault of the file, not only the first.
    """
    lesson, findings = look_at_lesson(content, path=path, pictures=pictures, edition=edition)
    if lesson is None or findings:
        raise Findings(list(findings))
    return lesson


def look_at_lesson(
    content: bytes,
    *,
    path: str = "lesson.md",
    pictures: Collection[str] | None = None,
    edition: Edition | None = None,
) -> tuple[LessonText | None, tuple[Finding, ...]]:
    """Read a lesson file that may be half done: what can be shown of it, and every fault, sorted; as read_lesson otherwise.

    The text is None where the file can't be read as text at all.
    """
    lesson, findings = _looked_at(content, path, None if pictures is None else frozenset(pictures), edition)
    if lesson is not None and not findings:
        remember(content.decode("utf-8"), lesson)
    return lesson, findings


def _looked_at(
    content: bytes, path: str, pictures: frozenset[str] | None, edition: Edition | None
) -> tuple[LessonText | None, tuple[Finding, ...]]:
    reading = Reading(path, pictures)
    text = decoded(content, reading)
    if text is not None and text.count("[") > BRACKETS_MAX:
        reading.find(
            1, say("方括号太多，一课最多用 %(brackets_max)s 个，请删去多余的。", brackets_max=BRACKETS_MAX)
        )
    if text is None or reading.findings:
        return None, tuple(sorted(set(reading.findings)))
    _check_wording(text, reading)
    head, body, offset = _front_matter(text, reading)
    title, summary, found_edition = _read_head(head, reading, edition)
    sections = tuple(_sections(body, offset, reading, found_edition))
    lesson = LessonText(title, summary, found_edition, sections)
    _check_whole(lesson, reading, offset)
    return lesson, tuple(sorted(set(reading.findings)))


def lesson_of(source: str) -> LessonText:
    """Read a lesson that was checked when it was loaded; remembered, because the same text is always the same lesson."""
    return remembered_or_none(source) or read_lesson(source.encode())


def decoded(content: bytes, reading: Reading) -> str | None:
    """Return the text of a file, or None with findings: size, UTF-8, line ends, control characters."""
    if len(content) > FILE_BYTES_MAX:
        reading.find(
            1, say("这个文件太大，请减到 %(file_bytes_max)s KB 以内。", file_bytes_max=FILE_BYTES_MAX // 1000)
        )
        return None
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        reading.find(
            content.count(b"\n", 0, error.start) + 1,
            say("这里不是 UTF-8 文字，请用 UTF-8 编码重新保存文件。"),
        )
        return None
    for number, line in enumerate(text.split("\n"), start=1):
        if "\r" in line:
            reading.find(number, say("换行要用 LF，请在编辑器里把换行符改成 LF 再保存。"))
            return None
        if any(unicodedata.category(c) in {"Cc", "Cs", "Co"} and c != "\t" for c in line) or "\ufeff" in line:
            reading.find(number, say("这一行有看不见的控制字符，请删掉重新输入。"))
            return None
    return text


def _check_wording(text: str, reading: Reading) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        for sentence in wording_faults(line):
            reading.find(number, sentence)


def _front_matter(text: str, reading: Reading) -> tuple[str, str, int]:
    """Return front matter, body, and how many lines of the file stand before the body."""
    lines = text.split("\n")
    if lines[0] != "+++" or "+++" not in lines[1:]:
        reading.find(1, say("文件要以 +++ 开头，写上 title 和 summary，再用一行 +++ 结束。"))
        return "", text, 0
    end = lines.index("+++", 1)
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 1


def _read_head(head: str, reading: Reading, edition: Edition | None) -> tuple[Line, Line, Edition]:
    try:
        table = read_toml(head, bytes_max=FRONT_MATTER_BYTES_MAX)
    except TomlFault as fault:
        reading.find(fault.line + 1, fault.sentence)
        table = {}
    for key in sorted(table.keys() - {"title", "summary", "edition"}):
        reading.find(
            line_of_key(head, key) + 1,
            say("开头不认识“%(key)s”，请只写 title、summary 和 edition。", key=key),
        )
    words = {}
    for key, name, limit in (
        ("title", say("标题"), TITLE_CHARACTERS_MAX),
        ("summary", say("一两句话的简介"), SUMMARY_CHARACTERS_MAX),
    ):
        value = table.get(key)
        line = line_of_key(head, key) + 1
        if not isinstance(value, str) or not value.strip():
            reading.find(line, say('请写上%(name)s：%(key)s = "……"。', name=name, key=key))
            value = ""
        elif "\n" in value or len(value) > limit:
            reading.find(line, say("%(key)s 请写成一行，最多 %(limit)s 个字。", key=key, limit=limit))
        words[key] = reading.line_of_text(value)
    told = table.get("edition", Edition.STANDARD.value)
    found = next((known for known in Edition if known.value == told), None)
    if found is None:
        reading.find(line_of_key(head, "edition") + 1, say('edition 只能写 "easy-read"，普通课文不用写。'))
    if edition is not None and found is not edition:
        reading.find(1, say('这个文件是易读版，开头请写 edition = "%(value)s"。', value=edition.value))
    return words["title"], words["summary"], found or Edition.STANDARD


def _sections(body: str, offset: int, reading: Reading, edition: Edition) -> Iterator[Section]:
    _check_fences_closed(body, offset, reading)
    asked: dict[str, tuple[int, int]] = {}
    for index, opened in enumerate(_opened(body, offset, reading), start=1):
        yield _section(opened, index, offset, reading, edition, asked)


def _opened(body: str, offset: int, reading: Reading) -> Iterator[_OpenSection]:
    """Yield the sections one by one, so that sentences are numbered in reading order."""
    current: _OpenSection | None = None
    for node in tree_of(body).children:
        line = first_line(node, offset)
        if node.type == "heading" and node.tag == "h2":
            if current is not None:
                yield current
            current = _OpenSection(heading_line(node, reading, offset), line)
            continue
        if node.type == "heading" and node.tag != "h3":
            reading.find(line, say("正文只能用 ##（节）和 ###（小标题），课的标题写在开头的 title 里。"))
            continue
        if current is None:
            reading.find(line, say("正文要以 ## 标题开始，请在前面加一行“## 小节名”。"))
            current = _OpenSection(Line(()), line)
        current.nodes.append(node)
    if current is not None:
        yield current


def _section(
    opened: _OpenSection,
    index: int,
    offset: int,
    reading: Reading,
    edition: Edition,
    asked: dict[str, tuple[int, int]],
) -> Section:
    blocks: list[Block] = []
    checks: dict[str, list[Question]] = {}
    plain: list[SyntaxTreeNode] = []
    caption = opened.heading.text

    def flush() -> None:
        if edition is Edition.EASY_READ:
            blocks.extend(_cards(plain, reading, offset))
        else:
            blocks.extend(blocks_of(plain, reading, offset, caption=caption))
        plain.clear()

    for node in opened.nodes:
        if node.type != "fence":
            plain.append(node)
            continue
        flush()
        fence = Fence.of(node, offset)
        if fence.kind == "quiz":
            question = _question(fence, reading, index, edition, asked)
            if question is not None:
                checks.setdefault(fence.name, []).append(question)
        else:
            block = _fenced(fence, reading, caption)
            if block is not None:
                blocks.append(block)
    flush()
    if not opened.nodes:
        reading.find(opened.line, say("这一节只有标题，请写上内容，或者删掉标题。"))
    return Section(
        key=f"s{index}",
        heading=opened.heading,
        blocks=tuple(blocks),
        checks=tuple(Check(name, tuple(questions)) for name, questions in checks.items()),
    )


def _question(
    fence: Fence, reading: Reading, section: int, edition: Edition, asked: dict[str, tuple[int, int]]
) -> Question | None:
    if not is_slug(fence.name):
        reading.find(
            fence.offset, say("请在 quiz 后面写这道检查题的名字，用小写字母、数字和连字符，3 到 60 个字。")
        )
        return None
    home, number = asked.get(fence.name, (section, 0))
    if home != section:
        reading.find(
            fence.offset, say("检查“%(name)s”的题分在两节里，请放在同一节，或者换一个名字。", name=fence.name)
        )
    asked[fence.name] = (home, number + 1)
    return read_question(fence, reading, number + 1, is_easy=edition is Edition.EASY_READ)


def _fenced(fence: Fence, reading: Reading, caption: str) -> Block | None:
    match fence.kind:
        case "task":
            return read_task(fence, reading, caption=caption)
        case "term" if not fence.name:
            return read_term(fence, reading)
        case "warning" if not fence.name:
            return read_warning(fence, reading, caption=caption)
        case "term" | "warning":
            reading.find(
                fence.offset,
                say("%(kind)s 后面不用写名字，请删掉“%(name)s”。", kind=fence.kind, name=fence.name),
            )
        case _:
            reading.find(
                fence.offset,
                say("不认识围栏块“%(kind)s”，只能用 quiz、task、warning 和 term。", kind=fence.kind),
            )
    return None


def _cards(nodes: Sequence[SyntaxTreeNode], reading: Reading, offset: int) -> Iterator[Block]:
    waiting = list(nodes)
    while waiting:
        node = waiting.pop(0)
        line = first_line(node, offset)
        image = lone_picture(node)
        if image is None:
            what = say("这里") if node.type == "paragraph" else say("易读课文里")
            reading.find(line, say("%(what)s请写成卡片：先一张图片单独成段，再一段短句。", what=what))
            continue
        picture = reading.picture(image, line)
        if not waiting or waiting[0].type != "paragraph" or lone_picture(waiting[0]) is not None:
            reading.find(line, say("这张图片后面缺一句话，请在下一段写一个短句。"))
            continue
        said = waiting.pop(0)
        said_line = first_line(said, offset)
        words = reading.line_of_runs(inline_runs(said.children[0].children, reading, said_line))
        if len(words.sentences) != 1:
            reading.find(said_line, say("一张卡片只写一句话，请拆成两张卡片。"))
        elif (length := spoken_length(words.text)) > CARD_CHARACTERS_MAX:
            reading.find(
                said_line,
                say(
                    "这句话有 %(length)s 个字，易读的句子最多 %(card_characters_max)s 个字，请写短一些。",
                    length=length,
                    card_characters_max=CARD_CHARACTERS_MAX,
                ),
            )
        yield Card(picture, words)


def _check_fences_closed(body: str, offset: int, reading: Reading) -> None:
    open_mark, opened_on = "", 0
    for number, line in enumerate(body.split("\n"), start=offset + 1):
        match = _FENCE_LINE.match(line)
        if match is None:
            continue
        if not open_mark:
            open_mark, opened_on = match.group(1), number
        elif match.group(1).startswith(open_mark) and line.strip() == match.group(1):
            open_mark = ""
    if open_mark:
        reading.find(opened_on, say("这个围栏块没有结束，请在后面补一行 ```。"))


def _check_whole(lesson: LessonText, reading: Reading, offset: int) -> None:
    body = offset + 1
    if len(lesson.sections) not in SECTIONS:
        reading.find(
            body,
            say(
                "一课要有 %(start)s 到 %(stop)s 节（## 标题），现在有 %(sections)s 节。",
                start=SECTIONS.start,
                stop=SECTIONS.stop - 1,
                sections=len(lesson.sections),
            ),
        )
    if lesson.edition is Edition.EASY_READ:
        cards = sum(isinstance(block, Card) for block in lesson.blocks())
        if cards not in CARDS:
            reading.find(
                body, say("易读课文要有 %(start)s 到 %(stop)s 张卡片，现在有 %(cards)s 张。", start=CARDS.start, stop=CARDS.stop - 1, cards=cards),
            )  # fmt: skip
    elif lesson.body_hanzi not in BODY_HANZI:
        reading.find(
            body, say("正文要有 %(start)s 到 %(stop)s 个汉字（围栏块和图片说明不算），现在有 %(body_hanzi)s 个。", start=BODY_HANZI.start, stop=BODY_HANZI.stop - 1, body_hanzi=lesson.body_hanzi),
        )  # fmt: skip
    if len(lesson.checks) < CHECKS_MIN:
        reading.find(
            body, say("一课至少要有 %(checks_min)s 个检查，每个检查两道题（同名的 quiz），现在有 %(checks)s 个。", checks_min=CHECKS_MIN, checks=len(lesson.checks)),
        )  # fmt: skip
    names = [check.name for check in lesson.checks]
    for check in lesson.checks:
        if names.count(check.name) > 1:
            continue  # split between sections: named where the second part begins
        if len(check.questions) < QUESTIONS_MIN:
            reading.find(
                body, say("检查“%(name)s”只有一道题，请再写一道同名的 quiz，换一种问法考同一件事。", name=check.name),
            )  # fmt: skip
        if all(question.kind is QuestionKind.SHORT for question in check.questions):
            # DESIGN §8: nothing on the learning path must be typed.
            reading.find(
                body, say("检查“%(name)s”的题都要写字，请至少再写一道不用写字的，不能打字的学员要用它。", name=check.name),
            )  # fmt: skip
        prompts = [question.prompt.text for question in check.questions]
        if len(set(prompts)) < len(prompts):
            reading.find(body, say("检查“%(name)s”有两道题一样，请换一种问法。", name=check.name))
    tasks = [task.name for task in lesson.tasks]
    for name in sorted({name for name in tasks if tasks.count(name) > 1}):
        reading.find(body, say("有两个练习都叫“%(name)s”，请给其中一个换名字。", name=name))
