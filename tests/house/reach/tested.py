"""What the furnished site has of tests, evaluations, notices and liaisons: an attempt, a paper that was given out, a sample, a list."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.accounts.rules.names import nickname_key
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import Edition
from learnhub.evaluation.rules import Question, Score
from learnhub.evaluation.service.sample import ClassTold
from learnhub.learning.rules.assessments.attempts import AttemptForm
from learnhub.learning.service import assessments, enrolment_or_none
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.adapters.local_folder import LocalFolder
from tests.tiny_course import FIGURES


def attempt_of(session: Session, trainee: int) -> int:
    """Return an attempt of the trainee at a test: one there is, else one that begins now."""
    course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
    enrolment = enrolment_or_none(session, person_id=trainee, course_id=course.id)
    assert enrolment is not None
    known = assessments.attempts_of(session, [enrolment.id])
    if known:
        return known[0].row.id
    made = assessments.begin(
        session, LocalFolder(Path()), enrolment, "theory",
        edition=Edition.STANDARD, figures=FIGURES, by_id=trainee, now=instant_now(),
    )  # fmt: skip
    assert not isinstance(made, Refusal)
    return made.id


def paper_of_classmate(session: Session, row: Callable[..., Any], teacher: int) -> dict[str, int | str]:
    """Grant a classmate of the trainee's paper, and give the paper of a test out."""
    course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
    classmate = session.scalars(
        sa.select(Person.id).where(Person.nickname_key == nickname_key("学员02"))
    ).one()
    enrolment = enrolment_or_none(session, person_id=classmate, course_id=course.id)
    assert enrolment is not None
    asked = row("accommodation", person_id=classmate, enrolment_id=enrolment.id, kind="paper")
    row(
        "accommodation_step",
        accommodation_id=asked,
        kind="granted",
        by_id=teacher,
        answer_by=None,
        evidence_position=9110,
    )
    made = assessments.begin(
        session, LocalFolder(Path()), enrolment, "theory", edition=Edition.STANDARD, figures=FIGURES, by_id=teacher,
        now=instant_now(), form=AttemptForm.PAPER,
    )  # fmt: skip
    assert not isinstance(made, Refusal)
    return {
        "paper-attempt": made.id,
        "paper-enrolment": enrolment.id,
        "question": made.paper["items"][0]["digest"],
    }


def announced(row: Callable[..., Any], by: int) -> int:
    """Return a notice of the county's office."""
    made = row("announcement", region_code="410105", kind="notice")
    row("announcement_version", announcement_id=made, number=1, reason="", details={}, published_by_id=by)
    return int(made)


def evaluated(row: Callable[..., Any], evaluator: int) -> int:
    """Return a published evaluation of the county that somebody was asked for, with one class in its sample."""
    told = ClassTold(
        class_id=1, number="B-1", title="示例班", base="示例基地", region_code="410105", place="", access="", days=(), places=1,
        people=(), inspections=0, completed=0, total_fen=0, records=0, records_same=0, satisfied={},
    )  # fmt: skip
    made = row("evaluation", region_code="410105", evaluator_id=evaluator, classes=[asdict(told)])
    scores = {str(question): str(Score.GOOD) for question in Question}
    for number in (0, 1):
        row("evaluation_finding", evaluation_id=made, number=number, scores=scores if number else {})
    for kind, digest in (("handed in", "0" * 64), ("published", "")):
        row("evaluation_step", evaluation_id=made, kind=kind, digest=digest)
    return int(made)


def listed(row: Callable[..., Any], liaison: int, trainee: int, enrolment: int) -> dict[str, int]:
    """Return a town of the county with its liaison, and what was done for the trainee who is on its list."""
    town = row("town", region_code="410105")
    row("town_person", person_id=trainee, town_id=town)
    return {
        "town": town,
        "town-liaison": row("town_liaison", town_id=town, person_id=liaison, ended_at=None),
        "deed": row(
            "liaison_deed",
            town_id=town,
            person_id=trainee,
            kind="enrolled",
            enrolment_id=enrolment,
            by_id=liaison,
            undone_at=None,
        ),
    }
