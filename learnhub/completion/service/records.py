"""Certificates that are issued elsewhere: the base helps towards them and enters them, an officer confirms."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import seal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.completion.models import CertificateRecord, CertificateRecordStep, CertificateSecret
from learnhub.completion.rules import (
    CertificateHeld,
    CertificateKind,
    RecordStepKind,
    number_refusal,
    occupation_refusal,
    step_refusal,
)
from learnhub.completion.service.held import held_of, steps_of
from learnhub.completion.service.secrets import record_secret_id, secret_place
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, local_date, say

KIND_STEP = "certificate.step"
RECORDS_MAX = 10
STEPS_MAX = 50


@dataclass(frozen=True)
class RecordTold:
    """A record with its steps, oldest first, and what it comes to."""

    record: CertificateRecord
    steps: tuple[CertificateRecordStep, ...]
    held: CertificateHeld

    @property
    def scan_address(self) -> str:
        """Return where the newest picture of the certificate is stored, "" when there is none."""
        return next((one.evidence_address for one in reversed(self.steps) if one.evidence_address), "")


@dataclass(frozen=True)
class StepGiven:
    """What somebody enters about a record; fields that the kind of step doesn't have stay empty."""

    kind: RecordStepKind
    day: date | None = None
    place: str = ""
    accommodations: str = ""
    issuer: str = ""
    number: str = ""
    verify_address: str = ""
    evidence_address: str = ""
    words: str = ""


def add_record(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    enrolment: Enrolment,
    *,
    kind: CertificateKind,
    level: int | None,
    occupation: str,
    occupation_name: str,
    agency: str,
    applied_on: date,
    act: str,
    now: datetime,
) -> RecordTold | Refusal:
    """Enter that a trainee has applied for a certificate. act: one per form shown; the same form sent twice adds once.

    Who may enter for this trainee is the caller's to say.
    """
    assert actor.person_id is not None
    evidence.lock_chain(session, learning.subject_of(enrolment.person_id))
    known = session.scalar(sa.select(CertificateRecord).where(CertificateRecord.act == act))
    if known is not None:
        same = record_or_none(session, enrolment.id, known.id)
        return same or Refusal("sent-elsewhere", say("这张表已经用过了，请重新打开再填。"))
    refusal = occupation_refusal(kind, level, occupation) or step_refusal(
        None, RecordStepKind.APPLIED, day=applied_on, applied_on=None, on=local_date(now), words=""
    )
    if refusal is not None:
        return refusal
    if len(records_of(session, [enrolment.id])) >= RECORDS_MAX:
        return Refusal(
            "too-many", say("一名学员在一个班里最多登记 %(records_max)s 张证书。", records_max=RECORDS_MAX)
        )
    made = CertificateRecord(
        enrolment_id=enrolment.id,
        kind=kind,
        level=level,
        occupation=occupation,
        occupation_name=occupation_name,
        agency=agency,
        made_by_id=actor.person_id,
        made_at=now,
        act=act,
    )
    session.add(made)
    session.flush()
    _add_step(session, keys, actor, enrolment, made, 1, StepGiven(RecordStepKind.APPLIED, applied_on), now)
    told = record_or_none(session, enrolment.id, made.id)
    assert told is not None
    return told


def take_step(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    enrolment: Enrolment,
    record_id: int,
    given: StepGiven,
    *,
    now: datetime,
) -> RecordTold | Refusal:
    """Add a step to a record of this enrolment; confirming and doubting are audited.

    One number is entered for one certificate alone, whoever's. Who may take this kind of step is the caller's to say.
    """
    assert actor.person_id is not None
    evidence.lock_chain(session, learning.subject_of(enrolment.person_id))
    told = record_or_none(session, enrolment.id, record_id)
    if told is None:
        return Refusal("no-such-record", say("没有找到这张证书。请刷新页面看看。"))
    number = ""
    if given.kind is RecordStepKind.ISSUED:
        tidied = number_refusal(given.number)
        if isinstance(tidied, Refusal):
            return tidied
        number = tidied
    refusal = step_refusal(
        told.steps[-1].kind,
        given.kind,
        day=given.day,
        applied_on=told.steps[0].day,
        on=local_date(now),
        words=given.words,
        entered_by=[one.person_id for one in told.steps if one.kind is RecordStepKind.ISSUED],
        person_id=actor.person_id,
    )
    if refusal is not None:
        return refusal
    if given.kind in {RecordStepKind.CONFIRMED, RecordStepKind.DOUBTED} and (
        actor.person_id == enrolment.person_id
    ):
        return Refusal("own-certificate", say("不能核对自己的证书，请让同事来做。"))
    if number:
        _hold_numbers(session)
    if number and _is_entered(session, keys, number, told.record.id):
        return Refusal(
            "number-known",
            say("这个编号已经登记在另一张证书上。请照证书再核对一遍；如果没有写错，请联系当地残联。"),
            field="number",
        )
    if len(told.steps) >= STEPS_MAX:
        return Refusal("too-many", say("这张证书的登记太多了，请联系当地残联。"))
    _add_step(session, keys, actor, enrolment, told.record, len(told.steps) + 1, given, now, number=number)
    if given.kind in {RecordStepKind.CONFIRMED, RecordStepKind.DOUBTED}:
        audit.record(
            session,
            actor,
            "certificate-looked-at",
            say("核对学员取得的证书"),
            person_concern(enrolment.person_id),
            reason=given.words,
            now=now,
        )
    found = record_or_none(session, enrolment.id, record_id)
    assert found is not None
    return found


def records_of(session: Session, enrolment_ids: Collection[int]) -> list[RecordTold]:
    """Return the records of these enrolments, oldest first."""
    records = session.scalars(
        sa.select(CertificateRecord)
        .where(CertificateRecord.enrolment_id.in_(enrolment_ids))
        .order_by(CertificateRecord.id)
    ).all()
    steps = steps_of(session, [one.id for one in records])
    return [RecordTold(one, tuple(steps[one.id]), held_of(one, steps[one.id])) for one in records]


def record_or_none(session: Session, enrolment_id: int, record_id: int) -> RecordTold | None:
    """Return a record of this enrolment; None otherwise, whether or not it exists."""
    return next((one for one in records_of(session, [enrolment_id]) if one.record.id == record_id), None)


def _hold_numbers(session: Session) -> None:
    """Let one number after the other be entered: each person's chain is held by itself, a number belongs to everybody."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite's writing units do so anyway
        session.execute(sa.text("LOCK TABLE certificate_record_step IN SHARE ROW EXCLUSIVE MODE"))


def _is_entered(session: Session, keys: SiteKeys, number: str, record_id: int) -> bool:
    return (
        session.scalar(
            sa.select(CertificateRecordStep.id)
            .where(
                CertificateRecordStep.number_hash == _hash(keys, number),
                CertificateRecordStep.record_id != record_id,
            )
            .limit(1)
        )
        is not None
    )


def _add_step(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    enrolment: Enrolment,
    record: CertificateRecord,
    place: int,
    given: StepGiven,
    now: datetime,
    *,
    number: str = "",
) -> None:
    made = CertificateRecordStep(
        record_id=record.id,
        number=place,
        kind=given.kind,
        day=given.day,
        place=given.place,
        accommodations=given.accommodations,
        issuer=given.issuer,
        number_hash=_hash(keys, number) if number else "",
        number_end=number[-4:],
        verify_address=given.verify_address,
        evidence_address=given.evidence_address,
        words=given.words,
        person_id=actor.person_id,
        taken_at=now,
    )
    event = evidence.Event(
        subject=learning.subject_of(enrolment.person_id),
        kind=KIND_STEP,
        about=f"certificate-record:{record.id}",
        client_id=f"certificate:{record.id}:{place}",
        happened_at=now,
        payload={
            "record": record.id,
            "enrolment": enrolment.id,
            "kind": record.kind.value,
            "level": record.level,
            "step": given.kind.value,
            "day": given.day.isoformat() if given.day else None,
            "by": actor.person_id,
            evidence.ROW: evidence.row_digest(made),
            evidence.STEP_OF: evidence.row_digest(record),
        },
    )
    made.evidence_position = evidence.append(session, event, now=now).entry.position
    session.add(made)
    if number:
        secret = record_secret_id(record.id, place)
        session.add(CertificateSecret(id=secret, sealed=seal(keys, secret_place(secret), number)))
    session.flush()


def _hash(keys: SiteKeys, number: str) -> str:
    return keys.keyed_hash("vocational certificate number", number)
