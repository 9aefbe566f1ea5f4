"""Start the program that converts documents, within limits: it reads what strangers sent."""

import contextlib
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.plan import Imported, Piece, PieceKind
from learnhub.jobs.adapters.children import OUT_OF_TIME, Limits, run_within
from learnhub.primitives import say

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 120
WALL_SECONDS = 240
_FILE_BYTES = 120_000_000
_ANSWER_BYTES_MAX = 60_000_000
_NICENESS = 10
_LEFT_SECONDS = 3600
_PROGRAM = "learnhub.authoring.adapters.documents.program"
TOO_LONG = say("读这份文件花了太久，停下来了。请分成几份，或者删去复杂的表格和图形，再导入。")
BROKEN = say("这份文件读到一半出了错。请在电脑上打开看看，另存一份再导入；还是不行，请告诉我们。")


@dataclass(frozen=True, slots=True)
class Converted:
    """What came of it. fault: why nothing did, as a sentence. files: path → file, of pictures, or of a whole course folder.

    The files are there only within the block that converted them.
    """

    fault: str
    imported: Imported = field(default_factory=lambda: Imported("", ()))
    files: Mapping[str, Path] = field(default_factory=dict)
    is_folder: bool = False


@contextlib.contextmanager
def converted(
    sources: Sequence[tuple[str, Path]],
    scratch: Path,
    *,
    memory_bytes: int = MEMORY_BYTES,
    cpu_seconds: int = CPU_SECONDS,
) -> Iterator[Converted]:
    """Convert files. sources: (name, local file), in order. scratch: where a folder can be made; it is gone afterwards.

    Every end of the program is an answer: killed for its memory, its time, or by a fault of a reader, it gives a sentence.
    """
    scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(scratch)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="import-") as made:
        folder = Path(made)
        told = [{"name": name, "path": str(path.resolve())} for name, path in sources]
        (folder / "sources.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        fault = _run(folder, memory_bytes, cpu_seconds)
        yield Converted(fault) if fault else _answer(folder)


def _sweep(scratch: Path) -> None:
    """Erase what a killed worker or server left: no conversion and no form takes as long as that."""
    for left in (*scratch.glob("import-*"), *scratch.glob("form-*")):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime <= _LEFT_SECONDS:
                continue
            if left.is_dir():
                shutil.rmtree(left, ignore_errors=True)
            else:
                left.unlink()


def _answer(folder: Path) -> Converted:
    told = folder / "imported.json"
    if not told.exists() or told.stat().st_size > _ANSWER_BYTES_MAX:
        return Converted(BROKEN)
    answer = json.loads(told.read_text("utf-8"))
    if answer["fault"]:
        return Converted(answer["fault"])
    pieces = [
        Piece(PieceKind(kind), markdown, words, level, Reason(reason) if reason else None, picture)
        for kind, markdown, words, level, reason, picture in answer["pieces"]
    ]
    is_folder = answer["folder"] is not None
    paths = [*answer["pictures"], *(answer["folder"] or [])]
    return Converted(
        "",
        Imported(answer["title"], pieces, notes=tuple(answer["notes"])),
        {path: folder / str(number) for number, path in enumerate(paths)},
        is_folder,
    )


def _run(folder: Path, memory_bytes: int, cpu_seconds: int) -> str:
    """Run the program; return a sentence where it didn't end well."""
    limits = Limits(_NICENESS, memory_bytes, cpu_seconds, _FILE_BYTES)
    code = run_within(_PROGRAM, folder, limits, wall_seconds=WALL_SECONDS)
    if code == OUT_OF_TIME:
        return TOO_LONG
    return "" if code == 0 else BROKEN
