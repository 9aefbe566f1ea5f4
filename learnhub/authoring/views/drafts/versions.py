"""The versions of a draft: list them, look at one and at what changed since, go back to it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.forms.blocks import KIND_WORDS
from learnhub.authoring.forms.drafts import CourseForm, RightsForm
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.differences import (
    BlockChange,
    Change,
    FileChange,
    block_changes,
    file_changes,
    key_changes,
    shortened,
)
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, Revision, stretches
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.drafts.texts import text_of_file
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.lessons import pictures_of_draft
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.authoring.views.publication.review import WAY_WORDS
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.service.texts import html_of_text, look_at_lesson
from learnhub.primitives import Refusal, instant_now, listed, say
from learnhub.web import SiteForm, current_person, page, requires, transaction
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

STRETCHES_A_PAGE, FILES_A_PAGE, BLOCKS_A_PAGE, KEYS_SHOWN = 6, 8, 8, 12
VALUE_CHARACTERS_SHOWN = 120
CHANGE_WORDS = {
    Change.ADDED: say("加了"),
    Change.REMOVED: say("删了"),
    Change.CHANGED: say("改了"),
    Change.MOVED: say("移动了"),
}
FILE_WORDS = {
    **WAY_WORDS,
    FileRole.LESSON: say("课文"),
    FileRole.COURSE: say("大纲和课程资料"),
    FileRole.PRONUNCIATION: say("读音表"),
    FileRole.SLOTS: say("手语的安排"),
    FileRole.PICTURE: say("图片"),
    FileRole.PASSAGE_SIGN: say("题目的手语视频"),
    FileRole.AUDIO_CUES: say("录音的时间"),
    FileRole.SIGN_CUES: say("手语视频的时间"),
    FileRole.COURSEWARE: say("外来课件"),
}
_TEXTS = {FileRole.LESSON, FileRole.EASY_READ}


@dataclass(frozen=True)
class FileLine:
    """A file that changed, as the page of a version lists it. href: where its change is shown, or empty."""

    words: str
    href: str


@dataclass(frozen=True)
class KeyLine:
    """What the course says otherwise now: what of it, as it was, as it is."""

    label: str
    before: str
    after: str


@bp.get("/teach/courses/<course>/draft/versions")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_versions(course: str) -> ResponseReturnValue:
    """List who changed what when, newest first."""
    return _versions_page(course, SiteForm())


@bp.post("/teach/courses/<course>/draft/versions/<int:number>/restoration")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def restore_version(course: str, number: int) -> ResponseReturnValue:
    """Go back to an earlier version; the later ones stay in the list."""
    with transaction() as session:
        at = open_in(session, course)
        outcome = drafts.restore_revision(
            session, at.draft, number, by=current_person().person_id, now=instant_now()
        )
    if isinstance(outcome, Refusal):
        return _versions_page(course, SiteForm().refuse(outcome), 422)
    return to("authoring.draft", course=course, done="restored")


@bp.get("/teach/courses/<course>/draft/versions/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_version(course: str, number: int) -> ResponseReturnValue:
    """Show a version as a whole: its outline, and what changed since."""
    with opened(course) as at:
        seen = drafts.revision_by_number(at.session, at.draft, number)
        changes = [_file_line(at, seen, one) for one in file_changes(seen.files, at.head.files)]
        outline = outlines.outline_of(at.store, seen, at.rates)
        return page(
            "authoring/draft_version.html",
            at=at,
            seen=seen,
            who=nicknames(at.session, [seen.made_by_id]).get(seen.made_by_id, ""),
            changes=part_of(changes, page_number(request.args.get("page")), FILES_A_PAGE),
            keys=_key_lines(at, seen)[:KEYS_SHOWN],
            outline=outline,
            is_editable=at.draft.state in EDITABLE_STATES,
        )


@bp.get("/teach/courses/<course>/draft/versions/<int:number>/lessons/<lesson>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def version_lesson(course: str, number: int, lesson: str) -> ResponseReturnValue:
    """Show one lesson of a version as learners would have seen it."""
    with opened(course) as at:
        seen = drafts.revision_by_number(at.session, at.draft, number)
        path = outlines.lesson_path(lesson)
        content = drafts.file_of(at.store, seen, path)
        if content is None:
            raise NotFound(lesson)
        pictures = pictures_of_draft(at, seen)
        text, _findings = look_at_lesson(content, path=path, pictures=pictures.keys())
        now = at.head.files.get(path)
        return page(
            "authoring/version_lesson.html",
            at=at,
            seen=seen,
            lesson=lesson,
            title=_title(at, seen, lesson),
            html=html_of_text(text, pictures) if text is not None else None,
            blocks=read_source(content.decode("utf-8", errors="replace")).blocks if text is None else (),
            is_same=now is not None and now.blob == seen.files[path].blob,
        )


@bp.get("/teach/courses/<course>/draft/versions/<int:number>/lessons/<lesson>/changes")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def version_changes(course: str, number: int, lesson: str) -> ResponseReturnValue:
    """Show what changed in a lesson since a version, block by block."""
    with opened(course) as at:
        seen = drafts.revision_by_number(at.session, at.draft, number)
        path = outlines.lesson_path(lesson)
        if path not in seen.files and path not in at.head.files:
            raise NotFound(lesson)
        before, after = (
            read_source(text_of_file(at.store, one, path)).blocks if path in one.files else ()
            for one in (seen, at.head)
        )
        changes = part_of(block_changes(before, after), page_number(request.args.get("page")), BLOCKS_A_PAGE)
        return page(
            "authoring/version_changes.html",
            at=at,
            seen=seen,
            lesson=lesson,
            title=_title(at, seen if path in seen.files else at.head, lesson),
            changes=changes,
            told=[(_block_words(one), shortened(one.stretches)) for one in changes.rows],
            was_there=path in seen.files,
            is_there=path in at.head.files,
        )


def _versions_page(course: str, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with opened(course) as at:
        found = stretches(drafts.recent_revisions(at.session, at.draft))
        paging = part_of(found, page_number(request.args.get("page")), STRETCHES_A_PAGE)
        return page(
            "authoring/draft_versions.html",
            status,
            at=at,
            form=form,
            paging=paging,
            names=nicknames(at.session, sorted({one.newest.made_by_id for one in paging.rows})),
            is_editable=at.draft.state in EDITABLE_STATES,
        )


def _file_line(at: Opened, seen: Revision, one: FileChange) -> FileLine:
    place = place_of(one.path)
    assert place is not None, "a draft holds files of the format alone"
    deed, what = CHANGE_WORDS[one.change], FILE_WORDS[place.role]
    if place.role is FileRole.PICTURE or place.role is FileRole.PASSAGE_SIGN:
        name = place.name.rpartition("/")[2]
        return FileLine(_("%(deed)s%(what)s %(name)s", deed=deed, what=what, name=name), "")
    if not place.name:
        return FileLine(_("%(deed)s%(what)s", deed=deed, what=what), "")
    source = seen if one.change is Change.REMOVED else at.head
    has_text = outlines.lesson_path(place.name) in source.files
    title = _title(at, source, place.name) if has_text else place.name
    href = ""
    if place.role in _TEXTS:
        lesson = one.path.removeprefix("lessons/").removesuffix(".md")
        href = url_for("authoring.version_changes", course=at.slug, number=seen.number, lesson=lesson)
    words = _("%(deed)s《%(title)s》的%(what)s", deed=deed, title=title, what=what)
    return FileLine(words, href)


def _block_words(one: BlockChange) -> str:
    return _("%(deed)s一块（%(kind)s）", deed=CHANGE_WORDS[one.change], kind=KIND_WORDS[one.kind])


def _key_lines(at: Opened, seen: Revision) -> list[KeyLine]:
    """Return what the course says of itself otherwise now, and its units line by line."""
    before, after = (outlines.outline_of(at.store, one, at.rates) for one in (seen, at.head))
    if before.toml is None or after.toml is None:
        return []
    fields = {key: form[key].label.text for form in (CourseForm(), RightsForm()) for key in type(form).KEYS}
    lines = [
        KeyLine(fields[one.key], _cut(one.before), _cut(one.after))
        for one in key_changes(before.toml.values, after.toml.values, list(fields))
    ]
    old, new = (_unit_lines(one.units) for one in (before, after))
    if old != new:
        gone, came = ([line for line in one if line not in other] for one, other in ((old, new), (new, old)))
        lines.append(
            KeyLine(
                _("单元和课的顺序"),
                _cut(listed(gone or old, "；"), 400),
                _cut(listed(came or new, "；"), 400),
            )
        )
    return lines


def _unit_lines(units: Sequence[outlines.UnitLine]) -> list[str]:
    return [
        _(
            "单元“%(title)s”（计划 %(hours)d 学时）：%(lessons)s",
            title=line.unit.title,
            hours=line.unit.planned_class_hours,
            lessons=listed(lesson.title for lesson in line.lessons) or line.unit.include or _("没有课"),
        )
        for line in units
    ]


def _cut(text: str, most: int = VALUE_CHARACTERS_SHOWN) -> str:
    text = text or _("没有写")
    return text if len(text) <= most else text[:most] + "……"


def _title(at: Opened, revision: Revision, lesson: str) -> str:
    return outlines.lesson_line(at.store, revision, lesson, at.rates).title
