"""What an author does to a plan of units and lessons: each deed gives a new plan, and no deed loses a word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from learnhub.authoring.rules.importing.headings import Reason
from learnhub.authoring.rules.importing.losses import losses_in, without_losses
from learnhub.authoring.rules.importing.plain_markdown import escaped, paragraph
from learnhub.authoring.rules.importing.plan import Block, LessonPlan, PieceKind, Plan, UnitPlan, short_title

Lessons = tuple[LessonPlan, ...]


def rename_course(plan: Plan, title: str) -> Plan:
    """Give the course another title."""
    return replace(plan, title=short_title(title))


def rename(plan: Plan, number: int, title: str) -> Plan:
    """Give a unit or a lesson another title."""
    named = short_title(title)
    return replace(
        plan,
        units=tuple(
            replace(
                unit,
                title=named if unit.number == number else unit.title,
                lessons=tuple(
                    replace(lesson, title=named) if lesson.number == number else lesson
                    for lesson in unit.lessons
                ),
            )
            for unit in plan.units
        ),
    )


def change_block(plan: Plan, number: int, changed: Block | None) -> Plan:
    """Put another block in the place of one, or none."""

    def blocks_of(lesson: LessonPlan) -> tuple[Block, ...]:
        if all(block.number != number for block in lesson.blocks):
            return lesson.blocks
        kept = (changed if block.number == number else block for block in lesson.blocks)
        return tuple(block for block in kept if block is not None)

    return replace(
        plan,
        units=tuple(
            replace(
                unit,
                lessons=tuple(replace(lesson, blocks=blocks_of(lesson)) for lesson in unit.lessons),
            )
            for unit in plan.units
        ),
    )


def as_heading(plan: Plan, number: int, level: int) -> Plan:
    """Take a paragraph as a heading, 2 (节) or 3 (小标题), or give a heading another level; a picture or a long text stays what it is."""
    block = _block(plan, number)
    if block is None or not can_be_heading(block):
        return plan
    return change_block(
        plan,
        number,
        replace(block, kind=PieceKind.HEADING, level=level, markdown=escaped(" ".join(block.words.split()))),
    )


def can_be_heading(block: Block) -> bool:
    """Tell whether a block can be taken as a heading: one line of words."""
    return block.kind is PieceKind.HEADING or (
        block.kind is PieceKind.TEXT and 0 < len(block.words) <= 60 and "\n" not in block.words.strip()
    )


def as_text(plan: Plan, number: int) -> Plan:
    """Take a heading as an ordinary paragraph. number: of a block, or of the lesson or unit whose title it became."""
    unit = next((one for one in plan.units if one.number == number), None)
    if unit is not None:
        return _unit_title_as_text(plan, unit)
    block = _block(plan, number)
    if block is not None:
        if block.kind is not PieceKind.HEADING:
            return plan
        return change_block(
            plan, number, replace(block, kind=PieceKind.TEXT, level=0, markdown=paragraph(block.markdown))
        )
    found = plan.lesson(number)
    if found is None:
        return plan
    lesson = found[1]
    line = Block(
        plan.next_number, PieceKind.TEXT, paragraph(escaped(lesson.title)), lesson.title, 0, lesson.reason
    )
    grown = _map_lesson(plan, number, lambda one: (replace(one, blocks=(line, *one.blocks), reason=None),))
    grown = replace(grown, next_number=plan.next_number + 1)
    return _merge(grown, number) if _before(plan, number) is not None else grown


def _unit_title_as_text(plan: Plan, unit: UnitPlan) -> Plan:
    """Put the title of a unit into the text before it; its lessons go on in the unit before, or in a unit named as the course."""
    line = Block(plan.next_number, PieceKind.TEXT, paragraph(escaped(unit.title)), unit.title, 0, unit.reason)
    first = unit.lessons[0]
    before = _before(plan, first.number)
    grown = replace(plan, next_number=plan.next_number + 1)
    if before is None:
        grown = _map_lesson(grown, first.number, lambda one: (replace(one, blocks=(line, *one.blocks)),))
        return replace(
            grown,
            units=tuple(
                replace(one, title=plan.title, reason=None) if one.number == unit.number else one
                for one in grown.units
            ),
        )
    grown = _map_lesson(grown, before.number, lambda one: (replace(one, blocks=(*one.blocks, line)),))
    return join_unit_with_previous(grown, unit.number)


def join_with_previous(plan: Plan, number: int) -> Plan:
    """Add a lesson to the one before it; its title becomes the heading of a section there. The first lesson stays."""
    before, found = _before(plan, number), plan.lesson(number)
    if before is None or found is None:
        return plan
    lesson = found[1]
    heading = Block(
        plan.next_number,
        PieceKind.HEADING,
        escaped(lesson.title),
        lesson.title,
        2,
        lesson.reason,
    )
    grown = _map_lesson(plan, number, lambda one: (replace(one, blocks=(heading, *one.blocks)),))
    return _merge(replace(grown, next_number=plan.next_number + 1), number)


def join_unit_with_previous(plan: Plan, number: int) -> Plan:
    """Put the lessons of a unit at the end of the unit before it; the first unit stays."""
    index = next((i for i, unit in enumerate(plan.units) if unit.number == number), 0)
    if index == 0:
        return plan
    before, unit = plan.units[index - 1], plan.units[index]
    joined = replace(before, lessons=before.lessons + unit.lessons)
    return replace(plan, units=(*plan.units[: index - 1], joined, *plan.units[index + 1 :]))


def split_at(plan: Plan, number: int) -> Plan:
    """Begin a new lesson at a block: a heading becomes its title, anything else its first block."""
    place = next((found for found in plan.blocks() if found[2].number == number), None)
    if place is None:
        return plan
    _, lesson, block = place
    index = lesson.blocks.index(block)
    if block.kind is PieceKind.HEADING:
        title, reason, rest = short_title(block.words), block.reason, lesson.blocks[index + 1 :]
        rest = _raised_levels(rest) if block.level == 3 else rest
        if title.endswith("…"):  # cut: the whole line stays as a paragraph
            rest = (replace(block, kind=PieceKind.TEXT, level=0, markdown=paragraph(block.markdown)), *rest)
    else:
        title, reason, rest = short_title(f"{lesson.title}（续）"), None, lesson.blocks[index:]
    if index == 0 and block.kind is not PieceKind.HEADING:
        return plan
    made = LessonPlan(plan.next_number, title, rest, reason)
    grown = _map_lesson(plan, lesson.number, lambda one: (replace(one, blocks=one.blocks[:index]), made))
    return replace(grown, next_number=plan.next_number + 1)


def split_as_proposed(plan: Plan, number: int) -> Plan:
    """Split a lesson that is too long at the headings proposed for it."""
    found = plan.lesson(number)
    for block in found[1].cuts if found is not None else ():
        plan = split_at(plan, block.number)
    return plan


def split_unit_at(plan: Plan, number: int, title: str) -> Plan:
    """Begin a new unit at a lesson; the first lesson of a unit stays where it is."""
    found = plan.lesson(number)
    if found is None or found[0].lessons[0].number == number:
        return plan
    unit, lesson = found
    index = unit.lessons.index(lesson)
    first = replace(unit, lessons=unit.lessons[:index])
    second = UnitPlan(plan.next_number, short_title(title) or lesson.title, unit.lessons[index:])
    at = plan.units.index(unit)
    return replace(
        plan,
        units=(*plan.units[:at], first, second, *plan.units[at + 1 :]),
        next_number=plan.next_number + 1,
    )


def move(plan: Plan, number: int, step: int) -> Plan:
    """Move a unit, or a lesson within its unit, up (-1) or down (1); at an end it stays."""
    units = list(plan.units)
    if _swap(units, [unit.number for unit in units], number, step):
        return replace(plan, units=tuple(units))
    for index, unit in enumerate(plan.units):
        lessons = list(unit.lessons)
        if _swap(lessons, [lesson.number for lesson in lessons], number, step):
            units[index] = replace(unit, lessons=tuple(lessons))
            return replace(plan, units=tuple(units))
    return plan


def choose_unit(plan: Plan, number: int, unit_number: int) -> Plan:
    """Put a lesson at the end of another unit; a unit left without lessons goes."""
    found = plan.lesson(number)
    target = next((unit for unit in plan.units if unit.number == unit_number), None)
    if found is None or target is None or found[0].number == unit_number:
        return plan
    lesson = found[1]
    units = []
    for unit in plan.units:
        lessons = tuple(one for one in unit.lessons if one.number != number)
        if unit.number == unit_number:
            lessons = (*lessons, lesson)
        if lessons:
            units.append(replace(unit, lessons=lessons))
    return replace(plan, units=tuple(units))


def describe(plan: Plan, number: int, description: str) -> Plan:
    """Say what a picture shows."""
    block = _block(plan, number)
    if block is None or block.kind is not PieceKind.PICTURE:
        return plan
    return change_block(plan, number, replace(block, words=description))


@dataclass(frozen=True, slots=True)
class Taken:
    """A line that was taken as a heading by its shape. role: what it opens, "unit", "lesson" or "section". number: of that part."""

    number: int
    words: str
    role: str
    reason: Reason


def taken_as_headings(plan: Plan) -> list[Taken]:
    """Return the lines that were taken as headings by their shape alone, in order; those with a heading style are sure."""
    found: list[Taken] = []

    def add(number: int, words: str, role: str, reason: Reason | None) -> None:
        if reason is not None and reason not in {Reason.STYLE, Reason.TITLE}:
            found.append(Taken(number, words, role, reason))

    for unit in plan.units:
        add(unit.number, unit.title, "unit", unit.reason)
        for lesson in unit.lessons:
            add(lesson.number, lesson.title, "lesson", lesson.reason)
            for block in lesson.blocks:
                if block.kind is PieceKind.HEADING:
                    add(block.number, block.words, "section", block.reason)
    return found


def drop_lost(plan: Plan, number: int) -> Plan:
    """Take the marks of what was lost away: its author says that it isn't needed. The words around them stay."""
    block = _block(plan, number)
    if block is None or not losses_in(block.words):
        return plan
    left = without_losses(block.words).strip()
    if block.kind is PieceKind.LOST or not left:
        return change_block(plan, number, None)
    return change_block(plan, number, replace(block, words=left, markdown=without_losses(block.markdown)))


def _block(plan: Plan, number: int) -> Block | None:
    return next((block for _, _, block in plan.blocks() if block.number == number), None)


def _before(plan: Plan, number: int) -> LessonPlan | None:
    lessons = [lesson for _, lesson in plan.lessons()]
    index = next((i for i, lesson in enumerate(lessons) if lesson.number == number), 0)
    return lessons[index - 1] if index else None


def _merge(plan: Plan, number: int) -> Plan:
    """Append the blocks of a lesson to the lesson before it; a unit left without lessons goes."""
    before, found = _before(plan, number), plan.lesson(number)
    assert before is not None
    assert found is not None
    blocks = found[1].blocks
    taken = _map_lesson(plan, number, lambda _: ())
    grown = _map_lesson(taken, before.number, lambda one: (replace(one, blocks=one.blocks + blocks),))
    return replace(grown, units=tuple(unit for unit in grown.units if unit.lessons))


def _map_lesson(plan: Plan, number: int, made_of: Callable[[LessonPlan], Lessons]) -> Plan:
    def lessons_of(unit: UnitPlan) -> Lessons:
        made: list[LessonPlan] = []
        for lesson in unit.lessons:
            made.extend(made_of(lesson) if lesson.number == number else (lesson,))
        return tuple(made)

    return replace(plan, units=tuple(replace(unit, lessons=lessons_of(unit)) for unit in plan.units))


def _raised_levels(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Raise small headings up to the next section: below their new lesson they open sections."""
    raised: list[Block] = []
    is_below = True
    for block in blocks:
        if block.kind is PieceKind.HEADING and block.level == 2:
            is_below = False
        raised.append(replace(block, level=2) if is_below and block.kind is PieceKind.HEADING else block)
    return tuple(raised)


def _swap(parts: list[Any], numbers: Sequence[int], number: int, step: int) -> bool:
    if number not in numbers:
        return False
    index = numbers.index(number)
    other = index + step
    if 0 <= other < len(parts):
        parts[index], parts[other] = parts[other], parts[index]
    return True
