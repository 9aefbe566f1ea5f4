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
from learnhub.notices.rules import KIND_PUBLISHED
from learnhub.policy import service as policy
from learnhub.policy.rules import KIND_FIGURE, Figures
from learnhub.subsidy.models import BlendedRecord, Claim
from learnhub.subsidy.rules import paid_dates
from learnhub.subsidy.rules.claims import KIND_MADE, KIND_STEP
from learnhub.subsidy.service.claims.chain import step_payload
from learnhub.subsidy.service.digests import kept_values
from learnhub.subsidy.service.facts import KIND_CALCULATED, row_id
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import KIND_MARKED
from learnhub.training.service.approvals import KIND_APPROVED as KIND_ROLL_APPROVED

_CLAIM_LINE_COLUMNS = ("position", "enrolment_id", "record_id", "record_line", "amount_fen", "held_for")
_TOLD_KINDS = frozenset(
    {
        KIND_MADE,
        KIND_STEP,
        KIND_ROLL_APPROVED,
        KIND_PUBLISHED,
        KIND_POSTED,
        KIND_APPROVED,
        KIND_REVERSED,
        KIND_MARKED,
        KIND_CALCULATED,
        KIND_FIGURE,
    }
)
_ENTRY_COLUMNS = (
    "id", "enrolment_id", "lesson_id", "lesson_version_id", "key", "points", "recognised_minutes", "rule", "source",
    "outside_hours_id", "task", "reverses_id", "reason", "cause_position", "evidence_position",
)  # fmt: skip


def record_or_none(session: Session, record_id: int) -> BlendedRecord | None:
    """Return a kept record."""
    return session.get(BlendedRecord, record_id)


def claim_or_none(session: Session, claim_id: int) -> Claim | None:
    """Return a claim."""
    return session.get(Claim, claim_id)


def records_of_claim(session: Session, claim: Claim) -> list[BlendedRecord]:
    """Return the records that the lines of a claim come from, by id; not empty."""
    wanted = sorted({line.record_id for line in claim.lines})
    return list(
        session.scalars(
            sa.select(BlendedRecord).where(BlendedRecord.id.in_(wanted)).order_by(BlendedRecord.id)
        )
    )


def bundle(
    session: Session,
    records: Sequence[BlendedRecord],
    *,
    claims: Sequence[Claim] = (),
    figures: Figures,
    policy_folder: Path,
) -> dict[str, Any]:
    """Return the files of a bundle over records, as JSON values or bytes by name.

    records: not empty, with all that lines of claims come from. policy_folder: whose files the figures were read from; they are
    given as they are.
    """
    people = {record.enrolment_id: _person_of(session, record) for record in records}
    told_records = [_record(session, record, people[record.enrolment_id], figures) for record in records]
    of_claims = {f"{kind}:{number}" for one in claims for kind, number in _chains_of(one)}
    subjects = sorted({one["subject"] for one in told_records} | _policy_subjects(told_records) | of_claims)
    chains = {subject: found for subject in subjects if (found := evidence.entries(session, subject))}
    ledger = _ledger(session, sorted(set(people.values())))
    return {
        "chains.json": [_chain(chain, _causes(ledger, subject)) for subject, chain in chains.items()],
        "seals.json": _seals(session, told_records, chains),
        "ledger.json": ledger,
        "records.json": told_records,
        "claims.json": [_claim(one) for one in claims],
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


def _chains_of(claim: Claim) -> tuple[tuple[str, int], ...]:
    return ("claim", claim.id), ("class", claim.training_class_id)


def _claim(claim: Claim) -> dict[str, Any]:
    """Return lines and steps of a claim; of steps what their rows say, with the words that they give only the digest of."""
    steps = [(step_payload(step), {"reason": step.reason, "remarks": step.remarks}) for step in claim.steps]
    return {
        "id": claim.id,
        "lines": [{name: getattr(line, name) for name in _CLAIM_LINE_COLUMNS} for line in claim.lines],
        "steps": [
            {name: value for name, value in told.items() if name != "words"} | {"said": said}
            for told, said in steps
        ],
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
