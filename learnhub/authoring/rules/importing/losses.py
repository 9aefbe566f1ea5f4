"""How a place is marked where something of a document could not be taken over: in words, in the text itself."""

import re

_WHAT_CHARACTERS_MAX = 60
_MARK = re.compile(r"【没能带进来：([^】]*)】")


def loss_mark(what: str) -> str:
    """Return the mark. what: the name of what stood there, perhaps with its words ("公式：a+b=c")."""
    words = " ".join(what.replace("【", "（").replace("】", "）").split())
    return f"【没能带进来：{words[:_WHAT_CHARACTERS_MAX]}】"


def losses_in(text: str) -> list[str]:
    """Return what is marked as lost in a text, in order."""
    return _MARK.findall(text)


def without_losses(text: str) -> str:
    """Return a text without its marks."""
    return _MARK.sub("", text)
