"""Hand in work: it is kept, it closes its section, and the chain says so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.catalogue.rules import Task
from learnhub.catalogue.service.texts import text_of
from learnhub.evidence import service as evidence
from learnhub.learning.models import HandIn, Sending
from learnhub.learning.rules import ActKind
from learnhub.learning.rules.hand_ins import KIND_ANSWERED, Outcome
from learnhub.learning.service.acts import Learner, log
from learnhub.learning.service.hand_ins.digests import digest_of_sending, payload_of_piece
from learnhub.learning.service.hand_ins.drafts import contents_of, draft_or_none, drop_draft
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.learning.service.sendings import send
from learnhub.primitives import Refusal, say

A_DAY_MAX = 20
NO_SUCH_TASK = Refusal("no-such-task", say("这一课里没有要交的这个练习，课程可能更新过。请回到课文看看。"))
DRAFT_CHANGED = Refusal("draft-changed", say("作业刚才在别处改过了。请再看一遍，再交给老师。"))


@dataclass(frozen=True)
class TaskDone:
    """A task that was handed in. position: of the act in the person's chain that its minutes rest on."""

    task: str
    position: int
    done_at: datetime


def hand_in(session: Session, learner: Learner, *, task: str, token: str, now: datetime) -> HandIn | Refusal:
    """Hand in what was looked over under this token; the same token again is the same piece of work.

    It may be done again without limit, at most A_DAY_MAX times in 24 hours for one task.
    """
    version = learner.lesson_version
    section = next(
        (
            one.key
            for one in text_of(version).sections
            for block in one.blocks
            if isinstance(block, Task) and block.name == task and block.is_handed_in
        ),
        None,
    )
    if section is None:
        return NO_SUCH_TASK
    evidence.lock_chain(session, subject_of(learner.person_id))
    client_id = f"{learner.person_id}-{token}"
    known = session.scalar(sa.select(HandIn).where(HandIn.client_id == client_id))
    if known is not None:
        return known
    draft = draft_or_none(session, person_id=learner.person_id, lesson_version_id=version.id, task=task)
    if draft is None or draft.token != token:
        return DRAFT_CHANGED
    numbers = _numbers(session, learner, task)
    if sum(at > now - timedelta(days=1) for _number, at in numbers) >= A_DAY_MAX:
        return Refusal(
            "enough-today",
            say("这个练习一天之内已经交了 %(a_day_max)s 次。请等老师看过，明天再交。", a_day_max=A_DAY_MAX),
        )
    contents = contents_of(draft)
    sending = send(session, person_id=learner.person_id, words=contents.words, files=contents.files, now=now)
    if not isinstance(sending, Sending):
        return sending
    made = HandIn(
        client_id=client_id,
        person_id=learner.person_id,
        enrolment_id=learner.enrolment_id,
        lesson_version_id=version.id,
        task=task,
        number=max((number for number, _at in numbers), default=0) + 1,
        sending_id=sending.id,
        digest=digest_of_sending(session, sending),
        handed_in_at=now,
    )
    event = evidence.Event(
        subject=subject_of(learner.person_id),
        kind=ActKind.TASK_HANDED_IN.value,
        about=about_lesson_version(version.id),
        client_id=f"hand-in:{token}",
        happened_at=now,
        payload=payload_of_piece(made, section),
    )
    made.evidence_position = log(session, learner.person_id, [event], now=now)[0].entry.position
    session.add(made)
    drop_draft(session, draft)
    return made


def task_done(
    session: Session, person_id: int, versions: Sequence[LessonVersion], *, when_taken: bool = False
) -> dict[int, dict[str, TaskDone]]:
    """Return the tasks of these lesson versions that a person has handed in, by version id and name, each by its first act; one query.

    when_taken: only those a teacher took, each by the piece that was taken first: a piece that is taken later changes nothing any more.
    """
    subject = subject_of(person_id)
    abouts = {about_lesson_version(version.id): version.id for version in versions}
    rows = [
        row
        for row in evidence.entries_about(session, list(abouts), subject)
        if row.kind in {ActKind.TASK_HANDED_IN.value, KIND_ANSWERED} and row.payload is not None
    ]
    taken: dict[tuple[str, str], int] = {}
    for row in rows:
        told = row.payload or {}
        if row.kind == KIND_ANSWERED and told["outcome"] == Outcome.TAKEN.value:
            taken.setdefault((row.about, told["task"]), told["number"])
    found: dict[int, dict[str, TaskDone]] = {}
    for row in rows:
        told = row.payload or {}
        if row.kind != ActKind.TASK_HANDED_IN.value:
            continue
        if when_taken and taken.get((row.about, told["task"])) != told["number"]:
            continue
        done = TaskDone(told["task"], row.position, row.happened_at)
        found.setdefault(abouts[row.about], {}).setdefault(told["task"], done)
    return found


def _numbers(session: Session, learner: Learner, task: str) -> list[tuple[int, datetime]]:
    rows = session.execute(
        sa.select(HandIn.number, HandIn.handed_in_at).where(
            HandIn.person_id == learner.person_id,
            HandIn.lesson_version_id == learner.lesson_version.id,
            HandIn.task == task,
        )
    )
    return [(row.number, row.handed_in_at) for row in rows]
