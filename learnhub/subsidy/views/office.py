"""The office's classes by region, and the records of their trainees."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service import certificates
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, keys, to
from learnhub.catalogue.service import version_titles
from learnhub.learning.models import Enrolment
from learnhub.primitives import instant_now, say
from learnhub.providers.service import base_or_none, bases_by_id
from learnhub.subsidy import service
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.record_page import figures_in_force, proof_values, record_values, region_of
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.web import ROWS_PER_PAGE, Paging, current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

LOOKING = frozenset({Role.OFFICER, Role.AUDITOR})
CALCULATING = frozenset({Role.OFFICER})
DONE = {
    "calculated": say("已经算好：有变化的记录成为新的一版，没有变化的不动。"),
    "unchanged": say("已经重新算过，和原来的记录一样。"),
}


@bp.get("/office/classes")
@requires(*LOOKING)
def classes() -> ResponseReturnValue:
    """List the classes that the offices of the own region have approved."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), LOOKING)
        rows, total = training.classes_in(session, reach, number=number, size=ROWS_PER_PAGE)
        return page(
            "subsidy/classes.html",
            paging=Paging(rows, number, total),
            courses=version_titles(session, {one.course_version_id for one in rows}),
            bases={one.id: one.name for one in bases_by_id(session, [row.base_id for row in rows])},
            counts=training.place_counts(session, [one.id for one in rows]),
            region_of=region_of,
            waiting=_waiting_openings(session),
        )


@bp.get("/office/classes/<int:class_id>")
@requires(*LOOKING)
def class_records(class_id: int) -> ResponseReturnValue:
    """Show a class with the newest record of each trainee."""
    with reading() as session:
        found = _class_in_reach(session, class_id, LOOKING)
        rows = service.class_records(session, found)
        paging = part_of(rows, page_number(request.args.get("page")))
        return page(
            "subsidy/class_records.html",
            training_class=found,
            course=version_titles(session, [found.course_version_id])[found.course_version_id],
            base=base_or_none(session, found.base_id),
            region=region_of(found),
            paging=paging,
            names=nicknames(session, [enrolment.person_id for enrolment, _record in paging.rows]),
            total_fen=sum(service.total_of(record) for _enrolment, record in rows if record is not None),
            kept=sum(record is not None for _enrolment, record in rows),
            total_of=service.total_of,
            day_count=training.scheduled_days(found),
            may_calculate=reaches(holdings_of(current_person()), CALCULATING, region_code=found.region_code),
            done=done(DONE),
        )


@bp.post("/office/classes/<int:class_id>/records")
@requires(*CALCULATING)
def calculate(class_id: int) -> ResponseReturnValue:
    """Calculate the records of a class; nothing is lost by doing it again."""
    with transaction() as session:
        made = service.calculate_class(
            session,
            training_class=_class_in_reach(session, class_id, CALCULATING),
            figures=figures_in_force(session),
            births=lambda person_id: certificates.birth_or_none(session, keys(), person_id),
            actor=actor(),
            now=instant_now(),
        )
    return to("subsidy.class_records", class_id=class_id, done="calculated" if made else "unchanged")


@bp.get("/office/classes/<int:class_id>/records/<int:enrolment_id>")
@requires(*LOOKING)
def class_record(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show the record of one trainee of a class, or what it would be now."""
    with reading() as session:
        enrolment = _enrolment_in_reach(session, class_id, enrolment_id)
        return page(
            "subsidy/class_record.html",
            nickname=_nickname(session, enrolment),
            **record_values(session, enrolment),
        )


@bp.get("/office/classes/<int:class_id>/records/<int:enrolment_id>/why")
@requires(*LOOKING)
def class_proof(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Unfold an amount to days, marks, evidence and seals."""
    with reading() as session:
        enrolment = _enrolment_in_reach(session, class_id, enrolment_id)
        values = proof_values(session, enrolment)
        assert values is not None, "a trainee of this class has a class"
        return page("subsidy/class_proof.html", nickname=_nickname(session, enrolment), **values)


def _class_in_reach(session: Session, class_id: int, roles: frozenset[Role]) -> TrainingClass:
    found = training.class_or_none(session, class_id)
    if found is None or not reaches(holdings_of(current_person()), roles, region_code=found.region_code):
        abort(404)
    return found


def _enrolment_in_reach(session: Session, class_id: int, enrolment_id: int) -> Enrolment:
    found = _class_in_reach(session, class_id, LOOKING)
    enrolment = training.place_or_none(session, found.id, enrolment_id)
    if enrolment is None:
        abort(404)
    return enrolment


def _nickname(session: Session, enrolment: Enrolment) -> str:
    return nicknames(session, [enrolment.person_id])[enrolment.person_id]


def _waiting_openings(session: Session) -> int | None:
    """Return how many openings wait for the officer; None for somebody who decides none."""
    reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
    return len(training.waiting_openings(session, reach)) if reach else None
