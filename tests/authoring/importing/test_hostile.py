"""Files that mean harm, and many that are merely broken: each ends in pieces or in a sentence, and nothing of theirs runs."""

import io
import os
import random
import resource
import struct
import time
import zipfile
from pathlib import Path

import pytest

from learnhub.authoring.adapters.documents import converting
from learnhub.authoring.adapters.documents.converting import BROKEN, TOO_LONG, converted
from learnhub.authoring.adapters.documents.program import TOO_LARGE
from learnhub.authoring.rules.folders.sources import shown_name
from learnhub.authoring.rules.importing.plan import Imported, PieceKind
from tests.authoring.importing import documents as made
from tests.authoring.importing import mutants

_DOCUMENT = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_with(body: str) -> bytes:
    """Return a Word file whose body is this XML."""
    part = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return made.with_part(mutants.small_word(), _DOCUMENT, part.encode())


def outcome(name: str, content: bytes) -> str:
    found = mutants.read(name, content)
    return found if isinstance(found, str) else "".join(piece.markdown for piece in found.pieces)


@pytest.mark.slow
def test_three_hundred_mutants_end_in_pieces_or_a_sentence() -> None:
    ends = [mutants.read(name, content) for name, content in mutants.mutants(300, seed=4)]
    assert 30 < sum(isinstance(end, Imported) for end in ends) < 290


@pytest.mark.soak
def test_ten_thousand_mutants_end_in_pieces_or_a_sentence() -> None:
    for seed in range(20):
        for name, content in mutants.mutants(500, seed=seed):
            begun = time.process_time()
            mutants.read(name, content)
            assert time.process_time() - begun < 20, (name, seed)


def test_entities_are_refused_before_any_reader_expands_them() -> None:
    laughs = '<!DOCTYPE a [<!ENTITY l "ha"><!ENTITY m "&l;&l;&l;&l;">]>'
    bomb = made.with_part(
        mutants.small_word(), _DOCUMENT, f'<?xml version="1.0"?>{laughs}<a>&m;</a>'.encode()
    )
    assert "DOCTYPE" in outcome("a.docx", bomb)
    hidden = made.with_part(
        mutants.small_word(), _DOCUMENT, f"<?xml version='1.0'?>{laughs}<a/>".encode("utf-16")
    )
    assert "编码不正常" in outcome("a.docx", hidden)


def test_a_document_nested_without_end_is_told_so() -> None:
    deep = "<w:tbl><w:tr><w:tc>" * 400 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 400
    assert "套得太深" in outcome("a.docx", word_with(deep))
    assert "套得太深" in outcome("a.md", b"> " * 3000 + b"x") or "x" in outcome("a.md", b"> " * 3000 + b"x")
    assert outcome("a.md", b"<div>" * 5000)


def test_scripts_links_and_titles_of_strangers_become_words() -> None:
    body = (
        '<w:p><w:hyperlink r:id="rId1" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        "<w:r><w:t>按这里</w:t></w:r></w:hyperlink><w:r><w:t>&lt;img src=x onerror=alert(1)&gt; **[x](javascript:y)**</w:t></w:r></w:p>"
    )
    assert "&lt;" not in outcome("a.docx", word_with(body))
    said = outcome(
        "b.md",
        b"<script>alert(1)</script>\n\n[a](javascript:alert(1)) <b onclick=x>c</b>\n\n![](data:image/svg+xml,x)",
    )
    assert "script" not in said.replace("javascript", "")
    assert "onclick" not in said


def test_a_zip_that_leads_out_of_its_folder_or_holds_twins_and_links_is_refused() -> None:
    for name in ("../x.md", "/etc/x.md", "a\\..\\x.md", "C:x.md", "a\0.md"):
        assert "不能用" in outcome("a.zip", made.zipped({name: b"x"})) or name == "a\0.md"
    assert "只差大小写" in outcome("a.zip", made.zipped({"a/甲A.md": b"x", "a/甲a.md": b"y"}))
    assert "太长" in outcome("a.zip", made.zipped({"甲" * 4000 + ".md": b"x"}))
    link = zipfile.ZipInfo("a/b.md")
    link.external_attr = 0o120777 << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "不是普通文件" in outcome("a.zip", written.getvalue())


def test_bombs_are_refused_by_what_they_say_and_by_what_comes_out() -> None:
    bomb = made.zipped({"a.md": b"\0" * 30_000_000})
    assert "解开会非常大" in outcome("a.zip", bomb)
    assert "解开会非常大" in outcome(
        "a.docx", made.with_part(mutants.small_word(), "word/x.bin", b"\0" * 30_000_000)
    )
    lying = bytearray(made.zipped({"a.md": b"x" * 900_000}))
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = struct.pack("<I", 10)
    assert "不能用" in outcome("a.zip", bytes(lying)) or "打不开" in outcome("a.zip", bytes(lying))


def test_a_picture_that_claims_to_be_enormous_is_marked_as_lost() -> None:
    assert "像素太多" in outcome("a.png", made.png_with(30_000, 30_000))
    found = mutants.read("a.png", made.png_with(30_000, 30_000))
    assert isinstance(found, Imported)
    assert [piece.kind for piece in found.pieces] == [PieceKind.LOST]


def test_names_of_files_are_shown_short_visible_and_without_folders() -> None:
    assert shown_name("..\\..\\讲义.docx") == "讲义.docx"
    assert shown_name("a\u202e\0b.docx") == "ab.docx"
    assert len(shown_name("甲" * 4000 + ".docx")) <= 80
    assert shown_name("甲" * 4000 + ".docx").endswith(".docx")
    assert shown_name("\0") == "没有名字的文件"


def converting_of(content: bytes, tmp_path: Path, **limits: int) -> str:
    source = tmp_path / "source"
    source.write_bytes(content)
    with converted([("a.docx", source)], tmp_path / "scratch", **limits) as result:
        pass
    assert list((tmp_path / "scratch").iterdir()) == []
    return result.fault


@pytest.mark.slow
def test_a_reader_that_needs_too_much_memory_or_time_is_stopped_with_a_sentence(tmp_path: Path) -> None:
    chance = random.Random(1)
    said = (f"{chance.getrandbits(160):040x}" for _ in range(60_000))
    many = word_with("".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in said))
    # The same memory is enough for a small document: it is this one that needs too much.
    assert converting_of(mutants.small_word(), tmp_path, memory_bytes=110_000_000) == ""
    assert converting_of(many, tmp_path, memory_bytes=110_000_000, cpu_seconds=30) in {TOO_LARGE, BROKEN}
    assert converting_of(many, tmp_path, cpu_seconds=1) == TOO_LONG


@pytest.mark.slow
def test_this_process_stays_small_while_a_large_file_is_converted(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = made.with_part(mutants.small_word(), "word/media/big.bin", os.urandom(25_000_000))
    source = tmp_path / "source"
    source.write_bytes(content)
    del content
    after_making = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with converted([("a.docx", source)], tmp_path / "scratch") as result:
        assert result.fault == ""
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - max(before, after_making)
    assert grown < 20_000, f"{grown} KB"


def test_a_program_that_cannot_start_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(converting, "_PROGRAM", "learnhub.nothing")
    assert converting_of(b"PK", tmp_path) == BROKEN
