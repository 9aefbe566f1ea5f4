"""Close sections, answer checks, and read progress back from the evidence log."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import LessonText, Question
from learnhub.catalogue.rules.answers import answer_refusal, is_right_answer
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.jobs import service as jobs
from learnhub.learning.rules import (
    Act,
    ActKind,
    LessonProgress,
    lesson_progress,
    requirement_of,
)
from learnhub.learning.rules.dating import Contact
from learnhub.learning.rules.keeping import seen_digest
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.learning.service.needed import needed_of
from learnhub.primitives import Refusal, say

JOB_LEARNED = "learning.changed"
_CHANGED = Refusal(
    "changed-question",
    say("这道题在您学完以后改过，这一次的回答没有记下来。请打开这一课，再答一次。"),
)
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Learner:
    """Somebody learning one lesson version within one enrolment."""

    person_id: int
    enrolment_id: int
    lesson_version: LessonVersion


@dataclass(frozen=True)
class LastAnswer:
    """What somebody answered last to a check: question number, marks of the answer, and in which edition."""

    question: int
    chosen: frozenset[str]
    is_right: bool
    edition: str


@dataclass(frozen=True)
class Answered:
    """The outcome of an answer. chosen: its marks."""

    question: Question
    chosen: frozenset[str]
    is_right: bool


@dataclass(frozen=True)
class Closing:
    """本节学完 of a section, by its key."""

    section: str


@dataclass(frozen=True)
class Answering:
    """An answer to a check: number of the question from 1, and the marks of the answer (catalogue.rules.answers): keys of choices.

    client_id: 8–64 letters, digits, - or _, one per form shown: the same form sent twice is one try. seen: what names the question
    as it was shown (learning.rules.keeping.seen_digest) where that may be long ago, else "".
    """

    check: str
    question: int
    chosen: frozenset[str]
    client_id: str
    seen: str = ""


def close_section(
    session: Session,
    learner: Learner,
    text: LessonText,
    *,
    section: str,
    happened_at: datetime,
    now: datetime,
) -> LessonProgress | Refusal:
    """Log 本节学完. Closing a section twice is closing it once."""
    told = event_of_closing(learner, text, Closing(section), happened_at)
    if isinstance(told, Refusal):
        return told
    log(session, learner.person_id, [told], now=now)
    return progress_of(session, learner.person_id, learner.lesson_version, text)


def answer_check(
    session: Session,
    learner: Learner,
    text: LessonText,
    answering: Answering,
    *,
    happened_at: datetime,
    now: datetime,
) -> Answered | Refusal:
    """Log an answer and say whether it was right; tries are unlimited and counted."""
    told = event_of_answer(learner, text, answering, happened_at)
    if isinstance(told, Refusal):
        return told
    log(session, learner.person_id, [told], now=now)
    check = next(one for one in text.checks if one.name == answering.check)
    return Answered(check.questions[answering.question - 1], answering.chosen, told.payload["right"])


def event_of_closing(
    learner: Learner, text: LessonText, closing: Closing, happened_at: datetime
) -> evidence.Event | Refusal:
    """Return what is logged when a section is closed."""
    if closing.section not in {one.key for one in text.sections}:
        return Refusal("no-such-section", say("这一节不在这一课里，课程可能更新过。请刷新页面，再按一次。"))
    return _event(
        learner,
        ActKind.SECTION_CLOSED,
        f"close:{learner.lesson_version.id}:{closing.section}",
        {"section": closing.section},
        happened_at,
    )


def event_of_answer(
    learner: Learner, text: LessonText, answering: Answering, happened_at: datetime
) -> evidence.Event | Refusal:
    """Return what is logged when a check is answered."""
    found = next(
        (
            (section, one)
            for section in text.sections
            for one in section.checks
            if one.name == answering.check
        ),
        None,
    )
    if found is None or not 1 <= answering.question <= len(found[1].questions):
        return Refusal("no-such-question", say("这道题不在这一课里，课程可能更新过。请刷新页面，再答一次。"))
    if not names_a_form(answering.client_id):
        return Refusal("no-client-id", say("这个表单不完整。请刷新页面，再答一次。"))
    section, check = found
    question = check.questions[answering.question - 1]
    if answering.seen and answering.seen != seen_digest(question):
        return _CHANGED
    refusal = answer_refusal(question, answering.chosen)
    if refusal is not None:
        return refusal
    told = {
        "section": section.key,
        "check": check.name,
        "question": question.number,
        "chosen": sorted(answering.chosen),
        "right": is_right_answer(question, answering.chosen),
        "edition": text.edition.value,
    }
    return _event(learner, ActKind.CHECK_ANSWERED, f"answer:{answering.client_id}", told, happened_at)


def names_a_form(client_id: str) -> bool:
    """Tell whether an id can be one that a form was given: 8 to 64 letters, digits, - or _."""
    return _CLIENT_ID.fullmatch(client_id) is not None


def log(
    session: Session, person_id: int, events: Sequence[evidence.Event], *, now: datetime
) -> list[evidence.Appended]:
    """Log acts of one person, and ask for one settlement of whatever is new."""
    appended = evidence.append_all(session, events, now=now)
    if any(one.is_new for one in appended):
        # Credits lie above this package: they are settled by whoever reads the log when told that it moved.
        last = max(one.entry.position for one in appended)
        jobs.enqueue(
            session, JOB_LEARNED, {"person": person_id}, key=f"{JOB_LEARNED}:{person_id}:{last}", now=now
        )
    return appended


def last_answers(session: Session, person_id: int, lesson_version: LessonVersion) -> Mapping[str, LastAnswer]:
    """Return a person's last answer to each check of a lesson version, by check name."""
    rows = evidence.entries_about(session, [about_lesson_version(lesson_version.id)], subject_of(person_id))
    found: dict[str, LastAnswer] = {}
    for row in rows:
        if row.kind == ActKind.CHECK_ANSWERED and row.payload is not None:
            told = row.payload
            found[told["check"]] = LastAnswer(
                told["question"], frozenset(told["chosen"]), told["right"], told["edition"]
            )
    return found


def progress_of(
    session: Session, person_id: int, lesson_version: LessonVersion, text: LessonText
) -> LessonProgress:
    """Return how far a person is in one lesson version."""
    rows = evidence.entries_about(session, [about_lesson_version(lesson_version.id)], subject_of(person_id))
    return lesson_progress(requirement_of(text), [act_of(row) for row in rows if is_act(row)])


def progress_by_version(
    session: Session, person_id: int, versions: Sequence[LessonVersion]
) -> Mapping[int, LessonProgress]:
    """Return how far a person is in each of these lesson versions, by version id; one query."""
    return progress_by_person(session, [person_id], versions)[person_id]


def progress_by_person(
    session: Session, person_ids: Collection[int], versions: Sequence[LessonVersion]
) -> Mapping[int, Mapping[int, LessonProgress]]:
    """Return how far each of these people is in each of these lesson versions, by person and version id; one query."""
    by_subject = {subject_of(one): one for one in person_ids}
    rows = session.scalars(
        sa.select(Evidence)
        .where(
            Evidence.subject.in_(by_subject),
            Evidence.about.in_([about_lesson_version(version.id) for version in versions]),
        )
        .order_by(Evidence.subject, Evidence.position)
    )
    acts: dict[tuple[int, str], list[Act]] = {}
    for row in rows:
        if is_act(row):
            acts.setdefault((by_subject[row.subject], row.about), []).append(act_of(row))
    required = {version.id: needed_of(version).requirement for version in versions}
    return {
        person_id: {
            version.id: lesson_progress(
                required[version.id], acts.get((person_id, about_lesson_version(version.id)), [])
            )
            for version in versions
        }
        for person_id in person_ids
    }


def enrolment_learned_last(session: Session, person_id: int) -> int | None:
    """Return the enrolment in which a person's last act of learning was done, or None before the first."""
    last = session.scalar(
        sa.select(Evidence)
        .where(
            Evidence.subject == subject_of(person_id),
            Evidence.kind.in_([kind.value for kind in ActKind]),
            Evidence.payload.is_not(None),
        )
        .order_by(Evidence.position.desc())
        .limit(1)
    )
    return last.payload["enrolment"] if last is not None and last.payload is not None else None


def is_act(row: Evidence) -> bool:
    """Tell whether an entry is an act of learning whose payload is still there."""
    return row.payload is not None and row.kind in {kind.value for kind in ActKind}


def act_of(row: Evidence) -> Act:
    """Read an act back from its entry."""
    payload = row.payload or {}
    return Act(
        kind=ActKind(row.kind),
        section=payload["section"],
        happened_at=row.happened_at,
        position=row.position,
        check=payload.get("check", ""),
        question=payload.get("question", 0),
        is_right=payload.get("right", False),
    )


def _event(
    learner: Learner, kind: ActKind, client_id: str, told: Mapping[str, object], happened_at: datetime
) -> evidence.Event:
    return evidence.Event(
        subject=subject_of(learner.person_id),
        kind=kind.value,
        about=about_lesson_version(learner.lesson_version.id),
        client_id=client_id,
        happened_at=happened_at,
        payload={"enrolment": learner.enrolment_id, **told},
    )


def contacts_of(session: Session, person_id: int) -> list[Contact]:
    """Return every act of a person as it reached the server, in chain order."""
    rows = session.execute(
        sa.select(Evidence.position, Evidence.happened_at, Evidence.received_at)
        .where(Evidence.subject == subject_of(person_id), Evidence.kind.in_([kind.value for kind in ActKind]))
        .order_by(Evidence.position)
    )
    return [Contact(*row) for row in rows]
