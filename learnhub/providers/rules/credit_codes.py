"""Unified social credit codes (统一社会信用代码); pure.

Source: GB 32100-2015, 18 signs: who registered (1), kind (1), division (6), organisation (9), check sign (1).
"""

from learnhub.primitives import Refusal, say

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z, which are read as other signs
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_LENGTH = 18


def check_sign(first: str) -> str:
    """Return the eighteenth sign for the first seventeen. Source: GB 32100-2015, 31 − (Σ Cᵢ·3^(i−1) mod 31), 31 as 0."""
    total = sum(_SIGNS.index(sign) * weight for sign, weight in zip(first, _WEIGHTS, strict=True))
    return _SIGNS[-total % 31]


def credit_code(typed: str) -> str | Refusal:
    """Return the code in capitals without blanks, or say what is wrong with it."""
    code = "".join(typed.split()).upper().replace("－", "").replace("-", "")
    if len(code) != _LENGTH or any(sign not in _SIGNS for sign in code):
        return Refusal(
            "credit-code-form",
            say("统一社会信用代码是 18 位数字和大写字母，没有 I、O、S、V、Z。请照着证书再抄一遍。"),
            field="credit_code",
        )
    if check_sign(code[:17]) != code[17]:
        return Refusal(
            "credit-code-check",
            say("这个统一社会信用代码有一位不对，最后的校验码对不上。请照着证书再抄一遍。"),
            field="credit_code",
        )
    return code
