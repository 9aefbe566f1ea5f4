"""Find a task of a lesson and show it as the lesson does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import abort, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Lesson, LessonVersion
from learnhub.catalogue.rules import LessonText, Task, TaskWay
from learnhub.catalogue.rules.text import Section
from learnhub.language import house_lexicon
from learnhub.storage.rules import BlobStore


@dataclass(frozen=True)
class TaskShown:
    """A task of a lesson version with its HTML. body: the whole task, its title as a heading of level 3."""

    task: Task
    body: Markup

    @property
    def title(self) -> str:
        """Return what it is called."""
        return self.task.title

    @property
    def steps(self) -> Sequence[str]:
        """Return the words of the steps that are signed off."""
        return [step.text for step in self.task.steps]


def task_or_404(text: LessonText, name: str) -> Task:
    """Return a task that somebody else sees when it is done; what is practised alone has no page."""
    found = next((one for one in text.tasks if one.name == name), None)
    if found is None or found.way is TaskWay.PRACTISED:
        abort(404)
    return found


def shown_task(session: Session, store: BlobStore, version: LessonVersion, name: str) -> TaskShown:
    """Return a task as its lesson shows it, with pinyin where the access profile asks for it; 404 where nobody else sees it done."""
    home_course_id = session.get_one(Lesson, version.lesson_id).course_id
    text = catalogue.text_of(version)
    task = task_or_404(text, name)
    section = next(one for one in text.sections if task in one.blocks)
    alone = replace(text, sections=(_alone(section, task),))

    def address_of(course: str, digest: str, path: str) -> str:
        return url_for("catalogue.picture", course=course, digest=digest, path=path)

    html = catalogue.html_of_text(alone, catalogue.shown_pictures(session, home_course_id, alone, address_of))
    if current_profile().has_pinyin:
        course = catalogue.course_lexicon(session, store, home_course_id)
        lexicon = house_lexicon().with_course(catalogue.lesson_lexicon(course, text))
        html = catalogue.with_pinyin(html, lexicon)
    return TaskShown(task, html.sections[0].body)


def _alone(section: Section, task: Task) -> Section:
    return replace(section, blocks=(task,), checks=())
