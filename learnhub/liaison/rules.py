"""How somebody's yes to a liaison is told; pure.

Source: 晋残〔2019〕64号 (各镇、街道残联), 云残发〔2022〕55号 (残疾人联络员).
"""

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from learnhub.primitives import Refusal, say

TOWN_CHARACTERS_MAX = 30
TOWNS_MAX = 60  # of one county
YES_DAYS = 30  # a yes that is older is asked for again


class YesBy(enum.StrEnum):
    """How a person said yes."""

    SAID = "said"
    WRITTEN = "written"
    SIGNED = "signed"
    POINTED = "pointed"


class DeedKind(enum.StrEnum):
    """What a liaison did for somebody. OPENED: an account. JOINED: into the list of a town. ENROLLED: in a course."""

    OPENED = "opened"
    JOINED = "joined"
    ENROLLED = "enrolled"


YES_WORDS = {
    YesBy.SAID: say("本人说的"),
    YesBy.WRITTEN: say("本人写的或者签的字"),
    YesBy.SIGNED: say("本人打手语说的"),
    YesBy.POINTED: say("本人看图或者易读的话，自己指的、点头的"),
}
DEED_WORDS = {
    DeedKind.OPENED: say("替您开了账号"),
    DeedKind.JOINED: say("把您记进了名单"),
    DeedKind.ENROLLED: say("替您报了名"),
}


@dataclass(frozen=True)
class Yes:
    """A person's yes. by: how it was said. on: the day. note: where, who was there; may be empty."""

    by: YesBy
    on: date
    note: str


def yes_refusal(yes: Yes, *, on: date) -> Refusal | None:
    """Refuse a yes from a day to come, and one so old that the person should be asked again."""
    if yes.on > on:
        return Refusal("later", say("同意的日子还没有到，请核对。"), field="yes_on")
    if yes.on < on - timedelta(days=YES_DAYS):
        return Refusal(
            "old",
            say("同意是 %(days)d 天以前说的了，请再问本人一次。", days=YES_DAYS),
            field="yes_on",
        )
    return None
