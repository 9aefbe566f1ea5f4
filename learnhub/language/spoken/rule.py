"""What a spoken-form rule is, and the pieces of pattern that the rules share."""

import re
from collections.abc import Callable
from dataclasses import dataclass

NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
DASH = r"[-–—－−‐‑~]{1,2}"
# No digit, and no digit with a point, stands before the match.
FRESH = r"(?<!\d)(?<!\d\.)"


@dataclass(frozen=True)
class Rule:
    """One way of saying: a pattern, tried where the reader stands, and what is said for it.

    say: returns None where the context shows that the rule doesn't apply; the next rule is then tried.
    """

    pattern: re.Pattern[str]
    say: Callable[[re.Match[str]], str | None]


def rule(pattern: str, say: Callable[[re.Match[str]], str | None]) -> Rule:
    """Make a rule from the text of its pattern."""
    return Rule(re.compile(pattern), say)


def before(match: re.Match[str], characters: int = 10) -> str:
    """Return the text just before a match, without spaces at its end."""
    return match.string[max(0, match.start() - characters) : match.start()].rstrip()


def after(match: re.Match[str], characters: int = 10) -> str:
    """Return the text just after a match, without leading spaces."""
    return match.string[match.end() : match.end() + characters].lstrip()
