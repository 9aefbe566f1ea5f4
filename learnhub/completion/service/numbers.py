"""Whole numbers of the certificates of a class, for a table; who took it and why stands in the audit list."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.service.directory import nicknames
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, person_concern
from learnhub.completion.models import CertificateSecret
from learnhub.completion.rules import KIND_WORDS, RECORD_STATE_WORDS, CertificateKind, RecordStepKind
from learnhub.completion.service.issuing import REASON_CHARACTERS_MIN, issued_to
from learnhub.completion.service.records import RecordTold, records_of
from learnhub.completion.service.secrets import record_secret_id, secret_place
from learnhub.primitives import Refusal, say
from learnhub.training import service as training
from learnhub.training.models import TrainingClass

_HAS_NUMBER = frozenset({RecordStepKind.ISSUED, RecordStepKind.CONFIRMED, RecordStepKind.DOUBTED})


@dataclass(frozen=True)
class NumberRow:
    """One certificate. name: as it stands on it, else the nickname. number: whole; "" once it was erased by retention."""

    name: str
    title: str
    number: str
    issuer: str
    issued_on: date | None
    state: str


def certificate_numbers(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    training_class: TrainingClass,
    *,
    reason: str,
    now: datetime,
) -> tuple[NumberRow, ...] | Refusal:
    """Return every certificate of a class that has a number and is in force; audited for each holder, with the reason.

    The number of the certificate of disability isn't among them. Who may ask for this class is the caller's to say.
    """
    if len(reason) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明为什么要完整编号，至少 4 个字。"), field="reason")
    enrolments = training.places(session, training_class.id)
    holders = {one.id: one.person_id for one in enrolments}
    names = nicknames(session, sorted(set(holders.values())))
    rows: list[tuple[int, NumberRow]] = []
    real_names: dict[int, str] = {}
    for one in issued_to(session, keys, sorted(holders)):
        if one.end is None:
            enrolment_id = one.certificate.enrolment_id
            real_names[enrolment_id] = one.name or names[holders[enrolment_id]]
            told = NumberRow(
                real_names[enrolment_id],
                KIND_WORDS[CertificateKind.COMPLETION],
                one.number,
                "、".join(one.issuers),
                one.certificate.issued_on,
                "有效",
            )
            rows.append((enrolment_id, told))
    for enrolment_id, records in sorted(_with_numbers(session, sorted(holders)).items()):
        name = real_names.get(enrolment_id, names[holders[enrolment_id]])
        rows += [(enrolment_id, _row(session, keys, name, one)) for one in records]
    if not rows:
        return Refusal("no-certificates", say("这个班还没有带编号的证书，发证以后再来。"), field="reason")
    for person_id in sorted({holders[enrolment_id] for enrolment_id, _row_told in rows}):
        audit.record(
            session,
            actor,
            "certificate-numbers-viewed",
            say("导出全班的证书编号"),
            person_concern(person_id),
            reason=reason,
            now=now,
        )
    return tuple(told for _enrolment_id, told in sorted(rows, key=lambda one: (one[0], one[1].title)))


def _with_numbers(session: Session, enrolment_ids: list[int]) -> dict[int, list[RecordTold]]:
    found: dict[int, list[RecordTold]] = {}
    for one in records_of(session, enrolment_ids):
        if one.held.state in _HAS_NUMBER:
            found.setdefault(one.record.enrolment_id, []).append(one)
    return found


def _row(session: Session, keys: SiteKeys, name: str, told: RecordTold) -> NumberRow:
    issued = [step for step in told.steps if step.kind is RecordStepKind.ISSUED][-1]
    secret = session.get(CertificateSecret, record_secret_id(told.record.id, issued.number))
    return NumberRow(
        name,
        f"{told.held.title} {told.record.occupation_name}",
        unseal(keys, secret_place(secret.id), secret.sealed) if secret is not None else "",
        issued.issuer,
        issued.day,
        RECORD_STATE_WORDS[told.held.state],
    )
