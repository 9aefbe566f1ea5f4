"""The outline of a draft: the course, its units, what is in them."""

from collections.abc import Callable, Mapping

from flask import abort, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.drafts import (
    MODE_WORDS,
    CourseForm,
    DeedForm,
    RightsForm,
    SplitUnitForm,
    UnitForm,
    filled,
)
from learnhub.authoring.rules.drafts import outline
from learnhub.authoring.rules.drafts.readings import reading_lines, with_readings
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, STATE_WORDS
from learnhub.authoring.rules.folders.course_toml import CourseToml
from learnhub.authoring.rules.folders.files import FileRole
from learnhub.authoring.service.drafts import file_of, outlines
from learnhub.authoring.service.importing.brought import left_for_draft
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, change, is_from_gate, opened
from learnhub.catalogue.rules.course import UnitMode
from learnhub.language.pronunciation import LexiconError
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import address_of
from learnhub.web import SiteForm, once, page, requires
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

UNITS_A_PAGE = 5
READINGS_FILE = FileRole.PRONUNCIATION.value
DONE = {
    "opened": say("草稿开好了。您改的都存在草稿里，学员看不到。"),
    "told": say("课程资料改好了。"),
    "files-added": say("文件里的课加进来了，放在下面打开的单元里。"),
    "unit-added": say("加了一个单元。"),
    "unit-told": say("单元改好了。"),
    "unit-moved": say("单元移好了。"),
    "unit-joined": say("两个单元合并好了。"),
    "unit-split": say("单元拆好了。"),
    "unit-removed": say("单元删掉了。要找回来，请打开“版本”。"),
    "lesson-removed": say("这一课删掉了。要找回来，请打开“版本”。"),
    "lesson-placed": say("这一课移好了。"),
    "restored": say("回到了那一版。后来的修改还留在版本里。"),
    "handed-over": say("负责人换好了。"),
}
MODES = {mode.value: words for mode, words in MODE_WORDS.items()}


@bp.get("/teach/courses/<course>/draft")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft(course: str) -> ResponseReturnValue:
    """Show the outline of a draft: units and lessons, what is planned and what is made."""
    with opened(course) as at:
        shown = outlines.outline_of(at.store, at.head, at.rates)
        paging = part_of(shown.units, page_number(request.args.get("page")), UNITS_A_PAGE)
        planned = sum(
            line.unit.planned_class_hours for line in shown.units if line.unit.mode == UnitMode.ONLINE.value
        )
        return page(
            "authoring/draft.html",
            at=at,
            outline=shown,
            planned_hours=planned,
            paging=paging,
            opened_unit=page_number(request.args["unit"]) if "unit" in request.args else 0,
            modes=MODES,
            is_editable=at.draft.state in EDITABLE_STATES,
            state_words=STATE_WORDS,
            left=left_for_draft(at.session, at.draft) if at.draft.state in EDITABLE_STATES else [],
            done=done(DONE),
        )


@bp.get("/teach/courses/<course>/draft/about")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_about(course: str) -> ResponseReturnValue:
    """Ask what the course says of itself."""
    with opened(course) as at:
        form = CourseForm()
        file = _readings_file(at)
        try:
            form.readings.data = reading_lines(file)
            form.readings_shown.data = address_of(file.encode())
        except LexiconError:
            pass  # a file that can't be read is named by the gate, and not changed here
        return _about(at, form, "authoring/draft_about.html")


@bp.post("/teach/courses/<course>/draft/about")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def tell_course(course: str) -> ResponseReturnValue:
    """Change what the course says of itself."""
    form = CourseForm()
    files: dict[str, bytes | None] = {}
    if form.validate() and form.readings_shown.data:
        with opened(course) as at:
            file = _readings_file(at)
        try:
            if form.readings_shown.data != address_of(file.encode()):
                _with_others_readings(form, file)
            elif (made := with_readings(file, form.said)) != file:
                files[READINGS_FILE] = made.encode() or None
        except LexiconError as error:
            form.readings.errors = [str(error)]
    if form.error_list:
        return _about_again(course, form, "authoring/draft_about.html")
    return _tell_course(
        course, form, CourseForm.KEYS, "authoring/draft_about.html", "改了课程资料", files=files
    )


@bp.get("/teach/courses/<course>/draft/rights")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_rights(course: str) -> ResponseReturnValue:
    """Ask where the course comes from and who has which rights."""
    with opened(course) as at:
        return _about(at, RightsForm(), "authoring/draft_rights.html")


@bp.post("/teach/courses/<course>/draft/rights")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def tell_rights(course: str) -> ResponseReturnValue:
    """Change what the course says of its origin and rights."""
    return _tell_course(
        course, RightsForm(), RightsForm.KEYS, "authoring/draft_rights.html", "改了来源和权利"
    )


@bp.get("/teach/courses/<course>/draft/units/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def new_unit(course: str) -> ResponseReturnValue:
    """Ask what a new unit is called."""
    with opened(course) as at:
        form = UnitForm()
        form.shown.data = at.shown
        return page("authoring/new_unit.html", at=at, form=form)


@bp.post("/teach/courses/<course>/draft/units/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
@once
def add_unit(course: str) -> ResponseReturnValue:
    """Put a new unit last."""
    form = UnitForm()
    if form.validate():
        title, mode, hours = _unit_told(form)
        outcome = change(
            course,
            lambda toml: outline.add_unit(toml, title, mode, hours),
            shown=form.shown.data,
            words=say("加了单元“%(title)s”", title=title),
        )
        if not isinstance(outcome, Refusal):
            return to("authoring.draft", course=course, done="unit-added", page=_last_page(course))
        form.refuse(outcome)
    with opened(course) as at:
        form.shown.data = at.shown
        return page("authoring/new_unit.html", 422, at=at, form=form)


@bp.get("/teach/courses/<course>/draft/units/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_unit(course: str, number: int) -> ResponseReturnValue:
    """Show what can be done with a unit. number: from 1."""
    return _unit_page(course, number, UnitForm())


@bp.post("/teach/courses/<course>/draft/units/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def tell_unit(course: str, number: int) -> ResponseReturnValue:
    """Change what a unit is called and planned for."""
    form = UnitForm()
    if form.validate():
        title, mode, hours = _unit_told(form)
        outcome = change(
            course,
            lambda toml: outline.tell_unit(toml, number - 1, title, mode, hours),
            shown=form.shown.data,
            words=say("改了单元“%(title)s”", title=title),
        )
        if not isinstance(outcome, Refusal):
            return _back(course, number, "unit-told")
        form.refuse(outcome)
    return _unit_page(course, number, form, 422)


@bp.post("/teach/courses/<course>/draft/units/<int:number>/place")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def place_unit(course: str, number: int) -> ResponseReturnValue:
    """Move a unit up or down, or join it with the next one."""
    form = DeedForm()
    deeds: Mapping[str, tuple[Callable[[CourseToml], CourseToml | Refusal], str, str, int]] = {
        "up": (
            lambda toml: outline.move_unit(toml, number - 1, -1),
            say("把第 %(number)s 单元往前移", number=number),
            "unit-moved",
            number - 1,
        ),
        "down": (
            lambda toml: outline.move_unit(toml, number - 1, 1),
            say("把第 %(number)s 单元往后移", number=number),
            "unit-moved",
            number + 1,
        ),
        "join": (
            lambda toml: outline.join_units(toml, number - 1),
            say("把第 %(number)s 单元和后一个合并", number=number),
            "unit-joined",
            number,
        ),
    }
    deed, words, told, place = deeds.get(form.deed.data or "") or abort(400)
    outcome = change(course, deed, shown=form.shown.data, words=words)
    if isinstance(outcome, Refusal):
        return _unit_page(course, number, SiteForm().refuse(outcome), 422)
    return _back(course, place, told)


@bp.get("/teach/courses/<course>/draft/units/<int:number>/split")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def unit_split(course: str, number: int) -> ResponseReturnValue:
    """Ask from which lesson a new unit begins."""
    return _split_page(course, number)


@bp.post("/teach/courses/<course>/draft/units/<int:number>/split")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def split_unit(course: str, number: int) -> ResponseReturnValue:
    """Let a new unit begin at a lesson."""
    form = SplitUnitForm()
    with opened(course) as at:
        _split_choices(at, number, form)
        is_valid = form.validate()
    if is_valid:
        outcome = change(
            course,
            lambda toml: outline.split_unit(toml, number - 1, form.lesson.data, form.title.data or ""),
            shown=form.shown.data,
            words=say("把第 %(number)s 单元拆成两个", number=number),
        )
        if not isinstance(outcome, Refusal):
            return _back(course, number + 1, "unit-split")
        form.refuse(outcome)
    return _split_page(course, number, form, 422)


@bp.get("/teach/courses/<course>/draft/units/<int:number>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def unit_removal(course: str, number: int) -> ResponseReturnValue:
    """Ask before a unit goes."""
    return _removal_page(course, number, DeedForm())


@bp.post("/teach/courses/<course>/draft/units/<int:number>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def remove_unit(course: str, number: int) -> ResponseReturnValue:
    """Take a unit out with its lessons."""
    form = DeedForm()
    with opened(course) as at:
        unit = _unit(at, number).unit
        files = outlines.files_of_lessons(at.head, unit.lessons)
    outcome = change(
        course,
        lambda toml: outline.remove_unit(toml, number - 1),
        shown=form.shown.data,
        words=say("删了单元“%(title)s”", title=unit.title),
        files=files,
    )
    if isinstance(outcome, Refusal):
        return _removal_page(course, number, form.refuse(outcome), 422)
    return to("authoring.draft", course=course, done="unit-removed")


def _about(at: Opened, form: SiteForm, template: str) -> ResponseReturnValue:
    toml = outlines.outline_of(at.store, at.head, at.rates).toml
    filled(form, {**(toml.values if toml else {}), "shown": at.shown})
    return page(template, at=at, form=form)


def _tell_course(
    course: str,
    form: SiteForm,
    keys: tuple[str, ...],
    template: str,
    words: str,
    *,
    files: Mapping[str, bytes | None] | None = None,
) -> ResponseReturnValue:
    if form.validate():
        told = {key: form[key].data for key in keys}
        outcome = change(
            course, lambda toml: toml.with_values(told), shown=form["shown"].data, words=words, files=files
        )
        if not isinstance(outcome, Refusal):
            if is_from_gate():
                return to("authoring.draft_gate", course=course, done="mended")
            return to("authoring.draft", course=course, done="told")
        form.refuse(outcome)
    return _about_again(course, form, template)


def _about_again(course: str, form: SiteForm, template: str) -> ResponseReturnValue:
    with opened(course) as at:
        form["shown"].data = at.shown
        return page(template, 422, at=at, form=form)


def _with_others_readings(form: CourseForm, file: str) -> None:
    """Put what others wrote meanwhile below what was typed, and ask for another look: nobody's words are lost."""
    others = [line for line in reading_lines(file).splitlines() if line.split(" ")[0] not in form.said]
    form.readings.data = "\n".join([(form.readings.data or "").rstrip(), *others])
    form.readings_shown.data = address_of(file.encode())
    form.readings.errors = [_("读音刚刚有人改过，他们的词加在了您写的下面。请看一看，再保存一次。")]


def _readings_file(at: Opened) -> str:
    content = file_of(at.store, at.head, READINGS_FILE) or b""
    return content.decode("utf-8", "replace")


def _unit_told(form: UnitForm) -> tuple[str, str, int]:
    return form.title.data or "", form.mode.data or "", form.planned_class_hours.data or 0


def _unit(at: Opened, number: int) -> outlines.UnitLine:
    units = outlines.outline_of(at.store, at.head, at.rates).units
    if not 1 <= number <= len(units):
        abort(404)
    return units[number - 1]


def _unit_page(course: str, number: int, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with opened(course) as at:
        line = _unit(at, number)
        unit_form = form if isinstance(form, UnitForm) else UnitForm(MultiDict())
        if status == 200 or unit_form is not form:
            unit_form.title.data = line.unit.title
            unit_form.mode.data = line.unit.mode
            unit_form.planned_class_hours.data = line.unit.planned_class_hours
        unit_form.shown.data = at.shown
        return page("authoring/draft_unit.html", status, at=at, line=line, form=form, unit_form=unit_form)


def _split_choices(at: Opened, number: int, form: SplitUnitForm) -> outlines.UnitLine:
    line = _unit(at, number)
    form.lesson.choices = options(
        [("", say("请选择")), *((lesson.slug, lesson.title) for lesson in line.lessons[1:])]
    )
    return line


def _split_page(
    course: str, number: int, form: SplitUnitForm | None = None, status: int = 200
) -> ResponseReturnValue:
    with opened(course) as at:
        form = form or SplitUnitForm()
        line = _split_choices(at, number, form)
        form.shown.data = at.shown
        return page("authoring/unit_split.html", status, at=at, line=line, form=form)


def _removal_page(course: str, number: int, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with opened(course) as at:
        return page("authoring/unit_removal.html", status, at=at, line=_unit(at, number), form=form)


def _last_page(course: str) -> int:
    with opened(course) as at:
        units = len(outlines.outline_of(at.store, at.head, at.rates).units)
        return max(1, -(-units // UNITS_A_PAGE))


def _back(course: str, number: int, told: str) -> ResponseReturnValue:
    number = max(1, number)
    return to(
        "authoring.draft",
        course=course,
        done=told,
        page=-(-number // UNITS_A_PAGE),
        unit=number,
        _anchor=f"unit-{number}",
    )
