"""Commands for course folders."""

import sys
from pathlib import Path

import click
from flask import Blueprint

from learnhub.authoring.adapters.course_folder import read_folder, write_folder
from learnhub.authoring.adapters.course_zip import read_zip, write_zip
from learnhub.authoring.rules import CourseFolder, folder_findings
from learnhub.authoring.rules.easy_read import look_at_text
from learnhub.authoring.service import (
    CheckedCourse,
    LoadReport,
    check_course,
    export_course,
    load_folder,
    store_files,
)
from learnhub.catalogue.rules import (
    CourseKind,
    Edition,
    Finding,
    Findings,
    LessonText,
    NotFound,
    publication_figures,
)
from learnhub.catalogue.service import read_course
from learnhub.policy.service import figures
from learnhub.primitives import instant_now, local_date
from learnhub.storage.service import store_for
from learnhub.web import reading, settings, transaction

bp = Blueprint("authoring-commands", __name__, cli_group="content")


@bp.cli.command("check")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def check(folders: tuple[Path, ...]) -> None:
    """Check course folders (all of content/courses without an argument); one line a finding."""
    chosen = list(folders) or _course_folders()
    findings: list[Finding] = []
    outdated: list[str] = []
    easy: list[LessonText] = []
    files = 0
    for folder in chosen:
        try:
            is_zip = folder.suffix == ".zip"
            course = read_zip(folder) if is_zip else read_folder(folder, shown=_shown(folder))
            files += len(course.files)
            checked = check_course(course, _shared_modules(folder))
            easy += _easy_texts(checked)
            outdated += [_outdated(course, lesson) for lesson in sorted(checked.outdated_recordings)]
            outdated += [_outdated_sign(course, lesson) for lesson in sorted(checked.outdated_signs)]
            outdated += [_outdated_clip(course, clip.path) for clip in checked.clips if not clip.text_hash]
        except Findings as error:
            findings += error.findings
    for finding in sorted(findings):
        click.echo(str(finding))
    for line in outdated:
        click.echo(line)
    if easy:
        looks = [look_at_text(text) for text in easy]
        hints, sentences = (
            sum(look.hint_count for look in looks),
            sum(look.sentence_count for look in looks),
        )
        click.echo(f"easy-read: {hints} hints in {sentences} sentences of {len(looks)} texts, as suggestions")
    click.echo(f"content check: {files} files in {len(chosen)} courses, {len(findings)} findings")
    sys.exit(1 if findings else 0)


@bp.cli.command("load")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
def load(folders: tuple[Path, ...]) -> None:
    """Load course folders or zips (all of content/courses without an argument); the same content twice changes nothing."""
    current = settings()
    store = store_for(current)
    now = instant_now()
    rates = publication_figures(figures(current.content_dir), local_date(now))
    courses, findings = _read(list(folders) or _course_folders())
    reports: list[LoadReport] = []
    # Modules first: the courses that include them take the lessons that they have now.
    for course in sorted(courses, key=lambda one: (not _is_shared_module(one), one.slug)):
        store_files(store, course)  # before the transaction: it holds the database's only write lock
        try:
            with transaction() as session:
                reports.append(load_folder(session, store, course, figures=rates, now=now))
        except Findings as error:
            findings += error.findings
            continue
        click.echo(_told(reports[-1]))
        for lesson in reports[-1].outdated_recordings:
            click.echo(_outdated(course, lesson))
        for lesson in reports[-1].outdated_signs:
            click.echo(_outdated_sign(course, lesson))
        for line in _told_of_files(course, reports[-1]):
            click.echo(line)
    for finding in sorted(findings):
        click.echo(str(finding))
    changed = sum(report.is_new_version for report in reports)
    click.echo(
        f"content load: {len(reports)} courses loaded, {changed} with changes, {len(findings)} findings"
    )
    sys.exit(1 if findings else 0)


@bp.cli.command("export")
@click.argument("slug")
@click.argument("target", type=click.Path(path_type=Path))
def export(slug: str, target: Path) -> None:
    """Write the newest version of a course into an empty folder, or into a zip when TARGET ends in .zip."""
    try:
        with reading() as session:
            course = export_course(session, store_for(settings()), slug)
        if target.suffix == ".zip":
            write_zip(course, target)
        else:
            write_folder(course, target)
    except NotFound:
        click.echo(f"content export: no course {slug}")
        sys.exit(1)
    except FileExistsError:
        click.echo(f"content export: {target} is not empty; name another place")
        sys.exit(1)
    for finding in folder_findings({path: len(content) for path, content in course.files.items()}, ""):
        click.echo(str(finding))  # it is written all the same: nothing is lost; it can't be loaded as it is
    click.echo(f"content export: {len(course.files)} files of {slug} written to {target}")


def _easy_texts(checked: CheckedCourse) -> list[LessonText]:
    written = [text for text in checked.lessons.values() if text.edition is Edition.EASY_READ]
    return [*checked.easy_lessons.values(), *written]


def _read(sources: list[Path]) -> tuple[list[CourseFolder], list[Finding]]:
    courses: list[CourseFolder] = []
    findings: list[Finding] = []
    for source in sources:
        try:
            is_zip = source.suffix == ".zip"
            courses.append(read_zip(source) if is_zip else read_folder(source, shown=_shown(source)))
        except Findings as error:
            findings += error.findings
    return courses, findings


def _is_shared_module(course: CourseFolder) -> bool:
    try:
        return read_course(course.files.get("course.toml", b"")).kind is CourseKind.SHARED_MODULE
    except Findings:
        return False


def _told(report: LoadReport) -> str:
    if not report.is_new_version:
        return f"{report.slug}: version {report.number}, unchanged"
    return (
        f"{report.slug}: version {report.number}, {len(report.new)} new lessons, {len(report.changed)} changed, "
        f"{len(report.unchanged)} unchanged, {len(report.left_out)} left out"
    )


def _outdated(course: CourseFolder, lesson: str) -> str:
    return (
        f"{course.shown}lessons/{lesson}.audio.vtt: 录音读的是改动前的文字，这次没有用它，先由机器朗读；"
        "请按现在的文字重新录音。"
    )


def _outdated_sign(course: CourseFolder, lesson: str) -> str:
    return (
        f"{course.shown}lessons/{lesson}.sign.vtt: 手语视频打的是改动前的文字，这次没有用它；"
        "请按现在的文字重新拍，或者改好时间表里的校验值和句子编号。"
    )


def _outdated_clip(course: CourseFolder, path: str) -> str:
    return f"{course.shown}{path}: 这一段手语打的题目或反馈，课文里已经没有了，这次没有用它；请按现在的文字重新拍。"


def _told_of_files(course: CourseFolder, report: LoadReport) -> list[str]:
    kept, overwritten = (
        "网站上改过，文件夹里没有新的，保留网站上的。",
        "网站上改过，文件夹里有新的，用了文件夹里的；网站上的留在上一版里。",
    )
    return [
        *(_outdated_clip(course, path) for path in report.outdated_clips),
        *(f"{course.shown}{path}: {kept}" for path in report.kept_of_site),
        *(f"{course.shown}{path}: {overwritten}" for path in report.overwritten_of_site),
    ]


def _shown(folder: Path) -> str:
    """Return a folder as findings name it: from here where it lies below, so that a line can be clicked."""
    here = Path.cwd()
    near = folder.resolve()
    return f"{near.relative_to(here) if near.is_relative_to(here) else folder}/"


def _course_folders() -> list[Path]:
    root = settings().content_dir / "courses"
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _shared_modules(folder: Path) -> set[str]:
    """Return the shared modules that lie beside a course folder, and those that come with the product."""
    found = set()
    for path in [
        *folder.resolve().parent.glob("*/course.toml"),
        *(p / "course.toml" for p in _course_folders()),
    ]:
        try:
            if path.is_file() and read_course(path.read_bytes()).kind is CourseKind.SHARED_MODULE:
                found.add(path.parent.name)
        except Findings:
            continue  # it is named when it is checked itself
    return found
