"""What a figure would change in records before it is saved."""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figure, Figures
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord
from learnhub.subsidy.rules import decide, total_fen
from learnhub.subsidy.service.digests import age_standing_kept
from learnhub.subsidy.service.facts import Births, facts_of, no_births
from learnhub.training.models import TrainingClass

RECORDS_MAX = 60  # about 25 ms each: a preview answers within two seconds


@dataclass(frozen=True)
class Change:
    """A record that would come out differently. before_fen, after_fen: sums of its granted lines."""

    training_class: TrainingClass
    enrolment: Enrolment
    before_fen: int
    after_fen: int


@dataclass(frozen=True)
class Preview:
    """What a figure would change. looked_at: records that were worked out again, of `total` that could be touched."""

    changes: tuple[Change, ...]
    looked_at: int
    total: int

    @property
    def difference_fen(self) -> int:
        """Return how much more, or less, all changed records come to."""
        return sum(one.after_fen - one.before_fen for one in self.changes)


def preview_figure(
    session: Session, figure: Figure, figures: Figures, *, births: Births = no_births
) -> Preview:
    """Work out, by the rules that calculate records, which of them a figure would change; nothing is kept.

    Only newest records of classes that lie in the figure's division and opened while it holds: the opening day fixes the
    figures. The newest classes come first; more than RECORDS_MAX are counted, not worked out.
    births: as records are calculated; a window of ages that is tried is judged by them, one in force as each record was kept.
    """
    touched = _touched(session, figure)
    total = session.scalar(sa.select(sa.func.count()).select_from(touched.subquery())) or 0
    newest_first = touched.order_by(BlendedRecord.opened_on.desc(), BlendedRecord.id)
    rows = session.scalars(newest_first.limit(RECORDS_MAX)).all()
    with_it = Figures((*figures.rows, replace(figure, row=figures.last_row + 1)))
    changes = []
    for record in rows:
        enrolment = session.get_one(Enrolment, record.enrolment_id)
        training_class = session.get_one(TrainingClass, record.training_class_id)
        facts = facts_of(session, enrolment, training_class, with_it, births=births)
        as_kept = replace(facts, age_standing=age_standing_kept(record))
        before, after = total_fen(decide(as_kept, figures)), total_fen(decide(facts, with_it))
        if before != after:
            changes.append(Change(training_class, enrolment, before, after))
    return Preview(tuple(changes), len(rows), total)


def _touched(session: Session, figure: Figure) -> sa.Select[BlendedRecord]:
    known = session.scalars(sa.select(TrainingClass.region_code).distinct())
    within = [code for code in known if contains(figure.region_code, code)]
    newest = (
        sa.select(BlendedRecord.enrolment_id, sa.func.max(BlendedRecord.version).label("version"))
        .group_by(BlendedRecord.enrolment_id)
        .subquery()
    )
    query = (
        sa.select(BlendedRecord)
        .join(
            newest,
            sa.and_(
                newest.c.enrolment_id == BlendedRecord.enrolment_id,
                newest.c.version == BlendedRecord.version,
            ),
        )
        .where(BlendedRecord.region_code.in_(within), BlendedRecord.opened_on >= figure.valid_from)
    )
    if figure.valid_to is not None:
        query = query.where(BlendedRecord.opened_on <= figure.valid_to)
    return query
