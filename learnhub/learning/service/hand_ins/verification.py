"""Compare work, feedback and sign-offs with their rows of evidence."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault
from learnhub.learning.models import Feedback, FeedbackLine, HandIn, Sending, StepSignOff
from learnhub.learning.rules import ActKind
from learnhub.learning.rules.hand_ins import KIND_ANSWERED, LineTold
from learnhub.learning.rules.sign_offs import KIND_REVERSED, KIND_SIGNED
from learnhub.learning.service.hand_ins.digests import (
    digest_of_feedback,
    digest_of_sending,
    payload_of_feedback,
    payload_of_piece,
)
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.learning.service.sign_offs import payload_of

_KINDS = (ActKind.TASK_HANDED_IN.value, KIND_ANSWERED, KIND_SIGNED, KIND_REVERSED)


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from its row of evidence or has gone.

    What has ended by date is compared without its words: the chain keeps their digest, nothing keeps them.
    """
    pieces = list(session.scalars(sa.select(HandIn).order_by(HandIn.id)))
    answers = list(session.scalars(sa.select(Feedback).order_by(Feedback.id)))
    signings = list(session.scalars(sa.select(StepSignOff).order_by(StepSignOff.id)))
    by_id = {one.id: one for one in pieces}
    people = {one.person_id for one in pieces} | {one.person_id for one in signings}
    people |= {
        int(one.subject.partition(":")[2])
        for kind in _KINDS
        for one in evidence.entries_of_kind(session, kind)
    }
    rows: dict[tuple[int, int], Evidence] = {}
    for person_id in sorted(people):
        for row in evidence.entries(session, subject_of(person_id), _KINDS):
            rows[person_id, row.position] = row
    faults: list[Fault] = []
    for piece in pieces:
        told = rows.pop((piece.person_id, piece.evidence_position), None)
        if not _is_piece(session, piece, told):
            faults.append(Fault(f"hand_in {piece.id}", "交的作业与证据链里的不同。"))
    for answer in answers:
        of = by_id.get(answer.hand_in_id)
        told = rows.pop((of.person_id, answer.evidence_position), None) if of is not None else None
        if of is None or not _is_answer(session, answer, of, told):
            faults.append(Fault(f"feedback {answer.id}", "作业的反馈与证据链里的不同。"))
    for signing in signings:
        told = rows.pop((signing.person_id, signing.evidence_position), None)
        if not _is_signing(signing, told):
            faults.append(Fault(f"step_sign_off {signing.id}", "步骤的确认与证据链里的不同。"))
    faults += _gone(rows)
    return len(pieces) + len(answers) + len(signings), faults


def _is_piece(session: Session, row: HandIn, told: Evidence | None) -> bool:
    if told is None or told.kind != ActKind.TASK_HANDED_IN.value or told.received_at != row.handed_in_at:
        return False
    if told.about != about_lesson_version(row.lesson_version_id) or told.client_id != _named(row):
        return False
    if not _is_as_sent(session, row.sending_id, row.digest, row.person_id):
        return False
    # The payload of an act on which nothing rests ends by date; its place in the chain stays.
    return told.payload is None or told.payload == payload_of_piece(row, told.payload.get("section", ""))


def _is_answer(session: Session, row: Feedback, piece: HandIn, told: Evidence | None) -> bool:
    if told is None or told.kind != KIND_ANSWERED or told.received_at != row.given_at:
        return False
    if told.client_id != f"feedback:{row.client_id}" or told.payload != payload_of_feedback(row, piece):
        return False
    sending = session.get(Sending, row.sending_id) if row.sending_id is not None else None
    lines = session.scalars(sa.select(FeedbackLine).where(FeedbackLine.feedback_id == row.id))
    lined = [LineTold(one.position, one.verdict, one.words) for one in lines]
    if sending is not None and sending.person_id != row.by_id:
        return False
    if any(
        one is not None and one.erased_at is not None
        for one in (sending, session.get(Sending, piece.sending_id))
    ):
        return True
    sent = digest_of_sending(session, sending) if sending is not None else ""
    return digest_of_feedback(lined, sent) == row.digest


def _is_as_sent(session: Session, sending_id: int, digest: str, person_id: int) -> bool:
    sending = session.get(Sending, sending_id)
    if sending is None or sending.person_id != person_id:
        return False
    return sending.erased_at is not None or digest_of_sending(session, sending) == digest


def _is_signing(row: StepSignOff, told: Evidence | None) -> bool:
    if told is None or told.received_at != row.made_at:
        return False
    kind = KIND_SIGNED if row.reverses_id is None else KIND_REVERSED
    return (
        told.kind == kind
        and told.client_id == f"sign-off:{row.client_id}"
        and told.about == about_lesson_version(row.lesson_version_id)
        and told.payload == payload_of(row)
    )


def _named(row: HandIn) -> str:
    return f"hand-in:{row.client_id.partition('-')[2]}"


def _gone(rows: Mapping[tuple[int, int], Evidence]) -> Iterable[Fault]:
    return [
        Fault(f"{row.subject} #{row.position}", "证据链里有这一条作业、反馈或者确认，表里没有。")
        for _place, row in sorted(rows.items())
    ]
