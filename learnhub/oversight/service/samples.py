"""Draw records by a seed, keep what was drawn, and draw again."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.oversight.models import AuditSample
from learnhub.oversight.rules import SAMPLE_MAX, SEED_CHARACTERS_MAX, sample
from learnhub.primitives import Refusal, say
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord


def draw(
    session: Session, actor: Actor, *, seed: str, size: int, region_code: str, now: datetime
) -> AuditSample | Refusal:
    """Draw among the newest records of a region, and keep seed, scope and result. region_code: "" for the whole country."""
    assert actor.person_id is not None
    if not seed.strip() or len(seed) > SEED_CHARACTERS_MAX:
        return Refusal(
            "seed",
            say(
                "请填写种子，最多 %(seed_characters_max)s 个字，例如当场掷出的数字。",
                seed_characters_max=SEED_CHARACTERS_MAX,
            ),
            field="seed",
        )
    if not 0 < size <= SAMPLE_MAX:
        return Refusal(
            "size", say("抽取份数请填 1 到 %(sample_max)s 之间的整数。", sample_max=SAMPLE_MAX), field="size"
        )
    last = session.scalar(sa.select(sa.func.max(BlendedRecord.id))) or 0
    among = _newest(session, region_code, last)
    if not among:
        return Refusal("nothing", say("这个地区还没有补贴记录，没有可以抽的。"))
    made = AuditSample(
        seed=seed.strip(),
        size=size,
        region_code=region_code,
        last_record_id=last,
        population=len(among),
        record_ids=list(sample(among, seed=seed.strip(), size=size)),
        made_by=actor.person_id,
        made_at=now,
    )
    session.add(made)
    session.flush()
    words = say(
        "按种子抽取补贴记录：%(among)s 份里抽 %(drawn)s 份", among=len(among), drawn=len(made.record_ids)
    )
    audit.record(session, actor, "sample-drawn", words, Concern("audit-sample", str(made.id)), now=now)
    return made


def is_same_again(session: Session, kept: AuditSample) -> bool:
    """Tell whether drawing again by what was kept gives the same records."""
    among = _newest(session, kept.region_code, kept.last_record_id)
    again = list(sample(among, seed=kept.seed, size=kept.size))
    return again == kept.record_ids and len(among) == kept.population


def sample_or_none(session: Session, sample_id: int) -> AuditSample | None:
    """Return a sample that was drawn."""
    return session.get(AuditSample, sample_id)


def samples_in(session: Session, reach: Sequence[str]) -> list[AuditSample]:
    """Return the samples of these divisions and all within, newest first; reach: ("",) for all."""
    rows = session.scalars(sa.select(AuditSample).order_by(AuditSample.id.desc()))
    return [row for row in rows if any(contains(code, row.region_code) for code in reach)]


def records_by_id(session: Session, record_ids: Sequence[int]) -> dict[int, BlendedRecord]:
    """Return these records by id."""
    rows = session.scalars(sa.select(BlendedRecord).where(BlendedRecord.id.in_(record_ids)))
    return {row.id: row for row in rows}


def _newest(session: Session, region_code: str, last_record_id: int) -> list[int]:
    """Return the newest record of each enrolment as it stood when a record was the last, within a region."""
    codes = [
        code
        for code in session.scalars(sa.select(BlendedRecord.region_code).distinct())
        if contains(region_code, code)
    ]
    newest = (
        sa.select(sa.func.max(BlendedRecord.id))
        .where(BlendedRecord.id <= last_record_id, BlendedRecord.region_code.in_(codes))
        .group_by(BlendedRecord.enrolment_id)
    )
    return sorted(session.scalars(newest))
