"""Compare people with a list from elsewhere; a hit is something for a person to look at, never a finding."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service.matching import people_by_hashed_identity, people_by_identity
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern, person_concern
from learnhub.learning.models import Enrolment
from learnhub.oversight.adapters.lists import read_list
from learnhub.oversight.models import MatchHit, MatchList
from learnhub.oversight.rules import KIND_WORDS, OUTCOME_WORDS, HitOutcome, ListKind
from learnhub.primitives import Refusal, say
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord

REASON_CHARACTERS_MIN = 4
_NAME_CHARACTERS_MAX = 80


@dataclass(frozen=True)
class Brought:
    """A list as it was brought. people: ids of those who are compared, None for everybody. region_code: whose list it is."""

    kind: ListKind
    name: str
    content: bytes
    region_code: str
    people: sa.Select[int] | None


def compare(
    session: Session, keys: SiteKeys, actor: Actor, brought: Brought, *, now: datetime
) -> MatchList | Refusal:
    """Keep which list was compared, with a hit for each person in a row of it. The file and its numbers are not kept."""
    assert actor.person_id is not None
    name = brought.name.strip()
    if not name or len(name) > _NAME_CHARACTERS_MAX:
        return Refusal(
            "name",
            say(
                "请填写名单的名称和出处，最多 %(name_characters_max)s 个字。",
                name_characters_max=_NAME_CHARACTERS_MAX,
            ),
            field="name",
        )
    read = read_list(brought.content)
    if isinstance(read, Refusal):
        return read
    made = MatchList(
        kind=brought.kind,
        name=name,
        digest=hashlib.sha256(brought.content).hexdigest(),
        region_code=brought.region_code,
        rows_read=len(read.rows),
        rows_unreadable=len(read.unreadable),
        made_by=actor.person_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    plain = people_by_identity(
        session, keys, {row.identity for row in read.rows if row.identity}, people=brought.people
    )
    hashed = people_by_hashed_identity(
        session, keys, {row.hashed for row in read.rows if row.hashed}, people=brought.people
    )
    hits = [
        MatchHit(match_list_id=made.id, row_number=row.number, person_id=person_id, reason="")
        for row in read.rows
        for person_id in plain.get(row.identity, hashed.get(row.hashed, ()))
    ]
    session.add_all(hits)
    session.flush()
    words = f"比对{KIND_WORDS[brought.kind]}：{len(read.rows)} 行，{len(hits)} 处需要核对"
    audit.record(session, actor, "list-compared", words, Concern("match-list", str(made.id)), now=now)
    return made


def decide(
    session: Session, actor: Actor, hit: MatchHit, outcome: HitOutcome, *, reason: str, now: datetime
) -> Refusal | None:
    """Record what a person found about a hit, once; audited at the person it concerns."""
    assert actor.person_id is not None
    if len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal(
            "reason-needed", say("请写明怎么核对的，至少 4 个字，例如“电话问过本人”。"), field="reason"
        )
    if hit.outcome is not None:
        return Refusal("decided", say("这一处已经核对过了，请刷新页面看看。"))
    hit.outcome, hit.reason, hit.decided_by, hit.decided_at = outcome, reason.strip(), actor.person_id, now
    session.flush()
    audit.record(
        session,
        actor,
        "match-decided",
        say("%(deed)s：%(what)s", deed=say("核对名单里的提示"), what=OUTCOME_WORDS[outcome]),
        person_concern(hit.person_id),
        reason=reason.strip(),
        now=now,
    )
    return None


def list_or_none(session: Session, list_id: int) -> MatchList | None:
    """Return a list that was compared."""
    return session.get(MatchList, list_id)


def hit_or_none(session: Session, list_id: int, hit_id: int, *, for_update: bool = False) -> MatchHit | None:
    """Return a hit of a list. for_update: held until the unit of work ends, so that it is decided once."""
    query = sa.select(MatchHit).where(MatchHit.id == hit_id, MatchHit.match_list_id == list_id)
    return session.scalar(query.with_for_update() if for_update else query)


def lists_in(session: Session, reach: Sequence[str]) -> list[MatchList]:
    """Return the lists of these divisions and all within, newest first; reach: ("",) for all."""
    rows = session.scalars(sa.select(MatchList).order_by(MatchList.id.desc()))
    return [row for row in rows if any(contains(code, row.region_code) for code in reach)]


def open_counts(session: Session, list_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return how many hits each list has, and how many of them nobody has looked at."""
    rows = session.execute(
        sa.select(
            MatchHit.match_list_id,
            sa.func.count(MatchHit.id),
            sa.func.sum(sa.case((MatchHit.outcome.is_(None), 1), else_=0)),
        )
        .where(MatchHit.match_list_id.in_(list_ids))
        .group_by(MatchHit.match_list_id)
    )
    return {row[0]: (int(row[1]), int(row[2] or 0)) for row in rows}


def records_of_people(
    session: Session, person_ids: Sequence[int], reach: Sequence[str]
) -> dict[int, tuple[int, int]]:
    """Return the newest record of each of these people within these divisions, by person: (id, amount granted in 分).

    A hit concerns an auditor where money rests on it; whoever has no record there is left out.
    """
    codes = [
        code
        for code in session.scalars(sa.select(BlendedRecord.region_code).distinct())
        if any(contains(outer, code) for outer in reach)
    ]
    newest = (
        sa.select(Enrolment.person_id, sa.func.max(BlendedRecord.id))
        .join(Enrolment, Enrolment.id == BlendedRecord.enrolment_id)
        .where(Enrolment.person_id.in_(person_ids), BlendedRecord.region_code.in_(codes))
        .group_by(Enrolment.person_id)
    )
    found = {person_id: int(record_id) for person_id, record_id in session.execute(newest)}
    records = session.scalars(sa.select(BlendedRecord).where(BlendedRecord.id.in_(found.values())))
    sums = {one.id: sum(line.amount_fen for line in one.lines) for one in records}
    return {person_id: (record_id, sums[record_id]) for person_id, record_id in found.items()}


def hits_of(session: Session, list_id: int) -> list[MatchHit]:
    """Return the hits of a list: those that nobody has looked at first, then by row."""
    query = sa.select(MatchHit).where(MatchHit.match_list_id == list_id)
    return sorted(session.scalars(query), key=lambda hit: (hit.outcome is not None, hit.row_number, hit.id))
