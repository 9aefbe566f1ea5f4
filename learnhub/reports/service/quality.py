"""What is missing in a division's year: doubtful rows, people without training, districts without a base."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import DisabilityCertificate, DuplicateNote, RoleGrant
from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.service.sign_ins import in_force
from learnhub.learning.models import Enrolment
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.life import LISTED_STANDINGS
from learnhub.providers.service.life import lives
from learnhub.regions.rules import contains, stem
from learnhub.reports.rules import Level, Row, at_the_same_time, level_of, of_trainees
from learnhub.reports.service.ages import AgesChecked
from learnhub.reports.service.rows import parts_of, places, regions_within
from learnhub.subsidy.rules import AgeStanding
from learnhub.training.models import ClassPlace, TrainingClass
from learnhub.training.rules.particulars import TraineeGroup


@dataclass(frozen=True)
class Doubt:
    """One kind of doubtful row. key: stable. found, of: how many of how many. rows: those that are doubtful; classes: numbers of the first."""

    key: str
    found: int
    of: int
    classes: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Coverage:
    """Whom and where training has not reached. without_training, people: trainees of the division with no class that opened in the year.

    counties_without_base: codes of the known counties without a listed base.
    """

    without_training: int
    people: int
    counties_without_base: tuple[str, ...]
    counties: int


def doubts(
    session: Session, rows: Sequence[Row], region_code: str, year: int, on: date, ages: AgesChecked
) -> list[Doubt]:
    """Return what should be looked at before a report is frozen, kinds without any too. rows: of the division's year."""
    within = places(session, region_code, date(year, 1, 1), date(year, 12, 31))
    verified = set(
        session.scalars(
            sa.select(DisabilityCertificate.person_id).where(
                DisabilityCertificate.person_id.in_(
                    sa.select(Enrolment.person_id).where(Enrolment.id.in_(within))
                ),
                DisabilityCertificate.replaced_at.is_(None),
                DisabilityCertificate.verified_on.is_not(None),
            )
        )
    )
    over = [row for row in rows if row.ends_on < on]
    twice = _people_noted_twice(session)
    standings = ages.standings
    judged = [
        row for row in rows if standings.get(row.enrolment_id, AgeStanding.UNKNOWN) is not AgeStanding.UNKNOWN
    ]
    trainees = of_trainees(rows)
    return [
        _doubt("unverified", [row for row in trainees if row.person_id not in verified], len(trainees)),
        _doubt("not-decided", [row for row in over if not row.is_completed], len(over)),
        _doubt(
            "empty",
            [row for row in over if row.is_completed and not row.offline_days + row.online_minutes],
            len(over),
        ),
        _doubt("dates", [row for row in rows if row.ends_on < row.opened_on], len(rows)),
        _doubt("same-time", at_the_same_time(rows), len(rows)),
        _doubt("duplicate", [row for row in rows if row.person_id in twice], len(rows)),
        _doubt(
            "age", [row for row in judged if standings[row.enrolment_id] is AgeStanding.OUTSIDE], len(judged)
        ),
        _doubt(
            "age-not-checked", [row for row in trainees if row.enrolment_id not in standings], len(trainees)
        ),
        _full_classes(session, region_code, rows),
    ]


def coverage(
    session: Session, rows: Sequence[Row], region_code: str, known: Sequence[str], on: date
) -> Coverage:
    """Return whom and where training has not reached. known: codes of the divisions that the site knows."""
    people = trainees_of(session, region_code, on)
    trained = {row.person_id for row in of_trainees(rows)}
    counties = [code for code in known if level_of(code) is Level.COUNTY and contains(region_code, code)]
    bases = session.scalars(sa.select(TrainingBase)).all()
    told = lives(session, bases)
    # A base that was taken off the list covers nobody any more.
    listed = {one.region_code for one in bases if told[one.id].standing.step in LISTED_STANDINGS}
    return Coverage(
        len(people - trained),
        len(people),
        tuple(code for code in counties if code not in listed),
        len(counties),
    )


def trainees_of(session: Session, region_code: str, on: date) -> set[int]:
    """Return the disabled trainees of a division, by id."""
    return set().union(*trainees_by_region(session, region_code, on).values())


def trainees_by_region(session: Session, region_code: str, on: date) -> dict[str, set[int]]:
    """Return the disabled trainees within a division by the division of their role; who has two counts in both.

    Whoever is known only from classes for staff is none of them.
    """
    grants = session.execute(
        sa.select(RoleGrant.person_id, RoleGrant.region_code)
        .where(
            RoleGrant.role == Role.TRAINEE, RoleGrant.region_code.startswith(stem(region_code)), in_force(on)
        )
        .distinct()
    )
    found: dict[str, set[int]] = {}
    for person, code in grants:
        if code is not None:
            found.setdefault(code, set()).add(person)
    staff = _only_staff(session, set().union(*found.values()))
    return {code: people - staff for code, people in found.items()}


def _only_staff(session: Session, people: Collection[int]) -> set[int]:
    """Return which of these people sat in classes for staff, in none for trainees, and gave no certificate number."""
    groups: dict[int, set[TraineeGroup]] = {}
    sat = (
        sa.select(Enrolment.person_id, TrainingClass.trainee_group)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(
            Enrolment.person_id.in_(
                sa.select(Enrolment.person_id)
                .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
                .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
                .where(TrainingClass.trainee_group == TraineeGroup.STAFF)
            )
        )
        .distinct()
    )
    for person_id, group in session.execute(sat):
        groups.setdefault(person_id, set()).add(group)
    staff = {one for one in people if groups.get(one) == {TraineeGroup.STAFF}}
    known: set[int] = set()
    for part in parts_of(sorted(staff)):
        known |= set(
            session.scalars(
                sa.select(DisabilityCertificate.person_id).where(
                    DisabilityCertificate.person_id.in_(part), DisabilityCertificate.replaced_at.is_(None)
                )
            )
        )
    return staff - known


def without_training(
    session: Session, rows: Sequence[Row], region_code: str, on: date
) -> list[tuple[int, str]]:
    """Return (person id, nickname) of the trainees of a division with no class in the year, by nickname.

    Source: 云残发〔2022〕55号: 至少得到一次职业技能培训.
    """
    left = trainees_of(session, region_code, on) - {row.person_id for row in of_trainees(rows)}
    grants = sa.select(RoleGrant.person_id).where(RoleGrant.region_code.startswith(stem(region_code)))
    names = nicknames(session, grants.scalar_subquery())
    return sorted(((one, names[one]) for one in left), key=lambda one: (one[1], one[0]))


def _people_noted_twice(session: Session) -> set[int]:
    """Return who may have two accounts and nobody has decided yet."""
    open_notes = sa.select(DuplicateNote.first_id, DuplicateNote.second_id).where(
        DuplicateNote.settled_at.is_(None)
    )
    return {one for pair in session.execute(open_notes) for one in pair}


def _doubt(key: str, found: Sequence[Row], of: int) -> Doubt:
    return Doubt(key, len(found), of, tuple(sorted({row.class_number for row in found}))[:5], tuple(found))


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
    within = tuple(row for row in rows if row.class_number in found)
    return Doubt("too-many", len(found), len(numbers), tuple(found[:5]), within)
