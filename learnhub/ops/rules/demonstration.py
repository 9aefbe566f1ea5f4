"""What the demonstration region is made of, and on which days; the files in content/demo say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ALL_LESSONS = -1
SATURDAY = 5


@dataclass(frozen=True)
class DemoBase:
    """A training base with the courses it offers, by slug.

    areas: practice areas, one on each line as a base would type them. score: of its assessment, None without. brand: a project that is the
    brand of its prefecture this year, "" without.
    """

    slug: str
    name: str
    level: str
    region: str
    listed_on: date
    address: str
    phone: str
    text_contact: str
    access_words: str
    courses: tuple[str, ...]
    specialities: tuple[str, ...] = ()
    facilities: tuple[str, ...] = ()
    areas: str = ""
    score: int | None = None
    brand: str = ""
    nature: str = ""


@dataclass(frozen=True)
class DemoHolding:
    """A role of a person: in a base (its slug), in a region, or on the whole site (both empty)."""

    role: str
    base: str = ""
    region: str = ""


@dataclass(frozen=True)
class DemoCertificate:
    """A synthetic certificate number. digits: the first 17; character 18 is computed. verified_by: an officer, or nobody."""

    digits: str
    category: int
    grade: int
    verified_by: str = ""


@dataclass(frozen=True)
class DemoPerson:
    """Somebody who can be entered as. profile: what differs from the access profile's defaults."""

    name: str
    role_words: str
    story: str
    holdings: tuple[DemoHolding, ...]
    certificate: DemoCertificate | None
    profile: Mapping[str, str | bool]


@dataclass(frozen=True)
class DemoDay:
    """One day of a timetable."""

    title: str
    class_hours: int


@dataclass(frozen=True)
class DemoCompletion:
    """Who closes a class: approves its rolls and applies, decides (organiser: the office that signs too), issues."""

    applied_by: str
    decided_by: str
    organiser: str


@dataclass(frozen=True)
class DemoClass:
    """A class. anchor_day (from 1) falls on the last weekday on or before the day of loading + anchor_offset_days.

    submitted_by: the manager who has asked for it and waits for an answer; empty for a class that is open. completion: None
    for a class that nobody has closed.
    """

    number: str
    title: str
    base: str
    course: str
    region: str
    capacity: int
    place: str
    access_words: str
    teachers: tuple[str, ...]
    anchor_day: int
    anchor_offset_days: int
    days: tuple[DemoDay, ...]
    submitted_by: str = ""
    completion: DemoCompletion | None = None


@dataclass(frozen=True)
class DemoEnrolment:
    """Who learns what. lessons: how many are completed, in course order. leave, unmarked: days of the timetable, from 1.

    certificate_name: invented name on the certificate; without it nobody has decided about the completion yet.
    account: invented number of an account in the same name; without it there is none. tested: how many answers were right in each
    attempt at the course's first test, one an evening behind the last lesson.
    """

    person: str
    course: str
    class_number: str
    enrolled_days_ago: int
    lessons: int
    leave: frozenset[int]
    unmarked: frozenset[int]
    certificate_name: str = ""
    account: str = ""
    tested: tuple[int, ...] = ()


@dataclass(frozen=True)
class DemoClaimStep:
    """A step of a claim. kind: as the road of claims names it."""

    kind: str
    by: str
    days_ago: int


@dataclass(frozen=True)
class DemoClaim:
    """A claim of a class for some of its trainees, with the steps that were taken; the first step's person has made it."""

    class_number: str
    people: tuple[str, ...]
    bank: str
    steps: tuple[DemoClaimStep, ...]


@dataclass(frozen=True)
class DemoHours:
    """What somebody learned on another platform. decided_by: an officer; empty where it waits. recognised_minutes: of `minutes`."""

    person: str
    class_number: str
    platform: str
    title: str
    first_days_ago: int
    last_days_ago: int
    minutes: int
    stated_days_ago: int
    decided_by: str = ""
    decided_days_ago: int = 0
    recognised_minutes: int = 0
    reason: str = ""


@dataclass(frozen=True)
class DemoTarget:
    """What a division has to reach in its year; every one is an example. measure: reports.Measure."""

    name: str
    measure: str
    value: int
    source: str


@dataclass(frozen=True)
class DemoYear:
    """The year of a division in which a class opened: frozen twice, so many days after the class is over, signed, handed over.

    reason: why the second edition differs. departments, how: to which it was handed, and in which way.
    """

    region: str
    class_number: str
    frozen_by: str
    signed_by: str
    days_after: tuple[int, ...]
    reason: str
    departments: tuple[str, ...]
    how: str
    targets: tuple[DemoTarget, ...]


@dataclass(frozen=True)
class DemoFile:
    """The file of a trainee who wishes one. placed: casework.Outcome; need_course: the slug of the course that is wished for."""

    person: str
    officer: str
    opened_days_ago: int
    need: str
    need_course: str
    assessment: str
    plan: str
    placed_days_ago: int
    placed: str
    placed_words: str


@dataclass(frozen=True)
class DemoEvaluation:
    """An evaluation by somebody from outside of the classes that ended between two days before today.

    score: of the rolls of each class that was drawn; everything else is found good. whole: the judgement; "" while it still runs.
    """

    officer: str
    evaluator: str
    region: str
    organisation: str
    document: str
    seed: str
    size: int
    first_days_ago: int
    last_days_ago: int
    named_days_ago: int
    until_days: int
    score: str = ""
    words: str = ""
    whole: str = ""
    answer: str = ""


@dataclass(frozen=True)
class DemoTown:
    """A town with its liaison, and a trainee of its county on the list. yes_by: liaison.YesBy."""

    region: str
    name: str
    officer: str
    liaison: str
    person: str
    yes_by: str
    note: str
    given_days_ago: int
    listed_days_ago: int
    until_days: int


@dataclass(frozen=True)
class DemoNeeds:
    """A survey of what people want to learn that is open today. answers: (person, wants, mode, obstacles, words)."""

    officer: str
    region: str
    opened_days_ago: int
    days: int
    answers: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class DemoAnnouncement:
    """What an office tells everybody. kind: announcements.rules.Kind; details: its fields, without days.

    starts_days, asked_days: of a competition, counted from today as ends_days is. correction: the summary of a second version, "" for none.
    """

    officer: str
    region: str
    kind: str
    title: str
    summary: str
    body: str
    published_days_ago: int
    ends_days: int
    details: dict[str, str]
    courses: tuple[str, ...] = ()
    starts_days: int = 0
    asked_days: int = 0
    correction: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DemoPlan:
    """The whole demonstration."""

    password: str
    bases: tuple[DemoBase, ...]
    people: tuple[DemoPerson, ...]
    classes: tuple[DemoClass, ...]
    enrolments: tuple[DemoEnrolment, ...]
    claims: tuple[DemoClaim, ...] = ()
    hours: tuple[DemoHours, ...] = ()
    years: tuple[DemoYear, ...] = ()
    files: tuple[DemoFile, ...] = ()
    evaluations: tuple[DemoEvaluation, ...] = ()
    needs: tuple[DemoNeeds, ...] = ()
    announcements: tuple[DemoAnnouncement, ...] = ()
    towns: tuple[DemoTown, ...] = ()


def weekdays(anchor_day: int, anchor_offset_days: int, count: int, today: date) -> tuple[date, ...]:
    """Return the days of a timetable: weekdays in a row, of which anchor_day is the one that today fixes."""
    anchor = today + timedelta(days=anchor_offset_days)
    while anchor.weekday() >= SATURDAY:
        anchor -= timedelta(days=1)
    found = [anchor]
    while len(found) < anchor_day:
        found.insert(0, _step(found[0], -1))
    while len(found) < count:
        found.append(_step(found[-1], 1))
    return tuple(found)


def _step(day: date, direction: int) -> date:
    day += timedelta(days=direction)
    while day.weekday() >= SATURDAY:
        day += timedelta(days=direction)
    return day


def whole_certificate_number(certificate: DemoCertificate) -> str:
    """Return the 20 characters: 17 digits, check digit by ISO 7064 MOD 11-2 (GB 11643-1999), category, grade."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(certificate.digits, weights, strict=True))
    return f"{certificate.digits}{'10X98765432'[total % 11]}{certificate.category}{certificate.grade}"
