"""残疾人证号: what is one, what it says, how it is shown.

The first 18 are a 公民身份号码, that of a 港澳台居民居住证 (81, 82, 83: the same standard), or since 2023 that of an
外国人永久居留身份证 (9…), whose last character follows the same algorithm (国家移民管理局: 新版外国人永久居留身份证机读信息规则). So
the check character is checked for all of them, and no mistyped first digit slips through as another kind of document.
"""

import enum
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from learnhub.primitives import Refusal, say

SOURCE = "GB 11643-1999；残疾人证号 = 18 位证件号 + 类别 + 等级，补发加 B1、B2……"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_OLDEST_YEAR = 1880  # that of the specimen in GB 11643
# First two digits by GB/T 2260.
_PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71".split()  # noqa: SIM905
)
_TWENTY = 20
_IDENTITY = 18


class IdentityKind(enum.StrEnum):
    """Which document the first 18 characters come from."""

    CITIZEN = "citizen"
    HMT_RESIDENT = "hmt-resident"
    FOREIGN_RESIDENT = "foreign-resident"


class Category(enum.IntEnum):
    """Character 19. Never a guess at how somebody learns: that is chosen in the access profile."""

    VISUAL = 1
    HEARING = 2
    SPEECH = 3
    PHYSICAL = 4
    INTELLECTUAL = 5
    PSYCHOSOCIAL = 6
    MULTIPLE = 7


@dataclass(frozen=True, repr=False)
class CertificateNumber:
    """A certificate number that passed every check. Its repr shows nothing of it.

    number: 20 characters, or more after a reissue; upper case, no blanks.
    """

    number: str

    @property
    def identity(self) -> str:
        """Return the first 18: the same person in every certificate that was ever issued to them."""
        return self.number[:_IDENTITY]

    @property
    def identity_kind(self) -> IdentityKind:
        """Return which document the first 18 come from."""
        return _identity_kind(self.number)

    @property
    def birth_date(self) -> date:
        """Return the date of birth; it is never asked for beside the number."""
        return date(int(self.number[6:10]), int(self.number[10:12]), int(self.number[12:14]))

    @property
    def is_female(self) -> bool:
        """Tell whether the sequence number is even."""
        return int(self.number[16]) % 2 == 0

    @property
    def category(self) -> Category:
        """Return the category on the certificate."""
        return Category(int(self.number[18]))

    @property
    def grade(self) -> int:
        """Return the grade: 1, the most severe, to 4."""
        return int(self.number[19])

    @property
    def reissue(self) -> int:
        """Return how many times the certificate was reissued after a loss; 0 for the first one."""
        return int(self.number[_TWENTY + 1 :] or 0)

    @property
    def masked(self) -> str:
        """Return what pages show: 1101************2X. Birth date, category and grade never show."""
        return f"{self.number[:4]}{'*' * 12}{self.number[16:18]}"

    @property
    def masked_words(self) -> str:
        """Return the same for ears: stars are noise in a screen reader."""
        return say("%(number)s 开头、%(number_2)s 结尾", number=self.number[:4], number_2=self.number[16:18])

    @property
    def in_groups(self) -> str:
        """Return the whole number in groups that eyes and ears can compare with the original."""
        parts = (self.number[:6], self.number[6:14], self.number[14:18], self.number[18:])
        return " ".join(parts)

    def __repr__(self) -> str:
        return "CertificateNumber(…)"


def certificate_number(text: str, *, on: date) -> CertificateNumber | Refusal:
    """Check a certificate number as somebody types it, on a day.

    Taken: full-width characters, blanks and hyphens between groups, x and × for X, b for B. No sentence repeats the number.
    Source: DOMAIN §3.1 (GB 11643-1999 with ISO 7064 MOD 11-2; the federations' pages on the certificate number).
    """
    number = _tidy(text)
    for check in (_shape_sentence, _area_sentence, _birth_sentence, _checksum_sentence, _tail_sentence):
        found = check(number, on)
        if found is not None:
            code, sentence = found
            return Refusal(f"certificate-{code}", sentence, source=SOURCE, field="number")
    return CertificateNumber(number)


def identity_number(text: str, *, on: date) -> str | Refusal:
    """Check what an old list gives as a person's number: an identity number of 18, or a certificate number; return its first 18.

    No sentence repeats the number. Source: as certificate_number.
    """
    number = _tidy(text)
    if len(number) != _IDENTITY or not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        found = certificate_number(text, on=on)
        return found if isinstance(found, Refusal) else found.identity
    for check in (_area_sentence, _birth_sentence, _checksum_sentence):
        wrong = check(number, on)
        if wrong is not None:
            return Refusal(f"certificate-{wrong[0]}", wrong[1], source=SOURCE, field="number")
    return number


def _tidy(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text[:200])
    kept = (c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf", "Cc"})
    return "".join(kept).replace("×", "X").replace("✕", "X").upper()


_Finding = tuple[str, str] | None


def _shape_sentence(number: str, _on: date) -> _Finding:
    if not number:
        return "empty", say("请填写残疾人证号，照残疾人证上的号码填，共 20 位。")
    if re.search(r"[^0-9XB]", number):
        return "signs", say("残疾人证号里只有数字，最多再有字母 X 和 B。请去掉其他字符。")
    if len(number) == _IDENTITY:
        return "identity-only", say(
            "您填的是 18 位，像是身份证号。残疾人证号是 20 位，请照残疾人证上的号码填。"
        )
    if len(number) < _TWENTY:
        return "short", say(
            "您填了 %(number)s 位，残疾人证号至少 20 位。请对照证件，看看漏了哪一位。", number=len(number)
        )
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number[:_IDENTITY]):
        return "letter-place", say("前 17 位都是数字，字母 X 只会出现在第 18 位。请对照证件检查。")
    return None


def _area_sentence(number: str, _on: date) -> _Finding:
    if number[:2] in _PROVINCES or _identity_kind(number) is not IdentityKind.CITIZEN:
        return None
    return "area", say("最前面两位不是我国的省份代码。请从第一位开始，对照证件检查。")


def _birth_sentence(number: str, on: date) -> _Finding:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    try:
        born = date(year, month, day)
    except ValueError:
        return "birth-date", say("第 7 到 14 位是出生日期，您填的这一天不存在。请对照证件检查。")
    if born > on:
        return "birth-future", say("第 7 到 14 位是出生日期，您填的日期还没有到。请对照证件检查。")
    if year < _OLDEST_YEAR:
        return "birth-old", say("第 7 到 14 位是出生日期，您填的年份太早。请对照证件检查。")
    return None


def _checksum_sentence(number: str, _on: date) -> _Finding:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    if number[_IDENTITY - 1] == _CHECKS[total % 11]:
        return None
    return "checksum", say("前 18 位里有一位不对，或者有两位写反了。请对照证件，一位一位再看一遍。")


def _tail_sentence(number: str, _on: date) -> _Finding:
    if number[18] not in "1234567":
        return "category", say("第 19 位是残疾类别，只能是 1 到 7。请对照证件检查。")
    if number[19] not in "1234":
        return "grade", say("第 20 位是残疾等级，只能是 1 到 4。请对照证件检查。")
    tail = number[_TWENTY:]
    if tail and tail[0] != "B":
        return (
            "long",
            say(
                "您填了 %(number)s 位，残疾人证号是 20 位；补发的证件后面再加 B 和数字。请去掉多的部分。",
                number=len(number),
            ),
        )
    if tail and not re.fullmatch(r"B[1-9][0-9]?", tail):
        return "reissue", say("补发的证件，号码最后是字母 B 加补发次数，例如 B1。请对照证件检查。")
    return None


def _identity_kind(number: str) -> IdentityKind:
    if number[:2] in {"81", "82", "83"}:
        return IdentityKind.HMT_RESIDENT
    return IdentityKind.FOREIGN_RESIDENT if number[:1] == "9" else IdentityKind.CITIZEN
