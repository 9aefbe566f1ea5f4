"""What a person is told before giving something, and on which basis it is asked for.

The words are part of the record: changing one makes another version, and older consents keep naming the words that were said.
"""

import enum
import hashlib
from dataclasses import dataclass

from learnhub.primitives import say

SOURCE = "个人信息保护法 13、17、28、29、30、35"


class Purpose(enum.StrEnum):
    """What a personal fact is asked for."""

    CERTIFICATE = "certificate"
    LEARNING = "learning"
    PAYEE_ACCOUNT = "payee account"
    VOICE = "voice"
    PORTRAIT = "portrait"
    SENDING = "sending"


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
        say("为什么要填"),
        say(
            "申请培训补贴时，要确认您是持证的残疾人，同一笔补贴不会发重。不申请补贴就不用填，课程照样可以学。"
        ),
    ),
    (
        say("谁能看到"),
        say(
            "教师和同学看不到。您自己和工作人员平时只看到开头四位和结尾两位；残联工作人员要看全号，必须写明理由，每次都会记下来。"
        ),
    ),
    (say("怎么保存"), say("号码加密保存，不会出现在网址、消息和名单里。补贴档案规定的保存期到了就删除。")),
    (say("您的权利"), say("您可以随时在这一页更正。要查看、复制或者删除，请告诉培训基地或者残联工作人员。")),
)
TEXTS = {
    Basis.DUTY: ConsentText(Purpose.CERTIFICATE, Basis.DUTY, _POINTS),
    Basis.CONSENT: ConsentText(
        Purpose.CERTIFICATE,
        Basis.CONSENT,
        (
            *_POINTS,
            (
                say("不同意会怎样"),
                say(
                    "不同意也可以学习全部课程，只是不能申请补贴。同意以后可以在这一页随时撤回，撤回后号码就会删除。"
                ),
            ),
        ),
        agreement=say("我看懂了，同意为申请培训补贴使用我的残疾人证号"),
    ),
}


def _text(purpose: Purpose, basis: Basis, points: tuple[tuple[str, str], ...], agreement: str) -> ConsentText:
    """Return the words for a purpose; a duty informs and asks for no agreement."""
    if basis is Basis.DUTY:
        return ConsentText(purpose, basis, points)
    refusing = (say("不同意会怎样"), say("不同意也可以学习全部课程。同意以后，可以在“我的资料”里随时撤回。"))
    return ConsentText(purpose, basis, (*points, refusing), agreement)


_POINTS_OF = {
    Purpose.LEARNING: (
        (say("为什么要记"), say("记下您学完了哪些课，才能算积分和学时，申请补贴时有据可查。")),
        (say("谁能看到"), say("您自己、您这个班的教师和基地管理员、当地残联的工作人员。同学看不到。")),
        (
            say("保存多久"),
            say("见“我的资料”里写的期限。到期以后，记录的内容会删除，只留下证明它没有改过的校验值。"),
        ),
    ),
    Purpose.PAYEE_ACCOUNT: (
        (say("为什么要填"), say("补贴要付到这个账户。不申请补贴就不用填。")),
        (
            say("谁能看到"),
            say("您自己和办理付款的残联工作人员。平时只看到结尾几位，看全号要写理由，每次都会记下来。"),
        ),
        (say("怎么保存"), say("账号加密保存，不会出现在网址、消息、名单和公示里。")),
    ),
    Purpose.VOICE: (
        (say("为什么要录"), say("不方便写字的人，可以用说的。写字也可以，什么都不说也可以。")),
        (say("谁能听到"), say("您自己和核对的残联工作人员。工作人员每听一次，都会记下来。")),
        (say("怎么保存"), say("录音只在本站保存，不发给别的公司，不用来辨认您是谁。")),
    ),
    Purpose.PORTRAIT: (
        (say("为什么要拍"), say("手语视频和易读版的照片里会有您的样子。不拍也可以。")),
        (say("谁能看到"), say("学习那一课的人。")),
        (say("怎么保存"), say("您撤回以后，视频和照片会从课程里取下来并删除。")),
    ),
    Purpose.SENDING: (
        (say("为什么可以录"), say("不方便写字的人，可以说、打手语，或者拍一张照片。只写字也可以。")),
        (
            say("谁能听到、看到"),
            say(
                "您自己，和您发给的人：问题和作业发给这门课的基地的教师，回答发给提问的学员。同学要您同意以后才看得到。"
            ),
        ),
        (say("怎么保存"), say("只在本站保存，不发给别的公司，不用来辨认您是谁。照片里的拍摄地点会去掉。")),
        (say("保存多久"), say("见“我的资料”里写的期限，到期删除。")),
    ),
}
_AGREEMENTS = {
    Purpose.LEARNING: say("我看懂了，同意为算积分和补贴记下我的学习"),
    Purpose.PAYEE_ACCOUNT: say("我看懂了，同意为付补贴使用我的收款账户"),
    Purpose.VOICE: say("我看懂了，同意为核对保存我的录音"),
    Purpose.PORTRAIT: say("我看懂了，同意在课程里使用我的样子"),
    Purpose.SENDING: say("我看懂了，同意发出并保存我的录音、视频或照片"),
}


def text_of(purpose: Purpose, basis: Basis) -> ConsentText:
    """Return the words for one purpose on one basis."""
    if purpose is Purpose.CERTIFICATE:
        return TEXTS[basis]
    return _text(purpose, basis, _POINTS_OF[purpose], _AGREEMENTS[purpose])


PURPOSE_WORDS = {
    Purpose.CERTIFICATE: say("残疾人证号"),
    Purpose.LEARNING: say("学习记录"),
    Purpose.PAYEE_ACCOUNT: say("收款账户"),
    Purpose.VOICE: say("录音说明"),
    Purpose.PORTRAIT: say("照片和视频里的样子"),
    Purpose.SENDING: say("发出的录音、视频和照片"),
}
