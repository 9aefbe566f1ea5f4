"""Convert documents in a process of its own: `python -m learnhub.authoring.adapters.documents.program FOLDER`.

FOLDER/sources.json names the files; what they become is written beside it: imported.json, and each picture or file as a number.
The process that starts this one limits its memory, its time and what it may write.
"""

import json
import os
import sys
from pathlib import Path

from learnhub.authoring.adapters.documents.bundles import convert_files
from learnhub.authoring.rules.importing.plan import ImportFault
from learnhub.primitives import say

TOO_LARGE = say("这份文件太大或者太复杂，读它要的内存超过了限额。请删去用不到的图片，或者分成几份，再导入。")
TOO_DEEP = say("这份文件一层套一层，套得太深，读不了。请把表格和列表拆开，再导入。")


def main(folder: Path) -> None:
    """Convert what FOLDER/sources.json names; a fault is an answer like any other."""
    sources = json.loads((folder / "sources.json").read_text("utf-8"))
    try:
        answer = _converted(folder, [(one["name"], Path(one["path"])) for one in sources])
    except ImportFault as fault:
        answer = {"fault": str(fault)}
    except MemoryError:
        answer = {"fault": TOO_LARGE}
    except RecursionError:
        answer = {"fault": TOO_DEEP}
    written = folder / "imported.new"
    written.write_text(json.dumps(answer, ensure_ascii=False), "utf-8")
    written.replace(folder / "imported.json")


def _converted(folder: Path, sources: list[tuple[str, Path]]) -> dict[str, object]:
    found = convert_files([(name, path.read_bytes()) for name, path in sources])
    files = {**found.pictures, **(found.folder or {})}
    for number, content in enumerate(files.values()):
        (folder / str(number)).write_bytes(content)
    return {
        "fault": "",
        "title": found.title,
        "pieces": [
            [one.kind, one.markdown, one.words, one.level, one.reason, one.picture] for one in found.pieces
        ],
        "pictures": list(found.pictures),
        "folder": list(found.folder) if found.folder is not None else None,
        "notes": list(found.notes),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)  # freeing a large tree piece by piece takes longer than reading it did
