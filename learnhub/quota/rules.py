"""The quota of a base; pure.

Source: 云残发〔2022〕55号: “十四五”期间，省级及以上培训基地应选送不少于1个培训项目课程. 选送 (sent in) and 上线 (online) are two
things; a rule says which of them it counts.
"""

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from learnhub.primitives import say
from learnhub.regions.rules import contains

NOT_SENT_IN = frozenset({"in preparation", "draft"})


class Subject(enum.StrEnum):
    """Who owes it: each base of a level, or the office of each division of a size."""

    BASE = "base"
    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"


class Measure(enum.StrEnum):
    """What a rule counts."""

    SUBMITTED = "submitted"  # 选送
    PUBLISHED = "published"  # 上线
    LISTED_BASES = "listed bases"  # 挂牌
    BRAND_PROJECTS = "brand projects"  # 推出优质专项培训项目


MEASURE_WORDS = {
    Measure.SUBMITTED: say("选送"),
    Measure.PUBLISHED: say("上线"),
    Measure.LISTED_BASES: say("挂牌基地"),
    Measure.BRAND_PROJECTS: say("品牌项目"),
}
# Whose number is not one of courses.
COUNTED_APART = frozenset({Measure.LISTED_BASES, Measure.BRAND_PROJECTS})
TREND_DAYS = 90


@dataclass(frozen=True)
class QuotaRule:
    """Who owes how many of what in which period.

    levels: of bases that have the duty, empty where divisions owe it. region_code: where the rule holds. starts_on and ends_on: inclusive.
    """

    key: str
    levels: frozenset[str]
    region_code: str
    measure: Measure
    minimum: int
    starts_on: date
    ends_on: date
    source: str
    is_example: bool
    subject: Subject = Subject.BASE


@dataclass(frozen=True)
class CourseFact:
    """One course of a base, as the catalogue knows it.

    state: of DESIGN §2. submitted_on and published_on: the first time. copied_from: slug of the course, of whichever base,
    that it is a copy of, or "".
    """

    slug: str
    title: str
    state: str
    submitted_on: date | None
    published_on: date | None
    copied_from: str = ""


@dataclass(frozen=True)
class QuotaStatus:
    """Where one base stands with one rule. gap is never negative. days_left is None when the period has ended."""

    rule: QuotaRule
    submitted: int
    in_review: int
    returned: int
    published: int
    counted: int
    gap: int
    days_left: int | None
    starts_in_days: int
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """A letter to a base. paragraphs: whole sentences, in order. sender: who looks after the base."""

    title: str
    to: str
    paragraphs: tuple[str, ...]
    sender: str
    written_on: date


def has_duty(rule: QuotaRule, level: str, region_code: str) -> bool:
    """Tell whether a base of this level in this division owes anything by the rule."""
    is_of_bases = rule.subject is Subject.BASE
    return is_of_bases and level in rule.levels and contains(rule.region_code, region_code)


def size_of(region_code: str) -> Subject:
    """Return which size of division a code names. Source: GB/T 2260, two digits for each size."""
    if region_code.endswith("0000"):
        return Subject.PROVINCE
    return Subject.PREFECTURE if region_code.endswith("00") else Subject.COUNTY


def owes(rule: QuotaRule, region_code: str) -> bool:
    """Tell whether the office of this division owes anything by the rule."""
    return rule.subject is size_of(region_code) and contains(rule.region_code, region_code)


def counts_as(course: CourseFact) -> bool:
    """Tell whether a course can count at all: it was sent in at least, and is no copy of another one."""
    return course.state not in NOT_SENT_IN and not course.copied_from


def quota_status(
    rule: QuotaRule, courses: Iterable[CourseFact], today: date, *, counted_apart: Sequence[date] = ()
) -> QuotaStatus:
    """Return where a base or a division stands. Courses in preparation count for nothing; a copy under another name counts once, with its original.

    counted_apart: for a rule of listed bases or brand projects, the days on which each of them became one. Bases that were listed
    before the period count: the rule asks that there be one.
    """
    known = list(courses)
    copies = tuple(c.title for c in known if c.state not in NOT_SENT_IN and c.copied_from)
    counting = [course for course in known if counts_as(course)]

    def in_period(day: date | None) -> bool:
        return day is not None and rule.starts_on <= day <= rule.ends_on

    submitted = sum(in_period(course.submitted_on) for course in counting)
    published = sum(in_period(course.published_on) and course.state == "published" for course in counting)
    counted = {
        Measure.SUBMITTED: submitted,
        Measure.PUBLISHED: published,
        Measure.LISTED_BASES: sum(day <= rule.ends_on for day in counted_apart),
        Measure.BRAND_PROJECTS: sum(in_period(day) for day in counted_apart),
    }[rule.measure]
    return QuotaStatus(
        rule=rule,
        submitted=submitted,
        in_review=sum(course.state in {"submitted", "in review"} for course in counting),
        returned=sum(course.state == "returned" for course in counting),
        published=published,
        counted=counted,
        gap=max(0, rule.minimum - counted),
        days_left=(rule.ends_on - today).days if today <= rule.ends_on else None,
        starts_in_days=max(0, (rule.starts_on - today).days),
        copies=copies,
    )


def reminder_due(status: QuotaStatus, days_before: Sequence[int]) -> int | None:
    """Return which of these days before the end a reminder is due for: the last one that has come; None where none has, or nothing is lacking.

    Each of them is told once: a base that was told at 90 days hears again at 30.
    """
    if status.days_left is None or status.starts_in_days or not status.gap:
        return None
    return min((days for days in days_before if status.days_left <= days), default=None)


def copies_of(own_texts: Mapping[str, frozenset[str]], in_order: Sequence[str]) -> dict[str, str]:
    """Return which courses are copies of which: slug → slug of the original.

    own_texts: the hashes of the texts of each course's own lessons, by slug; shared modules are no texts of its own.
    in_order: all slugs, the oldest first. A course is a copy when more than half of its texts stand word for word in one older course:
    a renamed copy with a few sentences changed is still one.
    """
    found: dict[str, str] = {}
    with_text: dict[str, list[int]] = {}  # where the originals that have a text stand in the order
    for number, slug in enumerate(in_order):
        texts = own_texts.get(slug, frozenset())
        shared = Counter(older for text in texts for older in with_text.get(text, ()))
        older = min((one for one, count in shared.items() if 2 * count > len(texts)), default=None)
        if older is not None:
            found[slug] = in_order[older]
            continue
        for text in texts:
            with_text.setdefault(text, []).append(number)
    return found


def gap_before(
    rule: QuotaRule, courses: Iterable[CourseFact], today: date, *, counted_apart: Sequence[date] = ()
) -> int | None:
    """Return the gap of TREND_DAYS ago by what is known today; None where the period had not begun.

    What was withdrawn since then is missing from both days: the trend tells what was added.
    """
    then = min(today, rule.ends_on) - timedelta(days=TREND_DAYS)
    if then < rule.starts_on:
        return None

    def by_then(day: date | None) -> date | None:
        return day if day is not None and day <= then else None

    before = [
        replace(one, submitted_on=by_then(one.submitted_on), published_on=by_then(one.published_on))
        for one in courses
    ]
    days = [day for day in counted_apart if day <= then]
    return quota_status(rule, before, then, counted_apart=days).gap
