"""A course taken out and brought in again holds the same files, byte for byte."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.authoring.adapters.course_zip import read_zip, zip_into
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import DraftState
from learnhub.authoring.service import drafts
from learnhub.authoring.service.packages import folders as service
from learnhub.catalogue import service as catalogue
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from learnhub.speech.models import Rendition
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases, open_tiny, publish_tiny
from tests.people import BASE_ID, Someone, make_person
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit

_NAMES = st.from_regex(r"[a-z][a-z0-9]{2,8}", fullmatch=True)
_PATHS = st.one_of(
    st.just("course.toml"),
    st.just("slots.toml"),
    st.builds(
        lambda name, end: f"lessons/{name}{end}",
        _NAMES,
        st.sampled_from([".md", ".easy.md", ".sign.webm", ".scorm.zip"]),
    ),
    st.builds(lambda name: f"lessons/media/{name}.svg", _NAMES),
)


@pytest.fixture
def store(settings: Settings) -> BlobStore:
    return store_for(settings)


@pytest.fixture
def session(database: Database, store: BlobStore) -> Iterator[Session]:
    """A site with two bases and a published course, closed again before pages are opened."""
    with database.transaction() as session:
        add_bases(session)
        publish_tiny(session, store)
        yield session


@pytest.fixture
def published(session: Session, database: Database) -> Mapping[str, bytes]:
    session.commit()
    return TinyCourse("tiny-push").folder().files


def zipped(folder: CourseFolder) -> io.BytesIO:
    buffer = io.BytesIO()
    zip_into(folder, buffer)
    buffer.seek(0)
    return buffer


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@given(st.dictionaries(_PATHS, st.binary(max_size=400), min_size=1, max_size=12))
def test_any_folder_comes_back_from_its_zip_byte_for_byte(files: dict[str, bytes]) -> None:
    folder = CourseFolder("some-course", files)
    again = read_zip(zipped(folder), name="whatever.zip")
    assert (again.slug, dict(again.files)) == ("some-course", files)
    assert zipped(again).getvalue() == zipped(folder).getvalue()


@given(
    files=st.dictionaries(
        st.builds(lambda name: f"lessons/{name}.md", _NAMES), st.binary(max_size=300), max_size=4
    ),
    slug=st.sampled_from(["other-name", "some-course"]),
)
def test_another_name_changes_one_line_and_nothing_else(files: dict[str, bytes], slug: str) -> None:
    toml = TinyCourse("some-course").folder().files["course.toml"]
    renamed = service.renamed(CourseFolder("some-course", {**files, "course.toml": toml}), slug)
    assert isinstance(renamed, CourseFolder)
    assert renamed.slug == slug
    assert {path: content for path, content in renamed.files.items() if path != "course.toml"} == files
    before, after = toml.decode().splitlines(), renamed.files["course.toml"].decode().splitlines()
    assert [one for one in zip(before, after, strict=True) if one[0] != one[1]] == (
        [] if slug == "some-course" else [('slug = "some-course"', 'slug = "other-name"')]
    )


def test_a_published_course_goes_out_and_in_again_as_a_draft(
    visit: Visit, submit: Submit, instructor: Someone, published: Mapping[str, bytes]
) -> None:
    page = visit("authoring.package", instructor, course="tiny-push")
    assert f"文件{len(published)} 个" in page.words
    taken = visit(page.links["下载已发布的课程包"], instructor)
    assert taken.headers["Content-Disposition"] == "attachment; filename=tiny-push.zip"
    assert unzipped(taken.content) == {f"tiny-push/{path}": content for path, content in published.items()}
    sent = {"archive": (io.BytesIO(taken.content), "课程.zip"), "base": str(BASE_ID)}
    arrived = submit(
        "authoring.bring_in_package", sent, instructor, target="/teach/courses/tiny-push/package?done=brought"
    ).follow()
    assert "成了一份草稿" in arrived.words
    again = visit(arrived.links["下载草稿的课程包"], instructor)
    assert again.content == taken.content


def test_a_second_import_asks_and_then_becomes_the_next_version_of_the_draft(
    session: Session, store: BlobStore, instructor: Someone
) -> None:
    draft = open_tiny(session, store, instructor)
    changed = TinyCourse("new-push", lessons=("push-slow", "roll-back")).folder()
    told = {"base_id": BASE_ID, "holdings": TEACHING, "by": instructor.person_id, "now": instant_now()}
    refused = service.bring_in(session, store, changed, **told)  # type: ignore[arg-type]
    assert isinstance(refused, Refusal)
    assert refused.code == "draft-open"
    taken = service.bring_in(session, store, changed, **told, is_for_draft=True)  # type: ignore[arg-type]
    assert taken is draft
    assert drafts.head_of(session, draft).number == 2
    assert dict(drafts.folder_of(session, store, draft).files) == dict(changed.files)
    first = drafts.revision_by_number(session, draft, 1)
    assert "lessons/press-deep.md" in first.files
    drafts.move_draft(
        session, draft, DraftState.SUBMITTED, by=instructor.person_id, words="", now=instant_now()
    )
    locked = service.bring_in(session, store, changed, **told, is_for_draft=True)  # type: ignore[arg-type]
    assert isinstance(locked, Refusal)
    assert locked.code == "draft-locked"


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"this is no zip", "x.zip", "这个压缩包打不开"),
        (b"", "", "请选一个 zip 文件"),
    ],
)
def test_what_is_no_package_is_refused_in_words(
    submit: Submit, instructor: Someone, published: object, content: bytes, name: str, said: str
) -> None:
    sent = {"archive": (io.BytesIO(content), name), "base": str(BASE_ID)}
    page = submit("authoring.bring_in_package", sent, instructor, 422)
    assert any(said in error for error in page.errors)


def test_a_hostile_zip_names_its_faults_and_keeps_what_was_typed(
    submit: Submit, instructor: Someone, published: object
) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tiny/course.toml", b"")
        archive.writestr("tiny/../../evil.md", b"")
    buffer.seek(0)
    sent = {"archive": (buffer, "bad.zip"), "base": str(BASE_ID), "slug": "my-name"}
    page = submit("authoring.bring_in_package", sent, instructor, 422)
    assert any("文件名会跑到文件夹外面去" in error for error in page.errors)
    assert page.fields["换一个网址里的名字（选填）"] == "my-name"


def test_nobody_takes_out_the_course_of_another_base(
    visit: Visit, database: Database, trainee: Someone, published: object
) -> None:
    other_instructor = make_person(database, "景洪的老师", TEACHING_ELSEWHERE[0])
    assert "tiny-push" not in visit("authoring.packages", other_instructor).text
    for endpoint, values in (
        ("authoring.package", {}),
        ("authoring.package_file", {"state": "published"}),
        ("authoring.package_file", {"state": "draft"}),
        ("authoring.machine_made_file", {}),
    ):
        visit(endpoint, other_instructor, 404, course="tiny-push", **values)
        visit(endpoint, trainee, 403, course="tiny-push", **values)
    visit("authoring.packages", None, 303, target=re.compile(r"/sign-in\?.*"))


def test_machine_made_audio_is_a_file_of_its_own_that_says_so(
    visit: Visit, session: Session, store: BlobStore, instructor: Someone
) -> None:
    assert service.machine_sounds(session, "tiny-push", TEACHING) == []
    visit("authoring.machine_made_file", instructor, 404, course="tiny-push")
    course = catalogue.course_by_slug(session, "tiny-push")
    lesson = catalogue.outline(session, course).lessons[0]
    sound = b"ID3 the sound of a machine"
    session.add(
        Rendition(
            text_hash=lesson.version.text_hash, edition=lesson.version.edition.value, engine="espeak", voice="f3",
            bit_rate_kbps=48, form_hash="x", blob=store.put(sound), duration_ms=900, byte_count=len(sound),
            cues=[{"sentence_id": "s-1", "start_ms": 0, "end_ms": 900, "text": "手"}], made_at=instant_now(),
        )
    )  # fmt: skip
    session.commit()
    page = visit("authoring.package", instructor, course="tiny-push")
    assert "1 课有机器生成的朗读，共 1 KB" in page.words
    files = unzipped(visit(page.links["下载机器生成的朗读"], instructor).content)
    folder = "tiny-push-machine-made"
    assert set(files) == {f"{folder}/{lesson.slug}.mp3", f"{folder}/{lesson.slug}.vtt", f"{folder}/说明.txt"}
    assert files[f"{folder}/{lesson.slug}.mp3"] == sound
    assert files[f"{folder}/{lesson.slug}.vtt"].startswith(b"WEBVTT")
    assert "机器生成" in files[f"{folder}/说明.txt"].decode("utf-8-sig")
    # The folder itself has none of it: there, audio would pass for a recording.
    course_files = unzipped(visit(page.links["下载已发布的课程包"], instructor).content)
    assert not any(path.endswith(".mp3") for path in course_files)
    gone = service.Sound("gone", "没了", "0" * 64, 1, "espeak")
    assert list(service.sound_files(session, store, [gone])) == ["说明.txt"]
