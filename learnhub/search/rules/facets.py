"""What courses can be filtered by, and which values a course has; pure."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from learnhub.catalogue.rules import SlotKind
from learnhub.primitives import say
from learnhub.regions.rules import COUNTRY, chain


class Facet(enum.StrEnum):
    """One thing to filter by; the value is its name in addresses, which people keep: it doesn't change."""

    CATEGORY = "category"
    OCCUPATION = "occupation"
    BASE = "base"
    REGION = "region"
    MINUTES = "minutes"
    CERTIFICATE = "certificate"
    TRAINING_TYPE = "type"
    WAY = "has"


# Several ways can be asked for at once, all of which must be there; of the others one.
SEVERAL = frozenset({Facet.WAY})

# What a lesson can have besides its text, and is asked for by those who need it.
WAYS = {
    SlotKind.AUDIO: "audio",
    SlotKind.SIGN: "sign",
    SlotKind.CAPTIONS: "captions",
    SlotKind.EASY_READ: "easy-read",
}
BRAILLE = "braille"
# Nothing has to be read by anybody who hears or signs: each lesson is heard or signed whole.
NO_READING = "no-reading"
# How each way is told, in the order in which ways are told.
WAY_WORDS = {
    "audio": say("朗读"),
    "sign": say("手语视频"),
    "captions": say("字幕"),
    "easy-read": say("易读版"),
    "braille": say("盲文"),
    "no-reading": say("不用看字就能学"),
}

# Upper ends, inclusive, of the bands of minutes that are online.
MINUTES_BANDS = {"up-to-60": 60, "up-to-180": 180, "up-to-360": 360}
LONGEST_BAND = "over-360"


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What a course is filtered by. base: its slug, empty where no base offers it, region_code then too.

    ways: how many lessons have each kind of slot. lesson_count: of those that are online. no_reading_count: how many of them are heard or signed.
    """

    category: str
    occupation: str
    base: str
    region_code: str
    minutes: int
    certificates: tuple[str, ...]
    training_type: str
    ways: Mapping[SlotKind, int]
    lesson_count: int = 0
    no_reading_count: int = 0


def minutes_band(minutes: int) -> str:
    """Return the band in which a number of minutes lies."""
    return next((band for band, most in MINUTES_BANDS.items() if minutes <= most), LONGEST_BAND)


def facets_of(facts: CourseFacts) -> frozenset[tuple[Facet, str]]:
    """Return the pairs of facet and value that a course has.

    A region counts with those that contain it, so that a province finds the courses of its counties. A way counts when at least one
    lesson has it: how many have it stands on the card. Braille is made of any lesson on the spot.
    """
    is_heard_whole = 0 < facts.lesson_count == facts.no_reading_count
    found = {
        (Facet.CATEGORY, facts.category),
        (Facet.OCCUPATION, facts.occupation),
        (Facet.BASE, facts.base),
        (Facet.MINUTES, minutes_band(facts.minutes)),
        (Facet.TRAINING_TYPE, facts.training_type),
        *((Facet.CERTIFICATE, certificate) for certificate in facts.certificates),
        *((Facet.WAY, word) for kind, word in WAYS.items() if facts.ways.get(kind, 0) > 0),
        *([(Facet.WAY, BRAILLE)] if facts.lesson_count else []),
        *([(Facet.WAY, NO_READING)] if is_heard_whole else []),
        *((Facet.REGION, code) for code in chain(facts.region_code) if code != COUNTRY),
    }
    return frozenset((facet, value) for facet, value in found if value)


def chosen_facets(typed: Mapping[str, Iterable[str]]) -> dict[Facet, tuple[str, ...]]:
    """Read filters from the values of an address; of a facet that takes one value the first counts, and blank ones don't."""
    chosen = {}
    for facet in Facet:
        values = tuple(dict.fromkeys(value for value in typed.get(facet.value, ()) if value))
        if values:
            chosen[facet] = values if facet in SEVERAL else values[:1]
    return chosen
