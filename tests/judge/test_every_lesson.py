"""A listener hears something of every sample lesson: what does it miss, and where is it worst?"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.adapters.kokoro import Kokoro
from learnhub.speech.rules import Engine
from tests.judge import every_lesson

pytestmark = pytest.mark.judge


@pytest.fixture(params=["espeak", "kokoro"])
def engine(request: pytest.FixtureRequest) -> Iterator[Engine]:
    built_in = Espeak()
    made: Engine = Kokoro(built_in.phonemes) if request.param == "kokoro" else built_in
    yield made
    made.close()
    built_in.close()


MISSED_MAX = {"kokoro": 0.10, "espeak": 0.40}


def test_every_lesson_is_understood(
    engine: Engine, listener_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = every_lesson.lessons()
    windows = list(every_lesson.listen(listener_folder, engine, chosen))
    worst = every_lesson.worst_sentences(listener_folder, engine, chosen, windows)
    told = every_lesson.report(engine, chosen, windows, worst)
    (every_lesson.REPORTS / f"speech-{engine.name}.txt").write_text(told, encoding="utf-8")
    with capsys.disabled():
        print("\n" + told)
    share = sum(each.missed for each in windows) / sum(each.syllables for each in windows)
    assert {each.lesson for each in windows} == {each.name for each in chosen}
    assert share <= MISSED_MAX[engine.name]
