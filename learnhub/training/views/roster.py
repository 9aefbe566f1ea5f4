"""A base brings a roster: columns, a look before anything is done, what was taken, what is given back, slips to hand over."""

import io

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.reset_codes import grouped, spoken
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.certificate import told_here
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.formats.adapters import sheets
from learnhub.formats.adapters.brought_sheets.files import BYTES_MAX, read_sheet
from learnhub.formats.adapters.brought_sheets.program import Size
from learnhub.formats.rules.sheet_columns import shown_cell
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import base_by_id
from learnhub.training import service
from learnhub.training.forms.roster import SheetForm, columns_form, same_form
from learnhub.training.models import RosterImport
from learnhub.training.rules.roster import COLUMNS_MAX, FIELD_WORDS, ROWS_MAX, RosterField, mapping_refusal
from learnhub.training.service import RowState
from learnhub.training.views.openings import managed_class
from learnhub.training.views.rolls import bp
from learnhub.web import current_person, once, page, reading, requires, shown_once, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.paging import page_number, part_of

ROSTER_DONE = {"taken": say("能收下的都收下了。"), "ended": say("剩下的几行已经扔掉，没有留下号码。")}
STATE_WORDS = {
    RowState.NEW: say("新建账号，进班"),
    RowState.KNOWN: say("本基地已有同名学员，请说是不是同一个人"),
    RowState.IN_CLASS: say("班里已有同名学员，不再收。是另一个人，请在姓名后加一个字"),
    RowState.FAULTY: say("收不下，请改"),
}


@bp.get("/base/classes/<int:class_id>/roster")
@requires(Role.BASE_MANAGER)
def roster(class_id: int) -> ResponseReturnValue:
    """Show who was entered by a sheet, and ask for one."""
    return _roster_page(class_id, SheetForm())


@bp.post("/base/classes/<int:class_id>/roster")
@takes_up_to(BYTES_MAX)
@requires(Role.BASE_MANAGER)
@once
def bring_roster(class_id: int) -> ResponseReturnValue:
    """Read a sheet; nothing is taken yet."""
    with reading() as session:
        managed_class(session, class_id)
    form = SheetForm()
    form.sheet.data = request.files.get("sheet")
    if not form.validate():
        return _roster_page(class_id, form, 422)
    sheet = read_sheet(form.sheet.data.read(), Size(ROWS_MAX, COLUMNS_MAX))
    if sheet.fault:
        form.refuse(Refusal("sheet", sheet.fault, field="sheet"))
        return _roster_page(class_id, form, 422)
    with transaction() as session:
        outcome = service.begin_import(
            session,
            keys(),
            training_class=managed_class(session, class_id),
            cells=sheet.cells,
            by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _roster_page(class_id, form, 422)
    return to("training.roster_columns", class_id=class_id, import_id=outcome.id)


@bp.get("/base/classes/<int:class_id>/roster/sheet")
@requires(Role.BASE_MANAGER)
def empty_roster(class_id: int) -> ResponseReturnValue:
    """Send an empty sheet with our headings."""
    with reading() as session:
        managed_class(session, class_id)
    return _sheet([list(FIELD_WORDS.values())], "名单.xlsx")


@bp.get("/base/classes/<int:class_id>/roster/<import_id>/columns")
@requires(Role.BASE_MANAGER)
def roster_columns(class_id: int, import_id: str) -> ResponseReturnValue:
    """Ask which column says what, with what we guessed."""
    return _columns_page(class_id, import_id)


@bp.post("/base/classes/<int:class_id>/roster/<import_id>/columns")
@requires(Role.BASE_MANAGER)
def map_roster_columns(class_id: int, import_id: str) -> ResponseReturnValue:
    """Say which column says what."""
    with transaction() as session:
        found = _own_import(session, class_id, import_id)
        header = service.cells_of(keys(), found)[0]
        form = columns_form(header, {})
        is_right = form.validate()
        refusal = mapping_refusal(form.mapping) if is_right else None
        if is_right and refusal is None and max(form.mapping.values()) < len(header):
            service.map_columns(session, found, form.mapping)
            return to("training.roster_rows", class_id=class_id, import_id=import_id)
    if refusal is not None:
        form.refuse(refusal)
    return page("training/roster_columns.html", 422, form=form, class_id=class_id, import_id=import_id)


@bp.get("/base/classes/<int:class_id>/roster/<import_id>")
@requires(Role.BASE_MANAGER)
def roster_rows(class_id: int, import_id: str) -> ResponseReturnValue:
    """Show what taking each row would do, before anything is done."""
    return _rows_page(class_id, import_id)


@bp.post("/base/classes/<int:class_id>/roster/<import_id>")
@requires(Role.BASE_MANAGER)
def take_roster(class_id: int, import_id: str) -> ResponseReturnValue:
    """Take the rows that can be taken."""
    same = same_form([]).numbers
    with transaction() as session:
        found = _own_import(session, class_id, import_id)
        base = base_by_id(session, managed_class(session, class_id).base_id)
        if not service.mapping_of(found) or mapping_refusal(service.mapping_of(found)) is not None:
            return to("training.roster_columns", class_id=class_id, import_id=import_id)
        service.choose_same(session, found, same)
        outcome = service.take_rows(
            session,
            keys(),
            actor(),
            found=found,
            region_code=base.region_code,
            told_words=told_here(),
            now=instant_now(),
        )
        is_over = found.cells_sealed is None
        if isinstance(outcome, Refusal):
            session.rollback()
    if isinstance(outcome, Refusal):
        return _rows_page(class_id, import_id, 409, refused=outcome.sentence)
    if is_over:
        return to("training.roster", class_id=class_id, done="taken")
    return to("training.roster_rows", class_id=class_id, import_id=import_id, done="taken")


@bp.post("/base/classes/<int:class_id>/roster/<import_id>/end")
@requires(Role.BASE_MANAGER)
def end_roster(class_id: int, import_id: str) -> ResponseReturnValue:
    """Throw away what is left of a sheet."""
    with transaction() as session:
        service.end_import(session, _own_import(session, class_id, import_id), now=instant_now())
    return to("training.roster", class_id=class_id, done="ended")


@bp.get("/base/classes/<int:class_id>/roster/<import_id>/sheet")
@requires(Role.BASE_MANAGER)
def roster_given_back(class_id: int, import_id: str) -> ResponseReturnValue:
    """Send the rows that can't be taken as a sheet, with what to mend; numbers of certificates are left out."""
    with reading() as session:
        found = _own_import(session, class_id, import_id)
        cells, certificate = (
            service.cells_of(keys(), found),
            service.mapping_of(found).get(RosterField.CERTIFICATE),
        )
        rows = [[*cells[0], "要改什么"]]
        for one in service.looked_over(session, keys(), found, now=instant_now()):
            if one.state is RowState.FAULTY:
                shown = [
                    shown_cell(text, is_certificate=column == certificate)
                    for column, text in enumerate(cells[one.number - 1])
                ]
                shown += [""] * (len(cells[0]) - len(shown))
                words = "；".join(f"{FIELD_WORDS[fault.field]}：{fault.sentence}" for fault in one.faults)
                rows.append([*shown[: len(cells[0])], words])
    return _sheet(rows, "要改的几行.xlsx")


@bp.get("/base/classes/<int:class_id>/roster/slips")
@requires(Role.BASE_MANAGER)
def slips(class_id: int) -> ResponseReturnValue:
    """Say how many accounts wait for their people, and ask before codes are made."""
    with reading() as session:
        found = managed_class(session, class_id)
        waiting = service.waiting_accounts(session, class_id)
        names = nicknames(session, waiting)
        return page("training/slips.html", training_class=found, names=list(names.values()), codes=None)


@bp.post("/base/classes/<int:class_id>/roster/slips")
@requires(Role.BASE_MANAGER)
@shown_once
def make_slips(class_id: int) -> ResponseReturnValue:
    """Make the codes and show them, the only time they are seen."""
    with transaction() as session:
        found = managed_class(session, class_id)
        made = service.hand_over_codes(session, keys(), actor(), training_class=found, now=instant_now())
    codes = [(name, grouped(code), spoken(code)) for name, code in made]
    return page("training/slips.html", training_class=found, names=[], codes=codes)


def _own_import(session: Session, class_id: int, import_id: str) -> RosterImport:
    found = service.import_or_none(session, managed_class(session, class_id).id, import_id)
    if found is None:
        abort(404)
    return found


def _sheet(rows: list[list[str]], name: str) -> Response:
    answer = send_file(
        io.BytesIO(sheets.written([("名单", rows[0], rows[1:])])),
        mimetype=sheets.MEDIA_TYPE,
        as_attachment=True,
        download_name=name,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _roster_page(class_id: int, form: SheetForm, status: int = 200) -> Response:
    with reading() as session:
        found = managed_class(session, class_id)
        entries = service.roster_of(session, class_id)
        paging = part_of(entries, page_number(request.args.get("page")))
        return page(
            "training/roster.html",
            status,
            form=form,
            training_class=found,
            paging=paging,
            names=nicknames(session, [person_id for _entry, person_id in paging.rows]),
            waiting=len(service.waiting_accounts(session, class_id)),
            done=done(ROSTER_DONE),
        )


def _columns_page(class_id: int, import_id: str) -> Response:
    with reading() as session:
        found = _own_import(session, class_id, import_id)
        form = columns_form(service.cells_of(keys(), found)[0], service.mapping_of(found))
        return page("training/roster_columns.html", form=form, class_id=class_id, import_id=import_id)


def _rows_page(class_id: int, import_id: str, status: int = 200, *, refused: str = "") -> Response:
    with reading() as session:
        found = _own_import(session, class_id, import_id)
        if mapping_refusal(service.mapping_of(found)) is not None:
            return to("training.roster_columns", class_id=class_id, import_id=import_id)
        told = service.looked_over(session, keys(), found, now=instant_now())
        known = [one for one in told if one.state is RowState.KNOWN]
        form = same_form(
            [
                (one.number, say("%(name)s（第 %(number)s 行）", name=one.name, number=one.number))
                for one in known
            ],
            [one.number for one in known if one.is_same],
        )
        if refused:
            form.form_errors.append(refused)
        return page(
            "training/roster_rows.html",
            status,
            form=form,
            training_class=managed_class(session, class_id),
            import_id=import_id,
            paging=part_of(
                sorted(told, key=lambda one: one.state is not RowState.FAULTY),
                page_number(request.args.get("page")),
            ),
            known_count=len(known),
            new_count=sum(one.state is RowState.NEW for one in told),
            faulty_count=sum(one.state is RowState.FAULTY for one in told),
            words=STATE_WORDS,
            fields=FIELD_WORDS,
            done=done(ROSTER_DONE),
        )
