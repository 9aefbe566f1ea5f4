"""What a record is decided from, and what kinds of lines and certificates there are; pure."""

import enum
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import say
from learnhub.training.rules import Day


class LineKind(enum.StrEnum):
    """What the money is for."""

    TUITION = "tuition"
    LIVING = "living"
    ONLINE = "online"
    LUMP_SUM = "lump"
    SKILL = "skill"


LINE_WORDS = {
    LineKind.TUITION: say("培训费补贴"),
    LineKind.LIVING: say("生活费（含交通费）补贴"),
    LineKind.ONLINE: say("线上培训补贴"),
    LineKind.LUMP_SUM: say("一次性培训补贴"),
    LineKind.SKILL: say("技能提升补贴"),
}


class LineState(enum.StrEnum):
    """What was decided."""

    GRANTED = "granted"
    NOT_YET = "not yet"  # a condition is still open
    NOT_STATED = "not stated"  # the policy names the subsidy without a figure: 标准未载明
    REFUSED = "refused"


STATE_WORDS = {
    LineState.GRANTED: say("算得出"),
    LineState.NOT_YET: say("条件还没有满足"),
    LineState.NOT_STATED: say("标准未载明"),
    LineState.REFUSED: say("不能计算"),
}


class Proof(enum.StrEnum):
    """Kinds of certificates that a rule can ask for. Source: 云残发〔2022〕55号 names the first four."""

    QUALIFICATION = "qualification"
    LEVEL = "level"
    SPECIFIC = "specific"
    COMPLETION = "completion"
    SPECIAL_OPERATION = "special operation"


PROOF_WORDS = {
    Proof.QUALIFICATION: say("职业资格证书"),
    Proof.LEVEL: say("职业技能等级证书"),
    Proof.SPECIFIC: say("专项职业能力证书"),
    Proof.COMPLETION: say("培训合格证书"),
    Proof.SPECIAL_OPERATION: say("特种作业操作证"),
}
LEVEL_WORDS = {5: say("五级"), 4: say("四级"), 3: say("三级"), 2: say("二级"), 1: say("一级")}


def level_number(words: str) -> int | None:
    """Read a level out of a course's words: 五级/初级工 → 5; None where it names none."""
    return next((number for number, told in LEVEL_WORDS.items() if told in words), None)


class AgeStanding(enum.StrEnum):
    """Whether somebody's age on the opening day lies in the window that policy sets; never the age itself."""

    UNKNOWN = "unknown"
    INSIDE = "inside"
    OUTSIDE = "outside"


@dataclass(frozen=True)
class CertificateFact:
    """A certificate that was issued. level: 5 (五级) to 1, None for kinds without. occupation: "edition:code", or ""."""

    kind: Proof
    issued_on: date
    level: int | None = None
    occupation: str = ""

    @property
    def words(self) -> str:
        """Say what was obtained."""
        return LEVEL_WORDS.get(self.level or 0, "") + PROOF_WORDS[self.kind]


@dataclass(frozen=True)
class Counts:
    """What a granted line uses up of limits that run over several trainings.

    on: the day that says which year the training counts in. days: dates that were paid by the day, sorted.
    """

    on: date
    days: tuple[date, ...] = ()
    occupation: str = ""
    level: int | None = None
    training_type: str = ""


@dataclass(frozen=True)
class Granted:
    """A line that the same person was granted in another training. training: number of its class."""

    training: str
    kind: LineKind
    fund: str
    amount_fen: int
    counts: Counts


@dataclass(frozen=True)
class Facts:
    """What one enrolment in one class has to show.

    region_code: of the office that approved the class. opened_on: fixes the figures. scheduled_days: days of the
    timetable. days: attended, sorted, unique. online_minutes: recognised in this enrolment. lessons_done of lessons_published.
    paid_elsewhere: dates whose allowance belongs to another class of the same person, each with that class's number.

    Only later rules ask for the rest. planned_online_minutes, planned_offline_minutes: of the course version's lessons and of the
    timetable. online_by_day: recognised minutes by the date of learning, sorted. occupation: "edition:code", or "".
    level: 5 to 1, None where the course has none. completed_on: of the approved completion. employed_on: of a job found
    after the training. earlier: granted lines of other trainings that were kept before.
    """

    region_code: str
    opened_on: date
    scheduled_days: int
    days: tuple[Day, ...]
    online_minutes: int
    lessons_done: int
    lessons_published: int
    paid_elsewhere: tuple[tuple[date, str], ...] = ()
    planned_online_minutes: int = 0
    planned_offline_minutes: int = 0
    online_by_day: tuple[tuple[date, int], ...] = ()
    occupation: str = ""
    level: int | None = None
    training_type: str = ""
    certificates: tuple[CertificateFact, ...] = ()
    completed_on: date | None = None
    employed_on: date | None = None
    age_standing: AgeStanding = AgeStanding.UNKNOWN
    earlier: tuple[Granted, ...] = ()
