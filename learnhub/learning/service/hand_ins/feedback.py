"""Say something to a piece of work: line by line of its rubric, by words or voice, never by a number."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.jobs import service as jobs
from learnhub.learning.models import Feedback, FeedbackLine, HandIn, HandInDraft, Sending
from learnhub.learning.rules.hand_ins import (
    KIND_ANSWERED,
    HandInTold,
    LineTold,
    Outcome,
    feedback_refusal,
)
from learnhub.learning.service.acts import JOB_LEARNED
from learnhub.learning.service.hand_ins.digests import (
    digest_of_feedback,
    digest_of_sending,
    payload_of_feedback,
)
from learnhub.learning.service.hand_ins.drafts import Contents
from learnhub.learning.service.hand_ins.places import place_of_piece
from learnhub.learning.service.hand_ins.reading import told_of
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.learning.service.sendings import send, settle
from learnhub.messages.rules.kinds import Kind
from learnhub.messages.service import tell
from learnhub.primitives import Refusal


def give_feedback(
    session: Session,
    piece: HandInTold,
    *,
    by_id: int,
    client_id: str,
    seen: int,
    outcome: Outcome,
    lines: Sequence[LineTold],
    rubric_count: int,
    contents: Contents,
    now: datetime,
) -> Feedback | Refusal:
    """Keep what a teacher says to a piece of work, and tell who did it; the same client id again is the same feedback. Whose reach it lies in is the caller's to say.

    seen: how many feedbacks the page showed; after one more it is refused once. contents: empty where lines and outcome say it all.
    """
    evidence.lock_chain(session, subject_of(piece.person_id))
    client_id = f"{by_id}-{client_id}"
    known = session.scalar(sa.select(Feedback).where(Feedback.client_id == client_id))
    if known is not None:
        return known
    row = session.get_one(HandIn, piece.id)
    lines = [replace(one, words=one.words.strip()) for one in lines]
    refusal = feedback_refusal(
        told_of(session, [row])[0],
        by_id=by_id,
        seen=seen,
        outcome=outcome,
        lines=lines,
        rubric_count=rubric_count,
        words=contents.words,
        has_file=bool(contents.files),
    )
    if refusal is not None:
        return refusal
    sending = None
    if contents.words or contents.files:
        sent = send(session, person_id=by_id, words=contents.words, files=contents.files, now=now)
        if isinstance(sent, Refusal):
            return sent
        sending = sent
    made = Feedback(
        client_id=client_id,
        hand_in_id=row.id,
        outcome=outcome,
        sending_id=sending.id if sending is not None else None,
        digest=digest_of_feedback(lines, digest_of_sending(session, sending) if sending is not None else ""),
        by_id=by_id,
        given_at=now,
    )
    event = evidence.Event(
        subject=subject_of(row.person_id),
        kind=KIND_ANSWERED,
        about=about_lesson_version(row.lesson_version_id),
        client_id=f"feedback:{client_id}",
        happened_at=now,
        payload=payload_of_feedback(made, row),
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    session.flush()
    session.add_all(
        FeedbackLine(feedback_id=made.id, position=one.position, verdict=one.verdict, words=one.words)
        for one in lines
    )
    # Counted from its answer, work that was taken has its time to be kept; what is to be tried again is still needed.
    if outcome is Outcome.TAKEN:
        settle(session, [one for one in (row.sending_id, made.sending_id) if one is not None], now=now)
    place = place_of_piece(session, row)
    address = {"course": place.course_slug, "lesson": place.lesson_slug, "task": row.task}
    tell(
        session,
        row.person_id,
        Kind.WORK_ANSWERED,
        {"task": place.task_title},
        ("learning.task", address),
        key=f"work-feedback:{made.id}",
        now=now,
    )
    # Where policy lets a task count once it was taken, the ledger has moved.
    jobs.enqueue(
        session,
        JOB_LEARNED,
        {"person": row.person_id},
        key=f"{JOB_LEARNED}:{row.person_id}:{made.evidence_position}",
        now=now,
    )
    session.flush()
    return made


def empty_lines(session: Session) -> None:
    """Empty what was said line by line to work that has ended; the verdicts stay. Doing it again changes nothing."""
    ended = (
        sa.select(Feedback.id)
        .join(HandIn, HandIn.id == Feedback.hand_in_id)
        .join(Sending, Sending.id == HandIn.sending_id)
        .where(Sending.erased_at.is_not(None))
    )
    session.execute(
        sa.update(FeedbackLine)
        .where(FeedbackLine.feedback_id.in_(ended), FeedbackLine.words != "")
        .values(words="")
        .execution_options(synchronize_session=False)
    )


def forget_work_of(session: Session, person_id: int) -> None:
    """Forget what a person has put together, and empty what was said line by line to work that has ended."""
    session.execute(sa.delete(HandInDraft).where(HandInDraft.person_id == person_id))
    empty_lines(session)
