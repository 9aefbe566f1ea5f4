"""How the natural voice is given its sentences; what it says is judged by `make judge`."""

import json
from pathlib import Path

import pytest

from learnhub.language import house_lexicon
from learnhub.language.ipa import ipa
from learnhub.settings import Settings
from learnhub.speech.adapters import kokoro
from learnhub.speech.adapters.kokoro import VOICES, Kokoro
from learnhub.speech.rules import saying_of
from learnhub.speech.service import engines_of


def form(text: str) -> str:
    engine = Kokoro(lambda english: f"<{english}>")
    return engine.form(saying_of(text, house_lexicon()))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("先洗手。", "ɕjɛ→n ɕi↗ʂou↓."),
        ("穴位，一次", "ɕɥe↗wei↘, i↗ʦʰɨ↘"),
        ("按 Tab 键", "a↘n <Tab> ʨjɛ↘n"),
        ("绿色", "ly↘sɤ↘"),
        ("😀", ""),
    ],
)
def test_sentence_becomes_the_models_own_ipa(text: str, said: str) -> None:
    assert form(text) == said


@pytest.mark.parametrize(
    ("pinyin", "written"),
    [
        ("xue2", "ɕɥe˧˥"),
        ("zhi1", "ʈʂɨ˥"),
        ("yu3", "y˧˩˧"),
        ("yuan2", "ɥɛ˧˥n"),
        ("wu4", "u˥˩"),
        ("weng1", "wə˥ŋ"),
        ("qun2", "tɕʰy˧˥n"),
        ("hun4", "xwə˥˩n"),
        ("liu2", "ljou˧˥"),
        ("o4", "ɔ˥˩"),
        ("bo1", "pwo˥"),
        ("er5", "ɚ"),
        ("nve4", "nɥe˥˩"),
    ],
)
def test_syllables_are_written_in_ipa(pinyin: str, written: str) -> None:
    assert ipa(pinyin) == written


@pytest.mark.parametrize("pinyin", ["", "xue", "xue6", "qi0", "1", "zzz1", "学1"])
def test_what_is_no_syllable_is_refused(pinyin: str) -> None:
    with pytest.raises(ValueError, match="no pinyin syllable"):
        ipa(pinyin)


def test_every_sign_of_a_sentence_is_in_the_models_vocabulary() -> None:
    text = "给顾客按摩之前，双手至少要搓洗二十秒；知吃师日资次思，女绿驴略虐，胸穷窘，儿耳二，光黄爽，翁，哦！好吗？"
    folder = Path(kokoro.__file__).parents[1] / "voices"
    vocabulary = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))["vocab"]
    assert set(form(text)) <= set(vocabulary)


def test_both_voices_are_here_whole() -> None:
    folder = Path(kokoro.__file__).parents[1] / "voices"
    for voice in VOICES:
        assert (folder / f"{voice}.bin").stat().st_size == 510 * 256 * 4
    assert "Apache License 2.0" in (folder / "NOTICE").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="voice"):
        Kokoro(str, "zf_nobody")


def test_long_sentence_is_cut_between_words() -> None:
    pieces = kokoro._pieces("ab " * 400)
    assert all(0 < len(piece) <= 500 for piece in pieces)
    assert " ".join(pieces) == ("ab " * 400).strip()


def test_site_without_the_neural_packages_has_the_built_in_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kokoro, "_PACKAGES", ("no_such_package_here",))
    assert [engine.name for engine in engines_of(Settings())] == ["espeak"]
