"""What an announcement says, by its kind, and when it holds."""

import enum
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say

TITLE_CHARACTERS_MAX, SUMMARY_CHARACTERS_MAX, BODY_CHARACTERS_MAX = 60, 120, 6_000
FIELD_CHARACTERS_MAX, REASON_CHARACTERS_MAX, COURSES_MAX = 300, 200, 5
# A number alone can't be reached by who doesn't hear: one of these says that words can be sent.
_WRITTEN = re.compile(
    r"@|https?://|短信|微信|QQ|邮箱|邮件|邮寄|写信|来信|地址|传真|留言|网页|网址", re.IGNORECASE
)
# Source: DOMAIN finding 7: what is provided is said, never who is refused.
_REFUSES = re.compile(
    r"不招|不收(?![^，。；\n]{0,4}[费钱取])|不接收|谢绝|恕不|[只仅]限[男女]|限[男女]性|五官端正|形象(?:良好|好|佳)|身体健康|四肢健全"
)


class Kind(enum.StrEnum):
    """What an announcement is about."""

    NOTICE = "notice"
    COMPETITION = "competition"
    JOB = "job"


KIND_WORDS = {
    Kind.NOTICE: say("通知公告"),
    Kind.COMPETITION: say("职业技能竞赛"),
    Kind.JOB: say("招聘信息"),
}


class State(enum.StrEnum):
    """Where an announcement stands on a day."""

    CURRENT = "current"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


STATE_WORDS = {
    State.CURRENT: say("有效"),
    State.ENDED: say("已结束"),
    State.WITHDRAWN: say("已撤回"),
}

FIELD_WORDS = {
    "who": say("谁可以参加"),
    "starts_on": say("开始日期"),
    "occupation": say("做什么工作"),
    "employer": say("用人单位全名"),
    "place": say("地点"),
    "access": say("地点的无障碍设施"),
    "interpreter": say("手语翻译"),
    "accommodations": say("需要便利，哪天以前说"),
    "pay": say("工资，照原文写"),
    "pay_source": say("工资的出处"),
    "provided": say("提供什么条件和帮助"),
    "sign_up": say("到哪里报名"),
    "contact": say("能写字的联系办法"),
}
FIELDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.NOTICE: (),
    Kind.COMPETITION: (
        "who", "starts_on", "place", "access", "interpreter", "accommodations", "sign_up", "contact",
    ),
    Kind.JOB: ("occupation", "employer", "place", "access", "pay", "pay_source", "provided", "contact"),
}  # fmt: skip
DATE_FIELDS = frozenset({"starts_on", "accommodations"})
END_WORDS = {
    Kind.NOTICE: say("有效到哪一天"),
    Kind.COMPETITION: say("最后一天"),
    Kind.JOB: say("招到哪一天"),
}


@dataclass(frozen=True)
class Text:
    """What an announcement says. details: by the names of FIELDS, days as "2026-03-05". ends_on: its last day, None: holds until withdrawn.

    courses: slugs, in the order of the author.
    """

    kind: Kind
    title: str
    summary: str
    body: str
    details: Mapping[str, str]
    ends_on: date | None
    courses: tuple[str, ...] = ()

    @property
    def plain(self) -> str:
        """Return everything it says as text, as two versions are compared."""
        rows = [
            f"{FIELD_WORDS[name]}：{self.details[name]}"
            for name in FIELDS[self.kind]
            if self.details.get(name)
        ]
        if self.ends_on is not None:
            rows.append(f"{END_WORDS[self.kind]}：{self.ends_on.isoformat()}")
        return "\n".join([self.title, self.summary, *rows, self.body, *self.courses])


def digest(text: Text) -> str:
    """Return what names exactly this text: what was looked at is what goes out."""
    told = [text.kind.value, text.plain, dict(sorted(text.details.items()))]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def state_of(ends_on: date | None, on: date, *, is_withdrawn: bool) -> State:
    """Return where an announcement stands; its last day belongs to it."""
    if is_withdrawn:
        return State.WITHDRAWN
    return State.ENDED if ends_on is not None and on > ends_on else State.CURRENT


def refusal_of(text: Text) -> Refusal | None:
    """Say what an announcement of its kind may not say or leave out; None when all is there."""
    starts_on, asked_until = text.details.get("starts_on", ""), text.details.get("accommodations", "")
    if len(text.courses) > COURSES_MAX:
        return Refusal("too-many-courses", say("最多写 %(most)d 门课程。", most=COURSES_MAX), field="courses")
    if starts_on and text.ends_on is not None and text.ends_on.isoformat() < starts_on:
        return Refusal("ends-before", say("最后一天在开始日期以前，请核对两个日期。"), field="ends_on")
    if starts_on and asked_until > starts_on:
        return Refusal(
            "asked-too-late",
            say("说便利的日子在开始以后，来不及准备。请写早一点的日子。"),
            field="accommodations",
        )
    if "contact" in FIELDS[text.kind] and not _WRITTEN.search(text.details.get("contact", "")):
        return Refusal(
            "phone-only",
            say("只有电话，聋人联系不上。请加上短信、微信、邮箱或者来信地址。"),
            field="contact",
        )
    if text.kind is not Kind.NOTICE:
        fields = {"title": text.title, "summary": text.summary, **text.details, "body": text.body}
        for name, words in fields.items():
            if found := _REFUSES.search(words):
                return Refusal(
                    "says-who-is-refused",
                    say(
                        "“%(words)s”是在说不要谁。请改成提供什么，例如“有手语翻译，可以坐着做”。",
                        words=found.group(),
                    ),
                    field=name,
                )
    return None
