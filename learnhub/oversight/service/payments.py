"""Payments, each by its reference: where an auditor begins, with what stands in the books of whoever paid."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.regions.rules import contains
from learnhub.subsidy.models import Claim, ClaimStep
from learnhub.subsidy.rules.claims import StepKind, state_of
from learnhub.subsidy.service.claims.chain import taken
from learnhub.subsidy.service.claims.told import step_words
from learnhub.training.models import TrainingClass


@dataclass(frozen=True)
class Payment:
    """Money that moved: the claim, the step that says by which reference, the number of the class, and where the claim stands now.

    The sum of an opposing claim is below zero: that money came back.
    """

    claim: Claim
    step: ClaimStep
    class_number: str
    state_words: str


def payments(
    session: Session, reach: Sequence[str], *, asked: str, number: int, size: int
) -> tuple[list[Payment], int, int]:
    """Return one page of the payments of these divisions and all within, newest first, how many there are, and their sum in 分.

    asked: a reference of a payment or a number of a claim, whole; "" for all.
    """
    codes = [
        code
        for code in session.scalars(sa.select(Claim.region_code).distinct())
        if any(contains(outer, code) for outer in reach)
    ]
    query = (
        sa.select(ClaimStep, Claim, TrainingClass.number)
        .join(Claim, Claim.id == ClaimStep.claim_id)
        .join(TrainingClass, TrainingClass.id == Claim.training_class_id)
        .where(ClaimStep.kind == StepKind.PAID, Claim.region_code.in_(codes))
    )
    if asked:
        query = query.where(sa.or_(ClaimStep.reference == asked, Claim.number == asked))
    counted = query.with_only_columns(sa.func.count(), sa.func.sum(Claim.total_fen))
    total, sum_fen = session.execute(counted).one()
    rows = session.execute(
        query.order_by(ClaimStep.id.desc())
        .offset((number - 1) * size)
        .limit(size)
        .options(selectinload(Claim.steps))
    )
    found = [
        Payment(claim, step, class_number, step_words(claim)[state_of(taken(claim.steps))])
        for step, claim, class_number in rows
    ]
    return found, total, int(sum_fen or 0)
