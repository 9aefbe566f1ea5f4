"""Honest people are hardly ever asked anything, and in no way of learning more than in others."""

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from learnhub.learning.rules.presence import PresenceFigures, findings, presence_figures
from learnhub.policy.service import figures
from learnhub.settings import PROJECT_DIR
from tests.learning.honest import BEGUN, WAYS, learners

FIGURES = presence_figures(figures(PROJECT_DIR / "content"), "", date(2026, 3, 2))
MARKED_PER_MILLE_MAX = 5


def marked(count: int, figures: PresenceFigures | None = FIGURES) -> Counter[str]:
    """Return how many of so many honest learners are marked, by way of learning."""
    assert figures is not None
    found: Counter[str] = Counter()
    for learned in learners(count):
        seen = findings(
            learned.acts, begun_at=BEGUN, figures=figures, reads_elsewhere=learned.way.reads_elsewhere
        )
        if seen:
            found[learned.way.name] += 1
    return found


def check(by_way: Counter[str], count: int) -> None:
    total = sum(by_way.values())
    assert total * 1000 <= count * MARKED_PER_MILLE_MAX, by_way
    mean = total / len(WAYS)
    assert all(one <= 1.5 * mean for one in by_way.values()), by_way


@pytest.mark.slow
def test_a_thousand_honest_learners_are_hardly_ever_marked() -> None:
    check(marked(1_000), 1_000)


@pytest.mark.soak
def test_ten_thousand_honest_learners_are_hardly_ever_marked() -> None:
    check(marked(10_000), 10_000)


def test_figures_that_ask_honest_people_are_noticed_and_whom_they_would_hit() -> None:
    """The simulator can tell: two hours in less than half the time would fall on screen readers at triple speed, and hardly on others."""
    assert FIGURES is not None
    asked = marked(250, replace(FIGURES, pace_seconds=2 * 60 * 60, pace_share_per_mille=500))
    assert asked["screen reader at triple speed"] > 5 * asked["listens to the audio"]
    with pytest.raises(AssertionError):
        check(asked, 250)
    with pytest.raises(AssertionError):  # few in all, and all of them in one way
        check(Counter({"screen reader at triple speed": 4}), 1_000)
