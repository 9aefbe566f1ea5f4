"""Keep how often people mean to learn, and say when they were seen last."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evidence.models import Evidence
from learnhub.learning.models import Enrolment, LearningPlan
from learnhub.learning.rules import ActKind
from learnhub.learning.rules.plans import Pace
from learnhub.learning.service.names import subject_of


def keep_plan(session: Session, enrolment: Enrolment, pace: Pace, *, now: datetime) -> None:
    """Keep how often somebody means to learn in an enrolment, in place of what they meant before."""
    session.merge(LearningPlan(enrolment_id=enrolment.id, pace=pace, changed_at=now))
    session.flush()


def plans_of(session: Session, enrolment_ids: Collection[int]) -> dict[int, Pace]:
    """Return what was chosen, by enrolment; enrolments without a choice are left out."""
    rows = session.scalars(sa.select(LearningPlan).where(LearningPlan.enrolment_id.in_(enrolment_ids)))
    return {one.enrolment_id: one.pace for one in rows}


def learned_last(session: Session, person_ids: Collection[int]) -> Mapping[int, datetime]:
    """Return when an act of learning of each person reached the server last; who never learned is left out. One query."""
    by_subject = {subject_of(one): one for one in person_ids}
    rows = session.execute(
        sa.select(Evidence.subject, sa.func.max(Evidence.received_at).label("last"))
        .where(Evidence.subject.in_(by_subject), Evidence.kind.in_([kind.value for kind in ActKind]))
        .group_by(Evidence.subject)
    )
    return {by_subject[row.subject]: row.last for row in rows}
