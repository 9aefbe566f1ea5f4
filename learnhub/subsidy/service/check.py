"""Calculate kept records again, and name each that differs."""

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import Fault
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.subsidy.models import BlendedRecord
from learnhub.subsidy.rules import METHOD_FIRST, decide_by
from learnhub.subsidy.service.digests import age_standing_kept, earlier_kept, kept_digest, record_digest
from learnhub.subsidy.service.facts import KIND_CALCULATED, facts_of, row_id
from learnhub.subsidy.service.records import online_class_hours, records_of
from learnhub.training.models import TrainingClass

_RECORDS_AT_ONCE = 200


def recompute(session: Session, *, figures: Figures) -> tuple[int, list[Fault]]:
    """Calculate every record again from what stood in ledger and evidence when it was kept.

    Returns how many records there are, and each that was changed, that comes out differently, or that has gone. A record that
    newer learning has overtaken is no fault: see overtaken.
    """
    query = sa.select(BlendedRecord).order_by(BlendedRecord.id)
    faults, known = [], set()
    # Some at a time, which the session forgets when nobody holds them: a province's year doesn't fit into the memory of a small machine.
    for record in session.scalars(query.execution_options(yield_per=_RECORDS_AT_ONCE)):
        known.add(record.id)
        sentence = fault_or_none(session, record, figures)
        if sentence is not None:
            faults.append(Fault(f"blended_record {record.id}", sentence))
    return len(known), [*faults, *_gone(session, known)]


def overtaken(session: Session, *, figures: Figures) -> list[BlendedRecord]:
    """Return the newest records that would come out differently today, because learning or marks came after them."""
    enrolments = list(session.scalars(sa.select(BlendedRecord.enrolment_id).distinct()))
    return [
        record
        for _id, record in sorted(records_of(session, enrolments).items())
        if is_overtaken(session, record, figures)
    ]


def is_overtaken(session: Session, record: BlendedRecord, figures: Figures) -> bool:
    """Tell whether a record would come out differently today.

    What other trainings were granted meanwhile counts only where it changes a line.
    """
    return _digest_again(session, record, figures, before=None) != record.digest


def fault_or_none(session: Session, record: BlendedRecord, figures: Figures) -> str | None:
    """Return what is wrong with a record when it is calculated again from what stood in the evidence then, or None."""
    enrolment = session.get_one(Enrolment, record.enrolment_id)
    row = evidence.entry_or_none(session, learning.subject_of(enrolment.person_id), row_id(record.id))
    if row is None or not _is_as_logged(record, row):
        return "记录与证据链里的不同。"
    figures = figures.known(record.policy_row)  # what an officer set later is no fault of the record
    hours = online_class_hours(record.online_minutes, record.region_code, record.opened_on, figures)
    if kept_digest(record) != record.digest or (hours.whole, hours.remainder_minutes) != (
        record.online_class_hours,
        record.online_remainder_minutes,
    ):
        return "记录的内容与校验值不符，记录被改过。"
    if _digest_again(session, record, figures, before=row.position) != record.digest:
        return "按当时的证据重新计算，结果不同。"
    return None


def _is_as_logged(record: BlendedRecord, row: Evidence) -> bool:
    if row.kind != KIND_CALCULATED or row.about != f"enrolment:{record.enrolment_id}":
        return False
    if row.received_at != record.calculated_at:
        return False
    known = {} if record.method == METHOD_FIRST else {"policy_row": record.policy_row}
    return row.payload == {
        "record": record.id,
        "class": record.training_class_id,
        "version": record.version,
        "digest": record.digest,
        "lines": [[line.kind.value, line.state.value, line.amount_fen] for line in record.lines],
        **known,
    } and [line.position for line in record.lines] == list(range(1, len(record.lines) + 1))


def _digest_again(session: Session, record: BlendedRecord, figures: Figures, *, before: int | None) -> str:
    facts = facts_of(
        session,
        session.get_one(Enrolment, record.enrolment_id),
        session.get_one(TrainingClass, record.training_class_id),
        figures,
        before=before,
        kept=record if before is not None else None,
    )
    if before is None:  # nobody's certificate is opened to tell whether newer evidence has come
        facts = replace(facts, age_standing=age_standing_kept(record))
    lines = decide_by(record.method, facts, figures)
    if before is None:
        facts = replace(facts, earlier=earlier_kept(record))
    return record_digest(record.method, facts, lines)


def _gone(session: Session, known: set[int]) -> Iterator[Fault]:
    for person_id in learning.learner_ids(session):
        for row in evidence.entries(session, learning.subject_of(person_id), [KIND_CALCULATED]):
            if row.payload is not None and row.payload["record"] not in known:
                yield Fault(f"{row.subject} #{row.position}", "证据链里有这份记录，表里没有。")
