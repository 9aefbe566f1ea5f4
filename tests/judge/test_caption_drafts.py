"""A machine that listens writes down most of what a lesson's voice says, as a draft in lines that fit below a picture."""

import itertools
import subprocess
from pathlib import Path

import pytest

from learnhub.media.adapters.listener import listen
from learnhub.media.service.drafts import can_draft, draft_cues
from learnhub.settings import PROJECT_DIR
from tests.ffmpeg import program_or_skip

SOUND = PROJECT_DIR / "content/courses/blind-massage/lessons/clean-hands.audio.mp3"


@pytest.mark.judge
def test_a_draft_has_the_words_and_lines_of_a_lesson(tmp_path: Path) -> None:
    program = program_or_skip()
    assert can_draft(), "judge: install requirements-judge.txt first"
    wave = tmp_path / "sound.wav"
    subprocess.run(
        [program, "-loglevel", "error", "-i", str(SOUND), "-t", "25", "-ac", "1", "-ar", "16000", str(wave)], check=True
    )  # fmt: skip
    told: list[int] = []

    def report(done: int) -> bool:
        told.append(done)
        return True

    heard = listen(wave, tmp_path / "models", duration_ms=25_000, progress=report)
    cues = draft_cues(heard, 25_000)
    text = "".join(cue.text for cue in cues)
    assert len(cues) >= 6
    assert all(len(cue.text) <= 30 for cue in cues)
    assert all(one.end_ms <= other.start_ms for one, other in itertools.pairwise(cues))
    assert sum(word in text for word in ("洗", "顾客", "按摩", "手")) == 4
    assert told == sorted(told)
