"""What one enrolment in one class has to show, gathered from ledger, evidence and kept records."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import CourseVersion
from learnhub.completion import service as completion
from learnhub.credits import service as credit
from learnhub.evidence import service as evidence
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.subsidy.models import BlendedRecord
from learnhub.subsidy.rules import (
    METHOD_RULES,
    AgeStanding,
    CertificateFact,
    Facts,
    Granted,
    Line,
    LineState,
    Proof,
    age_standing,
    decide,
    has_age_window,
    has_daily_online_rule,
    level_number,
    paid_dates,
)
from learnhub.subsidy.service.digests import age_standing_kept, certificates_kept, day_kept, granted_of
from learnhub.training import service as training
from learnhub.training.models import TrainingClass

# How an age window is judged: date of birth and whether female, by person id; None while no certificate number is known.
Births = Callable[[int], tuple[date, bool] | None]
KIND_CALCULATED = "subsidy.calculated"


def no_births(_person_id: int) -> None:
    """Know nobody's birth date: where policy sets an age window, lines then wait."""


def facts_of(
    session: Session,
    enrolment: Enrolment,
    training_class: TrainingClass,
    figures: Figures,
    *,
    births: Births = no_births,
    kept: BlendedRecord | None = None,
    before: int | None = None,
) -> Facts:
    """Gather the facts of one enrolment in one class.

    A lesson is done when the person has been credited for it, in whichever course.
    before: as evidence and ledger stood before this position of the person's chain.
    kept: a record that is calculated again; what its person's chain doesn't hold (plan, certificates, age) is taken from it.
    """
    person_id = enrolment.person_id
    versions = catalogue.lesson_versions(session, enrolment.course_version_id)
    lessons = {version.lesson_id for version in versions}
    credited = credit.credited_lessons(session, person_id, before=before)
    days = training.days_of(session, training_class=training_class, person_id=person_id, before=before)
    elsewhere = _paid_elsewhere(session, enrolment, figures, before)
    region_code, opened_on = training_class.region_code, training_class.opened_on
    course = session.get_one(CourseVersion, enrolment.course_version_id)
    planned = _planned(kept) if kept is not None else None
    return Facts(
        region_code=region_code,
        opened_on=opened_on,
        scheduled_days=kept.scheduled_days if kept is not None else training.scheduled_days(training_class),
        days=days,
        online_minutes=credit.recognised_minutes(session, enrolment.id, before=before),
        lessons_done=len(lessons & credited),
        lessons_published=len(lessons),
        paid_elsewhere=tuple((day.day, elsewhere[day.day]) for day in days if day.day in elsewhere),
        planned_online_minutes=sum(version.minutes for version in versions),
        planned_offline_minutes=planned
        if planned is not None
        else sum(meeting.planned_minutes for meeting in training_class.sessions),
        online_by_day=tuple(
            credit.minutes_by_day(
                session,
                enrolment.id,
                before=before,
                by_own_clock=kept is not None and kept.method == METHOD_RULES,
            ).items()
        )
        if has_daily_online_rule(figures, region_code, opened_on)
        else (),
        occupation=f"{course.occupation_edition}:{course.occupation_code}" if course.occupation_code else "",
        level=level_number(course.level),
        training_type=course.training_type,
        certificates=certificates_kept(kept) if kept is not None else _certificates(session, enrolment),
        completed_on=day_kept(kept, "completed_on")
        if kept is not None
        else _completed_on(session, enrolment),
        employed_on=day_kept(kept, "employed_on") if kept is not None else None,
        age_standing=age_standing_kept(kept)
        if kept is not None
        else _age_standing(person_id, figures, region_code, opened_on, births),
        earlier=_earlier(session, enrolment, before),
    )


def preview(
    session: Session, enrolment: Enrolment, figures: Figures, *, births: Births = no_births
) -> tuple[Facts, tuple[Line, ...]] | None:
    """Return facts and lines as they would be now, without keeping them; None while there is no class."""
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    facts = facts_of(session, enrolment, training_class, figures, births=births)
    return facts, decide(facts, figures)


def _planned(kept: BlendedRecord) -> int | None:
    told: Any = kept.further.get("planned_offline_minutes")
    return int(told) if told is not None else None


def _certificates(session: Session, enrolment: Enrolment) -> tuple[CertificateFact, ...]:
    """Return the certificates of an enrolment that were issued and that somebody other than the base looked at."""
    held = completion.certificates_of(session, [enrolment.id]).get(enrolment.id, ())
    return tuple(
        CertificateFact(Proof(one.kind.value), one.issued_on, one.level, one.occupation)
        for one in held
        if one.counts and one.issued_on is not None
    )


def _completed_on(session: Session, enrolment: Enrolment) -> date | None:
    """Return the day on which the completion was approved; None while it isn't."""
    told = completion.completion_of(session, enrolment.id)
    return told.approved_on if told is not None else None


def _age_standing(
    person_id: int, figures: Figures, region_code: str, on: date, births: Births
) -> AgeStanding:
    """Judge the age; the certificate number is opened only where policy sets a window."""
    if not has_age_window(figures, region_code, on):
        return AgeStanding.UNKNOWN
    return age_standing(births(person_id), figures, region_code, on)


def _earlier(session: Session, enrolment: Enrolment, before: int | None) -> tuple[Granted, ...]:
    """Return the granted lines of the person's other trainings, by the newest record of each that was kept before.

    Whoever was granted first keeps it: a record that is refused for a limit counts for nobody.
    """
    rows = session.execute(
        sa.select(BlendedRecord, TrainingClass.number)
        .join(Enrolment, Enrolment.id == BlendedRecord.enrolment_id)
        .join(TrainingClass, TrainingClass.id == BlendedRecord.training_class_id)
        .where(Enrolment.person_id == enrolment.person_id, Enrolment.id != enrolment.id)
        .order_by(BlendedRecord.enrolment_id, BlendedRecord.version)
        .options(selectinload(BlendedRecord.lines))
    ).all()
    if not rows:
        return ()
    subject = learning.subject_of(enrolment.person_id)
    calculated = {
        row.client_id: row.position for row in evidence.entries(session, subject, [KIND_CALCULATED])
    }
    newest: dict[int, tuple[BlendedRecord, str]] = {}
    for record, number in rows:
        position = calculated.get(row_id(record.id))
        if before is None or (position is not None and position < before):
            newest[record.enrolment_id] = (record, number)
    return tuple(
        granted_of(number, line)
        for record, number in newest.values()
        for line in record.lines
        if line.state is LineState.GRANTED
    )


def row_id(record_id: int) -> str:
    """Return the client id of the row of evidence that a record was kept with."""
    return f"record:{record_id}"


def _paid_elsewhere(
    session: Session, enrolment: Enrolment, figures: Figures, before: int | None
) -> dict[date, str]:
    """Return the dates that an earlier enrolment of the same person is paid for, with the number of its class."""
    found: dict[date, str] = {}
    for other in learning.enrolments_of(session, enrolment.person_id):
        if other.id >= enrolment.id:
            continue
        training_class = training.class_of_enrolment_or_none(session, other.id)
        if training_class is None:
            continue
        days = training.days_of(
            session, training_class=training_class, person_id=enrolment.person_id, before=before
        )
        dates = paid_dates(training_class.region_code, training_class.opened_on, days, figures)
        for day in dates:
            found.setdefault(day, training_class.number)
    return found
