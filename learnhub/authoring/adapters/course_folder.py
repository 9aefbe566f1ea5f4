"""Read a course folder from a disk and write one."""

import os
import stat
from pathlib import Path

from learnhub.authoring.rules import CourseFolder, folder_findings, is_dropping, place_of
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.primitives import say


def read_folder(folder: Path, *, shown: str | None = None) -> CourseFolder:
    """Read a course folder.

    shown: what findings put before each path; the folder as given where None.
    Raises Findings when it isn't there, holds links, foreign names, or too much.
    """
    shown = f"{folder.as_posix().rstrip('/')}/" if shown is None else shown
    if not folder.is_dir():
        raise Findings([Finding(shown.rstrip("/"), 1, say("没有这个文件夹，请检查路径。"))])
    findings: list[Finding] = []
    sizes: dict[str, int] = {}
    for parent, names, files in os.walk(folder):
        names.sort()
        for name in sorted([*names, *files]):
            path = Path(parent, name)
            relative = path.relative_to(folder).as_posix()
            if is_dropping(relative):
                continue
            status = path.lstat()
            if stat.S_ISREG(status.st_mode):
                sizes[relative] = status.st_size
            elif not stat.S_ISDIR(status.st_mode):
                findings.append(
                    Finding(shown + relative, 1, say("这里不是普通文件（例如是链接），请换成文件本身。"))
                )
    findings += folder_findings(sizes, shown)
    if findings:
        raise Findings(findings)
    files_read = {path: (folder / path).read_bytes() for path in sorted(sizes)}
    return CourseFolder(folder.resolve().name, files_read, shown)


def write_folder(course: CourseFolder, target: Path) -> None:
    """Write a course folder into an empty or new place; FileExistsError when something is there already."""
    if target.exists() and any(target.iterdir()):
        raise FileExistsError(target)
    for path, content in course.files.items():
        # Paths come from our own table, yet a table can be wrong: nothing is written outside the target.
        if place_of(path) is None:
            raise ValueError(f"not a path of the format: {path}")
        place = target / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
