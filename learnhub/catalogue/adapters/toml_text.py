"""Read TOML that strangers wrote: limited before it is parsed, faults with their line."""

import re
import tomllib
from typing import Any

from learnhub.primitives import say

# tomllib takes gigabytes for 100 KB of dotted keys (FACTS, "Security"): long chains are refused unread.
_DOTTED = re.compile(r"""(?:(?:"[^"\n]*"|'[^'\n]*'|[\w-]+)[ \t]*\.[ \t]*){6}""")
_BRACKETS = re.compile(r"(?:[\[{][\s,]*){8}")
_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


class TomlFault(ValueError):
    """A text that can't be read as TOML. line: from 1; sentence: Chinese, says what to do."""

    def __init__(self, line: int, sentence: str) -> None:
        super().__init__(sentence)
        self.line = line
        self.sentence = sentence


def read_toml(text: str, *, bytes_max: int) -> dict[str, Any]:
    """Return the tables of a TOML text; TomlFault when it is too large, too deep, or not TOML."""
    if len(text.encode()) > bytes_max:
        raise TomlFault(
            1, say("这部分 TOML 太长，请减到 %(bytes_max)s KB 以内。", bytes_max=bytes_max // 1000)
        )
    if found := _DOTTED.search(text) or _BRACKETS.search(text):
        raise TomlFault(
            text.count("\n", 0, found.start()) + 1, say("这一行套得太深，请按格式说明写成简单的键和值。")
        )
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        # "(at end of document)" has no number: the fault is what the last line leaves open.
        line = int(place.group(1)) if place else max(1, len(text.splitlines()))
        raise TomlFault(line, say("这一行不是正确的 TOML，请检查引号、等号和方括号是否成对。")) from error
    except RecursionError as error:
        raise TomlFault(1, say("这份 TOML 套得太深，请按格式说明写成简单的键和值。")) from error


def line_of_key(text: str, key: str, *, after_line: int = 0) -> int:
    """Return the line on which `key =` stands, searched after a line; that line, or 1, when it is nowhere."""
    pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    for number, line in enumerate(text.splitlines(), start=1):
        if number > after_line and pattern.match(line):
            return number
    return max(after_line, 1)


def lines_of_tables(text: str, name: str) -> list[int]:
    """Return the lines on which each [[name]] stands, in order."""
    pattern = re.compile(rf"\s*\[\[\s*{re.escape(name)}\s*\]\]")
    return [number for number, line in enumerate(text.splitlines(), start=1) if pattern.match(line)]
