"""What becomes of the things that real documents hold: each is taken over, or marked where it stood."""

import io
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from markdown_it import MarkdownIt

from learnhub.authoring.adapters.documents.bundles import convert_files
from learnhub.authoring.adapters.documents.plain_texts import convert_markdown, convert_text
from learnhub.authoring.adapters.documents.slides import convert_slides
from learnhub.authoring.adapters.documents.word import convert_word
from learnhub.authoring.adapters.documents.word_styles import chinese_number
from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.losses import losses_in
from learnhub.authoring.rules.importing.plan import Imported, ImportFault, PieceKind
from learnhub.authoring.rules.subtitles import pieces_of_speech
from tests.authoring.importing import documents as made

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word(*bodies: Any) -> Imported:
    """Convert a Word file: each body is called with the document, in order."""
    document = Document()
    for body in bodies:
        body(document)
    return convert_word(made.saved(document))


def raw(xml: str) -> Any:
    return lambda document: document.element.body.insert(0, parse_xml(xml))


def lines(found: Imported) -> list[str]:
    return [piece.markdown or f"[{piece.words}]" for piece in found.pieces]


def headings(found: Imported) -> list[tuple[int, str, Reason | None]]:
    return [(one.level, one.words, one.reason) for one in found.pieces if one.kind is PieceKind.HEADING]


def test_heading_styles_are_believed() -> None:
    found = word(
        lambda d: d.add_heading("按摩", 0),
        lambda d: d.add_heading("第一章", 1),
        lambda d: d.add_heading("准备", 2),
        lambda d: d.add_paragraph(made.words(60)),
    )
    assert found.title == "按摩"
    assert headings(found) == [(1, "第一章", Reason.STYLE), (2, "准备", Reason.STYLE)]


def test_numbers_that_word_counts_by_itself_are_written_out() -> None:
    numbering = f"""<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="77">
        <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
        </w:abstractNum><w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num></w:numbering>"""

    def counted(text: str) -> Any:
        def add(document: Any) -> None:
            paragraph = document.add_paragraph()
            paragraph.add_run(text).bold = True
            counted_by = f'<w:numPr xmlns:w="{_W}"><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>'
            paragraph._p.get_or_add_pPr().append(parse_xml(counted_by))

        return add

    document = Document()
    for text in ("时机", "地点"):
        counted(text)(document)
        document.add_paragraph(made.words(60))
    content = made.with_part(made.saved(document), "word/numbering.xml", numbering.encode())
    assert [words for _, words, _ in headings(convert_word(content))] == ["一、时机", "二、地点"]


def test_counting_in_chinese() -> None:
    counts = (1, 10, 11, 20, 21, 99)
    assert [chinese_number(count) for count in counts] == ["一", "十", "十一", "二十", "二十一", "九十九"]


def test_lists_and_their_depths_are_kept() -> None:
    found = word(
        lambda d: d.add_paragraph("先看", style="List Bullet"),
        lambda d: d.add_paragraph("看皮肤", style="List Bullet 2"),
        lambda d: d.add_paragraph("再摸", style="List Number"),
    )
    assert "- 先看" in "\n".join(lines(found))
    assert "1. 再摸" in "\n".join(lines(found))


def test_what_is_drawn_written_as_formula_or_embedded_is_marked_where_it_stood() -> None:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006"
    chart = (
        f'<w:p xmlns:w="{_W}"><w:r><w:t>销量</w:t></w:r><w:r><w:drawing><a:graphic xmlns:a="{drawn}/main">'
        f'<a:graphicData uri="{drawn}/chart"/></a:graphic></w:drawing></w:r><w:r><w:t>如图。</w:t></w:r></w:p>'
    )
    ole = f'<w:p xmlns:w="{_W}"><w:r><w:object/></w:r></w:p>'
    math = "http://schemas.openxmlformats.org/officeDocument/2006/math"
    formula = f'<w:p xmlns:w="{_W}" xmlns:m="{math}"><m:oMathPara><m:oMath><m:r><m:t>s=ab</m:t></m:r></m:oMath></m:oMathPara></w:p>'
    found = word(raw(formula), raw(ole), raw(chart))
    told = [losses_in(piece.words) for piece in found.pieces]
    assert told == [
        ["图表，请把数字写成表格"],
        ["嵌在里面的文件或公式，请截成图或者写成文字"],
        ["公式：s=ab"],
    ]
    assert found.pieces[0].words.startswith("销量【")
    assert found.pieces[0].words.endswith("】如图。")


def test_what_stands_in_a_text_box_follows_its_paragraph() -> None:
    box = (
        f'<w:p xmlns:w="{_W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<w:r><w:t>正文。</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p>"
        "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>框里的话。</w:t></w:r></w:p></w:txbxContent></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    found = word(raw(box))
    assert lines(found) == ["正文。", "框里的话。"]
    assert any("文字框" in note for note in found.notes)


def test_a_picture_grouped_with_a_text_box_is_marked() -> None:
    drawn = "http://schemas.openxmlformats.org/drawingml/2006/main"
    group = (
        f'<w:p xmlns:w="{_W}"><w:r><w:drawing><a:blip xmlns:a="{drawn}"/><w:txbxContent><w:p><w:r><w:t>手腕</w:t></w:r></w:p>'
        "</w:txbxContent></w:drawing></w:r></w:p>"
    )
    found = word(raw(group))
    assert losses_in(found.pieces[0].words) == ["和文字框组在一起的图片，请单独插进文件"]
    assert found.pieces[1].words == "手腕"


def test_a_picture_that_is_none_of_ours_is_marked_with_its_description() -> None:
    content = made.word_with_bold_headings()
    broken = made.with_part(content, "word/media/image1.png", b"\x01\0\0\0 EMF")
    found = convert_word(broken)
    told = [loss for piece in found.pieces for loss in losses_in(piece.words)]
    assert any(loss.startswith("图片：不是 JPEG") and "掌心相对" in loss for loss in told)


def test_tables_frames_and_merged_cells() -> None:
    def merged(document: Any) -> None:
        table = document.add_table(rows=2, cols=2)
        table.cell(0, 0).merge(table.cell(0, 1)).text = "名"
        table.cell(1, 0).text, table.cell(1, 1).text = "甲|乙", "1"

    def frame(document: Any) -> None:
        document.add_table(rows=1, cols=1).cell(0, 0).text = "一句话"

    found = word(merged, frame)
    assert lines(found) == ["| 名 |  |\n| --- | --- |\n| 甲\\|乙 | 1 |", "一句话"]
    assert any("合并的格子" in note for note in found.notes)


def test_a_table_of_contents_is_left_out_and_said() -> None:
    found = word(
        *(lambda d, n=number: d.add_paragraph(f"第{n}章 名字\t{n}") for number in range(1, 5)),
        lambda d: d.add_paragraph(made.words(60)),
    )
    assert len(found.pieces) == 1
    assert any("目录（4 行）" in note for note in found.notes)


def test_small_signs_bold_words_and_breaks_are_kept_and_italics_dropped() -> None:
    def add(document: Any) -> None:
        paragraph = document.add_paragraph("面积 3m")
        paragraph.add_run("2").font.superscript = True
        paragraph.add_run("，").add_break()
        paragraph.add_run("很重要").bold = True
        paragraph.add_run("斜的").italic = True

    assert lines(word(add)) == ["面积 3m²，\\\n**很重要**斜的"]


def test_slides_name_sections_take_tables_and_say_what_is_hidden() -> None:
    found = convert_slides(made.slides_with_notes(4))
    assert found.title == "手机开网店"
    assert [words for level, words, _ in headings(found) if level == 1] == ["第一部分 准备", "第二部分 上架"]
    pictures = [piece for piece in found.pieces if piece.kind is PieceKind.PICTURE]
    assert [piece.words for piece in pictures] == ["手机架在三脚架上，对着一碗面"]
    assert any(piece.markdown.startswith("| 平台 | 押金 |") for piece in found.pieces)
    speech = [piece.words for piece in found.pieces if piece.words.startswith("手上的细菌")]
    assert len(speech) == 4


def test_text_in_gbk_utf_16_and_with_lines_cut_at_a_width() -> None:
    text = "一、温度\n\n" + made.words(60) + "\n\n二、时间\n\n" + made.words(60)
    for encoding in ("utf-8", "utf-8-sig", "gbk", "utf-16"):
        found = convert_text(text.encode(encoding))
        assert [words for _, words, _ in headings(found)] == ["一、温度", "二、时间"], encoding
    cut = "\n".join(made.words(120)[at : at + 20] for at in range(0, 140, 20))
    assert lines(convert_text(cut.encode())) == [made.words(120)]
    with pytest.raises(ImportFault, match="编码"):
        convert_text(b"\xff\xff\xff\x00\x00")


def test_markdown_keeps_what_lessons_know_and_drops_what_runs() -> None:
    source = (
        "---\ntitle: 洗手\n---\n## 时机\n\n*斜*与**粗** [网站](https://example.org/a) [坏](javascript:alert(1))\n\n"
        "```quiz wash\n几秒？\n\n- [x] 二十\n  对。\n```\n\n```python\nprint(1)\n```\n\n<iframe src=x></iframe>\n\n> 他说：好。\n"
    )
    found = convert_markdown(source.encode())
    assert found.title == "洗手"
    told = lines(found)
    assert told[1] == "斜与**粗** [网站](https://example.org/a) \\[坏\\](javascript:alert(1))", (
        "words, and no link"
    )
    assert told[2] == "```quiz wash\n几秒？\n\n- [x] 二十\n  对。\n```"
    assert "print\\(1\\)" in told[3] or told[3] == "print(1)"
    assert losses_in("".join(piece.words for piece in found.pieces)) == ["网页代码"]
    assert told[-1] == "> 他说：好。"


def test_a_picture_beside_its_markdown_comes_along_and_one_that_is_missing_is_marked() -> None:
    bundle = made.zipped(
        {"课/a.md": "![手](图/手.png)\n\n![脚](脚.png)".encode(), "课/图/手.png": made.picture()}
    )
    found = convert_files([("课.zip", bundle)])
    assert [piece.kind for piece in found.pieces] == [PieceKind.PICTURE, PieceKind.LOST]
    assert found.pieces[0].words == "手"
    assert list(found.pictures) == [found.pieces[0].picture]


def test_pictures_are_drawn_anew_without_what_was_written_into_them() -> None:
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Comment", "<script>alert(1)</script>")
    written = io.BytesIO()
    Image.new("RGB", (3000, 200), "teal").save(written, "PNG", pnginfo=told)
    found = convert_files([("a.png", written.getvalue())])
    (content,) = found.pictures.values()
    assert b"script" not in content
    with Image.open(io.BytesIO(content)) as small:
        assert small.size == (1600, 107)


def test_subtitles_become_paragraphs_parted_by_pauses() -> None:
    found = pieces_of_speech(
        [(0, 1000, "先洗手"), (1200, 2000, "再擦干。"), (9000, 9500, "最后"), (9600, 9900, "关水")]
    )
    assert [piece.markdown for piece in found.pieces] == ["先洗手，再擦干。", "最后，关水"]


def test_every_markdown_that_comes_out_is_read_as_the_blocks_it_was_made_of() -> None:
    parse = MarkdownIt("js-default", {"html": True}).parse
    wanted = {
        "paragraph_open",
        "bullet_list_open",
        "ordered_list_open",
        "table_open",
        "fence",
        "blockquote_open",
    }
    for content in (convert_word(made.word_with_bold_headings()), convert_slides(made.slides_with_notes(4))):
        for piece in content.pieces:
            if piece.kind is PieceKind.TEXT:
                assert parse(piece.markdown)[0].type in wanted
                assert sum(token.level == 0 and token.nesting >= 0 for token in parse(piece.markdown)) == 1
