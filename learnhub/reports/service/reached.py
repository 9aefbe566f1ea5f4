"""Whom at least one training has reached, county by county, beside what others counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.credits.models import CreditEntry
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import SHANGHAI, Refusal, local_date, say
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.life import LISTED_STANDINGS
from learnhub.providers.service.life import lives
from learnhub.regions.rules import contains, stem
from learnhub.reports.models import HolderCount
from learnhub.reports.rules import Level, level_of
from learnhub.reports.service.quality import trainees_by_region
from learnhub.subsidy.rules.report_figures import LESS_DEVELOPED, YES
from learnhub.training.models import ClassPlace, ClassState, TrainingClass
from learnhub.training.rules.particulars import TraineeGroup


@dataclass(frozen=True)
class Reached:
    """What is known of a division. people: its trainees with an account here.

    holders: the newest count of others, None where none was brought. in_year, ever: of its people, how many sat in a class that
    opened in the year, or until its end; person_times: places in its own classes of the year. online, minutes: of its people, how
    many had minutes recognised in the year, and how many minutes. less_developed: the figure that says so, None where none does.
    """

    region_code: str
    holders: HolderCount | None
    people: int
    in_year: int
    ever: int
    person_times: int
    online: int
    minutes: int
    bases: int
    less_developed: Figure | None


@dataclass(frozen=True)
class Reach:
    """A division as a whole, its counties by code, and what is known of the counts that others made of those."""

    whole: Reached
    parts: tuple[Reached, ...]

    @property
    def counted(self) -> list[int]:
        """Return the counts that others made of parts, of those there are."""
        return [one.holders.value for one in self.parts if one.holders is not None]


def reached(
    session: Session, region_code: str, year: int, known: Sequence[str], figures: Figures, on: date
) -> Reach:
    """Return how far a division has come by the end of a year. known: codes of the divisions that the site knows; seven queries."""
    people = trainees_by_region(session, region_code, on)
    trained = _trained(session, year)
    minutes = _minutes(session, year)
    places = _places(session, region_code, year)
    bases = _listed(session, region_code)
    counts = _holders(session, region_code, year)
    counties = {code for code in known if level_of(code) is Level.COUNTY and contains(region_code, code)}
    codes = sorted({*counties, *people, *places, *bases, *counts} - {region_code})

    def one(code: str, here: set[int]) -> Reached:
        within = [part for part in (*codes, region_code) if contains(code, part)]
        figure = figures.in_force_or_none(LESS_DEVELOPED, code, min(on, date(year, 12, 31)))
        learners = here & minutes.keys()
        return Reached(
            code,
            counts.get(code),
            len(here),
            sum(trained.get(person, False) for person in here),
            len(here & trained.keys()),
            sum(places[part] for part in within),
            len(learners),
            sum(minutes[person] for person in learners),
            sum(bases[part] for part in within),
            figure if figure is not None and figure.value == YES else None,
        )

    everybody = set().union(*people.values()) if people else set()
    parts = tuple(one(code, people.get(code, set())) for code in codes if level_of(code) is Level.COUNTY)
    return Reach(one(region_code, everybody), parts)


def add_holders(
    session: Session,
    region_code: str,
    counts: Sequence[tuple[str, int]],
    *,
    counted_on: date,
    source: str,
    by_id: int,
    now: datetime,
) -> Refusal | None:
    """Keep how many people of working age hold a certificate, as a document of others says; rows are only added, the newest counts.

    counts: (division, people), each division once.
    """
    outside = [code for code, _value in counts if not contains(region_code, code)]
    if outside:
        words = say("%(code)s 不在本地区里，请核对。", code=outside[0])
        return Refusal("outside", words, field="counts")
    if counted_on > local_date(now):
        return Refusal("future", say("统计的日期还没有到，请填今天或以前的日期。"), field="counted_on")
    session.add_all(
        HolderCount(
            region_code=code, value=value, counted_on=counted_on, source=source, made_by_id=by_id, made_at=now
        )
        for code, value in counts
    )
    session.flush()
    return None


def _trained(session: Session, year: int) -> dict[int, bool]:
    """Return who sat in a class for trainees until the end of a year → whether in one that opened in it."""
    in_year = sa.func.max(sa.case((TrainingClass.opened_on >= date(year, 1, 1), 1), else_=0))
    rows = session.execute(
        sa.select(Enrolment.person_id, in_year)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(
            TrainingClass.trainee_group == TraineeGroup.TRAINEES,
            TrainingClass.state.not_in([ClassState.APPLIED, ClassState.CANCELLED]),
            TrainingClass.opened_on <= date(year, 12, 31),
        )
        .group_by(Enrolment.person_id)
    )
    return {person: bool(recent) for person, recent in rows}


def _minutes(session: Session, year: int) -> dict[int, int]:
    rows = session.execute(
        sa.select(CreditEntry.person_id, sa.func.sum(CreditEntry.recognised_minutes))
        .where(
            CreditEntry.posted_at >= datetime(year, 1, 1, tzinfo=SHANGHAI),
            CreditEntry.posted_at < datetime(year + 1, 1, 1, tzinfo=SHANGHAI),
        )
        .group_by(CreditEntry.person_id)
    )
    return {person: int(minutes) for person, minutes in rows if minutes > 0}


def _places(session: Session, region_code: str, year: int) -> Counter[str]:
    rows = session.execute(
        sa.select(TrainingClass.region_code, sa.func.count())
        .join(ClassPlace, ClassPlace.training_class_id == TrainingClass.id)
        .where(
            TrainingClass.region_code.startswith(stem(region_code)),
            TrainingClass.trainee_group == TraineeGroup.TRAINEES,
            TrainingClass.state.not_in([ClassState.APPLIED, ClassState.CANCELLED]),
            TrainingClass.opened_on >= date(year, 1, 1),
            TrainingClass.opened_on <= date(year, 12, 31),
        )
        .group_by(TrainingClass.region_code)
    )
    found: Counter[str] = Counter()
    for code, count in rows:
        found[code] = count
    return found


def _listed(session: Session, region_code: str) -> Counter[str]:
    found = sa.select(TrainingBase).where(TrainingBase.region_code.startswith(stem(region_code)))
    bases = session.scalars(found).all()
    told = lives(session, bases)
    return Counter(base.region_code for base in bases if told[base.id].standing.step in LISTED_STANDINGS)


def _holders(session: Session, region_code: str, year: int) -> dict[str, HolderCount]:
    """Return the newest count of each division until the end of a year."""
    newest: dict[str, HolderCount] = {}
    for row in session.scalars(
        sa.select(HolderCount)
        .where(
            HolderCount.region_code.startswith(stem(region_code)),
            HolderCount.counted_on <= date(year, 12, 31),
        )
        .order_by(HolderCount.counted_on, HolderCount.id)
    ):
        newest[row.region_code] = row
    return newest
