"""Open a survey for a division and a year; who is asked, and where a person lives for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.service.sign_ins import in_force
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.needs.models import NeedsSurvey
from learnhub.needs.rules import State, opening_refusal, state_of
from learnhub.primitives import Refusal, local_date
from learnhub.regions.rules import chain, contains, stem

OPENED = "needs-survey-opened"


@dataclass(frozen=True)
class Opening:
    """What an office opens; both days belong to it."""

    region_code: str
    opens_on: date
    closes_on: date


def open_survey(session: Session, actor: Actor, told: Opening, *, now: datetime) -> NeedsSurvey | Refusal:
    """Open the year's survey of a division; it begins and ends by its days."""
    assert actor.person_id is not None
    year = told.opens_on.year
    taken = session.scalars(sa.select(NeedsSurvey.region_code).where(NeedsSurvey.year == year))
    refusal = opening_refusal(
        told.region_code, told.opens_on, told.closes_on, on=local_date(now), taken=taken
    )
    if refusal is not None:
        return refusal
    made = NeedsSurvey(
        region_code=told.region_code,
        year=year,
        opens_on=told.opens_on,
        closes_on=told.closes_on,
        opened_by_id=actor.person_id,
        opened_at=now,
    )
    session.add(made)
    session.flush()
    words = f"开了 {year} 年培训需求调查（地区 {told.region_code}）"
    audit.record(session, actor, OPENED, words, Concern("needs-survey", str(made.id)), now=now)
    return made


def survey_or_none(session: Session, survey_id: int) -> NeedsSurvey | None:
    """Return a survey, or None."""
    return session.get(NeedsSurvey, survey_id)


def surveys_of(session: Session, regions: Sequence[str]) -> list[NeedsSurvey]:
    """Return the surveys of divisions that lie in these or contain one of them, the newest first."""
    rows = session.scalars(
        sa.select(NeedsSurvey).order_by(NeedsSurvey.opens_on.desc(), NeedsSurvey.id.desc())
    )
    return [one for one in rows if touches(one.region_code, regions)]


def touches(region_code: str, regions: Sequence[str]) -> bool:
    """Tell whether a division lies in one of these, or one of these in it."""
    return any(contains(one, region_code) or contains(region_code, one) for one in regions)


def state(survey: NeedsSurvey, on: date) -> State:
    """Return where a survey stands on a day."""
    return state_of(survey.opens_on, survey.closes_on, on=on, is_counted=survey.counted_at is not None)


def open_for(session: Session, person_id: int, *, on: date) -> NeedsSurvey | None:
    """Return the survey that a person may answer on a day; None without one, or where nobody knows the person's division."""
    homes = session.scalars(
        sa.select(RoleGrant.region_code)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == Role.TRAINEE,
            RoleGrant.region_code.is_not(None),
            in_force(on),
        )
        .order_by(RoleGrant.id.desc())
        .limit(1)
    ).all()
    if not homes or homes[0] is None:
        return None
    return session.scalar(
        sa.select(NeedsSurvey)
        .where(
            NeedsSurvey.region_code.in_(chain(homes[0])),
            NeedsSurvey.opens_on <= on,
            NeedsSurvey.closes_on >= on,
            NeedsSurvey.counted_at.is_(None),
        )
        .order_by(NeedsSurvey.id)
        .limit(1)
    )


def homes(session: Session, survey: NeedsSurvey, *, on: date) -> dict[int, str]:
    """Return the people whom a survey asks, each with their division: that of their newest role as a trainee."""
    newest = (
        sa.select(sa.func.max(RoleGrant.id))
        .where(RoleGrant.role == Role.TRAINEE, RoleGrant.region_code.is_not(None), in_force(on))
        .group_by(RoleGrant.person_id)
    )
    rows = session.execute(
        sa.select(RoleGrant.person_id, RoleGrant.region_code).where(
            RoleGrant.id.in_(newest), RoleGrant.region_code.startswith(stem(survey.region_code))
        )
    )
    return {person_id: code for person_id, code in rows if code is not None}
