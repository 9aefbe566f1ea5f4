"""Texts are rendered once, sentence by sentence; the best voice is found."""

import itertools
from dataclasses import replace

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from learnhub.db import Database
from learnhub.language import Lexicon, house_lexicon
from learnhub.primitives import Refusal
from learnhub.speech.adapters import cue_file, mp3
from learnhub.speech.models import Rendition, Utterance
from learnhub.speech.rules import Cue, Engine, EngineFault, SpokenSentence
from learnhub.speech.service import (
    SpeechFault,
    adopt_recording,
    cues,
    make,
    render_text,
    rendition_or_none,
    renditions,
    speak_ahead,
)
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.speech.conftest import TEXT_HASH, BrokenEngine, CountedEspeak

Lesson = list[SpokenSentence]


def render(
    database: Database,
    storage: LocalFolder,
    lesson: Lesson,
    *engines: Engine,
    text_hash: str = TEXT_HASH,
    lexicon: Lexicon | None = None,
    bit_rate_kbps: int = 24,
) -> Rendition:
    with database.transaction() as session:
        return render_text(
            session,
            storage,
            lesson,
            text_hash=text_hash,
            edition="standard",
            lexicon=lexicon or house_lexicon(),
            engines=engines,
            bit_rate_kbps=bit_rate_kbps,
        )


def test_lesson_becomes_audio_with_a_cue_for_each_sentence_that_sounds(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    made = render(database, storage, lesson, espeak)
    found = cues(made)
    assert [cue.sentence_id for cue in found] == ["s-1", "s-2", "s-4"]
    assert found[0].start_ms == 0
    assert all(one.end_ms == other.start_ms for one, other in itertools.pairwise(found))
    sound = storage.get(made.blob)
    assert found[-1].end_ms == made.duration_ms == mp3.duration_ms(sound)
    assert made.byte_count == len(sound)
    assert found[2].text == "掌心对掌心，搓 5 次。"


def test_pause_after_a_heading_is_heard(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    paused = render(database, storage, lesson, espeak)
    bare = render(
        database, storage, [replace(each, pause_ms=0) for each in lesson], espeak, text_hash="b" * 64
    )
    assert paused.duration_ms - bare.duration_ms == 600


def test_rendering_twice_synthesises_nothing(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    first = render(database, storage, lesson, espeak)
    espeak.spoken.clear()
    second = render(database, storage, lesson, espeak)
    assert espeak.spoken == []
    assert (first.id, first.blob, first.made_at) == (second.id, second.blob, second.made_at)


def test_editing_one_sentence_synthesises_one(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    before = render(database, storage, lesson, espeak)
    espeak.spoken.clear()
    edited = [*lesson[:3], SpokenSentence("s-4", "掌心对掌心，搓 6 次。")]
    after = render(database, storage, edited, espeak, text_hash="b" * 64)
    assert len(espeak.spoken) == 1
    assert "liu4" in espeak.spoken[0]
    assert cues(before)[:2] == cues(after)[:2]
    assert before.id != after.id


def test_same_sentence_elsewhere_is_spoken_once(
    database: Database, storage: LocalFolder, espeak: CountedEspeak
) -> None:
    render(database, storage, [SpokenSentence("s-1", "先洗手。"), SpokenSentence("s-2", "先洗手。")], espeak)
    render(database, storage, [SpokenSentence("s-9", "先洗手。")], espeak, text_hash="b" * 64)
    assert len(espeak.spoken) == 1


def test_changed_reading_respeaks_the_sentences_that_have_the_word(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    first = render(database, storage, lesson, espeak)
    espeak.spoken.clear()
    lexicon = house_lexicon().with_course(Lexicon({"掌心": ("zhang3", "xing1"), "别处": ("bie2", "chu4")}))
    second = render(database, storage, lesson, espeak, lexicon=lexicon)
    assert len(espeak.spoken) == 1
    assert "xing1" in espeak.spoken[0]
    assert second.id == first.id, "the address of the audio stays"
    assert second.blob != first.blob


def test_sentence_that_was_lost_from_storage_is_spoken_again(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    made = render(database, storage, lesson, espeak)
    with database.transaction() as session:
        lost = session.scalars(sa.select(Utterance).order_by(Utterance.address)).first()
        assert lost is not None
    storage.path(lost.blob).unlink()
    storage.path(made.blob).unlink()
    espeak.spoken.clear()
    again = render(database, storage, lesson, espeak)
    assert len(espeak.spoken) == 1
    assert again.blob in storage


def test_engine_that_fails_is_followed_by_the_next_and_the_voice_never_changes_within_a_lesson(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    made = render(database, storage, lesson, BrokenEngine(works_for=1, helper=espeak), espeak)
    assert made.engine == "espeak"
    assert len(espeak.spoken) == 1 + 3


def test_lesson_that_nobody_can_speak_is_a_fault_and_leaves_nothing_behind(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    with pytest.raises(SpeechFault):
        render(database, storage, lesson, BrokenEngine())
    with pytest.raises(SpeechFault):
        render(database, storage, [SpokenSentence("s-1", "……")], espeak)
    with database.transaction() as session:
        assert rendition_or_none(session, TEXT_HASH, "standard") is None


def test_two_sentences_with_one_id_and_endless_texts_are_refused(
    database: Database, storage: LocalFolder, espeak: CountedEspeak
) -> None:
    with pytest.raises(ValueError, match="one id"):
        render(database, storage, [SpokenSentence("s-1", "好。"), SpokenSentence("s-1", "好。")], espeak)
    with pytest.raises(ValueError, match="2000"):
        render(database, storage, [SpokenSentence(str(i), "好。") for i in range(2001)], espeak)


def test_interrupted_work_goes_on_where_it_was(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    engine = BrokenEngine(works_for=2, helper=espeak)
    seen = []
    with pytest.raises(EngineFault):
        for step in speak_ahead(
            database.transaction, storage, lesson, lexicon=house_lexicon(), engine=engine
        ):
            seen.append(step)
    assert seen == [(1, 3, 1), (2, 3, 2)]
    engine.left = 10
    espeak.spoken.clear()
    steps = list(speak_ahead(database.transaction, storage, lesson, lexicon=house_lexicon(), engine=engine))
    assert steps == [(1, 3, 0), (2, 3, 0), (3, 3, 1)]
    assert len(espeak.spoken) == 1


def test_better_voice_is_found_first_and_of_one_voice_the_smaller_file(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    small = render(database, storage, lesson, espeak)
    render(database, storage, lesson, espeak, bit_rate_kbps=48)
    with database.transaction() as session:
        assert [each.bit_rate_kbps for each in renditions(session, TEXT_HASH, "standard")] == [24, 48]
        best = rendition_or_none(session, TEXT_HASH, "standard")
        assert best is not None
        assert best.id == small.id
    natural = render(database, storage, lesson, BrokenEngine(works_for=9, helper=espeak))
    with database.transaction() as session:
        best = rendition_or_none(session, TEXT_HASH, "standard")
        assert best is not None
        assert best.id == natural.id
        assert rendition_or_none(session, TEXT_HASH, "easy-read") is None


def files(
    database: Database,
    storage: LocalFolder,
    lesson: Lesson,
    espeak: CountedEspeak,
    text_hash: str = TEXT_HASH,
) -> tuple[bytes, str]:
    made = make(
        storage, database.transaction, lesson, lexicon=house_lexicon(), engine=espeak, bit_rate_kbps=24
    )
    return made.sound, cue_file.write(cue_file.CueFile(text_hash, "kokoro", "zm_yunxi", made.cues))


def adopt(database: Database, storage: LocalFolder, sound: bytes, cue_text: str) -> Rendition | Refusal:
    with database.transaction() as session:
        return adopt_recording(
            session, storage, sound, cue_text, name="wash.audio.vtt", text_hash=TEXT_HASH, edition="standard"
        )


def test_files_made_beforehand_are_adopted_once_and_heard_first(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    render(database, storage, lesson, espeak)
    sound, cue_text = files(database, storage, lesson, espeak)
    first, second = (adopt(database, storage, sound, cue_text) for _ in range(2))
    assert isinstance(first, Rendition)
    assert isinstance(second, Rendition)
    assert first.id == second.id
    assert first.bit_rate_kbps == 24
    with database.transaction() as session:
        best = rendition_or_none(session, TEXT_HASH, "standard")
        assert best is not None
        assert best.id == first.id
    assert storage.get(first.blob) == sound


def test_making_files_twice_synthesises_nothing_the_second_time(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    counts = [
        make(
            storage, database.transaction, lesson, lexicon=house_lexicon(), engine=espeak, bit_rate_kbps=24
        ).synthesised
        for _ in range(2)
    ]
    assert counts == [3, 0]


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda sound, cue: (sound[:-3], cue), "audio-not-mp3"),
        (lambda sound, cue: (b"PK\x03\x04" + sound, cue), "audio-not-mp3"),
        (lambda sound, cue: (b"", cue), "cues-too-long"),
        (lambda sound, cue: (sound[: 72 * 20], cue), "cues-too-long"),
        (lambda sound, cue: (sound, cue.replace(TEXT_HASH, "b" * 64)), "recording-outdated"),
        (lambda sound, cue: (sound, cue.replace("-->", "->")), "cue-file-broken"),
        (lambda sound, cue: (sound, ""), "cue-file-broken"),
    ],
)
def test_recording_that_does_not_fit_is_refused_with_a_sentence(  # type: ignore[no-untyped-def]
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak, spoil, code: str
) -> None:
    outcome = adopt(database, storage, *spoil(*files(database, storage, lesson, espeak)))
    assert isinstance(outcome, Refusal)
    assert outcome.code == code
    assert outcome.sentence.endswith("。")
    with database.transaction() as session:
        assert rendition_or_none(session, TEXT_HASH, "standard") is None


def test_cues_stay_in_the_database_as_they_were(
    database: Database, storage: LocalFolder, lesson: Lesson, espeak: CountedEspeak
) -> None:
    made = render(database, storage, lesson, espeak)
    with database.transaction() as session:
        session.expire_all()
        again = session.get(Rendition, made.id)
        assert again is not None
        assert all(isinstance(cue, Cue) for cue in cues(again))
        assert cues(again) == cues(made)


@hypothesis_settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["手", "脚", "头", ""])), max_size=6))
def test_any_order_of_edits_speaks_each_sentence_at_most_once(
    database: Database, storage: LocalFolder, espeak: CountedEspeak, edits: list[tuple[int, str]]
) -> None:
    texts = ["先洗手。", "再洗脚。", "按头。", "好。"]
    forms: set[str] = set()
    for place, word in edits:
        texts[place] = f"{word}{place}号"
        sentences = [SpokenSentence(f"s-{number}", text) for number, text in enumerate(texts)]
        made = render(database, storage, sentences, espeak, text_hash=str(texts).encode().hex()[:64])
        assert made.duration_ms == mp3.duration_ms(storage.get(made.blob))
    forms.update(espeak.spoken)
    assert len(forms) == len(espeak.spoken)
