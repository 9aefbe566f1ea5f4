"""What in one person's learning a person should look at: 需要核对; pure.

Source: DESIGN §4. Pace as the server's clock saw it is supporting evidence. It marks, it never refuses; slowness is never looked at, and
neither is what a phone's own clock tells. The figures are policy (content/policy/presence.toml, examples).
"""

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import say

PACE_MINUTES = "presence.pace_minutes_min"
PACE_SHARE = "presence.pace_share_per_mille"
UNBROKEN_HOURS = "presence.unbroken_hours"
PAUSE_MINUTES = "presence.pause_minutes"
COPIED_ANSWERS = "presence.copied_answers_min"
DECIDE_DAYS = "presence.decide_days"
OVERDUE_RECOGNISES = "presence.overdue_recognises"
OBJECTION_DAYS = "presence.objection_days"

# Whoever was without a line sends what was learned in pieces, as the line allows: one report in several parts.
ONE_REPORT_WITHIN = timedelta(hours=24)
TOLD_LATER = timedelta(minutes=2)


class MarkReason(enum.StrEnum):
    """Why a person should look at something."""

    PACE = "pace"
    UNBROKEN = "unbroken"
    COPIED = "copied"


REASON_WORDS = {
    MarkReason.PACE: say("一段学习记录来得很快"),
    MarkReason.UNBROKEN: say("学习记录连着很久没有停"),
    MarkReason.COPIED: say("有几次答题的编号和别人的一样"),
}


@dataclass(frozen=True)
class Observed:
    """One act as the server saw it.

    position: in the person's chain. worth_seconds: its share of the lesson's minutes, 0 for a try that earned nothing.
    answer_id: the client id of an answer, "" otherwise.
    """

    position: int
    enrolment_id: int
    received_at: datetime
    happened_at: datetime
    worth_seconds: int
    answer_id: str = ""


@dataclass(frozen=True)
class PresenceFigures:
    """The figures in force.

    pace_seconds: that much learning at least is compared at once. pace_share_per_mille: time that it takes at least.
    """

    pace_seconds: int
    pace_share_per_mille: int
    unbroken: timedelta
    pause: timedelta
    copied_answers: int
    decide_days: int
    references: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Something to be looked at, in one enrolment.

    first_position, last_position: of the acts, inclusive. worth_minutes: what they are worth. observed_seconds: in which time they came.
    count: how many acts.
    """

    reason: MarkReason
    enrolment_id: int
    first_position: int
    last_position: int
    worth_minutes: int
    observed_seconds: int
    count: int


@dataclass(frozen=True)
class _Group:
    """Acts that came together. since: the last contact before them, from which on they may have been learned."""

    acts: tuple[Observed, ...]
    received_at: datetime
    since: datetime
    is_report: bool

    @property
    def worth_seconds(self) -> int:
        return sum(act.worth_seconds for act in self.acts)


def presence_figures(figures: Figures, region_code: str, on: date) -> PresenceFigures | None:
    """Return the figures of a region on a day; None where policy names none: then nothing is marked."""
    keys = (PACE_MINUTES, PACE_SHARE, UNBROKEN_HOURS, PAUSE_MINUTES, COPIED_ANSWERS, DECIDE_DAYS)
    found: list[Figure] = []
    for key in keys:
        row = figures.in_force_or_none(key, region_code, on)
        if row is None or row.value is None:
            return None
        found.append(row)
    minutes, share, hours, pause, copied, days = (row.number for row in found)
    return PresenceFigures(
        pace_seconds=minutes * 60,
        pace_share_per_mille=share,
        unbroken=timedelta(hours=hours),
        pause=timedelta(minutes=pause),
        copied_answers=copied,
        decide_days=days,
        references=tuple(row.reference for row in found),
    )


def findings(
    acts: Sequence[Observed],
    *,
    begun_at: datetime,
    figures: PresenceFigures,
    reads_elsewhere: bool = False,
    answers_of_others: Collection[str] = (),
    after: Mapping[MarkReason, int] | None = None,
) -> tuple[Finding, ...]:
    """Return what a person should look at, at most one finding for each reason and enrolment, the earliest.

    acts: all of one person, in order of their positions, across all enrolments. begun_at: when the person first enrolled.
    reads_elsewhere: paper, braille or a scribe was granted: answers come together, what was learned lies before them.
    answers_of_others: which of the answers' ids another person's chain has, too. after: positions that were looked at before, by reason.
    """
    looked = after or {}
    groups = _groups(acts, begun_at, reads_elsewhere=reads_elsewhere)
    return (
        *_pace(_from(groups, looked.get(MarkReason.PACE, 0)), figures),
        *_unbroken(_from(groups, looked.get(MarkReason.UNBROKEN, 0)), figures),
        *_copied(
            [act for act in acts if act.position > looked.get(MarkReason.COPIED, 0)],
            frozenset(answers_of_others),
            figures,
        ),
    )


def _groups(acts: Sequence[Observed], begun_at: datetime, *, reads_elsewhere: bool) -> list[_Group]:
    """Put together what came in one request, and say from when on it may have been learned."""
    groups: list[_Group] = []
    at = 0
    last_report: _Group | None = None
    while at < len(acts):
        end = at + 1
        while end < len(acts) and acts[end].received_at == acts[at].received_at:
            end += 1
        together = tuple(acts[at:end])
        received_at = together[0].received_at
        # A clock that runs ahead is held to the server's, so several acts at one instant are a report, too.
        is_report = (
            reads_elsewhere or len(together) > 1 or abs(received_at - together[0].happened_at) > TOLD_LATER
        )
        since = groups[-1].received_at if groups else begun_at
        if is_report and last_report and received_at - last_report.received_at <= ONE_REPORT_WITHIN:
            since = last_report.since
        made = _Group(together, received_at, since, is_report)
        groups.append(made)
        if is_report:
            last_report = made
        at = end
    return groups


def _from(groups: Sequence[_Group], after: int) -> list[_Group]:
    return [group for group in groups if group.acts[0].position > after]


def _pace(groups: Sequence[_Group], figures: PresenceFigures) -> tuple[Finding, ...]:
    """Find the first stretch that is worth enough to be compared, and came in less time than its share."""
    first, worth = 0, 0
    for last, group in enumerate(groups):
        worth += group.worth_seconds
        while first < last and worth - groups[first].worth_seconds >= figures.pace_seconds:
            worth -= groups[first].worth_seconds
            first += 1
        seconds = _seconds(group.received_at - min(one.since for one in groups[first : last + 1]))
        if worth >= figures.pace_seconds and seconds * 1000 < worth * figures.pace_share_per_mille:
            return _told(MarkReason.PACE, groups[first : last + 1], seconds)
    return ()


def _unbroken(groups: Sequence[_Group], figures: PresenceFigures) -> tuple[Finding, ...]:
    """Find the first run of acts, each seen by the server as it was done, without a pause to sleep in."""
    run: list[_Group] = []
    for group in groups:
        if group.is_report:
            run = []
            continue
        if run and group.received_at - run[-1].received_at >= figures.pause:
            run = []
        run.append(group)
        lasted = group.received_at - run[0].received_at
        if lasted >= figures.unbroken:
            return _told(MarkReason.UNBROKEN, run, _seconds(lasted))
    return ()


def _copied(
    acts: Sequence[Observed], of_others: frozenset[str], figures: PresenceFigures
) -> tuple[Finding, ...]:
    """Find answers whose ids, chosen at random for each form, stand in somebody else's chain, too."""
    same = [act for act in acts if act.answer_id and act.answer_id in of_others]
    if len({act.answer_id for act in same}) < figures.copied_answers:
        return ()
    group = _Group(tuple(same), same[-1].received_at, same[0].received_at, is_report=True)
    return _told(MarkReason.COPIED, [group], _seconds(same[-1].received_at - same[0].received_at))


def _told(reason: MarkReason, groups: Sequence[_Group], seconds: int) -> tuple[Finding, ...]:
    by_enrolment: dict[int, list[Observed]] = {}
    for group in groups:
        for act in group.acts:
            by_enrolment.setdefault(act.enrolment_id, []).append(act)
    return tuple(
        Finding(
            reason=reason,
            enrolment_id=enrolment_id,
            first_position=acts[0].position,
            last_position=acts[-1].position,
            worth_minutes=sum(act.worth_seconds for act in acts) // 60,
            observed_seconds=seconds,
            count=len(acts),
        )
        for enrolment_id, acts in sorted(by_enrolment.items())
    )


def _seconds(lasted: timedelta) -> int:
    return max(0, lasted // timedelta(seconds=1))
