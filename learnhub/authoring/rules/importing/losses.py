"""How a place is marked where something of a document could not be taken over: in words, in the text itself."""

import re

_WHAT_CHARACTERS_MAX = 60
_MARK = re.compile(r"【没能带进来：([^】]*)】")
_SEEN = re.compile(r"图片|图表|图示|图形")


def loss_mark(what: str) -> str:
    """Return the mark. what: the name of what stood there, perhaps with its words ("公式：a+b=c")."""
    words = " ".join(what.replace("【", "（").replace("】", "）").split())
    return f"【没能带进来：{words[:_WHAT_CHARACTERS_MAX]}】"


def losses_in(text: str) -> list[str]:
    """Return what is marked as lost in a text, in order."""
    return _MARK.findall(text)


def is_seen_only(what: str) -> bool:
    """Tell whether what was lost was there to be looked at: a picture, a chart, a drawing, of which no word came over."""
    return _SEEN.search(what.partition("，")[0]) is not None


def without_losses(text: str) -> str:
    """Return a text without its marks."""
    return _MARK.sub("", text)
