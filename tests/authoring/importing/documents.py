"""Documents as instructors have them, made by script: nobody prepared them for learnhub."""

import io
import struct
import zipfile
import zlib
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt
from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.util import Inches

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_M = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
SENTENCES = (
    "手上的细菌用眼睛看不见，可是它们会跟着毛巾和指缝走到下一位顾客的皮肤上。",
    "先把水龙头打开，水流不要太大，再把双手淋湿，从手腕一直淋到指尖。",
    "抹上洗手液以后，掌心对着掌心慢慢地搓，数到五，再换手背。",
    "洗完以后用一次性的纸巾擦干，纸巾垫着手再去关水龙头，手就不会又弄脏。",
)


def words(hanzi: int) -> str:
    """Return about so many Chinese characters of ordinary sentences."""
    text = "".join(SENTENCES * (hanzi // 100 + 1))
    return text[:hanzi].rstrip("，。") + "。"


def picture(colour: str = "teal", size: tuple[int, int] = (320, 200), form: str = "PNG") -> bytes:
    """Return a drawing."""
    drawn = Image.new("RGB", size, "white")
    ImageDraw.Draw(drawn).ellipse(
        (size[0] // 8, size[1] // 8, size[0] * 7 // 8, size[1] * 7 // 8), outline=colour, width=4
    )
    written = io.BytesIO()
    drawn.save(written, form)
    return written.getvalue()


def bold(document: Any, text: str, *, points: int | None = None, centred: bool = False) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = True
    if points:
        run.font.size = Pt(points)
    if centred:
        paragraph.alignment = 1


def word_with_bold_headings(corner: str = "用品") -> bytes:
    """A teacher's handout: bold 一、 and （一）, two pictures (one described), a table, a footnote, a formula.

    corner: the first cell of the table, which many leave empty.
    """
    document = Document()
    bold(document, "按摩师的手部卫生", points=18, centred=True)
    for number, name in enumerate(("为什么要洗手", "七步洗手法", "用品的消毒"), start=1):
        bold(document, f"{'一二三'[number - 1]}、{name}")
        document.add_paragraph(words(220))
        bold(document, "（一）要点")
        document.add_paragraph(words(180))
        for step in ("打开水龙头；", "抹洗手液；", "冲洗干净。"):
            document.add_paragraph(step, style="List Number")
        bold(document, "（二）常见的错")
        document.add_paragraph(words(200))
    document.add_picture(io.BytesIO(picture()), width=Inches(2))
    shape = document.inline_shapes[0]._inline.docPr
    shape.set("descr", "两只手掌心相对，慢慢地搓")
    document.add_picture(io.BytesIO(picture("maroon")), width=Inches(2))
    table = document.add_table(rows=3, cols=2)
    for row, cells in zip(
        table.rows, ((corner, "多久换一次"), ("毛巾", "每位顾客"), ("床单", "每天 2 次")), strict=True
    ):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    noted = document.add_paragraph("消毒液要现配现用")
    noted.add_run()._r.append(parse_xml(f'<w:footnoteReference {_W} w:id="2"/>'))
    noted.add_run("，不要过夜。")
    formula = document.add_paragraph("浓度的算法是")
    formula._p.append(parse_xml(f"<m:oMath {_M}><m:r><m:t>c=m/V</m:t></m:r></m:oMath>"))
    formula.add_run("，要记牢。")
    return with_part(saved(document), "word/footnotes.xml", _FOOTNOTES)


_FOOTNOTES = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes {_W}><w:footnote w:id="2"><w:p><w:r><w:t>含氯消毒液</w:t></w:r></w:p>'
    "</w:footnote></w:footnotes>"
).encode()


def saved(document: Any) -> bytes:
    """Return a docx or pptx as bytes."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return an office file with one more part, declared where Word looks for it."""
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            kept = old.read(entry)
            if entry == "word/_rels/document.xml.rels" and name.endswith("footnotes.xml"):
                kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
                told = f'<Relationship Id="rId900" Type="{kind}" Target="footnotes.xml"/></Relationships>'
                kept = kept.replace(b"</Relationships>", told.encode())
            if entry != name:
                new.writestr(entry, kept)
        new.writestr(name, part)
    return written.getvalue()


def slides_with_notes(count: int = 12) -> bytes:
    """A deck: title slide, two section slides, points, notes, a described picture, a table, a chart."""
    deck = Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = "手机开网店"
    for number in range(1, count + 1):
        if number in {1, count // 2}:
            section = deck.slides.add_slide(deck.slide_layouts[2])
            section.shapes.title.text = (
                f"第{'一' if number == 1 else '二'}部分 {'准备' if number == 1 else '上架'}"
            )
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"第{number}步 做好这件事"
        frame = slide.placeholders[1].text_frame
        frame.text = "先想好卖什么"
        more = frame.add_paragraph()
        more.text = "自己做的更好介绍"
        more.level = 1
        slide.notes_slide.notes_text_frame.text = words(160)
    slide = deck.slides[min(3, len(deck.slides) - 2)]
    shown = slide.shapes.add_picture(io.BytesIO(picture()), Inches(1), Inches(3), Inches(2))
    shown._element.nvPicPr.cNvPr.set("descr", "手机架在三脚架上，对着一碗面")
    grid = (
        deck.slides[len(deck.slides) - 1]
        .shapes.add_table(2, 2, Inches(1), Inches(4), Inches(4), Inches(1))
        .table
    )
    for row, texts in enumerate((("平台", "押金"), ("示例平台", "0 元"))):
        for column, text in enumerate(texts):
            grid.cell(row, column).text = text
    return saved(deck)


def png_with(width: int, height: int) -> bytes:
    """Return a small PNG that claims to be as large as this."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 9))
        + chunk(b"IEND", b"")
    )


def zipped(files: dict[str, bytes]) -> bytes:
    """Return a zip of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def folder_of_texts() -> bytes:
    """A folder somebody zipped: Markdown with a picture beside it, and a text file in GBK."""
    return zipped(
        {
            "面点课/01 和面.md": (
                f"# 和面\n\n{words(300)}\n\n![一团光滑的面](图/面团.png)\n\n## 揉\n\n{words(300)}\n"
            ).encode(),
            "面点课/02 发面.txt": f"发面\n\n一、温度\n\n{words(300)}\n\n二、时间\n\n{words(300)}\n".encode(
                "gbk"
            ),
            "面点课/图/面团.png": picture("olive"),
            "面点课/.DS_Store": b"\0",
        }
    )
