"""A button pressed twice, or in two tabs: every deed at the same moment from two connections is one deed, and no fault."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accessibility import service as access
from learnhub.accessibility.models import AccessProfileRow
from learnhub.accessibility.rules import AccessProfile
from learnhub.accounts.models import AbilityRecord, GuardianLink, IdentityCheck, RoleGrant
from learnhub.accounts.rules.abilities import Ability
from learnhub.accounts.rules.guardianship import GuardianScope, Relation
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import abilities, guardians, identity, people
from learnhub.audit.rules import Actor
from learnhub.authoring.models import CourseDraft
from learnhub.authoring.service import drafts
from learnhub.db import Database, Model
from learnhub.jobs import service as jobs
from learnhub.jobs.models import Job
from learnhub.primitives import instant_now, today
from learnhub.reports import service as reports
from learnhub.reports.models import ReportEdition
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, add_bases
from tests.people import BASE_ID, BASE_REGION, make_person
from tests.tiny_course import TinyCourse

NOW = instant_now()
Deed = Callable[[Session], object]


def test_two_at_once_are_one_and_no_fault(committed_database: Database, settings: Settings) -> None:
    database, store = committed_database, store_for(settings)
    trainee = make_person(database, "小林", Holding(Role.TRAINEE, BASE_ID, BASE_REGION)).person_id
    make_person(database, "林妈妈", Holding(Role.HELPER))
    officer = Actor(make_person(database, "老郑", Holding(Role.OFFICER, region_code="410100")).person_id)
    author = make_person(database, "周老师", *TEACHING).person_id
    with database.transaction() as session:
        add_bases(session)
    proved: Any = {"proof": "户口簿原件", "from_on": today()}
    deeds: dict[type[Model], Deed] = {
        Job: lambda session: jobs.enqueue(session, "test", {}, key="test:1", now=NOW),
        AccessProfileRow: lambda session: access.keep_profile(session, trainee, AccessProfile(), now=NOW),
        GuardianLink: lambda session: guardians.record(
            session, officer, person_id=trainee, guardian_nickname="林妈妈", relation=Relation.PARENT,
            scope=GuardianScope.MONEY, until_on=today() + timedelta(days=300), now=NOW, **proved,
        ),
        AbilityRecord: lambda session: abilities.record(session, officer, trainee, Ability.BRAILLE, now=NOW, **proved),
        IdentityCheck: lambda session: identity.note_seen(session, officer, trainee, on=today(), now=NOW),
        RoleGrant: lambda session: people.grant_role(
            session, officer, trainee, Holding(Role.LIAISON, region_code="410105"), from_on=today(), reason="新的联络员", now=NOW
        ),
        ReportEdition: lambda session: reports.freeze(session, "410105", 2026, words="", by_id=officer.person_id or 0, now=NOW),
        CourseDraft: lambda session: drafts.open_draft(
            session, store, TinyCourse("new-push").folder(), base_id=BASE_ID, holdings=TEACHING, by=author, words="新课程", now=NOW
        ),
    }  # fmt: skip
    with database.reading() as session:
        before = {table: _count(session, table) for table in deeds}
    faults = [
        f"{table.__name__}: {fault}" for table, deed in deeds.items() for fault in _twice(database, deed)
    ]
    with database.reading() as session:
        made = {table.__name__: _count(session, table) - before[table] for table in deeds}
    assert (faults, made) == ([], dict.fromkeys(made, 1))


def _twice(database: Database, deed: Deed) -> list[str]:
    faults = []
    together = threading.Barrier(2)

    def act() -> None:
        try:
            with database.transaction() as session:
                session.execute(sa.text("SELECT 1"))  # connected, and on SQLite alone from here on
                if not database.is_sqlite:
                    together.wait(30)
                deed(session)
                if not database.is_sqlite:
                    session.execute(sa.text("SELECT pg_sleep(0.05)"))  # the other one is at work by now
        except Exception as error:
            faults.append(repr(error)[:200])

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return faults


def _count(session: Session, table: type[Model]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
