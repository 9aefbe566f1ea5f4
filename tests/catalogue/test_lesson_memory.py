"""A lesson is read once, however often it is shown."""

import pytest

from learnhub.catalogue.adapters.lesson_file import lesson_of, read_lesson
from learnhub.catalogue.rules import Findings
from tests.catalogue.samples import lesson_md


def test_a_lesson_that_was_checked_is_not_read_again_when_it_is_shown() -> None:
    whole = f"{lesson_md()}\n"  # no other test has read it
    checked = read_lesson(whole.encode(), path="lessons/x.md", pictures=[])
    assert lesson_of(whole) is checked
    faulty = whole.replace("summary", "sumary", 1)
    for _twice in range(2):
        with pytest.raises(Findings):
            lesson_of(faulty)
