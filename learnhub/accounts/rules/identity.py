"""How a person's identity was checked, and where that stands."""

import enum
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import say


class CheckMethod(enum.StrEnum):
    """How somebody made sure. No face is compared and no picture kept."""

    SEEN_ON_SITE = "seen-on-site"
    CERTIFICATE = "certificate"


METHOD_WORDS = {
    CheckMethod.SEEN_ON_SITE: say("当面见过本人"),
    CheckMethod.CERTIFICATE: say("核对过残疾人证原件"),
}


class DuplicateOutcome(enum.StrEnum):
    """What an officer found about two accounts that share the first 18."""

    SAME_PERSON = "same-person"
    MISTYPED = "mistyped"


OUTCOME_WORDS = {
    DuplicateOutcome.SAME_PERSON: say("是同一个人"),
    DuplicateOutcome.MISTYPED: say("不是同一个人，有一方填错了"),
}


@dataclass(frozen=True)
class IdentityState:
    """Where a person's identity stands.

    method, on: of the newest check that counts; None while nobody has checked.
    """

    method: CheckMethod | None = None
    on: date | None = None

    @property
    def is_checked(self) -> bool:
        """Tell whether somebody made sure who this is."""
        return self.method is not None

    @property
    def words(self) -> str:
        """Say it in one phrase."""
        if self.method is None or self.on is None:
            return say("还没有核对")
        return f"{self.on:%Y-%m-%d} {METHOD_WORDS[self.method]}"
