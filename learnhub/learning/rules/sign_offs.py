"""Steps of a task sheet that were shown at the base: which are signed off, and what is refused; pure.

Source: 工学一体化 (DOMAIN, S0): a task sheet with steps, each signed off by the supervisor. A signing is never changed; a wrong one is
answered by its reversal.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from learnhub.primitives import Refusal, day_words, say

REASON_CHARACTERS_MIN = 4
REASON_CHARACTERS_MAX = 200
KIND_SIGNED = "task.step_signed"
KIND_REVERSED = "task.step_reversed"
OWN_STEP = Refusal("own-step", say("这是您自己的练习，请让同事来确认。"))
NO_SUCH_STEP = Refusal("no-such-step", say("这个练习没有这一步，课程可能更新过。请刷新页面再试。"))


@dataclass(frozen=True)
class SignOff:
    """One signing of a step, or its reversal.

    step: from 1. signed_on: the day on which it was shown. reverses_id: of the signing that this row answers; reason: why, for a reversal.
    """

    id: int
    step: int
    signed_on: date
    by_id: int
    made_at: datetime
    reverses_id: int | None = None
    reason: str = ""


def signed_steps(rows: Iterable[SignOff]) -> dict[int, SignOff]:
    """Return the signing in force of each signed step, by step; the same for any order of rows."""
    found = list(rows)
    reversed_ids = {one.reverses_id for one in found if one.reverses_id is not None}
    standing = [one for one in found if one.reverses_id is None and one.id not in reversed_ids]
    return {one.step: one for one in sorted(standing, key=lambda one: (one.step, -one.id))}


def is_finished(step_count: int, signed: Collection[int]) -> bool:
    """Tell whether every step of a sheet is signed off."""
    return step_count > 0 and set(range(1, step_count + 1)) <= set(signed)


def signing_refusal(
    *,
    step: int,
    step_count: int,
    signed_on: date,
    today: date,
    enrolled_on: date,
    person_id: int,
    by_id: int,
) -> Refusal | None:
    """Refuse a step that isn't there, one's own, and a day ahead of today or before the enrolment. today: in Asia/Shanghai."""
    if not 1 <= step <= step_count:
        return NO_SUCH_STEP
    if by_id == person_id:
        return OWN_STEP
    if signed_on > today:
        return Refusal(
            "in-the-future", say("这一天还没有到。请填做的那一天，今天或者以前。"), field="signed_on"
        )
    if signed_on < enrolled_on:
        return Refusal(
            "before-enrolment",
            say(
                "那一天学员还没有报名这门课（%(enrolled_on)s报的名）。请核对日期。",
                enrolled_on=day_words(enrolled_on),
            ),
            field="signed_on",
        )
    return None


def reversal_refusal(reason: str, *, is_in_force: bool) -> Refusal | None:
    """Refuse a reversal of what isn't in force any more, or without a reason that the trainee can read."""
    if not is_in_force:
        return Refusal("reversed-already", say("这一步刚才已经撤销了，不用再撤。"))
    if len(reason.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写一句为什么撤销，至少 4 个字，学员会看到。"), field="reason")
    if len(reason) > REASON_CHARACTERS_MAX:
        return Refusal(
            "too-long",
            say(
                "最多写 %(reason_characters_max)s 个字，请删短一些。",
                reason_characters_max=REASON_CHARACTERS_MAX,
            ),
            field="reason",
        )
    return None
