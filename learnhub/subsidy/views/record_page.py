"""What the pages of one record show, to the trainee and to the office alike."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from learnhub.accounts.service import certificates
from learnhub.accounts.views.circumstances import keys
from learnhub.learning.models import Enrolment
from learnhub.policy import service as policy
from learnhub.policy.rules import Figures
from learnhub.primitives import fen_text
from learnhub.providers.service import base_or_none
from learnhub.regions.service import region_name
from learnhub.subsidy import service
from learnhub.subsidy.rules import LineKind
from learnhub.subsidy.service import RecordTold
from learnhub.subsidy.service.facts import Births
from learnhub.training.models import TrainingClass
from learnhub.training.rules import PRESENCE_WORDS
from learnhub.web import Paging, settings
from learnhub.web.paging import page_number, part_of


def figures_in_force(session: Session) -> Figures:
    """Return the figures of this site, officers' rows included."""
    return policy.figures_in_force(session, settings().content_dir)


def record_told_or_none(session: Session, enrolment: Enrolment, figures: Figures) -> RecordTold | None:
    """Return a record or its preview, judged by the certificate number that was entered where policy asks for an age."""
    return service.record_told_or_none(
        session,
        enrolment,
        figures,
        births=births_of(session),
    )


def births_of(session: Session) -> Births:
    """Return how an age window is judged on this site: by the certificate number that was entered."""
    return lambda person_id: certificates.birth_or_none(session, keys(), person_id)


def record_values(session: Session, enrolment: Enrolment) -> dict[str, Any]:
    """Return what the page of a record shows: the record or its preview, and every roll of the class."""
    record = record_told_or_none(session, enrolment, figures_in_force(session))
    values = _shared(session, enrolment, record)
    if record is None:
        return values
    sessions = service.sessions_told(session, record.training_class, enrolment.person_id)
    return values | {
        "sessions": part_of(sessions, page_number(request.args.get("page"))),
        "presence_words": PRESENCE_WORDS,
    }


def proof_values(session: Session, enrolment: Enrolment) -> dict[str, Any] | None:
    """Return what the page 从哪里来 shows, a page of days at a time; None while there is no class."""
    record = record_told_or_none(session, enrolment, figures_in_force(session))
    if record is None:
        return None
    living = record.line(LineKind.LIVING)
    number = page_number(request.args.get("page"))
    days = [step for step in living.steps if step.rows]
    shown = part_of(days, number).rows
    proofs = service.proofs(session, person_id=enrolment.person_id, steps=shown)
    return _shared(session, enrolment, record) | {
        "living": living,
        "steps": [step for step in living.steps if not step.rows],
        "others": [line for line in record.lines if line is not living],
        "proofs": Paging(proofs, number, len(days)),
    }


def region_of(training_class: TrainingClass) -> str:
    """Return the name of the division whose office approved a class."""
    return region_name(settings().content_dir, training_class.region_code)


def _shared(session: Session, enrolment: Enrolment, record: RecordTold | None) -> dict[str, Any]:
    values = {
        "enrolment_id": enrolment.id,
        "course": service.course_titles(session, [enrolment])[enrolment.id],
        "record": record,
    }
    if record is not None:
        values["amount"] = fen_text(record.total_fen)
        values["base"] = base_or_none(session, record.training_class.base_id)
        values["region"] = region_of(record.training_class)
    return values
