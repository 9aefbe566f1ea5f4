"""The built-in voice, with the real eSpeak NG."""

import os
import re
import signal
import time
from collections.abc import Iterator

import pytest
from pypinyin.constants import PINYIN_DICT
from pypinyin.contrib.tone_convert import to_tone3

from learnhub.language import house_lexicon
from learnhub.speech.adapters import mp3
from learnhub.speech.adapters.espeak import MANDARIN, Espeak, parts
from learnhub.speech.rules import EngineFault, saying_of
from tests.speech.killing import killed_in_the_middle


@pytest.fixture(scope="module")
def espeak() -> Iterator[Espeak]:
    engine = Espeak()
    yield engine
    engine.close()


def mandarin(text: str) -> str:
    return " ".join(
        part["text"].strip() for part in parts(saying_of(text, house_lexicon())) if part["voice"] == MANDARIN
    )


def test_sentence_becomes_sound_of_a_natural_length(espeak: Espeak) -> None:
    sound = espeak.speak(
        espeak.form(saying_of("给顾客按摩之前，双手至少要搓洗 20 秒。", house_lexicon())), 48
    )
    assert 4_000 < mp3.duration_ms(sound) < 9_000


def length_ms(engine: Espeak, form: str) -> int:
    # The voice's noise is random, its length is not.
    return mp3.duration_ms(engine.speak(form, 24))


def test_same_form_gives_the_same_length_and_a_longer_form_a_longer_one(espeak: Espeak) -> None:
    first, second = (
        espeak.form(saying_of(text, house_lexicon())) for text in ("先洗手。", "先洗手，再按摩。")
    )
    assert length_ms(espeak, first) == pytest.approx(length_ms(espeak, first), abs=120)
    assert length_ms(espeak, second) > length_ms(espeak, first) + 300


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("胸口", "[[S;'ong55]] kou3"),
        ("贫穷", "pin2 [[tS;h'ong35]]"),
        ("窘迫", "[[tS;'ong214]] po4"),
        ("一会儿", "yi2 hui4 er5"),
        ("绿色，女士", "lv4 se4, nv3 shi4"),
        ("按 20 秒", "an4 er4 shi2 miao3"),
        ("好吗？", "hao3 ma5?"),
    ],
)
def test_traps_of_the_voice_are_avoided(text: str, said: str) -> None:
    assert mandarin(text) == said


def test_no_digit_but_tones_and_no_hanzi_reach_the_engine() -> None:
    text = "2025-06-01 拨打 12385，水温 92.5℃，第 3 步，3-5次，😀 100%，1,299.00元。"
    for part in parts(saying_of(text, house_lexicon())):
        assert re.fullmatch(r"(?:[a-z]+[1-5]|\[\[[^\]]+\]\]|[ ,.?])*", part["text"]), part


def test_no_syllable_of_mandarin_is_read_as_english(espeak: Espeak) -> None:
    bases = {
        to_tone3(each).rstrip("12345").replace("ü", "v")
        for value in PINYIN_DICT.values()
        for each in value.split(",")
    }
    bases = {base for base in bases if re.fullmatch("[a-z]+", base)} - {"wong"}  # not in the standard
    assert len(bases) > 400
    from learnhub.speech.adapters.espeak import _syllable

    for base in sorted(bases):
        for tone in "12345":
            said = _syllable(base + tone)
            if said.startswith("[["):
                continue
            phonemes = espeak._program.ask({"ipa": said, "voice": MANDARIN})["ipa"]
            assert "(en" not in phonemes, (base, phonemes)


def test_english_inside_chinese_is_said_by_the_english_voice(espeak: Espeak) -> None:
    saying = saying_of("打开 Wi-Fi，再按 USB 键。", house_lexicon())
    assert [part["voice"].split("+")[0] for part in parts(saying)] == [
        "cmn-latn-pinyin",
        "en-us",
        "cmn-latn-pinyin",
        "en-us",
        "cmn-latn-pinyin",
    ]
    assert mp3.duration_ms(espeak.speak(espeak.form(saying), 24)) > 1_500


@pytest.mark.slow
def test_killed_program_is_started_again_and_nothing_is_lost(espeak: Espeak) -> None:
    form = espeak.form(saying_of("按住合谷穴。", house_lexicon()))
    before = length_ms(espeak, form)
    for _ in range(3):
        victim = espeak._program.process_id
        assert victim is not None
        os.kill(victim, signal.SIGKILL)
        time.sleep(0.05)
        assert length_ms(espeak, form) == pytest.approx(before, abs=120)
        assert espeak._program.process_id != victim


def test_program_that_is_killed_in_the_middle_of_a_sentence_loses_nothing(espeak: Espeak) -> None:
    form = espeak.form(saying_of("先洗手，再按住合谷穴，数到十。", house_lexicon()))
    before = length_ms(espeak, form)
    victim = espeak._program.process_id
    assert victim is not None
    assert killed_in_the_middle(lambda: length_ms(espeak, form), victim) == pytest.approx(before, abs=120)
    assert espeak._program.process_id not in (None, victim)


def test_stopped_program_is_replaced_after_its_time() -> None:
    engine = Espeak()
    engine._program._timeout_seconds = 1
    form = engine.form(saying_of("按住合谷穴。", house_lexicon()))
    before = length_ms(engine, form)
    victim = engine._program.process_id
    assert victim is not None
    os.kill(victim, signal.SIGSTOP)
    assert length_ms(engine, form) == pytest.approx(before, abs=120)
    engine.close()


def test_unknown_voice_and_endless_text_are_faults_and_the_program_goes_on(espeak: Espeak) -> None:
    with pytest.raises(EngineFault, match="no voice"):
        espeak._program.ask({"rate": 130, "parts": [{"voice": "zz", "text": "a"}]})
    with pytest.raises(EngineFault, match="too long"):
        espeak._program.ask({"rate": 130, "parts": [{"voice": MANDARIN, "text": "a1 " * 10_000}]})
    assert espeak.speak(espeak.form(saying_of("好。", house_lexicon())), 24)
