"""The word table with the groups that officers have added, and what a further group would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.primitives import Refusal, say
from learnhub.search.adapters.word_table import read_synonyms
from learnhub.search.models import SynonymGroup, UnansweredQuery
from learnhub.search.rules import Index, Synonyms
from learnhub.search.rules.word_groups import GROUPS_MAX, read_group, with_groups
from learnhub.search.service.finding import Answer, answer
from learnhub.settings import Settings

QUERIES_TRIED_MAX = 30
# The table of each database with what it was made from: several hundred groups take longer to read than a search.
_tables: WeakKeyDictionary[sa.Engine, tuple[tuple[Any, ...], Synonyms]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Change:
    """What a further group would change for one question: how many courses it finds, and the title of the first."""

    query: str
    count_before: int
    count_after: int
    first_before: int | None
    first_after: int | None


def word_table(session: Session, settings: Settings) -> Synonyms:
    """Return the word table of the search: the file's, and the groups of officers; made anew only where these have changed."""
    path = settings.content_dir / "language" / "synonyms.toml"
    group = SynonymGroup
    told = sa.func.count(), sa.func.max(group.id), sa.func.max(group.added_at), sa.func.count(group.ended_at)
    version = (path, *session.execute(sa.select(*told)).one())
    engine = session.get_bind().engine
    known = _tables.get(engine)
    if known is None or known[0] != version:
        added = tuple(tuple(one.words) for one in groups(session))
        known = _tables[engine] = (version, with_groups(read_synonyms(path), added))
    return known[1]


def groups(session: Session) -> Sequence[SynonymGroup]:
    """Return the groups of officers that hold, the newest first."""
    return session.scalars(
        sa.select(SynonymGroup)
        .where(SynonymGroup.ended_at.is_(None))
        .order_by(SynonymGroup.id.desc())
        .limit(GROUPS_MAX)
    ).all()


def add_group(
    session: Session, typed: str, table: Synonyms, *, by: Actor, now: datetime
) -> SynonymGroup | Refusal:
    """Add words that mean the same; searches use them at once."""
    words = read_group(typed, table)
    if isinstance(words, Refusal):
        return words
    if len(groups(session)) >= GROUPS_MAX:
        return Refusal("many-groups", say("已经有 500 组词了。请先结束一些不用的。"), field="words")
    if by.person_id is None:
        raise ValueError("an officer adds words")
    group = SynonymGroup(words=list(words), added_by=by.person_id, added_at=now)
    session.add(group)
    session.flush()
    audit.record(
        session,
        by,
        "search-words-added",
        say("搜索用词加了一组"),
        Concern("search-words", str(group.id)),
        now=now,
    )
    return group


def end_group(session: Session, group_id: int, *, by: Actor, now: datetime) -> bool:
    """End a group of officers; False where there is none that holds."""
    group = session.get(SynonymGroup, group_id)
    if group is None or group.ended_at is not None:
        return False
    group.ended_by, group.ended_at = by.person_id, now
    audit.record(
        session,
        by,
        "search-words-ended",
        say("搜索用词结束了一组"),
        Concern("search-words", str(group_id)),
        now=now,
    )
    return True


def changes(session: Session, index: Index, table: Synonyms, words: Sequence[str]) -> list[Change]:
    """Return which questions a group of words would change: its own words, and what was asked for in vain most often."""
    asked = session.scalars(
        sa.select(UnansweredQuery.text)
        .where(UnansweredQuery.text != "", UnansweredQuery.is_hidden.is_(False))
        .order_by(UnansweredQuery.asked_count.desc(), UnansweredQuery.id)
        .limit(QUERIES_TRIED_MAX)
    )
    wider = with_groups(table, [words])
    found = []
    for query in dict.fromkeys((*words, *asked)):
        before, after = answer(session, index, query, table), answer(session, index, query, wider)
        if list(before.hits)[:10] != list(after.hits)[:10] or len(before.hits) != len(after.hits):
            found.append(Change(query, len(before.hits), len(after.hits), _first(before), _first(after)))
    return found


def _first(answered: Answer) -> int | None:
    return next(iter(answered.hits), None)
