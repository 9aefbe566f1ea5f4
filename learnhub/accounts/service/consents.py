"""What somebody was told, or agreed to, for each purpose."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.models import Consent, Person
from learnhub.accounts.rules.consent import PURPOSE_WORDS, Basis, ConsentText, Purpose
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import subject_of_person
from learnhub.primitives import Refusal, new_token, say

KIND_GIVEN, KIND_WITHDRAWN = "consent.given", "consent.withdrawn"


def tell(session: Session, person_id: int, told: ConsentText, *, now: datetime) -> Consent:
    """Record that a person was told these very words, and agreed where they ask for it; the same words again change nothing."""
    session.execute(sa.select(Person.id).where(Person.id == person_id).with_for_update())
    known = session.scalar(
        sa.select(Consent).where(
            Consent.person_id == person_id,
            Consent.text_version == told.version,
            Consent.withdrawn_at.is_(None),
        )
    )
    if known is not None:
        return known
    return add(session, person_id, told, now=now)


def add(session: Session, person_id: int, told: ConsentText, *, now: datetime) -> Consent:
    """Record once more that a person was told these words, whatever was told before."""
    made = Consent(
        person_id=person_id,
        purpose=told.purpose,
        basis=told.basis,
        text_version=told.version,
        given_at=now,
    )
    made.evidence_position = _log(session, made, KIND_GIVEN, f"consent:{new_token(12)}", now)
    session.add(made)
    session.flush()
    return made


def end(session: Session, given: Sequence[Consent], *, now: datetime) -> None:
    """Withdraw what is in force; whoever may is asked before."""
    for one in given:
        position = _log(session, one, KIND_WITHDRAWN, f"consent-withdrawn:{one.id}", now)
        # Both are set after the log is written, so that one statement ends the row: the guards let it end once.
        one.withdrawn_at, one.withdrawn_position = now, position
    session.flush()


def told_of(consent: Consent) -> dict[str, Any]:
    """Return what a consent's rows say in the log; when it was given or withdrawn is the time of the row."""
    return {
        "purpose": consent.purpose.value,
        "basis": consent.basis.value,
        "text": consent.text_version,
    }


def _log(session: Session, consent: Consent, kind: str, client_id: str, now: datetime) -> int:
    event = evidence.Event(
        subject=subject_of_person(consent.person_id),
        kind=kind,
        about=f"consent:{consent.purpose.value}",
        client_id=client_id,
        happened_at=now,
        payload=told_of(consent),
    )
    return evidence.append(session, event, now=now).entry.position


def consents_of(session: Session, person_id: int) -> Sequence[Consent]:
    """Return all that a person was told or agreed to, withdrawn ones too, oldest first."""
    return session.scalars(
        sa.select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)
    ).all()


def withdraw(
    session: Session, actor: Actor, person_id: int, purpose: Purpose, *, now: datetime
) -> bool | Refusal:
    """Withdraw what was agreed to for a purpose; False when there was nothing. The caller ends what rested on it.

    A certificate is withdrawn by accounts.service.certificates, which erases the number with it.
    """
    given = session.scalars(
        sa.select(Consent).where(
            Consent.person_id == person_id, Consent.purpose == purpose, Consent.withdrawn_at.is_(None)
        )
    ).all()
    if any(one.basis is Basis.DUTY for one in given) and purpose not in _ALWAYS_FREE:
        return Refusal(
            "duty", say("残联按法定职责保存这些资料，不能自己删除。有错可以更正，请联系残联工作人员。")
        )
    end(session, given, now=now)
    if given:
        words = say("撤回：%(purpose)s", purpose=PURPOSE_WORDS[purpose])
        audit.record(session, actor, "consent-withdrawn", words, person_concern(person_id), now=now)
    return bool(given)


# Nobody is bound to speak or to be seen: these end whenever the person says so, whoever runs the site.
_ALWAYS_FREE = frozenset({Purpose.VOICE, Purpose.PORTRAIT, Purpose.SENDING})
