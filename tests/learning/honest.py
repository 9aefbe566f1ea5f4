"""Simulated honest learners: what the server sees of people who learn in the ways this site is made for.

Each way says how fast its people go, as a share of the lesson's own minutes, and how their acts reach the server. Where a figure has
no source it is an assumption and says so:
- screen readers at about three times the speed of a lesson's spoken minutes: Bragg et al. 2018 (CHI) found that blind listeners follow
  synthetic speech well above 300 words a minute; a lesson's minutes are counted at a slow spoken rate (content/policy/publication.toml);
- silent reading of Chinese, about 260 characters a minute and up to twice that: Brysbaert 2019 (a review of reading rates);
- switch and scanning users, signers, easy-read, scribes, offline: assumptions, wide on purpose.
Whoever knows the subject already goes five times faster, in every way of learning alike (assumption: one in twenty).
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from learnhub.learning.rules.presence import Observed

BEGUN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
_LESSON_MINUTES = (12, 15, 18, 20, 25, 30)
_PARTS = 5  # three sections and two checks, as in most lessons of content/courses
KNOWS_IT = 20  # one of so many knows the subject already


@dataclass(frozen=True)
class Way:
    """A way of learning.

    share: lowest and highest share of the lesson's minutes that it takes. sitting: lessons in one sitting, at most.
    sent: how acts reach the server. wrong: chance of a wrong answer before the right one.
    """

    name: str
    share: tuple[float, float]
    sitting: int = 14
    wrong: float = 0.2
    sent: str = "at once"
    clock: timedelta = timedelta()
    reads_elsewhere: bool = False


WAYS = (
    Way("reads the text", (0.35, 1.2)),
    Way("screen reader at usual speed", (0.7, 1.6)),
    Way("screen reader at triple speed", (0.28, 0.6)),
    Way("large text and magnifier", (0.9, 2.5)),
    Way("listens to the audio", (0.9, 1.4)),
    Way("signed lesson", (0.9, 1.8)),
    Way("captions without sound", (0.35, 1.2)),
    Way("reads fast, deaf", (0.25, 0.8)),
    Way("easy-read cards", (0.8, 3.0), wrong=0.6),
    Way("pinyin over the words", (0.9, 2.5), wrong=0.4),
    Way("one switch, scanning", (2.0, 6.0), sitting=2),
    Way("voice control", (0.8, 2.0)),
    Way("calm mode, many short sittings", (0.8, 2.5), sitting=1),
    Way("braille display", (1.0, 2.5)),
    Way(
        "paper, keyed in by a scribe", (1.0, 2.0), sitting=16, sent="sitting at its end", reads_elsewhere=True
    ),
    Way("a helper reads out and keys", (0.8, 2.0)),
    Way("mother and child on one phone", (0.5, 1.5), sitting=2),
    Way("twenty behind one address", (0.5, 1.5), sitting=8),
    Way("two devices in turn", (0.4, 1.4)),
    Way("offline, right clock", (0.4, 1.5), sent="offline"),
    Way("offline, clock years behind", (0.4, 1.5), sent="offline", clock=timedelta(days=-2000)),
    Way("offline, clock a day ahead", (0.4, 1.5), sent="offline", clock=timedelta(days=1)),
    Way("bad line, sent in pieces", (0.4, 1.5), sent="in pieces"),
    Way("learns at night without sleep", (0.5, 1.5), sitting=20),
    Way("slow, comes back after weeks", (1.0, 4.0), sitting=1),
)


@dataclass(frozen=True)
class Learned:
    """What the server has of one simulated learner."""

    way: Way
    acts: tuple[Observed, ...]


def learners(count: int, seed: int = 20260302) -> Iterator[Learned]:
    """Yield learners, each way as often as every other, with one in KNOWS_IT of each way who knows the subject."""
    for number in range(count):
        way = WAYS[number % len(WAYS)]
        chance = random.Random(f"{seed}:{number}")
        knows_it = (number // len(WAYS)) % KNOWS_IT == 0
        yield Learned(way, _course(way, chance, knows_it=knows_it))


def _course(way: Way, chance: random.Random, *, knows_it: bool) -> tuple[Observed, ...]:
    lessons = chance.randint(8, 40)
    at = BEGUN + timedelta(hours=chance.uniform(1, 12))
    told: list[tuple[datetime, int, str]] = []
    sittings: list[list[tuple[datetime, int, str]]] = []
    done = 0
    while done < lessons:
        sitting: list[tuple[datetime, int, str]] = []
        for _lesson in range(min(chance.randint(1, way.sitting), lessons - done)):
            at = _lesson_acts(way, chance, at, sitting, knows_it=knows_it)
            done += 1
        sittings.append(sitting)
        at += timedelta(hours=chance.uniform(4, 60))
    told = [act for sitting in sittings for act in sitting]
    received = _SENT[way.sent](sittings, chance)
    return tuple(
        Observed(
            position=position,
            enrolment_id=1,
            received_at=arrived,
            happened_at=_by_clock(happened, arrived, way.clock),
            worth_seconds=worth,
            answer_id=answer,
        )
        for position, ((happened, worth, answer), arrived) in enumerate(
            zip(told, received, strict=True), start=1
        )
    )


def _by_clock(happened: datetime, arrived: datetime, clock: timedelta) -> datetime:
    """Return what the phone's clock tells; one that runs ahead is held to the server's, as the evidence log does."""
    return min(happened + clock, arrived)


def _lesson_acts(
    way: Way, chance: random.Random, at: datetime, sitting: list[tuple[datetime, int, str]], *, knows_it: bool
) -> datetime:
    minutes = chance.choice(_LESSON_MINUTES)
    share = chance.uniform(*way.share) / (5 if knows_it else 1)
    for part in range(_PARTS):
        # Nobody reads, decides and presses in less than four seconds.
        at += timedelta(seconds=max(4.0, minutes * 60 * share / _PARTS * chance.uniform(0.5, 1.5)))
        is_check = part % 2 == 1
        if is_check and chance.random() < way.wrong:
            sitting.append((at, 0, f"answer:{chance.getrandbits(60):x}"))
            at += timedelta(seconds=chance.uniform(6, 40))
        sitting.append((at, minutes * 60 // _PARTS, f"answer:{chance.getrandbits(60):x}" if is_check else ""))
    return at


def _at_once(
    sittings: Sequence[Sequence[tuple[datetime, int, str]]], chance: random.Random
) -> list[datetime]:
    return [
        act[0] + timedelta(milliseconds=chance.randint(50, 900)) for sitting in sittings for act in sitting
    ]


def _at_the_end(
    sittings: Sequence[Sequence[tuple[datetime, int, str]]], chance: random.Random
) -> list[datetime]:
    """Answers stand on paper; somebody keys them in at the end of the sitting, one every few seconds."""
    found: list[datetime] = []
    for sitting in sittings:
        at = sitting[-1][0]
        for _act in sitting:
            at += timedelta(seconds=chance.uniform(5, 25))
            found.append(at)
    return found


def _offline(
    sittings: Sequence[Sequence[tuple[datetime, int, str]]], chance: random.Random
) -> list[datetime]:
    """Kept on the phone, sent when there is a line: after one to nine sittings, in reports of at most a hundred acts."""
    found: list[datetime] = []
    waiting = 0
    for number, sitting in enumerate(sittings, start=1):
        waiting += len(sitting)
        if number == len(sittings) or chance.random() < 0.3:
            at = sitting[-1][0] + timedelta(hours=chance.uniform(0.1, 3))
            found += [at + timedelta(seconds=part // 100 * 2) for part in range(waiting)]
            waiting = 0
    return found


def _in_pieces(
    sittings: Sequence[Sequence[tuple[datetime, int, str]]], chance: random.Random
) -> list[datetime]:
    """A line that comes and goes: a few acts at a time, minutes or hours later, never out of order."""
    found: list[datetime] = []
    latest = BEGUN
    for sitting in sittings:
        start = 0
        while start < len(sitting):
            piece = sitting[start : start + chance.randint(1, 7)]
            latest = max(latest, piece[-1][0] + timedelta(minutes=chance.choice((0.02, 5, 40, 200))))
            found += [latest] * len(piece)
            start += len(piece)
    return found


_SENT: dict[str, Callable[[Sequence[Sequence[tuple[datetime, int, str]]], random.Random], list[datetime]]] = {
    "at once": _at_once,
    "sitting at its end": _at_the_end,
    "offline": _offline,
    "in pieces": _in_pieces,
}
