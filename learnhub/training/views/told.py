"""What every desk says of a class beyond its days: particulars in words."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.training import service
from learnhub.training.models import TrainingClass
from learnhub.training.rules.budget import total_fen
from learnhub.training.rules.particulars import (
    ACCESS_FACT_WORDS,
    CLASS_KIND_WORDS,
    CYCLE_WORDS,
    DELIVERY_FORM_WORDS,
    INTERPRETER_WORDS,
    KNOWN_WORDS,
    TRAINEE_GROUP_WORDS,
    TRAINING_TYPE_WORDS,
    Particulars,
    cycle,
    training_year,
)
from learnhub.web.words import _


@dataclass(frozen=True)
class ParticularsTold:
    """Particulars as pages show them: pairs for everybody, and the budget for base and office. total_fen: 0 without a budget."""

    kind: list[tuple[str, str]]
    support: list[tuple[str, str]]
    budget: list[tuple[str, int]]
    total_fen: int


def particulars_told(session: Session, found: TrainingClass) -> ParticularsTold:
    """Return what is known of a class; classes from before it was asked say their year and length alone."""
    days = [one.day for one in found.sessions]
    year = (
        _("培训年度和周期"),
        _(
            "%(year)d 年，%(cycle)s",
            year=training_year(days, found.opened_on),
            cycle=CYCLE_WORDS[cycle(days, found.opened_on)],
        ),
    )
    told = service.particulars_of(session, found.id)
    if told is None:
        return ParticularsTold([year], [], [], 0)
    return ParticularsTold(
        [*_kind(told), year],
        _support(told),
        [(one.title, one.amount_fen) for one in told.budget],
        total_fen(told.budget),
    )


def _kind(told: Particulars) -> list[tuple[str, str]]:
    form = DELIVERY_FORM_WORDS[told.delivery_form]
    kind = CLASS_KIND_WORDS[told.kind]
    return [
        (_("培训类型"), TRAINING_TYPE_WORDS[told.training_type]),
        (_("谁来上课"), TRAINEE_GROUP_WORDS[told.trainee_group]),
        (
            _("办班形式"),
            _("%(form)s，同意的单位：%(who)s", form=form, who=told.dispersed_approval)
            if told.dispersed_approval
            else form,
        ),
        (_("为谁办"), _("%(kind)s：%(who)s", kind=kind, who=told.employer) if told.employer else kind),
    ]


def _support(told: Particulars) -> list[tuple[str, str]]:
    interpreter = INTERPRETER_WORDS[told.interpreter]
    return [
        *((ACCESS_FACT_WORDS[fact], KNOWN_WORDS[known]) for fact, known in told.access_facts.items()),
        (_("怎么去"), told.directions),
        (_("陪同的人"), _("能进课堂") if told.is_companion_allowed else _("不能进课堂")),
        (
            _("手语翻译"),
            _("%(state)s：%(who)s", state=interpreter, who=told.interpreter_words)
            if told.interpreter_words
            else interpreter,
        ),
        (_("住宿"), told.dormitory or _("不提供")),
    ]
