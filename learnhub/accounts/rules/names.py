"""Nicknames: what may be one, and when two are the same."""

import re
import unicodedata

from learnhub.primitives import Refusal, say

NICKNAME_CHARACTERS = (2, 20)
_IDENTIFYING_DIGITS = 8
_JOINERS = " ·.-_"
_OFFICIAL = ("管理员", "客服", "官方", "残联", "系统", "admin", "root")


def tidy_nickname(text: str) -> str:
    """Return a nickname as it is shown: NFKC, invisible characters gone, one blank for many."""
    visible = "".join(
        c
        for c in unicodedata.normalize("NFKC", text)
        if unicodedata.category(c) not in {"Cf", "Cs", "Co", "Cn"}
    )
    return " ".join(visible.split())


def nickname_key(text: str) -> str:
    """Return what two nicknames share when people would take them for the same: no width, case or blanks."""
    return "".join(unicodedata.normalize("NFKC", tidy_nickname(text).casefold()).split())


def nickname(text: str) -> str | Refusal:
    """Return the nickname to be shown, or the sentence that says what to change.

    2–20 letters of any script, digits and · . - _ or single blanks; no long row of digits, which is mostly a
    telephone or certificate number; no name that people would take for the site's.
    """
    shown = tidy_nickname(text)
    key = nickname_key(shown)
    shortest, longest = NICKNAME_CHARACTERS
    if not key:
        return _refusal("nickname-empty", say("请填写昵称。可以用小名，不必用真名。"))
    if len(key) < shortest:
        return _refusal("nickname-short", say("昵称至少要 2 个字，请再加一个字。"))
    if len(shown) > longest:
        return _refusal("nickname-long", say("昵称最多 20 个字，请写短一些。"))
    if any(not (unicodedata.category(c)[0] in "LM" or c.isdecimal() or c in _JOINERS) for c in shown):
        return _refusal("nickname-signs", say("昵称只用汉字、字母和数字，请去掉其他符号。"))
    if not any(c.isalnum() for c in key):
        return _refusal("nickname-no-letter", say("昵称里请至少用一个汉字、字母或数字。"))
    if re.search(rf"\d{{{_IDENTIFYING_DIGITS},}}", re.sub(r"[\s.\-_·]", "", shown)):
        return _refusal("nickname-number", say("请不要用手机号或证件号作昵称，换一个名字更安全。"))
    if any(word in key for word in _OFFICIAL):
        return _refusal("nickname-official", say("这个昵称容易让人误会是工作人员，请换一个。"))
    return shown


def _refusal(code: str, sentence: str) -> Refusal:
    return Refusal(code, sentence, field="nickname")
