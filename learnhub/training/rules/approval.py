"""When a roll can be approved, and by whom; pure."""

import enum
import hashlib
from collections.abc import Collection, Iterable
from datetime import date

from learnhub.primitives import Refusal, say
from learnhub.training.rules.attendance import Mark


class RollState(enum.StrEnum):
    """Where the roll of a session stands."""

    TO_COME = "to come"
    NOBODY = "nobody"  # the session concerns no trainee of the class
    OPEN = "open"  # somebody has no mark yet
    WAITING = "waiting"
    CORRECTED = "corrected"  # approved once, corrected since
    APPROVED = "approved"


ROLL_STATE_WORDS = {
    RollState.TO_COME: say("还没到日子"),
    RollState.NOBODY: say("没有学员"),
    RollState.OPEN: say("还没点完"),
    RollState.WAITING: say("等待核准"),
    RollState.CORRECTED: say("核准后改过，等待再核准"),
    RollState.APPROVED: say("已经核准"),
}


def roll_digest(marks: Iterable[Mark]) -> str:
    """Return the SHA-256 of the marks in force of one session, whatever their order: what an approval is about.

    A correction is a new row of the log, so a roll that was corrected and corrected back is another roll.
    """
    lines = sorted(f"{one.row} {one.presence.value} {one.minutes}" for one in marks)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def roll_state(
    *, day: date, on: date, concerned: int, marks: Collection[Mark], approved_digests: Collection[str]
) -> RollState:
    """Tell where a roll stands. concerned: how many trainees the session concerns; marks: those in force, of them."""
    if day > on:
        return RollState.TO_COME
    if not concerned:
        return RollState.NOBODY
    if len(marks) < concerned:
        return RollState.OPEN
    if roll_digest(marks) in approved_digests:
        return RollState.APPROVED
    return RollState.CORRECTED if approved_digests else RollState.WAITING


def approval_refusal(
    *, concerned: int, marks: Collection[Mark], approver: int, trainees: Collection[int]
) -> Refusal | None:
    """Refuse to approve a roll that isn't whole, or by somebody who had a hand in it or is in it.

    Source: DESIGN §4 (marked by one person, approved by another).
    """
    if len(marks) < concerned:
        return Refusal(
            "roll-not-whole",
            say(
                "还有 %(concerned)s 名学员没有点名，现在不能核准。请等老师点完。",
                concerned=concerned - len(marks),
            ),
        )
    if any(approver in one.makers for one in marks):
        return Refusal(
            "own-roll",
            say("这次课里有您点的名，或者学员用的是您出的签到码，要由另一位老师或者基地管理员来核准。"),
        )
    if approver in trainees:
        return Refusal("own-attendance", say("您也是这个班的学员，要由别人来核准。"))
    return None
