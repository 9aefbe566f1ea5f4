"""Close sections, answer checks, and read progress back from the evidence log."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import LessonText, Question
from learnhub.catalogue.service.texts import text_of
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.jobs import service as jobs
from learnhub.learning.rules import (
    Act,
    ActKind,
    LessonProgress,
    is_right_answer,
    lesson_progress,
    requirement_of,
)
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.primitives import Refusal

JOB_LEARNED = "learning.changed"
_CLIENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True)
class Learner:
    """Somebody learning one lesson version within one enrolment."""

    person_id: int
    enrolment_id: int
    lesson_version: LessonVersion


@dataclass(frozen=True)
class LastAnswer:
    """What somebody answered last to a check: question number, keys of the choices, and in which edition."""

    question: int
    chosen: frozenset[str]
    is_right: bool
    edition: str


@dataclass(frozen=True)
class Answered:
    """The outcome of an answer. chosen: keys of choices of this question."""

    question: Question
    chosen: frozenset[str]
    is_right: bool
    progress: LessonProgress


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
    known = {one.key: one for one in text.sections}
    if section not in known:
        return Refusal("no-such-section", "这一节不在这一课里，课程可能更新过。请刷新页面，再按一次。")
    _log(
        session,
        learner,
        kind=ActKind.SECTION_CLOSED,
        client_id=f"close:{learner.lesson_version.id}:{section}",
        payload={"section": section},
        happened_at=happened_at,
        now=now,
    )
    return progress_of(session, learner.person_id, learner.lesson_version, text)


def answer_check(
    session: Session,
    learner: Learner,
    text: LessonText,
    *,
    check: str,
    question_number: int,
    chosen: Collection[str],
    client_id: str,
    happened_at: datetime,
    now: datetime,
) -> Answered | Refusal:
    """Log an answer and say whether it was right; tries are unlimited and counted.

    client_id: 8–64 letters, digits, - or _, one per form shown: the same form sent twice is one try.
    """
    found = next(
        ((section, one) for section in text.sections for one in section.checks if one.name == check), None
    )
    if found is None or not 1 <= question_number <= len(found[1].questions):
        return Refusal("no-such-question", "这道题不在这一课里，课程可能更新过。请刷新页面，再答一次。")
    if _CLIENT_ID.fullmatch(client_id) is None:
        return Refusal("no-client-id", "这个表单不完整。请刷新页面，再答一次。")
    section, its_check = found
    question = its_check.questions[question_number - 1]
    keys = frozenset(chosen)
    if not keys or not keys <= {choice.key for choice in question.choices}:
        return Refusal("nothing-chosen", "请先选一个答案，再按“提交答案”。", field="chosen")
    if len(keys) > 1 and not question.is_multiple:
        return Refusal("one-only", "这道题只选一个答案。", field="chosen")
    is_right = is_right_answer(question, keys)
    _log(
        session,
        learner,
        kind=ActKind.CHECK_ANSWERED,
        client_id=f"answer:{client_id}",
        payload={
            "section": section.key,
            "check": check,
            "question": question_number,
            "chosen": sorted(keys),
            "right": is_right,
            "edition": text.edition.value,
        },
        happened_at=happened_at,
        now=now,
    )
    progress = progress_of(session, learner.person_id, learner.lesson_version, text)
    return Answered(question, keys, is_right, progress)


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
    rows = evidence.entries_about(
        session, [about_lesson_version(version.id) for version in versions], subject_of(person_id)
    )
    acts: dict[str, list[Act]] = {}
    for row in rows:
        if is_act(row):
            acts.setdefault(row.about, []).append(act_of(row))
    return {
        version.id: lesson_progress(
            requirement_of(text_of(version)), acts.get(about_lesson_version(version.id), [])
        )
        for version in versions
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


def _log(
    session: Session,
    learner: Learner,
    *,
    kind: ActKind,
    client_id: str,
    payload: Mapping[str, object],
    happened_at: datetime,
    now: datetime,
) -> None:
    appended = evidence.append(
        session,
        evidence.Event(
            subject=subject_of(learner.person_id),
            kind=kind.value,
            about=about_lesson_version(learner.lesson_version.id),
            client_id=client_id,
            happened_at=happened_at,
            payload={"enrolment": learner.enrolment_id, **payload},
        ),
        now=now,
    )
    if appended.is_new:
        # Credits lie above this package: they are settled by whoever reads the log when told that it moved.
        jobs.enqueue(
            session,
            JOB_LEARNED,
            {"person": learner.person_id},
            key=f"{JOB_LEARNED}:{learner.person_id}:{appended.entry.position}",
            now=now,
        )
