"""Questions from what was just learned: find the one to ask, keep its answer, count them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Check, LessonText, Question
from learnhub.catalogue.rules.answers import answer_refusal, is_right_answer
from learnhub.evidence import service as evidence
from learnhub.learning.rules.recall import (
    Learned,
    Recalled,
    Tally,
    lessons_to_ask,
    minutes_between,
    question_to_ask,
    tally,
)
from learnhub.learning.service.acts import Answered, Answering, LastAnswer, names_a_form, progress_by_version
from learnhub.learning.service.enrolments import enrolments_of
from learnhub.learning.service.marks import marks_of
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, say
from learnhub.regions.rules import COUNTRY

KIND_RECALLED = "presence.answered"


@dataclass(frozen=True)
class LessonAsked:
    """The lesson that a question comes from, as its learner finds it."""

    enrolment_id: int
    course_slug: str
    lesson_slug: str
    version: LessonVersion


def recalled_by(session: Session, person_id: int) -> list[Recalled]:
    """Return a person's answers, oldest first; those whose payload was erased are left out."""
    rows = evidence.entries(session, subject_of(person_id), [KIND_RECALLED])
    return [
        Recalled(
            _version_id(row.about),
            row.payload["check"],
            row.payload["question"],
            row.payload["right"],
            row.position,
        )
        for row in rows
        if row.payload is not None
    ]


def answers_after(session: Session, person_id: int, position: int) -> Tally:
    """Count the answers that a person gave after a position of the own chain."""
    return tally(recalled_by(session, person_id), after=position)


def own_lessons(session: Session, person_id: int) -> dict[int, LessonAsked]:
    """Return the lessons of all courses that a person is enrolled in, by lesson version; a shared one stands under its first."""
    enrolments = enrolments_of(session, person_id)
    courses = catalogue.course_lessons(session, {one.course_version_id for one in enrolments})
    found: dict[int, LessonAsked] = {}
    for enrolment in enrolments:
        course = courses.get(enrolment.course_version_id)
        if course is None:
            continue
        for slug, version in course.lessons:
            found.setdefault(version.id, LessonAsked(enrolment.id, course.course.slug, slug, version))
    return found


def lesson_asked_or_none(
    session: Session, person_id: int, *, figures: Figures, on: date
) -> LessonAsked | None:
    """Return the lesson to ask about now; None while too little was learned since the last right answer."""
    minutes = minutes_between(figures, COUNTRY, on)
    if minutes is None:
        return None
    found = own_lessons(session, person_id)
    progress = progress_by_version(session, person_id, [one.version for one in found.values()])
    learned = [
        Learned(version_id, one.completed_by, found[version_id].version.minutes)
        for version_id, one in progress.items()
        if one.completed_by is not None
    ]
    marked_from = min(
        (one.first_position for one in marks_of(session, person_id) if one.is_open), default=None
    )
    chosen = lessons_to_ask(learned, recalled_by(session, person_id), minutes, marked_from=marked_from)
    return next((found[one] for one in chosen if catalogue.text_of(found[one].version).checks), None)


def last_answer_or_none(session: Session, person_id: int) -> tuple[LessonAsked, LastAnswer, str] | None:
    """Return a person's newest answer with the lesson it was about and the name of its check."""
    rows = evidence.entries(session, subject_of(person_id), [KIND_RECALLED])
    told = rows[-1].payload if rows else None
    asked = own_lessons(session, person_id).get(_version_id(rows[-1].about)) if rows else None
    if told is None or asked is None:
        return None
    answer = LastAnswer(told["question"], frozenset(told["chosen"]), told["right"], told["edition"])
    return asked, answer, told["check"]


def question_asked_or_none(
    session: Session, person_id: int, asked: LessonAsked, text: LessonText
) -> tuple[Check, Question] | None:
    """Return the question of a lesson that a person gets, in the edition of this text."""
    own = recalled_by(session, person_id)
    tries = sum(one.version_id == asked.version.id for one in own)
    return question_to_ask(text.checks, _answered_last(session, person_id, asked, own), tries)


def answer_recall(
    session: Session,
    person_id: int,
    asked: LessonAsked,
    text: LessonText,
    answering: Answering,
    *,
    now: datetime,
) -> Answered | Refusal:
    """Keep an answer, right or wrong; the same form sent twice is one answer. It closes nothing and passes no check."""
    check = next((one for one in text.checks if one.name == answering.check), None)
    if check is None or not 1 <= answering.question <= len(check.questions):
        return Refusal("no-such-question", say("这道题已经换了。请刷新页面，再答一次。"))
    question = check.questions[answering.question - 1]
    refusal = answer_refusal(question, answering.chosen)
    if not names_a_form(answering.client_id):
        refusal = Refusal("no-client-id", say("这个表单不完整。请刷新页面，再答一次。"))
    if refusal is not None:
        return refusal
    is_right = is_right_answer(question, answering.chosen)
    told = {
        "enrolment": asked.enrolment_id,
        "check": check.name,
        "question": question.number,
        "chosen": sorted(answering.chosen),
        "right": is_right,
        "edition": text.edition.value,
    }
    evidence.append(
        session,
        evidence.Event(
            subject_of(person_id),
            KIND_RECALLED,
            about_lesson_version(asked.version.id),
            f"recall:{answering.client_id}",
            now,
            told,
        ),
        now=now,
    )
    return Answered(question, answering.chosen, is_right)


def _answered_last(
    session: Session, person_id: int, asked: LessonAsked, own: Sequence[Recalled]
) -> Mapping[str, int]:
    about = about_lesson_version(asked.version.id)
    rows = evidence.entries_about(session, [about], subject_of(person_id))
    found = {
        row.payload["check"]: row.payload["question"]
        for row in rows
        if row.payload is not None and "check" in row.payload
    }
    return found | {one.check: one.question for one in own if one.version_id == asked.version.id}


def _version_id(about: str) -> int:
    return int(about.rpartition(":")[2])
