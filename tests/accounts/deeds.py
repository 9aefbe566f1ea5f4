"""What tests of deeds concerning people share."""

import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.rules.certificate import CertificateNumber
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.service import certificates
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import instant_now
from tests.people import Someone

NUMBER = CertificateNumber("11010519491231002X11")
REISSUED = CertificateNumber("11010519491231002X11B1")
OTHER = CertificateNumber("34052419800101001X43")
TOLD = TEXTS[Basis.CONSENT]


def act(person: Someone) -> Actor:
    return Actor(person.person_id, "request-1")


def deeds(database: Database) -> list[tuple[str, int | None, str, str]]:
    with database.reading() as session:
        rows = session.execute(
            sa.select(AuditEvent.deed, AuditEvent.actor_id, AuditEvent.object_id, AuditEvent.reason).order_by(
                AuditEvent.id
            )
        )
        return [tuple(row) for row in rows]


def give(database: Database, keys: SiteKeys, person: Someone, number: CertificateNumber) -> None:
    with database.transaction() as session:
        certificates.give(session, keys, act(person), person.person_id, number, told=TOLD, now=instant_now())
