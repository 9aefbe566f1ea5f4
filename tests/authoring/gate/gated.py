"""A whole course for the gate, easy to spoil in one place."""

from collections.abc import Collection, Mapping
from datetime import date

from learnhub.authoring.rules.gate.findings import Declaration, DeclarationKind, GateFinding
from learnhub.authoring.service.gate.report import GateReport, gate_report
from learnhub.storage.rules import address_of
from tests.catalogue.samples import SENTENCE, SVG, course_files, folder_of, lesson_md, rates
from tests.media.recordings import png

TODAY = date(2025, 6, 2)
LESSON = "lessons/wash-hands.md"
PALE = SVG.replace(b"#1B5E9B", b"#F3EEDF")
SIGNS = """[[sign]]
lesson = "wash-hands"
requested_of = "市聋人协会"
requested_on = 2025-05-20
promised_on = 2025-07-31

[[sign]]
lesson = "find-shoulder"
requested_of = "市聋人协会"
requested_on = 2025-05-20
promised_on = 2025-07-31
"""
PHOTOS = {name: png(width) for name, width in (("sign", 40), ("untold", 50), ("declared", 60))}
_RUNNING = SENTENCE * 11
_PARAGRAPHS = "\n\n".join([SENTENCE * 4, SENTENCE * 4, SENTENCE * 3])


def files(
    put: str = "", *, summary: str = "学完能在按摩前把手洗干净。", course: tuple[str, str] | None = None
) -> dict[str, bytes]:
    """Return the files of a course in which the gate finds nothing, with Markdown put into the first section of its first lesson."""
    whole = course_files()
    whole[LESSON] = lesson_md(summary=summary, first=put).replace(_RUNNING, _PARAGRAPHS).encode()
    second = whole["lessons/find-shoulder.md"].decode()
    whole["lessons/find-shoulder.md"] = second.replace(_RUNNING, _PARAGRAPHS).encode()
    whole["lessons/find-shoulder.easy.md"] = whole["lessons/wash-hands.easy.md"].replace(
        "洗手".encode(), "摸肩".encode()
    )
    whole["slots.toml"] = SIGNS.encode()
    whole["lessons/media/soap.svg"] = SVG.replace(b'r="60"', b'r="50"')
    whole["lessons/media/pale.svg"] = PALE
    whole |= {f"lessons/media/{name}.png": content for name, content in PHOTOS.items()}
    if course is not None:
        old, new = course
        text = whole["course.toml"].decode()
        assert old in text
        whole["course.toml"] = text.replace(old, new).encode()
    return whole


def report(content: Mapping[str, bytes], declarations: Collection[Declaration] = ()) -> GateReport:
    """Return what the gate says about files; the photos but one are declared."""
    declared = [
        Declaration(address_of(PHOTOS["declared"]), DeclarationKind.TEXT_IN_PICTURE, "told"),
        Declaration(address_of(PHOTOS["untold"]), DeclarationKind.TEXT_IN_PICTURE, "yes"),
        *declarations,
    ]
    return gate_report(
        folder_of(content), shared_modules=(), figures=rates(), today=TODAY, declarations=declared
    )


def found(content: Mapping[str, bytes], code: str) -> list[GateFinding]:
    """Return the findings of one code."""
    return [finding for finding in report(content).findings if finding.code == code]
