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
from learnhub.learning.service.enrolments import enrolment_or_none
from learnhub.learning.service.lessons import FoundLesson, find_lesson
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

REPORTED_MAX = 100

_NO_LESSON = Refusal(
    "no-such-lesson", say("网站上没有这一课了，这次的学习没有记下来。有疑问，请问基地的老师。")
)
_NOT_ENROLLED = Refusal("not-enrolled", say("您还没有报名这门课，这次的学习没有记下来。请先报名，再学一遍。"))
_ENDED = Refusal(
    "enrolment-ended",
    say("您已经退出了这门课，退出以后送来的学习没有记下来。想接着学，请重新报名，以前记下的都还在。"),
)
# What a form says that somebody sees is no help to who learned it days ago: there is no page to refresh.
_LATE = {
    "no-such-section": Refusal(
        "no-such-section",
        say("这一课更新过，您学完的这一节换了，所以没有记下来。请打开这一课，看看还有什么要做。"),
    ),
    "no-such-question": Refusal(
        "no-such-question",
        say("这一课更新过，您答的这道题换了，所以没有记下来。请打开这一课，看看还有什么要做。"),
    ),
}


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
        told = _event(session, found[key], person_id, report)
        if isinstance(told, Refusal):
            outcomes.append(told)
        else:
            events.append(told)
            outcomes.append(None)
    log(session, person_id, events, now=now)
    return outcomes


def _event(
    session: Session, lesson: FoundLesson | None, person_id: int, report: Reported
) -> evidence.Event | Refusal:
    if lesson is None:
        return _NO_LESSON
    if lesson.enrolment is None:
        before = enrolment_or_none(session, person_id=person_id, course_id=lesson.place.course.id)
        return _NOT_ENROLLED if before is None else _ENDED
    learner = Learner(person_id, lesson.enrolment.id, lesson.place.version)
    if isinstance(report.act, Closing):
        told = event_of_closing(learner, lesson.text, report.act, report.happened_at)
    else:
        told = event_of_answer(learner, lesson.text, report.act, report.happened_at)
    return _LATE.get(told.code, told) if isinstance(told, Refusal) else told


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
