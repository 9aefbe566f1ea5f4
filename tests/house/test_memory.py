"""What takes much memory is loaded by who needs it, never with the program: each web process would hold it."""

import ast
from pathlib import Path

import pytest

import learnhub

# Megabytes each takes, measured with its own imports; programs of their own may load them at once.
HEAVY = {"openpyxl": 35, "pypinyin": 56, "rjieba": 33, "gtts": 20, "pptx": 26, "mammoth": 14, "numpy": 17}
_OWN_PROCESS = {"html_pieces.py", "slides.py", "word.py", "kokoro_program.py"}
_ROOT = Path(learnhub.__file__).parent


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_library_is_imported_inside_the_function_that_needs_it(name: str) -> None:
    found = []
    for path in sorted(_ROOT.rglob("*.py")):
        text = path.read_text()
        if name in text and path.name not in _OWN_PROCESS:
            for node in ast.parse(text).body:
                told = (
                    [one.name for one in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                    if isinstance(node, ast.ImportFrom) and not node.level
                    else []
                )
                found += [str(path) for one in told if one.partition(".")[0] == name]
    assert found == []
