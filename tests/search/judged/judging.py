"""Judged queries, and the measures of an order of courses against them."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.search.judged.catalogue import FOLDER, MadeCourse

_WANTED = re.compile(
    r"(?P<sample>=[\w-]+)|(?P<trade>[\w-]+?)(?:/(?P<skill>\S+)|@(?P<days>\d+)d|@(?P<level>\d))?"
)
_LEVELS = {"5": "五级", "4": "四级", "3": "三级"}


@dataclass(frozen=True, slots=True)
class Judged:
    """A query, its class, and what fits it: words of a queries file."""

    kind: str
    query: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """Means over queries: whether the first course fits, one of the first three does, and nDCG of the first ten."""

    count: int
    first: float
    first_three: float
    ndcg: float


def read_queries(name: str) -> list[Judged]:
    """Return the judged queries of a file (tuning, further, held)."""
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Judged(kind, query, tuple(wanted.split())) for kind, query, wanted in cells]


def queries_without_answer() -> list[str]:
    """Return the queries that nothing fits."""
    files = (FOLDER / "nothing.tsv", FOLDER / "nothing-spoken.tsv")
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if not line.startswith("#")]


def grades(judged: Judged, courses: Mapping[str, MadeCourse]) -> dict[str, int]:
    """Return how well each course fits, by slug: 2 it is what was asked for, 1 it is of the trade but lacks the skill, level or days.

    Courses that don't fit are left out. courses: the generated ones, by slug.
    """
    found: dict[str, int] = {}
    for told in judged.wanted:
        wanted = _WANTED.fullmatch(told)
        if wanted is None:
            raise ValueError(f"{judged.query}: {told} says nothing that can be judged")
        if wanted["sample"]:
            found[told[1:]] = 2
            continue
        for slug, course in courses.items():
            if course.trade.slug == wanted["trade"]:
                found[slug] = max(found.get(slug, 0), 2 if _is_whole(course, wanted) else 1)
    return found


def measure(judged: Sequence[tuple[Mapping[str, int], Sequence[str]]]) -> Measured:
    """Measure orders of courses. judged: the grades of each query, and the slugs that came back, best first."""
    count = len(judged)
    return Measured(
        count,
        sum(_fits(grades, slugs[:1]) for grades, slugs in judged) / count,
        sum(_fits(grades, slugs[:3]) for grades, slugs in judged) / count,
        sum(ndcg(grades, slugs) for grades, slugs in judged) / count,
    )


def ndcg(grades: Mapping[str, int], slugs: Sequence[str], depth: int = 10) -> float:
    """Return the discounted gain of the first courses over that of the best order there could be; 1 is the best."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(slug, 0) for slug in slugs[:depth]]) / best


def judge(
    queries: Sequence[Judged], courses: Mapping[str, MadeCourse], ask: Callable[[str], Sequence[str]]
) -> tuple[dict[str, Measured], list[str]]:
    """Ask every query; return the measures by class, with all under "all", and a line for each query whose first course doesn't fit."""
    by_class: dict[str, list[tuple[Mapping[str, int], Sequence[str]]]] = {}
    missed = []
    for one in queries:
        wanted, slugs = grades(one, courses), ask(one.query)
        by_class.setdefault(one.kind, []).append((wanted, slugs))
        by_class.setdefault("all", []).append((wanted, slugs))
        if not _fits(wanted, slugs[:1]):
            missed.append(f"{one.kind}\t{one.query}\t{' '.join(one.wanted)}\t{' '.join(slugs[:3])}")
    return {kind: measure(orders) for kind, orders in by_class.items()}, missed


def report(measured: Mapping[str, Measured]) -> list[str]:
    """Return the measures as lines, one a class, the whole last."""
    order = sorted(measured, key=lambda kind: (kind == "all", kind))
    return [
        f"{kind:<12} {one.count:>4} queries  success@1 {one.first:.3f}  success@3 {one.first_three:.3f}"
        f"  nDCG@10 {one.ndcg:.3f}"
        for kind, one in ((kind, measured[kind]) for kind in order)
    ]


def _is_whole(course: MadeCourse, wanted: re.Match[str]) -> bool:
    if wanted["skill"]:
        return wanted["skill"] in course.skills
    if wanted["days"]:
        return course.days == int(wanted["days"])
    return course.level.startswith(_LEVELS[wanted["level"]]) if wanted["level"] else True


def _fits(grades: Mapping[str, int], slugs: Sequence[str]) -> bool:
    # What was asked for, not merely its neighbour.
    return any(grades.get(slug, 0) == 2 for slug in slugs)


def _gain(found: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(found))
