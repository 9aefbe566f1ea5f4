"""How far two colours stand apart. Source: WCAG 2.2, relative luminance and contrast ratio."""

from collections.abc import Iterable

GRAPHIC_RATIO_MIN = 3.0  # WCAG 2.2 1.4.11


def ratio(one: str, other: str) -> float:
    """Return the contrast of two colours "#rrggbb", from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def nearest_contrast(pairs: Iterable[tuple[str, str]]) -> str | None:
    """Return what is drawn in a picture where nothing in it stands out, with its ratio; None where something does, or nothing is known.

    A picture may have soft colours beside strong ones: only one in which no colour reaches the ratio can't be made out.
    """
    measured = [(ratio(drawn, behind), drawn, behind) for drawn, behind in pairs]
    if not measured:
        return None
    best, drawn, behind = max(measured)
    return f"{drawn} / {behind} {best:.1f}:1" if best < GRAPHIC_RATIO_MIN else None


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
