"""Accounts that money goes to: encrypted, shown masked, changed by a new row only."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service import guardians
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.primitives import Refusal, local_date, new_token, say
from learnhub.subsidy.models import ClaimLine, ClaimStep, PayeeAccount
from learnhub.subsidy.rules.claims import (
    ENDED,
    REASON_CHARACTERS_MIN,
    Applicant,
    Payee,
    StepKind,
    account_refusal,
    masked_account,
    state_of,
)
from learnhub.subsidy.service.claims.chain import taken
from learnhub.subsidy.service.claims.told import own_claims_of
from learnhub.training.models import ClassPlace, TrainingClass

KIND_PAYEE = "payee.set"
OWN_CLAIM = Refusal(
    "own-claim", say("这名学员自己在申请补贴，账户由学员自己填。要换账户，请学员在自己的账号里换。")
)
PROOF_ERASED = "已经按保存期限删去"
_RESEALED_AT_ONCE = 500
_COLUMNS = ("number_sealed", "holder_sealed")


@dataclass(frozen=True)
class PayeeTold:
    """An account as pages show it."""

    kind: Payee
    holder: str
    masked: str
    bank: str
    proof: str
    made_at: datetime


def set_payee(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    *,
    enrolment: Enrolment,
    kind: Payee,
    holder: str,
    number: str,
    is_card: bool,
    bank: str,
    proof: str = "",
    by: Applicant = Applicant.BASE,
    now: datetime,
) -> PayeeAccount | Refusal:
    """Keep where the money of an enrolment goes, as a new row; audited. Width and blanks within the number don't matter.

    by: on whose side the actor stands. While the trainee's side asks for the money, the base doesn't say where it goes.
    """
    assert actor.person_id is not None
    if by is Applicant.BASE and any(
        state_of(taken(claim.steps)) not in {*ENDED, StepKind.PAID}
        for claim in own_claims_of(session, enrolment.id)
    ):
        return OWN_CLAIM
    digits = "".join(unicodedata.normalize("NFKC", number).split())
    refusal = account_refusal(digits, is_card=is_card)
    if refusal is not None:
        return refusal
    if kind is not Payee.TRAINEE and not proof.strip():
        return Refusal("proof-needed", say("请写明凭什么付给别人：看过的证明，在哪里留着。"), field="proof")
    if kind is Payee.GUARDIAN:
        links = guardians.links_of(session, enrolment.person_id)
        if not any(one.is_in_force(local_date(now)) for one in links):
            return Refusal(
                "no-guardian", say("残联还没有记下这名学员的监护人，或者学员本人还没有同意。"), field="kind"
            )
    row_id = new_token(12)
    event = evidence.Event(
        subject_of(enrolment.person_id),
        KIND_PAYEE,
        f"enrolment:{enrolment.id}",
        f"payee:{row_id}",
        now,
        {"payee": row_id, "kind": kind.value, "by": actor.person_id},
    )
    entry = evidence.append(session, event, now=now).entry
    row = PayeeAccount(
        id=row_id,
        enrolment_id=enrolment.id,
        kind=kind,
        holder_sealed=seal(keys, _place(row_id, "holder_sealed"), holder.strip()),
        number_sealed=seal(keys, _place(row_id, "number_sealed"), digits),
        bank=bank.strip(),
        proof=proof.strip(),
        made_by_id=actor.person_id,
        made_at=now,
        evidence_position=entry.position,
    )
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "payee-set", say("登记收款账户"), person_concern(enrolment.person_id), now=now
    )
    return row


def payees_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, PayeeAccount]:
    """Return the account in force of each of these enrolments that has one, by enrolment."""
    rows = session.scalars(
        sa.select(PayeeAccount)
        .where(PayeeAccount.enrolment_id.in_(enrolment_ids), _is_there())
        .order_by(PayeeAccount.made_at, PayeeAccount.evidence_position)
    )
    return {row.enrolment_id: row for row in rows}


def payee_told(keys: SiteKeys, row: PayeeAccount) -> PayeeTold:
    """Return an account as pages show it: the number masked."""
    holder, number = whole_account(keys, row)
    return PayeeTold(row.kind, holder, masked_account(number), row.bank, row.proof, row.made_at)


def base_account_row(session: Session, base_id: int) -> PayeeAccount | None:
    """Return the account that was entered last as the base's own, in whichever of its classes; None where there is none."""
    return session.scalar(
        sa.select(PayeeAccount)
        .join(ClassPlace, ClassPlace.enrolment_id == PayeeAccount.enrolment_id)
        .join(TrainingClass, TrainingClass.id == ClassPlace.training_class_id)
        .where(TrainingClass.base_id == base_id, PayeeAccount.kind == Payee.BASE, _is_there())
        .order_by(PayeeAccount.made_at.desc(), PayeeAccount.id)
        .limit(1)
    )


def whole_account(keys: SiteKeys, row: PayeeAccount) -> tuple[str, str]:
    """Return holder and number of an account in the clear, for the program alone: never for a page."""
    return (
        unseal(keys, _place(row.id, "holder_sealed"), row.holder_sealed),
        unseal(keys, _place(row.id, "number_sealed"), row.number_sealed),
    )


def payee_number(
    session: Session, keys: SiteKeys, actor: Actor, row: PayeeAccount, *, reason: str, now: datetime
) -> str | Refusal:
    """Return the whole number; who looked and why stands in the audit list."""
    if len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明为什么要看完整账号，至少 4 个字。"), field="reason")
    person_id = session.get_one(Enrolment, row.enrolment_id).person_id
    words = say("查看完整收款账号")
    audit.record(
        session, actor, "payee-viewed", words, person_concern(person_id), reason=reason.strip(), now=now
    )
    return unseal(keys, _place(row.id, "number_sealed"), row.number_sealed)


def reseal(session: Session, keys: SiteKeys) -> int:
    """Encrypt anew whatever was encrypted with an older key, a few hundred at once; return how many rows."""
    prefix = f"{keys.field_key_id}."
    present = sa.func.substr(PayeeAccount.number_sealed, 1, len(prefix))
    rows = session.scalars(
        sa.select(PayeeAccount)
        .where(present != prefix, _is_there())
        .limit(_RESEALED_AT_ONCE)
        .with_for_update()
    ).all()
    for row in rows:
        for column in _COLUMNS:
            place = _place(row.id, column)
            setattr(row, column, seal(keys, place, unseal(keys, place, getattr(row, column))))
    session.flush()
    return len(rows)


def last_money_days(session: Session, enrolment_ids: Collection[int] | None = None) -> dict[int, datetime]:
    """Return when something was last done with a claim of each enrolment that has one; of these enrolments, or of all."""
    query = (
        sa.select(ClaimLine.enrolment_id, sa.func.max(ClaimStep.taken_at))
        .join(ClaimStep, ClaimStep.claim_id == ClaimLine.claim_id)
        .group_by(ClaimLine.enrolment_id)
    )
    if enrolment_ids is not None:
        query = query.where(ClaimLine.enrolment_id.in_(enrolment_ids))
    return {row[0]: row[1] for row in session.execute(query)}


def payees_untouched(session: Session, before: datetime) -> list[str]:
    """Return the ids of accounts that were entered, and whose claims had their last step, before an instant."""
    rows = session.execute(
        sa.select(PayeeAccount.id, PayeeAccount.enrolment_id)
        .where(PayeeAccount.made_at < before, _is_there())
        .order_by(PayeeAccount.id)
    ).all()
    last = last_money_days(session, {row.enrolment_id for row in rows})
    return [row.id for row in rows if row.enrolment_id not in last or last[row.enrolment_id] < before]


def erase_payees(session: Session, ids: Sequence[str]) -> None:
    """Erase numbers, holders, banks and proofs; the rows stay, so that the chain's row of each account has its own."""
    session.execute(
        sa.update(PayeeAccount)
        .where(PayeeAccount.id.in_(ids))
        .values(
            number_sealed="",
            holder_sealed="",
            bank="",
            proof=sa.case((PayeeAccount.proof == "", ""), else_=PROOF_ERASED),
        )
    )


def _is_there() -> sa.ColumnElement[bool]:
    return PayeeAccount.number_sealed != ""


def _place(row_id: str, column: str) -> Place:
    return Place("payee_account", column, row_id)
