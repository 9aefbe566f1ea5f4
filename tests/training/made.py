"""A class of 15 days with its ids, and what an instructor says of its rolls."""

from dataclasses import dataclass
from typing import Any

from learnhub.db import Database
from learnhub.training import service
from learnhub.training.rules import Presence
from tests.classes import ClassDays, both_bases, course_with_lessons, enrol, join, open_class
from tests.people import Someone
from tests.visit import Page


@dataclass(frozen=True)
class Made:
    """A class of 15 days with its ids."""

    class_id: int
    session_ids: list[int]
    enrolment_id: int
    enrolment_ids: list[int]
    person_ids: list[int]


def make_class(
    database: Database, instructor: Someone, people: list[Someone], *, days: ClassDays | None = None
) -> Made:
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        training_class = open_class(
            session, course, both_bases(session)[0], teachers=[instructor.person_id], days=days, capacity=100
        )
        enrolments = [enrol(session, person.person_id, course) for person in people]
        for enrolment in enrolments:
            join(session, training_class, enrolment)
        return Made(
            training_class.id,
            [meeting.id for meeting in training_class.sessions],
            enrolments[0].id if enrolments else 0,
            [one.id for one in enrolments],
            [person.person_id for person in people],
        )


def roll_values(made: Made, session_index: int = 0) -> dict[str, Any]:
    return {"class_id": made.class_id, "session_id": made.session_ids[session_index]}


def act_of(page: Page) -> str:
    return next(e.get("value", "") for e in page.document.all("input") if e.get("name") == "act")


def say(made: Made, *said: tuple[str, str] | None, act: str = "one-form") -> dict[str, str]:
    """Return the fields of a roll: (choice, minutes) for each trainee, None for no choice."""
    fields = {"act": act}
    for person_id, one in zip(made.person_ids, said, strict=True):
        fields[f"m{person_id}"] = one[1] if one else "315"
        if one and one[0]:
            fields[f"p{person_id}"] = one[0]
    return fields


def marks(database: Database, made: Made, session_index: int = 0) -> dict[int, tuple[Presence, int] | None]:
    with database.reading() as session:
        meeting = service.session_of_class_or_none(session, made.class_id, made.session_ids[session_index])
        assert meeting is not None
        return {
            row.person_id: (row.mark.presence, row.mark.minutes) if row.mark else None
            for row in service.roll(session, meeting)
        }
