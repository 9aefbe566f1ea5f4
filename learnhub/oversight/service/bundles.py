"""Put together what an auditor needs to recompute a record: rows, seals, ledger, days, figures, lines.

Only what the record rests on is given away: other people's chains stay out (a seal is proven by the way from one head to
its root), and a learning act that earned nothing shows its digest, not its contents.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.credits.models import CreditEntry
from learnhub.credits.rules import KIND_APPROVED, KIND_POSTED, KIND_REVERSED
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.evidence.rules import instant_text
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy import service as policy
from learnhub.policy.rules import KIND_FIGURE, Figures
from learnhub.subsidy.models import BlendedRecord
from learnhub.subsidy.rules import paid_dates
from learnhub.subsidy.service.digests import kept_values
from learnhub.subsidy.service.facts import KIND_CALCULATED, row_id
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import KIND_MARKED

_TOLD_KINDS = frozenset({KIND_POSTED, KIND_APPROVED, KIND_REVERSED, KIND_MARKED, KIND_CALCULATED, KIND_FIGURE})
_ENTRY_COLUMNS = (
    "id", "enrolment_id", "lesson_id", "lesson_version_id", "key", "points", "recognised_minutes", "rule", "source",
    "outside_hours_id", "reverses_id", "reason", "cause_position", "evidence_position",
)  # fmt: skip


def record_or_none(session: Session, record_id: int) -> BlendedRecord | None:
    """Return a kept record."""
    return session.get(BlendedRecord, record_id)


def bundle(
    session: Session, records: Sequence[BlendedRecord], *, figures: Figures, policy_folder: Path
) -> dict[str, Any]:
    """Return the files of a bundle over records, as JSON values or bytes by name.

    records: not empty. policy_folder: whose files the figures were read from; they are given as they are.
    """
    people = {record.enrolment_id: _person_of(session, record) for record in records}
    told_records = [_record(session, record, people[record.enrolment_id], figures) for record in records]
    subjects = sorted({one["subject"] for one in told_records} | _policy_subjects(told_records))
    chains = {subject: found for subject in subjects if (found := evidence.entries(session, subject))}
    ledger = _ledger(session, sorted(set(people.values())))
    return {
        "chains.json": [_chain(chain, _causes(ledger, subject)) for subject, chain in chains.items()],
        "seals.json": _seals(session, told_records, chains),
        "ledger.json": ledger,
        "records.json": told_records,
        **{f"policy/{path.name}": path.read_bytes() for path in sorted(policy_folder.glob("*.toml"))},
    }


def _person_of(session: Session, record: BlendedRecord) -> int:
    return session.get_one(Enrolment, record.enrolment_id).person_id


def _causes(ledger: Iterable[Mapping[str, Any]], subject: str) -> set[int]:
    return {entry["cause_position"] for entry in ledger if entry["subject"] == subject}


def _chain(chain: Sequence[Evidence], causes: Collection[int]) -> list[dict[str, Any]]:
    return [_row(row, is_told=row.kind in _TOLD_KINDS or row.position in causes) for row in chain]


def _row(row: Evidence, *, is_told: bool) -> dict[str, Any]:
    return {
        "subject": row.subject,
        "position": row.position,
        "kind": row.kind,
        "about": row.about,
        "client_id": row.client_id,
        "happened_at": instant_text(row.happened_at),
        "received_at": instant_text(row.received_at),
        "payload_digest": row.payload_digest,
        "previous": row.previous,
        "digest": row.digest,
        "payload": row.payload if is_told else None,
        "salt": row.salt if is_told else None,
    }


def _policy_subjects(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the chains of the officers' figures that the lines of records name ("policy_figure:3#key@410100:digest")."""
    references = {
        figure["reference"] for record in records for line in record["lines"] for figure in line["figures"]
    }
    places = {
        one.rpartition("@")[2].partition(":")[0] for one in references if one.startswith("policy_figure:")
    }
    return {policy.subject_of("" if place == "全国" else place) for place in places}


def _seals(
    session: Session, records: Iterable[Mapping[str, Any]], chains: Mapping[str, Sequence[Evidence]]
) -> list[dict[str, Any]]:
    places = {(one["subject"], one["position"]) for one in records}
    places |= {(subject, chain[0].position) for subject, chain in chains.items()}
    found: dict[int, dict[str, Any]] = {}
    for subject, position in sorted(places):
        for proof in evidence.head_proofs(session, subject, position):
            told = found.setdefault(
                proof.seal.number,
                {
                    "number": proof.seal.number,
                    "sealed_at": instant_text(proof.seal.sealed_at),
                    "root": proof.seal.root,
                    "previous": proof.seal.previous,
                    "signature": proof.seal.signature,
                    "public_key": proof.seal.public_key,
                    "heads": [],
                },
            )
            head = {**vars(proof.head), "path": [list(step) for step in proof.path]}
            if head not in told["heads"]:
                told["heads"].append(head)
    return [found[number] for number in sorted(found)]


def _ledger(session: Session, person_ids: Sequence[int]) -> list[dict[str, Any]]:
    entries = session.scalars(
        sa.select(CreditEntry).where(CreditEntry.person_id.in_(person_ids)).order_by(CreditEntry.id)
    )
    return [
        {"subject": learning.subject_of(entry.person_id)}
        | {name: getattr(entry, name) for name in _ENTRY_COLUMNS}
        for entry in entries
    ]


def _record(session: Session, record: BlendedRecord, person_id: int, figures: Figures) -> dict[str, Any]:
    subject = learning.subject_of(person_id)
    row = evidence.entry_or_none(session, subject, row_id(record.id))
    position = row.position if row is not None else 0
    enrolment = session.get_one(Enrolment, record.enrolment_id)
    training_class = session.get_one(TrainingClass, record.training_class_id)
    lessons = catalogue.lesson_versions(session, enrolment.course_version_id)
    return {
        "id": record.id,
        "enrolment_id": record.enrolment_id,
        "class_id": record.training_class_id,
        "class_number": training_class.number,
        "version": record.version,
        "subject": subject,
        "position": position,
        "digest": record.digest,
        "calculated_at": instant_text(record.calculated_at),
        **kept_values(record),
        "inputs": {
            "session_ids": [meeting.id for meeting in training_class.sessions],
            "lesson_ids": sorted({lesson.lesson_id for lesson in lessons}),
            "elsewhere": _elsewhere(session, enrolment, figures, position),
        },
    }


def _elsewhere(
    session: Session, enrolment: Enrolment, figures: Figures, position: int
) -> list[dict[str, Any]]:
    """Return the classes of the person's earlier enrolments, each with the dates that it pays by itself."""
    found = []
    for other in learning.enrolments_of(session, enrolment.person_id):
        training_class = (
            training.class_of_enrolment_or_none(session, other.id) if other.id < enrolment.id else None
        )
        if training_class is not None:
            days = training.days_of(
                session, training_class=training_class, person_id=enrolment.person_id, before=position
            )
            dates = paid_dates(training_class.region_code, training_class.opened_on, days, figures)
            found.append(
                {
                    "number": training_class.number,
                    "session_ids": [meeting.id for meeting in training_class.sessions],
                    "paid": [day.isoformat() for day in dates],
                }
            )
    return found
