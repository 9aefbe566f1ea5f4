"""Stored files that nothing refers to are erased, and never one that anything does."""

import itertools
import os
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.service import drafts, export_course
from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.service import enqueue
from learnhub.ops.service.sweeping import DISCARDED_KEPT, sweep
from learnhub.ops.service.verification import missing_files
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import address_of
from tests.authoring.drafts.drafts import add_bases, open_tiny, publish_tiny
from tests.people import Someone
from tests.tiny_course import TinyCourse

_LONG = DISCARDED_KEPT + timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> LocalFolder:
    return LocalFolder(tmp_path / "files")


def age(store: LocalFolder, **by: int) -> None:
    """Let all files have been stored some time ago."""
    for file in store.folder.glob("*/*"):
        then = file.stat().st_mtime - timedelta(**by).total_seconds()
        os.utime(file, (then, then))


def swept(
    database: Database, store: LocalFolder, *, later: timedelta = timedelta(), erases: bool = True
) -> int:
    return sweep(database, store, erases=erases, now=instant_now() + later).blobs


def put_away(database: Database, draft: CourseDraft, state: DraftState) -> None:
    with database.transaction() as session:
        held = session.get_one(CourseDraft, draft.id)
        assert drafts.move_draft(session, held, state, by=held.lead_id, words="", now=instant_now()) is None


def write(database: Database, store: LocalFolder, draft: CourseDraft, content: bytes) -> None:
    with database.transaction() as session:
        held = session.get_one(CourseDraft, draft.id)
        saved = drafts.save_files(
            session, store, held, base_revision=drafts.head_of(session, held).number, by=held.lead_id,
            changes={"lessons/push-slow.md": content}, words="改了课文", now=instant_now(),
        )  # fmt: skip
        assert not isinstance(saved, Refusal), saved


@pytest.mark.slow
def test_what_nothing_refers_to_goes_after_a_day_and_a_look_erases_nothing(
    database: Database, store: LocalFolder, instructor: Someone
) -> None:
    with database.transaction() as session:
        add_bases(session)
        publish_tiny(session, store)
        open_tiny(session, store, instructor)
    lost = store.put(b"a form that failed")
    assert swept(database, store) == 0, "younger than a day"
    age(store, days=2)
    assert swept(database, store, erases=False) == 1
    assert lost in store
    assert swept(database, store) == 1
    assert lost not in store
    with database.reading() as session:
        assert missing_files(session, store)[1] == []
        assert dict(export_course(session, store, "tiny-push").files) == dict(
            TinyCourse("tiny-push").folder().files
        )
        assert drafts.folder_of(session, store, session.scalars(sa.select(CourseDraft)).one()).files.keys()


def test_a_draft_keeps_every_version_until_a_month_after_it_was_thrown_away(
    database: Database, store: LocalFolder, instructor: Someone
) -> None:
    with database.transaction() as session:
        add_bases(session)
        draft = open_tiny(session, store, instructor)
    write(database, store, draft, b"second")
    write(database, store, draft, b"third")
    age(store, days=60)
    assert swept(database, store, later=_LONG) == 0, "an open draft can go back to each of its versions"
    put_away(database, draft, DraftState.DISCARDED)
    assert swept(database, store) == 0
    assert swept(database, store, later=_LONG) == 5
    with database.reading() as session:
        assert drafts.folder_of(session, store, session.get_one(CourseDraft, draft.id)).files == {}


def test_what_was_submitted_once_is_kept(database: Database, store: LocalFolder, instructor: Someone) -> None:
    with database.transaction() as session:
        add_bases(session)
        draft = open_tiny(session, store, instructor)
    for state in (DraftState.SUBMITTED, DraftState.IN_REVIEW, DraftState.PUBLISHED):
        put_away(database, draft, state)
    age(store, days=60)
    assert swept(database, store, later=_LONG) == 0


def test_a_job_refers_to_files_until_it_is_done(database: Database, store: LocalFolder) -> None:
    blob = store.put(b"for a job")
    with database.transaction() as session:
        enqueue(session, "x", {"blobs": [blob]}, key="x", now=instant_now())
    age(store, days=2)
    assert swept(database, store) == 0
    with database.transaction() as session:
        session.execute(sa.update(Job).values(state=JobState.DONE))
    assert swept(database, store) == 1


def test_what_is_stored_again_while_it_is_swept_stays(
    database: Database, store: LocalFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = store.put(b"old")
    age(store, days=2)
    remove = store.remove_untouched
    monkeypatch.setattr(store, "remove_untouched", lambda *told: store.put(b"old") and remove(*told))
    assert swept(database, store) == 0
    assert store.get(blob) == b"old"


_RUNS = itertools.count()
_DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["write", "open", "discard", "publish", "lose", "age", "sweep"]), st.integers(0, 3)
    ),
    max_size=14,
)


@pytest.fixture
def with_bases(database: Database) -> None:
    with database.transaction() as session:
        add_bases(session)


def do_and_sweep(
    database: Database, store: LocalFolder, instructor: Someone, deeds: list[tuple[str, int]]
) -> None:
    run, later = next(_RUNS), timedelta()
    for deed, number in deeds:
        slug = f"tiny-{run}-{number}"
        with database.reading() as session:
            draft = drafts.open_draft_or_none(session, slug)
        match deed:
            case "open" if draft is None:
                with database.transaction() as session:
                    open_tiny(session, store, instructor, folder_of(slug, number))
            case "write" if draft is not None:
                write(database, store, draft, f"{number} {later}".encode())
            case "discard" if draft is not None:
                put_away(database, draft, DraftState.DISCARDED)
            case "publish":
                with database.transaction() as session:
                    publish_tiny(session, store, slug)
            case "lose":
                store.put(f"lost {number}".encode())
            case "age":
                age(store, days=20)
                later += timedelta(days=20)
            case "sweep":
                swept(database, store, later=later)
    age(store, days=2)
    swept(database, store, later=later)
    with database.reading() as session:
        assert missing_files(session, store)[1] == []
        for draft in session.scalars(
            sa.select(CourseDraft).where(CourseDraft.state != DraftState.DISCARDED)
        ).all():
            for revision in drafts.recent_revisions(session, draft):
                assert all(file.blob in store for file in revision.files.values())
    assert not any(address_of(f"lost {number}".encode()) in store for number in range(4))


@pytest.mark.usefixtures("with_bases")
@hypothesis.given(deeds=_DEEDS)
@hypothesis.settings(max_examples=3, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_in_whatever_order_things_are_done_nothing_that_is_referred_to_goes(
    database: Database, store: LocalFolder, instructor: Someone, deeds: list[tuple[str, int]]
) -> None:
    do_and_sweep(database, store, instructor, deeds)


@pytest.mark.soak
@pytest.mark.usefixtures("with_bases")
@hypothesis.given(deeds=_DEEDS)
@hypothesis.settings(max_examples=100, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
def test_in_a_hundred_orders_nothing_that_is_referred_to_goes(
    database: Database, store: LocalFolder, instructor: Someone, deeds: list[tuple[str, int]]
) -> None:
    do_and_sweep(database, store, instructor, deeds)


def folder_of(slug: str, number: int) -> CourseFolder:
    return TinyCourse(slug, sentence=f"第{number}种说法，慢慢地推。").folder()
