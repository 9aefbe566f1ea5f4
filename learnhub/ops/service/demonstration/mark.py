"""Tell whether a site is a demonstration, and who its people are."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.ops.models import Demonstration

ONLY = 1


@dataclass(frozen=True)
class DemoEntry:
    """One of the people with whom a demonstration is looked at."""

    name: str
    role_words: str
    story: str
    person_id: int


def is_demonstration(session: Session) -> bool:
    """Tell whether this site is a demonstration."""
    return session.get(Demonstration, ONLY) is not None


def is_province(session: Session) -> bool:
    """Tell whether this site is a made province."""
    mark = session.get(Demonstration, ONLY)
    return mark is not None and mark.is_province


def entries(session: Session) -> tuple[DemoEntry, ...]:
    """Return the people of the demonstration in their order; none on any other site."""
    mark = session.get(Demonstration, ONLY)
    return tuple(DemoEntry(**told) for told in mark.people) if mark is not None else ()


def entry_or_none(session: Session, name: str) -> DemoEntry | None:
    """Return one of the people by name; None on any other site, whatever the name."""
    return next((entry for entry in entries(session) if entry.name == name), None)
