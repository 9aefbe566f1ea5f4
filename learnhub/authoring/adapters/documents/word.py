"""Convert Word files (.docx) with mammoth."""

from typing import Any

import mammoth
from lxml import etree

from learnhub.authoring.adapters.documents.found import imported
from learnhub.authoring.adapters.documents.html_pieces import HtmlReading
from learnhub.authoring.adapters.documents.office_zip import read_office_zip, write_office_zip
from learnhub.authoring.adapters.documents.pictures import PictureTray, UnfitPicture
from learnhub.authoring.adapters.documents.word_shapes import prepare
from learnhub.authoring.rules.importing.plan import Imported, ImportFault
from learnhub.primitives import say

_DOCUMENT = "word/document.xml"
_KIND = "Word"
# Headings are told from shapes by us, so that styles become plain paragraphs here; lists and notes stay mammoth's.
_STYLE_MAP = "\n".join(
    [f"p[style-name='heading {level}'] => p:fresh" for level in range(1, 7)]
    + [f"p[style-name='Heading {level}'] => p:fresh" for level in range(1, 7)]
    + ["p[style-name='Title'] => p:fresh", "r[style-name='Strong'] => strong"]
)


def convert_word(content: bytes) -> Imported:
    """Return the pieces of a .docx. ImportFault for what can't be read at all; what is lost in it is marked in its place."""
    parts = read_office_zip(content, must_have=_DOCUMENT, kind=_KIND)
    broken = ImportFault(say("这个 Word 文件打不开，可能坏了。请在电脑上打开看看，另存一份再导入。"))
    tray = PictureTray()
    pictures: dict[str, str | UnfitPicture] = {}

    def take(image: Any) -> dict[str, str]:
        name = f"picture:{len(pictures)}"
        try:
            with image.open() as stream:
                pictures[name] = tray.take(stream.read())
        except UnfitPicture as unfit:
            pictures[name] = unfit
        except (KeyError, OSError, ValueError):
            pictures[name] = UnfitPicture("图片：文件里没有它，请重新插入")
        return {"src": name}

    def taken(name: str, _: str) -> str:
        found = pictures.get(name)
        if isinstance(found, str):
            return found
        raise found or UnfitPicture("图片：请重新插入")

    try:
        prepared = prepare(parts[_DOCUMENT], parts.get("word/styles.xml"), parts.get("word/numbering.xml"))
        result = mammoth.convert_to_html(
            write_office_zip({**parts, _DOCUMENT: prepared.xml}),
            style_map=_STYLE_MAP,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(take),
        )
    except RecursionError as error:
        raise ImportFault(
            say("这个 Word 文件一层套一层，套得太深，读不了。请把表格拆开，再导入。")
        ) from error
    except (ImportFault, MemoryError):
        raise
    except (
        Exception
    ) as error:  # mammoth raises whatever a broken part makes of its code (KeyError, ExpatError …)
        raise broken from error
    reading = HtmlReading(taken, prepared.shapes)
    found = reading.read(result.value)
    notes = [*prepared.notes, *reading.notes, *_around(parts)]
    return imported(found, tray.pictures, notes)


def _around(parts: dict[str, bytes]) -> list[str]:
    """Say that headers and footers stay behind, where they hold words."""
    for name, part in parts.items():
        if name.startswith(("word/header", "word/footer")):
            try:
                words = "".join(etree.fromstring(part, etree.XMLParser(resolve_entities=False)).itertext())
            except etree.XMLSyntaxError:
                continue
            if any(sign.isalpha() for sign in words):
                return ["页眉和页脚没有带进来：课文里不分页。"]
    return []
