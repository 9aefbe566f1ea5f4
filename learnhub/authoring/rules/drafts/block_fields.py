"""Turn the Markdown of one block into the fields of its form, and back."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from learnhub.authoring.rules.drafts.blocks import BlockKind
from learnhub.catalogue.rules.tasks import CRITERIA_MAX, RUBRIC_KEYS, TaskWay

CHOICES_MAX = 6
MINUTES_DEFAULT = 5
WAYS = tuple(way.value for way in TaskWay)

_PICTURE = re.compile(r"!\[(?P<description>[^\[\]\n]*)\]\((?P<path>[^()\s]+)\)")
_ITEM = re.compile(r"(?:\d{1,3}[.)]|[-*+]) +(\S.*)")
_LIST_LINE = re.compile(r"\s*(?:[-*+]|\d+[.)])\s")
_CHOICE = re.compile(r"- \[(?P<mark>[ xX])\](?: +(?P<text>.*))?")
_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})(?P<kind>[a-z]+)(?: +(?P<name>\S+))?\s*")
_KEY = re.compile(r"([^：:]{1,6})[：:]\s*(.*)")
_MINUTES = re.compile(r"(\d{1,3}) ?分钟")


@dataclass(frozen=True, slots=True)
class ChoiceFields:
    """One choice of a question, and what is said to who chose it."""

    text: str = ""
    is_right: bool = False
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class CriterionFields:
    """One thing that is looked at in a task, and what it looks like when it is good enough, and when not yet."""

    looked_at: str = ""
    enough: str = ""
    not_yet: str = ""


@dataclass(frozen=True, slots=True)
class BlockFields:
    """What the form of a block asks; which of them, says the kind.

    text: the words; one item a line for STEPS and POINTS. name: of a check or a task, a slug. path: of a picture ("media/x.jpg").
    """

    text: str = ""
    name: str = ""
    path: str = ""
    title: str = ""
    minutes: int = MINUTES_DEFAULT
    way: TaskWay = TaskWay.PRACTISED
    rubric: tuple[CriterionFields, ...] = ()
    word: str = ""
    reading: str = ""
    choices: tuple[ChoiceFields, ...] = ()


def fields_of(kind: BlockKind, text: str) -> BlockFields | None:
    """Return the fields of a block; None where its Markdown says more than the form of its kind can hold: it is edited as Markdown."""
    found = _read(kind, text)
    if found is None or _read(kind, markdown_of(kind, found)) != found:
        return None
    return found


def markdown_of(kind: BlockKind, fields: BlockFields) -> str:
    """Return the Markdown of a block, without a line end behind it."""
    match kind:
        case BlockKind.HEADING:
            return f"## {fields.text}"
        case BlockKind.SUBHEADING:
            return f"### {fields.text}"
        case BlockKind.PICTURE:
            return f"![{fields.text}]({fields.path})"
        case BlockKind.STEPS:
            return "\n".join(f"{number}. {line}" for number, line in enumerate(_lines(fields.text), start=1))
        case BlockKind.POINTS:
            return "\n".join(f"- {line}" for line in _lines(fields.text))
        case BlockKind.WARNING:
            return _fenced("warning", "", fields.text)
        case BlockKind.TERM:
            reading = [f"读音：{fields.reading}"] if fields.reading else []
            return _fenced("term", "", "\n".join([f"词：{fields.word}", *reading, f"意思：{fields.text}"]))
        case BlockKind.TASK:
            keys = f"题目：{fields.title}\n用时：{fields.minutes} 分钟\n怎么交：{fields.way.value}"
            for one in fields.rubric:
                keys += f"\n评分：{one.looked_at}\n够了：{one.enough}\n还差一点：{one.not_yet}"
            return _fenced("task", fields.name, f"{keys}\n\n{fields.text}")
        case BlockKind.QUIZ:
            choices = "\n".join(_choice_markdown(choice) for choice in fields.choices)
            return _fenced("quiz", fields.name, f"{fields.text}\n\n{choices}")
        case _:
            return fields.text


def next_name(taken: Sequence[str], stem: str) -> str:
    """Return a name that nothing has yet: stem-1, stem-2 …"""
    number = 1
    while f"{stem}-{number}" in taken:
        number += 1
    return f"{stem}-{number}"


def name_of(text: str) -> str:
    """Return the name of a quiz or task block, or nothing."""
    opened = _FENCE.fullmatch(text.partition("\n")[0])
    return (opened["name"] or "") if opened else ""


def _read(kind: BlockKind, text: str) -> BlockFields | None:
    match kind:
        case BlockKind.HEADING | BlockKind.SUBHEADING:
            return BlockFields(text=text.lstrip("#").strip()) if "\n" not in text else None
        case BlockKind.PICTURE:
            found = _PICTURE.fullmatch(text.strip())
            return BlockFields(text=found["description"], path=found["path"]) if found else None
        case BlockKind.STEPS | BlockKind.POINTS:
            items = [_ITEM.fullmatch(line) for line in text.split("\n")]
            return BlockFields(text="\n".join(one[1].strip() for one in items if one)) if all(items) else None
        case BlockKind.WARNING | BlockKind.TERM | BlockKind.TASK | BlockKind.QUIZ:
            return _read_fence(kind, text)
        case BlockKind.PARAGRAPH | BlockKind.TABLE | BlockKind.QUOTE:
            return BlockFields(text=text)
        case _:
            return None


def _read_fence(kind: BlockKind, text: str) -> BlockFields | None:
    lines = text.split("\n")
    opened = _FENCE.fullmatch(lines[0])
    if opened is None or len(lines) < 2 or lines[-1].strip() != opened["mark"]:
        return None
    name, inner = opened["name"] or "", lines[1:-1]
    if kind is BlockKind.WARNING:
        return BlockFields(text="\n".join(inner).strip()) if not name else None
    if kind is BlockKind.TERM:
        keys = _keys(inner, {"词", "读音", "意思"})
        if keys is None or name:
            return None
        return BlockFields(word=keys.get("词", ""), reading=keys.get("读音", ""), text=keys.get("意思", ""))
    if kind is BlockKind.TASK:
        cut = inner.index("") if "" in inner else len(inner)
        rubric = _read_rubric(inner[:cut])
        keys = _keys([line for line in inner[:cut] if not _is_of_rubric(line)], {"题目", "用时", "怎么交"})
        minutes = _MINUTES.fullmatch(keys.get("用时", "")) if keys is not None else None
        if keys is None or minutes is None or rubric is None or keys.get("怎么交") not in WAYS:
            return None
        return BlockFields(
            name=name,
            title=keys.get("题目", ""),
            minutes=int(minutes[1]),
            way=TaskWay(keys["怎么交"]),
            rubric=rubric,
            text="\n".join(inner[cut + 1 :]).strip(),
        )
    return _read_quiz(name, inner)


def _is_of_rubric(line: str) -> bool:
    found = _KEY.fullmatch(line.strip())
    return found is not None and found[1] in RUBRIC_KEYS


def _read_rubric(lines: Sequence[str]) -> tuple[CriterionFields, ...] | None:
    """Return what a task is looked at for; None where its lines aren't three by three, or more than the form holds."""
    found = [_KEY.fullmatch(line.strip()) for line in lines if _is_of_rubric(line)]
    told = [(one[1], one[2].strip()) for one in found if one is not None]
    size = len(RUBRIC_KEYS)
    if len(told) % size or len(told) > CRITERIA_MAX * size:
        return None
    if any(key != RUBRIC_KEYS[number % size] for number, (key, _words) in enumerate(told)):
        return None
    words = [words for _key, words in told]
    return tuple(CriterionFields(*words[number : number + size]) for number in range(0, len(words), size))


def _read_quiz(name: str, lines: Sequence[str]) -> BlockFields | None:
    prompt: list[str] = []
    choices: list[tuple[str, bool, list[str]]] = []
    for line in lines:
        opened = _CHOICE.fullmatch(line)
        if opened:
            choices.append((opened["text"] or "", opened["mark"] != " ", []))
        elif not choices:
            prompt.append(line)
        elif line and not line.startswith("  "):
            return None
        else:
            choices[-1][2].append(line.removeprefix("  "))
    # Questions to be put in order, paired or written have other lists: what looks like one is no part of the question's words.
    if not choices or len(choices) > CHOICES_MAX or any(_LIST_LINE.match(line) for line in prompt):
        return None
    told = tuple(
        ChoiceFields(text.strip(), is_right, "\n".join(feedback).strip())
        for text, is_right, feedback in choices
    )
    return BlockFields(name=name, text="\n".join(prompt).strip(), choices=told)


def _choice_markdown(choice: ChoiceFields) -> str:
    mark = "x" if choice.is_right else " "
    feedback = "".join(f"\n  {line}" if line else "\n" for line in choice.feedback.split("\n"))
    return f"- [{mark}] {choice.text}{feedback if choice.feedback else ''}"


def _keys(lines: Sequence[str], names: set[str]) -> dict[str, str] | None:
    keys: dict[str, str] = {}
    for line in lines:
        if not line.strip():
            continue
        found = _KEY.fullmatch(line.strip())
        if found is None or found[1] not in names or found[1] in keys:
            return None
        keys[found[1]] = found[2].strip()
    return keys


def _fenced(kind: str, name: str, content: str) -> str:
    """Return a fenced block; the fence is longer than any that stands in it."""
    longest = max((len(run) for run in re.findall(r"^`{3,}", content, re.MULTILINE)), default=2)
    mark = "`" * (longest + 1)
    return f"{mark}{kind}{' ' + name if name else ''}\n{content}\n{mark}"


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
