"""What holds a granted line back or bounds it: age, limits over several trainings, funds, the window of claims; pure.

Shapes K, L and M of DOMAIN §3.2, and the age window of §3.1. A limit never touches learning or certificates: only the line.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from learnhub.policy.rules import Figures
from learnhub.primitives import say
from learnhub.subsidy.rules.conditions import best_certificate, months_later
from learnhub.subsidy.rules.facts import AgeStanding, Facts, Granted, LineKind, LineState
from learnhub.subsidy.rules.figures import (
    AGE_KEYS,
    CLAIM_MONTHS,
    FUND_WORDS,
    NOT_BOTH,
    NOT_WITH_INSURANCE,
    OCCUPATION_ONCE,
    ONCE,
    TIMES_PER_YEAR,
    TIMES_PER_YEAR_AND_TYPE,
    TUITION_PER_YEAR,
    Consulted,
    age_words,
    fund_key,
)
from learnhub.subsidy.rules.lines import Line
from learnhub.subsidy.rules.living import cut_to_year
from learnhub.training.rules import date_words

# The allowance follows the days of a training; what counts as "one training subsidy" are the others.
COUNTED_KINDS = frozenset(LineKind) - {LineKind.LIVING}
_WITH_INSURANCE = {LineKind.TUITION: LineKind.SKILL, LineKind.SKILL: LineKind.TUITION}


@dataclass(frozen=True)
class DoubleFunding:
    """Two lines of one person for the same thing: a person looks at them (需要核对). words say what is the same.

    is_date: one date paid by both; otherwise one kind for one occupation and level, which only some places pay once.
    """

    first: Granted
    second: Granted
    words: str
    is_date: bool


def limited(line: Line, facts: Facts, asked: Consulted, beside: Sequence[Granted]) -> Line:
    """Hold a line to age, to limits over several trainings and to the year's amount; add its fund and its last day of claims.

    beside: lines of the same training that were granted before this one, in the order of kinds.
    """
    if line.state is LineState.NOT_STATED:
        return line
    line = _aged(line, facts, asked)
    if line.state is LineState.GRANTED:
        reason = _limit(line, facts, asked, beside)
        if reason is not None:
            rule, words = reason
            line = replace(
                line, state=LineState.REFUSED, amount_fen=0, rule=rule, sentence=words, counts=None
            )
    if line.state is LineState.GRANTED and line.kind is LineKind.TUITION:
        most = asked.number(TUITION_PER_YEAR)
        if most is not None:
            line = cut_to_year(line, facts, most, asked)
    if line.state is LineState.GRANTED:
        line = replace(line, claim_until=_claim_until(facts, asked))
    return replace(line, fund=_fund(line.kind, facts, asked), figures=asked.used)


def age_standing(
    birth: tuple[date, bool] | None,
    figures: Figures,
    region_code: str,
    on: date,
    bounds: Sequence[str] = AGE_KEYS,
) -> AgeStanding:
    """Tell whether a person's age on a day lies in the window in force; unknown without a birth date or without a window.

    birth: date of birth and whether female, of the certificate number. Years are completed years; both ends are inside.
    bounds: keys of the figures that set the window, in the order of AGE_KEYS.
    Source: windows differ (DOMAIN §3.1) and are unset unless an office sets them.
    """
    if birth is None or not has_age_window(figures, region_code, on, bounds):
        return AgeStanding.UNKNOWN
    born, is_female = birth
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    keys = bounds[2:] if is_female else bounds[:2]
    least, most = (figures.number_or_none(key, region_code, on) for key in keys)
    is_inside = (least is None or least <= years) and (most is None or years <= most)
    return AgeStanding.INSIDE if is_inside else AgeStanding.OUTSIDE


def has_age_window(figures: Figures, region_code: str, on: date, bounds: Sequence[str] = AGE_KEYS) -> bool:
    """Tell whether policy sets any bound of age there. bounds: as age_standing takes them."""
    return any(figures.number_or_none(key, region_code, on) is not None for key in bounds)


def claim_refusal(claim_until: date | None, claimed_on: date) -> str | None:
    """Say why a line can't be claimed any more on a day, or None while it can; the last day is inside."""
    if claim_until is None or claimed_on <= claim_until:
        return None
    return say(
        "这一笔要在 %(claim_until)s以前申请（含这一天），现在已经过了。", claim_until=date_words(claim_until)
    )


def double_funded(granted: Iterable[Granted]) -> tuple[DoubleFunding, ...]:
    """Find pairs of one person's lines that pay for the same thing: one date, or one kind for one occupation and level.

    granted: lines of several trainings. A pair from one fund is as wrong as a pair from two; the words name both funds.
    """
    rows = list(granted)
    found = []
    for number, second in enumerate(rows):
        for first in rows[:number]:
            if first.training == second.training or first.kind is not second.kind:
                continue
            same = sorted(set(first.counts.days) & set(second.counts.days))
            funds = " 和 ".join(FUND_WORDS.get(one.fund, say("没有写明资金")) for one in (first, second))
            if same:
                words = say(
                    "%(same)s在班号 %(training)s 和 %(training_2)s 都发了（%(funds)s）。",
                    same=date_words(same[0]),
                    training=first.training,
                    training_2=second.training,
                    funds=funds,
                )
                found.append(DoubleFunding(first, second, words, is_date=True))
            elif second.kind in COUNTED_KINDS and _is_same_level(first, second):
                words = say(
                    "同一职业同一等级在班号 %(training)s 和 %(training_2)s 都发了（%(funds)s）。",
                    training=first.training,
                    training_2=second.training,
                    funds=funds,
                )
                found.append(DoubleFunding(first, second, words, is_date=False))
    return tuple(found)


def claimed_twice(own: Granted, others: Iterable[tuple[str, Granted]], *, pays_once: bool) -> str:
    """Say which other claim pays for what a line pays for, so that it is left out; "" when none does.

    others: (number of the claim, line) of the person's claims of other trainings that haven't ended. pays_once: a figure that the line was
    decided by says that an occupation and level is paid once. Without one, only a date that both pay is the same: no document says
    everywhere that a second training of an occupation isn't paid (DOMAIN §3.2 K: 深圳 and others do).
    """
    for number, other in others:
        for pair in double_funded([other, own]):
            if pair.is_date or pays_once:
                return say("%(words)s另一份申请是 %(number)s。", words=pair.words, number=number)
    return ""


def _aged(line: Line, facts: Facts, asked: Consulted) -> Line:
    window = {key: number for key in AGE_KEYS if (number := asked.number(key)) is not None}
    if not window or facts.age_standing is AgeStanding.INSIDE:
        return line
    if facts.age_standing is AgeStanding.UNKNOWN:
        words = say(
            "本地登记的年龄范围是%(age_words)s，还没有填残疾人证号，不能核对。填了就能算，学习不受影响。",
            age_words=age_words(window),
        )
        return replace(
            line, state=LineState.NOT_YET, amount_fen=0, rule="age_window", sentence=words, counts=None
        )
    words = say(
        "开班那天的年龄不在本地登记的范围里（%(age_words)s），这一笔不能发。学习和证书不受影响，可以提出异议。",
        age_words=age_words(window),
    )
    return replace(
        line, state=LineState.REFUSED, amount_fen=0, rule="age_window", sentence=words, counts=None
    )


def _limit(line: Line, facts: Facts, asked: Consulted, beside: Sequence[Granted]) -> tuple[str, str] | None:
    """Return rule and sentence of the limit that refuses a granted line, or None."""
    if line.kind not in COUNTED_KINDS or line.counts is None:
        return None
    year = line.counts.on.year
    counted = [one for one in facts.earlier if one.kind in COUNTED_KINDS]
    same_year = [one for one in counted if one.counts.on.year == year]
    most = asked.number(TIMES_PER_YEAR)
    if most is not None and len({one.training for one in same_year}) >= most:
        return "times_per_year", say(
            "%(year)s 年已经享受 %(most)s 次培训补贴，一年最多 %(most)s 次。", year=year, most=most
        )
    most = asked.number(TIMES_PER_YEAR_AND_TYPE)
    same_type = {one.training for one in same_year if one.counts.training_type == facts.training_type}
    if most is not None and len(same_type) >= most:
        return "times_per_year_and_type", say(
            "%(year)s 年同一类培训已经享受 %(most)s 次，一年最多 %(most)s 次。", year=year, most=most
        )
    this = Granted("", line.kind, "", line.amount_fen, line.counts)
    once = asked.word(OCCUPATION_ONCE) == ONCE
    for one in counted:
        if once and one.kind is line.kind and _is_same_level(one, this):
            words = say("同一职业同一等级只享受一次，班号 %(training)s 已经算过。", training=one.training)
            return "occupation_level_once", words
    other = _WITH_INSURANCE.get(line.kind)
    if other is not None and asked.word(NOT_WITH_INSURANCE) == NOT_BOTH:
        for one in (*counted, *beside):
            if one.kind is other and _is_same_level(one, this):
                words = say(
                    "失业保险技能提升补贴和培训补贴不同时享受，班号 %(training)s 已经算了另一种。",
                    training=one.training,
                )
                return "not_with_unemployment_insurance", words
    return None


def _is_same_level(first: Granted, second: Granted) -> bool:
    """Tell whether two lines are for one occupation and level; trainings without an occupation are never the same."""
    one, other = first.counts, second.counts
    return bool(one.occupation) and (one.occupation, one.level) == (other.occupation, other.level)


def _claim_until(facts: Facts, asked: Consulted) -> date | None:
    """Return the last day of the window after the certificate's issue; the same day of the month is inside.

    Source: 广东 and MOHRSS Q&A (reposts): 12 months from the certificate.
    """
    months, proof = asked.number(CLAIM_MONTHS), best_certificate(facts.certificates)
    return months_later(proof.issued_on, months) if months is not None and proof is not None else None


def _fund(kind: LineKind, facts: Facts, asked: Consulted) -> str:
    """Return who pays: by kind of certificate where policy says so (shape M), else by kind of line."""
    proof = best_certificate(facts.certificates)
    special = asked.word(fund_key(kind, proof.kind.value)) if proof is not None else ""
    return special or asked.word(fund_key(kind))
