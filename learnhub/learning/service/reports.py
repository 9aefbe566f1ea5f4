"""Take acts that were done earlier, several at once: from a phone that kept them while it was offline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.catalogue.rules import Edition, NotFound
from learnhub.evidence import service as evidence
from learnhub.learning.service.acts import (
    Answering,
    Closing,
    Learner,
    event_of_answer,
    event_of_closing,
    log,
)
from learnhub.learning.service.lessons import FoundLesson, find_lesson
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

REPORTED_MAX = 100

_NO_LESSON = Refusal("no-such-lesson", say("没有找到这一课，课程可能换了地方。"))
_NOT_ENROLLED = Refusal("not-enrolled", say("您还没有报名这门课，这次的学习没有记下来。请先报名，再学一遍。"))


@dataclass(frozen=True)
class Reported:
    """One act as its reporter tells it. happened_at: by the reporter's clock; the server's stands beside it."""

    course_slug: str
    lesson_slug: str
    edition: Edition
    act: Closing | Answering
    happened_at: datetime


def take_reports(
    session: Session, store: BlobStore, person_id: int, reports: Sequence[Reported], *, now: datetime
) -> list[Refusal | None]:
    """Log one person's reported acts, at most REPORTED_MAX, in any order and as often as they come.

    Returns for each, in order, None when it stands in the log now, or why it does not: a refused one holds up no other.
    """
    if len(reports) > REPORTED_MAX:
        raise ValueError(f"at most {REPORTED_MAX} acts at once")
    found: dict[tuple[str, str, Edition], FoundLesson | None] = {}
    outcomes: list[Refusal | None] = []
    events: list[evidence.Event] = []
    for report in reports:
        key = (report.course_slug, report.lesson_slug, report.edition)
        if key not in found:
            found[key] = _lesson_or_none(session, store, person_id, *key)
        told = _event(found[key], person_id, report)
        if isinstance(told, Refusal):
            outcomes.append(told)
        else:
            events.append(told)
            outcomes.append(None)
    log(session, person_id, events, now=now)
    return outcomes


def _event(lesson: FoundLesson | None, person_id: int, report: Reported) -> evidence.Event | Refusal:
    if lesson is None:
        return _NO_LESSON
    if lesson.enrolment is None:
        return _NOT_ENROLLED
    learner = Learner(person_id, lesson.enrolment.id, lesson.place.version)
    if isinstance(report.act, Closing):
        return event_of_closing(learner, lesson.text, report.act, report.happened_at)
    return event_of_answer(learner, lesson.text, report.act, report.happened_at)


def _lesson_or_none(
    session: Session, store: BlobStore, person_id: int, course_slug: str, lesson_slug: str, edition: Edition
) -> FoundLesson | None:
    try:
        return find_lesson(
            session,
            store,
            course_slug=course_slug,
            lesson_slug=lesson_slug,
            person_id=person_id,
            edition=edition,
        )
    except NotFound:
        return None
