"""Records and lines as plain values, and the digest by which two calculations are compared."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from learnhub.evidence.rules import canonical
from learnhub.policy.rules import Figure
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import (
    METHOD_FIRST,
    AgeStanding,
    CertificateFact,
    Counts,
    Facts,
    Granted,
    Line,
    LineKind,
    Proof,
)

_FACT_COLUMNS = ("region_code", "scheduled_days", "online_minutes", "lessons_done", "lessons_published")
_LINE_COLUMNS = ("kind", "state", "amount_fen", "rule", "sentence", "steps", "figures")
_FURTHER_LINE_COLUMNS = ("fund", "counts", "claim_until")


def record_digest(method: str, facts: Facts, lines: tuple[Line, ...]) -> str:
    """Return the digest of facts and lines; of the first method without what later ones added."""
    told = {name: getattr(facts, name) for name in _FACT_COLUMNS}
    told |= {"opened_on": facts.opened_on.isoformat(), "days": day_values(facts)}
    rows = [line_values(line) for line in lines]
    if method == METHOD_FIRST:
        return _digest(told, [{name: row[name] for name in _LINE_COLUMNS} for row in rows])
    return _digest(told | {"method": method, "further": further_values(facts)}, map(_dated, rows))


def kept_digest(record: BlendedRecord) -> str:
    """Return the digest of a record as it stands in the tables; the same as it was made with, unless it was changed."""
    kept = kept_values(record)
    return _digest(kept["facts"], kept["lines"])


def kept_values(record: BlendedRecord) -> dict[str, Any]:
    """Return facts and lines of a record as they stand in the tables, in the form that its digest covers."""
    told = {name: getattr(record, name) for name in _FACT_COLUMNS}
    told |= {"opened_on": record.opened_on.isoformat(), "days": record.days}
    columns: tuple[str, ...] = _LINE_COLUMNS
    if record.method != METHOD_FIRST:
        told |= {"method": record.method, "further": record.further}
        columns = (*_LINE_COLUMNS, *_FURTHER_LINE_COLUMNS)
    return {
        "facts": told,
        "lines": [_dated({name: getattr(line, name) for name in columns}) for line in record.lines],
    }


def further_values(facts: Facts) -> dict[str, Any]:
    """Return the facts that only later rules ask for, as JSON values."""
    return {
        "planned_online_minutes": facts.planned_online_minutes,
        "planned_offline_minutes": facts.planned_offline_minutes,
        "online_by_day": [[day.isoformat(), minutes] for day, minutes in facts.online_by_day],
        "occupation": facts.occupation,
        "level": facts.level,
        "training_type": facts.training_type,
        "certificates": [
            {
                "kind": one.kind.value,
                "issued_on": one.issued_on.isoformat(),
                "level": one.level,
                "occupation": one.occupation,
            }
            for one in facts.certificates
        ],
        "completed_on": _day_text(facts.completed_on),
        "employed_on": _day_text(facts.employed_on),
        "age_standing": facts.age_standing.value,
        "earlier": [
            {
                "training": one.training,
                "kind": one.kind.value,
                "fund": one.fund,
                "amount_fen": one.amount_fen,
                "counts": counts_values(one.counts),
            }
            for one in facts.earlier
        ],
    }


def certificates_kept(record: BlendedRecord) -> tuple[CertificateFact, ...]:
    """Return the certificates that a record was decided with."""
    return tuple(
        CertificateFact(
            Proof(one["kind"]), date.fromisoformat(one["issued_on"]), one["level"], one["occupation"]
        )
        for one in record.further.get("certificates", [])
    )


def age_standing_kept(record: BlendedRecord) -> AgeStanding:
    """Return the standing of the age that a record was decided with."""
    return AgeStanding(record.further.get("age_standing", AgeStanding.UNKNOWN))


def day_kept(record: BlendedRecord, name: str) -> date | None:
    """Return a day of the further facts ("completed_on") that a record was decided with."""
    told = record.further.get(name)
    return date.fromisoformat(told) if told else None


def counts_values(counts: Counts) -> dict[str, Any]:
    """Return what a line uses up as JSON values."""
    return {
        "on": counts.on.isoformat(),
        "days": [day.isoformat() for day in counts.days],
        "occupation": counts.occupation,
        "level": counts.level,
        "training_type": counts.training_type,
    }


def granted_of(training: str, line: SubsidyLine) -> Granted:
    """Return a kept line as later trainings see it; lines of the first method say only their kind, amount and opening."""
    counts = _counts_kept(line.counts, line.record.opened_on)
    return Granted(training, LineKind(line.kind), line.fund, line.amount_fen, counts)


def earlier_kept(record: BlendedRecord) -> tuple[Granted, ...]:
    """Return the lines of other trainings that a record was decided with."""
    return tuple(
        Granted(
            one["training"],
            LineKind(one["kind"]),
            one["fund"],
            one["amount_fen"],
            _counts_kept(one["counts"], record.opened_on),
        )
        for one in record.further.get("earlier", [])
    )


def day_values(facts: Facts) -> list[dict[str, Any]]:
    """Return the days of a record as JSON values. paid_in: number of the class that a date is paid in, "" for this one."""
    elsewhere = dict(facts.paid_elsewhere)
    return [
        {
            "day": day.day.isoformat(),
            "minutes": day.minutes,
            "rows": list(day.rows),
            "paid_in": elsewhere.get(day.day, ""),
        }
        for day in facts.days
    ]


def line_values(line: Line) -> dict[str, Any]:
    """Return a line as JSON values, named as the columns of SubsidyLine."""
    return {
        "kind": line.kind,
        "state": line.state,
        "amount_fen": line.amount_fen,
        "rule": line.rule,
        "sentence": line.sentence,
        "steps": [{"words": s.words, "amount_fen": s.amount_fen, "rows": list(s.rows)} for s in line.steps],
        "figures": [_figure_values(figure) for figure in line.figures],
        "fund": line.fund,
        "counts": counts_values(line.counts) if line.counts is not None else {},
        "claim_until": line.claim_until,
    }


def _dated(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line's values with its day as text, as digests are made from."""
    until = row.get("claim_until")
    return dict(row) | ({"claim_until": _day_text(until)} if "claim_until" in row else {})


def _counts_kept(told: Mapping[str, Any], opened_on: date) -> Counts:
    on = told.get("on")
    return Counts(
        date.fromisoformat(on) if on else opened_on,
        tuple(date.fromisoformat(day) for day in told.get("days", [])),
        told.get("occupation", ""),
        told.get("level"),
        told.get("training_type", ""),
    )


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _digest(facts: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> str:
    return hashlib.sha256(canonical({"facts": facts, "lines": list(lines)})).hexdigest()


def _figure_values(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "reference": figure.reference,
        "value": figure.value,
        "unit": figure.unit,
        "source": figure.source,
        "is_example": figure.is_example,
        "caveat": figure.caveat,
        **({"objection": figure.objection} if figure.objection else {}),
    }
