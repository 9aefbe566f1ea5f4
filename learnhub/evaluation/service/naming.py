"""Name an evaluation: who reads which classes, drawn by a stated rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer

from learnhub.accounts.rules.roles import LEARNING_ROLES
from learnhub.accounts.service.people import account_or_none
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.evaluation.models import Evaluation, EvaluationStep
from learnhub.evaluation.rules import CLASSES_MAX, State, digest, state_of
from learnhub.evaluation.service.sample import classes_ended, draw, sits_in
from learnhub.messages import service as messages
from learnhub.messages.rules import Kind
from learnhub.oversight.rules import sample
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, local_date, say
from learnhub.regions.rules import contains


@dataclass(frozen=True)
class Plan:
    """What an office wants evaluated. nickname: of the evaluator's account. first_on, last_on: of the classes' last meetings."""

    region_code: str
    organisation: str
    document: str
    nickname: str
    until_on: date
    first_on: date
    last_on: date
    seed: str
    size: int


def name_evaluation(
    session: Session, actor: Actor, plan: Plan, figures: Figures, *, now: datetime
) -> Evaluation | Refusal:
    """Draw the sample, freeze it, and let the evaluator read it until a day. The caller has seen to it that the division is the office's."""
    assert actor.person_id is not None
    refusal = _plan_refusal(plan, local_date(now))
    if refusal is not None:
        return refusal
    account = account_or_none(session, plan.nickname)
    if account is None:
        return Refusal(
            "nickname", say("没有这个昵称的账号。请评价人先注册，再告诉您昵称。"), field="nickname"
        )
    held = holdings_on(session, account.person_id, local_date(now))
    if account.person_id == actor.person_id or any(one.role not in LEARNING_ROLES for one in held):
        return Refusal(
            "not-independent",
            say("评价人要是第三方：基地、残联、审计和管理系统的人不行。请换一个账号。"),
            field="nickname",
        )
    among = classes_ended(session, plan.region_code, first_on=plan.first_on, last_on=plan.last_on)
    if not among:
        return Refusal("nothing", say("这段时间里，本地区没有结束的班，没有可以抽的。"), field="first_on")
    size = min(plan.size, len(among))
    if sits_in(session, account.person_id, sample(among, seed=plan.seed, size=size)):
        return Refusal(
            "own-class", say("评价人自己在抽到的班里学习，不能评价。请换一个账号。"), field="nickname"
        )
    classes = draw(session, figures, among, seed=plan.seed, size=size, on=local_date(now))
    made = Evaluation(
        region_code=plan.region_code,
        organisation=plan.organisation,
        document=plan.document,
        first_on=plan.first_on,
        last_on=plan.last_on,
        seed=plan.seed,
        size=size,
        population=len(among),
        classes=classes,
        digest=digest(classes),
        evaluator_id=account.person_id,
        until_on=plan.until_on,
        named_by_id=actor.person_id,
        named_at=now,
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor,
        "evaluation-named",
        say("请第三方评价：%(among)s 个班里抽 %(drawn)s 个", among=len(among), drawn=size),
        concern_of(made),
        now=now,
    )
    messages.tell(
        session,
        account.person_id,
        Kind.EVALUATION_NAMED,
        {"until": plan.until_on.isoformat()},
        ("evaluation.own", {"evaluation_id": made.id}),
        key=f"evaluation:{made.id}",
        now=now,
    )
    return made


def concern_of(evaluation: Evaluation) -> Concern:
    """Return what the audit log names an evaluation by."""
    return Concern("evaluation", str(evaluation.id))


def is_same_again(session: Session, kept: Evaluation) -> bool:
    """Tell whether drawing again by what was kept draws the same classes of as many.

    A class that was brought to its end late, or cancelled since, makes the draw another one; what was frozen stays as it was.
    """
    among = classes_ended(session, kept.region_code, first_on=kept.first_on, last_on=kept.last_on)
    again = list(sample(among, seed=kept.seed, size=kept.size))
    return again == [one["class_id"] for one in kept.classes] and len(among) == kept.population


def evaluation_or_none(session: Session, evaluation_id: int) -> Evaluation | None:
    """Return an evaluation, or None."""
    return session.get(Evaluation, evaluation_id)


def evaluations_in(session: Session, reach: Sequence[str]) -> list[Evaluation]:
    """Return the evaluations of these divisions and all within, the newest first. reach: ("",) for the whole country."""
    rows = session.scalars(_without_sample().order_by(Evaluation.id.desc()))
    return [row for row in rows if any(contains(code, row.region_code) for code in reach)]


def evaluations_of(session: Session, person_id: int) -> list[Evaluation]:
    """Return the evaluations that somebody was asked for, the newest first."""
    return list(
        session.scalars(
            _without_sample().where(Evaluation.evaluator_id == person_id).order_by(Evaluation.id.desc())
        )
    )


def steps_of(session: Session, evaluation_ids: Sequence[int]) -> Mapping[int, list[EvaluationStep]]:
    """Return the steps of these evaluations in their order, by evaluation; one query."""
    found: dict[int, list[EvaluationStep]] = {one: [] for one in evaluation_ids}
    for step in session.scalars(
        sa.select(EvaluationStep)
        .where(EvaluationStep.evaluation_id.in_(evaluation_ids))
        .order_by(EvaluationStep.id)
    ):
        found[step.evaluation_id].append(step)
    return found


def states_of(session: Session, evaluations: Sequence[Evaluation], *, on: date) -> Mapping[int, State]:
    """Return where each of these evaluations stands; one query."""
    steps = steps_of(session, [one.id for one in evaluations])
    return {
        one.id: state_of((step.kind for step in steps[one.id]), until_on=one.until_on, on=on)
        for one in evaluations
    }


def _without_sample() -> sa.Select[Evaluation]:
    """Ask for evaluations without what their evaluators read, which a list doesn't show."""
    return sa.select(Evaluation).options(defer(Evaluation.classes))


def _plan_refusal(plan: Plan, on: date) -> Refusal | None:
    if plan.first_on > plan.last_on:
        return Refusal("period", say("结束的日子在开始的前面，请核对。"), field="last_on")
    if plan.last_on > on:
        return Refusal("period", say("还没有到的日子不能评价，请填今天或者以前的日子。"), field="last_on")
    if plan.until_on < on:
        return Refusal("until", say("评价要交的日子已经过去了，请填以后的日子。"), field="until_on")
    if not 0 < plan.size <= CLASSES_MAX:
        return Refusal("size", say("抽几个班请填 1 到 %(most)d 之间的整数。", most=CLASSES_MAX), field="size")
    return None
