"""Calculate blended records from credits and attendance, keep them, recompute them."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.service.courses import lesson_versions
from learnhub.credits import service as credit
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import Fault, canonical
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import class_hours
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import Facts, Line, LineState, decide
from learnhub.training import service as training
from learnhub.training.models import ClassPlace, TrainingClass
from learnhub.training.rules import Day


def facts_of(session: Session, enrolment: Enrolment, training_class: TrainingClass) -> Facts:
    """Gather what one enrolment in one class has to show, from ledger and evidence."""
    versions = lesson_versions(session, enrolment.course_version_id)
    progress = learning.progress_by_version(session, enrolment.person_id, versions)
    return Facts(
        region_code=training_class.region_code,
        opened_on=training_class.opened_on,
        scheduled_days=training.scheduled_days(training_class),
        days=training.days_of(session, training_class=training_class, person_id=enrolment.person_id),
        online_minutes=credit.recognised_minutes(session, enrolment.id),
        lessons_done=sum(one.is_complete for one in progress.values()),
        lessons_published=len(versions),
    )


def preview(
    session: Session, enrolment: Enrolment, figures: Figures
) -> tuple[Facts, tuple[Line, ...]] | None:
    """Return facts and lines as they would be now, without keeping them; None while there is no class."""
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    facts = facts_of(session, enrolment, training_class)
    return facts, decide(facts, figures)


def calculate(
    session: Session, *, enrolment: Enrolment, training_class: TrainingClass, figures: Figures, now: datetime
) -> BlendedRecord:
    """Calculate a record and keep it as a new version; the last version is returned where nothing has changed."""
    facts = facts_of(session, enrolment, training_class)
    lines = decide(facts, figures)
    digest = record_digest(facts, lines)
    last = last_record_or_none(session, enrolment.id)
    if last is not None and last.digest == digest:
        return last
    hours = class_hours(facts.online_minutes)
    record = BlendedRecord(
        enrolment_id=enrolment.id,
        training_class_id=training_class.id,
        version=last.version + 1 if last else 1,
        region_code=facts.region_code,
        opened_on=facts.opened_on,
        scheduled_days=facts.scheduled_days,
        online_minutes=facts.online_minutes,
        online_class_hours=hours.whole,
        online_remainder_minutes=hours.remainder_minutes,
        lessons_done=facts.lessons_done,
        lessons_published=facts.lessons_published,
        days=[_day(day) for day in facts.days],
        digest=digest,
        calculated_at=now,
    )
    record.lines = [
        SubsidyLine(position=position, **_line_values(line)) for position, line in enumerate(lines, start=1)
    ]
    session.add(record)
    session.flush()
    evidence.append(
        session,
        evidence.Event(
            subject=learning.subject_of(enrolment.person_id),
            kind="subsidy.calculated",
            about=f"enrolment:{enrolment.id}",
            client_id=f"record:{record.id}",
            happened_at=now,
            payload={
                "record": record.id,
                "version": record.version,
                "digest": digest,
                "lines": [[line.kind.value, line.state.value, line.amount_fen] for line in lines],
            },
        ),
        now=now,
    )
    return record


def last_record_or_none(session: Session, enrolment_id: int) -> BlendedRecord | None:
    """Return the newest version of an enrolment's record, or None."""
    return session.scalar(
        sa.select(BlendedRecord)
        .where(BlendedRecord.enrolment_id == enrolment_id)
        .order_by(BlendedRecord.version.desc())
        .limit(1)
    )


def total_of(record: BlendedRecord) -> int:
    """Return the granted sum of a record in 分."""
    return sum(line.amount_fen for line in record.lines if line.state is LineState.GRANTED)


def recompute(session: Session, *, figures: Figures) -> tuple[int, list[Fault]]:
    """Calculate every newest record again from evidence; return how many there are, and each that comes out differently.

    A record whose evidence has moved on since (a later mark) is named too: it is to be calculated anew.
    """
    faults = []
    newest = list(_newest(session))
    for record in newest:
        enrolment = session.get_one(Enrolment, record.enrolment_id)
        training_class = session.get_one(TrainingClass, record.training_class_id)
        where = f"blended_record {record.id}"
        if _kept_digest(record) != record.digest:
            faults.append(Fault(where, "记录的内容与校验值不符，记录被改过。"))
            continue
        facts = facts_of(session, enrolment, training_class)
        if record_digest(facts, decide(facts, figures)) != record.digest:
            faults.append(Fault(where, "按现在的证据重新计算，结果不同。"))
    return len(newest), faults


def class_records(
    session: Session, training_class: TrainingClass
) -> list[tuple[Enrolment, BlendedRecord | None]]:
    """Return the enrolments of a class, each with its newest record."""
    return [
        (enrolment, last_record_or_none(session, enrolment.id))
        for enrolment in training.places(session, training_class.id)
    ]


def is_in_class(session: Session, enrolment_id: int) -> bool:
    """Tell whether an enrolment has a place in a class."""
    return session.get(ClassPlace, enrolment_id) is not None


def record_digest(facts: Facts, lines: tuple[Line, ...]) -> str:
    """Return the digest of facts and lines, by which two calculations are compared."""
    told = {name: getattr(facts, name) for name in _FACT_COLUMNS}
    days = [_day(day) for day in facts.days]
    return _digest({**told, "opened_on": facts.opened_on.isoformat(), "days": days}, map(_line_values, lines))


_FACT_COLUMNS = ("region_code", "scheduled_days", "online_minutes", "lessons_done", "lessons_published")
_LINE_COLUMNS = ("kind", "state", "amount_fen", "rule", "sentence", "steps", "figures")


def _kept_digest(record: BlendedRecord) -> str:
    told = {name: getattr(record, name) for name in _FACT_COLUMNS}
    lines = ({name: getattr(line, name) for name in _LINE_COLUMNS} for line in record.lines)
    return _digest({**told, "opened_on": record.opened_on.isoformat(), "days": record.days}, lines)


def _digest(facts: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> str:
    return hashlib.sha256(canonical({"facts": facts, "lines": list(lines)})).hexdigest()


def _line_values(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "state": line.state,
        "amount_fen": line.amount_fen,
        "rule": line.rule,
        "sentence": line.sentence,
        "steps": [{"words": s.words, "amount_fen": s.amount_fen, "rows": list(s.rows)} for s in line.steps],
        "figures": [_figure(figure) for figure in line.figures],
    }


def _day(day: Day) -> dict[str, Any]:
    return {"day": day.day.isoformat(), "minutes": day.minutes, "rows": list(day.rows)}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "reference": figure.reference,
        "value": figure.value,
        "unit": figure.unit,
        "source": figure.source,
        "is_example": figure.is_example,
        "caveat": figure.caveat,
    }


def _newest(session: Session) -> list[BlendedRecord]:
    last = (
        sa.select(BlendedRecord.enrolment_id, sa.func.max(BlendedRecord.version).label("version"))
        .group_by(BlendedRecord.enrolment_id)
        .subquery()
    )
    return list(
        session.scalars(
            sa.select(BlendedRecord)
            .join(
                last,
                sa.and_(
                    last.c.enrolment_id == BlendedRecord.enrolment_id, last.c.version == BlendedRecord.version
                ),
            )
            .order_by(BlendedRecord.id)
        )
    )
