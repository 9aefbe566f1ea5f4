"""Keep what an evaluator found, hand it in, answer it, publish it, or end the evaluation."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor
from learnhub.evaluation.models import Evaluation, EvaluationFinding, EvaluationStep
from learnhub.evaluation.rules import (
    Finding,
    Question,
    Score,
    State,
    StepKind,
    finding_refusal,
    sealed,
    unfinished,
)
from learnhub.evaluation.service.naming import concern_of, states_of
from learnhub.primitives import Refusal, local_date, say

_CLOSED = Refusal("closed", say("现在不能再写了：已经交了、到期了，或者停止了。"))
_EVALUATING = frozenset({State.RUNNING})
_BEFORE = {
    StepKind.HANDED_IN: _EVALUATING,
    StepKind.ANSWERED: frozenset({State.HANDED_IN}),
    StepKind.PUBLISHED: frozenset({State.HANDED_IN}),
    StepKind.ENDED: frozenset({State.RUNNING, State.LATE}),
}
_AUDITED = {
    StepKind.HANDED_IN: say("交出第三方评价"),
    StepKind.ANSWERED: say("答复第三方评价"),
    StepKind.PUBLISHED: say("公布第三方评价"),
    StepKind.ENDED: say("停止第三方评价"),
}


def findings_of(session: Session, evaluation_id: int) -> Mapping[int, Finding]:
    """Return what was found, by number in the sample; 0 is the judgement of the whole."""
    rows = session.scalars(
        sa.select(EvaluationFinding)
        .where(EvaluationFinding.evaluation_id == evaluation_id)
        .order_by(EvaluationFinding.number)
    )
    return {
        row.number: Finding(
            row.number, {one: Score(row.scores[one]) for one in Question if one in row.scores}, row.words
        )
        for row in rows
    }


def keep_finding(
    session: Session, evaluation: Evaluation, finding: Finding, *, now: datetime
) -> Refusal | None:
    """Keep a finding in the place of the one before; refused once the evaluation isn't running any more."""
    _hold(session, evaluation)
    if _state(session, evaluation, local_date(now)) not in _EVALUATING:
        return _CLOSED
    refusal = finding_refusal(finding)
    if refusal is not None:
        return refusal
    row = session.get(EvaluationFinding, (evaluation.id, finding.number))
    if row is None:
        row = EvaluationFinding(evaluation_id=evaluation.id, number=finding.number)
        session.add(row)
    row.scores = {str(question): str(score) for question, score in finding.scores.items()}
    row.words, row.kept_at = finding.words, now
    session.flush()
    return None


def take_step(
    session: Session, actor: Actor, evaluation: Evaluation, kind: StepKind, *, words: str = "", now: datetime
) -> Refusal | None:
    """Hand in, answer, publish or end; each once, and only from where it can be done."""
    assert actor.person_id is not None
    _hold(session, evaluation)
    if _state(session, evaluation, local_date(now)) not in _BEFORE[kind] or _has(session, evaluation, kind):
        return Refusal("not-now", say("现在不能这样做：别人刚刚办过，或者还没到这一步。请看现在的情况。"))
    seal = ""
    if kind is StepKind.HANDED_IN:
        found = findings_of(session, evaluation.id)
        missing = unfinished(found, size=evaluation.size)
        if missing:
            return Refusal("unfinished", say("还差 %(count)d 处没有写，写完再交。", count=len(missing)))
        seal = sealed(evaluation.digest, list(found.values()))
    session.add(
        EvaluationStep(
            evaluation_id=evaluation.id,
            kind=kind,
            words=words,
            digest=seal,
            by_id=actor.person_id,
            taken_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        actor,
        f"evaluation-{kind.value.replace(' ', '-')}",
        _AUDITED[kind],
        concern_of(evaluation),
        now=now,
    )
    return None


def is_as_handed_in(
    evaluation: Evaluation, steps: Sequence[EvaluationStep], found: Mapping[int, Finding]
) -> bool:
    """Tell whether sample and findings are those that were handed in, byte by byte; true while nothing is."""
    return all(
        step.digest == sealed(evaluation.digest, list(found.values()))
        for step in steps
        if step.kind is StepKind.HANDED_IN
    )


def published(session: Session) -> list[tuple[Evaluation, EvaluationStep]]:
    """Return the evaluations that everybody may read, each with the step that published it, the newest first."""
    rows = session.execute(
        sa.select(Evaluation, EvaluationStep)
        .join(EvaluationStep, EvaluationStep.evaluation_id == Evaluation.id)
        .where(EvaluationStep.kind == StepKind.PUBLISHED)
        .options(defer(Evaluation.classes))
        .order_by(EvaluationStep.id.desc())
    )
    return [(evaluation, step) for evaluation, step in rows]


def _state(session: Session, evaluation: Evaluation, on: date) -> State:
    return states_of(session, [evaluation], on=on)[evaluation.id]


def _has(session: Session, evaluation: Evaluation, kind: StepKind) -> bool:
    return bool(
        session.scalar(
            sa.select(
                sa.exists().where(EvaluationStep.evaluation_id == evaluation.id, EvaluationStep.kind == kind)
            )
        )
    )


def _hold(session: Session, evaluation: Evaluation) -> None:
    """Let whoever else does something with it wait until this unit of work is over."""
    session.execute(sa.select(Evaluation.id).where(Evaluation.id == evaluation.id).with_for_update())
