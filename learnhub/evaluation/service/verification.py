"""Compare samples and what was handed in with their digests."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.evaluation.models import Evaluation
from learnhub.evaluation.rules import digest
from learnhub.evaluation.service.judging import findings_of, is_as_handed_in
from learnhub.evaluation.service.naming import steps_of
from learnhub.evidence.rules import Fault


def verify(session: Session) -> tuple[int, list[Fault]]:
    """Return how many evaluations there are, and each whose sample or findings were changed afterwards."""
    rows = session.scalars(sa.select(Evaluation).order_by(Evaluation.id)).all()
    steps, faults = steps_of(session, [one.id for one in rows]), []
    for one in rows:
        if digest(one.classes) != one.digest:
            faults.append(Fault(f"evaluation {one.id}", "抽样的内容与校验值不符，被改过。"))
        if not is_as_handed_in(one, steps[one.id], findings_of(session, one.id)):
            faults.append(Fault(f"evaluation {one.id}", "交出的评价与校验值不符，被改过。"))
    return len(rows), faults
