"""Read policy situations as officers write them; a misspelt key is named with its file and title."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.rules import Figure, Figures
from learnhub.settings import PROJECT_DIR
from learnhub.subsidy.rules import (
    FIGURE_KEYS,
    FUND_WORDS,
    LINE_WORDS,
    PROOF_WORDS,
    STATE_WORDS,
    CertificateFact,
    Counts,
    Facts,
    Granted,
    age_standing,
)
from learnhub.training.rules import Day

FOLDER = Path(__file__).parent / "situations"
FIGURES = read_figures(PROJECT_DIR / "content" / "policy")
OPENED_ON = date(2026, 3, 2)

_SITUATION = {
    "title", "place", "region", "opened_on", "days", "scheduled_days", "online_minutes", "online_dates", "lessons",
    "planned", "occupation", "level", "type", "certificates", "completed_on", "employed_on", "born", "sex", "paid_elsewhere",
    "earlier", "figures", "claimed_on", "source", "expect",
}  # fmt: skip
_NEEDED = {"title", "region", "source", "expect"}
_CERTIFICATE = {"kind", "level", "on", "occupation"}
_EARLIER = {"training", "line", "fen", "on", "days", "fund", "occupation", "level", "type"}
_FIGURE = {"key", "value", "region", "from", "to"}
_EXPECT = {"line", "state", "fen", "says", "rule", "fund", "until", "claim"}

LINES = {words: kind for kind, words in LINE_WORDS.items()}
STATES = {words: state for state, words in STATE_WORDS.items()}
PROOFS = {words: kind for kind, words in PROOF_WORDS.items()}
FUNDS = {words: fund for fund, words in FUND_WORDS.items()} | {"": ""}


@dataclass(frozen=True)
class Situation:
    """One situation: what the file says, the facts, and the figures in force."""

    told: Mapping[str, Any]
    facts: Facts
    figures: Figures


def situations() -> Iterator[tuple[str, Situation]]:
    """Return every situation, each under "file-title"."""
    places = _tables(FOLDER / "places.toml")["places"]
    for path in sorted(FOLDER.glob("*.toml")):
        if path.name != "places.toml":
            for row in _tables(path)["situation"]:
                yield f"{path.stem}-{row['title']}", situation(row, places, path.name)


def situation(row: Mapping[str, Any], places: Mapping[str, Any], file_name: str) -> Situation:
    """Read one situation; ValueError for an unknown or missing key."""
    where = f"{file_name}: {row.get('title', '?')}"
    _check(where, row, _SITUATION, _NEEDED)
    figures = [*places[row["place"]]["figures"]] if "place" in row else []
    figures += row.get("figures", [])
    for one in figures:
        _check(where, one, _FIGURE, {"key"})
    for one in row["expect"]:
        _check(where, one, _EXPECT, {"line", "state", "fen"})
    in_force = Figures((*FIGURES.rows, *(_figure(row, one, n) for n, one in enumerate(figures, start=1))))
    return Situation(row, _facts(where, row, in_force), in_force)


def _facts(where: str, row: Mapping[str, Any], figures: Figures) -> Facts:
    opened_on = row.get("opened_on", OPENED_ON)
    days = tuple(_days(row, opened_on))
    done, published = row.get("lessons", (0, 0))
    planned_online, planned_offline = row.get("planned", (0, 0))
    birth = (row["born"], row["sex"] == "女") if "born" in row else None
    for one in row.get("certificates", []):
        _check(where, one, _CERTIFICATE, {"kind", "on"})
    for one in row.get("earlier", []):
        _check(where, one, _EARLIER, {"training", "line", "fen", "on"})
    return Facts(
        region_code=row["region"],
        opened_on=opened_on,
        scheduled_days=row.get("scheduled_days", len(days)),
        days=days,
        online_minutes=row.get("online_minutes", 0),
        lessons_done=done,
        lessons_published=published,
        paid_elsewhere=tuple((day, number) for day, number in row.get("paid_elsewhere", [])),
        planned_online_minutes=planned_online,
        planned_offline_minutes=planned_offline,
        online_by_day=tuple((day, minutes) for day, minutes in row.get("online_dates", [])),
        occupation=row.get("occupation", ""),
        level=row.get("level"),
        training_type=row.get("type", ""),
        certificates=tuple(
            CertificateFact(PROOFS[one["kind"]], one["on"], one.get("level"), one.get("occupation", ""))
            for one in row.get("certificates", [])
        ),
        completed_on=row.get("completed_on"),
        employed_on=row.get("employed_on"),
        age_standing=age_standing(birth, figures, row["region"], opened_on),
        earlier=tuple(_granted(one) for one in row.get("earlier", [])),
    )


def _days(row: Mapping[str, Any], opened_on: date) -> Iterator[Day]:
    """Return days of [[count, minutes], …] one after the other from the opening on."""
    day = opened_on
    for count, minutes in row.get("days", []):
        for _ in range(count):
            yield Day(day, minutes, (f"person:1 #{day.toordinal()}",))
            day += timedelta(days=1)


def _granted(one: Mapping[str, Any]) -> Granted:
    days = tuple(first + timedelta(days=n) for first, count in one.get("days", []) for n in range(count))
    counts = Counts(one["on"], days, one.get("occupation", ""), one.get("level"), one.get("type", ""))
    return Granted(one["training"], LINES[one["line"]], FUNDS[one.get("fund", "")], one["fen"], counts)


def _figure(row: Mapping[str, Any], one: Mapping[str, Any], number: int) -> Figure:
    """Return a figure of a situation as an officer's row: of its region, from 2021 on where nothing else is said."""
    return Figure(
        key=one["key"],
        region_code=one.get("region", row["region"]),
        value=one.get("value"),
        unit=FIGURE_KEYS[one["key"]].unit,
        valid_from=one.get("from", date(2021, 1, 1)),
        valid_to=one.get("to"),
        source=row["source"],
        is_example=True,
        caveat="",
        reference=f"situation:{number}",
        row=number,
    )


def _check(where: str, row: Mapping[str, Any], known: set[str], needed: set[str]) -> None:
    if unknown := row.keys() - known:
        raise ValueError(f"{where}: unknown {', '.join(sorted(unknown))}")
    if missing := needed - row.keys():
        raise ValueError(f"{where}: missing {', '.join(sorted(missing))}")


def _tables(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
