"""Money as integer 分."""

from typing import NewType

from learnhub.primitives.sentences import Sentence

Yuan = NewType("Yuan", str)


def fen_text(amount_fen: int) -> Yuan:
    """Write 分 as yuan with two decimals: 45000 → "450.00"."""
    sign = "-" if amount_fen < 0 else ""
    yuan, fen = divmod(abs(amount_fen), 100)
    return Yuan(f"{sign}{yuan}.{fen:02d}")


def fen_words(amount_fen: int) -> Sentence:
    """Say 分 as people do: 45000 → "450 元整", 45056 → "450 元 5 角 6 分", 5 → "5 分", -100 → "负 1 元整"."""
    rest, fen = divmod(abs(amount_fen), 10)
    yuan, jiao = divmod(rest, 10)
    parts = [f"{yuan} 元"] if yuan or not amount_fen else []
    if not jiao and not fen:
        parts[-1] += "整"
    elif jiao:
        parts.append(f"{jiao} 角")
    elif yuan:
        parts.append("零")
    if fen:
        parts.append(f"{fen} 分")
    text = ("负 " if amount_fen < 0 else "") + " ".join(parts)
    return Sentence(text, "%(amount)s 元", {"amount": fen_text(amount_fen)})


def share_fen(amount_fen: int, part: int, whole: int) -> int:
    """Return part/whole of an amount, rounded half up to the 分.

    The other share is the amount minus this one, so that parts always add up (DOMAIN §3.2).
    Raises ValueError unless 0 ≤ part ≤ whole and whole > 0.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("part must lie between 0 and whole, and whole must be positive")
    return (2 * amount_fen * part + whole) // (2 * whole)
