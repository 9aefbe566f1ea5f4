"""SMS and e-mail: what an address is, how much of it is shown, and when something may be sent."""

import enum
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from learnhub.messages.rules.kinds import shortened
from learnhub.primitives import SHANGHAI, Refusal, say

CODE_DIGITS = 6
CODE_VALID = timedelta(minutes=30)
CODE_TRIES_MAX = 5
CODES_A_DAY_MAX = 5
# One address asked for by several people in a day: somebody's telephone must not be made to ring.
CODES_OF_ADDRESS_A_DAY_MAX = 8
MINUTES_OF_DAY = 24 * 60
ATTEMPTS_MAX = 6
_FIRST_WAIT = timedelta(minutes=1)
_MOBILE = re.compile(r"1[3-9]\d{9}")
# One @, a dot in the domain, no blanks: whether it arrives is told by the code, not by a pattern.
_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+"
)
MAIL_CHARACTERS_MAX = 254


class Channel(enum.StrEnum):
    """How a message may leave the site. The inbox is no channel: it always has everything."""

    SMS = "sms"
    MAIL = "mail"


CHANNEL_WORDS = {Channel.SMS: say("短信"), Channel.MAIL: say("邮件")}


class SendFault(Exception):
    """What was to be sent was not taken. is_final: trying again is of no use. The words hold neither address nor text."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


@dataclass(frozen=True)
class Letter:
    """What one channel is given. token: the same when the same is sent again, and tells nothing."""

    channel: Channel
    address: str
    subject: str
    text: str
    token: str


class Sender(Protocol):
    """Something that sends letters of one channel."""

    def send(self, letter: Letter) -> None:
        """Send a letter; SendFault when it was not taken."""


def typed_address(channel: Channel, text: str) -> str | Refusal:
    """Return a mobile number or e-mail address as it is sent to, blanks and full-width signs taken."""
    plain = unicodedata.normalize("NFKC", text[:400])
    plain = "".join(sign for sign in plain if not sign.isspace() and unicodedata.category(sign) != "Cf")
    if channel is Channel.SMS:
        number = plain.replace("-", "").removeprefix("+86")
        if _MOBILE.fullmatch(number) and number.isascii():
            return number
        return Refusal("no-mobile", say("请填写 11 位手机号，例如以 138 开头的号码。"), field="address")
    if len(plain) <= MAIL_CHARACTERS_MAX and _MAIL.fullmatch(plain):
        return plain
    return Refusal("no-mail", say("请填写完整的邮箱地址，中间有 @，例如 name@example.com。"), field="address")


def masked(channel: Channel, address: str) -> str:
    """Return what pages show of an address: never enough to write to it."""
    if channel is Channel.SMS:
        return f"{address[:3]}****{address[-2:]}"
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}***@{domain[:1]}***.{domain.rpartition('.')[2]}"


def new_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def typed_code(text: str) -> str | None:
    """Return the six digits that somebody typed, blanks and full-width digits taken; else None."""
    plain = "".join(unicodedata.normalize("NFKC", text[:100]).split())
    return plain if len(plain) == CODE_DIGITS and plain.isascii() and plain.isdigit() else None


def quiet_until(now: datetime, *, from_minute: int, until_minute: int) -> datetime | None:
    """Return when quiet hours end that hold at an instant, None when none do.

    from_minute, until_minute: minutes of the day in Asia/Shanghai, which has no summer time; equal means no quiet hours.
    """
    local = now.astimezone(SHANGHAI)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    minute = local.hour * 60 + local.minute
    if from_minute < until_minute:
        is_quiet, ends_today = from_minute <= minute < until_minute, True
    else:
        is_quiet = from_minute != until_minute and (minute >= from_minute or minute < until_minute)
        ends_today = minute < until_minute
    if not is_quiet:
        return None
    return midnight + timedelta(days=0 if ends_today else 1, minutes=until_minute)


def next_morning(now: datetime, *, until_minute: int) -> datetime:
    """Return the end of the next night: when what is too much for today is sent."""
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(days=1, minutes=until_minute)


def wait_before(attempt: int) -> timedelta | None:
    """Return how long to wait after so many failed attempts (from 1), None when no further one is made: 1 min to 4 h 16."""
    return _FIRST_WAIT * 4 ** (attempt - 1) if attempt < ATTEMPTS_MAX else None


def waiting_words(site_name: str, count: int) -> str:
    """Return all that an SMS or e-mail says: that something waits, and where. Never what, of whom or why."""
    return f"{shortened(site_name)}：您有 {count} 条新消息。请登录网站，打开“消息”看看。"


def code_words(site_name: str, code: str) -> str:
    """Return what carries a code to a new address."""
    return f"{shortened(site_name)}：您的确认码是 {code}，30 分钟内有效。不是您在操作，请不用理会。"
