"""A bundle as one file to take away."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from learnhub.evidence.rules import instant_text
from learnhub.oversight.adapters.bundle_files import write_bundle
from learnhub.oversight.service.bundles import bundle, record_or_none
from learnhub.policy.rules import Figures


@dataclass(frozen=True)
class Asked:
    """What a bundle is asked for. policy_folder: whose files the figures were read from."""

    record_id: int
    site_name: str
    policy_folder: Path
    now: datetime


def bundle_zip_or_none(session: Session, asked: Asked, figures: Figures) -> bytes | None:
    """Return the evidence bundle of a record as a zip; None when there is no such record."""
    record = record_or_none(session, asked.record_id)
    if record is None:
        return None
    return write_bundle(
        bundle(session, [record], figures=figures, policy_folder=asked.policy_folder),
        records=f"补贴记录 {record.id}（第 {record.version} 版）",
        site=asked.site_name,
        made_at=instant_text(asked.now),
    )
