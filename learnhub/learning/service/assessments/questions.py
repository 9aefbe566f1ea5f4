"""The questions of a paper as they are shown: their lesson's text, and where in it they stand."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Lesson, LessonVersion
from learnhub.catalogue.rules import LessonText, Question, Section
from learnhub.learning.rules.assessments.papers import PaperItem
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True)
class ItemText:
    """A question of a paper in its lesson. source: the lesson file that the paper named; home_course_id: whose folder holds it."""

    item: PaperItem
    source: str
    text: LessonText
    section: Section
    question: Question
    home_course_id: int


def text_of_item(session: Session, store: BlobStore, item: PaperItem) -> ItemText:
    """Return a question of a paper with the very text that it was drawn from, whatever the lesson says by now."""
    version = session.get_one(LessonVersion, item.lesson_version_id)
    is_standard = item.text_hash == version.text_hash
    source = version.source if is_standard else store.get(item.text_hash).decode("utf-8")
    text = catalogue.text_of_source(source)
    section, check = next(
        (section, check) for section in text.sections for check in section.checks if check.name == item.check
    )
    home = session.get_one(Lesson, version.lesson_id).course_id
    return ItemText(item, source, text, section, check.questions[item.question - 1], home)
