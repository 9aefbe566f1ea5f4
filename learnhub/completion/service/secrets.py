"""Names and numbers on certificates: encrypted for their own row, and anew when the site's key is renewed."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.completion.models import CertificateSecret

_RESEALED_AT_ONCE = 500


def secret_place(secret_id: str) -> Place:
    """Return where a secret stands, which its encryption is bound to."""
    return Place("certificate_secret", "sealed", secret_id)


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
