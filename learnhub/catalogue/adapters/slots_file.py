"""Read slots.toml: who was asked for a sign video and for when, in which language one is signed."""

from datetime import date, datetime
from typing import Any

from learnhub.catalogue.adapters.lesson_blocks import Reading
from learnhub.catalogue.adapters.lesson_file import FILE_BYTES_MAX, decoded
from learnhub.catalogue.adapters.toml_text import TomlFault, line_of_key, lines_of_tables, read_toml
from learnhub.catalogue.rules.findings import Findings
from learnhub.catalogue.rules.slots import SignLanguage, SignNote
from learnhub.primitives import listed, say

_KNOWN = {"lesson", "requested_of", "requested_on", "promised_on", "language"}


def read_slot_notes(
    content: bytes, lessons: frozenset[str], *, path: str = "slots.toml"
) -> tuple[SignNote, ...]:
    """Read a slots.toml; lessons: the slugs that it may name. Raises Findings with every fault."""
    reading = Reading(path)
    toml = decoded(content, reading)
    values: dict[str, Any] = {}
    if toml is not None:
        try:
            values = read_toml(toml, bytes_max=FILE_BYTES_MAX)
        except TomlFault as fault:
            reading.find(fault.line, fault.sentence)
    for key in sorted(values.keys() - {"sign"}):
        reading.find(line_of_key(toml or "", key), say("不认识“%(key)s”，这个文件里只写 [[sign]]。", key=key))
    tables = values.get("sign", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        reading.find(1, say("手语视频请写成一个个 [[sign]] 小节。"))
        tables = []
    lines = lines_of_tables(toml or "", "sign")
    lines += [1] * (len(tables) - len(lines))
    notes = [
        _note(table, toml or "", reading, line, lessons) for table, line in zip(tables, lines, strict=False)
    ]
    named = [note.lesson for note in notes]
    for slug in sorted({slug for slug in named if named.count(slug) > 1}):
        reading.find(1, say("“%(slug)s”的手语视频写了两遍，请合成一个 [[sign]]。", slug=slug))
    if reading.findings:
        raise Findings(reading.findings)
    return tuple(notes)


def _note(table: dict[str, Any], toml: str, reading: Reading, line: int, lessons: frozenset[str]) -> SignNote:
    def find(key: str, sentence: str) -> None:
        reading.find(line_of_key(toml, key, after_line=line), sentence)

    for key in sorted(table.keys() - _KNOWN):
        find(key, say("不认识“%(key)s”，请对照格式说明改正，或者删掉这一行。", key=key))
    lesson = table.get("lesson")
    if not isinstance(lesson, str) or lesson not in lessons:
        find("lesson", say("lesson 请写这门课里一课的名字（文件名去掉 .md）。"))
        lesson = ""
    asked = table.get("requested_of", "")
    if not isinstance(asked, str) or len(asked) > 60:
        find("requested_of", say("requested_of 请写一句话：请谁来拍，最多 60 个字。"))
        asked = ""
    days: dict[str, date | None] = {}
    for key in ("requested_on", "promised_on"):
        day = table.get(key)
        if day is not None and (not isinstance(day, date) or isinstance(day, datetime)):
            find(key, say("%(key)s 请写成日期，不加引号，例如 %(key)s = 2025-06-30。", key=key))
            day = None
        if day is not None and not asked:
            find(key, say("有日期就要写 requested_of，说明请了谁。"))
        days[key] = day
    told = table.get("language")
    language = next((known for known in SignLanguage if known.value == told), None)
    if told is not None and language is None:
        find(
            "language",
            say(
                "language 请从这些里选一个写：%(names)s。",
                names=listed(known.value for known in SignLanguage),
            ),
        )
    return SignNote(lesson, asked.strip(), days["requested_on"], days["promised_on"], language)
