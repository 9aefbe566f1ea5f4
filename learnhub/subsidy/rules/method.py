"""Which function decides a line, and the whole record: the method named in records as "rules"; pure."""

from collections.abc import Callable
from datetime import date

from learnhub.policy.rules import Figures
from learnhub.primitives import say
from learnhub.subsidy.rules.certificates import (
    lump_sum_per_training,
    skill_by_level,
    tuition_by_certificate,
    tuition_by_day_tiers,
)
from learnhub.subsidy.rules.facts import Facts, Granted, LineKind, LineState
from learnhub.subsidy.rules.figures import Consulted, rule_key
from learnhub.subsidy.rules.first import decide_first
from learnhub.subsidy.rules.limits import limited
from learnhub.subsidy.rules.lines import Line, without_policy
from learnhub.subsidy.rules.living import living_per_offline_day, living_per_offline_day_and_online_hour
from learnhub.subsidy.rules.online import has_daily_online_rule, online_per_hour
from learnhub.subsidy.rules.tuition import (
    tuition_share_by_online_hours,
    tuition_split_by_employment,
    tuition_with_uplift,
)

METHOD_FIRST = ""
METHOD_RULES = "rules"
# As METHOD_RULES, where hours count by day: the days are told by the learner's clock only as far as the server can't know better.
METHOD_DATED = "rules, days within deliveries"

Rule = Callable[[Facts, Consulted], Line]
RULES: dict[tuple[LineKind, str], Rule] = {
    (LineKind.TUITION, "standard with uplift"): tuition_with_uplift,
    (LineKind.TUITION, "by certificate"): tuition_by_certificate,
    (LineKind.TUITION, "by day tiers"): tuition_by_day_tiers,
    (LineKind.TUITION, "share by online hours"): tuition_share_by_online_hours,
    (LineKind.TUITION, "split by employment"): tuition_split_by_employment,
    (LineKind.LIVING, "per offline day"): living_per_offline_day,
    (LineKind.LIVING, "per offline day and online hour"): living_per_offline_day_and_online_hour,
    (LineKind.ONLINE, "per online hour"): online_per_hour,
    (LineKind.LUMP_SUM, "per training"): lump_sum_per_training,
    (LineKind.SKILL, "by level"): skill_by_level,
}
# These two are always told, also where no document names them: a trainee asks for them first.
ALWAYS_TOLD = {LineKind.TUITION: "tuition_with_uplift", LineKind.LIVING: "living_per_offline_day"}


def decide(facts: Facts, figures: Figures) -> tuple[Line, ...]:
    """Decide all lines of a record, each by the rule that policy names for the region on the opening day, in order of kinds.

    A kind without a rule has no line, except tuition and living allowance, which say that no document names them.
    """
    lines: list[Line] = []
    beside: list[Granted] = []
    for kind in LineKind:
        asked = Consulted(facts, figures)
        chosen = asked.word(rule_key(kind))
        if not chosen:
            if kind in ALWAYS_TOLD:
                lines.append(without_policy(kind, ALWAYS_TOLD[kind]))
            continue
        line = limited(RULES[kind, chosen](facts, asked), facts, asked, beside)
        if line.state is LineState.GRANTED and line.counts is not None:
            beside.append(Granted(say("本班"), kind, line.fund, line.amount_fen, line.counts))
        lines.append(line)
    return tuple(lines)


def method_of(figures: Figures, region_code: str, on: date) -> str:
    """Return the method of a record that is made now. Only where hours count by day are there two: everywhere else a new name
    would make a new version of each record."""
    return METHOD_DATED if has_daily_online_rule(figures, region_code, on) else METHOD_RULES


def decide_by(method: str, facts: Facts, figures: Figures) -> tuple[Line, ...]:
    """Decide a record by the method that it was kept with."""
    return decide_first(facts, figures) if method == METHOD_FIRST else decide(facts, figures)
