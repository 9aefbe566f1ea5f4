"""Working days, periods of notices, masked names, and where complaints stand; pure."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from learnhub.primitives import Refusal, say
from learnhub.regions.rules import COUNTRY, chain

PERIOD_DAYS_MAX = 60
KIND_CALENDAR = "notice.calendar"
KIND_PUBLISHED = "notice.published"
KIND_ENDED = "notice.ended"
NO_CALENDAR = "no-calendar"
_SATURDAY = 5


@dataclass(frozen=True)
class YearOfDays:
    """Which days of a year differ from the week: holidays on working days, and weekends that are worked.

    region_code: where it holds, "" everywhere. row: number of the officer's row, 0 for the files. source: document and number.
    """

    year: int
    days_off: frozenset[date]
    days_worked: frozenset[date]
    source: str
    is_example: bool = False
    region_code: str = COUNTRY
    row: int = 0


@dataclass(frozen=True)
class WorkingDays:
    """All years that are known."""

    years: tuple[YearOfDays, ...]

    def year_or_none(self, year: int, region_code: str) -> YearOfDays | None:
        """Return the year as the nearest division has it, the newest row of it; None where nobody has entered it."""
        for code in chain(region_code):
            found = [one for one in self.years if one.year == year and one.region_code == code]
            if found:
                return max(found, key=lambda one: one.row)
        return None

    def last_day(self, published_on: date, days: int, region_code: str) -> date | Refusal:
        """Return the last day of a period of working days; the day of publishing doesn't count.

        Refuses to guess a year whose holidays nobody has entered. Source: 民法典第二百零一条 (开始的当日不计入).
        """
        if not 1 <= days <= PERIOD_DAYS_MAX:
            raise ValueError("a period has 1 to 60 working days")
        day = published_on
        while days:
            day += timedelta(days=1)
            year = self.year_or_none(day.year, region_code)
            if year is None:
                return Refusal(
                    NO_CALENDAR,
                    say(
                        "%(year)s 年的工作日还没有登记，算不出公示到哪一天。请先在“工作日”里登记国务院办公厅的放假安排。",
                        year=day.year,
                    ),
                )
            days -= is_working_day(day, year)
        return day

    def sources(self, first: date, last: date, region_code: str) -> tuple[str, ...]:
        """Return the documents that a period was counted by, each once."""
        years = (self.year_or_none(year, region_code) for year in range(first.year, last.year + 1))
        return tuple(dict.fromkeys(one.source for one in years if one is not None))


def is_working_day(day: date, year: YearOfDays) -> bool:
    """Tell whether offices work on a day of this year."""
    if day in year.days_worked:
        return True
    return day.weekday() < _SATURDAY and day not in year.days_off


def year_refusal(year: int, days_off: Iterable[date], days_worked: Iterable[date]) -> Refusal | None:
    """Refuse a year that can't be meant: days of another year, a day both off and worked, a weekday "worked"."""
    off, worked = set(days_off), set(days_worked)
    if any(day.year != year for day in off | worked):
        return Refusal("other-year", say("请只写 %(year)s 年的日子。", year=year), field="days_off")
    if off & worked:
        return Refusal("both", say("有一天又放假又上班，请改一下。"), field="days_worked")
    if any(day.weekday() < _SATURDAY for day in worked):
        return Refusal("weekday", say("“要上班的周末”里请只写星期六、星期日。"), field="days_worked")
    if not off:
        return Refusal("nothing", say("请写放假的日子，一行一天。"), field="days_off")
    return None


def masked_name(name: str) -> str:
    """Hide the middle of a name, as public notices do: 王*强, 王*; one sign alone is hidden whole."""
    if len(name) <= 1:
        return "*"
    return name[0] + "*" + (name[-1] if len(name) > 2 else "")


class NoticeState(enum.StrEnum):
    """Where a notice stands on a day."""

    OPEN = "open"
    OVER = "over"  # the period has ended, nobody has closed it
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    NoticeState.OPEN: say("正在公示"),
    NoticeState.OVER: say("公示期满"),
    NoticeState.CLOSED: say("公示结束"),
    NoticeState.WITHDRAWN: say("已经撤回"),
}


class Ending(enum.StrEnum):
    """How a notice ended."""

    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


def notice_state(ends_on: date, ending: Ending | None, on: date) -> NoticeState:
    """Return where a notice stands; its last day belongs to it."""
    if ending is not None:
        return NoticeState(ending.value)
    return NoticeState.OPEN if on <= ends_on else NoticeState.OVER


def closing_refusal(state: NoticeState, open_objections: int, upheld_objections: int = 0) -> Refusal | None:
    """Say why a notice can't be closed; None when it can. What was found to be wrong must be mended, not approved."""
    if state is NoticeState.OPEN:
        return Refusal("still-open", say("公示期还没有满，请等到最后一天过去。"))
    if state is not NoticeState.OVER:
        return Refusal("ended", say("这次公示已经结束了，请刷新页面看看。"))
    if open_objections:
        return Refusal(
            "open-objections",
            say("还有 %(open_objections)s 条异议没有答复，请先答复。", open_objections=open_objections),
        )
    if upheld_objections:
        return Refusal("upheld-objections", say("有意见查下来是对的，不能批准，请退回改正，改好再公示一次。"))
    return None


ANSWER_DAYS = "complaints.answer_days"
COMPLAINT_DAYS = "retention.complaint_days"
ERASED = "-"  # stands for words that were taken away when their time was over


class Topic(enum.StrEnum):
    """What a complaint is about."""

    TEACHING = "teaching"
    MONEY = "money"
    ACCESS = "access"
    RESPECT = "respect"
    OFFICE = "office"
    OTHER = "other"


TOPIC_WORDS = {
    Topic.TEACHING: say("上课：没有上、少上、教得不对"),
    Topic.MONEY: say("钱：补贴、收费、扣钱"),
    Topic.ACCESS: say("无障碍：进不去、听不到、看不到、没有手语"),
    Topic.RESPECT: say("态度：不尊重、欺负人"),
    Topic.OFFICE: say("办事：残联办得慢、不答复"),
    Topic.OTHER: say("别的事"),
}


class ComplaintState(enum.StrEnum):
    """Where a complaint stands: each but the first by an answer of the office."""

    WAITING = "waiting"
    IN_WORK = "in work"
    RIGHT = "right"
    NOT_RIGHT = "not right"


COMPLAINT_WORDS = {
    ComplaintState.WAITING: say("收到了，还没有人看"),
    ComplaintState.IN_WORK: say("正在查"),
    ComplaintState.RIGHT: say("查过了，您说得对"),
    ComplaintState.NOT_RIGHT: say("查过了，没有发现您说的情况"),
}
ANSWERED_STATES = frozenset({ComplaintState.RIGHT, ComplaintState.NOT_RIGHT})


def is_late(state: ComplaintState, answer_by: date, on: date) -> bool:
    """Tell whether a complaint should have been answered before this day."""
    return state not in ANSWERED_STATES and on > answer_by
