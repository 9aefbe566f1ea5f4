"""The comments of an office as the authors of a course see them: at the block that each is about, as it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import url_for

from learnhub.authoring.models import PublicationStep
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.blocks import LessonSource
from learnhub.authoring.rules.publication import Place, block_now
from learnhub.authoring.service import publication
from learnhub.authoring.service.drafts.outlines import lesson_line
from learnhub.authoring.service.drafts.texts import blocks_of_file
from learnhub.authoring.views.drafts.opened import Opened
from learnhub.web.words import _


@dataclass(frozen=True)
class ShownComment:
    """A comment as its authors see it. where: in words; href: of the block, as it stands now."""

    where: str
    words: str
    href: str


def comments_at(at: Opened) -> list[ShownComment]:
    """Return the comments on the last submission, each with the place where its author mends it."""
    return [_shown(at, step) for step in _steps(at)]


def comments_by_block(at: Opened, path: str, source: LessonSource) -> Mapping[int, list[str]]:
    """Return the comments on one lesson by the number of their block, from 0; those on the lesson as a whole stand at 0."""
    found: dict[int, list[str]] = {}
    for step in _steps(at):
        if step.path == path:
            found.setdefault(block_now(source, _place(step)) or 0, []).append(step.words)
    return found


def _steps(at: Opened) -> list[PublicationStep]:
    submission = publication.submission_or_none(at.session, at.draft)
    return publication.comments_since(at.session, submission) if submission is not None else []


def _place(step: PublicationStep) -> Place:
    return Place(step.path, step.line, step.block, step.subject)


def _shown(at: Opened, step: PublicationStep) -> ShownComment:
    place = place_of(step.path)
    lesson = place.name if place is not None and place.role is FileRole.LESSON else ""
    if not lesson or step.path not in at.head.files:
        return ShownComment(_("课程资料"), step.words, url_for("authoring.draft_about", course=at.slug))
    title = lesson_line(at.store, at.head, lesson, at.rates).title
    if not step.line:
        return ShownComment(
            _("《%(title)s》整课", title=title),
            step.words,
            url_for("authoring.draft_lesson", course=at.slug, lesson=lesson),
        )
    number = block_now(blocks_of_file(at.store, at.head, step.path), _place(step))
    return ShownComment(
        _("《%(title)s》的“%(subject)s”", title=title, subject=step.subject),
        step.words,
        url_for("authoring.draft_block", course=at.slug, lesson=lesson, index=number)
        if number
        else url_for("authoring.lesson_about", course=at.slug, lesson=lesson),
    )
