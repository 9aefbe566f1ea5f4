"""What completes a lesson version, remembered small: a province has more lessons than texts can be kept read."""

from dataclasses import dataclass

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules.text import Task
from learnhub.catalogue.service.texts import text_of
from learnhub.learning.rules import Requirement, requirement_of

_REMEMBERED_MAX = 20_000  # lesson texts; a read text is a hundred times as large as what is kept of it
_remembered: dict[str, "Needed"] = {}


@dataclass(frozen=True)
class Needed:
    """What completes a lesson, and its tasks that are handed in, in order."""

    requirement: Requirement
    tasks: tuple[Task, ...]


def needed_of(version: LessonVersion) -> Needed:
    """Return what a lesson version needs. Its text's hash names it: the same text is always the same lesson."""
    found = _remembered.get(version.text_hash)
    if found is None:
        text = text_of(version)
        found = Needed(requirement_of(text), tuple(task for task in text.tasks if task.is_handed_in))
        if len(_remembered) >= _REMEMBERED_MAX:
            _remembered.clear()
        _remembered[version.text_hash] = found
    return found
