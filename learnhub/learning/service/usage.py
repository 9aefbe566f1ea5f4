"""How much each lesson is used: by how many enrolments its text stands in a course."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion, Unit, UnitLesson
from learnhub.learning.models import Enrolment, EnrolmentState


def enrolments_by_text(session: Session) -> Mapping[str, int]:
    """Return, by text hash, how many active enrolments are in a course version that shows the text.

    A lesson of a shared module counts for every course that includes it; texts that nobody is enrolled in are left out.
    """
    rows = session.execute(
        sa.select(LessonVersion.text_hash, sa.func.count(sa.distinct(Enrolment.id)).label("enrolments"))
        .join(UnitLesson, UnitLesson.lesson_version_id == LessonVersion.id)
        .join(Unit, Unit.id == UnitLesson.unit_id)
        .join(Enrolment, Enrolment.course_version_id == Unit.course_version_id)
        .where(Enrolment.state == EnrolmentState.ACTIVE)
        .group_by(LessonVersion.text_hash)
    )
    return {row.text_hash: row.enrolments for row in rows}
