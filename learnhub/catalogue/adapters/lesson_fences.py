"""Read the fenced blocks of a lesson: warning, term."""

import re
import unicodedata
from dataclasses import dataclass

from markdown_it.tree import SyntaxTreeNode

from learnhub.catalogue.adapters.lesson_blocks import Reading, blocks_of, first_line, tree_of
from learnhub.catalogue.rules.text import Term, Warning_
from learnhub.language.pronunciation import is_syllable
from learnhub.primitives import say

_KEY = re.compile(r"([^：:]{1,6})[：:]\s*(.*)")
_HANZI = re.compile(r"[㐀-鿿]")
_TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: its kind, the rest of its first line, its content, and the lines of the file before that."""

    kind: str
    name: str
    content: str
    offset: int

    @classmethod
    def of(cls, node: SyntaxTreeNode, offset: int) -> "Fence":
        """Take a fence from the tree."""
        kind, _, name = node.info.strip().partition(" ")
        return cls(kind, name.strip(), node.content, first_line(node, offset))


def read_term(fence: Fence, reading: Reading) -> Term | None:
    """Read one term block; None, with findings, when it names no word or no meaning."""
    keys, rest, used = keys_of(fence, reading, ("词", "读音", "意思"))
    if rest.strip():
        reading.find(fence.offset + used, say("词语块里只写“词：”“读音：”“意思：”三行。"))
    if not keys.get("词"):
        reading.find(fence.offset + 1, say("词语块缺少“词：”，请写上这个词。"))
        return None
    if not keys.get("意思"):
        reading.find(fence.offset + 1, say("词语块缺少“意思：”，请用一两句话说明这个词。"))
        return None
    reading_text = keys.get("读音", "")
    if reading_text and (wrong := reading_fault(keys["词"], reading_text)):
        reading.find(fence.offset + 2, wrong)
    return Term(reading.line_of_text(keys["词"]), reading_text, reading.line_of_text(keys["意思"]))


def read_warning(fence: Fence, reading: Reading, *, caption: str) -> Warning_ | None:
    """Read one warning block; None, with a finding, when it says nothing."""
    label = reading.line_of_text("注意")
    blocks = blocks_of(tree_of(fence.content).children, reading, fence.offset, caption=caption, depth=1)
    if not blocks:
        reading.find(fence.offset, say("提醒是空的，请写上有什么危险、该怎么做。"))
        return None
    return Warning_(label, blocks)


def numbered_syllables(reading: str) -> tuple[str, ...]:
    """Turn pinyin with tone marks into syllables with tone numbers: "hé gǔ" → ("he2", "gu3"); v for ü, 5 for neutral.

    Raises ValueError naming what is no pinyin syllable.
    """
    syllables = []
    for typed in reading.replace("·", " ").split():
        letters, tone = "", "5"
        for character in unicodedata.normalize("NFD", typed.lower()):
            if character in _TONES:
                tone = _TONES[character]
            elif character == "\u0308":
                letters = letters[:-1] + "v"
            else:
                letters += character
        if not is_syllable(letters + tone):
            raise ValueError(typed)
        syllables.append(letters + tone)
    return tuple(syllables)


def reading_fault(word: str, reading: str) -> str:
    """Return what to mend in the reading of a word, or nothing. Words with Latin letters are read by the engine."""
    hanzi = _HANZI.findall(word)
    if len(hanzi) != len(word.replace(" ", "")):
        return ""
    try:
        syllables = numbered_syllables(reading)
    except ValueError as error:
        return say("读音里的“%(error)s”不是拼音，请写成带声调的拼音，例如 hé gǔ。", error=error)
    # 儿化: nǎr is one syllable for two characters.
    erhua = word.count("儿", 1)
    if not len(hanzi) - erhua <= len(syllables) <= len(hanzi):
        return say(
            "“%(word)s”有 %(hanzi)s 个字，读音却有 %(syllables)s 个音节，请一个字写一个音节，中间空一格。",
            word=word,
            hanzi=len(hanzi),
            syllables=len(syllables),
        )
    return ""


def keys_of(
    fence: Fence, reading: Reading, names: tuple[str, ...], *, passed_over: tuple[str, ...] = ()
) -> tuple[dict[str, str], str, int]:
    """Return the keys at the top, the text below them, and how many lines stand before that text; other lines are findings.

    passed_over: keys that may stand there too, any number of times; somebody else reads them.
    """
    keys: dict[str, str] = {}
    lines = fence.content.split("\n")
    for number, line in enumerate(lines):
        if not line.strip():
            return keys, "\n".join(lines[number + 1 :]), number + 1
        match = _KEY.fullmatch(line.strip())
        if match is not None and match.group(1) in passed_over:
            continue
        if match is None or match.group(1) not in names:
            allowed = "、".join(f"“{name}：”" for name in (*names, *passed_over))
            reading.find(
                fence.offset + number + 1,
                say("这一行请写 %(allowed)s 之一；写完空一行，再写正文。", allowed=allowed),
            )
            continue
        if match.group(1) in keys:
            reading.find(
                fence.offset + number + 1, say("“%(group)s：”写了两遍，请删掉一行。", group=match.group(1))
            )
        keys[match.group(1)] = match.group(2).strip()
    return keys, "", len(lines)
