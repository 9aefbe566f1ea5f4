"""From files to a draft: taken, converted as a job, rearranged, made, once."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import DocumentImport
from learnhub.authoring.rules.folders.sources import ImportState, taking_refusal
from learnhub.authoring.rules.importing import rearranging as deeds
from learnhub.authoring.rules.importing.course import losses_of, undescribed_pictures
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.new_course import NewCourse
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.documents import SentFile
from learnhub.authoring.service.importing.drafts import draft_from_folder, draft_from_import
from learnhub.catalogue.rules import NotFound
from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.service import claim
from learnhub.jobs.worker import Worker
from learnhub.language import Lexicon
from learnhub.media.adapters.part_files import PartFiles
from learnhub.media.service import JOB_ERASE, Places, erase_handler
from learnhub.primitives import Refusal, Sentence, instant_now
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.rules import SpokenSentence
from learnhub.speech.service import ask_for_audio
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import BlobStore, address_of
from tests.authoring.drafts.drafts import TEACHING, TEACHING_ELSEWHERE, add_bases
from tests.authoring.importing import documents as made
from tests.authoring.importing.brought import Bring, bringing
from tests.people import BASE_ID, Someone
from tests.tiny_course import TinyCourse

TOLD = NewCourse("手部卫生", "", "massage", "就业技能培训")


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return LocalFolder(tmp_path / "files")


@pytest.fixture
def bring(database: Database, store: BlobStore, instructor: Someone, tmp_path: Path) -> Bring:
    """Bring files, let the worker convert them, and return the token."""
    with database.transaction() as session:
        add_bases(session)
    return bringing(
        database,
        store,
        instructor,
        {imports.JOB_CONVERT: imports.convert_handler(database, store, tmp_path / "scratch")},
    )


def row_of(database: Database, token: str) -> DocumentImport:
    with database.reading() as session:
        return imports.import_by_token(session, token, TEACHING)


def files_of_draft(database: Database, store: BlobStore, slug: str) -> dict[str, str]:
    with database.reading() as session:
        folder = drafts.folder_of(session, store, drafts.draft_by_slug(session, slug, TEACHING))
        return {path: content.decode("utf-8", "replace") for path, content in folder.files.items()}


def test_a_word_file_becomes_a_draft_with_its_lessons_and_pictures(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    token = bring(("讲义.docx", made.word_with_bold_headings()))
    plan = imports.plan_in(row_of(database, token))
    assert plan is not None
    assert [loss.what for loss in losses_of(plan)] == ["公式：c=m/V"]
    assert len(undescribed_pictures(plan)) == 1
    with database.transaction() as session:
        draft = draft_from_import(
            session, store, token, TOLD, holdings=TEACHING, by=instructor.person_id, now=instant_now()
        )
        assert not isinstance(draft, Refusal)
    files = files_of_draft(database, store, "shou-bu-wei-sheng")
    lessons = [path for path in files if path.endswith(".md")]
    assert len(lessons) == 3
    assert sum(path.startswith("lessons/media/") for path in files) == 2
    toml = files["course.toml"]
    assert toml.index("wei-shen-me-yao-xi-shou") < toml.index("qi-bu-xi-shou-fa")
    with database.reading() as session:
        assert [one.words for one in drafts.recent_revisions(session, draft)] == ["从文件导入"]
    assert row_of(database, token).state is ImportState.DRAFTED


def test_making_the_draft_twice_is_making_it_once(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    token = bring(("讲义.txt", made.words(600).encode()))
    for is_first in (True, False):
        with database.transaction() as session:
            outcome = draft_from_import(
                session, store, token, TOLD, holdings=TEACHING, by=instructor.person_id, now=instant_now()
            )
        assert isinstance(outcome, Refusal) is not is_first
    with database.reading() as session:
        assert len(drafts.drafts_for(session, TEACHING)) == 1


def test_what_an_author_rearranged_is_what_the_draft_holds(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    token = bring(("讲义.docx", made.word_with_bold_headings()))
    plan = imports.plan_in(row_of(database, token))
    assert plan is not None
    second = plan.units[0].lessons[1].number

    def arrange(now: deeds.Plan) -> deeds.Plan:
        return deeds.rename(deeds.move(now, second, -1), second, "先学会洗")

    with database.transaction() as session:
        assert imports.change_plan(session, token, arrange, holdings=TEACHING, now=instant_now()) is None
        draft_from_import(
            session, store, token, TOLD, holdings=TEACHING, by=instructor.person_id, now=instant_now()
        )
    toml = files_of_draft(database, store, "shou-bu-wei-sheng")["course.toml"]
    assert 'lessons = ["xian-xue-hui-xi", ' in toml


def test_slides_a_folder_and_subtitles_become_plans(database: Database, bring: Bring) -> None:
    for name, content, lessons in (
        ("课件.pptx", made.slides_with_notes(), 3),
        ("面点.zip", made.folder_of_texts(), 2),
        ("字幕.srt", b"1\n00:00:01,000 --> 00:00:02,000\n\xe6\xb4\x97\xe6\x89\x8b\n", 1),
        ("手.png", made.picture(), 1),
    ):
        plan = imports.plan_in(row_of(database, bring((name, content))))
        assert plan is not None, name
        assert sum(1 for _ in plan.lessons()) == lessons, name


def test_several_files_become_parts_of_one_course(database: Database, bring: Bring) -> None:
    token = bring(
        ("01 洗手.txt", made.words(700).encode()), ("02 擦手.md", f"# 擦手\n\n{made.words(700)}".encode())
    )
    plan = imports.plan_in(row_of(database, token))
    assert plan is not None
    assert [lesson.title for _, lesson in plan.lessons()] == ["洗手", "擦手"]


def test_a_course_folder_becomes_a_draft_file_by_file(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    folder = TinyCourse("wash-hands").folder()
    token = bring(
        ("wash-hands.zip", made.zipped({f"wash-hands/{path}": c for path, c in folder.files.items()}))
    )
    with database.transaction() as session:
        draft = draft_from_folder(
            session, store, token, holdings=TEACHING, by=instructor.person_id, now=instant_now()
        )
        assert not isinstance(draft, Refusal)
        assert drafts.folder_of(session, store, draft).files == folder.files


def test_a_file_that_cannot_be_read_ends_with_a_sentence_and_its_job_is_done(
    database: Database, bring: Bring
) -> None:
    row = row_of(database, bring(("讲义.docx", b"PK nothing")))
    assert row.state is ImportState.FAILED
    assert "另存一份" in row.fault
    with database.reading() as session:
        assert session.scalars(sa.select(Job.state)).all() == [JobState.DONE]


def test_converting_again_changes_nothing(
    database: Database, store: BlobStore, bring: Bring, tmp_path: Path
) -> None:
    token = bring(("讲义.txt", made.words(600).encode()))
    row = row_of(database, token)
    with database.transaction() as session:
        imports.change_plan(
            session,
            token,
            lambda plan: deeds.rename_course(plan, "改过"),
            holdings=TEACHING,
            now=instant_now(),
        )
        job = session.scalars(sa.select(Job)).one()
        job.state = JobState.WAITING
    handler = imports.convert_handler(database, store, tmp_path / "scratch")
    Worker(database, {imports.JOB_CONVERT: handler}).run_all()
    plan = imports.plan_in(row_of(database, token))
    assert plan is not None
    assert plan.title == "改过"
    assert row.files == row_of(database, token).files


def test_neighbours_neither_see_nor_bring(database: Database, bring: Bring, instructor: Someone) -> None:
    token = bring(("讲义.txt", b"x"), is_converted=False)
    with database.transaction() as session:
        with pytest.raises(NotFound):
            imports.import_by_token(session, token, TEACHING_ELSEWHERE)
        outcome = imports.begin_import(
            session, [SentFile("a.txt", "0" * 64, 1)], base_id=BASE_ID, holdings=TEACHING_ELSEWHERE, by=instructor.person_id,
            now=instant_now(),
        )  # fmt: skip
        assert isinstance(outcome, Refusal)


def test_what_was_brought_is_kept_until_it_is_a_draft_or_thrown_away(
    database: Database, store: BlobStore, bring: Bring
) -> None:
    content = made.words(300).encode()
    token = bring(("讲义.txt", content))
    blob = store.put(content)
    with database.transaction() as session:
        assert imports.keeps_blob(session, blob)
        imports.throw_away(session, token, holdings=TEACHING, now=instant_now())
        assert not imports.keeps_blob(session, blob)


def test_documents_are_erased_once_they_are_a_draft_and_pictures_stay_in_it(
    database: Database, store: BlobStore, bring: Bring, instructor: Someone
) -> None:
    content = made.word_with_bold_headings()
    token = bring(("讲义.docx", content))
    with database.transaction() as session:
        draft_from_import(
            session, store, token, TOLD, holdings=TEACHING, by=instructor.person_id, now=instant_now()
        )

    def is_shown(session: Session, blob: str) -> bool:
        return drafts.keeps_blob(session, blob) or imports.keeps_blob(session, blob)

    places = Places(store, PartFiles(Path("unused")))
    Worker(database, {JOB_ERASE: erase_handler(database, places, is_shown)}).run_all()
    assert address_of(content) not in store
    assert all(blob in store for blob, _ in row_of(database, token).files.values())


def test_an_import_whose_job_failed_for_good_says_so(database: Database, bring: Bring) -> None:
    token = bring(("讲义.txt", b"x"), is_converted=False)
    with database.transaction() as session:
        assert not imports.has_given_up(session, imports.import_by_token(session, token, TEACHING))
        job = session.scalars(sa.select(Job)).one()
        job.state = JobState.FAILED
        session.flush()
        assert imports.has_given_up(session, imports.import_by_token(session, token, TEACHING))


def test_a_file_somebody_waits_for_is_read_before_the_lessons_of_a_whole_site_are_spoken(
    database: Database, bring: Bring
) -> None:
    with database.transaction() as session:
        for number in range(3):
            ask_for_audio(
                session,
                [SpokenSentence("s-1", f"第{number}课。", 0)],
                text_hash=str(number) * 64,
                edition="standard",
                course_lexicon=Lexicon({}),
                engines=(Espeak(),),
                now=instant_now(),
            )
    bring(("讲义.txt", made.words(600).encode()), is_converted=False)
    with database.transaction() as session:
        first = claim(session, worker="one", now=instant_now())
        assert first is not None
        assert first.kind == imports.JOB_CONVERT


def test_what_is_brought_after_something_was_thrown_away_is_read_too(
    database: Database, bring: Bring
) -> None:
    first = bring(("讲义.txt", made.words(300).encode()))
    with database.transaction() as session:
        imports.throw_away(session, first, holdings=TEACHING, now=instant_now())
    second = bring(("讲义.txt", made.words(200).encode()))  # SQLite gives it the number of the one before
    assert row_of(database, second).state is ImportState.READY


def test_a_person_has_twenty_imports_at_a_time(database: Database, bring: Bring) -> None:
    for number in range(imports.OPEN_MAX):
        bring((f"{number}.txt", b"x"), is_converted=False)
    with pytest.raises(AssertionError):
        bring(("一份太多.txt", b"x"), is_converted=False)


@pytest.mark.parametrize(
    ("name", "head", "told"),
    [
        ("讲义.doc", b"\xd0\xcf", "另存为"),
        ("讲义.wps", b"\xd0\xcf", ".docx"),
        ("讲义.pdf", b"%PDF", "PDF 转 Word"),
        ("课件.ppt", b"\xd0\xcf", ".pptx"),
        ("课件.dps", b"\xd0\xcf", ".pptx"),
        ("讲义.docx", b"\xd0\xcf\x11\xe0", "旧格式，或者加了密码"),
        ("讲义.docx", b"<html>", "没有传完"),
        ("表.xlsx", b"PK", "复制到 Word"),
        ("包.rar", b"Rar!", ".zip"),
        ("IMG_0012.HEIC", b"\0\0\0\x18ftypheic", "兼容性最佳"),
        ("没有后缀", b"x", ".docx"),
    ],
)
def test_what_cannot_be_taken_is_told_at_once_with_what_to_do(name: str, head: bytes, told: str) -> None:
    refusal = taking_refusal(name, 100, head)
    assert refusal is not None
    assert told in refusal.sentence
    assert isinstance(refusal.sentence, Sentence), "an English page would say it in Chinese"


def test_an_empty_file_is_told_and_a_good_one_is_taken() -> None:
    assert taking_refusal("讲义.docx", 0, b"") is not None
    assert taking_refusal("讲义.docx", 100, b"PK\x03\x04") is None
    assert taking_refusal("讲义.TXT", 100, b"") is None
