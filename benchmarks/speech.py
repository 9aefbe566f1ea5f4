"""How long speaking takes, and how much memory each engine holds: real-time factors end to end, and a one-sentence edit.

    python -m benchmarks.speech            the built-in voice over all sample lessons, the natural one over a few sentences
    python -m benchmarks.speech --lessons 5 --natural 6

End to end: from shown text to kept MP3 with cues, in a fresh database and folder. Both processes' CPU time is the figure: a busy
machine shows in the time that passed, hardly in that. The last line of each engine is its figure.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from learnhub.catalogue.service import lesson_lexicon, read_lesson, spoken_sentences
from learnhub.db import Database
from learnhub.language import Lexicon, house_lexicon, read_lexicon
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.speech.adapters import kokoro
from learnhub.speech.adapters.espeak import Espeak
from learnhub.speech.rules import Engine, SpokenSentence
from learnhub.speech.service import render_text, speak_ahead
from learnhub.storage.adapters.local_folder import LocalFolder

COURSES = Path(__file__).resolve().parents[1] / "content" / "courses"
Text = tuple[str, tuple[SpokenSentence, ...], Lexicon]


def lessons() -> Iterator[Text]:
    """Yield name, sentences and readings of every sample lesson."""
    for path in sorted(COURSES.glob("*/lessons/*.md")):
        readings = path.parent.parent / "pronunciation.toml"
        course = read_lexicon(readings.read_text(encoding="utf-8")) if readings.exists() else Lexicon()
        text = read_lesson(path.read_bytes())
        yield path.stem, spoken_sentences(text), house_lexicon().with_course(lesson_lexicon(course, text))


@contextmanager
def fresh() -> Iterator[tuple[Database, LocalFolder]]:
    """Make a database and a folder of files that are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="benchmark-speech-"))
    address = f"sqlite:///{folder / 'speech.db'}"
    migrate(address, copies=folder, now=instant_now())
    database = Database(address)
    try:
        yield database, LocalFolder(folder / "files")
    finally:
        database.dispose()
        shutil.rmtree(folder)


def render(database: Database, storage: LocalFolder, engine: Engine, text: Text) -> tuple[int, int]:
    """Speak one text; return its length in milliseconds and how many sentences were synthesised."""
    name, sentences, lexicon = text
    synthesised = 0
    for step in speak_ahead(database.transaction, storage, sentences, lexicon=lexicon, engine=engine):
        synthesised = step.synthesised
    with database.transaction() as session:
        made = render_text(
            session,
            storage,
            sentences,
            text_hash=name,
            edition="standard",
            lexicon=lexicon,
            engines=[engine],
        )
        return made.duration_ms, synthesised


def peak_mb(engine: Espeak | kokoro.Kokoro) -> float:
    """Return the most memory that an engine's program has held, in MB."""
    for line in Path(f"/proc/{engine._program.process_id}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("no VmHWM")


def cpu_seconds(engine: Espeak | kokoro.Kokoro) -> float:
    """Return the CPU time that this process and an engine's program have used."""
    fields = Path(f"/proc/{engine._program.process_id}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(engine: Espeak | kokoro.Kokoro, texts: list[Text]) -> None:
    """Print what an engine needs for these texts, and for one edited sentence of the first."""
    with fresh() as (database, storage):
        render(database, storage, engine, ("warm", (SpokenSentence("w", "先洗手。"),), texts[0][2]))
        started, cpu_started = time.perf_counter(), cpu_seconds(engine)
        heard_ms = sum(render(database, storage, engine, text)[0] for text in texts)
        took, cpu = time.perf_counter() - started, cpu_seconds(engine) - cpu_started
        name, sentences, lexicon = texts[0]
        edited = (*sentences[:-1], replace(sentences[-1], text="这一句刚刚改过，要重新念。"))
        cpu_started = cpu_seconds(engine)
        _, synthesised = render(database, storage, engine, (f"{name} edited", edited, lexicon))
        edit_ms = (cpu_seconds(engine) - cpu_started) * 1000
    sentences_total = sum(len(text[1]) for text in texts)
    print(
        f"{engine.name}: {len(texts)} texts, {sentences_total} sentences, {heard_ms / 60_000:.1f} minutes of sound in {took:.1f} s, "
        f"{cpu:.1f} s of CPU"
    )
    print(f"{engine.name}: an edit of one sentence spoke {synthesised} and took {edit_ms:.0f} ms of CPU")
    print(
        f"{engine.name}: real-time factor {cpu * 1000 / heard_ms:.4f}, program at most {peak_mb(engine):.0f} MB"
    )


def main() -> None:
    """Measure the engines that are here."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lessons", type=int, default=10_000, help="how many lessons for the built-in voice")
    parser.add_argument("--natural", type=int, default=12, help="sentences for the natural voice")
    asked = parser.parse_args()
    texts = list(lessons())[: asked.lessons]
    espeak = Espeak()
    measure(espeak, texts)
    if kokoro.is_installed():
        name, sentences, lexicon = texts[0]
        natural = kokoro.Kokoro(espeak.phonemes)
        measure(natural, [(name, sentences[: asked.natural], lexicon)])
        natural.close()
    else:
        print("kokoro: not installed (requirements-neural.txt)")
    espeak.close()


if __name__ == "__main__":
    main()
