"""Rearrange what was read before it becomes a draft: units, lessons, blocks, headings; one press at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, holdings_of
from learnhub.authoring.forms.imports import DescriptionForm, HeadingsForm, NameForm, UnitChoiceForm
from learnhub.authoring.models import DocumentImport
from learnhub.authoring.rules.importing import rearranging as deeds
from learnhub.authoring.rules.importing.course import undescribed_pictures
from learnhub.authoring.rules.importing.losses import losses_in
from learnhub.authoring.rules.importing.plan import Block, LessonPlan, PieceKind, Plan, UnitPlan
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.service import PictureSize, look_at
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of

# Few enough that a page is gone through in about 25 presses of Tab.
BLOCKS_A_PAGE = 7
LESSONS_A_PAGE = 6
HEADINGS_A_PAGE = 8
DONE = {
    "renamed": say("名字改好了。"),
    "moved": say("移好了。"),
    "split": say("分开了，从这里起是新的一课。"),
    "split-all": say("按建议分好了。"),
    "joined": say("并到前一课里了。"),
    "unit-split": say("从这一课起是新的单元。"),
    "placed": say("放到那个单元的最后了。"),
    "heading": say("当作标题了。"),
    "text": say("当作普通文字了。"),
    "described": say("图片说明写好了。"),
    "dropped": say("这个记号去掉了。"),
}
_TYPES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
Deed = Callable[[Plan], Plan]


@dataclass(frozen=True)
class _At:
    """An import whose plan can be rearranged."""

    row: DocumentImport
    plan: Plan

    def unit(self, number: int) -> UnitPlan:
        """Return a unit, or answer 404."""
        return next((one for one in self.plan.units if one.number == number), None) or abort(404)

    def lesson(self, number: int) -> tuple[UnitPlan, LessonPlan]:
        """Return a lesson with its unit, or answer 404."""
        return self.plan.lesson(number) or abort(404)

    def block(self, number: int) -> tuple[UnitPlan, LessonPlan, Block]:
        """Return a block with its unit and lesson, or answer 404."""
        return next((found for found in self.plan.blocks() if found[2].number == number), None) or abort(404)


@bp.get("/teach/imports/<token>/units/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_unit(token: str, number: int) -> ResponseReturnValue:
    """Show a unit: its lessons, how long they are, and what can be done with it."""
    with reading() as session:
        return _unit_page(_at(session, token), number, NameForm(MultiDict()))


@bp.post("/teach/imports/<token>/units/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def change_import_unit(token: str, number: int) -> ResponseReturnValue:
    """Rename, move or join a unit."""
    deed = request.form.get("deed", "")
    if deed == "rename":
        form = NameForm()
        if not form.validate():
            with reading() as session:
                return _unit_page(_at(session, token), number, form, 422)
        title = form.title.data or ""
        return _changed(
            token, lambda plan: deeds.rename(plan, number, title), "unit-renamed", _preview(token)
        )
    if deed == "join":
        return _changed(
            token, lambda plan: deeds.join_unit_with_previous(plan, number), "unit-joined", _preview(token)
        )
    step = {"up": -1, "down": 1}.get(deed) or abort(400)
    return _changed(token, lambda plan: deeds.move(plan, number, step), "unit-moved", _preview(token))


@bp.get("/teach/imports/<token>/lessons/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_lesson(token: str, number: int) -> ResponseReturnValue:
    """Show a lesson as it was read, block by block, with a way to each block."""
    with reading() as session:
        return _lesson_page(_at(session, token), number, NameForm(MultiDict()))


@bp.post("/teach/imports/<token>/lessons/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def change_import_lesson(token: str, number: int) -> ResponseReturnValue:
    """Rename, move, join or split a lesson, begin a unit with it, or put it into another one."""
    here = url_for("authoring.import_lesson", token=token, number=number)
    deed = request.form.get("deed", "")
    if deed == "rename":
        form = NameForm()
        if not form.validate():
            with reading() as session:
                return _lesson_page(_at(session, token), number, form, 422)
        title = form.title.data or ""
        return _changed(token, lambda plan: deeds.rename(plan, number, title), "renamed", here)
    if deed == "place":
        chosen = request.form.get("unit", "")
        unit_number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 9 else 0
        return _changed(token, lambda plan: deeds.choose_unit(plan, number, unit_number), "placed", here)
    known: dict[str, tuple[Deed, str, str]] = {
        "up": (lambda plan: deeds.move(plan, number, -1), "moved", here),
        "down": (lambda plan: deeds.move(plan, number, 1), "moved", here),
        "split": (lambda plan: deeds.split_as_proposed(plan, number), "split-all", here),
        "unit": (lambda plan: deeds.split_unit_at(plan, number, ""), "unit-split", here),
        "join": (lambda plan: deeds.join_with_previous(plan, number), "joined", _preview(token)),
        "text": (lambda plan: deeds.as_text(plan, number), "joined", _preview(token)),
    }
    if deed not in known:
        abort(400)
    return _changed(token, *known[deed])


@bp.get("/teach/imports/<token>/blocks/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_block(token: str, number: int) -> ResponseReturnValue:
    """Show one block and what can be done with it."""
    with reading() as session:
        return _block_page(_at(session, token), number, DescriptionForm(MultiDict()))


@bp.post("/teach/imports/<token>/blocks/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def change_import_block(token: str, number: int) -> ResponseReturnValue:
    """Take a block as a heading or as text, begin a lesson at it, describe a picture, take a mark away."""
    deed = request.form.get("deed", "")
    with reading() as session:
        at = _at(session, token)
        _, lesson, block = at.block(number)
        form = DescriptionForm()
        if deed == "describe" and not form.validate():
            return _block_page(at, number, form, 422)
    lesson_page = url_for(
        "authoring.import_lesson", token=token, number=lesson.number, page=_page_of(lesson, block)
    )
    words = " ".join((form.description.data or "").split())
    if deed == "describe" and (next_one := _undescribed_after(at.plan, number)):
        # One picture after the other, without a way back to a list between them.
        address = url_for("authoring.import_block", token=token, number=next_one)
        return _changed(token, lambda plan: deeds.describe(plan, number, words), "described", address)
    known: dict[str, tuple[Deed, str]] = {
        "heading": (lambda plan: deeds.as_heading(plan, number, 2), "heading"),
        "small": (lambda plan: deeds.as_heading(plan, number, 3), "heading"),
        "text": (lambda plan: deeds.as_text(plan, number), "text"),
        "split": (lambda plan: deeds.split_at(plan, number), "split"),
        "describe": (lambda plan: deeds.describe(plan, number, words), "described"),
        "drop": (lambda plan: deeds.drop_lost(plan, number), "dropped"),
    }
    if deed not in known:
        abort(400)
    change, told = known[deed]
    return _changed(token, change, told, lesson_page, f"block-{number}")


@bp.get("/teach/imports/<token>/headings")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_headings(token: str) -> ResponseReturnValue:
    """Ask about the lines that were taken as headings by their shape."""
    with reading() as session:
        return _headings_page(_at(session, token), page_number(request.args.get("page")))


@bp.post("/teach/imports/<token>/headings")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def confirm_import_headings(token: str) -> ResponseReturnValue:
    """Take the lines that were not ticked as ordinary text."""
    form = HeadingsForm()
    ticked = set(request.form.getlist("headings"))
    shown = [
        one for one in (form.shown.data or "").split(",")[:HEADINGS_A_PAGE] if one.isascii() and one.isdigit()
    ]
    taken_back = [int(one) for one in shown if one not in ticked and len(one) < 9]

    def change(plan: Plan) -> Plan:
        # From the last on: a lesson goes into the one before it, which must still be there.
        for number in reversed(taken_back):
            plan = deeds.as_text(plan, number)
        return plan

    following = page_number(request.args.get("page")) + 1
    with reading() as session:
        count = len(deeds.taken_as_headings(_at(session, token).plan))
    is_more = (following - 1) * HEADINGS_A_PAGE < count
    # Lines that were taken back leave the list: what follows moves up by as many.
    where = url_for("authoring.import_headings", token=token, page=following - bool(taken_back))
    return _changed(token, change, "headings", where if is_more else _preview(token))


@bp.get("/teach/imports/<token>/pictures/<name>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def import_picture(token: str, name: str) -> ResponseReturnValue:
    """Show a picture that was read: drawn anew by the converter, so that nothing of a stranger's file is in it."""
    with reading() as session:
        row = imports.import_by_token(session, token, holdings_of(current_person()))
        found = row.files.get(f"media/{name}")
    content_type = _TYPES.get(name.rpartition(".")[2])
    if found is None or content_type is None or row.plan is None:
        abort(404)
    answer = Response(store_for(settings()).get(found[0]), content_type=content_type)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


def _undescribed_after(plan: Plan, number: int) -> int:
    """Return the next picture that has no description, from the top again after the last one; 0 where there is no other."""
    others = [one for one in undescribed_pictures(plan) if one != number]
    order = [block.number for _, _, block in plan.blocks()]
    later = [one for one in others if order.index(one) > order.index(number)]
    return (later or others or [0])[0]


def _at(session: Session, token: str) -> _At:
    row = imports.import_by_token(session, token, holdings_of(current_person()))
    plan = imports.plan_in(row)
    if plan is None:
        abort(404)
    return _At(row, plan)


def _changed(token: str, deed: Deed, told: str, where: str, anchor: str = "") -> ResponseReturnValue:
    """Do something to a plan and go on to an address, which may have gone by it: then the preview."""
    with transaction() as session:
        outcome = imports.change_plan(
            session, token, deed, holdings=holdings_of(current_person()), now=instant_now()
        )
    if isinstance(outcome, Refusal):
        return redirect(_preview(token), 303)
    joint = "&" if urlsplit(where).query else "?"
    return redirect(f"{where}{joint}done={told}{'#' + anchor if anchor else ''}", 303)


def _preview(token: str) -> str:
    return url_for("authoring.import_preview", token=token)


def _unit_page(at: _At, number: int, form: NameForm, status: int = 200) -> ResponseReturnValue:
    unit = at.unit(number)
    if status == 200:
        form.title.data = unit.title
    return page(
        "authoring/import_unit.html",
        status,
        form=form,
        row=at.row,
        unit=unit,
        place=at.plan.units.index(unit) + 1,
        count=len(at.plan.units),
        paging=part_of(unit.lessons, page_number(request.args.get("page")), LESSONS_A_PAGE),
        done=done(DONE),
    )


def _lesson_page(at: _At, number: int, form: NameForm, status: int = 200) -> ResponseReturnValue:
    unit, lesson = at.lesson(number)
    if status == 200:
        form.title.data = lesson.title
    choice = UnitChoiceForm(MultiDict())
    choice.unit.choices = options([(str(one.number), one.title) for one in at.plan.units if one is not unit])
    order = [one.number for _, one in at.plan.lessons()]
    place = order.index(number)
    paging = part_of(lesson.blocks, page_number(request.args.get("page")), BLOCKS_A_PAGE)
    return page(
        "authoring/import_lesson.html",
        status,
        form=form,
        choice=choice,
        row=at.row,
        unit=unit,
        lesson=lesson,
        place=place + 1,
        count=len(order),
        following=order[place + 1] if place + 1 < len(order) else None,
        is_first_of_unit=unit.lessons[0] is lesson,
        paging=paging,
        first=(paging.number - 1) * BLOCKS_A_PAGE,
        kinds=PieceKind,
        losses_in=losses_in,
        done=done(DONE),
    )


def _block_page(at: _At, number: int, form: DescriptionForm, status: int = 200) -> ResponseReturnValue:
    _, lesson, block = at.block(number)
    if status == 200:
        form.description.data = block.words if block.kind is PieceKind.PICTURE else ""
    return page(
        "authoring/import_block.html",
        status,
        form=form,
        row=at.row,
        lesson=lesson,
        block=block,
        place=lesson.blocks.index(block) + 1,
        can_be_heading=deeds.can_be_heading(block),
        back=_page_of(lesson, block),
        picture=block.picture.removeprefix("media/"),
        size=_size_of(at.row, block),
        undescribed=len([one for one in undescribed_pictures(at.plan) if one != number]),
        done=done(DONE),
        kinds=PieceKind,
        losses_in=losses_in,
    )


def _headings_page(at: _At, number: int) -> ResponseReturnValue:
    paging = part_of(deeds.taken_as_headings(at.plan), number, HEADINGS_A_PAGE)
    form = HeadingsForm(MultiDict())
    form.headings.choices = options([(str(one.number), one.words) for one in paging.rows])
    form.headings.data = [str(one.number) for one in paging.rows]
    form.shown.data = ",".join(str(one.number) for one in paging.rows)
    return page("authoring/import_headings.html", form=form, row=at.row, paging=paging, done=done(DONE))


def _size_of(row: DocumentImport, block: Block) -> PictureSize | None:
    found = row.files.get(block.picture)
    return look_at(store_for(settings()).get(found[0]), block.picture) if found is not None else None


def _page_of(lesson: LessonPlan, block: Block) -> int:
    return lesson.blocks.index(block) // BLOCKS_A_PAGE + 1
