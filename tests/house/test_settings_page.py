"""docs/settings.md says of every setting what the program says, and of no other."""

import re
from pathlib import Path

import pytest

from learnhub.settings import PROJECT_DIR, Settings, read_settings

PAGE = Path(PROJECT_DIR / "docs" / "settings.md")
_ROW = re.compile(r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", re.MULTILINE)


def _default(value: object) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(PROJECT_DIR)}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value}`" if value != "" else "empty"


def test_the_page_and_the_program_are_in_step() -> None:
    told = {name: (default, words) for name, default, words in _ROW.findall(PAGE.read_text(encoding="utf-8"))}
    known = {
        name.upper(): (_default(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert told == known


def test_a_setting_that_makes_no_sense_stops_the_start_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "door")
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere")
    with pytest.raises(SystemExit) as stopped:
        read_settings()
    told = str(stopped.value)
    assert "PORT='door'" in told
    assert "DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://" in told
    assert "docs/settings.md" in told
