"""Read the policy baseline: content/policy/*.toml."""

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from learnhub.evidence.rules import canonical
from learnhub.policy.rules import Figure, Figures, overlaps

_FIELDS = {"key", "region", "value", "unit", "from", "to", "source", "example", "caveat"}
_NEEDED = {"key", "unit", "from", "source"}


def read_figures(folder: Path) -> Figures:
    """Read every [[figure]] of every file; ValueError naming file and key when a row is not whole."""
    rows = []
    for path in sorted(folder.glob("*.toml")):
        with path.open("rb") as file:
            tables = tomllib.load(file)
        rows += [_figure(path.name, row) for row in tables.get("figure", [])]
    if doubled := overlaps(rows):
        raise ValueError(f"policy rows that begin on the same day: {', '.join(doubled)}")
    return Figures(tuple(rows))


def _figure(file_name: str, row: dict[str, Any]) -> Figure:
    where = f"{file_name}: {row.get('key', '?')}"
    if missing := _NEEDED - row.keys():
        raise ValueError(f"{where}: missing {', '.join(sorted(missing))}")
    if unknown := row.keys() - _FIELDS:
        raise ValueError(f"{where}: unknown {', '.join(sorted(unknown))}")
    if isinstance(row.get("value"), float):
        raise ValueError(f"{where}: no floats; use 分, minutes or per mille")
    if not row["source"]:
        raise ValueError(f'{where}: a figure needs a source; a figure without one says source = "示例"')
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    digest = hashlib.sha256(canonical(told)).hexdigest()
    return Figure(
        key=row["key"],
        region_code=str(row.get("region", "")),
        value=row.get("value"),
        unit=row["unit"],
        valid_from=row["from"],
        valid_to=row.get("to"),
        source=row["source"],
        is_example=bool(row.get("example", False)),
        caveat=row.get("caveat", ""),
        reference=f"{file_name}#{row['key']}@{row.get('region') or '全国'}:{digest[:16]}",
    )
