"""Documents with something wrong in them: bytes turned, parts swapped, tags doubled, and those that mean harm."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt

from learnhub.authoring.adapters.documents.bundles import convert_files
from learnhub.authoring.rules import place_of
from learnhub.authoring.rules.importing.plan import Imported, ImportFault, PieceKind
from tests.authoring.importing import documents as made

_MARKDOWN = MarkdownIt("js-default", {"html": True})
_LINK = re.compile(r"(?:https?://|tel:)")


def small_word() -> bytes:
    """Return a Word file of one page with a picture, a table and a link: small, so that many mutants of it can be read."""
    from docx import Document

    document = Document()
    made.bold(document, "一、准备")
    document.add_paragraph("先问顾客，再洗手。")
    document.add_picture(io.BytesIO(made.picture(size=(60, 40))))
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "名"
    document.add_paragraph("第一步", style="List Number")
    return made.saved(document)


def seeds() -> dict[str, bytes]:
    """Return what mutants are made from: file name → content."""
    markdown = "# 标题\n\n正文 [链接](javascript:alert(1)) <script>alert(1)</script>\n\n- 一\n  - 二\n\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    return {
        "a.docx": small_word(),
        "b.pptx": made.slides_with_notes(2),
        "c.zip": made.zipped(
            {
                "x/a.md": markdown.encode(),
                "x/p.png": made.picture(size=(60, 40)),
                "x/b.txt": "一、甲".encode("gbk"),
            }
        ),
        "d.md": markdown.encode(),
        "e.txt": "一、甲\n\n正文。\n".encode(),
        "f.png": made.picture(size=(60, 40)),
        "g.jpg": made.picture(size=(60, 40), form="JPEG"),
        "h.gif": made.picture(size=(60, 40), form="GIF"),
    }


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield files with something wrong; the same seed gives the same files."""
    chance = random.Random(seed)
    whole = seeds()
    names = [*sorted(whole), "c.zip", "d.md"]
    for number in range(count):
        name = names[number % len(names)]
        content = whole[name]
        if zipfile.is_zipfile(io.BytesIO(content)) and chance.random() < 0.75:
            yield name, _inside(content, chance)
        else:
            yield name, _turned(content, chance)


def _turned(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 8, 40))):
        at = chance.randrange(max(1, len(changed)))
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del changed[at : at + chance.randrange(1, 64)]
            case 2:
                changed[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(1, 16)))
            case 3:
                changed[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"))
            case _:
                changed[at:at] = changed[at : at + chance.randrange(1, 400)]
        if not changed:
            break
    return bytes(changed)


_EDITS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _turned,
    lambda part, chance: re.sub(rb'="[^"]*"', b'="-1"', part, count=chance.randrange(1, 9)),
    lambda part, chance: re.sub(rb'="\d+"', b'="99999999999999999999"', part, count=chance.randrange(1, 9)),
    lambda part, chance: re.sub(rb"<w:(\w+)>", rb"<w:\1><w:\1>", part, count=chance.randrange(1, 4)),
    lambda part, chance: part.replace(b"w:p>", b"w:tbl>", chance.randrange(1, 4)),
    lambda part, chance: part.replace(b"http://", b"file:///", chance.randrange(1, 4)),
    lambda part, chance: part.replace(b"media/", b"../../../etc/", 2),
    lambda part, chance: b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + part,
    lambda part, chance: part[: chance.randrange(1, len(part) + 1)],
    lambda part, chance: b"",
    lambda part, chance: part.replace(
        b"</w:t>", b"&lt;script&gt;alert(1)&lt;/script&gt;](javascript:x)</w:t>"
    ),
)


def _inside(content: bytes, chance: random.Random) -> bytes:
    """Return the zip with one or two of its parts changed, dropped or given twice."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        names = old.namelist()
        # The parts that readers look at most are changed most.
        telling = [
            one
            for one in names
            if re.search(r"document\.xml|numbering|styles\.xml|slide1|notesSlide1|\.md|png", one)
        ]
        victims = {chance.choice(telling or names), chance.choice(names)}
        for name in names:
            part = old.read(name)
            if name in victims:
                part = chance.choice(_EDITS)(part, chance)
            new.writestr(name, part)
    return written.getvalue()


def read(name: str, content: bytes) -> Imported | str:
    """Return what comes of a file, or the sentence that says why nothing does; every other end is a fault of ours."""
    try:
        found = convert_files([(name, content)])
    except ImportFault as fault:
        sentence = str(fault)
        assert re.search(r"[一-鿿]", sentence), sentence
        assert "Traceback" not in sentence
        return sentence
    except (MemoryError, RecursionError) as error:  # the program that runs this makes a sentence of them
        return type(error).__name__
    assert_harmless(found)
    return found


def assert_harmless(found: Imported) -> None:
    """Assert that nothing in the Markdown runs, leads astray, or has a place outside the folder."""
    for path in found.pictures:
        assert place_of(f"lessons/{path}") is not None, path
    for piece in found.pieces:
        assert "\0" not in piece.markdown
        if piece.kind is PieceKind.PICTURE:
            continue
        for token in _MARKDOWN.parse(piece.markdown):
            assert token.type != "html_block", piece.markdown
            for child in token.children or []:
                assert child.type != "html_inline", piece.markdown
                assert child.type != "image", piece.markdown
                if child.type == "link_open":
                    assert _LINK.match(str(child.attrs["href"])), child.attrs
