"""Where people left off: kept for each person and text, moved by the last one to come."""

from dataclasses import asdict
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Edition, SlotKind, SlotState
from learnhub.catalogue.service import spoken_sentences, text_of
from learnhub.catalogue.service.slots import empty_slot
from learnhub.db import Database
from learnhub.learning.models import LessonPlace
from learnhub.learning.service.places import Place, keep_place, place_of
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.speech.models import Rendition
from learnhub.speech.rules import Cue, cues_of
from learnhub.storage.service import store_for
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Submit, Visit

TEXT, OTHER_TEXT = "a" * 64, "b" * 64
LESSON = {"course": "tiny-one", "lesson": "push-slow"}


def test_a_place_is_kept_for_one_person_and_one_text(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        assert place_of(session, trainee.person_id, TEXT) == Place()
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sentence_id="s-4", now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("s-4", 0)
        assert place_of(session, trainee.person_id, OTHER_TEXT) == Place()
        assert place_of(session, other_trainee.person_id, TEXT) == Place()


def test_sentence_and_videos_move_apart_from_each_other(database: Database, trainee: Someone) -> None:
    now = instant_now()
    with database.transaction() as session:
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sentence_id="s-4", now=now)
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, video_ms=61_000, now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("s-4", 61_000)
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sentence_id="", now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("", 61_000)
        keep_place(session, person_id=trainee.person_id, text_hash=TEXT, sign_ms=7_000, now=now)
        assert place_of(session, trainee.person_id, TEXT) == Place("", 61_000, 7_000)


@hypothesis_settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(["s-1", "s-2", "s-3", ""]), min_size=1, max_size=6))
def test_the_last_place_to_come_is_the_one_that_is_kept_in_one_row(
    database: Database, trainee: Someone, moves: list[str]
) -> None:
    now = instant_now()
    with database.transaction() as session:
        for number, sentence_id in enumerate(moves):
            keep_place(
                session,
                person_id=trainee.person_id,
                text_hash=TEXT,
                sentence_id=sentence_id,
                now=now + timedelta(seconds=number),
            )
        assert place_of(session, trainee.person_id, TEXT).sentence_id == moves[-1]
        kept = session.query(LessonPlace).where(LessonPlace.person_id == trainee.person_id).all()
        assert len(kept) == 1
        assert kept[0].changed_at == now + timedelta(seconds=len(moves) - 1)


@pytest.fixture
def spoken_lesson(database: Database, settings: Settings) -> list[Cue]:
    """A lesson of three sections with sound; returns its cues."""
    store = store_for(settings)
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store)
        version = session.scalars(sa.select(LessonVersion)).first()
        assert version is not None
        sentences = spoken_sentences(text_of(version))
        said = cues_of(sentences, [1500] * len(sentences))
        session.add(
            Rendition(
                text_hash=version.text_hash,
                edition="standard",
                engine="espeak",
                voice="test",
                bit_rate_kbps=24,
                form_hash="form",
                blob=store.put(b"sound"),
                cues=[asdict(cue) for cue in said],
                duration_ms=1500 * len(said),
                byte_count=5,
                made_at=instant_now(),
            )
        )
    return said


def keep(submit: Submit, person: Someone, fields: dict[str, str], status: int = 204) -> None:
    submit("learning.keep_place", fields, person, status, **LESSON)


def test_where_one_left_off_is_offered_on_the_next_device_and_never_begins_by_itself(
    visit: Visit, submit: Submit, trainee: Someone, spoken_lesson: list[Cue]
) -> None:
    assert not [words for words in visit("learning.lesson", trainee, **LESSON).links if "继续" in words]
    keep(submit, trainee, {"sentence": spoken_lesson[4].sentence_id})
    shown = visit("learning.lesson", trainee, **LESSON)
    assert shown.links["从第 5 句继续"].endswith(".mp3#t=6.0")
    audio = shown.document.all("audio")[0]
    assert (audio.get("autoplay"), audio.get("preload")) == (None, "none")


def sign_video(database: Database, settings: Settings, cues: bytes | None) -> None:
    """Give the lesson a sign video: bytes without a picture, which nothing here plays."""
    store = store_for(settings)
    with database.transaction() as session:
        version = session.scalars(sa.select(LessonVersion)).first()
        assert version is not None
        slot = empty_slot(SlotKind.SIGN, version.text_hash, Edition.STANDARD, instant_now())
        slot.state, slot.blob, slot.content_type = SlotState.UPLOADED, store.put(b"no picture"), "video/webm"
        slot.byte_count, slot.milliseconds, slot.language = 10, 60_000, "国家通用手语"
        slot.cues_blob = store.put(cues) if cues is not None else None
        session.add(slot)


def test_a_sign_video_goes_on_at_the_sentence_that_was_heard(
    visit: Visit,
    submit: Submit,
    trainee: Someone,
    spoken_lesson: list[Cue],
    database: Database,
    settings: Settings,
) -> None:
    third, fifth = spoken_lesson[2].sentence_id, spoken_lesson[4].sentence_id
    # The fourth and fifth sentence are joined to the third one's cue.
    told = f"WEBVTT\n\n{third}\n00:00:12.500 --> 00:00:20.000\n句子\n"
    sign_video(database, settings, told.encode())
    keep(submit, trainee, {"sentence": fifth})
    links = visit("learning.lesson", trainee, **LESSON).links
    assert links["手语从第 5 句继续"].endswith(".webm#t=12.5")
    assert links["从第 5 句继续"].endswith(".mp3#t=6.0")
    keep(submit, trainee, {"sentence": spoken_lesson[0].sentence_id})
    links = visit("learning.lesson", trainee, **LESSON).links
    assert not [words for words in links if "手语从" in words]


def test_a_sign_video_without_sentences_goes_on_at_its_own_time(
    visit: Visit,
    submit: Submit,
    trainee: Someone,
    other_trainee: Someone,
    spoken_lesson: list[Cue],
    database: Database,
    settings: Settings,
) -> None:
    sign_video(database, settings, None)
    keep(submit, trainee, {"sign": "75400"})
    shown = visit("learning.lesson", trainee, **LESSON)
    assert shown.links["手语从 1 分 15 秒继续"].endswith(".webm#t=75")
    player = next(one for one in shown.document.all("div") if one.get("id") == "sign-player")
    assert player.get("data-place-kind") == "sign"
    for person in (other_trainee, None):
        assert not [w for w in visit("learning.lesson", person, **LESSON).links if "手语从" in w]


def test_a_neighbour_and_a_visitor_are_offered_nothing_of_it(
    visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone, spoken_lesson: list[Cue]
) -> None:
    keep(submit, trainee, {"sentence": spoken_lesson[4].sentence_id})
    for person in (other_trainee, None):
        shown = visit("learning.lesson", person, **LESSON)
        assert not [words for words in shown.links if "继续" in words]


def test_after_the_end_there_is_nothing_to_go_on_with(
    visit: Visit, submit: Submit, trainee: Someone, spoken_lesson: list[Cue]
) -> None:
    keep(submit, trainee, {"sentence": spoken_lesson[4].sentence_id})
    keep(submit, trainee, {"sentence": ""})
    assert not [words for words in visit("learning.lesson", trainee, **LESSON).links if "继续" in words]


def test_a_sentence_that_the_text_does_not_have_is_not_kept(
    submit: Submit, trainee: Someone, spoken_lesson: list[Cue]
) -> None:
    keep(submit, trainee, {"sentence": "s-9999"}, 404)
    keep(submit, trainee, {"video": "-1"}, 400)
    keep(submit, trainee, {"video": "９"}, 400)
    keep(submit, trainee, {"video": "9" * 30}, 400)
    keep(submit, trainee, {"sign": "1.5"}, 400)


def test_a_place_in_the_video_is_kept_up_to_a_day(
    database: Database, submit: Submit, trainee: Someone, spoken_lesson: list[Cue]
) -> None:
    keep(submit, trainee, {"video": "99999999"})
    with database.reading() as session:
        assert [row.video_ms for row in session.scalars(sa.select(LessonPlace))] == [86_400_000]


def test_a_visitor_keeps_nothing_here(submit: Submit, spoken_lesson: list[Cue]) -> None:
    shown = submit("learning.keep_place", {"sentence": spoken_lesson[1].sentence_id}, None, 401, **LESSON)
    assert "登录" in shown.heading
