"""A store of blobs, a short lesson, the real built-in voice with a count of what it spoke."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.rules import EngineFault, Saying, SpokenSentence
from learnhub.storage.adapters.local_folder import LocalFolder

TEXT_HASH = "a" * 64


class CountedEspeak(Espeak):
    """eSpeak NG itself; remembers what it spoke, and says a form the same way at each rate, as the natural voice does."""

    def __init__(self) -> None:
        super().__init__()
        self.spoken: list[str] = []
        self._sounds: dict[str, tuple[bytes, int]] = {}

    def sound(self, form: str) -> tuple[bytes, int]:
        if form not in self._sounds:
            self._sounds[form] = super().sound(form)
        return self._sounds[form]

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        self.spoken.append(form)
        return super().speak(form, bit_rate_kbps)


class BrokenEngine:
    """An engine that can't."""

    name = "kokoro"
    voice = "none"

    def __init__(self, works_for: int = 0, helper: Espeak | None = None) -> None:
        self.left = works_for
        self.helper = helper

    def form(self, saying: Saying) -> str:
        return self.helper.form(saying) if self.helper else saying.spoken.text

    def speak(self, form: str, bit_rate_kbps: int) -> bytes:
        if self.left <= 0 or self.helper is None:
            raise EngineFault("broken")
        self.left -= 1
        return self.helper.speak(form, bit_rate_kbps)

    def close(self) -> None:
        return


@pytest.fixture
def storage(tmp_path: Path) -> LocalFolder:
    return LocalFolder(tmp_path / "files")


@pytest.fixture
def espeak() -> Iterator[CountedEspeak]:
    engine = CountedEspeak()
    yield engine
    engine.close()


@pytest.fixture
def lesson() -> list[SpokenSentence]:
    return [
        SpokenSentence("s-1", "七步洗手法", pause_ms=600),
        SpokenSentence("s-2", "给顾客按摩之前，先把双手洗干净。"),
        SpokenSentence("s-3", "————"),
        SpokenSentence("s-4", "掌心对掌心，搓 5 次。"),
    ]
