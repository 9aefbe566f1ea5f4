"""Find a course by pictures, one question a page; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from learnhub.primitives import say

Choice = TypeVar("Choice")

# The drawing of each kind of work (catalogue.rules.CATEGORIES), as templates/components/_picture.html names it.
KIND_PICTURES = {
    "phone": "phone",
    "massage": "massage",
    "ecommerce": "parcel",
    "food": "bowl",
    "care": "heart",
    "craft": "scissors",
    "design": "palette",
    "public": "scroll",
}
# The ways of learning that are asked about, by their values of Facet.WAY: drawing and words.
WAY_PICTURES = {
    "no-reading": ("speaker", say("不看字，全都能听或看手语")),
    "audio": ("ear", say("听着学")),
    "sign": ("signing", say("看手语学")),
    "easy-read": ("cards", say("看图学，用易读版")),
}
FEW_MAX, MANY_MAX = 3, 12


@dataclass(frozen=True, slots=True)
class Part(Generic[Choice]):
    """The choices of one page. number: of the page, from 1. has_more: there are others on the next one."""

    choices: Sequence[Choice]
    number: int
    has_more: bool


def part_of_choices(choices: Sequence[Choice], number: int, most: int = FEW_MAX) -> Part[Choice]:
    """Return the choices of a page: at most `most`, the way to the others being one of them.

    number: from 1; beyond the last page the last one comes.
    """
    size = most - 1
    last = max(1, -(-(len(choices) - 1) // size))
    number = max(1, min(number, last))
    rest = choices[(number - 1) * size :]
    return Part(rest, number, False) if number == last else Part(rest[:size], number, True)


def narrowing(counts: Mapping[str, int], total: int) -> list[str]:
    """Return the ways of learning that some of so many courses have and some don't: only these are worth a question."""
    return [way for way in WAY_PICTURES if 0 < counts.get(way, 0) < total]
