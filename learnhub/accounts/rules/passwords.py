"""Passwords: what may be one."""

import unicodedata
from collections.abc import Collection

from learnhub.accounts.rules.names import nickname_key
from learnhub.primitives import Refusal, say

PASSWORD_CHARACTERS = (8, 128)
_ROWS = ("1234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb")


def password_refusal(
    password: str, *, nickname: str, common: Collection[str], field: str = "password"
) -> Refusal | None:
    """Return the sentence that says what to change, or None when the password is good.

    8–128 characters of any kind. Refused are common ones (in lower case), rows of the keyboard, one or two signs
    repeated, and the nickname. No other rule: a mixture forced upon people makes passwords worse.
    Source: NIST SP 800-63B 5.1.1.2.
    """
    plain = unicodedata.normalize("NFKC", password).casefold()
    shortest, longest = PASSWORD_CHARACTERS

    def refusal(code: str, sentence: str) -> Refusal:
        return Refusal(code, sentence, field=field)

    if not password.strip():
        return refusal("password-empty", say("请填写密码，至少 8 个字。"))
    if len(password) < shortest:
        return refusal("password-short", say("密码至少要 8 个字，请再加几个字。可以用一句只有您知道的话。"))
    if len(password) > longest:
        return refusal("password-long", say("密码最多 128 个字，请写短一些。"))
    if _is_repeated(nickname_key(password), nickname_key(nickname)):
        return refusal("password-nickname", say("密码不能和昵称一样，请换一个。"))
    if plain in common or _is_row(plain) or len(set(plain)) <= 2:
        return refusal(
            "password-common", say("这个密码太常见，别人很容易猜到。请换一个，可以用一句只有您知道的话。")
        )
    return None


def _is_row(text: str) -> bool:
    return any(text in row * 3 or text in row[::-1] * 3 for row in _ROWS)


def _is_repeated(text: str, part: str) -> bool:
    return bool(part) and text == part * (len(text) // len(part) or 1)
