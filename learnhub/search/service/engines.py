"""Which index answers."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.search.adapters.fts5 import Fts5
from learnhub.search.adapters.tsvector import Tsvector
from learnhub.search.adapters.whoosh_folder import WhooshFolder
from learnhub.search.rules import Index
from learnhub.settings import Settings


def database_index(session: Session) -> Index:
    """Return the index that lives in the database of this unit of work."""
    return Fts5(session) if session.get_bind().dialect.name == "sqlite" else Tsvector(session)


def whoosh_or_none(settings: Settings) -> WhooshFolder | None:
    """Return the Whoosh index where the settings ask for it, else None."""
    return _whoosh(settings.instance_dir / "search") if settings.search_engine == "whoosh" else None


def index_for(session: Session, settings: Settings) -> Index:
    """Return the index that the settings name; the database's own until the Whoosh index has been made."""
    whoosh = whoosh_or_none(settings)
    return whoosh if whoosh is not None and whoosh.is_made else database_index(session)


@lru_cache(maxsize=4)
def _whoosh(folder: Path) -> WhooshFolder:
    # One object for all requests: it keeps each thread's searcher open.
    return WhooshFolder(folder)
