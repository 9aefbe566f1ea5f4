"""Compare notices, their endings, objections, answers and working years with the log, and each notice with the seal that it prints."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence import service as evidence
from learnhub.evidence.models import Seal
from learnhub.evidence.rules import Fault
from learnhub.notices.models import NoticeEnding, NoticeObjection, ObjectionAnswer, PublicNotice, WorkingYear
from learnhub.notices.rules import KIND_CALENDAR, KIND_ENDED, KIND_PUBLISHED
from learnhub.notices.service.calendars import calendar_payload
from learnhub.notices.service.notices import ended_payload, published_payload
from learnhub.notices.service.objections import (
    KIND_ANSWERED,
    KIND_OBJECTED,
    answered_payload,
    objected_payload,
)
from learnhub.policy.service import subject_of

# Chain, position, kind, payload and instant that the log must have, and the row that says so.
Told = tuple[str, int, str, dict[str, Any], datetime, str]
_KINDS = (KIND_PUBLISHED, KIND_ENDED, KIND_OBJECTED, KIND_ANSWERED, KIND_CALENDAR)
# Rows of the log that were written before the digest of words stood in them say nothing about words.
_LATER = "words"


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many rows there are, and each that differs from the log, or is in one of the two alone."""
    logged = {
        (row.subject, row.position): row for kind in _KINDS for row in evidence.entries_of_kind(session, kind)
    }
    roots = {seal.number: seal.root for seal in session.scalars(sa.select(Seal))}
    faults, count = [], 0
    for subject, position, kind, payload, instant, name in _rows(session):
        count += 1
        row = logged.pop((subject, position), None)
        known = (row.payload or {}) if row is not None else {}
        expected = payload if _LATER in known else {key: payload[key] for key in payload if key != _LATER}
        if row is None or (row.kind, row.received_at) != (kind, instant) or known != expected:
            faults.append(Fault(name, "与证据链里的不同。"))
    for notice in session.scalars(sa.select(PublicNotice).where(PublicNotice.seal_number.is_not(None))):
        if roots.get(notice.seal_number or 0) != notice.seal_root:
            faults.append(Fault(f"public_notice {notice.id}", "公示上写的封存，和封存记录不同。"))
    faults += [
        Fault(f"{subject} #{position}", "证据链里有这一步，表里没有。")
        for subject, position in sorted(logged)
    ]
    return count, faults


def _rows(session: Session) -> Iterator[Told]:
    subjects = {}
    for notice in session.scalars(sa.select(PublicNotice).order_by(PublicNotice.id)):
        subjects[notice.id] = notice.subject
        told = published_payload(notice)
        yield (
            notice.subject,
            notice.evidence_position,
            KIND_PUBLISHED,
            told,
            notice.published_at,
            f"public_notice {notice.id}",
        )
    for ending in session.scalars(sa.select(NoticeEnding).order_by(NoticeEnding.notice_id)):
        name, subject = f"notice_ending {ending.notice_id}", subjects.get(ending.notice_id, "")
        yield subject, ending.evidence_position, KIND_ENDED, ended_payload(ending), ending.ended_at, name
    of_objection = {}
    for one in session.scalars(sa.select(NoticeObjection).order_by(NoticeObjection.id)):
        subject = of_objection[one.id] = subjects.get(one.notice_id, "")
        told = objected_payload(one.notice_id, one.words)
        yield (
            subject,
            one.evidence_position,
            KIND_OBJECTED,
            told,
            one.received_at,
            f"notice_objection {one.id}",
        )
    for answer in session.scalars(sa.select(ObjectionAnswer).order_by(ObjectionAnswer.objection_id)):
        name, subject = f"objection_answer {answer.objection_id}", of_objection.get(answer.objection_id, "")
        yield (
            subject,
            answer.evidence_position,
            KIND_ANSWERED,
            answered_payload(answer),
            answer.answered_at,
            name,
        )
    for year in session.scalars(sa.select(WorkingYear).order_by(WorkingYear.id)):
        subject, told = subject_of(year.region_code), calendar_payload(year)
        yield subject, year.evidence_position, KIND_CALENDAR, told, year.made_at, f"working_year {year.id}"
