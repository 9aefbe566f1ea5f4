"""What an application to open a class says beyond course, days and place; pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say


class TrainingType(enum.StrEnum):
    """The seven types of training that the plans count apart. Source: DOMAIN §1.3 (云残发〔2022〕55号, 晋残〔2019〕64号)."""

    EMPLOYMENT = "employment"
    UPGRADING = "upgrading"
    ENTREPRENEURSHIP = "entrepreneurship"
    PREPARATION = "preparation"
    RURAL = "rural"
    HIGH_SKILL = "high-skill"
    STAFF = "staff"  # employers and service staff: never mixed into totals of disabled trainees


TRAINING_TYPE_WORDS = {
    TrainingType.EMPLOYMENT: say("就业技能培训"),
    TrainingType.UPGRADING: say("岗位技能提升培训"),
    TrainingType.ENTREPRENEURSHIP: say("创业培训"),
    TrainingType.PREPARATION: say("劳动预备制培训"),
    TrainingType.RURAL: say("农村实用技术培训"),
    TrainingType.HIGH_SKILL: say("中高技能人才培训"),
    TrainingType.STAFF: say("用人单位和就业服务工作人员培训"),
}


class TraineeGroup(enum.StrEnum):
    """Whom a class trains: everybody in it belongs to one group, so that totals never mix them. Source: S1, S4 (DOMAIN §0, finding 9)."""

    TRAINEES = "trainees"
    STAFF = "staff"


TRAINEE_GROUP_WORDS = {
    TraineeGroup.TRAINEES: say("残疾学员"),
    TraineeGroup.STAFF: say("服务人员和用人单位的人"),
}


class DeliveryForm(enum.StrEnum):
    """How a class is held. Source: 晋残〔2019〕64号 (集中办班、自主分散、网络远程)."""

    CENTRAL = "central"
    DISPERSED = "dispersed"  # approved before it begins: 先申请后培训
    REMOTE = "remote"


DELIVERY_FORM_WORDS = {
    DeliveryForm.CENTRAL: say("集中办班"),
    DeliveryForm.DISPERSED: say("自主分散"),
    DeliveryForm.REMOTE: say("网络远程"),
}


class ClassKind(enum.StrEnum):
    """For whom a class is held. Source: DOMAIN §1.3 (订单, 定向, 送技能下乡)."""

    OPEN = "open"
    ORDERED = "ordered"
    TARGETED = "targeted"
    TO_THE_VILLAGE = "to-the-village"


CLASS_KIND_WORDS = {
    ClassKind.OPEN: say("面向所有报名的人"),
    ClassKind.ORDERED: say("订单培训"),
    ClassKind.TARGETED: say("定向培训"),
    ClassKind.TO_THE_VILLAGE: say("送技能下乡"),
}


class AccessFact(enum.StrEnum):
    """What decides whether somebody can come and stay."""

    RAMP = "ramp"
    LIFT = "lift"
    TOILET = "toilet"
    GUIDE = "guide"
    LOOP = "loop"
    QUIET_ROOM = "quiet-room"


ACCESS_FACT_WORDS = {
    AccessFact.RAMP: say("门口有坡道或没有台阶"),
    AccessFact.LIFT: say("有电梯，或者就在一层"),
    AccessFact.TOILET: say("有无障碍卫生间"),
    AccessFact.GUIDE: say("有人在门口或车站接"),
    AccessFact.LOOP: say("有助听环路或扩音设备"),
    AccessFact.QUIET_ROOM: say("有可以安静休息的房间"),
}


class Known(enum.StrEnum):
    """What is known of a fact: not having looked is not the same as not having it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


KNOWN_WORDS = {Known.YES: say("有"), Known.NO: say("没有"), Known.UNKNOWN: say("还没看过")}


class Interpreter(enum.StrEnum):
    """Whether somebody interprets into sign language."""

    NOT_ASKED = "not-asked"
    ASKED = "asked"
    ARRANGED = "arranged"


INTERPRETER_WORDS = {
    Interpreter.NOT_ASKED: say("还没有人提出需要"),
    Interpreter.ASKED: say("已经去请，还没定下来"),
    Interpreter.ARRANGED: say("已经请到"),
}


class Cycle(enum.StrEnum):
    """How long a class takes, as the national register counts it."""

    SHORT = "short"
    MIDDLE = "middle"
    LONG = "long"


CYCLE_WORDS = {Cycle.SHORT: say("短期"), Cycle.MIDDLE: say("中期"), Cycle.LONG: say("长期")}


@dataclass(frozen=True)
class Budgeted:
    """One line of a budget. amount_fen: positive."""

    title: str
    amount_fen: int


@dataclass(frozen=True)
class Particulars:
    """What an application says beyond course, days and place. access_facts: each fact once."""

    training_type: TrainingType
    delivery_form: DeliveryForm
    dispersed_approval: str
    kind: ClassKind
    employer: str
    access_facts: Mapping[AccessFact, Known]
    directions: str
    is_companion_allowed: bool
    interpreter: Interpreter
    interpreter_words: str
    dormitory: str
    budget: Sequence[Budgeted]
    trainee_group: TraineeGroup = TraineeGroup.TRAINEES


def particulars_refusal(particulars: Particulars) -> Refusal | None:
    """Refuse particulars that leave out what another of them needs."""
    if particulars.delivery_form is DeliveryForm.DISPERSED and not particulars.dispersed_approval:
        return Refusal(
            "dispersed-unapproved",
            say("自主分散要先申请后培训，请写明同意的单位、日期和文号。"),
            source="晋残〔2019〕64号",
            field="dispersed_approval",
        )
    if particulars.kind is not ClassKind.OPEN and not particulars.employer:
        return Refusal("no-employer", say("请写明是哪个单位的订单或定向，或者下到哪个村。"), field="employer")
    if particulars.interpreter is not Interpreter.NOT_ASKED and not particulars.interpreter_words:
        return Refusal(
            "interpreter-unnamed", say("请写明谁去请手语翻译、请的是谁。"), field="interpreter_words"
        )
    return None


def group_of(training_type: str, asked: TraineeGroup = TraineeGroup.TRAINEES) -> TraineeGroup:
    """Return whom a class trains: the training of employers and service staff is staff's, whatever was asked.

    training_type: in words, as course versions keep it.
    """
    is_staff = training_type == TRAINING_TYPE_WORDS[TrainingType.STAFF]
    return TraineeGroup.STAFF if is_staff else asked


def training_year(days: Sequence[date], opened_on: date) -> int:
    """Return the training year of a class: the year in which it began, also when it ends in the next.

    days: of its meetings; may be empty. Source: CDPF 填报说明和指标解释 (2012), DOMAIN §3.4.
    """
    return min([*days, opened_on]).year


def cycle(days: Sequence[date], opened_on: date) -> Cycle:
    """Tell how long a class takes, from its first day to its last, both inclusive.

    short: until the same day a month later; middle: half a year; long: longer. Source: as of training_year (短期≤1个月,
    中期≤半年, 长期>半年).
    """
    first, last = min([*days, opened_on]), max([*days, opened_on])
    if last < _months_later(first, 1):
        return Cycle.SHORT
    return Cycle.MIDDLE if last < _months_later(first, 6) else Cycle.LONG


def _months_later(day: date, months: int) -> date:
    """Return the same day so many months later; the first of the month after it where that month is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    try:
        return date(day.year + year, month + 1, day.day)
    except ValueError:
        year, month = divmod(day.month + months, 12)
        return date(day.year + year, month + 1, 1)
