"""The house keeps its shape: no drawers, no overlong rooms, no promises, decision records in order."""

import re
import subprocess
from pathlib import Path

from learnhub.settings import PROJECT_DIR

LINES_MAX = 400
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
ROOMS = {
    "views",
    "cli",
    "forms",
    "service",
    "models",
    "adapters",
    "rules",
    "worker",
    "jobs",
    "current",
    "engines",
    "voices",
}


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=PROJECT_DIR, capture_output=True, check=True
    )
    return [PROJECT_DIR / name for name in listed.stdout.decode().split("\0") if name]


SOURCES = [p for p in tracked("*.py", "*.js", "*.css", "*.html") if "vendor" not in p.parts and p.exists()]


# One test for all files, not one for each: thousands of tests cost more than what they ask.
def test_rooms_stay_small_enough_to_be_read() -> None:
    found = {
        str(p.relative_to(PROJECT_DIR)): lines
        for p in SOURCES
        if "migrations" not in p.parts
        and (lines := len(p.read_text(encoding="utf-8").splitlines())) > LINES_MAX
    }
    assert found == {}


def test_there_are_no_drawers() -> None:
    assert [p for p in SOURCES if FORBIDDEN_NAMES & {p.stem, *p.relative_to(PROJECT_DIR).parts[:-1]}] == []


def test_every_module_says_what_it_is_for() -> None:
    modules = [p for p in SOURCES if p.suffix == ".py" and "learnhub" in p.relative_to(PROJECT_DIR).parts]
    assert len(modules) > 100
    found = [
        str(p.relative_to(PROJECT_DIR))
        for p in modules
        if (text := p.read_text(encoding="utf-8").strip()) and not text.startswith(('"""', "# "))
    ]
    assert found == []


def test_nothing_is_promised_in_comments_without_an_issue() -> None:
    promise = re.compile(r"\b(TODO|FIXME|XXX)\b(?!\s*\(?#\d+)")
    found = [
        f"{path.relative_to(PROJECT_DIR)}:{number}"
        for path in SOURCES
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if promise.search(line)
    ]
    assert found == []


def test_page_templates_never_switch_escaping_off() -> None:
    found = [
        p
        for p in SOURCES
        if p.suffix == ".html" and "|safe" in p.read_text(encoding="utf-8").replace(" ", "")
    ]
    assert found == []


def test_decision_records_are_numbered_without_gaps_and_short() -> None:
    records = sorted((PROJECT_DIR / "docs" / "decisions").glob("*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        lines = record.read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 45, record.name
        assert lines[0].startswith("# "), record.name


def test_migrations_never_import_the_program() -> None:
    for path in tracked("migrations/versions/*.py"):
        if path.exists():
            assert "learnhub" not in path.read_text(encoding="utf-8"), path.name


def test_what_is_typed_is_no_number_because_it_is_a_digit() -> None:
    """int("²") is a fault, and "²".isdigit() says yes: isdecimal() is what int() takes."""
    typed = [p for p in SOURCES if p.suffix == ".py" and {"views", "forms"} & {p.stem, *p.parts}]
    lines = [(p, line) for p in typed for line in p.read_text(encoding="utf-8").splitlines()]
    assert [(str(p), line) for p, line in lines if ".isdigit()" in line and ".isascii()" not in line] == []
