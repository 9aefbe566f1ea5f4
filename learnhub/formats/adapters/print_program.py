"""Set a book in type: a small program of its own, so that its memory goes back and a fault of the typesetter is no fault of ours.

    python print_program.py FOLDER FONT_FOLDER SECONDS

FOLDER holds book.typ, book.json and its pictures; book.pdf is written beside them. SECONDS: the date in the file, since 1970.
Prints one JSON object: {"pages": 12}, {"missing": ["😀"]} for characters that the font lacks, or {"fault": "…"}.
"""

import json
import re
import sys
from pathlib import Path

import typst

_LACKING = re.compile(r'the text `"((?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


def main(folder: Path, font_folder: str, seconds: int) -> dict[str, object]:
    """Write book.pdf and return what is to be printed."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_folder])
    compiler = typst.Compiler(str(folder / "book.typ"), root=str(folder), font_paths=fonts)
    try:
        compiler.compile(
            output=str(folder / "book.pdf"), format="pdf", pdf_standards=["ua-1"], timestamp=seconds
        )
    except typst.TypstError as error:
        lacking = [_unescaped(text) for text in _LACKING.findall(error.diagnostic)]
        if lacking:
            return {"missing": sorted(set(lacking))}
        return {"fault": error.message}
    pages = json.loads(compiler.query("<pages>", field="value", one=True))
    return {"pages": pages}


def _unescaped(text: str) -> str:
    """Undo the escapes of Rust's debug output."""
    plain = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}
    return _ESCAPED.sub(
        lambda found: chr(int(found[1], 16)) if found[1] else plain.get(found[2], found[2]), text
    )


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))))
