"""Growing waits for repeated attempts; every wait ends by itself, so nobody is ever locked out for good."""

import enum
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from learnhub.primitives import say

_FIRST_WAIT_SECONDS = 30
_LONGEST_WAIT_SECONDS = 15 * 60
FORGET_AFTER = timedelta(hours=24)


class Deed(enum.StrEnum):
    """What is attempted."""

    SIGN_IN = "sign-in"
    OWN_PASSWORD = "own password"  # noqa: S105  of somebody who is signed in: no stranger can use these tries up
    RESET = "reset"
    REGISTER = "register"
    CERTIFICATE = "certificate"
    ATTENDANCE = "attendance"
    CODE = "code"  # of a certificate that anybody may check
    PICTURES = "pictures"
    SIGN_IN_CODE = "sign-in code"
    HELP_CODE = "help code"
    PASSKEY = "passkey"
    OBJECTION = "objection"  # to a public notice, by anybody
    COMPLAINT = "complaint"  # about anything, by anybody


# How many attempts pass without a wait: of one nickname (or person) from one address, and of one address. A training room of forty
# people, or a family with one telephone, is one address: waits for an address begin late.
FREE_OF_NAME = {
    Deed.SIGN_IN: 5,
    Deed.OWN_PASSWORD: 5,
    Deed.RESET: 5,
    Deed.REGISTER: 5,
    Deed.CERTIFICATE: 10,
    Deed.ATTENDANCE: 10,
    Deed.CODE: 60,
    Deed.PICTURES: 5,
    Deed.SIGN_IN_CODE: 5,
    Deed.HELP_CODE: 5,
    Deed.PASSKEY: 60,
    Deed.OBJECTION: 10,
    Deed.COMPLAINT: 10,
}
FREE_OF_ADDRESS = {
    Deed.SIGN_IN: 60,
    Deed.OWN_PASSWORD: 60,
    Deed.RESET: 30,
    Deed.REGISTER: 60,
    Deed.CERTIFICATE: 100,
    Deed.ATTENDANCE: 200,
    Deed.CODE: 60,
    Deed.PICTURES: 60,
    Deed.SIGN_IN_CODE: 30,
    Deed.HELP_CODE: 30,
    Deed.PASSKEY: 60,
    Deed.OBJECTION: 30,
    Deed.COMPLAINT: 30,
}

# What is used up stays so until the day of 24 hours that began with the first is over: waits of a quarter of an hour would let a
# hundred through.
BY_THE_DAY = frozenset({Deed.OBJECTION, Deed.COMPLAINT})

# Of one nickname from all addresses together, where a stranger can aim at it. More than one address gets through in a day, waits
# and all (106): whoever sits somewhere and tries keeps nobody else out of the own account.
# The deeds that are missing can't be aimed at a name: an own password and a helper's code are counted of whoever is signed in, and a
# passkey is shown before anybody says who they are, so that it is counted of its address alone.
FREE_OF_NAME_ANYWHERE = {
    Deed.SIGN_IN: 120,
    Deed.RESET: 120,
    Deed.REGISTER: 120,
    Deed.PICTURES: 120,
    Deed.SIGN_IN_CODE: 120,
}


@dataclass(frozen=True)
class Wait:
    """A wait that is told instead of an answer."""

    seconds: int

    @property
    def sentence(self) -> str:
        """Return the wait in words: 请等 30 秒再试."""
        minutes, seconds = divmod(self.seconds, 60)
        if not minutes:
            words = say("%(seconds)s 秒", seconds=seconds)
        else:
            words = (
                say("%(minutes)s 分 %(seconds)s 秒", minutes=minutes, seconds=seconds)
                if seconds
                else say("%(minutes)s 分钟", minutes=minutes)
            )
        return say("试的次数多了，请等 %(words)s再试。您填写的内容都在。", words=words)


def wait_after(attempts: int, free: int) -> timedelta | None:
    """Return how long to wait after so many attempts, of which some are free: 30 s, doubling up to 15 minutes."""
    beyond = attempts - free
    if beyond < 0:
        return None
    seconds = _FIRST_WAIT_SECONDS * 2 ** min(beyond, 10)
    return timedelta(seconds=min(seconds, _LONGEST_WAIT_SECONDS))


def remaining(wait_until_at: datetime | None, now: datetime) -> Wait | None:
    """Return the wait that is left, in whole seconds rounded up; None when one may go ahead."""
    if wait_until_at is None or wait_until_at <= now:
        return None
    return Wait(-(-(wait_until_at - now) // timedelta(seconds=1)))


def network_of(address: str) -> str:
    """Return what attempts from an IP address are counted under: the address, or the /64 that one IPv6 line has."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, ipaddress.IPv6Address):
        mapped = ip.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.IPv6Network((ip, 64), strict=False))
    return str(ip)
