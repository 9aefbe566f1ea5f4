"""Show and change the outline of a draft: course.toml and the files of its lessons move together."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.block_fields import name_of, next_name
from learnhub.authoring.rules.drafts.blocks import BlockKind, LessonSource, SourceBlock
from learnhub.authoring.rules.drafts.revisions import Conflict, Revision
from learnhub.authoring.rules.folders.course_toml import (
    CourseToml,
    ForeignToml,
    OutlineUnit,
    front_matter,
    read_course_toml,
    with_front_matter,
)
from learnhub.authoring.service.drafts.files import file_of, save_files
from learnhub.authoring.service.drafts.texts import LARGE, TEXT_BYTES_MAX, blocks_of_file
from learnhub.catalogue.models import Lesson
from learnhub.catalogue.rules import LessonText, NotFound, PublicationFigures, lesson_minutes
from learnhub.catalogue.service.texts import look_at_lesson
from learnhub.language import house_lexicon, syllables
from learnhub.primitives import Refusal, is_slug, say
from learnhub.storage.rules import BlobStore

COURSE_FILE = "course.toml"
CHANGED = Refusal("outline-changed", say("大纲刚刚有人改过。请看一看现在的大纲，再做一次。"))
FOREIGN = Refusal(
    "toml-foreign", say("这门课的 course.toml 写法特别，不能在这里改大纲，请导出课程，在文件里改。")
)
_SLUG_CHARACTERS = 40
_LATIN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson in an outline. minutes: what it is worth, None while it can't be read; to_do: how many things are to mend."""

    slug: str
    title: str
    minutes: int | None
    to_do: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in an outline. number: from 1."""

    number: int
    unit: OutlineUnit
    lessons: tuple[LessonLine, ...]

    @property
    def minutes(self) -> int:
        """Return the minutes of the lessons that are whole."""
        return sum(lesson.minutes or 0 for lesson in self.lessons if not lesson.to_do)


@dataclass(frozen=True, slots=True)
class DraftOutline:
    """A draft's outline. shown: what tells this course.toml from others. toml: None where it can't be changed by lines."""

    revision: Revision
    shown: str
    title: str
    toml: CourseToml | None
    units: tuple[UnitLine, ...]

    @property
    def minutes(self) -> int:
        """Return the minutes made so far."""
        return sum(unit.minutes for unit in self.units)


def outline_of(store: BlobStore, revision: Revision, figures: PublicationFigures) -> DraftOutline:
    """Return the outline of a revision of a draft."""
    toml = _toml_or_none(store, revision)
    lines = tuple(
        UnitLine(number, unit, tuple(lesson_line(store, revision, slug, figures) for slug in unit.lessons))
        for number, unit in enumerate(toml.units if toml else (), start=1)
    )
    title = str(toml.values.get("title", "")) if toml else ""
    return DraftOutline(revision, shown_of(revision), title, toml, lines)


def title_of(store: BlobStore, revision: Revision, slug: str) -> str:
    """Return the title of a draft's course; its slug where it has none."""
    toml = _toml_or_none(store, revision)
    return (str(toml.values.get("title", "")) if toml else "") or slug


def shown_of(revision: Revision) -> str:
    """Return what tells the course.toml of a revision from others, for forms that change the outline."""
    file = revision.files.get(COURSE_FILE)
    return file.blob[:12] if file else ""


def lesson_line(store: BlobStore, revision: Revision, slug: str, figures: PublicationFigures) -> LessonLine:
    """Return what an outline says of a lesson."""
    content = file_of(store, revision, lesson_path(slug))
    if content is None:
        return LessonLine(slug, slug, None, 1)
    text, to_do = _looked_at(content)
    title = text.title.text if text is not None else ""
    return LessonLine(slug, title or slug, lesson_minutes(text, figures) if text else None, to_do)


def lesson_path(slug: str) -> str:
    """Return the file of a lesson; slug.easy is its easy-read edition. NotFound for what is no lesson file."""
    path = f"lessons/{slug}.md"
    place = place_of(path)
    if place is None or place.role not in {FileRole.LESSON, FileRole.EASY_READ}:
        raise NotFound(slug)
    return path


def change_outline(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    revision: Revision,
    deed: Callable[[CourseToml], CourseToml | Refusal],
    *,
    shown: str,
    by: int,
    words: str,
    now: datetime,
    files: Mapping[str, bytes | None] | None = None,
) -> Revision | Refusal:
    """Change course.toml by a deed of rules.outline, and files of lessons with it, in one revision.

    revision: the head as the caller read it. shown: of the outline that the author saw; another one is refused, so that nobody moves what
    somebody else has just moved.
    """
    toml = _toml_or_none(store, revision)
    if toml is None:
        return FOREIGN
    if shown != shown_of(revision):
        return CHANGED
    try:
        changed = deed(toml)
    except (ForeignToml, KeyError, IndexError):
        return FOREIGN
    if isinstance(changed, Refusal):
        return changed
    changes: dict[str, bytes | None] = {COURSE_FILE: changed.text.encode(), **(files or {})}
    answer = save_files(
        session, store, draft, base_revision=revision.number, changes=changes, by=by, words=words, now=now
    )
    return CHANGED if isinstance(answer, Conflict) else answer


def files_of_lessons(revision: Revision, slugs: Sequence[str]) -> dict[str, bytes | None]:
    """Return the changes that take all files of lessons out; pictures stay, other lessons may show them."""
    return {
        path: None
        for path in revision.files
        if (place := place_of(path)) is not None
        and place.role not in {FileRole.COURSE, FileRole.PRONUNCIATION, FileRole.SLOTS, FileRole.PICTURE}
        and place.name in slugs
    }


def new_lesson(title: str) -> bytes:
    """Return the file of a lesson that has no block yet."""
    return (with_front_matter("+++\n+++", {"title": title, "summary": ""}) + "\n").encode()


def told_lesson(source: LessonSource, *, title: str, summary: str) -> str | None:
    """Return a lesson file with another title and summary; None where its front matter can't be changed by lines."""
    try:
        if not source.has_head:
            head = with_front_matter("+++\n+++", {"title": title, "summary": summary})
            return f"{head}\n\n{source.text.lstrip()}"
        return source.with_text(
            0, with_front_matter(source.blocks[0].text, {"title": title, "summary": summary})
        ).text
    except ForeignToml:
        return None


def split_lesson(
    store: BlobStore, revision: Revision, slug: str, *, section: int, title: str
) -> tuple[bytes, bytes] | Refusal:
    """Return the lesson's file up to a section, and a new lesson's from it on. section: from 2."""
    source = blocks_of_file(store, revision, lesson_path(slug))
    sections = source.sections()
    if not 2 <= section <= len(sections):
        return Refusal("no-such-section", say("请选一节，新的一课从这一节开始。"), field="section")
    at = sections[section - 1][0]
    kept, moved = source.blocks[:at], source.blocks[at:]
    kept = (*kept[:-1], replace(kept[-1], gap="\n"))
    head = _head(store, revision, slug, title)
    return LessonSource(source.lead, kept).text.encode(), (head + LessonSource("", moved).text).encode()


def joined_lessons(store: BlobStore, revision: Revision, first: str, second: str) -> bytes | Refusal:
    """Return the file of a lesson with the blocks of another behind its own. Checks that are called alike get another name."""
    one, other = (blocks_of_file(store, revision, lesson_path(slug)) for slug in (first, second))
    taken = [name for block in one.blocks if (name := name_of(block.text))]
    renamed: dict[str, str] = {}
    blocks = []
    for block in other.blocks[1 if other.has_head else 0 :]:
        name = name_of(block.text)
        if name in taken:
            renamed.setdefault(name, next_name([*taken, *renamed.values()], name[:50]))
            block = replace(block, text=block.text.replace(name, renamed[name], 1))
        blocks.append(block)
    whole = one.text.rstrip("\n") + "\n\n" + LessonSource("", tuple(blocks)).text
    content = whole.encode()
    return LARGE if len(content) > TEXT_BYTES_MAX else content


def free_slug(session: Session, draft: CourseDraft, revision: Revision, title: str) -> str:
    """Return a slug for a new lesson, from the pinyin of its title: one that no lesson of this course has ever had."""
    taken = taken_slugs(session, draft, revision)
    slug = suggested_slug(title)
    number = 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def taken_slugs(session: Session, draft: CourseDraft, revision: Revision) -> set[str]:
    """Return the slugs that no new lesson of a draft may have: those of its files, and of every lesson its course ever had."""
    taken = {place.name for path in revision.files if (place := place_of(path)) is not None}
    if draft.course_id is not None:
        taken |= set(session.scalars(sa.select(Lesson.slug).where(Lesson.course_id == draft.course_id)))
    return taken


def suggested_slug(title: str) -> str:
    """Return a slug from a title: pinyin without tones, Latin letters and numbers as they are; "lesson" where nothing is left."""
    readings = {one.start: one.pinyin.rstrip("12345") for one in syllables(title, house_lexicon())}
    parts: list[str] = []
    spelled = "".join(
        f" {readings[at]} " if at in readings else sign for at, sign in enumerate(title.lower())
    )
    for part in _LATIN.findall(spelled):
        if len("-".join([*parts, part])) > _SLUG_CHARACTERS:
            break
        parts.append(part)
    slug = "-".join(parts)
    return slug if is_slug(slug) else f"lesson-{slug}".rstrip("-")


def _head(store: BlobStore, revision: Revision, slug: str, title: str) -> str:
    """Return the front matter of a lesson that begins inside another one, in the same edition."""
    blocks = blocks_of_file(store, revision, lesson_path(slug)).blocks
    first = blocks[0] if blocks else SourceBlock(BlockKind.OTHER, "", "")
    edition = front_matter(first.text).get("edition") if first.kind is BlockKind.HEAD else None
    told = {"title": title, "summary": "", **({"edition": str(edition)} if edition else {})}
    return with_front_matter("+++\n+++", told) + "\n\n"


def _toml_or_none(store: BlobStore, revision: Revision) -> CourseToml | None:
    content = file_of(store, revision, COURSE_FILE)
    try:
        return read_course_toml((content or b"").decode("utf-8"))
    except (ForeignToml, UnicodeDecodeError):
        return None


# Four courses at work at a time; a lesson takes 75 KB here.
@lru_cache(maxsize=160)
def _looked_at(content: bytes) -> tuple[LessonText | None, int]:
    text, findings = look_at_lesson(content)
    return text, len(findings)
