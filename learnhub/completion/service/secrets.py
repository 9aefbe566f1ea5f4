"""Names and numbers on certificates: encrypted for their own row, and anew when the site's key is renewed."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.completion.models import CertificateRecordStep, CertificateSecret, CompletionCertificate
from learnhub.completion.rules import RecordStepKind

_RESEALED_AT_ONCE = 500


def secret_place(secret_id: str) -> Place:
    """Return where a secret stands, which its encryption is bound to."""
    return Place("certificate_secret", "sealed", secret_id)


def completion_secret_id(code: str) -> str:
    """Return under which id the name on a certificate with this code stands."""
    return f"completion:{code}"


def record_secret_id(record_id: int, step_number: int) -> str:
    """Return under which id the number of a certificate issued elsewhere stands."""
    return f"record-step:{record_id}:{step_number}"


def secrets_before(session: Session, day: date) -> list[str]:
    """Return the ids of names and numbers on certificates issued before a day that are still there, sorted."""
    names = session.scalars(
        sa.select(CompletionCertificate.code).where(CompletionCertificate.issued_on < day)
    )
    steps = session.execute(
        sa.select(CertificateRecordStep.record_id, CertificateRecordStep.number).where(
            CertificateRecordStep.kind == RecordStepKind.ISSUED, CertificateRecordStep.day < day
        )
    )
    ids = {completion_secret_id(code) for code in names} | {record_secret_id(*step) for step in steps}
    present = session.scalars(sa.select(CertificateSecret.id).order_by(CertificateSecret.id))
    return [one for one in present if one in ids]


def erase_secrets(session: Session, ids: Sequence[str]) -> None:
    """Erase names and numbers; certificates stay and are found by their codes, without a name."""
    session.execute(sa.delete(CertificateSecret).where(CertificateSecret.id.in_(ids)))


def reseal(session: Session, keys: SiteKeys) -> int:
    """Encrypt anew whatever was encrypted with an older key, a few hundred at once; return how many rows."""
    prefix = f"{keys.field_key_id}."
    present = sa.func.substr(CertificateSecret.sealed, 1, len(prefix))
    rows = session.scalars(
        sa.select(CertificateSecret).where(present != prefix).limit(_RESEALED_AT_ONCE).with_for_update()
    ).all()
    for row in rows:
        row.sealed = seal(keys, secret_place(row.id), unseal(keys, secret_place(row.id), row.sealed))
    session.flush()
    return len(rows)
