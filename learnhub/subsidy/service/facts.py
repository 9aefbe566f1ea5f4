"""What one enrolment in one class has to show, gathered from ledger and evidence."""

from datetime import date

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.credits import service as credit
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.policy.rules import Figures
from learnhub.subsidy.rules import Facts, Line, decide, paid_dates
from learnhub.training import service as training
from learnhub.training.models import TrainingClass


def facts_of(
    session: Session,
    enrolment: Enrolment,
    training_class: TrainingClass,
    figures: Figures,
    *,
    before: int | None = None,
) -> Facts:
    """Gather the facts of one enrolment in one class.

    A lesson is done when the person has been credited for it, in whichever course.
    before: as evidence and ledger stood before this position of the person's chain.
    """
    person_id = enrolment.person_id
    lessons = {
        version.lesson_id for version in catalogue.lesson_versions(session, enrolment.course_version_id)
    }
    credited = credit.credited_lessons(session, person_id, before=before)
    days = training.days_of(session, training_class=training_class, person_id=person_id, before=before)
    elsewhere = _paid_elsewhere(session, enrolment, figures, before)
    return Facts(
        region_code=training_class.region_code,
        opened_on=training_class.opened_on,
        scheduled_days=training.scheduled_days(training_class),
        days=days,
        online_minutes=credit.recognised_minutes(session, enrolment.id, before=before),
        lessons_done=len(lessons & credited),
        lessons_published=len(lessons),
        paid_elsewhere=tuple((day.day, elsewhere[day.day]) for day in days if day.day in elsewhere),
    )


def preview(
    session: Session, enrolment: Enrolment, figures: Figures
) -> tuple[Facts, tuple[Line, ...]] | None:
    """Return facts and lines as they would be now, without keeping them; None while there is no class."""
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    facts = facts_of(session, enrolment, training_class, figures)
    return facts, decide(facts, figures)


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
