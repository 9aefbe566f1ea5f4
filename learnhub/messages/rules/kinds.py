"""Every kind of message: its sentence, who needs it to be sent, and whether it may leave the site."""

import enum
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from learnhub.primitives import say, say_as

_WORD = re.compile(r"%\((\w+)\)s")
SENTENCE_CHARACTERS_MAX = 70
WORD_CHARACTERS_MAX = 20
# So many unread messages of one kind within a day stand by themselves; what follows is folded under the newest of them.
FOLDED_FROM = 3
FOLDED_HOURS = 24


class Group(enum.StrEnum):
    """What messages are about, as the page of choices lists them."""

    LEARNING = "learning"
    CLASSES = "classes"
    MONEY = "money"
    TEACHING = "teaching"
    ACCOUNT = "account"


class Kind(enum.StrEnum):
    """A kind of message. A value is kept in rows for years: it never changes its meaning."""

    ACCOMMODATION_ANSWERED = "accommodation answered"
    MARK_OPENED = "mark opened"
    MARK_DECIDED = "mark decided"
    APPEAL_DECIDED = "appeal decided"
    ENQUIRY_ANSWERED = "enquiry answered"
    WORK_ANSWERED = "work answered"
    STEP_REVERSED = "step reversed"
    CLASS_CHANGED = "class changed"
    MEETING_TOMORROW = "meeting tomorrow"
    TEACHER_WROTE = "teacher wrote"
    CERTIFICATE_ISSUED = "certificate issued"
    HOURS_DECIDED = "hours decided"
    CLAIM_RETURNED = "claim returned"
    CLAIM_PUBLICISED = "claim publicised"
    CLAIM_APPROVED = "claim approved"
    CLAIM_PAID = "claim paid"
    CLAIM_REFUSED = "claim refused"
    CLAIM_REVERSED = "claim reversed"
    CLAIM_OBJECTION_DECIDED = "claim objection decided"
    DRAFT_RETURNED = "draft returned"
    DRAFT_PUBLISHED = "draft published"
    DRAFT_OFFERED = "draft offered"
    DRAFT_HANDED_OVER = "draft handed over"
    OFFER_ANSWERED = "offer answered"
    QUOTA_GAP = "quota gap"
    GUARDIAN_ASKED = "guardian asked"
    CLOSING_ASKED = "closing asked"
    HELPER_ASKED = "helper asked"
    HELPER_ANSWERED = "helper answered"
    HELPER_LEFT = "helper left"
    HELPING_ENDED = "helping ended"
    COURSE_FITS = "course fits"
    EVALUATION_NAMED = "evaluation named"
    LIAISON_ACTED = "liaison acted"
    NEEDS_OPENED = "needs opened"
    NEEDS_ENDS = "needs ends"
    NEEDS_FILLED = "needs filled"


@dataclass(frozen=True)
class KindTold:
    """What is said of a kind.

    name: on the page of choices. sentence: plain words, one thing, what to do; "%(word)s" is filled from the words that the
    caller gives. needed: why it can't be switched off; "" where it can. goes_out: whether SMS and e-mail may say that it waits.
    """

    group: Group
    name: str
    sentence: str
    needed: str = ""
    goes_out: bool = True

    @property
    def wanted_words(self) -> frozenset[str]:
        """Return the names of the words that the sentence needs."""
        return frozenset(_WORD.findall(self.sentence))


GROUP_WORDS = {
    Group.LEARNING: say("学习"),
    Group.CLASSES: say("线下课和证书"),
    Group.MONEY: say("补贴"),
    Group.TEACHING: say("做课程和教课"),
    Group.ACCOUNT: say_as("who signs in", "账号"),
}
_MONEY = say("关系到您的补贴，所以一定会告诉您。")
_RIGHT = say("您有权利知道，所以一定会告诉您。")
KINDS: Mapping[Kind, KindTold] = {
    Kind.ACCOMMODATION_ANSWERED: KindTold(
        Group.LEARNING,
        say("便利申请有答复"),
        say("您申请的便利有答复了。请打开看结果和理由。"),
        needed=_RIGHT,
    ),
    Kind.MARK_OPENED: KindTold(
        Group.LEARNING,
        say("学习记录需要核对"),
        say("有一段学习记录要请人核对。请打开看看，您也可以说明情况。"),
        needed=_MONEY,
    ),
    Kind.MARK_DECIDED: KindTold(
        Group.LEARNING, say("核对有结果"), say("学习记录核对好了。请打开看结果和理由。"), needed=_MONEY
    ),
    Kind.APPEAL_DECIDED: KindTold(
        Group.LEARNING,
        say("不同意见有答复"),
        say("您对核对结果的不同意见有答复了。请打开看看。"),
        needed=_MONEY,
    ),
    Kind.HOURS_DECIDED: KindTold(
        Group.LEARNING,
        say("别处学的学时有答复"),
        say("您在别处学的学时有答复了。请打开看结果。"),
        needed=_MONEY,
    ),
    Kind.ENQUIRY_ANSWERED: KindTold(
        Group.LEARNING, say("老师的回答"), say("老师回答了您在“%(lesson)s”里问的问题。请打开看看。")
    ),
    Kind.WORK_ANSWERED: KindTold(
        Group.LEARNING, say("作业的反馈"), say("您交的“%(task)s”老师看过了。请打开看反馈，再看下一步做什么。")
    ),
    Kind.STEP_REVERSED: KindTold(
        Group.LEARNING,
        say("练习的确认撤销了"),
        say("“%(task)s”里有一步的确认被老师撤销了。请打开看原因。"),
        needed=_RIGHT,
    ),
    Kind.CLASS_CHANGED: KindTold(
        Group.CLASSES, say("班的安排改了"), say("“%(class_title)s”的安排改了。请打开看新的时间和地点。")
    ),
    Kind.MEETING_TOMORROW: KindTold(
        Group.CLASSES, say("明天有线下课"), say("明天 %(time)s 有线下课，在%(place)s。请打开看看。")
    ),
    Kind.TEACHER_WROTE: KindTold(
        Group.CLASSES, say("老师的话"), say("“%(class_title)s”的老师给您留了话。请打开看看。")
    ),
    Kind.CERTIFICATE_ISSUED: KindTold(
        Group.CLASSES, say("证书发了"), say("“%(class_title)s”的证书发给您了。请打开看证书。")
    ),
    Kind.CLAIM_RETURNED: KindTold(
        Group.MONEY,
        say("补贴申请退回"),
        say("“%(class_title)s”的补贴申请退回了。请打开看原因。"),
        needed=_MONEY,
    ),
    Kind.CLAIM_PUBLICISED: KindTold(
        Group.MONEY, say("补贴公示"), say("“%(class_title)s”的补贴在公示。请打开看看对不对。"), needed=_MONEY
    ),
    Kind.CLAIM_APPROVED: KindTold(
        Group.MONEY,
        say("补贴批准"),
        say("“%(class_title)s”的补贴批准了。请打开看看收款账户。"),
        needed=_MONEY,
    ),
    Kind.CLAIM_PAID: KindTold(
        Group.MONEY, say("补贴发放"), say("“%(class_title)s”的补贴发了。请打开核对数目。"), needed=_MONEY
    ),
    Kind.CLAIM_REFUSED: KindTold(
        Group.MONEY,
        say("补贴没有批准"),
        say("“%(class_title)s”的补贴没有批准。请打开看原因。"),
        needed=_MONEY,
    ),
    Kind.CLAIM_REVERSED: KindTold(
        Group.MONEY, say("补贴冲回"), say("“%(class_title)s”的补贴冲回了。请打开看原因。"), needed=_MONEY
    ),
    Kind.CLAIM_OBJECTION_DECIDED: KindTold(
        Group.MONEY,
        say("公示意见有答复"),
        say("“%(class_title)s”的公示收到过意见，现在有答复了。请打开看看。"),
        needed=_MONEY,
    ),
    Kind.DRAFT_RETURNED: KindTold(
        Group.TEACHING, say("课程退回修改"), say("课程“%(course)s”退回来了。请打开看要改哪里。")
    ),
    Kind.DRAFT_PUBLISHED: KindTold(
        Group.TEACHING, say("课程上线"), say("课程“%(course)s”上线了。请打开看看学员看到的样子。")
    ),
    Kind.DRAFT_HANDED_OVER: KindTold(
        Group.TEACHING, say("有课程交给您"), say("课程“%(course)s”交给您负责了。请打开看做到哪一步。")
    ),
    Kind.DRAFT_OFFERED: KindTold(
        Group.TEACHING, say("有人请您接手课程"), say("有同事请您接手课程“%(course)s”。请打开回答。")
    ),
    Kind.OFFER_ANSWERED: KindTold(
        Group.TEACHING, say("接手有了回答"), say("您请人接手课程“%(course)s”，有回答了。请打开看看。")
    ),
    Kind.QUOTA_GAP: KindTold(
        Group.TEACHING,
        say("选送任务还差课程"),
        say("“%(base)s”的选送任务还剩 %(days)s 天。请打开看还差哪几门课。"),
    ),
    Kind.GUARDIAN_ASKED: KindTold(
        Group.ACCOUNT,
        say("有人想做您的监护人"),
        say("有人说是您的监护人。请打开看看，您说好才算数。"),
        needed=say("法律要求由您自己决定，所以一定会告诉您。"),
    ),
    Kind.HELPER_ASKED: KindTold(
        Group.ACCOUNT, say("有人请您帮忙"), say("有学员请您帮忙。请打开看是谁、看什么，您说好才算数。")
    ),
    Kind.HELPER_ANSWERED: KindTold(
        Group.ACCOUNT,
        say("请人帮忙有了回答"),
        say("您请人帮忙，对方回答了。请打开看看。"),
        needed=_RIGHT,
    ),
    Kind.HELPER_LEFT: KindTold(
        Group.ACCOUNT,
        say("有人不再帮您"),
        say("有一位不再帮您了，什么都看不到了。请打开看现在谁在帮您。"),
        needed=_RIGHT,
    ),
    Kind.COURSE_FITS: KindTold(
        Group.LEARNING,
        say("保存的搜索有新课程"),
        say("您保存的搜索有了新课程。请打开看看。"),
    ),
    Kind.HELPING_ENDED: KindTold(
        Group.ACCOUNT,
        say("帮忙结束了"),
        say("您帮的一位学员，帮忙结束了。谢谢您。请打开看您现在在帮谁。"),
    ),
    Kind.LIAISON_ACTED: KindTold(
        Group.ACCOUNT,
        say("联络员替您办了事"),
        say("联络员%(deed)s。请打开看看，不愿意就在那里退。"),
        needed=_RIGHT,
    ),
    Kind.EVALUATION_NAMED: KindTold(
        Group.ACCOUNT, say("请您做第三方评价"), say("请您做第三方评价，%(until)s以前交。请打开看抽到的班。")
    ),
    Kind.NEEDS_OPENED: KindTold(
        Group.LEARNING,
        say("问您想学什么"),
        say("今年想学什么、有什么难处，残联想知道。%(until)s以前，请打开填一填。"),
    ),
    Kind.NEEDS_ENDS: KindTold(
        Group.LEARNING,
        say("问您想学什么，快结束了"),
        say("今年的培训需求调查%(until)s结束，您还没有填。想填，请打开。"),
    ),
    Kind.NEEDS_FILLED: KindTold(
        Group.LEARNING,
        say("有人帮您填了调查"),
        say("帮您的人替您填了培训需求调查。请打开看，您自己交了才算数。"),
        needed=_RIGHT,
    ),
    Kind.CLOSING_ASKED: KindTold(
        Group.ACCOUNT,
        say("账号要注销"),
        say("您的账号将在%(day)s注销。不想注销，请在那天以前打开撤回。"),
        needed=say("防止别人替您注销，所以一定会告诉您。"),
    ),
}


def sentence_of(kind: Kind, words: Mapping[str, str]) -> str:
    """Return the sentence of a message, long words cut short; ValueError when words are missing or too many."""
    told = KINDS[kind]
    if told.wanted_words != words.keys():
        raise ValueError(f"{kind.value} wants the words {sorted(told.wanted_words)}, not {sorted(words)}")
    return told.sentence % {name: shortened(word) for name, word in words.items()}


def shortened(word: str, characters_max: int = WORD_CHARACTERS_MAX) -> str:
    """Return a word on one line, cut with … where it is long: a sentence must fit into an SMS."""
    plain = " ".join(word.split())
    return plain if len(plain) <= characters_max else plain[: characters_max - 1] + "…"


def folds_into(heads: Collection[int]) -> int | None:
    """Return under which message a further one of the same kind stands, None where it stands by itself.

    heads: ids of the unread messages of this kind and person that stand by themselves and came within FOLDED_HOURS.
    """
    return max(heads) if len(heads) >= FOLDED_FROM else None
