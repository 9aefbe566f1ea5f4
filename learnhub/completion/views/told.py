"""Certificates as lists of links."""

from collections.abc import Sequence

from flask import url_for

from learnhub.completion.models import CertificateEndKind
from learnhub.completion.rules import RECORD_STATE_WORDS
from learnhub.completion.service import CertificateTold, RecordTold
from learnhub.web.words import _, shown_date

Items = list[tuple[str, str, str]]


def certificate_items(certificates: Sequence[CertificateTold]) -> Items:
    """Return completion certificates as items of a link_list."""
    return [
        (
            _("培训合格证书 %(number)s", number=one.number),
            url_for("completion.certificate", certificate_id=one.certificate.id),
            _state_words(one),
        )
        for one in certificates
    ]


def record_items(records: Sequence[RecordTold], class_id: int) -> Items:
    """Return the certificates that a trainee of this class goes for as items of a link_list."""
    return [
        (
            _("%(occupation)s，%(title)s", occupation=one.record.occupation_name, title=one.held.title),
            url_for(
                "completion.record",
                class_id=class_id,
                enrolment_id=one.record.enrolment_id,
                record_id=one.record.id,
            ),
            RECORD_STATE_WORDS[one.held.state],
        )
        for one in records
    ]


def _state_words(told: CertificateTold) -> str:
    if told.end is None:
        day = shown_date(told.certificate.issued_on, "yyyy年M月d日")
        return _("%(day)s颁发，有效。", day=day)
    is_revoked = told.end.kind is CertificateEndKind.REVOKED
    return str(_("已经作废。") if is_revoked else _("已经换发新的。"))
