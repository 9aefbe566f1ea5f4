"""Verify everything that can become money: evidence and seals, figures, credits, blended records."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service import help_stated
from learnhub.accounts.service import verification as guardians
from learnhub.completion import service as completion
from learnhub.credits import service as credit
from learnhub.credits.models import CreditEntry
from learnhub.db import Model
from learnhub.evaluation.service import verification as evaluations
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence, Seal
from learnhub.evidence.rules import Fault
from learnhub.learning.service import assessments
from learnhub.learning.service import verification as learning
from learnhub.learning.service.hand_ins import verification as hand_ins
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import StoredState
from learnhub.notices import service as notices
from learnhub.policy import service as policy
from learnhub.policy.rules import Figures
from learnhub.storage.rules import BlobStore
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.service import claims
from learnhub.training import service as training


@dataclass(frozen=True)
class Verified:
    """How much was checked, and each thing that is wrong, named by its row."""

    entries: int
    seals: int
    credit_entries: int
    records: int
    files: int
    faults: tuple[Fault, ...]

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


def verify(session: Session, store: BlobStore, *, figures: Figures, seal_key: bytes) -> Verified:
    """Check the evidence log and its seals, officers' figures, tests, credits, claims, notices, records, evaluations, and that files are there.

    seal_key: the site's own key; seals signed by another are faults.
    """
    faults = evidence.verify(session, public_key=evidence.public_key_of(seal_key))
    faults += policy.verify(session)[1]
    faults += assessments.verify(session)[1]
    faults += hand_ins.verify(session)[1]
    faults += guardians.verify(session)[1]
    faults += learning.verify(session)[1]
    faults += training.verify(session)[1]
    faults += completion.verify(session)[1]
    faults += credit.verify(session, figures=figures)
    faults += claims.verify(session)[1]
    faults += notices.verify(session)[1]
    faults += help_stated.verify(session)[1]
    faults += evaluations.verify(session)[1]
    files, file_faults = missing_files(session, store)
    records, record_faults = subsidy.recompute(session, figures=figures)
    return Verified(
        entries=_count(session, Evidence.id),
        seals=_count(session, Seal.number),
        credit_entries=_count(session, CreditEntry.id),
        records=records,
        files=files,
        faults=(*faults, *record_faults, *file_faults),
    )


def missing_files(session: Session, store: BlobStore) -> tuple[int, list[Fault]]:
    """Return how many stored files the database names, and each that isn't there.

    Every column called blob holds addresses of stored files; recordings that were erased are told by their state.
    """
    wanted: dict[str, str] = {}
    for table in Model.metadata.sorted_tables:
        if "blob" in table.c:
            query = sa.select(table.c.blob).where(table.c.blob.is_not(None)).distinct()
            if table is StoredMedia.__table__:
                query = query.where(table.c.state != StoredState.ERASED)
            for address in session.scalars(query):
                wanted.setdefault(address, table.name)
    return len(wanted), [
        Fault(f"{table} {address[:12]}", "文件不在了，请从备份里恢复。")
        for address, table in sorted(wanted.items())
        if address not in store
    ]


def _count(session: Session, column: sa.orm.attributes.InstrumentedAttribute[int]) -> int:
    return session.scalar(sa.select(sa.func.count(column))) or 0
