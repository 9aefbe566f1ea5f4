"""Convert a zip or several files at once: documents, texts and pictures of one folder become one course."""

import io
import posixpath
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from learnhub.authoring.adapters.course_zip import read_zip
from learnhub.authoring.adapters.documents.found import lost, picture
from learnhub.authoring.adapters.documents.pictures import PictureTray, UnfitPicture
from learnhub.authoring.adapters.documents.plain_texts import convert_markdown, convert_text
from learnhub.authoring.adapters.documents.slides import convert_slides
from learnhub.authoring.adapters.documents.word import convert_word
from learnhub.authoring.adapters.safe_zip import UNREADABLE, check_size, checked_entries, contents
from learnhub.authoring.rules import folder_findings
from learnhub.authoring.rules.folders.sources import SourceKind, file_title, source_kind
from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.plain_markdown import escaped
from learnhub.authoring.rules.importing.plan import Imported, ImportFault, Piece, PieceKind, short_title
from learnhub.catalogue.rules.findings import Findings
from learnhub.primitives import say

TOTAL_BYTES_MAX = 250_000_000
_CONVERTERS: Mapping[SourceKind, Callable[[bytes], Imported]] = {
    SourceKind.WORD: convert_word,
    SourceKind.SLIDES: convert_slides,
    SourceKind.TEXT: convert_text,
}


def convert_files(files: Sequence[tuple[str, bytes]]) -> Imported:
    """Return the pieces of one or more files. files: (name, bytes), in the order in which they were chosen.

    A zip with a course.toml is a course folder already. Of several documents each opens a part of its own, named as it is titled.
    """
    if len(files) == 1 and source_kind(files[0][0]) is SourceKind.ZIP:
        return _zip(*files[0])
    if len(files) == 1:
        return _together(dict(files), files[0][0])
    unpacked: dict[str, bytes] = {}
    for name, content in files:
        if source_kind(name) is SourceKind.ZIP:
            raise ImportFault(say("“%(name)s”是压缩包。压缩包请单独导入，不要和别的文件一起选。", name=name))
        unpacked[name if name not in unpacked else f"{len(unpacked)}-{name}"] = content
    return _together(unpacked, "")


def _zip(name: str, content: bytes) -> Imported:
    try:
        file = io.BytesIO(content)
        check_size(file, name)
        with zipfile.ZipFile(file) as archive:
            entries = checked_entries(archive, name)
            if any(posixpath.basename(entry.filename) == "course.toml" for entry in entries):
                folder = read_zip(io.BytesIO(content), name=name)
                return Imported(folder.slug, (), folder=folder.files)
            if found := folder_findings({entry.filename: entry.file_size for entry in entries}, ""):
                raise Findings(found)
            files = contents(archive, entries, name, total_bytes_max=TOTAL_BYTES_MAX)
    except Findings as error:
        first = error.findings[0]
        raise ImportFault(
            say("这个压缩包不能用。%(path)s：%(sentence)s", path=first.path, sentence=first.sentence)
        ) from error
    except UNREADABLE as error:
        raise ImportFault(say("这个压缩包打不开，请重新压缩成普通的 zip 文件再试。")) from error
    return _together(dict(sorted(files.items(), key=lambda one: _natural(one[0]))), name)


def _together(files: Mapping[str, bytes], name: str) -> Imported:
    tray = PictureTray()
    taken: dict[str, str] = {}
    used: set[str] = set()
    notes: list[str] = []
    documents: list[tuple[str, Imported]] = []

    def picture_of(folder: str) -> Callable[[str], str]:
        def take(address: str) -> str:
            path = posixpath.normpath(posixpath.join(folder, unquote(address)))
            if path not in files:
                raise UnfitPicture(f"图片：没有一起来（{posixpath.basename(path)[:40]}）")
            used.add(path)
            if path not in taken:
                taken[path] = tray.take(files[path])
            return taken[path]

        return take

    for path, content in files.items():
        kind = source_kind(path)
        if kind is SourceKind.MARKDOWN:
            documents.append((path, convert_markdown(content, picture_of(posixpath.dirname(path)))))
        elif kind in _CONVERTERS:
            documents.append((path, _CONVERTERS[kind](content)))
        elif kind is not SourceKind.PICTURE:
            notes.append(f"“{posixpath.basename(path)[:60]}”不是能导入的文件，没有带进来。")
    loose = [path for path in files if source_kind(path) is SourceKind.PICTURE and path not in used]
    if loose:
        documents.append(("图片", _pictures(loose, files, tray)))
    if not any(document.pieces for _, document in documents):
        raise ImportFault(say("这里面没有找到文字或图片。请检查选的文件是不是空的；图片里的字要先打成文字。"))
    pictures = dict(tray.pictures)
    for _, document in documents:
        pictures |= document.pictures
        notes += document.notes
    if len(documents) == 1:
        path, only = documents[0]
        return replace(only, title=only.title, pictures=pictures, notes=list(dict.fromkeys(notes)))
    pieces: list[Piece] = []
    for path, document in documents:
        title = short_title(document.title or file_title(path))
        pieces.append(Piece(PieceKind.HEADING, escaped(title), title, 1, Reason.TITLE))
        pieces += [
            replace(piece, level=piece.level + 1) if piece.kind is PieceKind.HEADING else piece
            for piece in document.pieces
        ]
    return Imported(file_title(name) if name else "", pieces, pictures, list(dict.fromkeys(notes)))


def _pictures(paths: Sequence[str], files: Mapping[str, bytes], tray: PictureTray) -> Imported:
    pieces: list[Piece] = []
    for path in paths:
        try:
            pieces.append(picture(tray.take(files[path]), "").piece)
        except UnfitPicture as unfit:
            pieces.append(lost(f"{unfit}（{posixpath.basename(path)[:40]}）").piece)
    return Imported("图片", pieces)


def _natural(path: str) -> list[tuple[int, int, str]]:
    """Order names as people do: 2 before 10."""
    return [
        (0, int(part[:9]), "") if part.isdigit() else (1, 0, part)
        for part in re.split(r"(\d+)", path)
        if part
    ]
