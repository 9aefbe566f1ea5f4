"""A bundle as one file to take away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from learnhub.evidence.rules import instant_text
from learnhub.oversight.adapters.bundle_files import write_bundle
from learnhub.oversight.service.bundles import bundle, claim_or_none, record_or_none, records_of_claim
from learnhub.policy.rules import Figures


@dataclass(frozen=True)
class Asked:
    """What a bundle is asked for: number of a record, or of a claim. policy_folder: whose files the figures were read from."""

    number: int
    site_name: str
    policy_folder: Path
    now: datetime


def bundle_zip_or_none(session: Session, asked: Asked, figures: Figures) -> bytes | None:
    """Return the evidence bundle of a record as a zip; None when there is no such record."""
    record = record_or_none(session, asked.number)
    if record is None:
        return None
    files = bundle(session, [record], figures=figures, policy_folder=asked.policy_folder)
    return _written(files, asked, f"补贴记录 {record.id}（第 {record.version} 版）")


def claim_zip_or_none(session: Session, asked: Asked, figures: Figures) -> bytes | None:
    """Return the evidence bundle of a claim with all its records as a zip; None when there is no such claim."""
    claim = claim_or_none(session, asked.number)
    if claim is None:
        return None
    records = records_of_claim(session, claim)
    files = bundle(session, records, claims=[claim], figures=figures, policy_folder=asked.policy_folder)
    return _written(files, asked, f"补贴申请 {claim.number} 和它的 {len(records)} 份补贴记录")


def _written(files: Mapping[str, Any], asked: Asked, words: str) -> bytes:
    return write_bundle(files, records=words, site=asked.site_name, made_at=instant_text(asked.now))
