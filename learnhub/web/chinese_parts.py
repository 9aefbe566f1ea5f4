"""Mark what stays Chinese in an English page (WCAG 2.2, 3.1.2): names, lessons and what people wrote come in lang="zh-CN".

Works on the HTML of our own templates, which is well formed: names of elements and attributes in lower case, values in quotes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TAG = "zh-CN"
_ATTRIBUTE = f' lang="{TAG}"'

_TOKEN = re.compile(
    r"<!--.*?-->|<![^>]*>|<(/?)([a-zA-Z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL
)
_RAW = {"script", "style"}
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
        "path",
        "rect",
        "circle",
        "line",
        "use",
        "polygon",
        "polyline",
    ]
)
_ONLY_TEXT = {"title", "option", "textarea", "optgroup"}  # no element may stand in them
_LANG = re.compile(r"\slang=\"([^\"]*)\"")
_LABELS = re.compile(r"\s(?:aria-label|alt|placeholder|title|label)=\"([^\"]*)\"")
_TYPED = re.compile(r"\svalue=\"([^\"]*)\"")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_REFERENCE = re.compile(r"&#?\w+;")
# From a Chinese sign to a Chinese sign, over digits, blanks and marks between: 第 1 课, （2 人）. Opening and closing marks belong to it.
_SIGN = r"\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U000323af“”‘’…—·"
_EDGE = _SIGN.replace("“”‘’…—·", "")  # those begin and end English, too
_RUN = re.compile(rf"[0-9]*[{_EDGE}](?:[{_SIGN}0-9\s.,:%×+/()-]*[{_EDGE}])?[0-9]*")
# They lay out their parts side by side, and a part loses the blanks at its ends: what is mixed stays one part.
_SIDE_BY_SIDE = {"a", "button", "label", "summary"}


@dataclass
class _Open:
    """An element that is not closed yet. language: in force inside. has_latin: whether anything in it is not Chinese."""

    name: str
    start: int
    language: str
    may_say: bool
    labels: str = ""
    children: int = 0
    texts: list[int] = field(default_factory=list)
    has_latin: bool = False


def mark_chinese(html: str, page_language: str = "en") -> str:
    """Return an English page in which whatever is Chinese says so. Changes no text, and nothing that is marked already."""
    if not _HAN.search(html):
        return html
    tokens = list(_tokens(html))
    open_ones = [_Open("", -1, page_language, may_say=False)]
    for index, (kind, text, name, rest) in enumerate(tokens):
        around = open_ones[-1]
        if kind == "text":
            if _LATIN.search(_REFERENCE.sub("", text)):
                around.has_latin = True
            if _HAN.search(text) and not around.language.startswith("zh"):
                around.texts.append(index)
            elif text.strip():
                around.children += 1  # text of another kind beside it
        elif kind == "open":
            around.children += 1
            said = _LANG.search(rest)
            one = _Open(name, index, said[1] if said else around.language, may_say=said is None)
            one.labels = _labels(name, rest)
            if name in _VOID or rest.endswith("/"):
                _close(one, tokens)
            else:
                open_ones.append(one)
        elif kind == "close" and any(one.name == name for one in open_ones[1:]):
            while True:
                closed = open_ones.pop()
                _close(closed, tokens)
                open_ones[-1].has_latin |= closed.has_latin
                if closed.name == name:
                    break
    while open_ones:
        _close(open_ones.pop(), tokens)
    return "".join(text for _kind, text, _name, _rest in tokens)


_Token = tuple[str, str, str, str]


def _tokens(html: str) -> Iterator[_Token]:
    """Yield (kind, text, name, attributes); what stands in script and style is kept as it is."""
    place, raw = 0, ""
    for found in _TOKEN.finditer(html):
        if raw and not (found[1] and found[2] == raw):
            continue
        if found.start() > place:
            yield ("kept" if raw else "text", html[place : found.start()], "", "")
        place, raw = found.end(), ""
        if found[2] is None:
            yield ("kept", found[0], "", "")
            continue
        if not found[1] and found[2] in _RAW:
            raw = found[2]
        yield ("close" if found[1] else "open", found[0], found[2], found[3])
    if place < len(html):
        yield ("kept" if raw else "text", html[place:], "", "")


def _labels(name: str, attributes: str) -> str:
    """Return what an element says by its attributes, and what was typed into it."""
    said = _LABELS.findall(attributes)
    if name == "input" and 'type="hidden"' not in attributes:
        said += _TYPED.findall(attributes)
    return " ".join(said)


def _close(one: _Open, tokens: list[_Token]) -> None:
    """Mark an element that is complete: as a whole where all that it says is Chinese, else its Chinese runs."""
    if one.start < 0 or one.language.startswith("zh") or one.name in _RAW:
        _wrap(one, tokens)
        return
    said = "".join(tokens[index][1] for index in one.texts)
    if one.name in _ONLY_TEXT:
        if one.may_say and _is_mostly_chinese(said + one.labels):
            _mark(one, tokens)
        return
    is_chinese = bool(one.texts) and not one.children and not one.has_latin
    label = one.may_say and bool(_HAN.search(one.labels)) and _is_mostly_chinese(one.labels)
    if one.may_say and ((is_chinese and not _LATIN.search(one.labels)) or (label and not one.has_latin)):
        _mark(one, tokens)
        return
    _wrap(one, tokens)


def _mark(one: _Open, tokens: list[_Token]) -> None:
    kind, text, name, rest = tokens[one.start]
    tokens[one.start] = (kind, f"<{name}{_ATTRIBUTE}{text[len(name) + 1 :]}", name, rest)


def _wrap(one: _Open, tokens: list[_Token]) -> None:
    for index in one.texts:
        kind, text, name, rest = tokens[index]
        marked = _RUN.sub(_spanned, text)
        if one.name in _SIDE_BY_SIDE and _RUN.sub("", text).strip():
            marked = f"<span>{marked}</span>"
        tokens[index] = (kind, marked, name, rest)


def _spanned(found: re.Match[str]) -> str:
    return f"<span{_ATTRIBUTE}>{found[0]}</span>" if _HAN.search(found[0]) else found[0]


def _is_mostly_chinese(text: str) -> bool:
    plain = _REFERENCE.sub("", text)
    return len(_HAN.findall(plain)) > len(_LATIN.findall(plain)) // 2
