"""Read a SCORM 1.2 package that a stranger sent: measured first, its manifest read without entities, nothing of it run.

Source: SCORM 1.2 Content Aggregation Model (ADL, 2001), chapter 2.2: imsmanifest.xml; the words used here are organizations, item,
identifierref, resources, resource, href, xml:base, schemaversion.
"""

import io
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.parsers import expat

from learnhub.authoring.adapters.safe_zip import (
    UNREADABLE,
    check_size,
    checked_entries,
    contents,
    measured,
    refusal,
)
from learnhub.authoring.rules import name_fault, twins
from learnhub.authoring.rules.courseware import (
    FILE_BYTES_MAX,
    FILES_MAX,
    MANIFEST,
    PARTS_MAX,
    TITLE_CHARACTERS_MAX,
    TOTAL_BYTES_MAX,
    Courseware,
    CoursewarePart,
    is_page,
)
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.primitives import say

_MANIFEST_BYTES_MAX = 1_000_000
_DEPTH_MAX = 40
_ELEMENTS_MAX = 20_000
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_NO_SCORM = say(
    "压缩包里没有 imsmanifest.xml，不是 SCORM 课件。请用制作软件导出成 SCORM 1.2，不要改里面的文件。"
)


class _Refused(ValueError):
    """The manifest holds what no manifest needs."""


def look_at_package(package: bytes | Path, *, shown: str) -> Courseware:
    """Return what a package is; Findings for everything hostile, broken, too large, or of another standard."""
    try:
        with package.open("rb") if isinstance(package, Path) else io.BytesIO(package) as file:
            return _look(file, shown)
    except UNREADABLE as error:
        raise Findings([Finding(shown, 1, say("这个压缩包打不开，请重新导出 SCORM 课件再试。"))]) from error


def known_package(package: Path) -> Courseware:
    """Return what a package is that was looked at before: only its list and its manifest are read."""
    with zipfile.ZipFile(package) as archive:
        entries = checked_entries(archive, package.name)
        byte_count = sum(entry.file_size for entry in entries)
        return _described(archive, entries, package.name, byte_count)


def file_in_package(package: Path, path: str) -> bytes | None:
    """Return one file of a package that was looked at before, or None where it has none of this name."""
    with zipfile.ZipFile(package) as archive:
        try:
            entry = archive.getinfo(path)
        except KeyError:
            return None
        if entry.is_dir() or entry.file_size > FILE_BYTES_MAX:
            return None
        return contents(archive, [entry], package.name)[path]


def _look(file: BinaryIO, shown: str) -> Courseware:
    check_size(file, shown)
    with zipfile.ZipFile(file) as archive:
        entries = checked_entries(archive, shown)
        _measure(entries, shown)
        # Every file is unpacked once, so that one which is larger than it says is found now and not while somebody learns.
        return _described(archive, entries, shown, measured(archive, entries, shown))


def _described(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], shown: str, byte_count: int
) -> Courseware:
    names = {entry.filename: entry for entry in entries}
    manifest = names.get(MANIFEST)
    if manifest is None:
        raise refusal(shown, _NO_SCORM)
    if manifest.file_size > _MANIFEST_BYTES_MAX:
        raise refusal(shown, say("imsmanifest.xml 太大，请重新导出课件。"))
    root = _parsed(contents(archive, [manifest], shown)[MANIFEST], shown)
    _check_version(root, shown)
    parts = _parts(root, names.keys(), shown)
    title = _title(_first(root, "organization")) or parts[0].title
    return Courseware(title, parts, len(entries), byte_count)


def _measure(entries: list[zipfile.ZipInfo], shown: str) -> None:
    if len(entries) > FILES_MAX:
        raise refusal(
            shown, say("课件里的文件太多，最多 %(files_max)s 个，请拆成几个课件。", files_max=FILES_MAX)
        )
    if sum(entry.file_size for entry in entries) > TOTAL_BYTES_MAX:
        raise refusal(
            shown,
            say(
                "课件解开以后太大，请减到 %(total_bytes_max)s MB 以内。",
                total_bytes_max=TOTAL_BYTES_MAX // 1000000,
            ),
        )
    found = [
        Finding(
            f"{shown}/{entry.filename}",
            1,
            say(
                "这个文件太大，请减到 %(file_bytes_max)s MB 以内。", file_bytes_max=FILE_BYTES_MAX // 1000000
            ),
        )
        for entry in entries
        if entry.file_size > FILE_BYTES_MAX
    ]
    found += [
        Finding(f"{shown}/{second}", 1, say("这个名字和“%(first)s”只差大小写，请改掉一个。", first=first))
        for first, second in twins(entry.filename for entry in entries)
    ]
    if found:
        raise Findings(found)


def _parsed(content: bytes, shown: str) -> Element:
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > _DEPTH_MAX or count > _ELEMENTS_MAX:
            raise _Refused("deep or long")
        builder.start(_full(name), {_full(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_full(name))

    def refuse(*_told: object) -> None:
        # Entities are declared in a document type: without one there is no entity to swell, and no file of ours to be read.
        raise _Refused("document type")

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)
        return builder.close()
    except _Refused as error:
        raise refusal(shown, say("imsmanifest.xml 里有课件用不到的东西，请用制作软件重新导出。")) from error
    except (expat.ExpatError, ParseError, AssertionError, LookupError) as error:
        raise refusal(shown, say("imsmanifest.xml 读不懂，请重新导出课件。")) from error


def _full(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def _check_version(root: Element, shown: str) -> None:
    told = next((one.text or "" for one in root.iter() if _is(one, "schemaversion")), "").strip()
    if told and told != "1.2":
        raise refusal(
            shown,
            say(
                "这个课件是 SCORM %(told)s，这里只放 SCORM 1.2。请在制作软件里选 SCORM 1.2 再导出。",
                told=told[:30],
            ),
        )


def _parts(root: Element, names: Collection[str], shown: str) -> tuple[CoursewarePart, ...]:
    resources = _first(root, "resources")
    base = _base(root) + _base(resources)
    hrefs = {
        one.get("identifier", ""): (base + _base(one) + one.get("href", ""))
        for one in (resources if resources is not None else ())
        if _is(one, "resource") and one.get("href")
    }
    organization = _default_organization(root)
    items = [one for one in organization.iter() if _is(one, "item")] if organization is not None else []
    found = [
        CoursewarePart(_title(item) or "课件", hrefs[item.get("identifierref", "")] + _parameters(item))
        for item in items
        if item.get("identifierref", "") in hrefs
    ]
    if not found and hrefs:
        found = [CoursewarePart("课件", next(iter(hrefs.values())))]
    if not found:
        raise refusal(shown, say("imsmanifest.xml 没有说从哪个文件开始，请重新导出课件。"))
    if len(found) > PARTS_MAX:
        raise refusal(
            shown, say("课件的部分太多，最多 %(parts_max)s 个，请拆成几个课件。", parts_max=PARTS_MAX)
        )
    return tuple(_checked(part, names, shown) for part in found)


def _checked(part: CoursewarePart, names: Collection[str], shown: str) -> CoursewarePart:
    split = urlsplit(part.launch)
    path = unquote(split.path)
    if split.scheme or split.netloc or name_fault(path):
        raise refusal(shown, say("课件要从别的网站打开，这里放不了。请导出成自己带全部文件的 SCORM 1.2。"))
    if path not in names or not is_page(path):
        raise refusal(
            shown, say("课件要从“%(path)s”开始，可是包里没有这个网页。请重新导出课件。", path=path[:80])
        )
    return CoursewarePart(part.title, path + (f"?{split.query}" if split.query else ""))


def _parameters(item: Element) -> str:
    told = item.get("parameters", "").lstrip("?&")
    return f"?{told}" if told and "#" not in told else ""


def _default_organization(root: Element) -> Element | None:
    organizations = _first(root, "organizations")
    if organizations is None:
        return None
    each = [one for one in organizations if _is(one, "organization")]
    wanted = organizations.get("default", "")
    return next((one for one in each if one.get("identifier") == wanted), each[0] if each else None)


def _title(element: Element | None) -> str:
    if element is None:
        return ""
    told = next((one.text or "" for one in element if _is(one, "title")), "")
    return " ".join(told.split())[:TITLE_CHARACTERS_MAX]


def _first(root: Element, word: str) -> Element | None:
    return next((one for one in root.iter() if _is(one, word)), None)


def _base(element: Element | None) -> str:
    return element.get(_XML_BASE, "") if element is not None else ""


def _is(element: Element, word: str) -> bool:
    return element.tag.rpartition("}")[2] == word
