"""A writer that is killed while events, marks, credits, records, claims and seals are written loses nothing that it acknowledged."""

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.catalogue.service import lesson_versions
from learnhub.db import Database
from learnhub.evidence.models import Evidence, Seal
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.ops.service.verification import verify
from learnhub.settings import Settings
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.ops.killed_writer import Work, killed_after
from tests.people import Someone, make_person
from tests.subsidy.made import FIGURES, KEY, train

ACKNOWLEDGED_BETWEEN_KILLS = 10
SOAK_KILLS = int(os.environ.get("KILLS", "1000"))
SECONDS_MAX = int(os.environ.get("KILLS_SECONDS", "1400"))


def works(database: Database, settings: Settings, people: int) -> list[Work]:
    """Several trainees with a class each, so that no chain grows without end."""
    instructor = make_person(database, "王老师", Holding(Role.INSTRUCTOR))
    manager = make_person(database, "何主任", Holding(Role.BASE_MANAGER))
    return [
        _work(
            database,
            make_person(database, f"学员{one}"),
            (instructor, manager),
            f"course-{one}",
            site_keys(settings),
        )
        for one in range(people)
    ]


def _work(
    database: Database, person: Someone, staff: tuple[Someone, Someone], slug: str, keys: SiteKeys
) -> Work:
    instructor, manager = staff
    made = train(database, person, instructor, slug=slug, attended=2)
    with database.reading() as session:
        version_id = session.get_one(Enrolment, made.enrolment_id).course_version_id
        (lesson, *_others) = lesson_versions(session, version_id)
    address = database.engine.url.render_as_string(hide_password=False)
    return Work(
        address, person.person_id, instructor.person_id, made.enrolment_id, made.class_id, lesson.id, manager.person_id, keys
    )  # fmt: skip


class Kills:
    """What writers acknowledged before each was killed."""

    def __init__(self, database: Database, files: Path, works: list[Work]) -> None:
        self.database, self.files, self.works = database, files, works
        self.told: dict[str, list[str]] = {}
        self.count = 0

    def once(self) -> None:
        work = self.works[self.count % len(self.works)]
        self.database.dispose()  # a connection must not be shared with the fork
        moment = random.uniform(0, 0.02)
        told = killed_after(work, ACKNOWLEDGED_BETWEEN_KILLS, delay=lambda: time.sleep(moment))
        assert len(told) >= ACKNOWLEDGED_BETWEEN_KILLS
        self.told.setdefault(subject_of(work.person_id), []).extend(told)
        self.count += 1

    def lost(self) -> set[str]:
        with self.database.reading() as session:
            kept = {f"{s} {c}" for s, c in session.execute(sa.select(Evidence.subject, Evidence.client_id))}
            seals = {f"seal:{number}" for number in session.scalars(sa.select(Seal.number))}
        rows = {
            one.removeprefix("@") if one.startswith("@") else f"{subject} {one}"
            for subject, told in self.told.items()
            for one in told
            if not one.startswith("seal:")
        }
        return (rows - kept) | {
            one for told in self.told.values() for one in told if one.startswith("seal:")
        } - seals

    def assert_whole(self) -> None:
        assert not self.lost(), f"acknowledged and lost: {sorted(self.lost())[:5]}"
        # A record that came out as before is acknowledged again: it is the same row.
        told = [one for lines in self.told.values() for one in lines if not one.startswith("record:")]
        assert len(told) == len(set(told)), "one row was acknowledged twice"
        with self.database.reading() as session:
            found = verify(session, LocalFolder(self.files), figures=FIGURES, seal_key=KEY)
        assert found.faults == ()

    def counts(self) -> str:
        """Return how many rows of each kind were acknowledged, in words."""
        kinds = Counter(
            "claim" if one.startswith("@") else one.partition(":")[0]
            for told in self.told.values()
            for one in told
        )
        assert {"answer", "roll", "claim", "record", "seal"} <= kinds.keys()
        return ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))


@pytest.mark.slow
def test_fifteen_killed_writers_lose_and_double_nothing(
    committed_database: Database, settings: Settings, tmp_path: Path
) -> None:
    kills = Kills(committed_database, tmp_path, works(committed_database, settings, 2))
    for _ in range(15):
        kills.once()
    kills.assert_whole()
    kills.counts()


@pytest.mark.soak
def test_a_thousand_killed_writers_lose_and_double_nothing(
    committed_database: Database, settings: Settings, tmp_path: Path
) -> None:
    """KILLS says how many, KILLS_SECONDS how long at most; what was reached is printed."""
    kills = Kills(committed_database, tmp_path, works(committed_database, settings, 25))
    ends_at = time.monotonic() + SECONDS_MAX
    while kills.count < SOAK_KILLS and time.monotonic() < ends_at:
        kills.once()
        if kills.count % 100 == 0:
            kills.assert_whole()
    kills.assert_whole()
    rows = sum(len(told) for told in kills.told.values())
    print(
        f"{kills.count} of {SOAK_KILLS} kills, {rows} rows acknowledged ({kills.counts()}), none lost, none doubled"
    )
