"""Read the colours of a drawing: each with what lies behind the whole picture."""

import re
import xml.etree.ElementTree as ElementTree

_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_SVG = "{http://www.w3.org/2000/svg}"
_PAGE = "#ffffff"
_ELEMENTS_MAX = 5000


def drawn_colours(content: bytes) -> tuple[tuple[str, str], ...]:
    """Return pairs of a fill or stroke and the ground of the picture, sorted, unique; empty where none is named as #rgb.

    content: an SVG that the catalogue has taken (no entities, no style sheets). The ground is the first rectangle that is as
    large as the picture, else the page.
    """
    root = ElementTree.fromstring(content)  # noqa: S314  declarations and entities were refused when it was taken
    ground = _PAGE
    size = root.get("viewBox", "").split()[2:]
    colours: set[str] = set()
    for number, element in enumerate(root.iter()):
        if number > _ELEMENTS_MAX:
            break
        fill = _hex(element.get("fill", ""))
        is_ground = element.tag == f"{_SVG}rect" and [element.get("width"), element.get("height")] in (
            size,
            ["100%", "100%"],
        )
        if is_ground and fill and not colours:
            ground = fill
            continue
        colours.update(found for found in (fill, _hex(element.get("stroke", ""))) if found)
    return tuple(sorted((colour, ground) for colour in colours - {ground}))


def _hex(value: str) -> str:
    found = _COLOUR.fullmatch(value.strip())
    if found is None:
        return ""
    digits = found.group()[1:].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
