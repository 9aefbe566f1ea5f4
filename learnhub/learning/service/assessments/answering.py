"""Answer, be helped, lengthen the time, hand in: each logged once, in whatever order and however late it comes."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import Question
from learnhub.catalogue.rules.answers import answer_refusal
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Evidence
from learnhub.learning.models import AssessmentAnswer, AssessmentAttempt, AssessmentStep
from learnhub.learning.rules.assessments.attempts import AttemptForm, AttemptStepKind, HelpKind, is_over
from learnhub.learning.rules.assessments.papers import Answer, declared_of, is_declared
from learnhub.learning.service.acts import names_a_form
from learnhub.learning.service.assessments.finding import AttemptFound, attempt_or_none
from learnhub.learning.service.assessments.names import KIND_ANSWERED, KIND_STEP, about_attempt
from learnhub.learning.service.names import subject_of
from learnhub.primitives import Refusal, say

ANSWERS_MAX = 1000  # of one attempt: a mind may be changed often, not for ever
HELP_MAX = 20
HELPER_CHARACTERS_MAX = 40

_CLOSED = Refusal("handed-in", say("这份卷子已经交了，答案不能再改。结果在测验页上。"))
_TIME_OVER = Refusal("time-over", say("时间到了，卷子已经按您答好的交了。"))
_ON_PAPER = Refusal("on-paper", say("这次是纸质卷，请把答案写在纸上，老师会录进来。"))
_NO_FORM = Refusal("no-client-id", say("这个表单不完整。请刷新页面，再答一次。"))


def answer(
    session: Session,
    attempt: AttemptFound,
    question: Question,
    given: Answer,
    *,
    typed_by: int | None,
    now: datetime,
) -> Refusal | None:
    """Keep an answer; the same one again changes nothing, and the one given last is in force.

    question: the one at the answer's position. typed_by: who types it from paper; None for the trainee. An answer that comes after handing
    in counts where it is one of those that were handed in, and is refused otherwise. Handing in what is open when the time has ended is
    the caller's next step (hand_in_overdue).
    """
    if not names_a_form(given.client_id):
        return _NO_FORM
    refusal = answer_refusal(question, given.marks)
    if refusal is not None:
        return refusal
    found = locked(session, attempt)
    if found.row.form is AttemptForm.PAPER and typed_by is None:
        return _ON_PAPER
    if any(one.client_id == given.client_id for one in found.answers):
        return None
    declared = found.declared
    if declared is not None and not is_declared(given, declared):
        return _CLOSED
    if declared is None and is_over(found.ends_at, now):
        return _TIME_OVER
    if len(found.answers) >= ANSWERS_MAX:
        return Refusal("too-many", say("这份卷子改得太多次了，请先交卷，或者找老师。"))
    happened_at = min(given.happened_at, now)
    entry = _logged(
        session,
        found,
        KIND_ANSWERED,
        f"assessment-answer:{found.row.id}:{given.client_id}",
        {"attempt": found.row.id, "position": given.position, "answer": given.digest, "by": typed_by},
        happened_at=happened_at,
        now=now,
    )
    session.add(
        AssessmentAnswer(
            attempt_id=found.row.id,
            position=given.position,
            marks=sorted(given.marks),
            client_id=given.client_id,
            happened_at=happened_at,
            received_at=now,
            typed_by_id=typed_by,
            evidence_position=entry.position,
        )
    )
    session.flush()
    _score_when_whole(session, found.row.id, now=now)
    return None


def hand_in(
    session: Session,
    attempt: AttemptFound,
    *,
    by_id: int | None,
    now: datetime,
    happened_at: datetime | None = None,
    declared: Mapping[int, str] | None = None,
) -> AttemptFound:
    """Hand an attempt in as it stands, once: whoever hands it in again finds it handed in.

    declared: digests of the answers that are handed in, by position, from whoever answered without a line; what is there now when None.
    There is a score as soon as all of them have come. by_id: None where the time has ended.
    """
    found = locked(session, attempt)
    if found.handed_in is not None:
        return found
    answers = declared_of(found.given) if declared is None else dict(declared)
    take_step(
        session,
        found,
        AttemptStepKind.HANDED_IN,
        "handed-in",
        told={"answers": {str(at): digest for at, digest in sorted(answers.items())}},
        by_id=by_id,
        happened_at=min(happened_at or now, now),
        now=now,
    )
    return _score_when_whole(session, found.row.id, now=now)


def hand_in_overdue(session: Session, attempt: AttemptFound, *, now: datetime) -> AttemptFound:
    """Hand in what is open after its time has ended; return the attempt as it stands then."""
    if attempt.handed_in is None and is_over(attempt.ends_at, now):
        return hand_in(session, attempt, by_id=None, now=now, happened_at=attempt.ends_at)
    return attempt


def hand_in_all_overdue(session: Session, *, now: datetime) -> int:
    """Hand in whatever is open after its time has ended, for those who never came back; return how many. Doing it again does nothing."""
    closed = sa.select(AssessmentStep.attempt_id).where(AssessmentStep.kind == AttemptStepKind.HANDED_IN)
    still_open = session.scalars(
        sa.select(AssessmentAttempt.id)
        .where(AssessmentAttempt.id.not_in(closed))
        .order_by(AssessmentAttempt.person_id, AssessmentAttempt.id)
    ).all()
    count = 0
    for attempt_id in still_open:
        attempt = attempt_or_none(session, attempt_id)
        if attempt is not None and is_over(attempt.ends_at, now):
            count += hand_in_overdue(session, attempt, now=now).handed_in is not None
    return count


def extend(session: Session, attempt: AttemptFound, *, client_id: str, now: datetime) -> Refusal | None:
    """Lengthen the time by one press; the same press sent twice is one."""
    found = locked(session, attempt)
    if not names_a_form(client_id):
        return _NO_FORM
    if any(step.client_id == client_id for step in found.steps):
        return None
    if found.handed_in is not None:
        return _CLOSED
    if found.ends_at is None:
        return Refusal("no-limit", say("这次测验不限时间，不用加时间。"))
    if is_over(found.ends_at, now):
        return _TIME_OVER
    if found.extensions >= found.paper.extensions_max:
        return Refusal("no-more-time", say("加时间的次数用完了。还不够，请找老师申请“多给时间”。"))
    minutes = found.paper.extension_minutes
    take_step(
        session, found, AttemptStepKind.EXTENDED, client_id,
        told={"minutes": minutes}, by_id=found.row.person_id, happened_at=now, now=now,
    )  # fmt: skip
    return None


def record_help(
    session: Session,
    attempt: AttemptFound,
    *,
    kinds: Collection[HelpKind],
    helper: str,
    client_id: str,
    by_id: int,
    now: datetime,
) -> Refusal | None:
    """Keep who read, wrote, signed or keyed for the trainee, who decided every answer. The chain keeps no name."""
    found = locked(session, attempt)
    if not names_a_form(client_id):
        return _NO_FORM
    if any(step.client_id == client_id for step in found.steps):
        return None
    if found.handed_in is not None:
        return _CLOSED
    if not kinds:
        return Refusal("no-kind", say("请选一选，别人帮您做了什么。"), field="kinds")
    if not helper.strip():
        return Refusal("no-helper", say("请写上是谁帮您，例如“妈妈”“王老师”。"), field="helper")
    if sum(step.kind is AttemptStepKind.HELPED for step in found.steps) >= HELP_MAX:
        return Refusal("too-many", say("帮忙的人已经记了很多次了，不用再记。"))
    take_step(
        session, found, AttemptStepKind.HELPED, client_id, words=helper.strip()[:HELPER_CHARACTERS_MAX],
        told={"kinds": sorted(kind.value for kind in kinds)}, by_id=by_id, happened_at=now, now=now,
    )  # fmt: skip
    return None


def score_again(session: Session, attempt_id: int, *, now: datetime) -> AttemptFound:
    """Work the score of an attempt out anew and keep it where it changed."""
    return _score_when_whole(session, attempt_id, now=now)


def _score_when_whole(session: Session, attempt_id: int, *, now: datetime) -> AttemptFound:
    found = attempt_or_none(session, attempt_id)
    assert found is not None
    score = found.score
    if score is None:
        return found
    kept = [step for step in found.steps if step.kind is AttemptStepKind.SCORED]
    if kept and kept[-1].told == score.told:
        return found
    take_step(
        session, found, AttemptStepKind.SCORED, f"scored-{len(kept) + 1}",
        told=score.told, by_id=None, happened_at=now, now=now,
    )  # fmt: skip
    again = attempt_or_none(session, attempt_id)
    assert again is not None
    return again


def locked(session: Session, attempt: AttemptFound) -> AttemptFound:
    """Return an attempt as it stands once nobody else can change it."""
    evidence.lock_chain(session, subject_of(attempt.row.person_id))
    session.expire(attempt.row)
    found = attempt_or_none(session, attempt.row.id)
    assert found is not None
    return found


def take_step(
    session: Session,
    found: AttemptFound,
    kind: AttemptStepKind,
    client_id: str,
    *,
    told: Mapping[str, Any],
    by_id: int | None,
    happened_at: datetime,
    now: datetime,
    words: str = "",
) -> None:
    """Add a step of an attempt, with its row of evidence. words: stay out of the chain, which keeps their digest."""
    entry = _logged(
        session,
        found,
        KIND_STEP,
        f"assessment-step:{found.row.id}:{client_id}",
        {
            "attempt": found.row.id,
            "step": kind.value,
            "told": dict(told),
            "words": hashlib.sha256(words.encode()).hexdigest() if words else "",
            "by": by_id,
        },
        happened_at=happened_at,
        now=now,
    )
    session.add(
        AssessmentStep(
            attempt_id=found.row.id,
            kind=kind,
            client_id=client_id,
            words=words,
            told=dict(told),
            by_id=by_id,
            taken_at=happened_at,
            evidence_position=entry.position,
        )
    )
    session.flush()


def _logged(
    session: Session,
    found: AttemptFound,
    kind: str,
    client_id: str,
    payload: Mapping[str, Any],
    *,
    happened_at: datetime,
    now: datetime,
) -> Evidence:
    """Return the row of evidence about an attempt, written once for each client_id."""
    event = evidence.Event(
        subject=subject_of(found.row.person_id),
        kind=kind,
        about=about_attempt(found.row.id),
        client_id=client_id,
        happened_at=happened_at,
        payload=payload,
    )
    return evidence.append(session, event, now=now).entry
