"""Codes that a completion certificate is checked by: digits alone, heard and typed in groups of four; pure."""

import secrets
import unicodedata

DIGITS = 12  # eleven at random and one that finds slips: 10^11 codes, and tries are counted
_GROUP = 4
_SPOKEN = dict(zip("0123456789", "零幺二三四五六七八九", strict=True))  # 幺, because 一 and 七 sound alike


def new_code() -> str:
    """Return a code that can't be guessed from another."""
    body = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
    return body + check_digit(body)


def check_digit(body: str) -> str:
    """Return the digit that is put behind the others: every single wrong digit is found.

    Source: ISO/IEC 7064, MOD 11,10.
    """
    carried = 10
    for digit in body:
        carried = (carried + int(digit)) % 10 or 10
        carried = carried * 2 % 11
    return str((11 - carried) % 10)


def typed_code(text: str) -> str | None:
    """Return the code that somebody typed, with blanks, hyphens and full-width digits taken; None for what can't be one."""
    plain = unicodedata.normalize("NFKC", text[:100])
    kept = "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Pd", "Cf", "Po"})
    if len(kept) != DIGITS or not kept.isascii() or not kept.isdigit():
        return None
    return kept if check_digit(kept[:-1]) == kept[-1] else None


def grouped(code: str) -> str:
    """Write a code as it is printed: 4829 1730 5645."""
    return " ".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def spoken(code: str) -> str:
    """Write a code as it is read out, group by group: 四八二九，幺七三零，五六四五."""
    return "，".join("".join(_SPOKEN[digit] for digit in group) for group in grouped(code).split())


def masked_name(name: str) -> str:
    """Hide the middle of a name, or its end where it has two signs: 王小强 → 王*强, 李娜 → 李*.

    Source: masked as notices mask it (DESIGN §5). Every hidden sign is one asterisk, at most three.
    """
    if len(name) < 3:
        return name[:1] + "*" * max(1, len(name) - 1)
    return f"{name[0]}{'*' * min(3, len(name) - 2)}{name[-1]}"
