"""Searches that a person keeps, and is told of when a new course fits."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.worker import Handler, Work
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now, local_date, say
from learnhub.search.models import CourseEntry, SavedSearch
from learnhub.search.rules import Facet, Index, Synonyms, facet_term
from learnhub.search.service.engines import index_for
from learnhub.search.service.finding import answer
from learnhub.search.service.word_groups import word_table
from learnhub.settings import Settings

JOB_SAVED = "search.saved"
SAVED_MAX = 10
_LOOKED_AT_ONCE = 200

Chosen = Mapping[Facet, Sequence[str]]


def save_search(
    session: Session,
    index: Index,
    table: Synonyms,
    asked: str,
    chosen: Chosen,
    *,
    person_id: int,
    now: datetime,
) -> SavedSearch | Refusal:
    """Keep a search for a person, who is told of courses that fit from now on; keeping it again is keeping it once.

    asked: as it is shown. Refused where nothing is asked for, or when ten are kept.
    """
    answered = answer(session, index, asked, table, _terms(chosen))
    if not answered.query.clauses:
        return Refusal("nothing-asked", say("先写想学什么，再保存这个搜索。"))
    facets = {facet.value: list(values) for facet, values in chosen.items()}
    key = repr(sorted(facets.items()))
    kept = saved_searches(session, person_id)
    for one in kept:
        if (one.asked, one.facets_key) == (answered.asked, key):
            return one
    if len(kept) >= SAVED_MAX:
        return Refusal("many-saved", say("已经保存了 10 个搜索。请先去掉一个不用的。"))
    saved = SavedSearch(
        person_id=person_id,
        asked=answered.asked,
        facets=facets,
        facets_key=key,
        known=_fitting(session, index, table, answered.asked, chosen),
        saved_at=now,
        looked_at=now,
    )
    session.add(saved)
    session.flush()
    return saved


def saved_searches(session: Session, person_id: int) -> Sequence[SavedSearch]:
    """Return what a person keeps, the newest first."""
    return session.scalars(
        sa.select(SavedSearch).where(SavedSearch.person_id == person_id).order_by(SavedSearch.id.desc())
    ).all()


def drop_search(session: Session, saved_id: int, *, person_id: int) -> bool:
    """Drop a search that the person keeps; False where the person has none of this number."""
    saved = session.get(SavedSearch, saved_id)
    if saved is None or saved.person_id != person_id:
        return False
    session.delete(saved)
    return True


def forget_searches(session: Session, person_id: int) -> None:
    """Drop all that a person keeps: the account is closed."""
    session.execute(sa.delete(SavedSearch).where(SavedSearch.person_id == person_id))


def tell_new_courses(session: Session, index: Index, table: Synonyms, *, now: datetime) -> int:
    """Look at the searches that weren't looked at for longest, at most 200; tell people of courses that fit now and didn't.

    Returns how many people were told of something. Doing it again tells nothing again.
    """
    told = 0
    for saved in session.scalars(
        sa.select(SavedSearch).order_by(SavedSearch.looked_at, SavedSearch.id).limit(_LOOKED_AT_ONCE)
    ).all():
        chosen = {Facet(name): tuple(values) for name, values in saved.facets.items()}
        fitting = _fitting(session, index, table, saved.asked, chosen)
        saved.looked_at = now
        new = sorted(set(fitting) - set(saved.known))
        if new:
            # What fitted once stays known: a course that was withdrawn and comes again is no new one.
            saved.known = sorted({*saved.known, *fitting})
            told += messages.tell(
                session,
                saved.person_id,
                Kind.COURSE_FITS,
                {},
                ("search.results", {"q": saved.asked, **saved.facets}),
                key=f"course-fits:{saved.id}:{new[-1]}",
                now=now,
            )
    return told


def ask_to_tell(session: Session, *, now: datetime) -> None:
    """Ask for a look at the saved searches of this day; asking again on the same day is asking once."""
    jobs.enqueue(session, JOB_SAVED, {}, key=f"{JOB_SAVED}:{local_date(now)}", now=now)


def saved_handler(settings: Settings, database: Database) -> Handler:
    """Return the handler of JOB_SAVED jobs; running it again tells nothing more."""

    def handle(_work: Work) -> None:
        with database.transaction() as session:
            table = word_table(session, settings)
            tell_new_courses(session, index_for(session, settings), table, now=instant_now())

    return handle


def _fitting(session: Session, index: Index, table: Synonyms, asked: str, chosen: Chosen) -> list[int]:
    """Return the courses that have all of what was asked for: part of it, or what sounds alike, isn't what a person waits for."""
    answered = answer(session, index, asked, table, _terms(chosen), is_exact=True)
    if answered.is_loose or not answered.hits:
        return []
    found = index.courses(answered.query)
    return sorted(session.scalars(sa.select(CourseEntry.course_id).where(CourseEntry.course_id.in_(found))))


def _terms(chosen: Chosen) -> list[str]:
    return [facet_term(facet, value) for facet, values in chosen.items() for value in values]
