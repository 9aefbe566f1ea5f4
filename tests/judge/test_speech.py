"""A listener who never saw the lessons: how many syllables does it miss?"""

import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from learnhub.catalogue.service import lesson_lexicon, read_lesson, spoken_sentences
from learnhub.language import Lexicon, house_lexicon, read_lexicon
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.adapters.kokoro import VOICES, Kokoro
from learnhub.speech.rules import Engine, EngineFault, Saying, saying_of
from tests.judge.listener import batches, hear, missed
from tests.speech.killing import killed_in_the_middle

pytestmark = pytest.mark.judge

COURSES = Path(__file__).resolve().parents[2] / "content" / "courses"
SENTENCES = 30
WORST_SHOWN = 10
PEAK_MAX = 10 ** (-1 / 20)  # −1 dBFS, after the encoder too


@pytest.fixture(scope="module")
def espeak() -> Iterator[Espeak]:
    engine = Espeak()
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def sayings() -> list[Saying]:
    """The same sentences each time, from all courses."""
    found: list[Saying] = []
    for path in sorted(COURSES.glob("*/lessons/*.md")):
        readings = path.parent.parent / "pronunciation.toml"
        course = read_lexicon(readings.read_text(encoding="utf-8")) if readings.exists() else Lexicon()
        text = read_lesson(path.read_bytes())
        lexicon = house_lexicon().with_course(lesson_lexicon(course, text))
        found += [
            saying_of(sentence.text, lexicon)
            for sentence in spoken_sentences(text)
            if 8 <= len(sentence.text) <= 40
        ]
    return random.Random(2025).sample(found, SENTENCES)


def error(engine: Engine, sayings: list[Saying], folder: Path, report: Callable[[str], None]) -> float:
    sounds = [(saying.spoken.text, engine.speak(engine.form(saying), 48)) for saying in sayings]
    edits = syllables = 0
    heard: list[tuple[float, str]] = []
    for spoken, sound in batches(sounds):
        text = hear(folder, sound)
        wrong, count = missed(spoken, text)
        edits, syllables = edits + wrong, syllables + count
        heard.append((wrong / count, f"said  {spoken}\n      heard {text}"))
    report(
        f"\n{engine.name} {engine.voice}: {edits} of {syllables} syllables missed ({edits / syllables:.3f})"
    )
    for share, words in sorted(heard, reverse=True)[:WORST_SHOWN]:
        report(f"  {share:.2f} {words}")
    return edits / syllables


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    def say(line: str) -> None:
        with capsys.disabled():
            print(line)

    return say


@pytest.mark.parametrize("voice", VOICES)
def test_natural_voice_is_understood(
    voice: str, espeak: Espeak, sayings: list[Saying], listener_folder: Path, report: Callable[[str], None]
) -> None:
    engine = Kokoro(espeak.phonemes, voice)
    assert error(engine, sayings, listener_folder, report) <= 0.10
    engine.close()


def test_built_in_voice_is_understood_as_far_as_a_formant_voice_can_be(
    espeak: Espeak, sayings: list[Saying], listener_folder: Path, report: Callable[[str], None]
) -> None:
    assert error(espeak, sayings, listener_folder, report) <= 0.40


def test_outside_decoder_agrees_about_the_length_of_joined_sentences(
    espeak: Espeak, sayings: list[Saying]
) -> None:
    joined = mp3.join(
        [espeak.speak(espeak.form(saying), 24) + mp3.silence(240, 24) for saying in sayings[:12]]
    )
    import av

    with av.open(io.BytesIO(joined), format="mp3") as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    # A decoder may leave out the first frame's delay.
    assert abs(samples / 24 - mp3.duration_ms(joined)) <= 2 * 24


def test_natural_voice_survives_long_sentences_english_and_nothing(espeak: Espeak) -> None:
    engine = Kokoro(espeak.phonemes)
    short, long = (
        mp3.duration_ms(engine.speak(engine.form(saying_of("按住合谷穴，" * count, house_lexicon())), 24))
        for count in (5, 60)
    )
    assert long > 9 * short  # spoken in pieces, and none of them is lost; a little goes where pieces meet
    english = engine.form(saying_of("打开 Wi-Fi，按 Ctrl+C，接 USB。", house_lexicon()))
    assert "wˈI" in english
    assert mp3.duration_ms(engine.speak(english, 24)) > 2_000
    with pytest.raises(EngineFault):
        engine.speak("§", 24)
    engine.close()


def test_natural_program_that_is_killed_in_the_middle_of_a_sentence_loses_nothing(espeak: Espeak) -> None:
    engine = Kokoro(espeak.phonemes)
    form = engine.form(saying_of("先洗手，再按住合谷穴，数到十。", house_lexicon()))
    before = mp3.duration_ms(engine.speak(form, 24))
    other = engine.form(saying_of("慢慢呼气。", house_lexicon()))
    engine.speak(other, 24)  # so that the sentence is synthesised again and not remembered
    victim = engine._program.process_id
    assert victim is not None
    after = killed_in_the_middle(lambda: engine.speak(form, 24), victim)
    assert mp3.duration_ms(after) == before
    assert engine._program.process_id not in (None, victim)
    engine.close()


def test_natural_voice_is_loud_and_never_clips(espeak: Espeak, sayings: list[Saying]) -> None:
    import av

    engine = Kokoro(espeak.phonemes)
    for saying in sayings[:6]:
        with av.open(io.BytesIO(engine.speak(engine.form(saying), 48)), format="mp3") as container:
            peak = max(float(abs(frame.to_ndarray()).max()) for frame in container.decode(audio=0))
        assert 0.2 < peak <= PEAK_MAX
    engine.close()
