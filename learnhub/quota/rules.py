"""The quota of a base; pure.

Source: 云残发〔2022〕55号: “十四五”期间，省级及以上培训基地应选送不少于1个培训项目课程. 选送 (sent in) and 上线 (online) are two
things; a rule says which of them it counts.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import say
from learnhub.regions.rules import contains

NOT_SENT_IN = frozenset({"in preparation", "draft"})


class Measure(enum.StrEnum):
    """What a rule counts."""

    SUBMITTED = "submitted"  # 选送
    PUBLISHED = "published"  # 上线


MEASURE_WORDS = {Measure.SUBMITTED: say("选送"), Measure.PUBLISHED: say("上线")}


@dataclass(frozen=True)
class QuotaRule:
    """Who owes how many courses in which period.

    levels: of bases that have the duty. region_code: where the rule holds. starts_on and ends_on: inclusive.
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


def has_duty(rule: QuotaRule, level: str, region_code: str) -> bool:
    """Tell whether a base of this level in this division owes anything by the rule."""
    return level in rule.levels and contains(rule.region_code, region_code)


def counts_as(course: CourseFact) -> bool:
    """Tell whether a course can count at all: it was sent in at least, and is no copy of another one."""
    return course.state not in NOT_SENT_IN and not course.copied_from


def quota_status(rule: QuotaRule, courses: Iterable[CourseFact], today: date) -> QuotaStatus:
    """Return where a base stands. Courses in preparation count for nothing; a copy under another name counts once, with its original."""
    known = list(courses)
    copies = tuple(c.title for c in known if c.state not in NOT_SENT_IN and c.copied_from)
    counting = [course for course in known if counts_as(course)]

    def in_period(day: date | None) -> bool:
        return day is not None and rule.starts_on <= day <= rule.ends_on

    submitted = sum(in_period(course.submitted_on) for course in counting)
    published = sum(in_period(course.published_on) and course.state == "published" for course in counting)
    counted = submitted if rule.measure is Measure.SUBMITTED else published
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


def copies_of(own_texts: Mapping[str, frozenset[str]], in_order: Sequence[str]) -> dict[str, str]:
    """Return which courses are copies of which: slug → slug of the original.

    own_texts: the hashes of the texts of each course's own lessons, by slug; shared modules are no texts of its own.
    in_order: all slugs, the oldest first. A course is a copy when more than half of its texts stand word for word in one older course:
    a renamed copy with a few sentences changed is still one.
    """
    found: dict[str, str] = {}
    for number, slug in enumerate(in_order):
        texts = own_texts.get(slug, frozenset())
        for older in in_order[:number]:
            if older not in found and 2 * len(texts & own_texts.get(older, frozenset())) > len(texts):
                found[slug] = older
                break
    return found
