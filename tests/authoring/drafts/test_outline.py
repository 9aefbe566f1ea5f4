"""The outline of a draft: units and lessons added, moved, joined and split, and the course stays one that can be read."""

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules.drafts import outline
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.course_toml import CourseToml, read_course_toml
from learnhub.authoring.service import check_course, drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.catalogue.rules import publication_figures
from learnhub.catalogue.service import read_course
from learnhub.db import Database
from learnhub.language import house_lexicon
from learnhub.primitives import Refusal, instant_now, is_slug, local_date
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases, open_tiny
from tests.people import Someone
from tests.tiny_course import FIGURES

TOML = (PROJECT_DIR / "content/courses/blind-massage/course.toml").read_text(encoding="utf-8")
Deed = Callable[[CourseToml], CourseToml | Refusal]


def deeds() -> st.SearchStrategy[Deed]:
    course = read_course_toml(TOML)
    unit = st.integers(0, len(course.units) - 1)
    lesson = st.sampled_from(course.lesson_slugs)
    step = st.sampled_from([-1, 1])
    return st.one_of(
        st.builds(lambda u, s: lambda c: outline.move_unit(c, u % len(c.units), s), unit, step),
        st.builds(lambda u: lambda c: outline.join_units(c, u % len(c.units)), unit),
        st.builds(lambda n, s: lambda c: outline.move_lesson(c, n, s), lesson, step),
        st.builds(lambda n, u: lambda c: outline.put_lesson(c, n, u % len(c.units)), lesson, unit),
        st.builds(lambda u, n: lambda c: outline.split_unit(c, u % len(c.units), n, "新单元"), unit, lesson),
        st.builds(lambda t, h: lambda c: outline.add_unit(c, t, "offline", h), st.just("实操"), st.integers(0, 9)),
        st.builds(lambda u, h: lambda c: outline.tell_unit(c, u % len(c.units), "改名", "online", h), unit, st.integers(0, 9)),
    )  # fmt: skip


@pytest.mark.slow
@given(done=st.lists(deeds(), max_size=8))
def test_whatever_is_moved_joined_and_split_the_course_stays_readable_and_no_lesson_is_lost(
    done: list[Deed],
) -> None:
    course = read_course_toml(TOML)
    for deed in done:
        answer = deed(course)
        if isinstance(answer, Refusal):
            assert answer.sentence.endswith("。")
            continue
        assert sorted(answer.lesson_slugs) == sorted(course.lesson_slugs)
        course = read_course_toml(answer.text)
        read_course(answer.text.encode())  # plans and sums agree, no lesson stands in an offline unit


def test_hours_are_shared_when_a_unit_is_split_and_added_when_it_is_joined_again() -> None:
    course = read_course_toml(TOML)
    index = max(range(len(course.units)), key=lambda place: len(course.units[place].lessons))
    unit = course.units[index]
    halves = outline.split_unit(course, index, unit.lessons[-1], "后一半")
    assert isinstance(halves, CourseToml)
    assert sum(one.planned_class_hours for one in halves.units[index : index + 2]) == unit.planned_class_hours
    whole = outline.join_units(halves, index)
    assert isinstance(whole, CourseToml)
    assert (whole.units[index].lessons, whole.units[index].planned_class_hours) == (
        unit.lessons, unit.planned_class_hours,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("盲人按摩入门", "mang-ren-an-mo-ru-men"),
        ("Excel 2019 表格", "excel-2019-biao-ge"),
        ("绿色女装", "lv-se-nv-zhuang"),
        ("？！", "lesson"),
        ("手", "shou"),
        ("二", "lesson-er"),
        ("很长的题目" * 20, "hen-chang-de-ti-mu-hen-chang-de-ti-mu"),
    ],
)
def test_a_slug_is_suggested_from_the_pinyin_of_a_title(title: str, slug: str) -> None:
    house_lexicon()
    assert outlines.suggested_slug(title) == slug
    assert is_slug(slug)


@pytest.fixture
def store(settings: Settings) -> BlobStore:
    return store_for(settings)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as opened:
        add_bases(opened)
        yield opened


def change(
    session: Session, store: BlobStore, draft: CourseDraft, person: Someone, deed: Deed, **files: bytes | None
) -> Revision | Refusal:
    head = drafts.head_of(session, draft)
    named = {f"lessons/{slug.replace('_', '-')}.md": content for slug, content in files.items()}
    return outlines.change_outline(
        session, store, draft, head, deed, shown=outlines.shown_of(head), by=person.person_id, words="改了大纲",
        now=instant_now(), files=named,
    )  # fmt: skip


def test_an_outline_tells_what_is_made_and_what_is_to_do(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    rates = publication_figures(FIGURES, local_date(instant_now()))
    added = change(
        session, store, draft, instructor, lambda c: outline.add_lesson(c, 0, "third-one"),
        third_one=outlines.new_lesson("第三课"),
    )  # fmt: skip
    assert isinstance(added, Revision)
    shown = outlines.outline_of(store, added, rates)
    lines = shown.units[0].lessons
    assert [(line.slug, line.title) for line in lines] == [
        ("push-slow", "第一课push-slow"), ("press-deep", "第一课press-deep"), ("third-one", "第三课"),
    ]  # fmt: skip
    assert [line.to_do > 0 for line in lines] == [False, False, True]
    assert shown.minutes == sum(line.minutes or 0 for line in lines[:2]) > 0


def test_a_lesson_is_split_at_a_section_and_joined_again(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    head = drafts.head_of(session, draft)
    before = drafts.file_of(store, head, "lessons/push-slow.md")
    assert before is not None
    halves = outlines.split_lesson(store, head, "push-slow", section=3, title="后一半")
    assert not isinstance(halves, Refusal)
    made = change(
        session, store, draft, instructor, lambda c: outline.add_lesson(c, 0, "second-half", after="push-slow"),
        push_slow=halves[0], second_half=halves[1],
    )  # fmt: skip
    assert isinstance(made, Revision)
    assert before.startswith(halves[0])
    assert before.endswith(halves[1].partition(b"+++\n\n")[2])
    joined = outlines.joined_lessons(store, made, "push-slow", "second-half")
    assert joined == before
    assert isinstance(outlines.split_lesson(store, head, "push-slow", section=1, title="x"), Refusal)


def test_lessons_that_name_their_checks_alike_are_joined_with_other_names(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    joined = outlines.joined_lessons(store, drafts.head_of(session, draft), "push-slow", "press-deep")
    assert isinstance(joined, bytes)
    names = [
        block.text.partition("\n")[0]
        for block in read_source(joined.decode()).blocks
        if block.text[:3] == "```"
    ]
    assert sorted(set(names)) == [
        "```quiz feel", "```quiz feel-1", "```quiz push", "```quiz push-1", "```task try", "```task try-1",
    ]  # fmt: skip
    assert len(names) == 10


def test_who_saw_an_earlier_outline_does_not_move_what_somebody_else_moved(
    session: Session, store: BlobStore, instructor: Someone, base_manager: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    seen = outlines.shown_of(drafts.head_of(session, draft))
    deed: Deed = lambda course: outline.move_lesson(course, "push-slow", 1)  # noqa: E731
    assert isinstance(change(session, store, draft, base_manager, deed), Revision)
    refused = outlines.change_outline(
        session, store, draft, drafts.head_of(session, draft), deed, shown=seen, by=instructor.person_id, words="",
        now=instant_now(),
    )  # fmt: skip
    assert refused is outlines.CHANGED
    folder = drafts.folder_of(session, store, draft)
    assert check_course(folder, set()).course.lesson_slugs == ("press-deep", "push-slow")


def test_a_lesson_goes_with_its_files_and_comes_back_by_undo(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    head = drafts.head_of(session, draft)
    files = outlines.files_of_lessons(head, ["push-slow"])
    assert files == {"lessons/push-slow.md": None}
    gone = outlines.change_outline(
        session, store, draft, head, lambda course: outline.remove_lesson(course, "push-slow"),
        shown=outlines.shown_of(head), by=instructor.person_id, words="删了一课", now=instant_now(), files=files,
    )  # fmt: skip
    assert isinstance(gone, Revision)
    assert check_course(drafts.folder_of(session, store, draft), set()).course.lesson_slugs == ("press-deep",)
    drafts.restore_revision(session, draft, 1, by=instructor.person_id, now=instant_now())
    assert len(check_course(drafts.folder_of(session, store, draft), set()).course.lesson_slugs) == 2


def test_a_name_that_a_lesson_once_had_is_not_given_again(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    head = drafts.head_of(session, draft)
    assert outlines.free_slug(session, draft, head, "push slow") == "push-slow-2"
