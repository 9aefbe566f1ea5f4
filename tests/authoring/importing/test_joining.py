"""Documents join a course that is being written: nothing that is there changes, every lesson has a name of its own, and it can be undone."""

import io
import re

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules.drafts.outline import LESSONS_MAX, add_lessons, add_units
from learnhub.authoring.rules.drafts.revisions import DraftState, Revision
from learnhub.authoring.rules.folders.course_toml import CourseToml, new_unit, read_course_toml
from learnhub.authoring.service import drafts
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.joining import drafts_to_join, join_draft
from learnhub.db import Database
from learnhub.jobs.worker import Worker
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny
from tests.authoring.importing import documents as made
from tests.authoring.importing.brought import Bring, bringing
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit

TWICE = f"# 洗手\n\n## 一\n\n{made.words(300)}\n\n![](手.png)\n\n## 二\n\n{made.words(300)}\n".encode()


@pytest.fixture
def store(settings: Settings) -> BlobStore:
    return store_for(settings)


@pytest.fixture
def bring(app: Flask, database: Database, store: BlobStore, instructor: Someone) -> Bring:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store, instructor)
    return bringing(database, store, instructor, app.extensions["learnhub.handlers"])


def join(
    database: Database, store: BlobStore, token: str, person: Someone, unit: int | None
) -> Revision | Refusal:
    with database.transaction() as session:
        row = imports.import_by_token(session, token, TEACHING)
        draft = drafts_to_join(session, row, TEACHING)[0]
        return join_draft(
            session, store, token, draft, unit=unit, holdings=TEACHING, by=person.person_id, now=instant_now()
        )


def head(database: Database) -> tuple[CourseDraft, Revision]:
    with database.reading() as session:
        draft = drafts.drafts_for(session, TEACHING)[0]
        return draft, drafts.head_of(session, draft)


def test_documents_join_a_draft_without_touching_what_is_there_and_can_be_undone(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    _draft, before = head(database)
    files = (("洗手.md", TWICE), ("手.png", made.picture()))
    for unit in (0, None):  # the same document twice: at the end of a unit, then as a unit of its own
        answer = join(database, store, bring(*files), instructor, unit)
        assert isinstance(answer, Revision), answer
    draft, after = head(database)
    kept = {path: file for path, file in after.files.items() if path in before.files}
    assert {path for path in kept if kept[path] != before.files[path]} == {"course.toml"}
    assert len(kept) == len(before.files)
    came = sorted(after.files.keys() - before.files.keys())
    assert [path for path in came if path.endswith(".md")] == ["lessons/xi-shou-2.md", "lessons/xi-shou.md"]
    assert sum("media/" in path for path in came) == 1
    toml = read_course_toml((drafts.file_of(store, after, "course.toml") or b"").decode())
    assert toml.units[0].lessons[-1] == "xi-shou"
    assert toml.units[-1].lessons == ("xi-shou-2",)
    with database.transaction() as session:
        draft = drafts.draft_by_slug(session, draft.slug, TEACHING)
        drafts.restore_revision(session, draft, before.number, by=instructor.person_id, now=instant_now())
    assert head(database)[1].files == before.files


def test_a_document_joins_once_and_only_what_its_people_may_change(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    token = bring(("洗手.md", TWICE), ("手.png", made.picture()))
    with database.reading() as session:
        row = imports.import_by_token(session, token, TEACHING)
        assert drafts_to_join(session, row, TEACHING_ELSEWHERE) == []
    offline = join(database, store, token, instructor, 99)
    assert isinstance(offline, Refusal)
    assert offline.code == "unit-offline"
    assert isinstance(join(database, store, token, instructor, None), Revision)
    again = join(database, store, token, instructor, None)
    assert isinstance(again, Refusal)
    assert again.code == "not-open"
    with database.transaction() as session:
        draft = drafts.drafts_for(session, TEACHING)[0]
        assert (
            drafts.move_draft(
                session, draft, DraftState.SUBMITTED, by=instructor.person_id, now=instant_now()
            )
            is None
        )
        row = imports.import_by_token(session, token, TEACHING)
        assert drafts_to_join(session, row, TEACHING) == []


def test_a_whole_course_folder_joins_no_other_course(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    folder = made.zipped(
        {f"tiny-x/{path}": content for path, content in TinyCourse("tiny-x").folder().files.items()}
    )
    answer = join(database, store, bring(("tiny-x.zip", folder)), instructor, None)
    assert isinstance(answer, Refusal)
    assert "自己有大纲" in answer.sentence


def test_an_instructor_adds_a_file_to_a_course_from_its_outline(
    app: Flask, database: Database, store: BlobStore, bring: Bring, visit: Visit, submit: Submit,
    instructor: Someone, other_trainee: Someone,
) -> None:  # fmt: skip
    draft, _ = head(database)
    assert "从文件加课" in visit("authoring.draft", instructor, course=draft.slug).links
    asked = visit("authoring.new_import", instructor, course=draft.slug)
    assert "给《" in asked.heading
    fields = {"files": (io.BytesIO(TWICE), "洗手.md"), "base": "1", "course": draft.slug}
    sent = submit("authoring.send_import", fields, instructor, target=re.compile(r".*done=sent"))
    token = sent.location.rpartition("/")[2].partition("?")[0]
    Worker(database, app.extensions["learnhub.handlers"]).run_all()
    assert any(
        words.startswith("看好了，加进")
        for words in visit("authoring.import_preview", instructor, token=token).links
    )
    assert "加进哪一门课" in visit("authoring.import_joining", instructor, token=token).heading
    visit("authoring.import_joining", other_trainee, 403, token=token)
    visit("authoring.import_joining", instructor, 404, token=token, course="somebody-elses")
    refused = submit(
        "authoring.join_import", {"course": draft.slug, "place": "x"}, instructor, 422, token=token
    )
    assert refused.errors == ["请从列出的选项里选一个。"]
    for state in (DraftState.SUBMITTED, DraftState.DRAFT):
        with database.transaction() as session:
            present = drafts.drafts_for(session, TEACHING)[0]
            drafts.move_draft(session, present, state, by=instructor.person_id, now=instant_now())
        status = 404 if state is DraftState.SUBMITTED else 200
        visit("authoring.import_joining", instructor, status, token=token, course=draft.slug)
    added = submit(
        "authoring.join_import", {"course": draft.slug, "place": "0"}, instructor, token=token,
        target=f"/teach/courses/{draft.slug}/draft?done=files-added&page=1&unit=1#unit-1",
    )  # fmt: skip
    assert "洗手" in added.follow().links


def outline(units: int) -> CourseToml:
    empty = read_course_toml('title = "课"\n')
    return empty.with_units([new_unit(f"单元{n}", "online", 1, [f"lesson-{n}"]) for n in range(units)])


@given(st.integers(0, 6), st.lists(st.integers(0, 4), min_size=1, max_size=6))
def test_units_that_come_stand_last_with_their_lessons_and_the_others_stay(
    there: int, coming: list[int]
) -> None:
    before = outline(there)
    units = [
        new_unit(f"新{n}", "online", 0, [f"new-{n}-{k}" for k in range(count)])
        for n, count in enumerate(coming)
    ]
    after = add_units(before, units)
    assert isinstance(after, CourseToml)
    again = read_course_toml(after.text)
    assert [unit.title for unit in again.units] == [unit.title for unit in (*before.units, *units)]
    assert again.lesson_slugs == before.lesson_slugs + tuple(slug for unit in units for slug in unit.lessons)


def test_more_lessons_than_a_course_holds_are_refused() -> None:
    many = [f"one-{n}" for n in range(LESSONS_MAX)]
    for answer in (
        add_lessons(outline(1), 0, many),
        add_units(outline(1), [new_unit("新", "online", 0, many)]),
    ):
        assert isinstance(answer, Refusal)
        assert answer.code == "lessons-many"
