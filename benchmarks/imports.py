"""How long, and how much memory, do a 200-page Word file and a 100-slide deck take to become units and lessons?

Baseline: mammoth alone, and python-pptx alone reading every text, in the same kind of process.
"""

import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from docx import Document
from pptx import Presentation

from benchmarks.load import line
from learnhub.authoring.adapters.documents.converting import converted
from learnhub.authoring.rules.importing.plan import plan_of
from learnhub.settings import PROJECT_DIR

_PAGES, _SLIDES = 200, 100
_PARAGRAPHS_A_PAGE = 6
_SENTENCE = "先把水龙头打开，水流不要太大，再把双手淋湿，从手腕一直淋到指尖，数到五再换另一只手。"
# The highest memory of this program alone: what its parent had before it began doesn't count (VmHWM).
_PEAK = ";print(next(l.split()[1] for l in open('/proc/self/status') if l.startswith('VmHWM')))"
_OURS = "import sys,pathlib;from learnhub.authoring.adapters.documents.program import main;main(pathlib.Path(sys.argv[1]).parent)"
_MAMMOTH = "import mammoth,sys;mammoth.convert_to_html(open(sys.argv[1],'rb')).value"
_PPTX = (
    "import sys;from pptx import Presentation;"
    "[s.text_frame.text for l in Presentation(sys.argv[1]).slides for s in l.shapes if s.has_text_frame]"
)


def main() -> None:
    """Measure wall seconds, and the memory that the process needed most at a time."""
    with tempfile.TemporaryDirectory() as folder:
        word, deck = Path(folder, "long.docx"), Path(folder, "long.pptx")
        word.write_bytes(_word())
        deck.write_bytes(_deck())
        for path, what, alone, name in (
            (word, f"a {_PAGES}-page docx", _MAMMOTH, "mammoth alone"),
            (deck, f"a {_SLIDES}-slide deck", _PPTX, "python-pptx alone"),
        ):
            begun = time.perf_counter()
            _ours(path, Path(folder, "scratch"))
            seconds = time.perf_counter() - begun
            told = [{"name": path.name, "path": str(path)}]
            Path(folder, "sources.json").write_text(json.dumps(told), "utf-8")
            begun = time.perf_counter()
            base_peak = _peak_megabytes(alone, path)
            base = time.perf_counter() - begun
            line(what, seconds, base, "s", name)
            line(f"{what}, memory", _peak_megabytes(_OURS, path), base_peak, "MB", name)


def _peak_megabytes(program: str, path: Path) -> float:
    """Run a program on a file and return the most memory it had."""
    command = [sys.executable, "-c", program + _PEAK, str(path)]
    told = subprocess.run(command, check=True, cwd=PROJECT_DIR, stdout=subprocess.PIPE, text=True).stdout
    return int(told) / 1024


def _ours(path: Path, scratch: Path) -> None:
    with converted([(path.name, path)], scratch) as result:
        assert not result.fault, result.fault
        plan = plan_of(result.imported, name=path.stem)
        assert sum(1 for _ in plan.lessons()) > 5


def _word() -> bytes:
    document = Document()
    for page in range(_PAGES):
        if page % 5 == 0:
            document.add_paragraph().add_run(f"第{page // 5 + 1}章 手部卫生").bold = True
        document.add_paragraph().add_run(f"{'一二三四五'[page % 5]}、第{page + 1}个要点").bold = True
        for _ in range(_PARAGRAPHS_A_PAGE):
            document.add_paragraph(_SENTENCE * 2)
        if page % 10 == 0:
            table = document.add_table(rows=6, cols=3)
            for row in table.rows:
                for cell in row.cells:
                    cell.text = "毛巾"
    return _saved(document)


def _deck() -> bytes:
    deck = Presentation()
    for number in range(_SLIDES):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"第{number + 1}步"
        slide.placeholders[1].text_frame.text = "\n".join(["先想好卖什么"] * 5)
        slide.notes_slide.notes_text_frame.text = _SENTENCE * 3
    return _saved(deck)


def _saved(document: object) -> bytes:
    written = io.BytesIO()
    document.save(written)  # type: ignore[attr-defined]
    return written.getvalue()


if __name__ == "__main__":
    main()
