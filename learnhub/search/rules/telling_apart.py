"""Tell courses of the same title apart, where several stand on one page; pure."""

from collections import Counter
from collections.abc import Sequence


def told_apart(courses: Sequence[tuple[str, str]]) -> list[str]:
    """Return what is said beside each title: nothing where no other is called so, else the training base; a number where that is the same, too.

    courses: (title, name of the base, empty where there is none), in the order of the page.
    """
    titles = Counter(title for title, _base in courses)
    both = Counter(courses)
    seen: Counter[tuple[str, str]] = Counter()
    beside = []
    for one in courses:
        title, base = one
        seen[one] += 1
        number = str(seen[one]) if both[one] > 1 else ""
        beside.append(" ".join(part for part in (base, number) if part) if titles[title] > 1 else "")
    return beside
