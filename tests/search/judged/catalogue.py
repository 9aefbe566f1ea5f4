"""The large catalogue that the search is judged and measured on: the made courses of the demonstration's trades."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from learnhub.ops.adapters.demonstration_files import read_trades
from learnhub.ops.rules import made_courses
from learnhub.ops.rules.made_courses import SEED, MadeCourse, Trade
from learnhub.settings import PROJECT_DIR

FOLDER = Path(__file__).parent


@cache
def trades() -> tuple[Trade, ...]:
    """Return the trades in order."""
    return read_trades(PROJECT_DIR / "content" / "demo")


def courses(count: int, lesson_count: int, *, seed: int = SEED) -> Iterator[MadeCourse]:
    """Yield `count` courses with `lesson_count` lessons in all; the same for the same three numbers."""
    return made_courses.courses(trades(), count, lesson_count, seed=seed)
