"""Load the demonstration region into an empty site, all of it in the caller's transaction."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accessibility import service as accessibility
from learnhub.accessibility.rules import AccessProfile, changed
from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.models import Person
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.certificate import certificate_number
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.identity import CheckMethod
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import certificates, people
from learnhub.audit.rules import Actor
from learnhub.catalogue import service as catalogue
from learnhub.evidence.models import Evidence
from learnhub.notices import service as notices
from learnhub.ops.models import Demonstration
from learnhub.ops.rules.demonstration import DemoBase, DemoPerson, DemoPlan, whole_certificate_number
from learnhub.ops.service.demonstration.base_register import furnish_base, publish_projects
from learnhub.ops.service.demonstration.clearing import clear
from learnhub.ops.service.demonstration.history import Region, at, play
from learnhub.ops.service.demonstration.mark import ONLY, is_demonstration
from learnhub.ops.service.sealing import seals_folder
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, local_date
from learnhub.providers import service as providers
from learnhub.providers.models import BaseLevel, TrainingBase
from learnhub.search import service as search
from learnhub.settings import Settings, key_bytes
from learnhub.storage.service import store_for
from learnhub.subsidy.models import BlendedRecord

PROOF_PICTURE = "hours-proof.jpg"
_REASON = "演示站"
_REGISTERED_DAYS_AGO = 60
_GIVEN_HOUR = 10
_CHECKED_HOUR = 15


@dataclass(frozen=True)
class Fill:
    """What loading needs. password_hash: of the one password that all share. seals_folder: of the seals kept as files.

    content_dir: whose policy names working days. proof_address: of the stored picture of an invented proof.
    """

    plan: DemoPlan
    password_hash: str
    keys: SiteKeys
    seal_key: bytes
    figures: Figures
    basis: Basis
    seals_folder: Path
    content_dir: Path
    proof_address: str
    now: datetime

    @classmethod
    def of(cls, settings: Settings, plan: DemoPlan, *, password_hash: str, now: datetime) -> "Fill":
        """Gather it from the settings of a site; the picture is stored at once, and named by rows once they are kept."""
        return cls(
            plan,
            password_hash,
            site_keys(settings),
            key_bytes(settings, "seal"),
            figures(settings.content_dir),
            Basis(settings.legal_basis),
            seals_folder(settings),
            settings.content_dir,
            store_for(settings).put((settings.content_dir / "demo" / PROOF_PICTURE).read_bytes()),
            now,
        )


@dataclass(frozen=True)
class Loaded:
    """What was loaded."""

    people: int
    classes: int
    entries: int
    records: int


def load(session: Session, fill: Fill) -> Loaded | Refusal:
    """Load bases, people, classes and what they have done so far; Refusal for a site that holds anything else.

    Everything goes through the services that people's own deeds go through, at the instants at which they would have
    happened. Raises ValueError when the plan contradicts a rule.
    """
    if is_demonstration(session):
        return Refusal("loaded", "演示数据已经在这里了。要回到开始的样子，请加上 --reset。")
    if holds_anything(session):
        return Refusal(
            "not-empty", "这个站点已经有自己的人或者基地。演示数据只能放进空的站点，这里没有改动。"
        )
    plan, today = fill.plan, local_date(fill.now)
    bases = {base.slug: _add_base(session, base, fill.now) for base in plan.bases}
    for told in plan.bases:
        furnish_base(session, told, bases[told.slug], fill.figures, fill.content_dir, now=fill.now)
    registered_at = at(today, -_REGISTERED_DAYS_AGO, 9)
    members = {
        person.name: _register(session, person, bases, fill.password_hash, registered_at)
        for person in plan.people
    }
    for person in plan.people:
        _give_certificate(session, fill.keys, person, members, fill.basis, today)
    region = Region(
        bases=bases,
        people=members,
        figures=fill.figures,
        calendar=notices.working_days(session, fill.content_dir),
        keys=fill.keys,
        seal_key=fill.seal_key,
        proof_address=fill.proof_address,
    )
    play(session, plan, region, today=today, now=fill.now)
    publish_projects(session, members["区干部01"], fill.figures, now=fill.now)
    session.add(
        Demonstration(
            id=ONLY,
            loaded_at=fill.now,
            people=[
                {
                    "name": person.name,
                    "role_words": person.role_words,
                    "story": person.story,
                    "person_id": members[person.name],
                }
                for person in plan.people
            ],
        )
    )
    session.flush()
    entries, records = (
        session.scalar(sa.select(sa.func.count(model.id))) or 0 for model in (Evidence, BlendedRecord)
    )
    return Loaded(len(members), len(plan.classes), entries, records)


def reset(session: Session, fill: Fill) -> Loaded | Refusal:
    """Take a demonstration back to its beginning, as of today: whoever looks meanwhile sees the old one or the new one."""
    if not is_demonstration(session):
        return Refusal("no-demonstration", "这不是演示站，不能重置，这里没有改动。")
    clear(session)
    # The seals that begin again at 1 are others. Should the reset be given up, the worker writes the old files anew.
    shutil.rmtree(fill.seals_folder, ignore_errors=True)
    return load(session, fill)


def holds_anything(session: Session) -> bool:
    """Tell whether a site has people, bases or evidence."""
    return any(
        session.scalar(sa.select(sa.func.count()).select_from(model))
        for model in (Person, TrainingBase, Evidence)
    )


def _add_base(session: Session, base: DemoBase, now: datetime) -> TrainingBase:
    made = providers.add_base(
        session,
        providers.BasePlan(
            slug=base.slug,
            name=base.name,
            level=BaseLevel(base.level),
            region_code=base.region,
            listed_on=base.listed_on,
            address=base.address,
            phone=base.phone,
            text_contact=base.text_contact,
            access_words=base.access_words,
            is_demonstration=True,
        ),
    )
    if isinstance(made, Refusal):
        raise ValueError(f"{base.slug}: {made.sentence}")
    for slug in base.courses:
        course = catalogue.course_or_none(session, slug)
        if course is not None:
            catalogue.assign_base(session, course, made.id)
            search.index_course(session, course.id, now=now)
    return made


def _register(
    session: Session,
    person: DemoPerson,
    bases: dict[str, TrainingBase],
    password_hash: str,
    now: datetime,
) -> int:
    made = people.register(session, typed_nickname=person.name, password_hash=password_hash, now=now)
    if isinstance(made, Refusal):
        raise ValueError(f"{person.name}: {made.sentence}")
    # Registering makes a trainee without a place; the plan says what this person really is.
    for grant in people.roles_of(session, made.id):
        people.revoke_role(session, Actor(), made.id, grant.id, reason=_REASON, now=now)
    for held in person.holdings:
        base = bases[held.base] if held.base else None
        holding = Holding(
            Role(held.role),
            base.id if base is not None else None,
            base.region_code if base is not None else held.region or None,
        )
        given = people.grant_role(
            session, Actor(), made.id, holding, from_on=local_date(now), reason=_REASON, now=now
        )
        if isinstance(given, Refusal):
            raise ValueError(f"{person.name}: {given.sentence}")
    _keep_profile(session, person, made.id, now)
    return made.id


def _keep_profile(session: Session, person: DemoPerson, person_id: int, now: datetime) -> None:
    profile = AccessProfile()
    for setting, value in person.profile.items():
        outcome = changed(profile, setting, "on" if value is True else str(value))
        if isinstance(outcome, Refusal):
            raise ValueError(f"{person.name}: {setting}: {outcome.sentence}")
        profile = outcome
    if profile != AccessProfile():
        accessibility.keep_profile(session, person_id, profile, now=now)


def _give_certificate(
    session: Session, keys: SiteKeys, person: DemoPerson, members: dict[str, int], basis: Basis, today: date
) -> None:
    """Let a person give the synthetic number, and an officer compare it where the plan says so."""
    told = person.certificate
    if told is None:
        return
    person_id = members[person.name]
    number = certificate_number(whole_certificate_number(told), on=today)
    if isinstance(number, Refusal):
        raise ValueError(f"{person.name}: {number.sentence}")
    given_at = at(today, -_REGISTERED_DAYS_AGO, _GIVEN_HOUR)
    certificates.give(session, keys, Actor(person_id), person_id, number, told=TEXTS[basis], now=given_at)
    if told.verified_by:
        checked_at = at(today, -_REGISTERED_DAYS_AGO, _CHECKED_HOUR)
        outcome = certificates.verify(
            session,
            Actor(members[told.verified_by]),
            person_id,
            how=CheckMethod.CERTIFICATE,
            on=local_date(checked_at),
            now=checked_at,
        )
        if isinstance(outcome, Refusal):
            raise ValueError(f"{person.name}: {outcome.sentence}")
