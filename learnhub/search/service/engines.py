"""Which index answers."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from learnhub.search.adapters.fts5 import Fts5
from learnhub.search.adapters.tsvector import Tsvector
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.rules import Document, Hit, Index, Query, UnreadableIndex
from learnhub.settings import Settings

_Answer = TypeVar("_Answer")
_log = structlog.get_logger("learnhub.search")


class WithDatabase:
    """The Whoosh index for one unit of work; from the moment its files can't be read, the database's own in its place."""

    def __init__(self, whoosh: WhooshFolder, own: Index) -> None:
        self._whoosh = whoosh
        self._own = own
        self._asked: Index = whoosh

    def replace(self, course_id: int, documents: Sequence[Document]) -> None:
        """Put these documents in place of all that the course had, in Whoosh alone: the database has them already."""
        self._whoosh.replace(course_id, documents)

    def find(self, query: Query, limit: int) -> list[Hit]:
        """Return the best documents, best first, at most `limit`."""
        return self._answered(lambda index: index.find(query, limit))

    def courses(self, query: Query) -> list[int]:
        """Return all courses of which a document fits, in no order."""
        return self._answered(lambda index: index.courses(query))

    def _answered(self, ask: Callable[[Index], _Answer]) -> _Answer:
        try:
            return ask(self._asked)
        except UnreadableIndex as fault:
            throw_away(self._whoosh, fault)
            self._asked = self._own
            return ask(self._asked)


def database_index(session: Session) -> Index:
    """Return the index that lives in the database of this unit of work."""
    return Fts5(session) if session.get_bind().dialect.name == "sqlite" else Tsvector(session)


def whoosh_or_none(settings: Settings) -> WhooshFolder | None:
    """Return the Whoosh index where the settings ask for it, else None."""
    return _whoosh(settings.instance_dir / "search") if settings.search_engine == "whoosh" else None


def index_for(session: Session, settings: Settings) -> Index:
    """Return the index that the settings name; the database's own while the Whoosh index isn't made or can't be read."""
    whoosh, own = whoosh_or_none(settings), database_index(session)
    return WithDatabase(whoosh, own) if whoosh is not None and whoosh.is_made else own


def is_to_be_made(settings: Settings) -> bool:
    """Tell whether the settings ask for a Whoosh index and there is none that can be read."""
    whoosh = whoosh_or_none(settings)
    return whoosh is not None and not whoosh.is_made


def engine_told(settings: Settings) -> str:
    """Say which index answers, for whoever watches over the site."""
    if is_to_be_made(settings):
        return "database, until the Whoosh index is made anew"
    return settings.search_engine


def throw_away(whoosh: WhooshFolder, fault: UnreadableIndex) -> None:
    """Give up an index that can't be read, and say so in the log."""
    whoosh.throw_away()
    _log.error(
        "the Whoosh index can't be read and is made anew; the database answers meanwhile", fault=str(fault)
    )


@lru_cache(maxsize=4)
def _whoosh(folder: Path) -> WhooshFolder:
    # One object for all requests: it keeps each thread's searcher open.
    return WhooshFolder(folder)
