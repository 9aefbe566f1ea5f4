"""Honest people are hardly ever asked anything, and in no way of learning more than in others."""

from collections import Counter
from datetime import date

import pytest

from learnhub.learning.rules.presence import findings, presence_figures
from learnhub.policy.service import figures
from learnhub.settings import PROJECT_DIR
from tests.learning.honest import BEGUN, WAYS, learners

FIGURES = presence_figures(figures(PROJECT_DIR / "content"), "", date(2026, 3, 2))
MARKED_PER_MILLE_MAX = 5


def marked(count: int) -> Counter[str]:
    """Return how many of so many honest learners are marked, by way of learning."""
    assert FIGURES is not None
    found: Counter[str] = Counter()
    for learned in learners(count):
        seen = findings(
            learned.acts, begun_at=BEGUN, figures=FIGURES, reads_elsewhere=learned.way.reads_elsewhere
        )
        if seen:
            found[learned.way.name] += 1
    return found


def check(count: int) -> None:
    by_way = marked(count)
    total = sum(by_way.values())
    assert total * 1000 <= count * MARKED_PER_MILLE_MAX, by_way
    mean = total / len(WAYS)
    assert all(one <= 1.5 * mean for one in by_way.values()), by_way


@pytest.mark.slow
def test_a_thousand_honest_learners_are_hardly_ever_marked() -> None:
    check(1_000)


@pytest.mark.soak
def test_ten_thousand_honest_learners_are_hardly_ever_marked() -> None:
    check(10_000)
