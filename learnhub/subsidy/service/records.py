"""Calculate blended records, keep them, find them."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.credits import service as credit
from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.primitives import ClassHours, class_hours, say
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import LineState, decide, method_of
from learnhub.subsidy.service.digests import day_values, further_values, line_values, record_digest
from learnhub.subsidy.service.facts import KIND_CALCULATED, Births, facts_of, no_births, row_id
from learnhub.training import service as training
from learnhub.training.models import ClassPlace, TrainingClass


def calculate(
    session: Session,
    *,
    enrolment: Enrolment,
    training_class: TrainingClass,
    figures: Figures,
    now: datetime,
    births: Births = no_births,
) -> BlendedRecord:
    """Calculate a record and keep it as a new version; the last version is returned where nothing has changed.

    Credits are settled first. That holds the person's chain until the unit of work ends, so that the row of the record
    stands right behind all that it was made from. births: asked only where policy sets an age window.
    """
    credit.settle(session, person_id=enrolment.person_id, figures=figures, now=now)
    facts = facts_of(session, enrolment, training_class, figures, births=births)
    lines = decide(facts, figures)
    method = method_of(figures, facts.region_code, facts.opened_on)
    digest = record_digest(method, facts, lines)
    last = last_record_or_none(session, enrolment.id)
    if last is not None and last.digest == digest:
        return last
    hours = online_class_hours(facts.online_minutes, facts.region_code, facts.opened_on, figures)
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
        days=day_values(facts),
        method=method,
        further=further_values(facts),
        policy_row=figures.last_row,
        digest=digest,
        calculated_at=now,
    )
    record.lines = [
        SubsidyLine(position=position, **line_values(line)) for position, line in enumerate(lines, start=1)
    ]
    session.add(record)
    session.flush()
    event = evidence.Event(
        subject=learning.subject_of(enrolment.person_id),
        kind=KIND_CALCULATED,
        about=f"enrolment:{enrolment.id}",
        client_id=row_id(record.id),
        happened_at=now,
        payload={
            "record": record.id,
            "class": training_class.id,
            "version": record.version,
            "digest": digest,
            "lines": [[line.kind.value, line.state.value, line.amount_fen] for line in lines],
            "policy_row": record.policy_row,
        },
    )
    evidence.append(session, event, now=now)
    return record


def calculate_class(
    session: Session,
    *,
    training_class: TrainingClass,
    figures: Figures,
    actor: Actor,
    now: datetime,
    births: Births = no_births,
) -> int:
    """Calculate the records of everybody in a class; return how many came out new. Recorded in the audit list.

    Chains are held in the order of enrolments, as rolls hold them, so that two deeds never wait for each other.
    """
    made = 0
    for enrolment in training.places(session, training_class.id):
        last = last_record_or_none(session, enrolment.id)
        record = calculate(
            session,
            enrolment=enrolment,
            training_class=training_class,
            figures=figures,
            now=now,
            births=births,
        )
        made += last is None or last.id != record.id
    audit.record(
        session,
        actor,
        "subsidy-calculated",
        say(
            "%(deed)s：%(what)s",
            deed=say("计算补贴记录"),
            what=say("班号 %(number)s", number=training_class.number),
        ),
        Concern("training-class", str(training_class.id)),
        now=now,
    )
    return made


def online_class_hours(minutes: int, region_code: str, opened_on: date, figures: Figures) -> ClassHours:
    """Turn recognised minutes into 学时 by the figure in force, rounded down once per record."""
    return class_hours(minutes, figures.in_force(MINUTES_PER_CLASS_HOUR, region_code, opened_on).number)


def last_record_or_none(session: Session, enrolment_id: int) -> BlendedRecord | None:
    """Return the newest version of an enrolment's record, or None."""
    return session.scalar(
        sa.select(BlendedRecord)
        .where(BlendedRecord.enrolment_id == enrolment_id)
        .order_by(BlendedRecord.version.desc())
        .limit(1)
    )


def records_of(session: Session, enrolment_ids: Sequence[int]) -> dict[int, BlendedRecord]:
    """Return the newest record of each of these enrolments, by enrolment id, with its lines; two queries."""
    newest = (
        sa.select(BlendedRecord.enrolment_id, sa.func.max(BlendedRecord.version).label("version"))
        .where(BlendedRecord.enrolment_id.in_(enrolment_ids))
        .group_by(BlendedRecord.enrolment_id)
        .subquery()
    )
    rows = session.scalars(
        sa.select(BlendedRecord)
        .join(
            newest,
            sa.and_(
                newest.c.enrolment_id == BlendedRecord.enrolment_id,
                newest.c.version == BlendedRecord.version,
            ),
        )
        .options(selectinload(BlendedRecord.lines))
    )
    return {record.enrolment_id: record for record in rows}


def class_records(
    session: Session, training_class: TrainingClass
) -> list[tuple[Enrolment, BlendedRecord | None]]:
    """Return the enrolments of a class, each with its newest record."""
    enrolments = training.places(session, training_class.id)
    records = records_of(session, [one.id for one in enrolments])
    return [(one, records.get(one.id)) for one in enrolments]


def is_in_class(session: Session, enrolment_id: int) -> bool:
    """Tell whether an enrolment has a place in a class."""
    return session.get(ClassPlace, enrolment_id) is not None


def total_of(record: BlendedRecord) -> int:
    """Return the granted sum of a record in 分."""
    return sum(line.amount_fen for line in record.lines if line.state is LineState.GRANTED)
