"""Take, show, verify and withdraw certificate numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, needs_reseal, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Consent, DisabilityCertificate, Person
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import Basis, ConsentText, Purpose
from learnhub.accounts.rules.identity import CheckMethod
from learnhub.accounts.rules.roles import Role, reaches
from learnhub.accounts.service import consents, duplicates, identity
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.primitives import Refusal, local_date, new_token, say

REASON_CHARACTERS_MIN = 4
_RESEALED_AT_ONCE = 500
NO_CERTIFICATE = Refusal("no-certificate", say("这个人还没有填残疾人证号。"))


@dataclass(frozen=True)
class CertificateState:
    """What pages may show of a certificate.

    verified_on, verified_how: None while nobody has compared it with the original.
    """

    masked: str
    masked_words: str
    given_at: datetime
    verified_on: date | None
    verified_how: CheckMethod | None


def give(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    person_id: int,
    number: CertificateNumber,
    *,
    told: ConsentText,
    now: datetime,
) -> DisabilityCertificate:
    """Keep a checked number, with the words that the person was told; the same number again changes nothing.

    A number that was never verified is erased when another takes its place; a verified one stays as history. Another
    account with the same first 18 is noted for an officer and changes nothing in the answer.
    """
    # Two submissions at the same moment come one after the other.
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
    present = current_or_none(session, person_id)
    number_hash = keys.keyed_hash("certificate number", number.number)
    if present is not None and present.number_hash == number_hash:
        return present
    identity_hash = keys.keyed_hash("certificate identity", number.identity)
    if present is not None:
        if present.identity_hash != identity_hash:
            # Whoever was compared with the old certificate was not compared with this one.
            identity.withdraw_by_certificate(session, person_id, by_id=actor.person_id, now=now)
        _put_away(session, present, now)
    row_id = new_token(12)
    made = DisabilityCertificate(
        id=row_id,
        person_id=person_id,
        number_sealed=seal(keys, _place(row_id), number.number),
        number_hash=number_hash,
        identity_hash=identity_hash,
        given_at=now,
    )
    session.add(made)
    consents.add(session, person_id, told, now=now)
    audit.record(
        session, actor, "certificate-given", say("填写残疾人证号"), person_concern(person_id), now=now
    )
    duplicates.note(session, person_id, identity_hash, now=now)
    return made


def state_or_none(session: Session, keys: SiteKeys, person_id: int) -> CertificateState | None:
    """Return what pages may show of a person's certificate; None when there is none."""
    row = current_or_none(session, person_id)
    if row is None:
        return None
    number = _opened(keys, row)
    return CertificateState(
        number.masked, number.masked_words, row.given_at, row.verified_on, row.verified_how
    )


def birth_or_none(session: Session, keys: SiteKeys, person_id: int) -> tuple[date, bool] | None:
    """Return date of birth and whether female, out of the number; None while there is none. Never to be stored elsewhere.

    Only for judging an age window that policy sets: no page shows it.
    """
    row = current_or_none(session, person_id)
    if row is None:
        return None
    number = _opened(keys, row)
    return number.birth_date, number.is_female


def births(session: Session, keys: SiteKeys, person_ids: Collection[int]) -> dict[int, tuple[date, bool]]:
    """Return birth_or_none of many people by person id, those without a number left out; one query. Never to be stored elsewhere."""
    rows = session.execute(
        sa.select(
            DisabilityCertificate.person_id, DisabilityCertificate.id, DisabilityCertificate.number_sealed
        ).where(DisabilityCertificate.person_id.in_(person_ids), DisabilityCertificate.replaced_at.is_(None))
    )
    found = {}
    for person_id, row_id, sealed in rows:
        number = CertificateNumber(unseal(keys, _place(row_id), sealed))
        found[person_id] = (number.birth_date, number.is_female)
    return found


def number_for_office(
    session: Session, keys: SiteKeys, actor: Actor, person_id: int, *, reason: str, now: datetime
) -> CertificateNumber | Refusal:
    """Show the whole number to an officer of the person's region who says why; every view is audited."""
    refusal = _office_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    if len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal(
            "reason-needed", say("请写明为什么要看全号，至少 4 个字，例如“核对补贴申请”。"), field="reason"
        )
    row = current_or_none(session, person_id)
    if row is None:
        return NO_CERTIFICATE
    audit.record(
        session,
        actor,
        "certificate-viewed",
        say("查看残疾人证全号"),
        person_concern(person_id),
        reason=reason,
        now=now,
    )
    return _opened(keys, row)


def verify(
    session: Session, actor: Actor, person_id: int, *, how: CheckMethod, on: date, now: datetime
) -> DisabilityCertificate | Refusal:
    """Note that an officer compared the number with the original on a day; that also checks the identity."""
    refusal = _office_refusal(session, actor, person_id, now)
    if refusal is not None:
        return refusal
    if on > local_date(now):
        return Refusal("verified-in-future", say("核对日期还没有到，请填今天或以前的日期。"), field="on")
    row = current_or_none(session, person_id)
    if row is None:
        return NO_CERTIFICATE
    assert actor.person_id is not None
    row.verified_on, row.verified_by_id, row.verified_how = on, actor.person_id, how
    session.flush()
    identity.add(session, person_id, how, on=on, by_id=actor.person_id, now=now)
    audit.record(
        session, actor, "certificate-verified", say("核对残疾人证"), person_concern(person_id), now=now
    )
    return row


def withdraw(session: Session, actor: Actor, person_id: int, *, now: datetime) -> bool | Refusal:
    """Withdraw consent and erase the number; False when there was nothing. On the basis of duty there is no consent."""
    given = session.scalars(
        sa.select(Consent).where(
            Consent.person_id == person_id,
            Consent.purpose == Purpose.CERTIFICATE,
            Consent.withdrawn_at.is_(None),
        )
    ).all()
    if any(consent.basis is Basis.DUTY for consent in given):
        return Refusal(
            "duty",
            say(
                "残联按法定职责使用这个号码，不能自己删除。号码有错可以在这一页更正，要删除请联系残联工作人员。"
            ),
        )
    consents.end(session, given, now=now)
    session.execute(sa.delete(DisabilityCertificate).where(DisabilityCertificate.person_id == person_id))
    if given:
        audit.record(
            session,
            actor,
            "consent-withdrawn",
            say("撤回同意，删除残疾人证号"),
            person_concern(person_id),
            now=now,
        )
    return bool(given)


def current_or_none(session: Session, person_id: int) -> DisabilityCertificate | None:
    """Return the certificate in force, or None."""
    return session.scalar(
        sa.select(DisabilityCertificate).where(
            DisabilityCertificate.person_id == person_id, DisabilityCertificate.replaced_at.is_(None)
        )
    )


def reseal(session: Session, keys: SiteKeys) -> int:
    """Encrypt anew whatever was encrypted with an older key, a few hundred at once; return how many."""
    present = sa.func.substr(DisabilityCertificate.number_sealed, 1, len(keys.field_key_id) + 1)
    rows = session.scalars(
        sa.select(DisabilityCertificate)
        .where(present != f"{keys.field_key_id}.")
        .limit(_RESEALED_AT_ONCE)
        .with_for_update()
    ).all()
    for row in rows:
        assert needs_reseal(keys, row.number_sealed)
        row.number_sealed = seal(keys, _place(row.id), unseal(keys, _place(row.id), row.number_sealed))
    session.flush()
    return len(rows)


def _put_away(session: Session, row: DisabilityCertificate, now: datetime) -> None:
    if row.verified_on is None:
        session.delete(row)
    else:
        row.replaced_at = now
    session.flush()


def _office_refusal(session: Session, actor: Actor, person_id: int, now: datetime) -> Refusal | None:
    if actor.person_id is None or actor.person_id == person_id:
        return Refusal("own-certificate", say("不能查看或核对自己的证件，请让同事来做。"))
    day = local_date(now)
    viewer = holdings_on(session, actor.person_id, day)
    target = holdings_on(session, person_id, day)
    if any(reaches(viewer, {Role.OFFICER}, region_code=held.region_code) for held in target):
        return None
    return Refusal("out-of-reach", say("这个人不在您负责的地区。请联系当地残联的工作人员。"))


def _place(row_id: str) -> Place:
    return Place("disability_certificate", "number_sealed", row_id)


def _opened(keys: SiteKeys, row: DisabilityCertificate) -> CertificateNumber:
    return CertificateNumber(unseal(keys, _place(row.id), row.number_sealed))
