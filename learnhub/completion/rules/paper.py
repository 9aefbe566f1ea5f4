"""What a completion certificate says, on paper and on its page alike; pure."""

from dataclasses import dataclass
from datetime import date

from learnhub.primitives import day_words

TITLE = "培训合格证书"


@dataclass(frozen=True)
class CertificatePaper:
    """The words of a certificate. issuers: the base, then the office where it signs too. check: how anybody checks it."""

    title: str
    name: str
    body: str
    issuers: tuple[str, ...]
    issued_on: date
    number: str
    code: str
    check: str


def certificate_body(
    course: str,
    from_on: date,
    until_on: date,
    *,
    online_class_hours: int,
    offline_days: int,
    shows_disability: bool,
) -> str:
    """Write the sentence of a certificate. What wasn't learned online, or offline, isn't mentioned.

    shows_disability: only then the training is called 残疾人职业技能培训.
    """
    training = "残疾人职业技能培训" if shows_disability else "职业技能培训"
    learned = [f"线上 {online_class_hours} 学时"] if online_class_hours else []
    learned += [f"线下 {offline_days} 天"] if offline_days else []
    told = f"，学完{'、'.join(learned)}" if learned else ""
    return (
        f"于 {day_words(from_on)}至 {day_words(until_on)}参加“{course}”{training}{told}，"
        "经结业审核合格，特发此证。"
    )
