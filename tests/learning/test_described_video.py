"""The description of a lesson's video is spoken by the local engine, and heard in step with the video."""

from pathlib import Path

import pytest

from learnhub.catalogue.service.sounds import DESCRIPTION_EDITION, described_sentences
from learnhub.db import Database
from learnhub.formats.service.audio import speak_all
from learnhub.settings import Settings
from learnhub.speech.adapters.espeak import Espeak
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from tests.catalogue.samples import course_files, load
from tests.media import recordings as made
from tests.people import Someone
from tests.visit import Clients, Submit, Visit

CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:01.500\n七步洗手\n".encode()
DESCRIBED = (
    "WEBVTT\n\n00:00.000 --> 00:00.400\n水龙头打开\n\n00:02.000 --> 00:02.500\n双手放在\n水下\n".encode()
)


@pytest.fixture
def described(database: Database, settings: Settings) -> Path:
    files = course_files() | {
        "lessons/wash-hands.video.mp4": made.mp4(index_first=True),
        "lessons/wash-hands.captions.vtt": CAPTIONS,
        "lessons/wash-hands.desc.vtt": DESCRIBED,
    }
    store = settings.instance_dir / "files"
    load(database, files, store_dir=store)
    return store


def test_each_cue_of_a_description_is_one_sentence_counted_from_one() -> None:
    assert [(one.id, one.text) for one in described_sentences(DESCRIBED)] == [
        ("d-1", "水龙头打开"),
        ("d-2", "双手放在 水下"),
    ]


@pytest.mark.survey
def test_a_description_is_shown_until_it_is_spoken_and_heard_from_then_on(
    described: Path, database: Database, settings: Settings, visit: Visit, clients: Clients
) -> None:
    before = visit("learning.lesson", course="test-course", lesson="wash-hands").document
    assert [one.get("kind") for one in before.all("track") if one.get("kind") == "descriptions"]
    assert [one for one in before.all("audio") if one.get("class") == "player__description"] == []
    listed = [before.words(one) for one in before.all("li") if "水" in before.words(one)]
    assert listed[-2:] == ["第 0 秒：水龙头打开", "第 2 秒：双手放在 水下"]
    engine = Espeak()
    store = store_for(settings)
    spoken = {
        one.text.text_hash for one in speak_all(database, store, engines=[engine], course_slug="test-course")
    }
    engine.close()
    assert address_of(DESCRIBED) in spoken
    after = visit("learning.lesson", course="test-course", lesson="wash-hands").document
    voice = next(one for one in after.all("audio") if one.get("class") == "player__description")
    assert voice.get("preload") == "none"
    address = next(one.get("src") for one in voice.iter("track"))
    cues = clients.of(None).get(address, buffered=True).text
    assert "d-1\n00:00:00.000 -->" in cues
    assert "d-2\n" in cues
    # Without scripts each description is read with its time, and heard by a plain link.
    heard = {after.words(one): one.get("href") for one in after.all("a") if "处" in after.words(one)}
    assert list(heard) == ["听第 1 处", "听第 2 处"]
    answers = [clients.of(None).get(heard[words], buffered=True) for words in heard]
    assert [(one.status_code, one.content_type) for one in answers] == [(200, "audio/mpeg")] * 2
    whole = clients.of(None).get(voice.get("src"), buffered=True).data
    assert b"".join(one.data for one in answers) == whole
    assert DESCRIPTION_EDITION not in cues


@pytest.mark.survey
def test_a_description_that_was_changed_is_spoken_anew(
    described: Path, database: Database, settings: Settings
) -> None:
    engine, store = Espeak(), store_for(settings)
    first = {
        one.text.text_hash for one in speak_all(database, store, engines=[engine], course_slug="test-course")
    }
    changed = DESCRIBED.replace("水龙头".encode(), "热水龙头".encode())
    files = course_files() | {
        "lessons/wash-hands.video.mp4": made.mp4(index_first=True),
        "lessons/wash-hands.captions.vtt": CAPTIONS,
        "lessons/wash-hands.desc.vtt": changed,
    }
    load(database, files, store_dir=described)
    second = {
        one.text.text_hash for one in speak_all(database, store, engines=[engine], course_slug="test-course")
    }
    engine.close()
    assert address_of(changed) in second - first


def test_a_main_video_is_offered_where_one_left_off(
    described: Path, visit: Visit, submit: Submit, trainee: Someone
) -> None:
    place = {"course": "test-course", "lesson": "wash-hands"}
    submit("learning.keep_place", {"video": "61900"}, trainee, 204, **place)
    shown = visit("learning.lesson", trainee, **place)
    assert shown.links["从 1 分 1 秒继续"].endswith(".mp4#t=61")
    assert not [words for words in visit("learning.lesson", **place).links if "继续" in words]
