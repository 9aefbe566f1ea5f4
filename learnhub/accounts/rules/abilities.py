"""What somebody can do that few can, and that a reviewer must be able to do: sign, or read braille."""

import enum

from learnhub.primitives import say


class Ability(enum.StrEnum):
    """One recorded ability. Sign languages are told apart: who signs one doesn't necessarily sign the other."""

    NATIONAL_SIGN = "national-sign"
    NATURAL_SIGN = "natural-sign"
    BRAILLE = "braille"


ABILITY_WORDS = {
    Ability.NATIONAL_SIGN: say("国家通用手语"),
    Ability.NATURAL_SIGN: say("自然手语"),
    Ability.BRAILLE: say("国家通用盲文"),
}
SIGN_ABILITIES = frozenset({Ability.NATIONAL_SIGN, Ability.NATURAL_SIGN})
