"""What a base says of itself: specialities, access, practice areas; pure."""

import enum
import re
from dataclasses import dataclass

from learnhub.primitives import Refusal, say

SPECIALITIES_MAX, AREAS_MAX = 12, 20
PLACES_MAX = 1_000
_WORD_CHARACTERS_MAX = 20
_AREA = re.compile(r"(?P<name>.*?[^\s\d])[\s:：,，]*(?P<places>\d{1,4})\s*(?:人|个?工?位)?")

# What somebody wants to know before coming. Source of the kinds: 无障碍环境建设法 (2023) on entrances, lifts, toilets, guide paths, hearing,
# signs and words; the rest is what trainees ask a base by telephone.
FACILITY_WORDS = {
    "level-entrance": say("门口是平路或者有坡道"),
    "lift": say("有电梯，或者教室在一楼"),
    "toilet": say("有无障碍卫生间"),
    "guide-path": say("有盲道或者扶手引路"),
    "spoken-lift": say("电梯报楼层"),
    "hearing-loop": say("有助听回路或者字幕屏"),
    "visible-alarm": say("有看得见的提示灯和报警灯"),
    "sign-interpreter": say("可以申请手语翻译"),
    "braille": say("有盲文或者大字材料"),
    "quiet-room": say("有安静的休息间"),
    "guide-dog": say("可以带导盲犬"),
    "companion": say("可以带陪护人"),
    "bedroom": say("有无障碍宿舍"),
    "transfer": say("有车接送，或者离公交站近"),
}


class Nature(enum.StrEnum):
    """Who runs an institution (办学性质), as lists of institutions name it (DOMAIN §1.4, 两目录一系统). Its values are ours: no text lists them."""

    NOT_TOLD = ""
    PUBLIC = "public"
    PRIVATE = "private"
    ENTERPRISE = "enterprise"
    ASSOCIATION = "association"


NATURE_WORDS = {
    Nature.NOT_TOLD: say("没有写"),
    Nature.PUBLIC: say("公办"),
    Nature.PRIVATE: say("民办"),
    Nature.ENTERPRISE: say("企业办"),
    Nature.ASSOCIATION: say("社会组织办"),
}


@dataclass(frozen=True)
class PracticeArea:
    """A place to practise (功能区) and how many people can work there at once."""

    name: str
    places: int


@dataclass(frozen=True)
class Particulars:
    """What a base says of itself. credit_code: "" where unknown. specialities, facilities: unique, in order."""

    credit_code: str
    specialities: tuple[str, ...]
    facilities: tuple[str, ...]
    areas: tuple[PracticeArea, ...]
    address: str
    phone: str
    text_contact: str
    access_words: str
    nature: Nature = Nature.NOT_TOLD


def specialities(typed: str) -> tuple[str, ...] | Refusal:
    """Read specialities, one on each line; the same twice is one."""
    found = tuple(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if len(found) > SPECIALITIES_MAX or any(len(one) > _WORD_CHARACTERS_MAX for one in found):
        return Refusal(
            "specialities", say("特色一行写一个，每个最多 20 个字，最多 12 个。"), field="specialities"
        )
    return found


def areas(typed: str) -> tuple[PracticeArea, ...] | Refusal:
    """Read practice areas, one on each line: its name and how many people can work there."""
    found = []
    for line in (line.strip() for line in typed.splitlines()):
        if not line:
            continue
        told = _AREA.fullmatch(line)
        if (
            told is None
            or not 0 < int(told["places"]) <= PLACES_MAX
            or len(told["name"]) > _WORD_CHARACTERS_MAX
        ):
            return Refusal(
                "areas",
                say("“%(line)s”没有读懂。请一行写一个功能区和能坐几个人，例如：咖啡区 12。", line=line[:20]),
                field="areas",
            )
        found.append(PracticeArea(told["name"], int(told["places"])))
    if len(found) > AREAS_MAX:
        return Refusal("areas", say("功能区最多写 20 个。"), field="areas")
    return tuple(found)


def particulars_refusal(told: Particulars) -> Refusal | None:
    """Say what somebody who can't telephone would miss; None where nothing is missing."""
    if not told.text_contact:
        return Refusal(
            "no-text-contact",
            say("请写一种不用打电话的联系方式，例如短信号码、微信号或者邮箱，听不见的人要用。"),
            field="text_contact",
        )
    return None
