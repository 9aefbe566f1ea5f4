"""Only drawings and photographs of a bearable size are taken."""

import struct

import pytest

from learnhub.catalogue.adapters.pictures import PictureFault, PictureSize, look_at
from tests.catalogue.samples import SVG


def svg(inside: str, attributes: str = 'viewBox="0 0 400 300"') -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xe0" + struct.pack(">H", 16) + bytes(14)
    return b"\xff\xd8" + comment + b"\xff\xff\xc0" + struct.pack(">HBHH", 17, 8, height, width) + bytes(12)


def fault(content: bytes, path: str = "media/a.svg") -> str:
    with pytest.raises(PictureFault) as caught:
        look_at(content, path)
    return str(caught.value)


def test_size_and_kind_are_read_from_the_bytes() -> None:
    assert look_at(SVG, "media/a.svg") == PictureSize("image/svg+xml", 400, 300)
    assert look_at(png(640, 480), "media/a.png") == PictureSize("image/png", 640, 480)
    assert look_at(jpeg(800, 600), "media/a.jpg") == PictureSize("image/jpeg", 800, 600)


@pytest.mark.parametrize(
    ("inside", "says"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ("<style>rect{fill:url(http://x.org/a)}</style>", "<style>"),
        ("<text>字</text>", "不要写字"),
        ("<foreignObject/>", "<foreignObject>"),
        ('<image href="data:image/png;base64,AAAA"/>', "<image>"),
        ('<a href="https://x.org"><rect/></a>', "<a>"),
        ("<animate attributeName='x'/>", "<animate>"),
        ('<rect onclick="alert(1)"/>', "脚本"),
        ('<use href="https://x.org/a.svg#b"/>', "href"),
        ('<use xmlns:x="http://www.w3.org/1999/xlink" x:href="//x.org/a"/>', "href"),
        ('<rect fill="url(https://x.org/a)"/>', "url"),
        ("<rect style=\"background: URL( '//x.org/a')\"/>", "url"),
        ('<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>', "<script>"),
        ("<rect", "不完整"),
    ],
)
def test_an_svg_that_does_more_than_draw_is_refused(inside: str, says: str) -> None:
    assert says in fault(svg(inside))


def test_an_svg_may_refer_to_itself() -> None:
    inside = '<defs><g id="a"><rect/></g></defs><use href="#a"/><rect fill="url(#b)"/>'
    assert look_at(svg(inside), "media/a.svg").width == 400


def test_entities_document_types_and_style_sheets_are_refused_unread() -> None:
    bomb = b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + SVG
    assert "DOCTYPE" in fault(bomb)
    assert "DOCTYPE" in fault(b'<?xml-stylesheet href="http://x.org/a.css"?>' + SVG)
    assert look_at(b'<?xml version="1.0" encoding="UTF-8"?>' + SVG, "media/a.svg").width == 400


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "gb18030", "cp037"])
def test_an_svg_in_which_a_browser_could_read_something_else_is_refused(encoding: str) -> None:
    told = (
        f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE svg [<!ENTITY a 'b'>]>"
        + svg("<desc>甲</desc>").decode()
    )
    assert "UTF-8" in fault(told.encode(encoding, "ignore"))
    assert "UTF-8" in fault(f"<?xml version='1.0' encoding='{encoding}'?>".encode() + SVG)


@pytest.mark.parametrize(
    "attributes",
    ["", 'viewBox="0 0 400"', 'viewBox="0 0 0 300"', 'viewBox="0 0 nan 300"', 'viewBox="0 0 1e9 300"'],
)
def test_an_svg_needs_a_usable_view_box(attributes: str) -> None:
    assert "viewBox" in fault(svg("<rect/>", attributes))


@pytest.mark.parametrize(
    ("content", "path", "says"),
    [
        (jpeg(10, 10), "media/a.png", "不是 PNG"),
        (png(10, 10), "media/a.jpg", "不是 JPG"),
        (b"\xff\xd8\xff\xc4\x00\x00", "media/a.jpg", "不是 JPG"),
        (png(10, 10)[:20], "media/a.png", "不是 PNG"),
        (png(5000, 10), "media/a.png", "4000 像素"),
        (png(0, 10), "media/a.png", "4000 像素"),
        (b"x" * 500_001, "media/a.png", "图片太大"),
        (b" " * 60_001, "media/a.svg", "SVG 图片太大"),
        (b"<html/>", "media/a.svg", "<svg xmlns"),
        (b"", "media/a.svg", "不完整"),
    ],
)
def test_other_files_are_refused(content: bytes, path: str, says: str) -> None:
    assert says in fault(content, path)
