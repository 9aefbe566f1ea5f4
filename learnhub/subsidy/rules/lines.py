"""A line of a record and the steps that lead to it; pure.

A line is never a bare number: it carries the rule's name, the figures with their sources, and the steps.
"""

from dataclasses import dataclass
from datetime import date

from learnhub.policy.rules import Figure
from learnhub.primitives import say
from learnhub.subsidy.rules.facts import Counts, LineKind, LineState


@dataclass(frozen=True)
class Step:
    """One step of the sum, in words that can be heard; rows names the evidence behind it."""

    words: str
    amount_fen: int | None = None
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a record. amount_fen is 0 unless granted.

    fund: who pays, "" where policy doesn't say. counts: what a granted line uses up. claim_until: last day on which it can be
    claimed, None without such a rule.
    """

    kind: LineKind
    state: LineState
    amount_fen: int
    rule: str
    sentence: str
    steps: tuple[Step, ...]
    figures: tuple[Figure, ...]
    fund: str = ""
    counts: Counts | None = None
    claim_until: date | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the sources of the figures, each once."""
        return tuple(dict.fromkeys(figure.source for figure in self.figures))

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return what must be said beside the amount."""
        return tuple(dict.fromkeys(figure.caveat for figure in self.figures if figure.caveat))

    @property
    def is_example(self) -> bool:
        """Tell whether any figure is without an official source."""
        return any(figure.is_example for figure in self.figures)


def total_fen(lines: tuple[Line, ...]) -> int:
    """Return the sum of granted lines."""
    return sum(line.amount_fen for line in lines if line.state is LineState.GRANTED)


def not_stated(kind: LineKind, rule: str, *figures: Figure) -> Line:
    """Return the line of a subsidy that a document names without a figure."""
    sentence = say("文件提到这项补贴，但标准未载明，不能计算。")
    return Line(kind, LineState.NOT_STATED, 0, rule, sentence, (), figures)


def without_policy(kind: LineKind, rule: str) -> Line:
    """Return the line of a subsidy that no document of the place names."""
    return Line(kind, LineState.NOT_STATED, 0, rule, say("本地没有登记这项补贴的文件，不能计算。"), (), ())
