"""今天有人帮我: what a trainee says of help at a lesson, hand-in or test; and whether rows and chain agree."""

from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import zip_longest

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import HelperLink, HelperStep, HelpStated
from learnhub.accounts.rules.helping import Help, HelpedBy, HelpWay, help_refusal
from learnhub.accounts.service import helper_links
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault, subject_of_person
from learnhub.primitives import Refusal, local_date, say

KIND_STATED = "help.stated"
STATED_A_DAY_MAX = 50


def state_help(
    session: Session,
    person_id: int,
    *,
    who: HelpedBy | None,
    ways: Collection[HelpWay],
    now: datetime,
) -> Refusal | None:
    """Keep what the trainee says of help from now until something else is said, today; saying the same again adds nothing."""
    refusal = help_refusal(who, ways)
    if refusal is not None:
        return refusal
    evidence.lock_chain(session, subject_of_person(person_id))
    day = local_date(now)
    rows = [row for row in _rows(session, person_id) if row.on_day == day]
    told = sorted(way.value for way in ways) if who is not None else []
    last = rows[-1] if rows else None
    if (last.who if last is not None else None) is who and (last.ways if last is not None else []) == told:
        return None
    if len(rows) >= STATED_A_DAY_MAX:
        return Refusal("too-often", say("今天改了很多次，先不能再改。明天可以再选；学习不受影响。"))
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of_person(person_id),
            kind=KIND_STATED,
            about=subject_of_person(person_id),
            client_id=f"help:{day.isoformat()}:{len(rows) + 1}",
            happened_at=now,
            payload={"who": who.value if who is not None else None, "ways": told, "on": day.isoformat()},
        ),
        now=now,
    ).entry
    session.add(
        HelpStated(
            person_id=person_id,
            on_day=day,
            who=who,
            ways=told,
            stated_at=now,
            evidence_position=entry.position,
        )
    )
    session.flush()
    return None


def help_of(session: Session, person_id: int) -> list[Help]:
    """Return all that a trainee said of help, oldest first; accounts.rules.helping.help_at says which held at an act."""
    rows = _rows(session, person_id)
    return [
        Help(
            row.on_day,
            row.stated_at,
            after.stated_at if after is not None and after.on_day == row.on_day else None,
            row.who,
            frozenset(HelpWay(way) for way in row.ways),
        )
        for row, after in zip_longest(rows, rows[1:])
    ]


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many steps of helpers and words about help there are, and each that differs from the chain, or is in one of the two alone."""
    kinds = (helper_links.KIND_STEP, KIND_STATED)
    logged = {
        (row.subject, row.position): row for kind in kinds for row in evidence.entries_of_kind(session, kind)
    }
    faults, seen = [], set()
    for name, subject, position, told in _told(session):
        seen.add((subject, position))
        row = logged.get((subject, position))
        if row is None or (row.payload is not None and row.payload != told):
            faults.append(Fault(name, "协助的记录与证据链里的不同。"))
    faults += [
        Fault(f"{subject} #{position}", "证据链里有协助的一步，表里没有。")
        for subject, position in sorted(set(logged) - seen)
    ]
    return len(seen), faults


def _told(session: Session) -> Iterator[tuple[str, str, int, dict[str, object]]]:
    """Yield each row's name, chain and position, and what its payload must say."""
    for step, link in session.execute(
        sa.select(HelperStep, HelperLink)
        .join(HelperLink, HelperLink.id == HelperStep.link_id)
        .order_by(HelperStep.id)
    ):
        told = helper_links.step_payload(link.id, step.kind, step.by_id, step.parts, link.until_on)
        yield f"helper_step {step.id}", subject_of_person(link.person_id), step.evidence_position, told
    for row in session.scalars(sa.select(HelpStated).order_by(HelpStated.id)):
        stated: dict[str, object] = {
            "who": row.who.value if row.who is not None else None,
            "ways": row.ways,
            "on": row.on_day.isoformat(),
        }
        yield f"help_stated {row.id}", subject_of_person(row.person_id), row.evidence_position, stated


def _rows(session: Session, person_id: int) -> list[HelpStated]:
    query = sa.select(HelpStated).where(HelpStated.person_id == person_id).order_by(HelpStated.id)
    return list(session.scalars(query))
