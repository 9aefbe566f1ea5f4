"""Ways of signing in, and what each of them opens; pure."""

import enum
from collections.abc import Sequence

from learnhub.accounts.rules.roles import LEARNING_ROLES, Holding
from learnhub.primitives import say


class WayIn(enum.StrEnum):
    """How somebody showed who they are."""

    PASSWORD = "password"  # noqa: S105  the name of a way
    PICTURES = "pictures"
    CODE = "code"  # of a base, a liaison or an officer: known to two people
    PASSKEY = "passkey"


WAY_WORDS = {
    WayIn.PASSWORD: say("用密码登录"),
    WayIn.PICTURES: say("用图片登录"),
    WayIn.CODE: say("用别人给的登录码登录"),
    WayIn.PASSKEY: say("用通行密钥登录"),
}
# Weak beside a password: they open learning, never anybody's work for others (decision 41).
_OPEN_LEARNING_ALONE = frozenset({WayIn.PICTURES, WayIn.CODE})


def holds_learning_alone(holdings: Sequence[Holding]) -> bool:
    """Tell whether a person decides about nobody else: only then pictures and codes may open the account."""
    return all(held.role in LEARNING_ROLES for held in holdings)


def opened_by(way: WayIn, holdings: Sequence[Holding]) -> tuple[Holding, ...]:
    """Return the roles that a sign-in of this kind opens, in their order."""
    if way not in _OPEN_LEARNING_ALONE:
        return tuple(holdings)
    return tuple(held for held in holdings if held.role in LEARNING_ROLES)


def is_own_secret(way: WayIn) -> bool:
    """Tell whether only the person can have signed in so; who hands over a code knows it too."""
    return way is not WayIn.CODE
