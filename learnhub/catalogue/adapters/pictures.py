"""Look at a picture before it is taken: its kind by its bytes, its size, and whether an SVG is only a drawing."""

import re
import struct
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from learnhub.primitives import say

BYTES_MAX = 500_000
SVG_BYTES_MAX = 60_000
PIXELS_MAX = 4000

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "symbol",
        "use",
        "title",
        "desc",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "clipPath",
        "mask",
        "pattern",
        "linearGradient",
        "radialGradient",
        "stop",
    ]
)
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_OUTSIDE = re.compile(r"url\s*\(\s*['\"]?\s*(?!#)|@import|expression|javascript:|data:", re.IGNORECASE)
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ATTLIST)|<\?(?!xml\s)", re.IGNORECASE)
_ENCODING = re.compile(rb"""\A(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class PictureSize:
    """A picture that may be shown: its content type, its width and height in CSS pixels."""

    content_type: str
    width: int
    height: int


class PictureFault(ValueError):
    """A picture that can't be taken; the message is a Chinese sentence that says what to do."""


def look_at(content: bytes, path: str) -> PictureSize:
    """Return kind and size of a picture; PictureFault when it isn't one that may be shown.

    path: only its suffix is read, and has to agree with the bytes.
    """
    if len(content) > BYTES_MAX:
        raise PictureFault(say("图片太大，请减到 %(bytes_max)s KB 以内。", bytes_max=BYTES_MAX // 1000))
    suffix = path.rpartition(".")[2]
    if suffix == "svg":
        return _look_at_svg(content)
    size = _png_size(content) if suffix == "png" else _jpeg_size(content)
    if size is None:
        raise PictureFault(
            say("这个文件里不是 %(upper)s 图片，请重新导出，或者改正后缀。", upper=suffix.upper())
        )
    width, height = size
    if not (0 < width <= PIXELS_MAX and 0 < height <= PIXELS_MAX):
        raise PictureFault(say("图片的宽和高都不能超过 %(pixels_max)s 像素，请缩小。", pixels_max=PIXELS_MAX))
    return PictureSize("image/png" if suffix == "png" else "image/jpeg", width, height)


def _look_at_svg(content: bytes) -> PictureSize:
    if len(content) > SVG_BYTES_MAX:
        raise PictureFault(
            say("SVG 图片太大，请减到 %(svg_bytes_max)s KB 以内。", svg_bytes_max=SVG_BYTES_MAX // 1000)
        )
    if not _is_utf8(content):
        # In another encoding the look below sees no declaration, and a browser may read something else than we do.
        raise PictureFault(say("SVG 要用 UTF-8 编码，请在画图软件里重新导出。"))
    if _DECLARATION.search(content):
        raise PictureFault(say("SVG 里不能有 DOCTYPE、实体或样式表声明，请删掉。"))
    try:
        root = ElementTree.fromstring(content)  # noqa: S314  see above; expat itself limits what is left
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise PictureFault(say("SVG 文件不完整，打不开，请重新导出。")) from error
    if root.tag != f"{_SVG}svg":
        raise PictureFault(say('SVG 要以 <svg xmlns="http://www.w3.org/2000/svg"> 开头，请补上。'))
    for element in root.iter():
        _check_element(element)
    return PictureSize("image/svg+xml", *_view_box(root.get("viewBox", "")))


def _is_utf8(content: bytes) -> bool:
    told = _ENCODING.match(content)
    if told is not None and told[1].lower() != b"utf-8":
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _check_element(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(_SVG)
    if name in {"text", "tspan", "textPath"}:
        raise PictureFault(say("图片里不要写字，放大和读屏都读不到，请把字写进正文或说明。"))
    if name not in _ELEMENTS:
        raise PictureFault(
            say("SVG 里不能用 <%(rpartition)s>，只能用图形，请删掉。", rpartition=name.rpartition("}")[2])
        )
    for key, value in element.attrib.items():
        if key.lower().startswith("on"):
            raise PictureFault(say("SVG 里不能有脚本（%(key)s），请删掉。", key=key))
        if key in {"href", _XLINK_HREF} and not value.startswith("#"):
            raise PictureFault(say("SVG 里不能引用外面的文件，请删掉 href。"))
        if _OUTSIDE.search(value):
            raise PictureFault(say("SVG 里不能引用外面的文件，请删掉 url(…)。"))


def _view_box(text: str) -> tuple[int, int]:
    try:
        _, _, width, height = (float(part) for part in text.replace(",", " ").split())
    except ValueError as error:
        raise PictureFault(say('SVG 要写明 viewBox，例如 viewBox="0 0 400 300"。')) from error
    if not (0 < width <= PIXELS_MAX and 0 < height <= PIXELS_MAX):
        raise PictureFault(say("SVG 的 viewBox 宽和高要在 1 到 %(pixels_max)s 之间。", pixels_max=PIXELS_MAX))
    return max(1, round(width)), max(1, round(height))


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments of a JPEG to the frame header (ITU-T T.81, B.2.2)."""
    if content[:3] != b"\xff\xd8\xff":
        return None
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
        elif 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[position + 5 : position + 9])
            return width, height
        else:
            position += 2 + max(2, int.from_bytes(content[position + 2 : position + 4], "big"))
    return None
