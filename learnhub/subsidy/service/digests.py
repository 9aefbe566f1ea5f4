"""Records and lines as plain values, and the digest by which two calculations are compared."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from learnhub.evidence.rules import canonical
from learnhub.policy.rules import Figure
from learnhub.subsidy.models import BlendedRecord
from learnhub.subsidy.rules import Facts, Line

_FACT_COLUMNS = ("region_code", "scheduled_days", "online_minutes", "lessons_done", "lessons_published")
_LINE_COLUMNS = ("kind", "state", "amount_fen", "rule", "sentence", "steps", "figures")


def record_digest(facts: Facts, lines: tuple[Line, ...]) -> str:
    """Return the digest of facts and lines."""
    told = {name: getattr(facts, name) for name in _FACT_COLUMNS}
    return _digest(
        {**told, "opened_on": facts.opened_on.isoformat(), "days": day_values(facts)}, map(line_values, lines)
    )


def kept_digest(record: BlendedRecord) -> str:
    """Return the digest of a record as it stands in the tables; the same as it was made with, unless it was changed."""
    kept = kept_values(record)
    return _digest(kept["facts"], kept["lines"])


def kept_values(record: BlendedRecord) -> dict[str, Any]:
    """Return facts and lines of a record as they stand in the tables, in the form that its digest covers."""
    told = {name: getattr(record, name) for name in _FACT_COLUMNS}
    lines = [{name: getattr(line, name) for name in _LINE_COLUMNS} for line in record.lines]
    return {
        "facts": {**told, "opened_on": record.opened_on.isoformat(), "days": record.days},
        "lines": lines,
    }


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
    }


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
    }
