"""Money by certificate, by day tiers and by training: shapes D, F, F′ and G of DOMAIN §3.2; pure."""

from learnhub.policy.rules import Figure
from learnhub.primitives import Refusal, class_hours, fen_text, hours_words, say
from learnhub.subsidy.rules.conditions import (
    LEVELLED,
    best_certificate,
    completion_gap,
    counted_on,
    minutes_per_class_hour,
    months_later,
)
from learnhub.subsidy.rules.facts import CertificateFact, Facts, LineKind, LineState, Proof
from learnhub.subsidy.rules.figures import (
    CLASS_HOURS_PER_DAY,
    DAY_MINUTES_MIN,
    LUMP_SUM,
    LUMP_SUM_INTERVAL,
    SKILL_LEVEL,
    TUITION_COMPLETION,
    TUITION_COMPLETION_HOURS_MIN,
    TUITION_COMPLETION_MAX,
    TUITION_COMPLETION_PER_HOUR,
    TUITION_FIRST_DAYS,
    TUITION_HOURS_MAX,
    TUITION_HOURS_MIN,
    TUITION_LEVEL,
    TUITION_PER_FIRST_DAY,
    TUITION_PER_LATER_DAY,
    TUITION_SHORT_MAX,
    TUITION_SHORT_PER_DAY,
    TUITION_SPECIAL_OPERATION,
    TUITION_SPECIFIC,
    Consulted,
    percent,
)
from learnhub.subsidy.rules.lines import Line, Step, not_stated, without_policy
from learnhub.subsidy.rules.tuition import granted, raised
from learnhub.training.rules import date_words

_KIND = LineKind.TUITION


def tuition_by_certificate(facts: Facts, asked: Consulted) -> Line:
    """Decide the tuition subsidy by the best certificate: kind and level have their standards.

    A 培训合格证书 is paid by 学时 with a least and a greatest; where policy names least 学时 for a training and they were not
    reached, the certificate is paid by the day up to a share of its standard (F′). One certificate is paid, the one of the
    highest kind and level. Shapes F and F′ of DOMAIN §3.2; the local uplift applies to it too (J).
    Source: reposts of local tables; 示例.
    """
    rule = "tuition_by_certificate"
    table = (
        *TUITION_LEVEL.values(),
        TUITION_SPECIFIC,
        TUITION_SPECIAL_OPERATION,
        TUITION_COMPLETION,
        TUITION_COMPLETION_PER_HOUR,
    )
    found = [figure for key in table if (figure := asked.peek(key)) is not None]
    if not found:
        return without_policy(_KIND, rule)
    if all(figure.value is None for figure in found):
        return not_stated(_KIND, rule, *asked.used, found[0])
    missing = completion_gap(facts, asked)
    proof = best_certificate(facts.certificates)
    if missing is None and proof is None:
        missing = say("还没有登记证书。")
    if missing is not None or proof is None:
        return Line(_KIND, LineState.NOT_YET, 0, rule, missing or "", (), asked.used)
    is_by_hours = proof.kind is Proof.COMPLETION and asked.number(TUITION_COMPLETION) is None
    outcome = _by_hours(facts, asked) if is_by_hours else _by_table(facts, asked, proof)
    if isinstance(outcome, Refusal):
        state = LineState.NOT_STATED if outcome.code == "not-stated" else LineState.NOT_YET
        return Line(_KIND, state, 0, rule, outcome.sentence, (), asked.used)
    amount, steps = outcome
    lifted = raised(asked, amount)
    if isinstance(lifted, Refusal):
        return Line(_KIND, LineState.REFUSED, 0, rule, lifted.sentence, (), asked.used)
    total, more = lifted
    return granted(facts, asked, rule, total, (*steps, *(one for one in more if one.amount_fen)))


def tuition_by_day_tiers(facts: Facts, asked: Consulted) -> Line:
    """Decide the tuition subsidy by attended days: a first stretch at one rate, the rest at another.

    A date counts once it reaches the minutes that make a day. Least 学时 must be reached, and days beyond the most 学时 pay
    nothing. Shape G of DOMAIN §3.2.
    Source: 山西 (repost of 新华网): 前 10 天每天 150 元，之后每天 100 元，80 至 120 课时。
    """
    rule = "tuition_by_day_tiers"
    first = asked.figure(TUITION_PER_FIRST_DAY)
    if first is None:
        return without_policy(_KIND, rule)
    later, stretch = asked.figure(TUITION_PER_LATER_DAY), asked.number(TUITION_FIRST_DAYS)
    if first.value is None or later is None or later.value is None or stretch is None:
        return not_stated(_KIND, rule, *asked.used)
    minutes, per_hour = _attended_minutes(facts), minutes_per_class_hour(asked)
    least, most = asked.number(TUITION_HOURS_MIN), asked.number(TUITION_HOURS_MAX)
    missing = completion_gap(facts, asked)
    if missing is None and least is not None and minutes < least * per_hour:
        missing = say(
            "到课 %(minutes)s，不满 %(least)s 学时。",
            minutes=hours_words(class_hours(minutes, per_hour)),
            least=least,
        )
    if missing is not None:
        return Line(_KIND, LineState.NOT_YET, 0, rule, missing, (), asked.used)
    floor = asked.number(DAY_MINUTES_MIN) or 1
    days = sum(day.minutes >= floor for day in facts.days)
    counted = days
    per_day = asked.number(CLASS_HOURS_PER_DAY)
    if most is not None and per_day is not None:
        counted = min(days, most // per_day)
    in_first = min(counted, stretch)
    steps = [
        Step(
            say(
                "前 %(in_first)s 天，每天 %(number)s 元，%(in_first_2)s 元。",
                in_first=in_first,
                number=fen_text(first.number),
                in_first_2=fen_text(in_first * first.number),
            ),
            in_first * first.number,
        )
    ]
    if counted > stretch:
        rest = counted - stretch
        words = say(
            "后 %(rest)s 天，每天 %(number)s 元，%(rest_2)s 元。",
            rest=rest,
            number=fen_text(later.number),
            rest_2=fen_text(rest * later.number),
        )
        steps.append(Step(words, rest * later.number))
    if days > counted:
        steps.append(
            Step(
                say(
                    "最多计 %(most)s 学时，也就是 %(counted)s 天，另外 %(days)s 天不计。",
                    most=most,
                    counted=counted,
                    days=days - counted,
                ),
                0,
            )
        )
    if len(facts.days) > days:
        steps.append(
            Step(
                say(
                    "另有 %(days)s 天到课不满 %(floor)s 分钟，不算一天。",
                    days=len(facts.days) - days,
                    floor=floor,
                ),
                0,
            )
        )
    amount = sum(step.amount_fen or 0 for step in steps)
    if not amount:
        return Line(_KIND, LineState.NOT_YET, 0, rule, say("还没有到课的天数。"), tuple(steps), asked.used)
    return granted(facts, asked, rule, amount, tuple(steps))


def lump_sum_per_training(facts: Facts, asked: Consulted) -> Line:
    """Decide a lump sum for a training that ended with a certificate, once in so many months.

    Shape D of DOMAIN §3.2. Source: 广东（韶关，repost): 500 元/次，取得证书，一年一次，残疾人在内。
    """
    rule, kind = "lump_sum_per_training", LineKind.LUMP_SUM
    rate = asked.figure(LUMP_SUM)
    if rate is None:
        return without_policy(kind, rule)
    if rate.value is None:
        return not_stated(kind, rule, *asked.used)
    months = asked.number(LUMP_SUM_INTERVAL)
    missing = completion_gap(facts, asked)
    if missing is None and not facts.certificates:
        missing = say("还没有登记证书。")
    if missing is not None:
        return Line(kind, LineState.NOT_YET, 0, rule, missing, (), asked.used)
    on = counted_on(facts)
    if months is not None:
        for one in facts.earlier:
            first, second = sorted((one.counts.on, on))
            if one.kind is kind and second < months_later(first, months):
                words = say(
                    "%(months)s 个月内只享受一次，班号 %(training)s 已经在 %(on)s算过。",
                    months=months,
                    training=one.training,
                    on=date_words(one.counts.on),
                )
                return Line(kind, LineState.REFUSED, 0, rule, words, (), asked.used)
    return granted(
        facts,
        asked,
        rule,
        rate.number,
        (Step(say("每次 %(number)s 元。", number=fen_text(rate.number)), rate.number),),
        kind,
    )


def skill_by_level(facts: Facts, asked: Consulted) -> Line:
    """Decide the 技能提升补贴 that unemployment insurance pays by the level of a certificate.

    Only certificates of a level count. Whether it goes together with tuition is a limit of its own (shape K).
    Source: the document named by the figure; none is shipped.
    """
    rule, kind = "skill_by_level", LineKind.SKILL
    proof = best_certificate([one for one in facts.certificates if one.kind in LEVELLED])
    found = [figure for key in SKILL_LEVEL.values() if (figure := asked.peek(key)) is not None]
    if not found:
        return without_policy(kind, rule)
    if proof is None or proof.level is None:
        return Line(kind, LineState.NOT_YET, 0, rule, say("还没有登记职业技能等级证书。"), (), asked.used)
    figure = asked.figure(SKILL_LEVEL[proof.level])
    if figure is None or figure.value is None:
        return not_stated(kind, rule, *asked.used)
    step = Step(
        say("%(words)s，标准 %(number)s 元。", words=proof.words, number=fen_text(figure.number)),
        figure.number,
    )
    return granted(facts, asked, rule, figure.number, (step,), kind)


def _by_table(
    facts: Facts, asked: Consulted, proof: CertificateFact
) -> tuple[int, tuple[Step, ...]] | Refusal:
    standard = _standard_of(asked, proof)
    if standard is None or standard.value is None:
        return Refusal("not-stated", say("%(words)s的标准没有登记，不能计算。", words=proof.words))
    told = say("%(words)s，标准 %(number)s 元", words=proof.words, number=fen_text(standard.number))
    least, per_hour = asked.number(TUITION_HOURS_MIN), minutes_per_class_hour(asked)
    attended = _attended_minutes(facts)
    if least is None or attended >= least * per_hour:
        return standard.number, (Step(say("%(told)s。", told=told), standard.number),)
    rate, share = asked.number(TUITION_SHORT_PER_DAY), asked.number(TUITION_SHORT_MAX)
    hours = say(
        "学了 %(attended)s，不满 %(least)s 学时",
        attended=hours_words(class_hours(attended, per_hour)),
        least=least,
    )
    per_day = asked.number(CLASS_HOURS_PER_DAY)
    if rate is None or per_day is None:
        return Refusal("short", say("%(hours)s。", hours=hours))
    days = attended // (per_day * per_hour)
    amount = days * rate
    steps = [
        Step(
            say(
                "%(told)s；%(hours)s，按 %(days)s 天、每天 %(rate)s 元算，%(amount)s 元。",
                told=told,
                hours=hours,
                days=days,
                rate=fen_text(rate),
                amount=fen_text(amount),
            ),
            amount,
        )
    ]
    if share is not None and amount > (most := standard.number * share // 1000):
        steps.append(
            Step(
                say("最多到标准的 %(share)s，%(most)s 元。", share=percent(share), most=fen_text(most)),
                most - amount,
            )
        )
        amount = most
    return (amount, tuple(steps)) if amount else Refusal("short", say("%(hours)s，也不满一天。", hours=hours))


def _by_hours(facts: Facts, asked: Consulted) -> tuple[int, tuple[Step, ...]] | Refusal:
    rate = asked.number(TUITION_COMPLETION_PER_HOUR)
    if rate is None:
        return Refusal("not-stated", say("培训合格证书的标准没有登记，不能计算。"))
    least, most = asked.number(TUITION_COMPLETION_HOURS_MIN), asked.number(TUITION_COMPLETION_MAX)
    per_hour, attended = minutes_per_class_hour(asked), _attended_minutes(facts)
    if least is not None and attended < least * per_hour:
        return Refusal(
            "short",
            say(
                "学了 %(attended)s，不满 %(least)s 学时。",
                attended=hours_words(class_hours(attended, per_hour)),
                least=least,
            ),
        )
    hours = attended // per_hour  # rounded down once: a started 学时 is not a 学时
    amount = hours * rate
    steps = [
        Step(
            say(
                "培训合格证书，%(hours)s 学时，每学时 %(rate)s 元，%(amount)s 元。",
                hours=hours,
                rate=fen_text(rate),
                amount=fen_text(amount),
            ),
            amount,
        )
    ]
    if most is not None and amount > most:
        steps.append(Step(say("最多 %(most)s 元。", most=fen_text(most)), most - amount))
        amount = most
    return (amount, tuple(steps)) if amount else Refusal("short", say("还没有满 1 学时。"))


def _standard_of(asked: Consulted, proof: CertificateFact) -> Figure | None:
    if proof.kind in LEVELLED:
        return asked.figure(TUITION_LEVEL[proof.level]) if proof.level is not None else None
    keys = {
        Proof.SPECIFIC: TUITION_SPECIFIC,
        Proof.SPECIAL_OPERATION: TUITION_SPECIAL_OPERATION,
        Proof.COMPLETION: TUITION_COMPLETION,
    }
    return asked.figure(keys[proof.kind])


def _attended_minutes(facts: Facts) -> int:
    """Return the minutes that were learned, online and offline together."""
    return facts.online_minutes + sum(day.minutes for day in facts.days)
