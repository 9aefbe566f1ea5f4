"""Write a plan of units and lessons as the files of a course folder."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from learnhub.authoring.rules.drafts.outline import LESSONS_MAX, UNITS_MAX
from learnhub.authoring.rules.folders.course_toml import OutlineUnit, new_unit, with_front_matter
from learnhub.authoring.rules.importing.losses import losses_in, without_losses
from learnhub.authoring.rules.importing.plain_markdown import escaped, picture
from learnhub.authoring.rules.importing.plan import Block, LessonPlan, PieceKind, Plan
from learnhub.catalogue.rules.text import spoken_length
from learnhub.language.sentences import split
from learnhub.primitives import Refusal, say

LESSON_BYTES_MAX = 30_000
SUMMARY_CHARACTERS_MAX = 120


@dataclass(frozen=True, slots=True)
class PlannedFiles:
    """What a draft begins with. units: in order, with their lessons' slugs. files: path → text. pictures: paths under lessons/ that are shown."""

    units: tuple[OutlineUnit, ...]
    files: Mapping[str, str]
    pictures: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlannedLoss:
    """Something that could not be taken over, and where. block: its number in the plan."""

    what: str
    unit: str
    lesson: str
    lesson_number: int
    block: int


def losses_of(plan: Plan) -> list[PlannedLoss]:
    """Return all that is marked as lost, in reading order."""
    return [
        PlannedLoss(what, unit.title, lesson.title, lesson.number, block.number)
        for unit, lesson, block in plan.blocks()
        for what in losses_in(block.words)
    ]


def undescribed_pictures(plan: Plan) -> list[int]:
    """Return the numbers of the pictures that have no description yet, in order: the gate will ask for them."""
    return [
        block.number for _, _, block in plan.blocks() if block.kind is PieceKind.PICTURE and not block.words
    ]


def is_of_pictures_only(plan: Plan) -> bool:
    """Tell whether nothing but pictures was brought: what they show has to be said before they are of use to anybody."""
    kinds = {block.kind for _, _, block in plan.blocks()}
    return PieceKind.PICTURE in kinds and kinds <= {PieceKind.PICTURE, PieceKind.LOST}


def planned_refusal(plan: Plan) -> Refusal | None:
    """Say what has to be done before a draft can be made of a plan; None where it can be made."""
    lessons = [lesson for _, lesson in plan.lessons()]
    if len(plan.units) > UNITS_MAX:
        return Refusal(
            "units-many",
            say(
                "有 %(units)s 个单元，最多 %(units_max)s 个。请先合并几个单元。",
                units=len(plan.units),
                units_max=UNITS_MAX,
            ),
        )
    if len(lessons) > LESSONS_MAX:
        return Refusal(
            "lessons-many",
            say(
                "有 %(lessons)s 课，最多 %(lessons_max)s 课。请先合并几课。",
                lessons=len(lessons),
                lessons_max=LESSONS_MAX,
            ),
        )
    for lesson in lessons:
        if len(lesson_text(lesson).encode()) > LESSON_BYTES_MAX:
            return Refusal(
                "lesson-long",
                say("“%(title)s”太长，一课放不下。请打开这一课，把它分成几课。", title=lesson.title),
            )
    return None


def planned_files(
    plan: Plan, slug_of: Callable[[str], str], taken: Collection[str] = frozenset()
) -> PlannedFiles:
    """Return the units, lesson files and pictures of a plan. slug_of: a slug for a title; equal ones get numbers here.

    taken: slugs that are used where the lessons go. Units are online and plan no hours yet: an author decides that.
    """
    files: dict[str, str] = {}
    shown: set[str] = set()
    units: list[OutlineUnit] = []
    for unit in plan.units:
        slugs: list[str] = []
        for lesson in unit.lessons:
            slug = _free(slug_of(lesson.title), files, taken)
            files[f"lessons/{slug}.md"] = lesson_text(lesson)
            slugs.append(slug)
            shown |= {block.picture for block in lesson.blocks if block.picture}
        units.append(new_unit(unit.title, "online", 0, slugs))
    return PlannedFiles(tuple(units), files, frozenset(shown))


def lesson_text(lesson: LessonPlan) -> str:
    """Return a lesson file. Text before the first section gets a section named as the lesson;

    The summary is the first sentence of its text, to be looked over by the author.
    """
    head = with_front_matter("+++\n+++", {"title": lesson.title, "summary": summary_of(lesson)})
    parts = [head]
    if not lesson.blocks or lesson.blocks[0].kind is not PieceKind.HEADING or lesson.blocks[0].level != 2:
        parts.append(f"## {escaped(lesson.title)}")
    parts += [_written(block) for block in lesson.blocks]
    return "\n\n".join(parts) + "\n"


def summary_of(lesson: LessonPlan) -> str:
    """Return the first sentence of a lesson, or nothing where it is too long for a summary or something in it was lost."""
    for block in lesson.blocks:
        if block.kind is PieceKind.TEXT and block.words.strip():
            words = " ".join(without_losses(block.words).split())
            sentence = next((span.of(words) for span in split(words)), "")
            is_fit = len(sentence) <= SUMMARY_CHARACTERS_MAX and spoken_length(sentence) >= 6
            return sentence if is_fit and not losses_in(block.words) else ""
    return ""


def _written(block: Block) -> str:
    if block.kind is PieceKind.HEADING:
        return f"{'#' * block.level} {block.markdown}"
    if block.kind is PieceKind.PICTURE:
        return picture(block.words, block.picture)
    return block.markdown


def _free(slug: str, files: Mapping[str, str], taken: Collection[str]) -> str:
    free, number = slug, 2
    while free in taken or f"lessons/{free}.md" in files:
        free, number = f"{slug}-{number}", number + 1
    return free
