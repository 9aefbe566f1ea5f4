"""Look over a course.toml that may be half written: the words of its origin and rights, each with its line."""

from dataclasses import dataclass

from learnhub.catalogue.adapters.lesson_file import FILE_BYTES_MAX
from learnhub.catalogue.adapters.toml_text import TomlFault, line_of_key, read_toml


@dataclass(frozen=True, slots=True)
class CourseSurvey:
    """What stands in course.toml as words, by key; and on which line, from 1."""

    words: dict[str, str]
    lines: dict[str, int]

    def word(self, key: str) -> str:
        """Return a key's words, empty where it has none."""
        return self.words.get(key, "").strip()


def survey_course(content: bytes) -> CourseSurvey | None:
    """Return the words of a course.toml; None where it can't be read."""
    try:
        toml = content.decode("utf-8")
        table = read_toml(toml, bytes_max=FILE_BYTES_MAX)
    except (UnicodeDecodeError, TomlFault):
        return None  # named by whoever reads the file as a course
    words = {key: value for key, value in table.items() if isinstance(value, str)}
    lines = {key: line_of_key(toml, key) for key in words}
    return CourseSurvey(words, lines)
