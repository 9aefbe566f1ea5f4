"""Where the lessons of a draft stand: added, moved, joined, split, taken out."""

from flask import abort
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.forms.drafts import DeedForm, PlaceForm, SplitLessonForm, TitleForm
from learnhub.authoring.rules.drafts import outline
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.course_toml import CourseToml
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.drafts.texts import blocks_of_file
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, change, opened
from learnhub.authoring.views.drafts.outline import UNITS_A_PAGE
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, say
from learnhub.web import SiteForm, once, page, requires
from learnhub.web.forms import options


@bp.get("/teach/courses/<course>/draft/units/<int:number>/lessons/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def new_lesson(course: str, number: int) -> ResponseReturnValue:
    """Ask what a new lesson of a unit is called."""
    with opened(course) as at:
        form = TitleForm()
        form.shown.data = at.shown
        return page(
            "authoring/new_lesson.html", at=at, number=number, unit=_unit_title(at, number), form=form
        )


@bp.post("/teach/courses/<course>/draft/units/<int:number>/lessons/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
@once
def add_lesson(course: str, number: int) -> ResponseReturnValue:
    """Put a new lesson last in a unit."""
    form = TitleForm()
    if form.validate():
        title = form.title.data or ""
        with opened(course) as at:
            _unit_title(at, number)
            slug = outlines.free_slug(at.session, at.draft, at.head, title)
        outcome = change(
            course,
            lambda toml: outline.add_lesson(toml, number - 1, slug),
            shown=form.shown.data,
            words=say("加了一课《%(title)s》", title=title),
            files={outlines.lesson_path(slug): outlines.new_lesson(title)},
        )
        if not isinstance(outcome, Refusal):
            return to("authoring.draft_lesson", course=course, lesson=slug, done="lesson-added")
        form.refuse(outcome)
    with opened(course) as at:
        form.shown.data = at.shown
        return page(
            "authoring/new_lesson.html", 422, at=at, number=number, unit=_unit_title(at, number), form=form
        )


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/place")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_place(course: str, lesson: str) -> ResponseReturnValue:
    """Show what can be done with a whole lesson."""
    return _place_page(course, lesson, PlaceForm())


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/place")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def place_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Move a lesson up or down, or join it with the next one."""
    form = DeedForm()
    with opened(course) as at:
        title = _title(at, lesson)
    match form.deed.data:
        case "up" | "down" as deed:
            step = -1 if deed == "up" else 1
            outcome = change(
                course,
                lambda toml: outline.move_lesson(toml, lesson, step),
                shown=form.shown.data,
                words=say("移动了《%(title)s》", title=title),
            )
        case "join":
            outcome = _join(course, lesson, title, form.shown.data)
            if not isinstance(outcome, Refusal):
                return to("authoring.draft_lesson", course=course, lesson=lesson, done="lesson-joined")
        case _:
            abort(400)
    if isinstance(outcome, Refusal):
        return _place_page(course, lesson, PlaceForm(), 422, outcome)
    return _to_unit(course, lesson)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/unit")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def put_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Put a lesson into another unit."""
    form = PlaceForm()
    with opened(course) as at:
        _unit_choices(at, lesson, form)
        title, is_valid = _title(at, lesson), form.validate()
    if is_valid:
        outcome = change(
            course,
            lambda toml: outline.put_lesson(toml, lesson, int(form.unit.data) - 1),
            shown=form.shown.data,
            words=say("把《%(title)s》移到第 %(unit)s 单元", title=title, unit=form.unit.data),
        )
        if not isinstance(outcome, Refusal):
            return _to_unit(course, lesson)
        form.refuse(outcome)
    return _place_page(course, lesson, form, 422)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/split")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_split(course: str, lesson: str) -> ResponseReturnValue:
    """Ask from which section a new lesson begins."""
    return _split_page(course, lesson)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/split")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def split_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Let a new lesson begin at a section; the first part keeps its name and its sound and sign videos."""
    form = SplitLessonForm()
    with opened(course) as at:
        _section_choices(at, lesson, form)
        if not form.validate():
            return _split_page(course, lesson, form, 422)
        title, old = form.title.data or "", _title(at, lesson)
        slug = outlines.free_slug(at.session, at.draft, at.head, title)
        halves = outlines.split_lesson(at.store, at.head, lesson, section=int(form.section.data), title=title)
    outcome = (
        halves
        if isinstance(halves, Refusal)
        else change(
            course,
            lambda toml: outline.add_lesson(toml, outline.unit_of(toml, lesson), slug, after=lesson),
            shown=form.shown.data,
            words=say("把《%(old)s》拆成两课", old=old),
            files={outlines.lesson_path(lesson): halves[0], outlines.lesson_path(slug): halves[1]},
        )
    )
    if isinstance(outcome, Refusal):
        return _split_page(course, lesson, form.refuse(outcome), 422)
    return to("authoring.draft_lesson", course=course, lesson=slug, done="lesson-split")


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_removal(course: str, lesson: str) -> ResponseReturnValue:
    """Ask before a lesson goes."""
    return _removal_page(course, lesson, DeedForm())


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def remove_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Take a lesson out with its files."""
    form = DeedForm()
    with opened(course) as at:
        title = _title(at, lesson)
        files = outlines.files_of_lessons(at.head, [lesson])
        number = _home(at, lesson)
    outcome = change(
        course,
        lambda toml: outline.remove_lesson(toml, lesson),
        shown=form.shown.data,
        words=say("删了《%(title)s》", title=title),
        files=files,
    )
    if isinstance(outcome, Refusal):
        return _removal_page(course, lesson, form.refuse(outcome), 422)
    return _to(course, number, "lesson-removed")


def _join(course: str, lesson: str, title: str, shown: str | None) -> Revision | Refusal:
    with opened(course) as at:
        toml = _toml(at)
        following = outline.neighbour(toml, lesson, 1)
        if not following:
            return Refusal("no-next", say("这个单元里后面没有课，不能合并。"))
        content = outlines.joined_lessons(at.store, at.head, lesson, following)
        files = outlines.files_of_lessons(at.head, [following])
        second = outlines.lesson_line(at.store, at.head, following, at.rates).title
    if isinstance(content, Refusal):
        return content
    return change(
        course,
        lambda toml: outline.remove_lesson(toml, following),
        shown=shown,
        words=say("把《%(second)s》并进《%(title)s》", second=second, title=title),
        files={**files, outlines.lesson_path(lesson): content},
    )


def _toml(at: Opened) -> CourseToml:
    toml = outlines.outline_of(at.store, at.head, at.rates).toml
    if toml is None:
        raise NotFound(at.slug)
    return toml


def _home(at: Opened, lesson: str) -> int:
    """Return the number of a lesson's unit, from 1; NotFound where no unit names it."""
    try:
        return outline.unit_of(_toml(at), lesson) + 1
    except KeyError as error:
        raise NotFound(lesson) from error


def _title(at: Opened, lesson: str) -> str:
    _home(at, lesson)
    return outlines.lesson_line(at.store, at.head, lesson, at.rates).title


def _unit_title(at: Opened, number: int) -> str:
    units = _toml(at).units
    if not 1 <= number <= len(units):
        abort(404)
    return units[number - 1].title


def _unit_choices(at: Opened, lesson: str, form: PlaceForm) -> None:
    home = _home(at, lesson)
    others = [
        (str(number), f"{number}. {unit.title}")
        for number, unit in enumerate(_toml(at).units, start=1)
        if unit.is_online and number != home
    ]
    form.unit.choices = options([("", say("请选择")), *others])


def _section_choices(at: Opened, lesson: str, form: SplitLessonForm) -> None:
    source = blocks_of_file(at.store, at.head, outlines.lesson_path(lesson))
    form.section.choices = options(
        [
            ("", say("请选择")),
            *(
                (str(number), source.blocks[first].excerpt)
                for number, (first, _end) in enumerate(source.sections()[1:], start=2)
            ),
        ]
    )


def _place_page(
    course: str, lesson: str, form: PlaceForm, status: int = 200, refusal: Refusal | None = None
) -> ResponseReturnValue:
    with opened(course) as at:
        line = outlines.lesson_line(at.store, at.head, lesson, at.rates)
        number = _home(at, lesson)
        _unit_choices(at, lesson, form)
        form.shown.data = at.shown
        if refusal is not None:
            form.unit.errors = []
            form.refuse(refusal)
        sections = blocks_of_file(at.store, at.head, outlines.lesson_path(lesson)).sections()
        return page(
            "authoring/lesson_place.html",
            status,
            at=at,
            lesson=lesson,
            line=line,
            number=number,
            unit=_unit_title(at, number),
            can_split=len(sections) > 1,
            following=outline.neighbour(_toml(at), lesson, 1),
            form=form,
        )


def _split_page(
    course: str, lesson: str, form: SiteForm | None = None, status: int = 200
) -> ResponseReturnValue:
    with opened(course) as at:
        line = outlines.lesson_line(at.store, at.head, lesson, at.rates)
        _home(at, lesson)
        form = form if isinstance(form, SplitLessonForm) else SplitLessonForm()
        _section_choices(at, lesson, form)
        form.shown.data = at.shown
        return page("authoring/lesson_split.html", status, at=at, lesson=lesson, line=line, form=form)


def _removal_page(course: str, lesson: str, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with opened(course) as at:
        _home(at, lesson)
        line = outlines.lesson_line(at.store, at.head, lesson, at.rates)
        return page("authoring/lesson_removal.html", status, at=at, lesson=lesson, line=line, form=form)


def _to_unit(course: str, lesson: str) -> ResponseReturnValue:
    with opened(course) as at:
        number = _home(at, lesson)
    return _to(course, number, "lesson-placed")


def _to(course: str, number: int, told: str) -> ResponseReturnValue:
    place = -(-number // UNITS_A_PAGE)
    return to("authoring.draft", course=course, done=told, page=place, unit=number, _anchor=f"unit-{number}")
