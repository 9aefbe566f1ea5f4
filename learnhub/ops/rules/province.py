"""What a made province consists of: how many of each, who learns what in which class, and how far everything has come; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction

from learnhub.ops.rules.demonstration import weekdays
from learnhub.regions.rules import chain, contains

PROVINCE = "530000"
BASES, COURSES, LESSONS_PER_COURSE, ENROLMENTS = 400, 3_000, 2, 70_000
TOGETHER, TOGETHER_MIN = 20, 4  # learners of one course: a class, or as many who learn without one
ANSWERS_PER_LESSON = 2
ACTS = 4
CLASS_DAYS = 3
_PEOPLE_PER_THOUSAND = 300  # of enrolments: somebody learns three or four courses in a year
_GROUPS_PER_CLASS = 14  # one group of fourteen has a class, the others learn online alone
_COUNTY_WITHOUT_BASE = 20  # every so many, so that the board of divisions has gaps to show
_DAYS_BETWEEN = 37  # coprime with the year: neighbouring groups learn in different months
_YEAR = 300


class Stage(IntEnum):
    """How far a class of a made province is; each includes those before it."""

    PLANNED = 0
    RUNNING = 1
    OVER = 2
    APPLIED = 3
    CLOSED = 4
    CLAIMED = 5


# Of ten classes, and how many steps the claims of the last four have taken.
_STAGES = (0, 1, 1, 2, 3, 4, 5, 5, 5, 5)
_STEPS = (0, 0, 0, 0, 0, 0, 1, 2, 4, 6)


@dataclass(frozen=True)
class Size:
    """How large a made province is. groups: of `together` learners. people: trainees. acts: answers of each learner without a class who is on the way."""

    bases: int
    courses: int
    groups: int
    together: int
    people: int
    acts: int

    @property
    def enrolments(self) -> int:
        """Return how many enrolments there are."""
        return self.groups * self.together


@dataclass(frozen=True)
class Group:
    """Learners of one course. people: numbers of trainees, each once. stage: of their class, None without a class.

    first_day: of the class, or when they enrolled. claim: how many steps their claim has taken.
    """

    number: int
    base: int
    course: int
    people: tuple[int, ...]
    stage: Stage | None
    days: tuple[date, ...]
    enrolled_days_ago: int
    claim: int


@dataclass(frozen=True)
class BasePlace:
    """Where a base stands: its level and its county."""

    level: str
    county: str


def size_of(share: Fraction, acts: int = ACTS) -> Size:
    """Return the size of a share of the province; never so small that a kind of thing is missing.

    Somebody's courses differ: the people return at a distance of groups that never falls on the same course.
    """
    bases, courses = (max(least, int(whole * share)) for least, whole in ((3, BASES), (6, COURSES)))
    groups = _GROUPS_PER_CLASS * len(_STAGES)
    together = max(TOGETHER_MIN, min(TOGETHER, int(ENROLMENTS * share) // groups))
    groups = max(groups, int(ENROLMENTS * share) // together)
    rounds = max(1, groups * _PEOPLE_PER_THOUSAND // 1_000)
    while any(turn * rounds % courses == 0 for turn in range(1, groups // rounds + 1)):
        rounds += 1
    return Size(bases, courses, groups, together, rounds * together, acts)


def divisions(codes: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the prefectures and the counties of the province among these codes, each in order."""
    inside = sorted(code for code in codes if code != PROVINCE and contains(PROVINCE, code))
    prefectures = [code for code in inside if code.endswith("00")]
    return prefectures, [code for code in inside if not code.endswith("00")]


def base_places(counties: Sequence[str], count: int) -> list[BasePlace]:
    """Return where bases stand: twelve of the province, one of each prefecture, the rest of counties, of which a few have none."""
    served = [county for number, county in enumerate(counties, start=1) if number % _COUNTY_WITHOUT_BASE != 0]
    firsts = list({chain(county)[1]: county for county in reversed(served)}.values())[::-1]
    provincial = [BasePlace("provincial", firsts[turn % len(firsts)]) for turn in range(min(12, count // 3))]
    prefecture = [BasePlace("prefecture", county) for county in firsts[: count // 3]]
    rest = count - len(provincial) - len(prefecture)
    return [
        *provincial,
        *prefecture,
        *(BasePlace("county", served[one % len(served)]) for one in range(rest)),
    ]


def course_base(course: int, bases: int) -> int:
    """Return which base offers a course."""
    return course % bases


def group_of(size: Size, number: int, today: date) -> Group:
    """Return a group: who learns what, where, and how far they are."""
    course = number % size.courses
    first = number * size.together % size.people
    people = tuple(first + place for place in range(size.together))
    days_ago = 20 + number * _DAYS_BETWEEN % _YEAR
    base = course_base(course, size.bases)
    if number % _GROUPS_PER_CLASS:
        return Group(number, base, course, people, None, (), days_ago, 0)
    tenth = number // _GROUPS_PER_CLASS % len(_STAGES)
    stage = Stage(_STAGES[tenth])
    offset = {Stage.PLANNED: 14, Stage.RUNNING: -1}.get(stage, -70 - days_ago % 200)
    days = weekdays(1, offset, CLASS_DAYS, today)
    enrolled = max(7, (today - days[0]).days + 10)
    return Group(number, base, course, people, stage, days, enrolled, _STEPS[tenth])


def answers_of(group: Group, place: int, size: Size) -> int:
    """Return how many questions of the course a learner of a group has answered: all with a class that has begun.

    Without one, of eight learners one is on the way, two have begun, five have only enrolled.
    """
    if group.stage is not None:
        return 0 if group.stage is Stage.PLANNED else ANSWERS_PER_LESSON * LESSONS_PER_COURSE
    return (size.acts, 1, 1)[place % 8] if place % 8 < 3 else 0
