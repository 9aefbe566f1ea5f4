"""Look at the paragraphs of a Word file before mammoth reads it: what is bold, numbered, drawn or written as a formula.

mammoth keeps none of this. Each paragraph gets a bookmark, which mammoth passes through as an anchor, and what it would drop gets a mark
in its place.
"""

import copy
from dataclasses import dataclass, field
from statistics import mode
from typing import Any

from lxml import etree

from learnhub.authoring.adapters.documents.word_styles import Numbering, Styles
from learnhub.authoring.rules.importing.headings import Line
from learnhub.authoring.rules.importing.losses import loss_mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_V = "{urn:schemas-microsoft-com:vml}"
ANCHOR = "learnhub-"
_LARGER_HALF_POINTS = 3


@dataclass
class Prepared:
    """A document part with bookmarks and marks. shapes: name of the bookmark → shape, without its words. notes: sentences."""

    xml: bytes
    shapes: dict[str, Line] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def parser() -> etree.XMLParser:
    """Return a parser that fetches nothing, expands nothing and stops at unreasonable depth."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def prepare(document: bytes, styles: bytes | None, numbering: bytes | None) -> Prepared:
    """Return word/document.xml as mammoth shall read it. XMLSyntaxError where a part is no XML."""
    root = etree.fromstring(document, parser())
    prepared = Prepared(b"")
    body = root.find(f"{W}body")
    if body is None:
        raise etree.XMLSyntaxError("no body", None, 0, 0)
    _take_out_text_boxes(body, prepared)
    _mark_what_is_lost(body)
    _shape(body, Styles(styles), Numbering(numbering), prepared)
    if next(root.iter(f"{W}commentReference"), None) is not None:
        prepared.notes.append("批注没有带进来，需要的请抄进正文。")
    prepared.xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return prepared


def _take_out_text_boxes(body: Any, prepared: Prepared) -> None:
    """Put what stands in text boxes behind the paragraph that holds them, in reading order."""
    for content in list(body.iter(f"{W}txbxContent")):
        holder = _outermost(content, {f"{_MC}AlternateContent", f"{W}pict", f"{W}drawing", f"{W}object"})
        paragraph = _nearest(holder, f"{W}p")
        if holder is None or paragraph is None or holder.getparent() is None:
            continue  # the fallback of a box that was taken out already
        boxes = [
            box for box in holder.iter(f"{W}txbxContent") if _nearest(box, f"{_MC}Fallback", holder) is None
        ]
        boxes = boxes or list(holder.iter(f"{W}txbxContent"))
        at = paragraph
        for box in boxes:
            for child in list(box):
                if child.tag in {f"{W}p", f"{W}tbl"}:
                    moved = copy.deepcopy(child)
                    at.addnext(moved)
                    at = moved
        if any(
            _nearest(one, f"{W}txbxContent", holder) is None
            for one in holder.iter(f"{_A}blip", f"{_V}imagedata")
        ):
            _replace_in_run(holder, "和文字框组在一起的图片，请单独插进文件")
        else:
            holder.getparent().remove(holder)
        prepared.notes.append("文字框里的字接在了它所在的那一段后面，请检查顺序。")


def _mark_what_is_lost(body: Any) -> None:
    for formula in list(body.iter(f"{_M}oMathPara", f"{_M}oMath")):
        if formula.getparent() is None or _nearest(formula, f"{_M}oMathPara") is not None:
            continue
        words = "".join(formula.itertext(f"{_M}t")).strip()
        _replace(formula, f"公式：{words}" if words else "公式")
    for drawing in list(body.iter(f"{W}drawing")):
        if (what := _what_is_drawn(drawing)) and drawing.getparent() is not None:
            _replace_in_run(drawing, what)
    for made in list(body.iter(f"{W}object", f"{W}pict")):
        if made.getparent() is None:
            continue
        if made.tag == f"{W}object":
            _replace_in_run(made, "嵌在里面的文件或公式，请截成图或者写成文字")
        elif (
            next(made.iter(f"{_V}imagedata"), None) is None
            and next(made.iter(f"{_V}shape", f"{_V}group"), None) is not None
        ):
            _replace_in_run(made, "画出来的图形，请截成图片")


def _what_is_drawn(drawing: Any) -> str:
    blips = list(drawing.iter(f"{_A}blip"))
    if blips:
        is_linked = all(blip.get(f"{_R}embed") is None for blip in blips)
        return "放在别处的图片，请把图片本身插进文件" if is_linked else ""
    uri = next((data.get("uri", "") for data in drawing.iter(f"{_A}graphicData")), "")
    if uri.endswith("/chart"):
        return "图表，请把数字写成表格"
    if uri.endswith("/diagram"):
        return "SmartArt 图示，请写成列表"
    return "画出来的图形，请截成图片"


def _replace(formula: Any, what: str) -> None:
    """Put a run with the mark in the place of a formula; a formula in a row of its own sits in a paragraph, as a run does."""
    run = etree.Element(f"{W}r")
    _say(run, what)
    run.tail = formula.tail
    formula.getparent().replace(formula, run)


def _replace_in_run(node: Any, what: str) -> None:
    outer = _outermost(node, {f"{_MC}AlternateContent"})
    holder = outer if outer is not None else node
    said = etree.Element(f"{W}t")
    said.text = loss_mark(what)
    said.tail = holder.tail
    if holder.getparent() is not None:
        holder.getparent().replace(holder, said)


def _say(run: Any, what: str) -> None:
    said = etree.SubElement(run, f"{W}t")
    said.text = loss_mark(what)


def _shape(body: Any, styles: Styles, numbering: Numbering, prepared: Prepared) -> None:
    paragraphs = list(body.iter(f"{W}p"))
    sizes = [size for paragraph in paragraphs for size in _sizes(paragraph, styles)]
    usual = mode(sizes) if sizes else 0
    empty = [not "".join(paragraph.itertext(f"{W}t")).strip() for paragraph in paragraphs]
    for index, paragraph in enumerate(paragraphs):
        properties = paragraph.find(f"{W}pPr")
        style = styles.of(_value(properties, "pStyle"))
        listed = _list_of(properties, style.list_reference)
        number = numbering.next_sign(*listed) if listed is not None and not empty[index] else None
        if number:
            _write_number(paragraph, properties, number)
        own_sizes = _sizes(paragraph, styles)
        name = f"{ANCHOR}{index}"
        prepared.shapes[name] = Line(
            "",
            style_level=_outline(properties) or style.outline,
            is_title=style.is_title,
            is_bold=_is_bold(paragraph, is_bold=style.is_bold),
            is_larger=bool(own_sizes) and min(own_sizes) >= usual + _LARGER_HALF_POINTS,
            is_centred=(_value(properties, "jc") or style.alignment) == "center",
            is_alone=(index == 0 or empty[index - 1]) and index + 1 < len(empty) and empty[index + 1],
            is_listed=listed is not None and not number,
        )
        bookmark = etree.Element(f"{W}bookmarkStart", {f"{W}id": str(900_000 + index), f"{W}name": name})
        paragraph.insert(0 if properties is None else 1, bookmark)


def _write_number(paragraph: Any, properties: Any, number: str) -> None:
    """Write a number that Word counts into the text, where it is one that opens parts of a document (一、, 第一章)."""
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    counted = properties.find(f"{W}numPr")
    if counted is not None:
        properties.remove(counted)
    run = etree.Element(f"{W}r")
    first = next((child for child in paragraph if child.tag == f"{W}r"), None)
    if first is not None and first.find(f"{W}rPr") is not None:
        run.append(copy.deepcopy(first.find(f"{W}rPr")))
    etree.SubElement(run, f"{W}t").text = number
    paragraph.insert(1, run)


def _list_of(properties: Any, of_style: tuple[str, int] | None) -> tuple[str, int] | None:
    counted = properties.find(f"{W}numPr") if properties is not None else None
    if counted is None:
        return of_style
    number = _value(counted, "numId")
    level = _value(counted, "ilvl")
    if number in {"", "0"}:
        return None
    return number, int(level) if level.isdigit() else 0


def _outline(properties: Any) -> int:
    level = _value(properties, "outlineLvl")
    return int(level) + 1 if level.isdigit() and int(level) < 9 else 0


def _is_bold(paragraph: Any, *, is_bold: bool) -> bool:
    found = False
    for run in paragraph.iter(f"{W}r"):
        if not "".join(run.itertext(f"{W}t")).strip():
            continue
        found = True
        bold = run.find(f"{W}rPr/{W}b")
        own = is_bold if bold is None else bold.get(f"{W}val") not in {"0", "false", "off"}
        if not own:
            return False
    return found


def _sizes(paragraph: Any, styles: Styles) -> list[int]:
    style = styles.of(_value(paragraph.find(f"{W}pPr"), "pStyle"))
    sizes = []
    for run in paragraph.iter(f"{W}r"):
        if "".join(run.itertext(f"{W}t")).strip():
            told = _value(run.find(f"{W}rPr"), "sz")
            sizes.append(int(told) if told.isdigit() else style.half_points)
    return sizes


def _value(parent: Any, name: str) -> str:
    child = parent.find(f"{W}{name}") if parent is not None else None
    return (child.get(f"{W}val") or "") if child is not None else ""


def _nearest(node: Any, tag: str, within: Any = None) -> Any:
    for above in node.iterancestors() if node is not None else ():
        if above is within:
            return None
        if above.tag == tag:
            return above
    return None


def _outermost(node: Any, tags: set[str]) -> Any:
    """Return the highest of these around a node, up to its paragraph in the body."""
    found = None
    for above in node.iterancestors():
        if above.tag in tags:
            found = above
        if (
            above.tag in {f"{W}body", f"{W}tc"}
            and found is not None
            and _nearest(above, f"{W}txbxContent") is None
        ):
            break
    return found
