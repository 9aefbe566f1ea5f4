"""When each word of a sentence is heard: told by the built-in voice, kept with its sound, written into the cues."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
import webvtt

from learnhub.db import Database
from learnhub.language import Lexicon, house_lexicon
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.cue_file import CueFile, read, write
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.models import Utterance
from learnhub.speech.rules import Cue, SpokenSentence, saying_of, word_starts
from learnhub.speech.service import cue_text, cues, render_text
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.speech.conftest import TEXT_HASH, BrokenEngine, CountedEspeak

TEXTS = (
    "银行的儿子胸口疼，打开 Excel 2019，重新数一数。",
    "一会儿再洗手，先等 3-5 分钟（大约）。",
    "拨打 12385，说“我要报名”。",
)


@pytest.fixture(scope="module")
def voice() -> Iterator[Espeak]:
    engine = Espeak()
    yield engine
    engine.close()


def starts(engine: Espeak, text: str) -> list[tuple[str, int]]:
    saying = saying_of(text, house_lexicon())
    told = word_starts(text, saying, engine.pieces(saying), engine.marks(engine.form(saying)))
    ends = [offset for offset, _heard in told[1:]] + [len(text)]
    return [(text[offset:end], heard) for (offset, heard), end in zip(told, ends, strict=True)]


@pytest.mark.parametrize("text", TEXTS)
def test_the_voice_tells_every_piece_of_what_it_is_given(voice: Espeak, text: str) -> None:
    saying = saying_of(text, house_lexicon())
    form = voice.form(saying)
    marks = voice.marks(form)
    assert len(marks) == len(voice.pieces(saying)) > 5
    assert list(marks) == sorted(set(marks))
    assert marks[0] < 100
    assert marks[-1] < mp3.duration_ms(voice.speak(form, 24))


def test_words_are_told_in_order_numbers_and_foreign_words_too(voice: Espeak) -> None:
    told = starts(voice, TEXTS[0])
    assert "".join(words for words, _heard in told) == TEXTS[0]
    assert [words.rstrip("，。 ") for words, _heard in told][-5:] == [
        "打开",
        "Excel",
        "2019",
        "重新",
        "数一数",
    ]
    assert [heard for _words, heard in told] == sorted(heard for _words, heard in told)


def test_a_pause_is_heard_between_two_words(voice: Espeak) -> None:
    without, with_pause = (dict(starts(voice, text)) for text in ("先洗手再按摩。", "先洗手，再按摩。"))
    assert with_pause["再"] > without["再"] + 150


def test_pieces_that_do_not_belong_to_their_times_tell_nothing() -> None:
    saying = saying_of("先洗手。", house_lexicon())
    assert word_starts("先洗手。", saying, (0, 1, 2), (10, 20)) == ()
    assert word_starts("先洗手。", saying, (0, 1, 2), (10, 200, 400)) == ((0, 10), (1, 200))


CUE = Cue("s-1", 1_000, 5_000, "先 & 后，\n<再>洗手", ((0, 1_050), (4, 2_000), (7, 3_000)))


def test_words_stand_in_the_cues_as_web_vtt_has_them_and_are_read_back() -> None:
    file = CueFile(TEXT_HASH, "espeak", "test", (CUE,))
    text = write(file)
    assert "<00:00:01.050>先 &amp; <00:00:02.000>后， <00:00:03.000>&lt;再&gt;洗手" in text
    assert webvtt.from_string(text).captions[0].text == "先 &amp; 后， &lt;再&gt;洗手"
    back = read(text, name="a.vtt").cues[0]
    assert back == replace(CUE, text="先 & 后， <再>洗手")


def test_times_outside_of_their_sentence_are_left_out() -> None:
    wrong = replace(CUE, words=((0, 900), (4, 2_000), (7, 6_000)))
    assert write(CueFile(TEXT_HASH, "espeak", "test", (wrong,))).count("<0") == 1


def test_a_rendered_text_tells_its_words_and_an_engine_that_does_not_tells_none(
    database: Database, storage: LocalFolder, espeak: CountedEspeak
) -> None:
    sentences = [SpokenSentence(f"s-{number}", text) for number, text in enumerate(TEXTS, start=1)]
    with database.transaction() as session:
        made, again, silent = (
            render_text(
                session,
                storage,
                sentences,
                text_hash=text_hash,
                edition="standard",
                lexicon=Lexicon(),
                engines=[engine],
            )
            for text_hash, engine in (
                (TEXT_HASH, espeak),
                ("b" * 64, espeak),
                ("c" * 64, BrokenEngine(works_for=9, helper=espeak)),
            )
        )
        assert cues(made) == cues(again)  # from the sentences that were kept
        for cue in cues(made):
            heard = [at for _offset, at in cue.words]
            assert len(heard) >= 5
            assert cue.start_ms < heard[0] < heard[-1] < cue.end_ms
        assert cue_text(made).count("<00:") == sum(len(cue.words) for cue in cues(made))
        assert [cue.words for cue in cues(silent)] == [(), (), ()]
        marks = {row.engine: row.marks for row in session.scalars(sa.select(Utterance))}
        assert marks["kokoro"] is None
        # What was spoken before words were told goes on as it is.
        made.cues = [{key: value for key, value in cue.items() if key != "words"} for cue in made.cues]
        assert [cue.words for cue in cues(made)] == [(), (), ()]
