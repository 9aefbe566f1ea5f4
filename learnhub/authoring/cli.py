"""Commands for course folders."""

import sys
from pathlib import Path

import click
from flask import Blueprint

from learnhub.authoring.adapters.course_folder import read_folder
from learnhub.authoring.service import check_course
from learnhub.catalogue.rules.course import CourseKind
from learnhub.catalogue.rules.findings import Finding, Findings
from learnhub.catalogue.service import read_course
from learnhub.web import settings

bp = Blueprint("authoring-commands", __name__, cli_group="content")


@bp.cli.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """Check course folders (all of content/courses without an argument); one line a finding."""
    chosen = list(folders) or _course_folders()
    findings: list[Finding] = []
    files = 0
    for folder in chosen:
        try:
            course = read_folder(folder, shown=_shown(folder))
            files += len(course.files)
            check_course(course, _shared_modules(folder))
        except Findings as error:
            findings += error.findings
    for finding in sorted(findings):
        click.echo(str(finding))
    click.echo(f"content check: {files} files in {len(chosen)} courses, {len(findings)} findings")
    sys.exit(1 if findings else 0)


def _shown(folder: Path) -> str:
    """Return a folder as findings name it: from here where it lies below, so that a line can be clicked."""
    here = Path.cwd()
    near = folder.resolve()
    return f"{near.relative_to(here) if near.is_relative_to(here) else folder}/"


def _course_folders() -> list[Path]:
    root = settings().content_dir / "courses"
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _shared_modules(folder: Path) -> set[str]:
    """Return the shared modules that lie beside a course folder."""
    found = set()
    for path in folder.resolve().parent.glob("*/course.toml"):
        try:
            if read_course(path.read_bytes()).kind is CourseKind.SHARED_MODULE:
                found.add(path.parent.name)
        except Findings:
            continue  # it is named when it is checked itself
    return found
