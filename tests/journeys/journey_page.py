"""One page of a journey, and who opens it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class JourneyPage:
    """A page of a journey. path: with the names of `places` in braces. person: None for a visitor. access: the cookie of an
    access profile."""

    name: str
    path: str
    person: str | None = None
    access: str = ""
