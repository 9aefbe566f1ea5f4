"""Read the plan of the demonstration from content/demo."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from learnhub.ops.rules.demonstration import (
    DemoAnnouncement,
    DemoBase,
    DemoCertificate,
    DemoClaim,
    DemoClaimStep,
    DemoClass,
    DemoCompletion,
    DemoDay,
    DemoEnrolment,
    DemoEvaluation,
    DemoFile,
    DemoHolding,
    DemoHours,
    DemoNeeds,
    DemoPerson,
    DemoPlan,
    DemoTarget,
    DemoTown,
    DemoYear,
)
from learnhub.ops.rules.made_courses import Trade, trades_of


def read_plan(folder: Path) -> DemoPlan:
    """Read bases.toml, people.toml, classes.toml and office.toml; ValueError when something is missing or misspelt."""
    try:
        bases, people, classes, office = (
            _read(folder / f"{name}.toml") for name in ("bases", "people", "classes", "office")
        )
        return DemoPlan(
            password=people["password"],
            bases=tuple(_base(row) for row in bases["base"]),
            people=tuple(_person(row) for row in people["person"]),
            classes=tuple(_class(row) for row in classes["class"]),
            enrolments=tuple(_enrolment(row) for row in classes["enrolment"]),
            claims=tuple(_claim(row) for row in classes["claim"]),
            hours=tuple(
                DemoHours(class_number=row["class"], **{k: v for k, v in row.items() if k != "class"})
                for row in classes["hours"]
            ),
            years=(_year(office["year"]),),
            files=(DemoFile(**office["file"]),),
            towns=(DemoTown(**office["town"]),),
            needs=tuple(DemoNeeds(**row) for row in office["needs"]),
            evaluations=tuple(DemoEvaluation(**row) for row in office["evaluation"]),
            announcements=tuple(DemoAnnouncement(**row) for row in office["announcement"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"{folder}: {error}") from error


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)


def _base(row: Mapping[str, Any]) -> DemoBase:
    lists = {name: tuple(row.get(name, ())) for name in ("courses", "specialities", "facilities")}
    return DemoBase(**{**row, **lists})


def _person(row: Mapping[str, Any]) -> DemoPerson:
    certificate = row.get("certificate")
    return DemoPerson(
        name=row["name"],
        role_words=row["role_words"],
        story=row["story"],
        holdings=tuple(DemoHolding(**held) for held in row["holdings"]),
        certificate=DemoCertificate(**certificate) if certificate is not None else None,
        profile=row.get("profile", {}),
    )


def _class(row: Mapping[str, Any]) -> DemoClass:
    days = tuple(DemoDay(**day) for day in row["days"])
    told = row.get("completion")
    completion = DemoCompletion(**told) if told is not None else None
    return DemoClass(**{**row, "days": days, "teachers": tuple(row["teachers"]), "completion": completion})


def _enrolment(row: Mapping[str, Any]) -> DemoEnrolment:
    return DemoEnrolment(
        person=row["person"],
        course=row["course"],
        class_number=row.get("class", ""),
        enrolled_days_ago=row["enrolled_days_ago"],
        lessons=row["lessons"],
        leave=frozenset(row.get("leave", ())),
        unmarked=frozenset(row.get("unmarked", ())),
        certificate_name=row.get("certificate_name", ""),
        tested=tuple(row.get("tested", ())),
        account=row.get("account", ""),
    )


def _claim(row: Mapping[str, Any]) -> DemoClaim:
    return DemoClaim(
        class_number=row["class"],
        people=tuple(row["people"]),
        bank=row["bank"],
        steps=tuple(DemoClaimStep(**step) for step in row["steps"]),
    )


def _year(row: Mapping[str, Any]) -> DemoYear:
    told = {name: value for name, value in row.items() if name not in ("class", "target")}
    return DemoYear(
        **{
            **told,
            "class_number": row["class"],
            "days_after": tuple(row["days_after"]),
            "departments": tuple(row["departments"]),
            "targets": tuple(DemoTarget(**one) for one in row["target"]),
        }
    )


def read_trades(folder: Path) -> tuple[Trade, ...]:
    """Read trades.tsv: what the courses of a made province are made of."""
    return trades_of((folder / "trades.tsv").read_text(encoding="utf-8"))
