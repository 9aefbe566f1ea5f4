"""便利: ask, answer, object, and say what was granted."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.evidence import service as evidence
from learnhub.learning.models import Accommodation, AccommodationStep, Enrolment
from learnhub.learning.rules.accommodations import (
    ANSWER_DAYS,
    READ_ELSEWHERE,
    AccommodationFor,
    AccommodationKind,
    AccommodationRequest,
    AccommodationStepKind,
    AccommodationTold,
    Answerer,
    answer_day,
    answer_refusal,
    asking_refusal,
    own_step_refusal,
)
from learnhub.learning.service.enrolments import own_enrolment_or_none
from learnhub.learning.service.names import subject_of
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import COUNTRY

KIND_STEP = "accommodation.step"
OPEN_MAX = 20
_STEP_OF = {
    (Answerer.BASE, True): AccommodationStepKind.GRANTED,
    (Answerer.BASE, False): AccommodationStepKind.REFUSED,
    (Answerer.OFFICE, True): AccommodationStepKind.OFFICE_GRANTED,
    (Answerer.OFFICE, False): AccommodationStepKind.OFFICE_REFUSED,
}
_WAITING = {
    Answerer.BASE: (AccommodationStepKind.ASKED,),
    Answerer.OFFICE: (AccommodationStepKind.REFUSED, AccommodationStepKind.OBJECTED),
}


def ask(
    session: Session,
    *,
    person_id: int,
    enrolment_id: int,
    kinds: Sequence[AccommodationKind],
    asked_for: AccommodationFor,
    words: str,
    figures: Figures,
    now: datetime,
) -> list[AccommodationRequest] | Refusal:
    """Ask for one or several things within one's own enrolment; what already waits or is granted isn't asked for twice.

    Returns the new requests, in the order of kinds; empty when everything had been asked for.
    """
    evidence.lock_chain(session, subject_of(person_id))
    enrolment = own_enrolment_or_none(session, person_id=person_id, enrolment_id=enrolment_id)
    if enrolment is None:
        return Refusal("not-enrolled", say("您还没有报名这门课。请先报名，再申请便利。"))
    refusal = asking_refusal(kinds, words)
    if refusal is not None:
        return refusal
    known = requests_of(session, [enrolment_id])
    if len(known) + len(kinds) > OPEN_MAX:
        return Refusal("too-many", say("这门课的申请已经很多了。请直接联系培训基地，或者残联工作人员。"))
    held = {
        (one.kind, one.asked_for, one.words) for one in known if one.is_granted or one.waits_for is not None
    }
    made = []
    for kind in dict.fromkeys(kinds):
        said = words if kind is AccommodationKind.OTHER else ""
        if (kind, asked_for, said) in held:
            continue
        row = Accommodation(
            person_id=person_id, enrolment_id=enrolment_id, kind=kind, asked_for=asked_for, words=said
        )
        session.add(row)
        session.flush()
        until = answer_day(now, _answer_days(figures, now))
        _add_step(session, row, 1, AccommodationStepKind.ASKED, words, person_id, until, now)
        made.append(row.id)
    return _requests(session, sa.select(Accommodation).where(Accommodation.id.in_(made)))


def answer(
    session: Session,
    actor: Actor,
    request: AccommodationRequest,
    answerer: Answerer,
    *,
    is_granted: bool,
    words: str,
    figures: Figures,
    now: datetime,
) -> Refusal | None:
    """Answer a request, as base or office; a base's "no" goes on to the office by itself. Audited.

    The caller has made sure that the request lies within the answerer's reach.
    """
    assert actor.person_id is not None
    row, present = _locked(session, request)
    refusal = answer_refusal(present, answerer, actor.person_id, is_granted=is_granted, words=words)
    if refusal is not None:
        return refusal
    kind = _STEP_OF[answerer, is_granted]
    until = None
    if kind is AccommodationStepKind.REFUSED:
        until = answer_day(now, _answer_days(figures, now))
    number = len(present.steps) + 1
    _add_step(session, row, number, kind, words.strip(), actor.person_id, until, now)
    messages.tell(
        session,
        present.person_id,
        Kind.ACCOMMODATION_ANSWERED,
        {},
        ("learning.own_accommodation", {"request_id": row.id}),
        key=f"accommodation:{row.id}:{number}",
        now=now,
    )
    audit.record(
        session,
        actor,
        "accommodation-answered",
        say(
            "%(deed)s：%(what)s", deed=say("答复便利申请"), what=say("同意") if is_granted else say("不同意")
        ),
        person_concern(present.person_id),
        reason=words.strip(),
        now=now,
    )
    return None


def take_back(session: Session, request: AccommodationRequest, *, now: datetime) -> Refusal | None:
    """Take one's own request back; it can be made again."""
    return _own_step(session, request, AccommodationStepKind.TAKEN_BACK, "", None, now)


def object_to(
    session: Session, request: AccommodationRequest, *, words: str, figures: Figures, now: datetime
) -> Refusal | None:
    """Say that one doesn't agree with the office's "no"; somebody else of the office looks again."""
    until = answer_day(now, _answer_days(figures, now))
    return _own_step(session, request, AccommodationStepKind.OBJECTED, words, until, now)


def requests_of(session: Session, enrolment_ids: Collection[int]) -> list[AccommodationRequest]:
    """Return all requests within these enrolments, oldest first."""
    return _requests(session, sa.select(Accommodation).where(Accommodation.enrolment_id.in_(enrolment_ids)))


def own_request_or_none(session: Session, *, person_id: int, request_id: int) -> AccommodationRequest | None:
    """Return a request if it is this person's; None otherwise, whether or not it exists."""
    found = _requests(
        session,
        sa.select(Accommodation).where(Accommodation.id == request_id, Accommodation.person_id == person_id),
    )
    return found[0] if found else None


def granted_accommodations(session: Session, enrolment_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return what is to be given in these enrolments, in words without any category, as a class sheet shows it.

    Enrolments for which nothing was granted are left out.
    """
    found: dict[int, tuple[str, ...]] = {}
    for one in requests_of(session, enrolment_ids):
        if one.is_granted:
            found[one.enrolment_id] = (*found.get(one.enrolment_id, ()), one.name)
    return found


def reads_elsewhere(session: Session, person_id: int) -> bool:
    """Tell whether paper, braille or a scribe was granted: then what was learned comes in together, later."""
    rows = _requests(
        session,
        sa.select(Accommodation).where(
            Accommodation.person_id == person_id, Accommodation.kind.in_(READ_ELSEWHERE)
        ),
    )
    return any(one.is_granted for one in rows)


def waiting_requests(
    session: Session, within: sa.ColumnElement[bool], answerer: Answerer, *, number: int, size: int
) -> tuple[list[AccommodationRequest], int]:
    """Return one page of the requests that an answerer has to answer, the most urgent first.

    within: a condition on Person (accounts.service.directory.within_reach).
    """
    last = (
        sa.select(sa.func.max(AccommodationStep.id).label("id"))
        .group_by(AccommodationStep.accommodation_id)
        .subquery()
    )
    query = (
        sa.select(Accommodation, AccommodationStep.answer_by)
        .join(AccommodationStep, AccommodationStep.accommodation_id == Accommodation.id)
        .join(last, last.c.id == AccommodationStep.id)
        .join(Person, Person.id == Accommodation.person_id)
        .where(within, AccommodationStep.kind.in_(_WAITING[answerer]))
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    ids = [
        row.id
        for row, _day in session.execute(
            query.order_by(AccommodationStep.answer_by, Accommodation.id)
            .offset((number - 1) * size)
            .limit(size)
        )
    ]
    by_id = {
        one.id: one for one in _requests(session, sa.select(Accommodation).where(Accommodation.id.in_(ids)))
    }
    return [by_id[one] for one in ids], total


def request_within_or_none(
    session: Session, within: sa.ColumnElement[bool], request_id: int
) -> AccommodationRequest | None:
    """Return a request of somebody within reach; None otherwise."""
    found = _requests(
        session,
        sa.select(Accommodation)
        .join(Person, Person.id == Accommodation.person_id)
        .where(within, Accommodation.id == request_id),
    )
    return found[0] if found else None


def courses_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, int]:
    """Return the course version of each of these enrolments, by enrolment."""
    rows = session.execute(
        sa.select(Enrolment.id, Enrolment.course_version_id).where(Enrolment.id.in_(enrolment_ids))
    )
    return {row.id: row.course_version_id for row in rows}


def _own_step(
    session: Session,
    request: AccommodationRequest,
    kind: AccommodationStepKind,
    words: str,
    until: date | None,
    now: datetime,
) -> Refusal | None:
    row, present = _locked(session, request)
    refusal = own_step_refusal(present, kind, words)
    if refusal is not None:
        return refusal
    _add_step(session, row, len(present.steps) + 1, kind, words, present.person_id, until, now)
    return None


def _locked(session: Session, request: AccommodationRequest) -> tuple[Accommodation, AccommodationRequest]:
    """Return a request as it stands once nobody else can change it."""
    evidence.lock_chain(session, subject_of(request.person_id))
    row = session.get_one(Accommodation, request.id)
    return row, _requests(session, sa.select(Accommodation).where(Accommodation.id == request.id))[0]


def _add_step(
    session: Session,
    row: Accommodation,
    number: int,
    kind: AccommodationStepKind,
    words: str,
    by_id: int,
    until: date | None,
    now: datetime,
) -> None:
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of(row.person_id),
            kind=KIND_STEP,
            about=f"enrolment:{row.enrolment_id}",
            client_id=f"accommodation:{row.id}:{number}",
            happened_at=now,
            # Neither what is asked for nor why: only that a step was taken, and what proves request and words unchanged.
            payload={
                "accommodation": row.id,
                "step": kind.value,
                "by": by_id,
                "answer_by": until.isoformat() if until else None,
                "words": hashlib.sha256(words.encode()).hexdigest(),
                evidence.STEP_OF: evidence.row_digest(row),
            },
        ),
        now=now,
    ).entry
    session.add(
        AccommodationStep(
            accommodation_id=row.id,
            kind=kind,
            words=words,
            by_id=by_id,
            taken_at=now,
            answer_by=until,
            evidence_position=entry.position,
        )
    )
    session.flush()


def _answer_days(figures: Figures, now: datetime) -> int:
    return figures.in_force(ANSWER_DAYS, COUNTRY, local_date(now)).number


def _requests(session: Session, query: sa.Select[Accommodation]) -> list[AccommodationRequest]:
    rows = session.scalars(query.order_by(Accommodation.id)).all()
    steps: dict[int, list[AccommodationTold]] = {}
    for step in session.scalars(
        sa.select(AccommodationStep)
        .where(AccommodationStep.accommodation_id.in_([row.id for row in rows]))
        .order_by(AccommodationStep.id)
    ):
        steps.setdefault(step.accommodation_id, []).append(
            AccommodationTold(step.kind, step.words, step.by_id, step.taken_at, step.answer_by)
        )
    return [
        AccommodationRequest(
            row.id,
            row.person_id,
            row.enrolment_id,
            row.kind,
            row.asked_for,
            row.words,
            tuple(steps[row.id]),
        )
        for row in rows
    ]
