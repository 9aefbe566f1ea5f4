"""What the yearly survey asks, when it may be answered, and which sums may be shown; pure.

Source: 晋残〔2019〕64号 三（一）: 每年对法定劳动年龄内残疾人就业状况和培训需求开展调查. The questions are ours: no official form was found.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.catalogue.rules import CATEGORIES
from learnhub.primitives import Refusal, say
from learnhub.regions.rules import COUNTRY, chain
from learnhub.training.rules.satisfaction import Share

SHOWN_MIN, REMIND_DAYS, KEPT_DAYS = "needs.shown_min", "needs.remind_days", "retention.needs_days"
WORDS_CHARACTERS_MAX = 300


class Mode(enum.StrEnum):
    """How somebody would like to learn. SKIPPED: the person doesn't want to say."""

    ONLINE = "online"
    NEAR = "near"
    AWAY = "away"
    MIXED = "mixed"
    SKIPPED = "skipped"


class Obstacle(enum.StrEnum):
    """What is in somebody's way."""

    TRANSPORT = "transport"
    INTERPRETER = "interpreter"
    TIME = "time"
    DEVICE = "device"
    ROOM = "room"
    WORDS = "words"


class State(enum.StrEnum):
    """Where a survey stands on a day. OVER: it waits to be counted."""

    EARLY = "early"
    OPEN = "open"
    OVER = "over"
    COUNTED = "counted"


# 公共内容 is taught to everybody and is no trade that one could wish for.
WANT_WORDS = {key: words for key, words in CATEGORIES.items() if key != "public"}
MODE_WORDS = {
    Mode.ONLINE: say("在家，从网上学"),
    Mode.NEAR: say("去上课，要离家近"),
    Mode.AWAY: say("去上课，远一点也行"),
    Mode.MIXED: say("网上学一些，去上课一些"),
    Mode.SKIPPED: say("不想答"),
}
OBSTACLE_WORDS = {
    Obstacle.TRANSPORT: say("路不好走，没有车"),
    Obstacle.INTERPRETER: say("要手语翻译"),
    Obstacle.TIME: say("没有时间"),
    Obstacle.DEVICE: say("没有手机、电脑或者网络"),
    Obstacle.ROOM: say("教室进不去，厕所用不了"),
    Obstacle.WORDS: say("字太难，讲得太快"),
}
STATE_WORDS = {
    State.EARLY: say("还没开始"),
    State.OPEN: say("正在收"),
    State.OVER: say("收完了，正在数"),
    State.COUNTED: say("数好了"),
}
# What a table shows at once: cells by the question that they belong to.
ABOUT_WORDS = {"wants": say("想学什么"), "mode": say("想怎么学"), "obstacles": say("什么难处")}
CELLS: Mapping[str, Mapping[str, str]] = {
    "wants": {f"want:{key}": words for key, words in WANT_WORDS.items()},
    "mode": {f"mode:{key}": words for key, words in MODE_WORDS.items() if key is not Mode.SKIPPED},
    "obstacles": {f"obstacle:{key}": words for key, words in OBSTACLE_WORDS.items()},
}
_SKIPPED = f"mode:{Mode.SKIPPED}"


@dataclass(frozen=True)
class Answer:
    """One person's answer. wants: keys of WANT_WORDS."""

    wants: frozenset[str]
    mode: Mode
    obstacles: frozenset[Obstacle]
    words: str = ""

    @property
    def cells(self) -> list[str]:
        """Return the cells in which this answer counts."""
        return [
            *(f"want:{one}" for one in self.wants),
            f"mode:{self.mode}",
            *(f"obstacle:{one}" for one in self.obstacles),
        ]


@dataclass(frozen=True)
class Counted:
    """What was counted of a division. people: with an account there; answered ≤ people; cells: how many chose what."""

    people: int
    answered: int
    cells: Mapping[str, int]


@dataclass(frozen=True)
class Line:
    """A line that may be shown. code: of a division; with is_rest, of the prefecture (or "", the survey) whose smaller parts it sums.

    cells: how many of `answered` chose what; None where it isn't shown.
    """

    code: str
    is_rest: bool
    people: int
    answered: int
    cells: Mapping[str, int | None]


def state_of(opens_on: date, closes_on: date, *, on: date, is_counted: bool) -> State:
    """Return where a survey stands; both days belong to it."""
    if is_counted:
        return State.COUNTED
    if on < opens_on:
        return State.EARLY
    return State.OPEN if on <= closes_on else State.OVER


def opening_refusal(
    region: str, opens_on: date, closes_on: date, *, on: date, taken: Iterable[str]
) -> Refusal | None:
    """Say why an office can't open a survey. taken: divisions that have one in that year."""
    if opens_on < on:
        return Refusal("past", say("开始的日期已经过去，请填今天或者以后。"), field="opens_on")
    if closes_on <= opens_on:
        return Refusal("order", say("结束的日期要晚于开始的日期。"), field="closes_on")
    if closes_on.year != opens_on.year:
        return Refusal("year", say("一次调查要在同一年里开始和结束。"), field="closes_on")
    if any(one in chain(region) or region in chain(one) for one in taken):
        return Refusal(
            "taken",
            say("这一年已经有一次调查包括这里。一个人一年只问一次，请看已有的那一次。"),
            field="region",
        )
    return None


def answer_refusal(answer: Answer) -> Refusal | None:
    """Refuse an empty sheet; nothing single is needed."""
    if answer.wants or answer.obstacles or answer.words or answer.mode is not Mode.SKIPPED:
        return None
    return Refusal("empty", say("请至少选一样，或者写一句话。不想答，离开这一页就行。"), field="wants")


def lines_shown(counted: Mapping[str, Counted], shown_min: int) -> list[Line]:
    """Return the sums that may be shown: parts that share nobody, each with shown_min answers or none at all.

    counted: by division. A division with fewer answers is summed with the smaller ones of its prefecture, a prefecture with fewer with the
    other ones; where these together are too few, the smallest that could be shown joins them. As no total of everybody is shown
    beside the lines, nothing is left that a subtraction would tell. Empty where nothing may be shown.
    """
    groups: list[_Group] = []
    left: list[Counted] = []
    for area in sorted({_area(code) for code in counted}):
        inside = sorted(
            ((code, one) for code, one in counted.items() if _area(code) == area),
            key=lambda pair: (-pair[1].answered, pair[0]),
        )
        shown = [pair for pair in inside if pair[1].answered >= shown_min]
        others = [one for _code, one in inside if one.answered < shown_min]
        while shown and 0 < _answered(others) < shown_min:
            others.append(shown.pop()[1])
        groups += [_Group(code, False, (one,)) for code, one in sorted(shown)]
        if others and (shown or _answered(others) >= shown_min):
            groups.append(_Group(area, True, tuple(others)))
        else:
            left += others
    while 0 < _answered(left) < shown_min:
        filled = [one for one in groups if one.answered]
        if not filled:
            return []
        smallest = min(filled, key=lambda one: (one.answered, one.code))
        groups.remove(smallest)
        left += smallest.parts
    if not _answered(left) and not groups:
        return []
    if left:
        groups.append(_Group(COUNTRY, True, tuple(left)))
    return [_line(one, shown_min) for one in groups]


def total_of(lines: Sequence[Line], cell: str) -> Share | None:
    """Return the sum of what lines show of a cell, over the answers of those very lines: hidden cells are in neither. None without any."""
    shown = [(one.answered, count) for one in lines if (count := one.cells[cell]) is not None]
    if not shown:
        return None
    return Share(sum(count for _answered, count in shown), sum(answered for answered, _count in shown))


def area_lines(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """Return lines by the prefecture that they lie in; "" for what was summed over prefectures."""
    found: dict[str, list[Line]] = {}
    for one in lines:
        found.setdefault(_area(one.code), []).append(one)
    return found


def _area(code: str) -> str:
    return code if code == COUNTRY or code.endswith("0000") else code[:4] + "00"


def _answered(parts: Iterable[Counted]) -> int:
    return sum(one.answered for one in parts)


@dataclass(frozen=True)
class _Group:
    code: str
    is_rest: bool
    parts: tuple[Counted, ...]

    @property
    def answered(self) -> int:
        return _answered(self.parts)


def _line(group: _Group, shown_min: int) -> Line:
    counts = {
        cell: sum(one.cells.get(cell, 0) for one in group.parts)
        for cell in (*(cell for cells in CELLS.values() for cell in cells), _SKIPPED)
    }
    shown: dict[str, int | None] = {
        cell: count if count >= shown_min else None for cell, count in counts.items()
    }
    # Whoever answered chose one way, or none: from all ways but one the last would follow. Who skipped it is never shown.
    shown[_SKIPPED] = None
    ways = [*CELLS["mode"], _SKIPPED]
    while 0 < sum(counts[cell] for cell in ways if shown[cell] is None) < shown_min:
        told = [cell for cell in ways if shown[cell] is not None]
        if not told:
            break
        shown[min(told, key=lambda cell: (counts[cell], cell))] = None
    del shown[_SKIPPED]
    return Line(group.code, group.is_rest, sum(one.people for one in group.parts), group.answered, shown)
