"""What is missing in a division's year: doubtful rows, people without training, districts without a base."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import DisabilityCertificate, RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.service.sign_ins import in_force
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import contains
from learnhub.reports.rules import Level, Row, level_of
from learnhub.reports.service.rows import parts_of, regions_within
from learnhub.training.models import TrainingClass


@dataclass(frozen=True)
class Doubt:
    """One kind of doubtful row. key: stable. found, of: how many of how many. classes: numbers of the first classes."""

    key: str
    found: int
    of: int
    classes: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """Whom and where training has not reached. without_training, people: trainees of the division with no class in the year.

    counties_without_base: codes of the known counties without a listed base. usage: (county, 人次), the fewest first.
    """

    without_training: int
    people: int
    counties_without_base: tuple[str, ...]
    counties: int
    usage: tuple[tuple[str, int], ...]


def doubts(session: Session, rows: Sequence[Row], region_code: str, on: date) -> list[Doubt]:
    """Return what should be looked at before a report is frozen, kinds without any too."""
    verified: set[int] = set()
    for part in parts_of(sorted({row.person_id for row in rows})):
        verified |= set(
            session.scalars(
                sa.select(DisabilityCertificate.person_id).where(
                    DisabilityCertificate.person_id.in_(part),
                    DisabilityCertificate.replaced_at.is_(None),
                    DisabilityCertificate.verified_on.is_not(None),
                )
            )
        )
    over = [row for row in rows if row.ends_on < on]
    again = Counter((row.person_id, row.opened_on, row.ends_on) for row in rows)
    return [
        _doubt("unverified", [row for row in rows if row.person_id not in verified], len(rows)),
        _doubt("not-decided", [row for row in over if not row.is_completed], len(over)),
        _doubt(
            "empty",
            [row for row in over if row.is_completed and not row.offline_days + row.online_minutes],
            len(over),
        ),
        _doubt("dates", [row for row in rows if row.ends_on < row.opened_on], len(rows)),
        _doubt(
            "same-time",
            [row for row in rows if again[row.person_id, row.opened_on, row.ends_on] > 1],
            len(rows),
        ),
        _full_classes(session, region_code, rows),
    ]


def coverage(
    session: Session, rows: Sequence[Row], region_code: str, known: Sequence[str], on: date
) -> Coverage:
    """Return whom and where training has not reached. known: codes of the divisions that the site knows."""
    grants = session.execute(
        sa.select(RoleGrant.person_id, RoleGrant.region_code)
        .where(RoleGrant.role == Role.TRAINEE, RoleGrant.region_code.is_not(None), in_force(on))
        .distinct()
    )
    people = {person for person, code in grants if code is not None and contains(region_code, code)}
    counties = [code for code in known if level_of(code) is Level.COUNTY and contains(region_code, code)]
    listed = set(
        session.scalars(
            sa.select(TrainingBase.region_code)
            .where(TrainingBase.listed_on.is_not(None), TrainingBase.listed_on <= on)
            .distinct()
        )
    )
    usage = Counter(row.region_code for row in rows)
    return Coverage(
        len(people - {row.person_id for row in rows}),
        len(people),
        tuple(code for code in counties if code not in listed),
        len(counties),
        tuple(
            sorted(((code, usage[code]) for code in {*counties, *usage}), key=lambda one: (one[1], one[0]))
        ),
    )


def _doubt(key: str, found: Sequence[Row], of: int) -> Doubt:
    return Doubt(key, len(found), of, tuple(sorted({row.class_number for row in found}))[:5])


def _full_classes(session: Session, region_code: str, rows: Sequence[Row]) -> Doubt:
    """Return the classes of these rows with more people than places."""
    numbers = {row.class_number for row in rows}
    taken = Counter(row.class_number for row in rows)
    capacity = {
        row.number: row.capacity
        for row in session.execute(
            sa.select(TrainingClass.number, TrainingClass.capacity).where(
                TrainingClass.region_code.in_(regions_within(session, [region_code]))
            )
        )
    }
    found = sorted(number for number in numbers if taken[number] > capacity.get(number, taken[number]))
    return Doubt("too-many", len(found), len(numbers), tuple(found[:5]))
