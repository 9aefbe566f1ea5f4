"""What a person is told before giving something, and on which basis it is asked for.

The words are part of the record: changing one makes another version, and older consents keep naming the words that were said.
"""

import enum
import hashlib
from dataclasses import dataclass

SOURCE = "个人信息保护法 13、17、28、29、30、35"


class Purpose(enum.StrEnum):
    """What a personal fact is asked for."""

    CERTIFICATE = "certificate"
    LEARNING = "learning"
    PAYEE_ACCOUNT = "payee account"
    VOICE = "voice"
    PORTRAIT = "portrait"


class Basis(enum.StrEnum):
    """duty: a federation acts on its statutory duty and informs. consent: a private base asks each person separately."""

    DUTY = "duty"
    CONSENT = "consent"


@dataclass(frozen=True)
class ConsentText:
    """The words for one purpose on one basis.

    points: one question and its answer each. agreement: what is ticked; empty where nothing is to be agreed to.
    """

    purpose: Purpose
    basis: Basis
    points: tuple[tuple[str, str], ...]
    agreement: str = ""

    @property
    def version(self) -> str:
        """Return a name that changes with any word."""
        words = "\n".join(
            [self.purpose, self.basis, *(part for point in self.points for part in point), self.agreement]
        )
        return f"{self.purpose}-{self.basis}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


_POINTS = (
    (
        "为什么要填",
        "申请培训补贴时，要确认您是持证的残疾人，同一笔补贴不会发重。不申请补贴就不用填，课程照样可以学。",
    ),
    (
        "谁能看到",
        "教师和同学看不到。您自己和工作人员平时只看到开头四位和结尾两位；残联工作人员要看全号，必须写明理由，每次都会记下来。",
    ),
    ("怎么保存", "号码加密保存，不会出现在网址、消息和名单里。补贴档案规定的保存期到了就删除。"),
    ("您的权利", "您可以随时在这一页更正。要查看、复制或者删除，请告诉培训基地或者残联工作人员。"),
)
TEXTS = {
    Basis.DUTY: ConsentText(Purpose.CERTIFICATE, Basis.DUTY, _POINTS),
    Basis.CONSENT: ConsentText(
        Purpose.CERTIFICATE,
        Basis.CONSENT,
        (
            *_POINTS,
            (
                "不同意会怎样",
                "不同意也可以学习全部课程，只是不能申请补贴。同意以后可以在这一页随时撤回，撤回后号码就会删除。",
            ),
        ),
        agreement="我看懂了，同意为申请培训补贴使用我的残疾人证号",
    ),
}
