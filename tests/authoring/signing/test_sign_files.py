"""Sign videos in course folders: times beside them, test pictures kept out, and export that loads back equal."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from learnhub.authoring.adapters.sign_cue_file import SignCueFault, read, write
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.folders.slots_toml import with_language
from learnhub.authoring.rules.signing.works import TEST_PICTURE_MARK, SignCue, cues_of_times
from learnhub.authoring.service import check_course, export_course
from learnhub.catalogue.adapters.slots_file import read_slot_notes
from learnhub.catalogue.models import Slot
from learnhub.catalogue.rules import Edition, Findings, SignLanguage, SlotKind, SlotState
from learnhub.catalogue.rules.passages import Passage, check_passages
from learnhub.catalogue.service import lesson_by_slugs, read_lesson, sign_cues
from learnhub.catalogue.service.signs import SignFile, fill_sign, mark_reviewed, take_out
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.storage.rules import address_of
from tests.authoring.folders.test_check import SIGNED, mp4
from tests.catalogue.samples import course_files, load
from tests.media import recordings

VIDEO, CUES = "lessons/wash-hands.sign.mp4", "lessons/wash-hands.sign.vtt"


def sentences(source: bytes) -> dict[str, str]:
    pictures = [path.removeprefix("lessons/") for path in course_files()]
    text = read_lesson(source, path="x.md", pictures=pictures, edition=None)
    return {sentence.id: sentence.text for sentence in text.sentences()}


def signed(milliseconds: int = 61_000) -> dict[str, bytes]:
    """Return the sample course with a sign video of one lesson and its times."""
    files = course_files() | {VIDEO: mp4(milliseconds), "slots.toml": SIGNED}
    source = files["lessons/wash-hands.md"]
    words = sentences(source)
    ids = list(words)
    cues = cues_of_times([(ids[0], 0), (ids[2], 20_000), (ids[3], 40_000)], milliseconds)
    return files | {CUES: write(address_of(source), cues, words).encode()}


def findings(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(Findings) as caught:
        check_course(CourseFolder("test-course", files), {"public-module"})
    return [finding.sentence for finding in caught.value.findings]


def sign_slot(database: Database) -> tuple[SlotState, str]:
    with database.reading() as session:
        place = lesson_by_slugs(session, "test-course", "wash-hands")
        slot = next(slot for slot in place.lesson.slots if slot.kind is SlotKind.SIGN)
        return slot.state, slot.reason


def test_times_beside_a_video_fill_its_slot_and_are_served(database: Database, tmp_path: Path) -> None:
    load(database, signed(), store_dir=tmp_path)
    with database.reading() as session:
        version = lesson_by_slugs(session, "test-course", "wash-hands").lesson.version
        served = sign_cues(session, LocalFolder(tmp_path), version.text_hash, version.edition)
    assert served == signed()[CUES].decode()


def test_a_course_with_a_sign_video_comes_back_byte_for_byte(database: Database, tmp_path: Path) -> None:
    load(database, signed(), store_dir=tmp_path)
    with database.reading() as session:
        assert dict(export_course(session, LocalFolder(tmp_path), "test-course").files) == signed()


def test_a_video_of_the_studio_is_exported_beside_its_lesson_and_loads_back_equal(
    database: Database, tmp_path: Path
) -> None:
    files, store = signed(), LocalFolder(tmp_path)
    plain = {path: content for path, content in files.items() if path not in {VIDEO, CUES, "slots.toml"}}
    load(database, plain, store_dir=tmp_path)
    file = SignFile(store.put(files[VIDEO]), "video/mp4", len(files[VIDEO]), 61_000, store.put(files[CUES]))
    with database.transaction() as session:
        version = lesson_by_slugs(session, "test-course", "wash-hands").lesson.version
        fill_sign(session, version.text_hash, version.edition, SignLanguage.NATIONAL, file, now=instant_now())
    with database.reading() as session:
        exported = dict(export_course(session, store, "test-course").files)
    assert (exported[VIDEO], exported[CUES]) == (files[VIDEO], files[CUES])
    assert exported.keys() - plain.keys() == {VIDEO, CUES, "slots.toml"}
    load(database, exported, store_dir=tmp_path)
    with database.reading() as session:
        assert dict(export_course(session, store, "test-course").files) == exported
    assert sign_slot(database)[0] is SlotState.UPLOADED


def test_a_video_of_an_earlier_text_is_left_out_and_the_course_is_loaded(
    database: Database, tmp_path: Path
) -> None:
    files = signed()
    files[CUES] = files[CUES].replace(address_of(files["lessons/wash-hands.md"]).encode(), b"0" * 64)
    report = load(database, files, store_dir=tmp_path)
    assert report.outdated_signs == ("wash-hands",)
    assert sign_slot(database)[0] is SlotState.MISSING


def test_a_video_that_was_taken_back_is_missing_with_its_reason_and_no_longer_exported(
    database: Database, tmp_path: Path
) -> None:
    load(database, signed(), store_dir=tmp_path)
    blob = address_of(signed()[VIDEO])
    with database.transaction() as session:
        assert mark_reviewed(session, blob, now=instant_now()) == 1
        take_out(session, [blob], reason="打手语的人收回了同意，视频已经撤下。", now=instant_now())
    assert sign_slot(database) == (SlotState.MISSING, "打手语的人收回了同意，视频已经撤下。")


def passages(source: bytes) -> list[Passage]:
    pictures = [path.removeprefix("lessons/") for path in course_files()]
    return list(check_passages(read_lesson(source, path="x.md", pictures=pictures, edition=None)))


def clip_path(passage: Passage, suffix: str = "national.mp4") -> str:
    return f"lessons/wash-hands.sign/{passage.text_hash[:16]}.{suffix}"


def signed_slots(database: Database) -> dict[str, str]:
    """Return the passages that are signed: hash of the words → address of the video."""
    with database.reading() as session:
        rows = session.scalars(sa.select(Slot).where(Slot.kind == SlotKind.SIGN, Slot.blob.is_not(None)))
        return {row.text_hash: row.blob or "" for row in rows}


class TestPassages:
    files = course_files()
    question, feedback, *_others = passages(files["lessons/wash-hands.md"])
    clips = (clip_path(question), clip_path(feedback, "natural.webm"))

    def whole(self) -> dict[str, bytes]:
        return self.files | {self.clips[0]: mp4(4_000), self.clips[1]: recordings.webm()}

    def test_signed_questions_beside_a_lesson_fill_their_slots_and_come_back_byte_for_byte(
        self, database: Database, tmp_path: Path
    ) -> None:
        load(database, self.whole(), store_dir=tmp_path)
        assert signed_slots(database) == {
            self.question.text_hash: address_of(mp4(4_000)),
            self.feedback.text_hash: address_of(recordings.webm()),
        }
        with database.reading() as session:
            assert dict(export_course(session, LocalFolder(tmp_path), "test-course").files) == self.whole()
        load(database, self.files, store_dir=tmp_path)
        assert signed_slots(database) == {}

    def test_what_the_studio_holds_is_exported_and_an_older_folder_goes_not_over_it(
        self, database: Database, tmp_path: Path
    ) -> None:
        load(database, self.whole(), store_dir=tmp_path)
        store = LocalFolder(tmp_path)
        newer = SignFile(store.put(mp4(9_000)), "video/mp4", len(mp4(9_000)), 9_000)
        with database.transaction() as session:
            fill_sign(
                session,
                self.question.text_hash,
                Edition.STANDARD,
                SignLanguage.NATIONAL,
                newer,
                now=instant_now(),
            )
        with database.reading() as session:
            exported = dict(export_course(session, store, "test-course").files)
        assert exported == self.whole() | {self.clips[0]: mp4(9_000)}
        mended = self.whole() | {"slots.toml": b"# nothing asked for yet\n"}
        load(database, mended, store_dir=tmp_path)
        assert signed_slots(database)[self.question.text_hash] == newer.blob

    def test_an_edited_question_leaves_its_video_behind_and_the_course_is_loaded(
        self, database: Database, tmp_path: Path
    ) -> None:
        lost = self.clips[0].replace(self.question.text_hash[:16], "0" * 16)
        report = load(database, self.files | {lost: mp4(4_000)}, store_dir=tmp_path)
        assert report.outdated_clips == (lost,)
        assert signed_slots(database) == {}

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            (clips[0], b"PK\x03\x04" + bytes(60), "这个文件里不是完整的 MP4 视频"),
            (clips[0], mp4(4_000) + TEST_PICTURE_MARK, "这是测试画面"),
            (clips[0].replace("wash-hands", "no-such-lesson"), mp4(4_000), "没有 lessons/no-such-lesson.md"),
            (clips[0].replace(".national", ""), mp4(4_000), "格式里没有这样的文件"),
        ],
    )
    def test_what_is_no_signed_question_is_said(self, name: str, content: bytes, told: str) -> None:
        (sentence,) = findings(self.files | {name: content})
        assert told in sentence

    def test_two_files_of_one_question_are_one_too_many(self) -> None:
        twice = self.files | {
            self.clips[0]: mp4(4_000),
            clip_path(self.question, "national.webm"): recordings.webm(),
        }
        assert "请只留一个" in findings(twice)[0]


def test_test_pictures_are_no_signing() -> None:
    files = signed()
    files[VIDEO] = mp4(61_000) + b"\0\0\0\x28free" + TEST_PICTURE_MARK.ljust(32, b"\0")
    assert findings(files) == ["这是测试画面，不是手语，不能当手语视频交上来。请用人打手语的视频。"]


@pytest.mark.parametrize(
    ("mended", "told"),
    [
        ((b"WEBVTT", b"WEBTTV"), "不是有效的 WebVTT"),
        ((b"text: ", b"of: "), "缺少 NOTE"),
        ((b"00:00:20.000 -->", b"00:00:10.000 -->"), "时间倒退或与上一段重叠"),
    ],
)
def test_what_is_wrong_with_a_file_of_times_is_said(mended: tuple[bytes, bytes], told: str) -> None:
    files = signed()
    files[CUES] = files[CUES].replace(*mended)
    assert any(told in sentence for sentence in findings(files))


def test_times_of_sentences_that_the_lesson_has_not_are_refused() -> None:
    files = signed()
    ids = list(sentences(files["lessons/wash-hands.md"]))
    files[CUES] = files[CUES].replace(f"\n{ids[2]}\n".encode(), b"\nno-such\n")
    assert "不是这一课的句子编号" in findings(files)[0]
    files = signed()
    files[CUES] = files[CUES].replace(f"\n{ids[3]}\n".encode(), f"\n{ids[1]}\n".encode())
    assert "请按课文的先后排" in findings(files)[0]


def test_times_without_a_video_are_refused() -> None:
    files = signed()
    del files[VIDEO]
    assert any("但没有手语视频" in sentence for sentence in findings(files))


def test_a_cue_says_all_the_sentences_that_it_covers() -> None:
    words = {"s-1": "洗手。", "s-2": "搓 <二十> 秒。", "s-3": "擦干 --> 好了。"}
    written = write("a" * 64, cues_of_times([("s-1", 0), ("s-3", 1500)], 4000), words)
    assert "s-1\n00:00:00.000 --> 00:00:01.500\n洗手。 搓 &lt;二十&gt; 秒。" in written
    assert read(written.encode(), name="x", sentence_ids=list(words)).cues == (
        SignCue("s-1", 0, 1500),
        SignCue("s-3", 1500, 4000),
    )


@given(st.lists(st.integers(min_value=0, max_value=3_000_000), min_size=1, max_size=60, unique=True))
def test_times_written_are_times_read(starts: list[int]) -> None:
    times = [(f"s-{number}", start) for number, start in enumerate(sorted(starts))]
    cues = cues_of_times(times, max(starts) + 1000)
    words = {sentence_id: "一句话。" for sentence_id, _start in times}
    assert read(write("b" * 64, cues, words).encode(), name="x", sentence_ids=list(words)).cues == cues


@given(st.binary(max_size=300))
def test_whatever_bytes_come_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    told = ""
    try:
        read(b"WEBVTT\n\nNOTE\ntext: " + b"a" * 64 + b"\n\n" + content, name="x")
    except SignCueFault as fault:
        told = str(fault)
    assert not told or told.endswith("。")


@pytest.mark.parametrize(
    "toml",
    [
        pytest.param("", id="none"),
        '# 谁来拍\n[[sign]]\nlesson = "other"\nlanguage = "自然手语"\n',
        '[[sign]]\nlesson = "wash-hands"\nrequested_of = "市聋协"  # 说好的',
        '[[sign]]\nlanguage = "自然手语"\nlesson = "wash-hands"\n\n[[sign]]\nlesson = "other"\nlanguage = "自然手语"\n',
    ],
)
def test_the_language_is_said_and_the_rest_of_the_file_stays(toml: str) -> None:
    made = with_language(toml, "wash-hands", SignLanguage.NATIONAL)
    notes = {note.lesson: note for note in read_slot_notes(made.encode(), frozenset({"wash-hands", "other"}))}
    assert notes["wash-hands"].language is SignLanguage.NATIONAL
    assert all(line in made for line in toml.splitlines() if "other" in line or "#" in line)
    assert with_language(made, "wash-hands", SignLanguage.NATIONAL) == made
