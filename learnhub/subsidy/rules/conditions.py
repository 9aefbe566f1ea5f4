"""What must be reached before a line is granted, and how 学时 and months are counted; pure."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from learnhub.completion.rules.checklist import ATTENDANCE_MIN
from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR
from learnhub.primitives import listed, say
from learnhub.subsidy.rules.facts import CertificateFact, Counts, Facts, Proof
from learnhub.subsidy.rules.figures import (
    COMPLETION_NEEDED,
    DAY_MINUTES_MIN,
    NEEDED,
    Consulted,
)

MINUTES_PER_CLASS_HOUR_UNSET = 45  # 湖南 2022-06-07 (repost, DOMAIN §3.3); where policy is silent

LEVELLED = (Proof.LEVEL, Proof.QUALIFICATION)
_RANK = {
    Proof.LEVEL: 0,
    Proof.QUALIFICATION: 0,
    Proof.SPECIFIC: 1,
    Proof.SPECIAL_OPERATION: 2,
    Proof.COMPLETION: 3,
}


def completion_gap(facts: Facts, asked: Consulted) -> str | None:
    """Return in words what is still missing to complete the training, or None when nothing is.

    Without a least attendance in policy there is no such rule; without minutes that make a day, any presence does.
    """
    least, floor = asked.number(ATTENDANCE_MIN), asked.number(DAY_MINUTES_MIN) or 1
    missing = []
    if facts.lessons_done < facts.lessons_published:
        missing.append(
            say(
                "还有 %(lessons_published)s 节线上课没有学完",
                lessons_published=facts.lessons_published - facts.lessons_done,
            )
        )
    if least is not None:
        whole_days = sum(day.minutes >= floor for day in facts.days)
        needed_days = -(-facts.scheduled_days * least // 1000)  # rounded up: a share of days is whole days
        if whole_days < needed_days:
            missing.append(say("线下课还差 %(needed_days)s 天", needed_days=needed_days - whole_days))
    if asked.word(COMPLETION_NEEDED) == NEEDED and facts.completed_on is None:
        missing.append(say("结业审核还没有通过"))
    return listed(missing, "，") + "。" if missing else None


def minutes_per_class_hour(asked: Consulted) -> int:
    """Return how many minutes make a 学时."""
    return asked.number(MINUTES_PER_CLASS_HOUR) or MINUTES_PER_CLASS_HOUR_UNSET


def months_later(day: date, months: int) -> date:
    """Return the same day some months later, the month's last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counted_on(facts: Facts) -> date:
    """Return the day that says in which year a training counts: certificate, else completion, else last day, else opening.

    No source found says which day counts for "a year"; the certificate's is the one that claim windows use too.
    """
    if facts.certificates:
        return max(one.issued_on for one in facts.certificates)
    if facts.completed_on is not None:
        return facts.completed_on
    return facts.days[-1].day if facts.days else facts.opened_on


def counts_of(facts: Facts, days: tuple[date, ...] = ()) -> Counts:
    """Return what a granted line of this training uses up; the certificate's occupation and level come before the course's."""
    proof = best_certificate(facts.certificates)
    if proof is not None and proof.occupation:
        return Counts(counted_on(facts), days, proof.occupation, proof.level, facts.training_type)
    return Counts(counted_on(facts), days, facts.occupation, facts.level, facts.training_type)


def best_certificate(held: Sequence[CertificateFact]) -> CertificateFact | None:
    """Return the certificate that pays: of the highest kind, then of the highest level, then the first one issued."""
    ranked = sorted(held, key=lambda one: (_RANK[one.kind], one.level or 9, one.issued_on))
    return ranked[0] if ranked else None
