"""Check whether the people of a division's year were of the ages that policy names when their class began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service.certificates import births
from learnhub.audit.rules import Actor, Concern
from learnhub.audit.service import record
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, say
from learnhub.reports.models import AgeCheck
from learnhub.reports.rules import Row, of_trainees
from learnhub.reports.service.rows import parts_of, places
from learnhub.subsidy.rules import AgeStanding, age_standing, has_age_window
from learnhub.subsidy.rules.figures import AGE_KEYS, age_words
from learnhub.subsidy.rules.report_figures import REPORTED_AGES

AT_ONCE = 20_000  # of a request: a second of opening numbers


@dataclass(frozen=True)
class AgesChecked:
    """What is known of the ages of a year's rows. standings: by number of the enrolment; last: when the last one was checked."""

    standings: dict[int, AgeStanding]
    last: datetime | None


def ages_checked(session: Session, within: sa.ScalarSelect[int]) -> AgesChecked:
    """Return what was found of these enrolments; those that nobody has checked are left out. within: rows.places."""
    asked = sa.select(AgeCheck.enrolment_id, AgeCheck.standing, AgeCheck.checked_at)
    known = session.execute(asked.where(AgeCheck.enrolment_id.in_(within))).all()
    return AgesChecked({row[0]: row[1] for row in known}, max((row[2] for row in known), default=None))


def check_ages(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    figures: Figures,
    rows: Sequence[Row],
    region_code: str,
    year: int,
    *,
    now: datetime,
) -> int | Refusal:
    """Judge the trainees' ages on the day on which each class opened; return how many rows were judged.

    Numbers are opened only here, when an officer asks, and the log of deeds says so. What is kept is inside, outside or
    unknown: no age and no date. At most AT_ONCE rows, those that nobody has checked first.
    """
    wanted = [
        row
        for row in of_trainees(rows)
        if has_age_window(figures, row.region_code, row.opened_on, REPORTED_AGES)
    ]
    if not wanted:
        return Refusal("no-window", say("没有要核对的：这一年没有学员，或者本地没有登记年龄范围。"))
    within = places(session, region_code, date(year, 1, 1), date(year, 12, 31))
    known = ages_checked(session, within).standings
    wanted = sorted(wanted, key=lambda row: row.enrolment_id in known)[:AT_ONCE]
    born: dict[int, tuple[date, bool]] = {}
    for part in parts_of(sorted({row.person_id for row in wanted})):
        born |= births(session, keys, part)
    for part in parts_of(row.enrolment_id for row in wanted):
        session.execute(sa.delete(AgeCheck).where(AgeCheck.enrolment_id.in_(part)))
    session.execute(
        sa.insert(AgeCheck),
        [
            {
                "enrolment_id": row.enrolment_id,
                "standing": age_standing(
                    born.get(row.person_id), figures, row.region_code, row.opened_on, REPORTED_AGES
                ),
                "checked_by_id": actor.person_id,
                "checked_at": now,
            }
            for row in wanted
        ],
    )
    words = say(
        "核对学员年龄是否在范围内，%(count)d 人次；只看在不在范围，没有显示出生日期", count=len(wanted)
    )
    record(session, actor, "ages-checked", words, Concern("region", region_code), now=now)
    return len(wanted)


def window_words(figures: Figures, region_code: str, on: date) -> tuple[str, str] | None:
    """Return the ages in force in words, and where they come from; None where policy names none."""
    found = [figures.in_force_or_none(key, region_code, on) for key in REPORTED_AGES]
    set_ones = [one for one in found if one is not None and one.value is not None]
    if not set_ones:
        return None
    window = {
        known: one.number for known, one in zip(AGE_KEYS, found, strict=True) if one and one.value is not None
    }
    return age_words(window), "；".join(dict.fromkeys(one.source for one in set_ones))
