"""Tuition that is a standard, raised or shared: shapes H, I and J of DOMAIN §3.2; pure."""

from learnhub.policy.rules import Figure
from learnhub.primitives import Refusal, class_hours, fen_text, hours_words, say
from learnhub.subsidy.rules.conditions import (
    completion_gap,
    counted_on,
    counts_of,
    minutes_per_class_hour,
    months_later,
)
from learnhub.subsidy.rules.facts import Facts, LineKind, LineState
from learnhub.subsidy.rules.figures import (
    EMPLOYED_WITHIN_MONTHS,
    TUITION_ADVANCE_MAX,
    TUITION_ADVANCE_PER_HOUR,
    TUITION_ON_CERTIFICATE,
    TUITION_ONLINE_PART,
    TUITION_STANDARD,
    TUITION_UPLIFT,
    TUITION_UPLIFT_CEILING,
    Consulted,
    percent,
)
from learnhub.subsidy.rules.first import uplift_allowed
from learnhub.subsidy.rules.lines import Line, Step, not_stated, without_policy
from learnhub.training.rules import date_words

_KIND = LineKind.TUITION


def tuition_with_uplift(facts: Facts, asked: Consulted) -> Line:
    """Decide the tuition subsidy: general standard, raised by what the locality has decided, never above the ceiling.

    Shape J of DOMAIN §3.2. No local decision means no uplift. Rounded down to the 分: a standard is never exceeded.
    Source: 云残发〔2022〕55号 三(一): 在普遍性培训补贴标准基础上，各地在可支撑范围内最高上浮30%。
    """
    rule = "tuition_with_uplift"
    standard = _raised_standard(facts, asked, rule)
    if isinstance(standard, Line):
        return standard
    amount, steps = standard
    missing = completion_gap(facts, asked)
    if missing is not None:
        return Line(_KIND, LineState.NOT_YET, 0, rule, missing, (), asked.used)
    return granted(facts, asked, rule, amount, steps)


def tuition_share_by_online_hours(facts: Facts, asked: Consulted) -> Line:
    """Decide the tuition subsidy in two parts, by planned online hours out of all planned hours.

    The online part is worked out, rounded down to the 分; the offline part is the rest, so that the parts always add up to the
    standard. Only then is the online part paid at its own share (130 % in the period that the source describes), rounded
    down. What may be paid in advance is told, never added. Shape H of DOMAIN §3.2.
    Source: a repost that quotes 市财发〔2020〕; the place isn't named.
    """
    rule = "tuition_share_by_online_hours"
    standard = _raised_standard(facts, asked, rule)
    if isinstance(standard, Line):
        return standard
    amount, steps = standard
    part, per_hour = asked.number(TUITION_ONLINE_PART), minutes_per_class_hour(asked)
    total = facts.planned_online_minutes + facts.planned_offline_minutes
    missing = completion_gap(facts, asked)
    if missing is not None or not total:
        return Line(
            _KIND, LineState.NOT_YET, 0, rule, missing or say("这个班还没有排出学时。"), (), asked.used
        )
    online = amount * facts.planned_online_minutes // total
    rest = amount - online
    paid = online if part is None else online * part // 1000
    words = say(
        "线上 %(planned_online_minutes)s，一共 %(total)s，线上部分 %(online)s 元",
        planned_online_minutes=hours_words(class_hours(facts.planned_online_minutes, per_hour)),
        total=hours_words(class_hours(total, per_hour)),
        online=fen_text(online),
    )
    words += (
        "。"
        if part is None
        else say("，按 %(part)s 算，%(paid)s 元。", part=percent(part), paid=fen_text(paid))
    )
    shares = (Step(words, paid), Step(say("其余是线下部分，%(rest)s 元。", rest=fen_text(rest)), rest))
    advance = _advance_step(facts, asked, paid + rest, per_hour)
    return granted(facts, asked, rule, paid + rest, (*(_told(one) for one in steps), *shares, *advance))


def tuition_split_by_employment(facts: Facts, asked: Consulted) -> Line:
    """Decide the tuition subsidy in two instalments: one on the certificate, the rest once a job is found in time.

    The first is rounded down to the 分, the second is the rest. Shape I of DOMAIN §3.2.
    Source: a repost; the district isn't named.
    """
    rule = "tuition_split_by_employment"
    standard = _raised_standard(facts, asked, rule)
    if isinstance(standard, Line):
        return standard
    amount, steps = standard
    share, months = asked.number(TUITION_ON_CERTIFICATE), asked.number(EMPLOYED_WITHIN_MONTHS)
    missing = completion_gap(facts, asked)
    if missing is None and not facts.certificates:
        missing = say("还没有登记证书。")
    if missing is not None:
        return Line(_KIND, LineState.NOT_YET, 0, rule, missing, (), asked.used)
    first = amount if share is None else amount * share // 1000
    told = [_told(one) for one in steps]
    told.append(
        Step(
            say(
                "拿到证书，先发 %(percent)s，%(first)s 元。",
                percent=percent(1000 if share is None else share),
                first=fen_text(first),
            ),
            first,
        )
    )
    rest = amount - first
    until = months_later(counted_on(facts), months) if months is not None else None
    if facts.employed_on is None:
        ends = say("，%(until)s以前", until=date_words(until)) if until is not None else ""
        told.append(
            Step(
                say(
                    "在本地就业%(ends)s，再发 %(rest)s 元，现在还没有就业登记。",
                    ends=ends,
                    rest=fen_text(rest),
                ),
                0,
            )
        )
        return granted(facts, asked, rule, first, tuple(told))
    if until is not None and facts.employed_on > until:
        told.append(
            Step(
                say(
                    "就业在 %(until)s以后，其余 %(rest)s 元不发。",
                    until=date_words(until),
                    rest=fen_text(rest),
                ),
                0,
            )
        )
        return granted(facts, asked, rule, first, tuple(told))
    told.append(
        Step(
            say(
                "%(employed_on)s在本地就业，再发 %(rest)s 元。",
                employed_on=date_words(facts.employed_on),
                rest=fen_text(rest),
            ),
            rest,
        )
    )
    return granted(facts, asked, rule, amount, tuple(told))


def raised(asked: Consulted, amount: int) -> tuple[int, tuple[Step, ...]] | Refusal:
    """Raise an amount by the local uplift; Refusal above the ceiling, with the ceiling's source."""
    uplift, ceiling = asked.figure(TUITION_UPLIFT), asked.figure(TUITION_UPLIFT_CEILING)
    allowed = uplift_allowed(_stated(uplift), _stated(ceiling))
    if isinstance(allowed, Refusal):
        return allowed
    more = amount * (1000 + allowed) // 1000 - amount
    if not allowed:
        return amount, (Step(say("当地没有上浮的决定，上浮按 0 计算。"), 0),)
    return amount + more, (
        Step(
            say("当地决定上浮 %(allowed)s，加 %(more)s 元。", allowed=percent(allowed), more=fen_text(more)),
            more,
        ),
    )


def granted(
    facts: Facts, asked: Consulted, rule: str, amount: int, steps: tuple[Step, ...], kind: LineKind = _KIND
) -> Line:
    """Return a granted line whose sentence says the sum."""
    counts = counts_of(facts)
    words = {LineKind.SKILL: say("技能提升补贴"), LineKind.LUMP_SUM: say("一次性培训补贴")}.get(
        kind, say("培训费补贴")
    )
    sentence = say("%(words)s一共 %(amount)s 元。", words=words, amount=fen_text(amount))
    return Line(kind, LineState.GRANTED, amount, rule, sentence, steps, asked.used, counts=counts)


def _raised_standard(facts: Facts, asked: Consulted, rule: str) -> tuple[int, tuple[Step, ...]] | Line:
    standard = asked.figure(TUITION_STANDARD)
    if standard is None:
        return without_policy(_KIND, rule)
    if standard.value is None:
        return not_stated(_KIND, rule, *asked.used)
    outcome = raised(asked, standard.number)
    if isinstance(outcome, Refusal):
        return Line(_KIND, LineState.REFUSED, 0, rule, outcome.sentence, (), asked.used)
    amount, steps = outcome
    return amount, (
        Step(say("普遍性标准 %(number)s 元。", number=fen_text(standard.number)), standard.number),
        *steps,
    )


def _stated(figure: Figure | None) -> Figure | None:
    return None if figure is None or figure.value is None else figure


def _told(step: Step) -> Step:
    """Return a step that is told on the way and added up by later ones."""
    return Step(step.words)


def _advance_step(facts: Facts, asked: Consulted, amount: int, per_hour: int) -> tuple[Step, ...]:
    rate, most = asked.number(TUITION_ADVANCE_PER_HOUR), asked.number(TUITION_ADVANCE_MAX)
    if rate is None:
        return ()
    hours = facts.planned_online_minutes // per_hour
    advance = hours * rate
    if most is not None:
        advance = min(advance, amount * most // 1000)
    return (Step(say("其中可以先拨给机构 %(advance)s 元，不另外加。", advance=fen_text(advance))),)
