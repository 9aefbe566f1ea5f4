"""The figures in force on this site: the baseline of files, and officers' rows over it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault, canonical
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.models import PolicyFigure
from learnhub.policy.rules import KIND_FIGURE, Figure, Figures, Value
from learnhub.primitives import Refusal, say

_CONTENT = ("key", "region_code", "value", "unit", "source", "caveat", "objection", "is_example")


@dataclass(frozen=True)
class FigureGiven:
    """A figure as an officer gives it, checked already. region_code: "" for the whole country."""

    key: str
    region_code: str
    value: Value
    unit: str
    valid_from: date
    valid_to: date | None
    source: str
    caveat: str
    objection: str
    is_example: bool


@lru_cache(maxsize=4)
def figures(content_dir: Path) -> Figures:
    """Return all figures of the baseline; read once, as a site is restarted when its files change."""
    return read_figures(content_dir / "policy")


def figures_in_force(session: Session, content_dir: Path) -> Figures:
    """Return the baseline with officers' rows over it: whoever decides money or credit asks here; one query."""
    rows = session.scalars(sa.select(PolicyFigure).order_by(PolicyFigure.id))
    return Figures((*figures(content_dir).rows, *map(figure_of, rows)))


def figure_of(row: PolicyFigure) -> Figure:
    """Return an officer's row as a figure."""
    return Figure(
        key=row.key,
        region_code=row.region_code,
        value=row.value,
        unit=row.unit,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
        is_example=row.is_example,
        caveat=row.caveat,
        reference=f"policy_figure:{row.id}#{row.key}@{row.region_code or '全国'}:{_digest(_content(row))[:16]}",
        row=row.id,
        objection=row.objection,
    )


def subject_of(region_code: str) -> str:
    """Return the name of the chain that holds a division's figures."""
    return f"policy:{region_code or 'country'}"


def set_figure(
    session: Session, actor: Actor, given: FigureGiven, *, after: int, now: datetime
) -> PolicyFigure | Refusal:
    """Add a figure, with its row of evidence; sending the same form again adds nothing.

    after: number of the newest row of any figure when the form was shown. Refuses when somebody has set the same figure of the
    same division since: the officer saw another history.
    """
    assert actor.person_id is not None
    if session.get_bind().dialect.name == "postgresql":
        # One after the other, so that row numbers appear in their order: what a record knew of policy is told by the newest
        # number alone. SQLite's writing units do so anyway.
        session.execute(sa.text("LOCK TABLE policy_figure IN SHARE ROW EXCLUSIVE MODE"))
    event = evidence.Event(
        subject=subject_of(given.region_code),
        kind=KIND_FIGURE,
        about=f"figure:{given.key}",
        client_id=f"figure:{given.key}:{after}:{_digest(_content(given))[:16]}",
        happened_at=now,
        payload=_content(given) | {"made_by": actor.person_id},
    )
    known = evidence.entry_or_none(session, event.subject, event.client_id)
    if known is not None:
        return session.scalars(
            sa.select(PolicyFigure).where(
                PolicyFigure.region_code == given.region_code,
                PolicyFigure.evidence_position == known.position,
            )
        ).one()
    newer = sa.select(PolicyFigure.id).where(
        PolicyFigure.key == given.key,
        PolicyFigure.region_code == given.region_code,
        PolicyFigure.id > after,
    )
    if session.scalar(newer.limit(1)) is not None:
        return Refusal("figure-moved", say("刚才有人改过这个数。请看一遍新的历史，再决定要不要改。"))
    entry = evidence.append(session, event, now=now).entry
    made = PolicyFigure(
        **{name: getattr(given, name) for name in _CONTENT},
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        made_by=actor.person_id,
        made_at=entry.received_at,
        evidence_position=entry.position,
    )
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "figure-set", say("登记政策标准"), Concern("policy-figure", str(made.id)), now=now
    )
    return made


def makers(session: Session, rows: Collection[int]) -> dict[int, tuple[int, datetime]]:
    """Return who made these rows and when, by the row's number."""
    query = sa.select(PolicyFigure.id, PolicyFigure.made_by, PolicyFigure.made_at)
    return {
        number: (person, at) for number, person, at in session.execute(query.where(PolicyFigure.id.in_(rows)))
    }


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Compare every officer's row with its row of evidence; return how many there are, and each that differs or has gone."""
    rows = list(session.scalars(sa.select(PolicyFigure).order_by(PolicyFigure.id)))
    faults = []
    places: dict[str, set[int]] = {}
    for row in rows:
        subject = subject_of(row.region_code)
        places.setdefault(subject, set()).add(row.evidence_position)
        entry = evidence.entries_at(session, subject, [row.evidence_position]).get(row.evidence_position)
        told = _content(row) | {"made_by": row.made_by}
        if (
            entry is None
            or entry.kind != KIND_FIGURE
            or entry.payload != told
            or entry.received_at != row.made_at
        ):
            faults.append(Fault(f"policy_figure {row.id}", "登记的标准与证据链里的不同。"))
    for entry in evidence.entries_of_kind(session, KIND_FIGURE):
        if entry.position not in places.get(entry.subject, set()):
            faults.append(Fault(f"{entry.subject} #{entry.position}", "证据链里有这个标准，表里没有。"))
    return len(rows), faults


def _content(row: PolicyFigure | FigureGiven) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in _CONTENT}
    ends = row.valid_to.isoformat() if row.valid_to is not None else None
    return told | {"valid_from": row.valid_from.isoformat(), "valid_to": ends}


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(content)).hexdigest()
