"""Find people by identity numbers that somebody else's list names; the numbers are looked at and forgotten."""

import hashlib
from collections.abc import Collection, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import DisabilityCertificate
from learnhub.accounts.rules.certificate import CertificateNumber

_AT_ONCE = 500


def people_by_identity(
    session: Session, keys: SiteKeys, identities: Collection[str], *, people: sa.Select[int] | None
) -> Mapping[str, tuple[int, ...]]:
    """Return who has a certificate with these first 18, by identity, sorted; by the keyed index, nothing is decrypted.

    people: ids of those who are looked among, None for all.
    """
    wanted = {keys.keyed_hash("certificate identity", one): one for one in identities}
    found: dict[str, list[int]] = {}
    hashes = list(wanted)
    columns = (DisabilityCertificate.person_id, DisabilityCertificate.identity_hash)
    for start in range(0, len(hashes), _AT_ONCE):
        some = DisabilityCertificate.identity_hash.in_(hashes[start : start + _AT_ONCE])
        for person_id, identity_hash in session.execute(_among(people, *columns).where(some)):
            found.setdefault(wanted[identity_hash], []).append(person_id)
    return {identity: tuple(sorted(set(ids))) for identity, ids in found.items()}


def people_by_hashed_identity(
    session: Session, keys: SiteKeys, hashed: Collection[str], *, people: sa.Select[int] | None
) -> Mapping[str, tuple[int, ...]]:
    """Return who has a certificate whose first 18 have these SHA-256 digests, by digest.

    Such digests can't be looked up: each certificate of these people is decrypted, digested and forgotten.
    """
    wanted = set(hashed)
    found: dict[str, list[int]] = {}
    columns = (DisabilityCertificate.person_id, DisabilityCertificate.id, DisabilityCertificate.number_sealed)
    for person_id, row_id, sealed in session.execute(_among(people, *columns)) if wanted else ():
        place = Place("disability_certificate", "number_sealed", row_id)
        identity = CertificateNumber(unseal(keys, place, sealed)).identity
        digest = hashlib.sha256(identity.encode()).hexdigest()
        if digest in wanted:
            found.setdefault(digest, []).append(person_id)
    return {digest: tuple(sorted(set(ids))) for digest, ids in found.items()}


def _among(people: sa.Select[int] | None, *columns: Any) -> sa.Select[Any]:
    query = sa.select(*columns).where(DisabilityCertificate.replaced_at.is_(None))
    return query if people is None else query.where(DisabilityCertificate.person_id.in_(people))
