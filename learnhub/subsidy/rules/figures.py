"""The figures that subsidy rules ask for, and how each is said; pure."""

from learnhub.completion.rules.checklist import (
    ATTENDANCE_MIN,
    CERTIFICATE,
    CLASS_HOURS_MIN,
    LESSONS_PER_MILLE,
)
from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR, POINTS_PER_LESSON
from learnhub.credits.rules.outside import OUTSIDE_HOURS_MAX
from learnhub.policy.rules import Figure, FigureKey, Figures, Value
from learnhub.primitives import fen_text, listed, say
from learnhub.subsidy.rules.claims import (
    BASE_ACCOUNT,
    BASE_ALONE,
    BEGUN_BY,
    MAY_CHOOSE,
    NOTICE_WORKING_DAYS,
    PREFECTURE,
    SECOND_REVIEW_BY,
)
from learnhub.subsidy.rules.facts import LEVEL_WORDS, LINE_WORDS, Facts, LineKind
from learnhub.subsidy.rules.report_figures import REPORT_KEYS, REPORTS

LIVING_PER_DAY = "subsidy.living_per_offline_day_fen"
DAY_MINUTES_MIN = "subsidy.day_minutes_min"
HALF_DAY_MINUTES_MIN = "subsidy.half_day_minutes_min"
LIVING_DAYS_PER_CLASS = "subsidy.living_days_per_class_max"
LIVING_DAYS_PER_YEAR = "subsidy.living_days_per_year_max"
LIVING_PER_YEAR = "subsidy.living_per_year_max_fen"

ONLINE_PER_HOUR = "subsidy.online_per_class_hour_fen"
ONLINE_HOURS_PER_DAY = "subsidy.online_class_hours_per_day_max"
ONLINE_ON_OFFLINE_DAYS = "subsidy.online_on_offline_days"
ONLINE_TIMES_PER_YEAR = "subsidy.online_times_per_year_max"
ONLINE_OF_WAGE = "subsidy.online_max_of_wage_per_mille"
MONTHLY_MINIMUM_WAGE = "subsidy.monthly_minimum_wage_fen"

TUITION_STANDARD = "subsidy.tuition_standard_fen"
TUITION_UPLIFT = "subsidy.tuition_uplift_per_mille"
TUITION_UPLIFT_CEILING = "subsidy.tuition_uplift_ceiling_per_mille"
TUITION_LEVEL = {level: f"subsidy.tuition_level_{level}_fen" for level in (5, 4, 3, 2, 1)}
TUITION_SPECIFIC = "subsidy.tuition_specific_ability_fen"
TUITION_SPECIAL_OPERATION = "subsidy.tuition_special_operation_fen"
TUITION_COMPLETION = "subsidy.tuition_completion_fen"
TUITION_COMPLETION_PER_HOUR = "subsidy.tuition_completion_per_class_hour_fen"
TUITION_COMPLETION_HOURS_MIN = "subsidy.tuition_completion_class_hours_min"
TUITION_COMPLETION_MAX = "subsidy.tuition_completion_max_fen"
TUITION_HOURS_MIN = "subsidy.tuition_class_hours_min"
TUITION_HOURS_MAX = "subsidy.tuition_class_hours_max"
TUITION_SHORT_PER_DAY = "subsidy.tuition_short_per_day_fen"
TUITION_SHORT_MAX = "subsidy.tuition_short_max_per_mille"
CLASS_HOURS_PER_DAY = "subsidy.class_hours_per_day"
TUITION_FIRST_DAYS = "subsidy.tuition_first_days"
TUITION_PER_FIRST_DAY = "subsidy.tuition_per_first_day_fen"
TUITION_PER_LATER_DAY = "subsidy.tuition_per_later_day_fen"
TUITION_ONLINE_PART = "subsidy.tuition_online_part_per_mille"
TUITION_ADVANCE_PER_HOUR = "subsidy.tuition_advance_per_class_hour_fen"
TUITION_ADVANCE_MAX = "subsidy.tuition_advance_max_per_mille"
TUITION_ON_CERTIFICATE = "subsidy.tuition_on_certificate_per_mille"
EMPLOYED_WITHIN_MONTHS = "subsidy.employed_within_months"
TUITION_PER_YEAR = "subsidy.tuition_per_year_max_fen"

LUMP_SUM = "subsidy.lump_sum_fen"
LUMP_SUM_INTERVAL = "subsidy.lump_sum_interval_months"
SKILL_LEVEL = {level: f"subsidy.skill_level_{level}_fen" for level in (5, 4, 3, 2, 1)}

COMPLETION_NEEDED = "subsidy.completion_needed"
TIMES_PER_YEAR = "subsidy.times_per_year_max"
TIMES_PER_YEAR_AND_TYPE = "subsidy.times_per_year_and_type_max"
OCCUPATION_ONCE = "subsidy.occupation_level_once"
NOT_WITH_INSURANCE = "subsidy.not_with_unemployment_insurance"
CLAIM_MONTHS = "subsidy.claim_months_after_certificate"
AGE_MALE_MIN, AGE_MALE_MAX = "subsidy.age_male_min_years", "subsidy.age_male_max_years"
AGE_FEMALE_MIN, AGE_FEMALE_MAX = "subsidy.age_female_min_years", "subsidy.age_female_max_years"
AGE_KEYS = (AGE_MALE_MIN, AGE_MALE_MAX, AGE_FEMALE_MIN, AGE_FEMALE_MAX)

NEEDED = "needed"
ONCE = "once"
NOT_BOTH = "not both"
NOT_COUNTED = "not counted"

FUND_WORDS = {
    "security": say("残疾人就业保障金"),
    "employment": say("就业补助资金"),
    "insurance": say("失业保险基金"),
    "donation": say("捐赠"),
    "other": say("其他资金"),
}
RULE_WORDS = {
    LineKind.TUITION: {
        "standard with uplift": say("普遍性标准加当地决定的上浮"),
        "by certificate": say("按证书种类和等级"),
        "by day tiers": say("按到课天数分段"),
        "share by online hours": say("标准按线上课时和总课时分成两份"),
        "split by employment": say("先发一部分，就业以后发其余部分"),
    },
    LineKind.LIVING: {
        "per offline day": say("按线下课到课天数"),
        "per offline day and online hour": say("按线下课到课天数，加线上学时"),
    },
    LineKind.ONLINE: {"per online hour": say("按线上学时，有次数和总额的限制")},
    LineKind.LUMP_SUM: {"per training": say("每次培训一笔")},
    LineKind.SKILL: {"by level": say("按证书等级")},
}
_LIVING, _ONLINE, _TUITION = (
    LINE_WORDS[LineKind.LIVING],
    LINE_WORDS[LineKind.ONLINE],
    LINE_WORDS[LineKind.TUITION],
)
_LUMP, _SKILL = LINE_WORDS[LineKind.LUMP_SUM], LINE_WORDS[LineKind.SKILL]
_CONDITIONS, _LIMITS, _AGE, _CREDITS = (
    say("发放条件"),
    say("次数和期限"),
    say("年龄范围"),
    say("学时和学习积分"),
)
_END = say("结业审核")
_CLAIMS = say("申请和公示")
TOPICS = (
    _TUITION, _LIVING, _ONLINE, _LUMP, _SKILL, _CONDITIONS, _LIMITS, _AGE, _CREDITS, _CLAIMS, _END, REPORTS,
)  # fmt: skip


def rule_key(kind: LineKind) -> str:
    """Return the key of the figure that says how a line is made."""
    return f"subsidy.rule.{kind.value}"


def fund_key(kind: LineKind, proof: str = "") -> str:
    """Return the key of the fund that pays a line; proof: for one kind of certificate only."""
    return f"subsidy.fund.{kind.value}" + (f".{proof}" if proof else "")


def _levels(keys: dict[int, str], topic: str) -> list[FigureKey]:
    return [
        FigureKey(key, say("%(level_words)s证书的标准", level_words=LEVEL_WORDS[level]), say("分/人"), topic)
        for level, key in keys.items()
    ]


def _choices() -> list[FigureKey]:
    found = []
    for kind, choices in RULE_WORDS.items():
        topic = LINE_WORDS[kind]
        found.append(
            FigureKey(rule_key(kind), say("%(topic)s怎么算", topic=topic), "", topic, choices=choices)
        )
        found.append(
            FigureKey(fund_key(kind), say("%(topic)s的资金来源", topic=topic), "", topic, choices=FUND_WORDS)
        )
    key, words = (
        fund_key(LineKind.TUITION, "completion"),
        say("凭培训合格证书的%(tuition)s的资金来源", tuition=_TUITION),
    )
    return [*found, FigureKey(key, words, "", _TUITION, choices=FUND_WORDS)]


FIGURE_KEYS: dict[str, FigureKey] = {
    one.key: one
    for one in (
        *_choices(),
        FigureKey(TUITION_STANDARD, say("培训费普遍性标准"), say("分/人"), _TUITION),
        FigureKey(
            TUITION_UPLIFT,
            say("当地决定的上浮比例"),
            say("千分之"),
            _TUITION,
            1000,
            ceiling=TUITION_UPLIFT_CEILING,
        ),
        FigureKey(
            TUITION_UPLIFT_CEILING, say("上浮比例的上限"), say("千分之"), _TUITION, 1000, is_ceiling=True
        ),
        *_levels(TUITION_LEVEL, _TUITION),
        FigureKey(TUITION_SPECIFIC, say("专项职业能力证书的标准"), say("分/人"), _TUITION),
        FigureKey(TUITION_SPECIAL_OPERATION, say("特种作业操作证的标准"), say("分/人"), _TUITION),
        FigureKey(TUITION_COMPLETION, say("培训合格证书的标准"), say("分/人"), _TUITION),
        FigureKey(TUITION_COMPLETION_PER_HOUR, say("凭培训合格证书，每学时的标准"), say("分/学时"), _TUITION),
        FigureKey(TUITION_COMPLETION_HOURS_MIN, say("凭培训合格证书，最少学时"), say("学时"), _TUITION, 2000),
        FigureKey(TUITION_COMPLETION_MAX, say("凭培训合格证书，最多"), say("分/人"), _TUITION),
        FigureKey(TUITION_HOURS_MIN, say("培训最少学时"), say("学时"), _TUITION, 2000),
        FigureKey(TUITION_HOURS_MAX, say("最多计多少学时"), say("学时"), _TUITION, 2000),
        FigureKey(TUITION_SHORT_PER_DAY, say("学时不够但拿到证书，每天的标准"), say("分/天"), _TUITION),
        FigureKey(TUITION_SHORT_MAX, say("学时不够但拿到证书，最多到标准的"), say("千分之"), _TUITION, 1000),
        FigureKey(CLASS_HOURS_PER_DAY, say("一天算多少学时"), say("学时/天"), _TUITION, 24, least=1),
        FigureKey(TUITION_FIRST_DAYS, say("前多少天按第一段标准"), say("天"), _TUITION, 366),
        FigureKey(TUITION_PER_FIRST_DAY, say("第一段每天的标准"), say("分/天"), _TUITION),
        FigureKey(TUITION_PER_LATER_DAY, say("之后每天的标准"), say("分/天"), _TUITION),
        FigureKey(TUITION_ONLINE_PART, say("线上部分按多少算"), say("千分之"), _TUITION, 2000),
        FigureKey(TUITION_ADVANCE_PER_HOUR, say("可以先拨的，每线上课时"), say("分/学时"), _TUITION),
        FigureKey(TUITION_ADVANCE_MAX, say("可以先拨的，最多到补贴的"), say("千分之"), _TUITION, 1000),
        FigureKey(TUITION_ON_CERTIFICATE, say("拿到证书先发的比例"), say("千分之"), _TUITION, 1000),
        FigureKey(
            EMPLOYED_WITHIN_MONTHS, say("多少个月内在本地就业，发其余部分"), say("个月"), _TUITION, 120
        ),
        FigureKey(TUITION_PER_YEAR, say("一人一年最多"), say("分/年"), _TUITION),
        FigureKey(LIVING_PER_DAY, say("每个线下课日的生活费（含交通费）补贴"), say("分/天"), _LIVING),
        FigureKey(DAY_MINUTES_MIN, say("当天到课满多少分钟算一天"), say("分钟/天"), _LIVING, 1440, least=1),
        FigureKey(
            HALF_DAY_MINUTES_MIN, say("当天到课满多少分钟算半天"), say("分钟/天"), _LIVING, 1440, least=1
        ),
        FigureKey(LIVING_DAYS_PER_CLASS, say("一个班最多发多少天"), say("天"), _LIVING, 366),
        FigureKey(LIVING_DAYS_PER_YEAR, say("一人一年最多发多少天"), say("天/年"), _LIVING, 366),
        FigureKey(LIVING_PER_YEAR, say("一人一年最多"), say("分/年"), _LIVING),
        FigureKey(ONLINE_PER_HOUR, say("每个线上学时的标准"), say("分/学时"), _ONLINE),
        FigureKey(ONLINE_HOURS_PER_DAY, say("一天最多计多少线上学时"), say("学时/天"), _ONLINE, 24),
        FigureKey(
            ONLINE_ON_OFFLINE_DAYS,
            say("上线下课那天的线上学时"),
            "",
            _ONLINE,
            choices={"counted": say("也计"), NOT_COUNTED: say("不计")},
        ),
        FigureKey(ONLINE_TIMES_PER_YEAR, say("一人一年最多享受几次"), say("次/年"), _ONLINE, 100),
        FigureKey(ONLINE_OF_WAGE, say("合计最多到当地月最低工资的"), say("千分之"), _ONLINE, 10_000),
        FigureKey(MONTHLY_MINIMUM_WAGE, say("当地月最低工资标准"), say("分/月"), _ONLINE),
        FigureKey(LUMP_SUM, say("每次培训的标准"), say("分/次"), _LUMP),
        FigureKey(LUMP_SUM_INTERVAL, say("多少个月内只享受一次"), say("个月"), _LUMP, 120),
        *_levels(SKILL_LEVEL, _SKILL),
        FigureKey(
            ATTENDANCE_MIN, say("线下课最低出勤率，结业和发补贴都看它"), say("千分之"), _CONDITIONS, 1000
        ),
        FigureKey(
            COMPLETION_NEEDED,
            say("结业审核"),
            "",
            _CONDITIONS,
            choices={NEEDED: say("通过以后才发"), "not needed": say("不作为条件")},
        ),
        FigureKey(TIMES_PER_YEAR, say("一人一年最多享受几次培训补贴"), say("次/年"), _LIMITS, 100),
        FigureKey(TIMES_PER_YEAR_AND_TYPE, say("一人一年同一类培训最多享受几次"), say("次/年"), _LIMITS, 100),
        FigureKey(
            OCCUPATION_ONCE,
            say("同一职业同一等级"),
            "",
            _LIMITS,
            choices={ONCE: say("只享受一次"), "free": say("不限次数")},
        ),
        FigureKey(
            NOT_WITH_INSURANCE,
            say("失业保险技能提升补贴和培训补贴"),
            "",
            _LIMITS,
            choices={NOT_BOTH: say("不同时享受"), "both": say("可以都享受")},
        ),
        FigureKey(CLAIM_MONTHS, say("拿到证书后多少个月内申请"), say("个月"), _LIMITS, 120),
        FigureKey(AGE_MALE_MIN, say("男，从多少周岁起"), say("周岁"), _AGE, 120),
        FigureKey(AGE_MALE_MAX, say("男，到多少周岁止（含）"), say("周岁"), _AGE, 120),
        FigureKey(AGE_FEMALE_MIN, say("女，从多少周岁起"), say("周岁"), _AGE, 120),
        FigureKey(AGE_FEMALE_MAX, say("女，到多少周岁止（含）"), say("周岁"), _AGE, 120),
        FigureKey(
            MINUTES_PER_CLASS_HOUR,
            say("一个学时多少分钟"),
            say("分钟/学时"),
            _CREDITS,
            240,
            is_ahead=True,
            least=1,
        ),
        FigureKey(LESSONS_PER_MILLE, say("结业要学完线上课的比例"), say("千分之"), _END, 1000),
        FigureKey(CLASS_HOURS_MIN, say("结业最少线上学时"), say("学时"), _END, 2000),
        FigureKey(
            CERTIFICATE,
            say("结业要不要职业证书"),
            "",
            _END,
            choices={NEEDED: say("要有一张核对过的"), "not needed": say("不作条件")},
        ),
        FigureKey(
            POINTS_PER_LESSON,
            say("学完一节课得多少学习积分"),
            say("积分/节"),
            _CREDITS,
            10_000,
            is_ahead=True,
        ),
        FigureKey(
            OUTSIDE_HOURS_MAX, say("别的平台学的课，一次培训最多认多少学时"), say("学时"), _CREDITS, 2000
        ),
        FigureKey(NOTICE_WORKING_DAYS, say("公示多少个工作日"), say("个工作日"), _CLAIMS, 60, least=1),
        FigureKey(
            SECOND_REVIEW_BY,
            say("复审由谁来办"),
            "",
            _CLAIMS,
            choices={"another": say("另一个人"), PREFECTURE: say("上一级残联")},
        ),
        FigureKey(
            BEGUN_BY,
            say("补贴由谁申请"),
            "",
            _CLAIMS,
            choices={"either": say("基地或者学员自己"), BASE_ALONE: say("只由基地申请")},
        ),
        FigureKey(
            BASE_ACCOUNT,
            say("学员自己申请时，能不能付给基地"),
            "",
            _CLAIMS,
            choices={MAY_CHOOSE: say("学员可以选"), "own alone": say("只付给学员或者监护人")},
        ),
        *REPORT_KEYS,
    )
}
FIGURE_WORDS = {key: one.words for key, one in FIGURE_KEYS.items()}


class Consulted:
    """The figures that one line asks for on its class's opening day, and a list of those there were.

    Whatever decides a line asks through this, so that the line names every figure it was decided by.
    """

    def __init__(self, facts: Facts, figures: Figures) -> None:
        self._facts, self._figures = facts, figures
        self._found: dict[str, Figure] = {}

    @property
    def used(self) -> tuple[Figure, ...]:
        """Return the figures that were found, in the order in which they were asked for first."""
        return tuple(self._found.values())

    def figure(self, key: str) -> Figure | None:
        """Return the figure in force, None where policy sets none."""
        found = self.peek(key)
        if found is not None:
            self._found.setdefault(key, found)
        return found

    def peek(self, key: str) -> Figure | None:
        """Return the figure in force without naming it in the line: to see whether policy says anything at all."""
        return self._figures.in_force_or_none(key, self._facts.region_code, self._facts.opened_on)

    def number(self, key: str) -> int | None:
        """Return a number; None where policy sets none or the source states none: then there is no such rule."""
        found = self.figure(key)
        return None if found is None or found.value is None else found.number

    def word(self, key: str) -> str:
        """Return the chosen word, "" where policy sets none."""
        found = self.figure(key)
        return found.value if found is not None and isinstance(found.value, str) else ""


# What money is paid for: the second word of the units above.
_PER = {
    str(one): one for one in (say("人"), say("天"), say("学时"), say("年"), say("月"), say("次"), say("节"))
}


def figure_value_words(value: Value, unit: str, key: str = "") -> str:
    """Write a figure as people say it: 3000 分/天 → 30.00 元/天, 300 千分之 → 30%, a choice by its words."""
    if value is None:
        return say("标准未载明")
    known = FIGURE_KEYS.get(key)
    if isinstance(value, str) and known is not None:
        return known.choices.get(value, value)
    if isinstance(value, int) and not isinstance(value, bool):
        if unit.startswith("分/"):
            per = unit.removeprefix("分/")
            return say("%(value)s 元/%(unit)s", value=fen_text(value), unit=_PER.get(per, per))
        if unit == "千分之":
            return percent(value)
    return listed((str(value), unit), " ")


def percent(per_mille: int) -> str:
    """Write a share in per mille as people say it."""
    whole, tenth = divmod(per_mille, 10)
    return f"{whole}.{tenth}%" if tenth else f"{whole}%"


def age_words(window: dict[str, int]) -> str:
    """Say an age window: 男 16 到 59 周岁，女 16 到 54 周岁; a side without a bound is left open."""
    told = []
    for who, low, high in (
        (say("男"), AGE_MALE_MIN, AGE_MALE_MAX),
        (say("女"), AGE_FEMALE_MIN, AGE_FEMALE_MAX),
    ):
        least, most = window.get(low), window.get(high)
        if least is not None and most is not None:
            told.append(say("%(who)s %(least)s 到 %(most)s 周岁", who=who, least=least, most=most))
        elif least is not None:
            told.append(say("%(who)s满 %(least)s 周岁", who=who, least=least))
        elif most is not None:
            told.append(say("%(who)s不超过 %(most)s 周岁", who=who, most=most))
    return listed(told, "，")
