"""Find words in all lessons of a draft."""

from dataclasses import dataclass

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.blocks import LessonSource
from learnhub.authoring.rules.drafts.finding import FoundBlock, blocks_with, plain
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.course_toml import front_matter
from learnhub.authoring.service.drafts.files import file_of
from learnhub.storage.rules import BlobStore

FOUND_MAX = 200


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place in a draft. lesson: its slug, slug.easy for the easy-read edition. title: of the lesson."""

    lesson: str
    title: str
    block: FoundBlock


def places_with(store: BlobStore, revision: Revision, words: str) -> list[FoundPlace]:
    """Return where words stand in the lessons of a revision, by name of file and block; at most FOUND_MAX.

    A file that isn't text is passed over: the gate names it.
    """
    asked, found = plain(words), list[FoundPlace]()
    for path in sorted(revision.files):
        place = place_of(path)
        if not asked or place is None or place.role not in {FileRole.LESSON, FileRole.EASY_READ}:
            continue
        text = (file_of(store, revision, path) or b"").decode("utf-8", errors="replace")
        if asked not in plain(
            text
        ):  # most lessons don't hold it, and cutting a lesson into blocks costs more
            continue
        source = read_source(text)
        lesson = path.removeprefix("lessons/").removesuffix(".md")
        title = _title(source) or lesson
        found += [FoundPlace(lesson, title, block) for block in blocks_with(source, words)]
    return found[:FOUND_MAX]


def _title(source: LessonSource) -> str:
    return str(front_matter(source.blocks[0].text).get("title", "")) if source.has_head else ""
