"""Take a question out that was found wrong: it counts as right for everybody, and every score it is in is worked out anew."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue.models import Course
from learnhub.learning.models import AssessmentAttempt, Enrolment, QuestionTakenOut
from learnhub.learning.rules.assessments.papers import PaperItem, paper_told
from learnhub.learning.service.assessments.answering import score_again
from learnhub.primitives import Refusal, say

REASON_CHARACTERS_MIN = 4
REASON_CHARACTERS_MAX = 200


def taken_out(session: Session, course_id: int) -> list[QuestionTakenOut]:
    """Return the questions of a course's tests that were taken out, oldest first."""
    return list(
        session.scalars(
            sa.select(QuestionTakenOut)
            .where(QuestionTakenOut.course_id == course_id)
            .order_by(QuestionTakenOut.id)
        )
    )


def item_asked_or_none(session: Session, course_id: int, digest: str) -> PaperItem | None:
    """Return a question that papers of a course asked, by the digest of its words; None where none did."""
    return next(
        (
            item
            for row in _attempts(session, course_id)
            for item in paper_told(row.paper).items
            if item.digest == digest
        ),
        None,
    )


def take_out(
    session: Session, actor: Actor, course: Course, digest: str, *, words: str, now: datetime
) -> int | Refusal:
    """Take a question of a course's tests out, once; return how many attempts have it. Audited.

    digest: of the question's words, as papers keep it. Who may do this for the course is the caller's to say.
    """
    assert actor.person_id is not None
    words = words.strip()
    if len(words) < REASON_CHARACTERS_MIN:
        return Refusal(
            "reason-needed", say("请写明这道题错在哪里，至少 4 个字，学员会看到它。"), field="words"
        )
    # Whoever takes the same question out at the same moment waits here.
    session.execute(sa.select(Course.id).where(Course.id == course.id).with_for_update())
    if any(one.digest == digest for one in taken_out(session, course.id)):
        return Refusal("taken-out", say("这道题已经取消了。"))
    found = [row for row in _attempts(session, course.id) if _asks(row, digest)]
    if not found:
        return Refusal("not-asked", say("还没有人考到这道题。要改它，请改课文。"))
    session.add(
        QuestionTakenOut(
            course_id=course.id,
            digest=digest,
            words=words[:REASON_CHARACTERS_MAX],
            by_id=actor.person_id,
            taken_at=now,
        )
    )
    session.flush()
    for row in found:
        score_again(session, row.id, now=now)
    audit.record(
        session,
        actor,
        "question-taken-out",
        say("取消测验里的一道题，%(papers)s 份卷子重新算分", papers=len(found)),
        Concern("course", str(course.id)),
        reason=words[:REASON_CHARACTERS_MAX],
        now=now,
    )
    return len(found)


def _attempts(session: Session, course_id: int) -> list[AssessmentAttempt]:
    # In one order of people everywhere: two such deeds never wait for each other's chains.
    return list(
        session.scalars(
            sa.select(AssessmentAttempt)
            .join(Enrolment, Enrolment.id == AssessmentAttempt.enrolment_id)
            .where(Enrolment.course_id == course_id)
            .order_by(AssessmentAttempt.person_id, AssessmentAttempt.id)
        )
    )


def _asks(row: AssessmentAttempt, digest: str) -> bool:
    return any(item["digest"] == digest for item in row.paper["items"])
