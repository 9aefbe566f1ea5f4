"""Turn traditional characters into simplified ones."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc


@cache
def _converter() -> "opencc.OpenCC":
    import opencc  # loaded with the first text, not with the program

    return opencc.OpenCC("t2s")


def to_simplified(text: str) -> str:
    """Return the text in simplified characters; simplified text comes back unchanged.

    OpenCC's own wheel: kept by its authors, 7 MB, no further packages (the pure Python copies were last touched
    years ago or are a second implementation).
    """
    return str(_converter().convert(text))
