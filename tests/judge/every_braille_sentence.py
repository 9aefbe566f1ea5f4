"""Every sentence of the sample lessons, with the readings that hold in it."""

from pathlib import Path

from learnhub.catalogue.service import lesson_lexicon, read_lesson
from learnhub.language import Lexicon, house_lexicon, read_lexicon

COURSES = Path(__file__).resolve().parents[2] / "content" / "courses"


def sample_sentences() -> dict[tuple[str, str], Lexicon]:
    """Return (course, sentence) → readings for all sample lessons, their checks too; each sentence once a course."""
    found: dict[tuple[str, str], Lexicon] = {}
    for course in sorted(COURSES.iterdir()):
        readings = course / "pronunciation.toml"
        own = read_lexicon(readings.read_text(encoding="utf-8")) if readings.exists() else Lexicon()
        for path in sorted((course / "lessons").glob("*.md")):
            text = read_lesson(path.read_bytes(), path=path.name)
            lexicon = house_lexicon().with_course(lesson_lexicon(own, text))
            for sentence in [*text.sentences(), *text.check_sentences()]:
                found.setdefault((course.name, sentence.text), lexicon)
    return found
