"""Claims that a trainee, or the guardian, begins: who stands on that side, what may be begun, where the money may go."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.rules.guardianship import Guardianship
from learnhub.accounts.service import guardians
from learnhub.audit.rules import Actor
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.subsidy.models import Claim, PayeeAccount
from learnhub.subsidy.rules.claims import (
    BASE_ACCOUNT,
    BEGUN_BY,
    ENDED,
    MAY_CHOOSE,
    Applicant,
    Payee,
    StepKind,
    next_steps,
    own_claim_refusal,
    state_of,
)
from learnhub.subsidy.service.claims.chain import taken
from learnhub.subsidy.service.claims.making import Candidate, candidates, make_claim
from learnhub.subsidy.service.claims.payees import base_account_row, set_payee, whole_account
from learnhub.subsidy.service.claims.told import own_claims_of
from learnhub.training import service as training
from learnhub.training.models import ClassPlace, TrainingClass

NO_CLASS = Refusal("no-class", say("您还没有进班，没有可以申请的补贴。请联系基地，问什么时候开班。"))
NO_BASE_ACCOUNT = Refusal(
    "no-base-account", say("现在不能付给基地：本地没有这样的规定，或者基地还没有登记账户。请填您本人的账户。")
)
CHOSEN_PROOF = "学员自己申请时选的：付给基地"


@dataclass(frozen=True)
class Side:
    """Who stands on the trainee's side of an enrolment: the trainee, or a guardian whose link is in force today."""

    enrolment: Enrolment
    applicant: Applicant
    link: Guardianship | None = None


def side_or_none(session: Session, *, person_id: int, enrolment_id: int, on: date) -> Side | None:
    """Return on which footing a person may ask for money of an enrolment; None for everybody else, whether or not it exists.

    A guardian needs a link within its dates that the trainee said yes to; every scope covers money (decision 31).
    """
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None:
        return None
    if enrolment.person_id == person_id:
        return Side(enrolment, Applicant.TRAINEE)
    link = _link_or_none(session, person_id, enrolment.person_id, on)
    return Side(enrolment, Applicant.GUARDIAN, link) if link is not None else None


def own_side_claim_or_none(session: Session, side: Side, claim_id: int) -> Claim | None:
    """Return a claim of this enrolment that whoever stands there may send or take back; None for the base's and others'.

    The trainee may do so with what a guardian began, never the other way round: a helper doesn't decide for the person.
    """
    claim = session.get(Claim, claim_id)
    if claim is None or not _may_send(side, claim):
        return None
    return claim if side.enrolment.id in {line.enrolment_id for line in claim.lines} else None


def unsent_or_none(session: Session, side: Side) -> Claim | None:
    """Return the claim that was begun, or came back, and that whoever stands there has still to send."""
    found = [
        claim
        for claim in own_claims_of(session, side.enrolment.id)
        if _may_send(side, claim) and StepKind.SUBMITTED in next_steps(state_of(taken(claim.steps)))
    ]
    return found[-1] if found else None


def send_refusal(session: Session, keys: SiteKeys, side: Side, *, on: date) -> Refusal | None:
    """Say what has come to miss since the claim was begun, as a guardian's consent that was taken back."""
    return guardians.may_apply_for_money(session, keys, side.enrolment.person_id, on=on)


def begin_refusal(session: Session, enrolment: Enrolment, figures: Figures, *, on: date) -> Refusal | None:
    """Say why a trainee's side can't begin a claim at all: no class, a place where the base alone asks, or too many tries."""
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return NO_CLASS
    figure = figures.in_force_or_none(BEGUN_BY, training_class.region_code, on)
    word = figure.value if figure is not None and isinstance(figure.value, str) else ""
    ended = sum(state_of(taken(one.steps)) in ENDED for one in own_claims_of(session, enrolment.id))
    return own_claim_refusal(word, ended)


def own_candidate_or_none(
    session: Session, enrolment: Enrolment, keys: SiteKeys, *, on: date
) -> Candidate | None:
    """Return what an enrolment can claim now by its newest kept record; None without a class."""
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    found = candidates(session, training_class, keys, on=on, enrolment_ids=[enrolment.id])
    return found[0] if found else None


def begin_own_claim(
    session: Session,
    actor: Actor,
    side: Side,
    *,
    client_id: str,
    figures: Figures,
    keys: SiteKeys,
    now: datetime,
) -> Claim | Refusal:
    """Begin a claim for one enrolment: it is calculated and frozen, and nobody has got it yet. The same client id is the same claim."""
    refusal = begin_refusal(session, side.enrolment, figures, on=local_date(now))
    if refusal is not None:
        return refusal
    training_class = training.class_of_enrolment_or_none(session, side.enrolment.id)
    assert training_class is not None  # begin_refusal has asked
    return make_claim(
        session,
        actor,
        training_class=training_class,
        enrolment_ids=[side.enrolment.id],
        applicant=side.applicant,
        client_id=f"own:{side.enrolment.id}:{client_id}",
        figures=figures,
        keys=keys,
        now=now,
    )


def base_account_or_none(
    session: Session, enrolment: Enrolment, figures: Figures, *, on: date
) -> PayeeAccount | None:
    """Return the account that the base of the class entered last as its own, where policy lets a trainee choose it."""
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    figure = figures.in_force_or_none(BASE_ACCOUNT, training_class.region_code, on)
    if figure is None or figure.value != MAY_CHOOSE:
        return None
    return base_account_row(session, training_class.base_id)


def choose_base_account(
    session: Session, keys: SiteKeys, actor: Actor, side: Side, figures: Figures, *, now: datetime
) -> PayeeAccount | Refusal:
    """Let the money of an enrolment go to the base, as the trainee's own choice: a new row for this enrolment alone."""
    row = base_account_or_none(session, side.enrolment, figures, on=local_date(now))
    if row is None:
        return NO_BASE_ACCOUNT
    holder, number = whole_account(keys, row)
    return set_payee(
        session,
        keys,
        actor,
        enrolment=side.enrolment,
        kind=Payee.BASE,
        holder=holder,
        number=number,
        is_card=False,
        bank=row.bank,
        proof=CHOSEN_PROOF,
        by=side.applicant,
        now=now,
    )


def wards_trainings(
    session: Session, *, guardian_id: int, link_id: int, on: date
) -> tuple[Guardianship, list[tuple[Enrolment, TrainingClass]]] | None:
    """Return whose guardian somebody is by a link in force, with the trainee's classes; None for any other link."""
    link = guardians.link_or_none(session, link_id, [guardian_id])
    if link is None or link.guardian_id != guardian_id or not link.is_in_force(on):
        return None
    rows = session.execute(
        sa.select(Enrolment, TrainingClass)
        .join(ClassPlace, ClassPlace.enrolment_id == Enrolment.id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(Enrolment.person_id == link.person_id)
        .order_by(Enrolment.id)
    )
    return link, [(row[0], row[1]) for row in rows]


def _may_send(side: Side, claim: Claim) -> bool:
    by_guardian = side.applicant is Applicant.GUARDIAN
    return claim.applicant is Applicant.GUARDIAN or (claim.applicant is Applicant.TRAINEE and not by_guardian)


def _link_or_none(session: Session, guardian_id: int, person_id: int, on: date) -> Guardianship | None:
    links = guardians.wards_of(session, guardian_id)
    return next((one for one in links if one.person_id == person_id and one.is_in_force(on)), None)
