"""Certificates of four kinds: what is known of each, the steps towards one, and numbers; pure.

Source: 云残发〔2022〕55号 names the four kinds. The first three are issued elsewhere: what is kept is a record of them.
"""

import enum
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import Refusal, say

IN_FORCE = "certificates.in_force"
_NUMBER = re.compile(r"[0-9A-Z\u4e00-\u9fff〔〕()（）\-/]{4,40}")
_OCCUPATION = re.compile(r"\d{4}:\d-\d{2}-\d{2}-\d{2}")
REASON_CHARACTERS_MIN = 4


class CertificateKind(enum.StrEnum):
    """The four kinds."""

    QUALIFICATION = "qualification"
    LEVEL = "level"
    SPECIFIC = "specific"
    COMPLETION = "completion"


KIND_WORDS = {
    CertificateKind.QUALIFICATION: say("职业资格证书"),
    CertificateKind.LEVEL: say("职业技能等级证书"),
    CertificateKind.SPECIFIC: say("专项职业能力证书"),
    CertificateKind.COMPLETION: say("培训合格证书"),
}
LEVEL_WORDS = {
    5: say("五级（初级工）"),
    4: say("四级（中级工）"),
    3: say("三级（高级工）"),
    2: say("二级（技师）"),
    1: say("一级（高级技师）"),
}
LEVELLED = frozenset({CertificateKind.QUALIFICATION, CertificateKind.LEVEL})


class RecordStepKind(enum.StrEnum):
    """What happened on the way to a certificate that is issued elsewhere."""

    APPLIED = "applied"
    EXAM_SET = "exam set"
    ISSUED = "issued"
    CONFIRMED = "confirmed"
    DOUBTED = "doubted"  # the officer could not confirm what was entered
    NOT_TAKEN = "not taken"


RECORD_STATE_WORDS = {
    RecordStepKind.APPLIED: say("已经报名"),
    RecordStepKind.EXAM_SET: say("考试时间已定"),
    RecordStepKind.ISSUED: say("已经发证，等残联核对"),
    RecordStepKind.CONFIRMED: say("已经发证，残联核对过"),
    RecordStepKind.DOUBTED: say("残联没有核对上，请基地改"),
    RecordStepKind.NOT_TAKEN: say("没有取得"),
}
_MAY_FOLLOW = {
    RecordStepKind.APPLIED: {RecordStepKind.EXAM_SET, RecordStepKind.ISSUED, RecordStepKind.NOT_TAKEN},
    RecordStepKind.EXAM_SET: {RecordStepKind.EXAM_SET, RecordStepKind.ISSUED, RecordStepKind.NOT_TAKEN},
    RecordStepKind.ISSUED: {RecordStepKind.CONFIRMED, RecordStepKind.DOUBTED},
    RecordStepKind.DOUBTED: {RecordStepKind.ISSUED, RecordStepKind.NOT_TAKEN},
    RecordStepKind.CONFIRMED: set(),
    RecordStepKind.NOT_TAKEN: {RecordStepKind.APPLIED},
}


@dataclass(frozen=True)
class CertificateHeld:
    """A certificate as packages above ask for it. state: of a record; CONFIRMED for a completion certificate in force.

    level: 5 (五级) to 1, None for kinds without. occupation: "edition:code", or "". number_end: the last four signs of a number
    issued elsewhere; the whole number of a completion certificate. words: why one was not taken.
    """

    kind: CertificateKind
    state: RecordStepKind
    level: int | None
    occupation: str
    number_end: str
    issuer: str
    issued_on: date | None
    exam_on: date | None = None
    words: str = ""

    @property
    def counts(self) -> bool:
        """Tell whether it was issued and somebody other than the base looked at it."""
        return self.state is RecordStepKind.CONFIRMED and self.issued_on is not None

    @property
    def counts_as_vocational(self) -> bool:
        """Tell whether it counts and was issued elsewhere: what a review can ask for before it ends."""
        return self.counts and self.kind is not CertificateKind.COMPLETION

    @property
    def title(self) -> str:
        """Say what it is: 五级（初级工）职业技能等级证书."""
        return LEVEL_WORDS.get(self.level or 0, "") + KIND_WORDS[self.kind]


def series_number(base_id: int, year: int, number: int) -> str:
    """Write the number of a completion certificate: year, base, running number."""
    return f"{year}-{base_id:03d}-{number:04d}"


def number_refusal(text: str) -> str | Refusal:
    """Return a certificate number as it is kept, or say how to write it: width and blanks don't make another number."""
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    if _NUMBER.fullmatch(plain) and any(c.isdigit() for c in plain):
        return plain
    return Refusal(
        "number", say("请照证书写编号，4 到 40 个字，只有字母、数字、汉字、横线和括号。"), field="number"
    )


def occupation_refusal(kind: CertificateKind, level: int | None, occupation: str) -> Refusal | None:
    """Refuse a level where the kind has none, none where it needs one, or an occupation that isn't "edition:code"."""
    if kind is CertificateKind.COMPLETION:
        return Refusal("own-kind", say("培训合格证书由基地在结业审核以后颁发，不在这里登记。"), field="kind")
    if kind in LEVELLED and level not in LEVEL_WORDS:
        return Refusal("level-needed", say("请选证书的等级。"), field="level")
    if kind not in LEVELLED and level is not None:
        return Refusal("no-level", say("专项职业能力证书不分等级，等级请选“没有等级”。"), field="level")
    if occupation and not _OCCUPATION.fullmatch(occupation):
        return Refusal(
            "occupation",
            say("职业请写成“大典年份:编码”，例如 2022:4-10-04-02；不知道就空着。"),
            field="occupation",
        )
    return None


def step_refusal(
    last: RecordStepKind | None,
    kind: RecordStepKind,
    *,
    day: date | None,
    applied_on: date | None,
    on: date,
    words: str,
    entered_by: Sequence[int] = (),
    person_id: int = 0,
) -> Refusal | None:
    """Refuse a step that can't follow, a wrong date, a missing reason, or somebody confirming what they entered themselves.

    day: of the step itself (application, exam, issue). applied_on: of the first step. on: today.
    """
    if last is None and kind is not RecordStepKind.APPLIED:
        return Refusal("not-applied", say("请先登记报名。"))
    if last is not None and kind not in _MAY_FOLLOW[last]:
        return Refusal(
            "not-next",
            say(
                "现在是“%(record_state_words)s”，不能这样登记。请刷新页面看看。",
                record_state_words=RECORD_STATE_WORDS[last],
            ),
        )
    if kind in {RecordStepKind.APPLIED, RecordStepKind.ISSUED} and day is not None and day > on:
        return Refusal("not-yet", say("日期还没有到，请填今天或以前的日期。"), field="day")
    if kind in {RecordStepKind.EXAM_SET, RecordStepKind.ISSUED}:
        if day is None:
            return Refusal("day-needed", say("请填写日期，写成 2026-03-05 这样。"), field="day")
        if applied_on is not None and day < applied_on:
            return Refusal(
                "before-applying", say("这个日期比报名还早。请看一看证书或准考证，再填一次。"), field="day"
            )
    if kind in {RecordStepKind.NOT_TAKEN, RecordStepKind.DOUBTED} and len(words) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明原因，至少 4 个字。"), field="words")
    if kind in {RecordStepKind.CONFIRMED, RecordStepKind.DOUBTED} and person_id in entered_by:
        return Refusal("own-hand", say("这张证书是您自己登记的，请让另一位同事来核对。"))
    return None


def standing_warning(
    kind: CertificateKind, occupation: str, figures: Figures, *, region_code: str, on: date
) -> Figure | None:
    """Return the figure that says a kind is no longer in force for an occupation; None where policy says nothing against it.

    A row for the very occupation comes before the row for all. It warns: what somebody holds already stays theirs.
    """
    keys = [f"{IN_FORCE}.{kind.value}.{occupation}"] if occupation else []
    for key in (*keys, f"{IN_FORCE}.{kind.value}"):
        found = figures.in_force_or_none(key, region_code, on)
        if found is not None:
            return found if found.value is False else None
    return None
