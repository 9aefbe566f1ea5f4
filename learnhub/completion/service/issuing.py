"""培训合格证书: issue one, replace it after a name was mended, revoke it, check it by its code."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue.service import version_titles
from learnhub.completion.models import (
    CertificateEnd,
    CertificateEndKind,
    CertificateSecret,
    CompletionCertificate,
)
from learnhub.completion.rules import (
    TITLE,
    CertificatePaper,
    CompletionState,
    certificate_body,
    grouped,
    masked_name,
    new_code,
    series_number,
    spoken,
)
from learnhub.completion.service.reviews import completion_of
from learnhub.completion.service.secrets import completion_secret_id, secret_place
from learnhub.learning.models import Enrolment
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, local_date, say
from learnhub.providers.models import TrainingBase
from learnhub.training.models import TrainingClass
from learnhub.training.service.chain import lock_class, log_step

KIND_ISSUED, KIND_ENDED = "certificate.issued", "certificate.ended"
REASON_CHARACTERS_MIN = 4


@dataclass(frozen=True)
class CertificateTold:
    """A completion certificate as its page shows it. name: "" once it was erased. end: None while it is in force."""

    certificate: CompletionCertificate
    name: str
    end: CertificateEnd | None

    @property
    def number(self) -> str:
        """Return its number as it is printed."""
        return series_number(self.certificate.base_id, self.certificate.year, self.certificate.number)

    @property
    def code(self) -> str:
        """Return its code in groups of four."""
        return grouped(self.certificate.code)

    @property
    def code_spoken(self) -> str:
        """Return its code as it is read out."""
        return spoken(self.certificate.code)

    @property
    def body(self) -> str:
        """Return the sentence that it says."""
        one = self.certificate
        return certificate_body(
            one.course,
            one.from_on,
            one.until_on,
            online_class_hours=one.online_class_hours,
            offline_days=one.offline_days,
            shows_disability=one.shows_disability,
        )

    @property
    def issuers(self) -> tuple[str, ...]:
        """Return whose names stand on it."""
        one = self.certificate
        return (one.issuer, one.organiser) if one.organiser else (one.issuer,)

    def paper(self, site_name: str) -> CertificatePaper:
        """Return what is printed."""
        return CertificatePaper(
            title=TITLE,
            name=self.name,
            body=self.body,
            issuers=self.issuers,
            issued_on=self.certificate.issued_on,
            number=self.number,
            code=self.code,
            check=f"在“{site_name}”的“查验证书”页输入编码，可以核对这张证书。",
        )

    @property
    def masked(self) -> str:
        """Return the name as anybody may see it."""
        return masked_name(self.name)


def issue(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    training_class: TrainingClass,
    enrolment: Enrolment,
    *,
    name: str,
    shows_disability: bool,
    reason: str = "",
    now: datetime,
) -> CompletionCertificate | Refusal:
    """Issue a certificate after the completion was approved; one in force is replaced, which needs a reason.

    name: as on the trainee's identity card, tidied. The office signs too where it said so in its approval. Sending the same form
    again issues nothing new. Who may issue for this base is the caller's to say.
    """
    assert actor.person_id is not None
    # The base's row is held, so that two classes of one base never take one number.
    session.execute(
        sa.select(TrainingBase.id).where(TrainingBase.id == training_class.base_id).with_for_update()
    )
    lock_class(session, training_class.id)
    completion = completion_of(session, enrolment.id)
    if completion is None or completion.state is not CompletionState.APPROVED:
        return Refusal("not-approved", say("结业审核还没有同意，现在不能发证。"))
    if enrolment.person_id == actor.person_id:
        return Refusal("own-certificate", say("不能给自己发证，请让同事来发。"))
    present = in_force_or_none(session, keys, enrolment.id)
    if present is not None:
        same = present.name == name and present.certificate.shows_disability is shows_disability
        if same and not reason:
            return present.certificate
        if len(reason) < REASON_CHARACTERS_MIN:
            return Refusal(
                "reason-needed", say("已经发过一张。要换发，请写明原因，至少 4 个字。"), field="reason"
            )
    year = local_date(now).year
    last = session.scalar(
        sa.select(sa.func.max(CompletionCertificate.number)).where(
            CompletionCertificate.base_id == training_class.base_id, CompletionCertificate.year == year
        )
    )
    code = new_code()
    base = session.get_one(TrainingBase, training_class.base_id)
    days = [one.day for one in training_class.sessions]
    made = CompletionCertificate(
        enrolment_id=enrolment.id,
        training_class_id=training_class.id,
        base_id=training_class.base_id,
        year=year,
        number=(last or 0) + 1,
        code=code,
        issuer=base.name,
        organiser=completion.organiser,
        course=version_titles(session, [training_class.course_version_id])[training_class.course_version_id],
        from_on=min(days, default=training_class.opened_on),
        until_on=max(days, default=training_class.opened_on),
        online_class_hours=completion.online_class_hours,
        offline_days=completion.offline_days,
        shows_disability=shows_disability,
        issued_on=local_date(now),
        issued_by_id=actor.person_id,
        replaces_id=present.certificate.id if present else None,
    )
    made.evidence_position = log_step(
        session,
        training_class.id,
        KIND_ISSUED,
        client_id=f"certificate:{training_class.base_id}:{year}:{(last or 0) + 1}",
        payload={
            "enrolment": enrolment.id,
            "by": actor.person_id,
            "online_class_hours": completion.online_class_hours,
            "offline_days": completion.offline_days,
            "replaces": present.certificate.id if present else None,
        },
        now=now,
        about=f"enrolment:{enrolment.id}",
        row=made,
    )
    secret = completion_secret_id(code)
    session.add_all(
        [made, CertificateSecret(id=secret, sealed=seal(keys, secret_place(secret), name))],
    )
    session.flush()
    if present is not None:
        _end(session, actor, present.certificate, CertificateEndKind.REPLACED, reason, now)
    messages.tell(
        session,
        enrolment.person_id,
        Kind.CERTIFICATE_ISSUED,
        {"class_title": training_class.title},
        ("completion.certificate", {"certificate_id": made.id}),
        key=f"certificate:{made.id}",
        now=now,
    )
    audit.record(
        session,
        actor,
        "certificate-issued",
        say("颁发培训合格证书"),
        Concern("completion_certificate", str(made.id)),
        reason=reason,
        now=now,
    )
    return made


def revoke(
    session: Session,
    actor: Actor,
    certificate: CompletionCertificate,
    *,
    reason: str,
    now: datetime,
) -> CertificateEnd | Refusal:
    """Revoke a certificate, for good; audited. Who may is the caller's to say."""
    lock_class(session, certificate.training_class_id)
    if end_or_none(session, certificate.id) is not None:
        return Refusal("ended", say("这张证书已经作废或者换发了。请刷新页面看看。"))
    if len(reason) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明作废的原因，至少 4 个字，学员会看到它。"), field="reason")
    made = _end(session, actor, certificate, CertificateEndKind.REVOKED, reason, now)
    audit.record(
        session,
        actor,
        "certificate-revoked",
        say("作废培训合格证书"),
        Concern("completion_certificate", str(certificate.id)),
        reason=reason,
        now=now,
    )
    return made


def certificate_or_none(session: Session, keys: SiteKeys, certificate_id: int) -> CertificateTold | None:
    """Return a completion certificate with its name; whose it may be shown to is the caller's to say."""
    found = session.get(CompletionCertificate, certificate_id)
    return _told(session, keys, found) if found is not None else None


def by_code_or_none(session: Session, keys: SiteKeys, code: str) -> CertificateTold | None:
    """Return the certificate with this code, in force or not."""
    found = session.scalar(sa.select(CompletionCertificate).where(CompletionCertificate.code == code))
    return _told(session, keys, found) if found is not None else None


def in_force_or_none(session: Session, keys: SiteKeys, enrolment_id: int) -> CertificateTold | None:
    """Return the completion certificate of an enrolment that is in force."""
    told = [one for one in issued_to(session, keys, [enrolment_id]) if one.end is None]
    return told[0] if told else None


def issued_to(session: Session, keys: SiteKeys, enrolment_ids: list[int]) -> list[CertificateTold]:
    """Return all completion certificates of these enrolments, the newest first."""
    rows = session.scalars(
        sa.select(CompletionCertificate)
        .where(CompletionCertificate.enrolment_id.in_(enrolment_ids))
        .order_by(CompletionCertificate.id.desc())
    )
    return [_told(session, keys, one) for one in rows]


def end_or_none(session: Session, certificate_id: int) -> CertificateEnd | None:
    """Return how a certificate ended; None while it is in force."""
    return session.scalar(sa.select(CertificateEnd).where(CertificateEnd.certificate_id == certificate_id))


def _end(
    session: Session,
    actor: Actor,
    certificate: CompletionCertificate,
    kind: CertificateEndKind,
    reason: str,
    now: datetime,
) -> CertificateEnd:
    made = CertificateEnd(
        certificate_id=certificate.id, kind=kind, reason=reason, person_id=actor.person_id, ended_at=now
    )
    made.evidence_position = log_step(
        session,
        certificate.training_class_id,
        KIND_ENDED,
        client_id=f"certificate-end:{certificate.id}",
        payload={"certificate": certificate.id, "how": kind.value, "by": actor.person_id},
        now=now,
        about=f"enrolment:{certificate.enrolment_id}",
        row=made,
    )
    session.add(made)
    session.flush()
    return made


def _told(session: Session, keys: SiteKeys, found: CompletionCertificate) -> CertificateTold:
    secret = session.get(CertificateSecret, completion_secret_id(found.code))
    name = unseal(keys, secret_place(secret.id), secret.sealed) if secret is not None else ""
    return CertificateTold(found, name, end_or_none(session, found.id))
