"""Name the lessons that questions are about, and lead back to the very place."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import Edition
from learnhub.learning.rules.enquiries import AboutKind, EnquiryTold
from learnhub.learning.service.enquiries.lessons import LessonNamed, lessons_named


@dataclass(frozen=True)
class LessonAsked:
    """The lesson of a question. href: of the place that was asked about; of the lesson where the text has changed since."""

    named: LessonNamed
    href: str
    has_changed: bool


def lessons_of(session: Session, asked: Collection[EnquiryTold]) -> Mapping[int, LessonAsked]:
    """Return the lessons of questions, by id of the question; two statements, however many there are."""
    named = lessons_named(session, {(one.course_id, one.lesson_id) for one in asked})
    return {one.id: _asked(one, named[one.course_id, one.lesson_id]) for one in asked}


def _asked(asked: EnquiryTold, named: LessonNamed) -> LessonAsked:
    # An easy-read text has a hash of its own, which the newest standard text says nothing about.
    has_changed = asked.edition is Edition.STANDARD and asked.text_hash != named.text_hash
    anchor = asked.about.key if asked.about.kind is AboutKind.SENTENCE and not has_changed else None
    href = url_for(
        "learning.lesson",
        course=named.course_slug,
        lesson=named.slug,
        edition=asked.edition.value if asked.edition is not Edition.STANDARD else None,
        _anchor=anchor,
    )
    return LessonAsked(named, href, has_changed)
