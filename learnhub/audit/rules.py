"""Who acts, and on what."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """Whoever does something that is recorded.

    person_id: None for the command line and for the site itself. request_id: joins the event to the log lines.
    """

    person_id: int | None = None
    request_id: str = ""


@dataclass(frozen=True)
class Concern:
    """What a deed concerns: "person" 3, "course" 8.

    The id is a row's id, never a certificate number or anything else that is private.
    """

    kind: str
    id: str


def person_concern(person_id: int) -> Concern:
    """Return a person as what a deed concerns."""
    return Concern("person", str(person_id))
