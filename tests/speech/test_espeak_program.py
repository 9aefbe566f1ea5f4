"""The program under the GPL is a program of its own: it is asked through pipes, and neither side imports the other."""

import json
import re
import subprocess
import sys
from pathlib import Path

from learnhub.settings import PROJECT_DIR
from learnhub.speech.adapters import espeak

FOLDER = espeak._PROGRAM.parent
_OF_LEARNHUB = re.compile(r"^\s*(?:from|import)\s+(?:learnhub|\.)", re.MULTILINE)


def test_it_says_its_licence_and_carries_its_text() -> None:
    assert "SPDX-License-Identifier: GPL-3.0-or-later" in espeak._PROGRAM.read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in (FOLDER / "COPYING").read_text(encoding="utf-8")
    assert "GNU General Public License" in (FOLDER / "README.md").read_text(encoding="utf-8")
    assert f"{FOLDER.relative_to(PROJECT_DIR)}/" in (PROJECT_DIR / "NOTICE").read_text(encoding="utf-8")


def test_it_imports_nothing_of_learnhub() -> None:
    for path in FOLDER.glob("**/*.py"):
        assert not _OF_LEARNHUB.search(path.read_text(encoding="utf-8")), path


def test_learnhub_imports_nothing_of_it_and_loads_no_espeak_library() -> None:
    own = [path for path in (PROJECT_DIR / "learnhub").rglob("*.py") if FOLDER not in path.parents]
    assert len(own) > 100
    for path in own:
        source = path.read_text(encoding="utf-8")
        imports = [line for line in source.splitlines() if re.match(r"\s*(?:from|import)\s", line)]
        assert not [line for line in imports if "espeak_program" in line or "espeakng" in line], path


def test_it_works_alone_outside_the_house(tmp_path: Path) -> None:
    alone = tmp_path / "program.py"
    alone.write_bytes(espeak._PROGRAM.read_bytes())
    asked = json.dumps({"ipa": "hello", "voice": "en-us"}) + "\nno json\n"
    done = subprocess.run(
        [sys.executable, "-I", str(alone)],
        input=asked,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=True,
    )
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert "l" in first["ipa"]
    assert "fault" in second
