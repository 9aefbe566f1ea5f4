"""Make a province step by step: each step is a transaction of its own, so that a lock is never held for long."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.service import load_course
from learnhub.catalogue.rules import publication_figures
from learnhub.evidence import service as evidence
from learnhub.notices import service as notices
from learnhub.ops.models import Demonstration
from learnhub.ops.rules.made_courses import MadeCourse
from learnhub.ops.rules.province import (
    CLASS_DAYS,
    PROVINCE,
    Size,
    base_places,
    course_base,
    divisions,
    group_of,
)
from learnhub.ops.service.demonstration.clearing import clear
from learnhub.ops.service.demonstration.history import at
from learnhub.ops.service.demonstration.load import holds_anything
from learnhub.ops.service.demonstration.mark import ONLY, DemoEntry, is_demonstration
from learnhub.ops.service.province.courses import folder_of
from learnhub.ops.service.province.groups import Office, play_group
from learnhub.ops.service.province.people import add_holder, add_trainee, of_base
from learnhub.ops.service.province.registers import add_base, add_field, add_targets
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date
from learnhub.providers.models import TrainingBase
from learnhub.storage.rules import BlobStore

_BASES, _COURSES, _TRAINEES, _GROUPS = 50, 50, 400, 5  # in one transaction
_REGISTERED_DAYS_AGO = 450

Step = tuple[str, Callable[[Session], None]]


@dataclass(frozen=True)
class ProvinceFill:
    """What making needs. courses: as many as the size says. codes: of all divisions. password_hash: one for everybody."""

    size: Size
    courses: Sequence[MadeCourse]
    codes: Sequence[str]
    password_hash: str
    keys: SiteKeys
    seal_key: bytes
    figures: Figures
    content_dir: Path
    store: BlobStore
    now: datetime


@dataclass
class Ground:
    """What earlier steps made: ids of bases by number, of trainees by number, of others by name."""

    bases: list[int] = field(default_factory=list)
    trainees: dict[int, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)


def begin(session: Session, *, is_reset: bool, now: datetime) -> Refusal | None:
    """Mark an empty site as a made province, before anything is in it: what is interrupted can be begun anew.

    is_reset: clear a demonstration first, of either kind; the courses stay.
    """
    if is_demonstration(session):
        if not is_reset:
            return Refusal("loaded", "演示数据已经在这里了。要重新开始，请加上 --reset。")
        clear(session)
    elif is_reset:
        return Refusal("no-demonstration", "这不是演示站，不能重置，这里没有改动。")
    elif holds_anything(session):
        return Refusal(
            "not-empty", "这个站点已经有自己的人或者基地。演示数据只能放进空的站点，这里没有改动。"
        )
    session.add(Demonstration(id=ONLY, loaded_at=now, people=[], is_province=True))
    session.flush()
    return None


def steps(fill: ProvinceFill, ground: Ground) -> Iterator[Step]:
    """Yield what is to be done, one transaction each, with a line that says how far it is then."""
    size = fill.size
    yield "offices of the province", lambda session: _offices(session, fill, ground)
    for first in range(0, size.bases, _BASES):
        part = range(first, min(size.bases, first + _BASES))
        yield _said(part, size.bases, "bases"), _doing(_add_bases, fill, ground, part)
    for first in range(0, size.courses, _COURSES):
        part = range(first, min(size.courses, first + _COURSES))
        yield _said(part, size.courses, "courses"), _doing(_add_courses, fill, ground, part)
    for first in range(0, size.people, _TRAINEES):
        part = range(first, min(size.people, first + _TRAINEES))
        yield _said(part, size.people, "trainees"), _doing(_add_trainees, fill, ground, part)
    for first in range(0, size.groups, _GROUPS):
        part = range(first, min(size.groups, first + _GROUPS))
        done = part.stop * size.together
        yield f"{done} of {size.enrolments} enrolments", _doing(_play, fill, ground, part)
    yield "the people to look at it with", lambda session: _mark(session, fill, ground)


def _said(part: range, whole: int, what: str) -> str:
    return f"{part.stop} of {whole} {what}"


def _doing(
    deed: Callable[[Session, ProvinceFill, Ground, range], None],
    fill: ProvinceFill,
    ground: Ground,
    part: range,
) -> Callable[[Session], None]:
    return lambda session: deed(session, fill, ground, part)


def _offices(session: Session, fill: ProvinceFill, ground: Ground) -> None:
    """Give the province, each prefecture and each county an officer; the province a second one who pays, and an auditor."""
    prefectures, counties = divisions(fill.codes)
    told = [("省干部01", Role.OFFICER, PROVINCE), ("省干部02", Role.OFFICER, PROVINCE)]
    told.append(("省审计01", Role.AUDITOR, PROVINCE))
    told += [(f"州市干部{code}", Role.OFFICER, code) for code in prefectures]
    told += [(f"县区干部{code}", Role.OFFICER, code) for code in counties]
    for name, role, code in told:
        ground.people[name] = _holder(session, fill, name, Holding(role, region_code=code))
    by_id = ground.people["省干部01"]
    for code in (PROVINCE, *prefectures):
        value = fill.size.enrolments // (1 if code == PROVINCE else len(prefectures))
        add_targets(session, code, value, by_id=by_id, now=fill.now)


def _add_bases(session: Session, fill: ProvinceFill, ground: Ground, part: range) -> None:
    places = base_places(divisions(fill.codes)[1], fill.size.bases)
    calendar = notices.working_days(session, fill.content_dir)
    for number in part:
        base = add_base(session, number, places[number], fill.figures, calendar, now=fill.now)
        ground.bases.append(base.id)
        for name, role in ((_manager(number), Role.BASE_MANAGER), (_teacher(number), Role.INSTRUCTOR)):
            ground.people[name] = _holder(session, fill, name, of_base(role, base))
        by_id = ground.people[f"县区干部{base.region_code}"]
        add_field(session, number, base, by_id=by_id, now=fill.now)


def _add_courses(session: Session, fill: ProvinceFill, ground: Ground, part: range) -> None:
    rates = publication_figures(fill.figures, local_date(fill.now))
    for number in part:
        load_course(
            session,
            fill.store,
            folder_of(fill.courses[number], CLASS_DAYS),
            figures=rates,
            now=at(local_date(fill.now), -_REGISTERED_DAYS_AGO, 9),
            base_id=ground.bases[course_base(number, fill.size.bases)],
            is_site_work=False,
        )


def _add_trainees(session: Session, fill: ProvinceFill, ground: Ground, part: range) -> None:
    registered_at = at(local_date(fill.now), -_REGISTERED_DAYS_AGO, 9)
    for number in part:
        of = number // fill.size.together % fill.size.bases
        ground.trainees[number] = add_trainee(
            session,
            f"示例学员{number:05d}",
            session.get_one(TrainingBase, ground.bases[of]),
            taken_in_by=ground.people[_manager(of)],
            password_hash=fill.password_hash,
            now=registered_at,
        )


def _play(session: Session, fill: ProvinceFill, ground: Ground, part: range) -> None:
    today = local_date(fill.now)
    calendar = notices.working_days(session, fill.content_dir)
    for number in part:
        group = group_of(fill.size, number, today)
        base = session.get_one(TrainingBase, ground.bases[group.base])
        people = _people_for(ground.people, group.base, base.region_code)
        office = Office(people, fill.figures, fill.keys, calendar, fill.size, today)
        slug = fill.courses[group.course].slug
        play_group(session, group, slug=slug, base=base, trainees=ground.trainees, office=office)
    evidence.seal(session, key=fill.seal_key, now=fill.now)


def _people_for(people: Mapping[str, int], base: int, county: str) -> dict[str, int]:
    return {
        "base": people[_manager(base)],
        "teacher": people[_teacher(base)],
        "county": people[f"县区干部{county}"],
        "prefecture": people[f"州市干部{county[:4]}00"],
        "province": people["省干部01"],
        "payer": people["省干部02"],
    }


def _mark(session: Session, fill: ProvinceFill, ground: Ground) -> None:
    """Name seven people with whom the province can be looked at: the others have the same password."""
    county = base_places(divisions(fill.codes)[1], fill.size.bases)[0].county
    told = (
        ("省干部01", "省残联干部", "看全省：一百二十九个县的看板、名册、报表。"),
        (f"州市干部{county[:4]}00", "州市残联干部", "看一个州（市）。"),
        (f"县区干部{county}", "县区残联干部", "只看得见一个县。"),
        ("省审计01", "审计", "抽样，一分一分地重新算。"),
        (_manager(0), "基地管理员", "管一个省级基地。"),
        (_teacher(0), "教师", "给线下课点名。"),
        ("示例学员00000", "学员", "在学几门课。"),
    )
    ids = {**ground.people, "示例学员00000": ground.trainees[0]}
    shown = session.get_one(Demonstration, ONLY)
    shown.people = [DemoEntry(name, role, story, ids[name]).__dict__ for name, role, story in told]
    session.flush()


def _holder(session: Session, fill: ProvinceFill, name: str, held: Holding) -> int:
    registered_at = at(local_date(fill.now), -_REGISTERED_DAYS_AGO, 9)
    return add_holder(session, name, [held], password_hash=fill.password_hash, now=registered_at)


def _manager(base: int) -> str:
    return f"基地{base:03d}"


def _teacher(base: int) -> str:
    return f"教师{base:03d}"
