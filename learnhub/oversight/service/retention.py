"""Erase learning acts whose retention has ended; whatever a credit, and so perhaps money, rests on stays."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion
from learnhub.credits.models import CreditEntry
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning import service as learning
from learnhub.learning.rules import ActKind
from learnhub.learning.service.recall import KIND_RECALLED
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date
from learnhub.subsidy.rules.conditions import months_later

LEARNING_MONTHS = "retention.learning_months"
_KINDS = (*(kind.value for kind in ActKind), KIND_RECALLED)


def erase_old_acts(
    session: Session, *, figures: Figures, now: datetime, is_trial: bool = False
) -> int | None:
    """Erase the payloads of acts that are older than policy keeps them; return how many, None where policy says nothing.

    is_trial: only count. Acts of lessons that the person has a credit for keep their payload: the ledger is settled from them.
    """
    today = local_date(now)
    kept_for = figures.in_force_or_none(LEARNING_MONTHS, "", today)
    if kept_for is None or kept_for.value is None:
        return None
    before = now - (today - months_later(today, -kept_for.number))
    held = set(_behind_credits(session, before))
    if is_trial:
        return len(evidence.erasable(session, kinds=_KINDS, received_before=before, kept=held))
    return evidence.erase_payloads(session, kinds=_KINDS, received_before=before, kept=held)


def _behind_credits(session: Session, before: datetime) -> Iterable[tuple[str, int]]:
    lessons = sa.select(CreditEntry.person_id, LessonVersion.id).join(
        LessonVersion, LessonVersion.lesson_id == CreditEntry.lesson_id
    )
    credited = {
        (learning.subject_of(person_id), learning.about_lesson_version(version_id))
        for person_id, version_id in session.execute(lessons.distinct())
    }
    rows = session.execute(
        sa.select(Evidence.subject, Evidence.position, Evidence.about).where(
            Evidence.kind.in_(_KINDS), Evidence.received_at < before, Evidence.payload.is_not(None)
        )
    )
    return ((row.subject, row.position) for row in rows if (row.subject, row.about) in credited)
