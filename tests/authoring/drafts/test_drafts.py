"""Drafts of courses: opened, changed by two people, taken back, handed over; nothing typed is lost."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft, DraftMember, DraftRevision, DraftStep
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import (
    Conflict,
    DraftState,
    FileAt,
    Revision,
    conflicting,
    files_refusal,
    move_refusal,
    stretches,
    with_changes,
)
from learnhub.authoring.service import check_course, drafts, export_course
from learnhub.authoring.service.drafts.team import leave
from learnhub.authoring.service.drafts.texts import LARGE, save_text
from learnhub.catalogue.rules import NotFound
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny, publish_tiny
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID, Someone
from tests.tiny_course import TinyCourse

FIRST, SECOND = "lessons/push-slow.md", "lessons/press-deep.md"
PATHS = st.sampled_from(["course.toml", FIRST, SECOND, "lessons/third-one.md"])
FILES = st.dictionaries(PATHS, st.builds(FileAt, st.sampled_from("abc"), st.just(1)))
CHANGES = st.dictionaries(PATHS, st.none() | st.builds(FileAt, st.sampled_from("abc"), st.just(1)))


@given(base=FILES, others=CHANGES, mine=CHANGES)
def test_a_merge_takes_both_sides_changes_or_names_the_conflict(
    base: dict[str, FileAt], others: dict[str, FileAt | None], mine: dict[str, FileAt | None]
) -> None:
    head = with_changes(base, others)
    paths = conflicting(base, head, mine)
    merged = with_changes(head, mine)
    for path in base.keys() | others.keys() | mine.keys():
        if path in paths:
            assert base.get(path) != head.get(path) != mine[path]
        else:
            assert merged.get(path) in (mine.get(path), head.get(path))
            if path in others and path not in mine:
                assert merged.get(path) == others[path], "what others did is kept"
    assert conflicting(head, head, mine) == (), "who saw the head overwrites nobody"


@given(state=st.sampled_from(DraftState), to=st.sampled_from(DraftState))
def test_nothing_leads_out_of_a_closed_draft_and_only_review_publishes(
    state: DraftState, to: DraftState
) -> None:
    is_open = move_refusal(state, to) is None
    assert not (is_open and state in {DraftState.PUBLISHED, DraftState.DISCARDED})
    assert not (is_open and to is DraftState.PUBLISHED and state is not DraftState.IN_REVIEW)
    assert not (is_open and state is to)


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ({"../secret.md": FileAt("a", 1)}, "path-unknown"),
        ({"lessons/UPPER.md": FileAt("a", 1)}, "path-unknown"),
        ({f"lessons/lesson-{n}.md": FileAt("a", 1) for n in range(1001)}, "files-many"),
        ({FIRST: FileAt("a", 100_000_001)}, "file-large"),
        ({f"lessons/big-{n}.video.mp4": FileAt("a", 80_000_000) for n in range(4)}, "files-large"),
        ({FIRST: FileAt("a", 100)}, ""),
    ],
)
def test_a_draft_holds_only_files_of_the_format_and_not_too_much(files: dict[str, FileAt], code: str) -> None:
    refusal = files_refusal(files)
    assert (refusal.code if refusal else "") == code


def test_what_one_person_does_in_a_row_is_one_line_of_the_list() -> None:
    now = instant_now()
    made = [
        Revision(5, {}, 1, now, "", restores=2),
        Revision(4, {}, 1, now, ""),
        Revision(3, {}, 1, now - timedelta(minutes=50), ""),
        Revision(2, {}, 2, now - timedelta(minutes=55), ""),
        Revision(1, {}, 2, now - timedelta(hours=3), ""),
    ]
    numbers = [[revision.number for revision in one.revisions] for one in stretches(made)]
    assert numbers == [[5], [4, 3], [2], [1]]


@pytest.fixture
def store(settings: Settings) -> BlobStore:
    return store_for(settings)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        add_bases(opened)
        yield opened


def save(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    person: Someone,
    base: int,
    **changes: bytes | None,
) -> Revision | Conflict | Refusal:
    named = {"first": FIRST, "second": SECOND, "toml": "course.toml"}
    return drafts.save_files(
        session,
        store,
        draft,
        base_revision=base,
        changes={named[name]: content for name, content in changes.items()},
        by=person.person_id,
        words="改了课文",
        now=instant_now(),
    )


def test_a_folder_becomes_a_draft_and_comes_back_byte_for_byte(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    folder = TinyCourse("new-push").folder()
    draft = open_tiny(session, store, instructor, folder)
    assert drafts.folder_of(session, store, draft).files == folder.files
    assert check_course(drafts.folder_of(session, store, draft), set()).course.title == "课程 new-push"


def test_a_published_course_becomes_one_draft_however_often_it_is_asked(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    publish_tiny(session, store)
    by, now = instructor.person_id, instant_now()
    made = drafts.draft_of_published(session, store, "tiny-push", holdings=TEACHING, by=by, now=now)
    again = drafts.draft_of_published(session, store, "tiny-push", holdings=TEACHING, by=by, now=now)
    assert isinstance(made, CourseDraft)
    assert made is again
    assert made.course_id is not None
    assert drafts.folder_of(session, store, made).files == export_course(session, store, "tiny-push").files
    with pytest.raises(NotFound):
        drafts.draft_of_published(session, store, "tiny-push", holdings=TEACHING_ELSEWHERE, by=by, now=now)


def test_a_neighbour_base_neither_sees_a_draft_nor_takes_its_name(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    assert [one.id for one in drafts.drafts_for(session, TEACHING)] == [draft.id]
    assert drafts.drafts_for(session, TEACHING_ELSEWHERE) == []
    with pytest.raises(NotFound):
        drafts.draft_by_slug(session, "new-push", TEACHING_ELSEWHERE)
    for base_id, holdings, code in (
        (NEIGHBOUR_BASE_ID, TEACHING_ELSEWHERE, "slug-taken"),
        (BASE_ID, TEACHING_ELSEWHERE, "not-yours"),
        (BASE_ID, TEACHING, "draft-open"),
    ):
        refused = drafts.open_draft(
            session, store, TinyCourse("new-push").folder(), base_id=base_id, holdings=holdings,
            by=instructor.person_id, words="", now=instant_now(),
        )  # fmt: skip
        assert isinstance(refused, Refusal)
        assert refused.code == code


def test_two_people_who_change_different_files_both_keep_their_work(
    session: Session, store: BlobStore, instructor: Someone, base_manager: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    assert isinstance(save(session, store, draft, instructor, 1, first=b"mine"), Revision)
    merged = save(session, store, draft, base_manager, 1, second=b"theirs")
    assert isinstance(merged, Revision)
    assert merged.number == 3
    assert drafts.file_of(store, merged, FIRST) == b"mine"
    assert drafts.file_of(store, merged, SECOND) == b"theirs"
    assert [one.nickname for one in drafts.members(session, draft)] == ["周老师", "何主任"]


def test_two_people_who_change_one_file_get_a_conflict_and_nothing_is_overwritten(
    session: Session, store: BlobStore, instructor: Someone, base_manager: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    save(session, store, draft, instructor, 1, first=b"mine")
    answer = save(session, store, draft, base_manager, 1, first=b"theirs", second=b"more")
    assert isinstance(answer, Conflict)
    assert answer.paths == (FIRST,)
    head = drafts.head_of(session, draft)
    assert (head.number, drafts.file_of(store, head, FIRST)) == (2, b"mine")
    assert isinstance(save(session, store, draft, base_manager, 1, first=b"mine"), Revision), (
        "the same is none"
    )


def test_saving_what_stands_there_makes_no_revision(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    folder = drafts.folder_of(session, store, draft)
    same = save(session, store, draft, instructor, 1, first=folder.files[FIRST])
    assert isinstance(same, Revision)
    assert same.number == 1


def test_a_lesson_longer_than_the_format_allows_is_refused_before_anything_is_written(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    answer = save_text(
        session, store, draft, path=FIRST, base_revision=1, text="字" * 10_001, by=instructor.person_id, words="",
        now=instant_now(),
    )  # fmt: skip
    assert answer is LARGE
    assert drafts.head_of(session, draft).number == 1


def test_undo_is_a_new_revision_and_the_undone_one_stays(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    before = drafts.folder_of(session, store, draft).files
    save(session, store, draft, instructor, 1, first=None)
    undone = drafts.restore_revision(session, draft, 1, by=instructor.person_id, now=instant_now())
    assert isinstance(undone, Revision)
    assert (undone.number, undone.restores, undone.words) == (3, 1, "回到第 1 版：新课程")
    assert drafts.folder_of(session, store, draft).files == before
    assert FIRST not in drafts.revision_by_number(session, draft, 2).files
    with pytest.raises(NotFound):
        drafts.restore_revision(session, draft, 9, by=instructor.person_id, now=instant_now())


@pytest.mark.parametrize("base", [0, 2, -1])
def test_a_revision_that_never_was_is_refused(
    session: Session, store: BlobStore, instructor: Someone, base: int
) -> None:
    answer = save(session, store, open_tiny(session, store, instructor), instructor, base, first=b"x")
    assert isinstance(answer, Refusal)
    assert answer.code == "revision-unknown"


def test_nobody_changes_a_draft_that_was_submitted_until_it_is_returned(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    by, now = instructor.person_id, instant_now()
    for state in (DraftState.SUBMITTED, DraftState.IN_REVIEW):
        assert drafts.move_draft(session, draft, state, by=by, now=now) is None
        refused = save(session, store, draft, instructor, 1, first=b"x")
        assert isinstance(refused, Refusal)
        assert refused.code == "draft-locked"
    assert (
        drafts.move_draft(session, draft, DraftState.RETURNED, by=by, words="第二课没有图片说明", now=now)
        is None
    )
    assert isinstance(save(session, store, draft, instructor, 1, first=b"x"), Revision)
    newest = drafts.steps_of(session, draft)[0]
    assert (newest.state, newest.words, newest.revision) == (DraftState.RETURNED, "第二课没有图片说明", 1)


def test_a_draft_is_handed_over_to_a_colleague_only(
    session: Session, store: BlobStore, instructor: Someone, base_manager: Someone, other_trainee: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    now, by = instant_now(), instructor.person_id
    for to, code in ((other_trainee.person_id, "no-colleague"), (by, "lead-already")):
        refused = drafts.hand_over(session, draft, to=to, by=by, words="", now=now)
        assert refused is not None
        assert refused.code == code
    assert (
        drafts.hand_over(session, draft, to=base_manager.person_id, by=by, words="我休产假", now=now) is None
    )
    assert draft.lead_id == base_manager.person_id
    assert leave(session, draft, person_id=by, now=now) is None
    refused = leave(session, draft, person_id=base_manager.person_id, now=now)
    assert refused is not None, "somebody always answers for a draft"
    assert refused.code == "last-one"
    present = [one.nickname for one in drafts.members(session, draft) if one.until_at is None]
    assert present == ["何主任"]


def test_bytes_that_a_draft_holds_are_kept(session: Session, store: BlobStore, instructor: Someone) -> None:
    draft = open_tiny(session, store, instructor)
    blob = drafts.head_of(session, draft).files[FIRST].blob
    assert drafts.keeps_blob(session, blob)
    drafts.move_draft(session, draft, DraftState.DISCARDED, by=instructor.person_id, now=instant_now())
    assert not drafts.keeps_blob(session, blob)


@pytest.mark.parametrize("table", [DraftRevision, DraftStep])
@pytest.mark.parametrize("deed", ["update", "delete"])
def test_the_history_of_a_draft_can_not_be_changed(
    database: Database,
    store: BlobStore,
    instructor: Someone,
    table: type[DraftRevision | DraftStep],
    deed: str,
) -> None:
    with database.transaction() as session:
        add_bases(session)
        open_tiny(session, store, instructor)
    statement = sa.update(table).values(words="anders") if deed == "update" else sa.delete(table)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(statement)


def test_the_database_itself_refuses_a_second_open_draft_and_a_second_membership(
    database: Database, store: BlobStore, instructor: Someone
) -> None:
    with database.transaction() as session:
        add_bases(session)
        draft = open_tiny(session, store, instructor)
    now, by = instant_now(), instructor.person_id
    twins = [
        DraftMember(draft_id=draft.id, person_id=by, since_at=now),
        CourseDraft(
            slug=draft.slug, base_id=BASE_ID, state=DraftState.RETURNED, lead_id=by, opened_by_id=by, opened_at=now, changed_at=now
        ),
    ]  # fmt: skip
    for twin in twins:
        with pytest.raises(sa.exc.IntegrityError), database.transaction() as session:
            session.add(twin)


def test_a_folder_with_foreign_files_is_no_draft(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    refused = drafts.open_draft(
        session, store, CourseFolder("bad-one", {"lessons/../../x.md": b""}), base_id=BASE_ID, holdings=TEACHING,
        by=instructor.person_id, words="", now=instant_now(),
    )  # fmt: skip
    assert isinstance(refused, Refusal)
    assert refused.code == "path-unknown"
    assert session.scalar(sa.select(CourseDraft.id)) is None
