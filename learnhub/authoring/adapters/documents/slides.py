"""Convert slide decks (.pptx) with python-pptx: titles, text in reading order, tables, pictures, and what the speaker says."""

import io
from collections.abc import Iterator
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE, PP_PLACEHOLDER
from pptx.exc import PythonPptxError

from learnhub.authoring.adapters.documents.found import Found, imported, lost, picture, text
from learnhub.authoring.adapters.documents.office_zip import read_office_zip
from learnhub.authoring.adapters.documents.pictures import PictureTray, UnfitPicture
from learnhub.authoring.rules.importing import plain_markdown as md
from learnhub.authoring.rules.importing.headings import Line
from learnhub.authoring.rules.importing.plan import Imported, ImportFault
from learnhub.primitives import say

SLIDES_MAX = 500
_KIND = say("幻灯片")
_GROUP_DEPTH_MAX = 20
_TITLES = {PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE}
_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.HEADER}
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_P14 = "{http://schemas.microsoft.com/office/powerpoint/2010/main}"
_PART, _SLIDE = 1, 2


def convert_slides(content: bytes) -> Imported:
    """Return the pieces of a .pptx. ImportFault for what can't be read at all; what is lost on a slide is marked there."""
    read_office_zip(content, must_have="ppt/presentation.xml", kind=_KIND)
    try:
        deck = Presentation(io.BytesIO(content))
        return _Deck(deck).read()
    except RecursionError as error:
        raise ImportFault(say("这份幻灯片一层套一层，套得太深，读不了。请把组合拆开，再导入。")) from error
    except (ImportFault, MemoryError):
        raise
    except (
        PythonPptxError, KeyError, ValueError, AttributeError, TypeError, IndexError, NotImplementedError, OSError,
        etree.XMLSyntaxError, AssertionError,
    ) as error:  # fmt: skip
        raise ImportFault(say("这份幻灯片打不开，可能坏了。请在电脑上打开看看，另存一份再导入。")) from error


class _Deck:
    def __init__(self, deck: Any) -> None:
        self.deck = deck
        self.tray = PictureTray()
        self.notes: list[str] = []
        self.title = ""
        self.last_title = ""

    def read(self) -> Imported:
        slides = list(self.deck.slides)
        if len(slides) > SLIDES_MAX:
            raise ImportFault(
                say(
                    "这份幻灯片有 %(count)s 张，一次最多带 %(slides_max)s 张。请分成几份，再导入。",
                    count=len(slides),
                    slides_max=SLIDES_MAX,
                )
            )
        sections = self._sections()
        found: list[Found] = []
        for number, slide in enumerate(slides, start=1):
            if section := sections.get(slide.slide_id):
                found.append(_heading(section, _PART))
            if slide.element.get("show") == "0":
                self.notes.append(say("第 %(number)s 张是隐藏的，也带进来了，不要的请删掉。", number=number))
            found.extend(self._slide(slide, number))
        if slides:
            self.notes.append("幻灯片的备注放在每一张的要点后面，当作讲解。动画和切换没有带进来。")
        return imported(found, self.tray.pictures, self.notes, title=self.title)

    def _sections(self) -> dict[int, str]:
        """Return the sections that the deck names: id of their first slide → name."""
        named: dict[int, str] = {}
        for section in self.deck.element.iter(f"{_P14}section"):
            first = next(section.iter(f"{_P14}sldId"), None)
            name = " ".join((section.get("name") or "").split())
            if first is not None and name and name not in {"默认节", "Default Section"}:
                identifier = first.get("id") or ""
                if identifier.isdigit():
                    named[int(identifier)] = name
        return named

    def _slide(self, slide: Any, number: int) -> Iterator[Found]:
        title, shapes = "", []
        for shape in slide.shapes:
            kind = shape.placeholder_format.type if shape.is_placeholder else None
            if kind in _TITLES and not title:
                title = " ".join(shape.text_frame.text.split()) if shape.has_text_frame else ""
            elif kind not in _FURNITURE:
                shapes.append(shape)
        body = [one for shape in shapes for one in self._shape(shape, 0)]
        speech = list(self._speech(slide))
        is_only_title = not speech and not any(one.piece.markdown or one.piece.picture for one in body)
        layout = slide.slide_layout.element.get("type") or ""
        if number == 1 and title and (is_only_title or layout == "title"):
            self.title = title
        elif title and (layout == "secHead" or is_only_title):
            yield _heading(title, _PART)
            self.last_title = title
        elif title and title != self.last_title:
            yield _heading(title, _SLIDE)
            self.last_title = title
        elif not title and (body or speech):
            self.last_title = ""
            yield _heading(f"第 {number} 张", _SLIDE)
            self.notes.append(
                say(
                    "第 %(number)s 张没有标题，先叫“第 %(number)s 张”，请改成说得出内容的名字。",
                    number=number,
                )
            )
        yield from body
        yield from speech

    def _shape(self, shape: Any, depth: int) -> Iterator[Found]:
        kind = shape.shape_type
        if kind == MSO_SHAPE_TYPE.GROUP and depth < _GROUP_DEPTH_MAX:
            for inner in shape.shapes:
                yield from self._shape(inner, depth + 1)
        elif hasattr(shape, "image"):
            yield self._picture(shape)
        elif getattr(shape, "has_table", False):
            yield from self._table(shape.table)
        elif shape.has_text_frame:
            yield from self._text(shape.text_frame)
        elif kind in {MSO_SHAPE_TYPE.MEDIA, MSO_SHAPE_TYPE.WEB_VIDEO}:
            yield lost("幻灯片里的视频或录音，请在“我的教学视频”里上传")
        elif getattr(shape, "has_chart", False):
            yield lost("图表，请把数字写成表格")
        elif kind in {MSO_SHAPE_TYPE.EMBEDDED_OLE_OBJECT, MSO_SHAPE_TYPE.LINKED_OLE_OBJECT}:
            yield lost("嵌在里面的文件，请截成图或者写成文字")
        elif shape.element.tag.endswith("}graphicFrame"):
            yield lost("SmartArt 图示，请写成列表")

    def _picture(self, shape: Any) -> Found:
        properties = next((e for e in shape.element.iter() if e.tag.endswith("}cNvPr")), None)
        description = (properties.get("descr") or "") if properties is not None else ""
        if (
            next((e for e in shape.element.iter() if e.tag.endswith(("}videoFile", "}audioFile"))), None)
            is not None
        ):
            return lost("幻灯片里的视频或录音，请在“我的教学视频”里上传")
        try:
            return picture(self.tray.take(shape.image.blob), description)
        except UnfitPicture as unfit:
            return lost(str(unfit))
        except (ValueError, KeyError, AttributeError, OSError):
            return lost("图片：格式不认识，或者放在别处，请把图片本身插进去")

    def _table(self, grid: Any) -> Iterator[Found]:
        rows: list[list[str]] = []
        words: list[str] = []
        for row in grid.rows:
            cells = []
            for cell in row.cells:
                said = " ".join(cell.text_frame.text.split()) if not cell.is_spanned else ""
                cells.append(md.escaped(said))
                words.append(said)
            if any(cells):
                rows.append(cells)
        if len(rows) >= 2 and len(rows[0]) >= 2:
            yield text(md.table(rows), "\n".join(words))
        else:
            yield from (text(md.paragraph(cell), cell) for cells in rows for cell in cells if cell)

    def _text(self, frame: Any) -> Iterator[Found]:
        """Take the paragraphs of a shape: one is a paragraph, several are points."""
        items = []
        words = []
        formulas = []
        for paragraph in frame.paragraphs:
            said = " ".join(paragraph.text.replace("\v", " ").split())
            formulas += ["".join(one.itertext(f"{_M}t")) for one in paragraph._p.iter(f"{_M}oMath")]
            if said:
                items.append((min(paragraph.level, 2), None, md.escaped(said)))
                words.append(said)
        if len(items) == 1:
            yield text(md.paragraph(items[0][2]), words[0])
        elif items:
            yield text(md.listing(items), "\n".join(words))
        for formula in formulas:
            yield lost(f"公式：{formula}" if formula else "公式")

    def _speech(self, slide: Any) -> Iterator[Found]:
        if not slide.has_notes_slide:
            return
        frame = slide.notes_slide.notes_text_frame
        for paragraph in frame.paragraphs if frame is not None else ():
            said = " ".join(paragraph.text.replace("\v", " ").split())
            if said:
                yield text(md.paragraph(md.escaped(said)), said)


def _heading(words: str, level: int) -> Found:
    return text(md.escaped(words), words, Line(words, style_level=level))
