"""How region codes contain one another; pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from learnhub.primitives import say

_CODE = re.compile(r"[1-9][0-9]{5}")
COUNTRY = ""


@dataclass(frozen=True)
class Region:
    """One division: its six-digit code and its official name."""

    code: str
    name: str


def is_code(text: str) -> bool:
    """Tell whether a text has the form of a GB/T 2260 code."""
    return _CODE.fullmatch(text) is not None


def chain(code: str) -> tuple[str, ...]:
    """Return a division and those that contain it, nearest first, ending with the whole country ("").

    410105 → 410105, 410100, 410000, "". Source: GB/T 2260, two digits for each of province, prefecture and county.
    """
    if code == COUNTRY:
        return (COUNTRY,)
    if not is_code(code):
        raise ValueError(f"not a region code: {code!r}")
    found = [code, code[:4] + "00", code[:2] + "0000", COUNTRY]
    return tuple(dict.fromkeys(found))


def contains(outer: str, inner: str) -> bool:
    """Tell whether one division lies in another, or is the same; "" contains everything."""
    return outer in chain(inner)


def stem(code: str) -> str:
    """Return the digits that a division and all within it begin with: 410000 → 41, 410100 → 4101; none for the whole country."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def area_of(code: str, names: Collection[str]) -> str:
    """Return the known prefecture that a division lies in or is; its province, or itself, where none is known."""
    return next((one for one in (code[:4] + "00", code[:2] + "0000") if one in names), code)


def full_name(code: str, names: Mapping[str, str]) -> str:
    """Return the name with those of the containing divisions before it: 河南省郑州市金水区."""
    if code == COUNTRY:
        return say("全国")
    return "".join(names[part] for part in reversed(chain(code)) if part in names) or code
