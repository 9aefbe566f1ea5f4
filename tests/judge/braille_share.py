"""How many words of the sample lessons are right in cells and tones, reckoned from what has been judged.

    python -m tests.judge.braille_share

What liblouis disputes stands in docs/judged/braille-liblouis.tsv with who is right; of what both write alike a drawn list was judged.
"""

import re
from collections import Counter
from csv import QUOTE_NONE, DictReader
from dataclasses import dataclass
from pathlib import Path

from tests.formats.braille_notation import GOLD

REPORT = Path(__file__).resolve().parents[2] / "docs" / "judged" / "braille-liblouis.tsv"
# Nothing wrong among n drawn ones: with 95 % certainty fewer than 3 / n of all are wrong (rule of three).
_RULE_OF_THREE = 3


@dataclass(frozen=True, slots=True)
class Share:
    """Words, marks and numbers of the sample lessons. disputed: verdict → how many. drawn: verdict → how many of those alike."""

    compared: int
    disputed: Counter[str]
    drawn: Counter[str]

    @property
    def alike(self) -> int:
        """Return how many both write alike."""
        return self.compared - self.disputed.total()

    def right(self, of_alike: float) -> float:
        """Return the part that is right, leaving out what no rule decides. of_alike: the part of the alike that is right."""
        decided = self.compared - self.disputed["unknown"]
        return (self.alike * of_alike + self.disputed["ours"] + self.disputed["both"]) / decided

    @property
    def drawn_right(self) -> float:
        """Return the part of the drawn words that was right."""
        return 1 - self.drawn["wrong"] / self.drawn.total()

    @property
    def drawn_at_least(self) -> float:
        """Return the part of the alike that is right with 95 % certainty; only where none of the drawn was wrong."""
        assert not self.drawn["wrong"]
        return 1 - _RULE_OF_THREE / self.drawn.total()


def share() -> Share:
    """Read the two lists."""
    told = REPORT.read_text(encoding="utf-8")
    compared = re.search(r"(\d+) words, marks and numbers", told)
    assert compared is not None
    disputed = Counter[str]()
    for row in _rows(told):
        disputed[row["right"]] += int(row["count"])
    drawn = Counter(
        row["verdict"] for row in _rows((GOLD / "braille_agreed.tsv").read_text(encoding="utf-8"))
    )
    return Share(int(compared[1]), disputed, drawn)


def _rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return list(DictReader(lines, delimiter="\t", quoting=QUOTE_NONE))


def told(found: Share) -> str:
    """Say it in plain lines."""
    return "\n".join(
        [
            f"{found.compared} words, marks and numbers: {found.alike} alike, {found.disputed.total()} not",
            "not alike: " + ", ".join(f"{name} {count}" for name, count in found.disputed.most_common()),
            f"alike, {found.drawn.total()} drawn by lot: "
            + ", ".join(f"{name} {count}" for name, count in found.drawn.most_common()),
            f"right: {found.right(found.drawn_right):.3%}; with 95 % certainty at least {found.right(found.drawn_at_least):.2%}",
        ]
    )


if __name__ == "__main__":
    print(told(share()))
