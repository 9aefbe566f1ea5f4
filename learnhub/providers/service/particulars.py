"""Mend what is known of a base."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.primitives import Refusal, listed, say
from learnhub.providers.models import TrainingBase
from learnhub.providers.rules.credit_codes import credit_code
from learnhub.providers.rules.particulars import Particulars, PracticeArea, particulars_refusal

_NAMES = {
    "credit_code": say("统一社会信用代码"),
    "nature": say("办学性质"),
    "specialities": say("特色"),
    "facilities": say("无障碍设施"),
    "practice_areas": say("功能区"),
    "address": say("地址"),
    "phone": say("电话"),
    "text_contact": say("文字联系"),
    "access_words": say("怎么进来"),
}


def particulars_of(base: TrainingBase) -> Particulars:
    """Return what a base says of itself."""
    return Particulars(
        credit_code=base.credit_code or "",
        specialities=tuple(base.specialities),
        facilities=tuple(base.facilities),
        areas=tuple(PracticeArea(name, places) for name, places in base.practice_areas),
        address=base.address,
        phone=base.phone,
        text_contact=base.text_contact,
        access_words=base.access_words,
        nature=base.nature,
    )


def mend(
    session: Session, actor: Actor, base: TrainingBase, told: Particulars, *, now: datetime
) -> tuple[str, ...] | Refusal:
    """Keep what is told and return the names of what changed, () for nothing; which fields changed is audited, not their contents."""
    refusal = particulars_refusal(told)
    if refusal is not None:
        return refusal
    code = credit_code(told.credit_code) if told.credit_code else ""
    if isinstance(code, Refusal):
        return code
    taken = sa.select(TrainingBase.id).where(TrainingBase.credit_code == code, TrainingBase.id != base.id)
    if code and session.scalar(taken) is not None:
        return Refusal(
            "credit-code-taken",
            say("另一个基地已经用了这个统一社会信用代码。请核对，是同一家单位就请联系残联。"),
            field="credit_code",
        )
    values = {
        "credit_code": code or None,
        "specialities": list(told.specialities),
        "facilities": list(told.facilities),
        "practice_areas": [[one.name, one.places] for one in told.areas],
        "address": told.address,
        "phone": told.phone,
        "text_contact": told.text_contact,
        "access_words": told.access_words,
        "nature": told.nature,
    }
    changed = [name for name, value in values.items() if getattr(base, name) != value]
    if not changed:
        return ()
    for name in changed:
        setattr(base, name, values[name])
    session.flush()
    names = tuple(_NAMES[name] for name in changed)
    audit.record(
        session,
        actor,
        "base-mended",
        say("基地“%(name)s”的资料改了：%(names)s", name=base.name, names=listed(names)),
        Concern("training-base", str(base.id)),
        now=now,
    )
    return names
