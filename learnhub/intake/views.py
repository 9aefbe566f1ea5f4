"""An office brings an old 台账 or register: the file, its columns, a look before anything is done, and what was kept."""

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request, send_file
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, keys, to
from learnhub.formats.adapters import sheets
from learnhub.formats.adapters.brought_sheets.files import BYTES_MAX, read_sheet
from learnhub.formats.adapters.brought_sheets.program import Size
from learnhub.formats.rules.sheet_columns import shown_cell
from learnhub.intake import service
from learnhub.intake.forms import SheetForm, columns_form, sheet_form
from learnhub.intake.models import BroughtSheet
from learnhub.intake.rules.registers import (
    COLUMNS_MAX,
    NEEDED,
    PART_WORDS,
    PARTS,
    REGISTER_WORDS,
    ROWS_MAX,
    Part,
    Register,
    mapping_refusal,
)
from learnhub.intake.rules.rows import ENTRY_FATE_WORDS, FATE_WORDS, TAKEN, Fate, Places
from learnhub.primitives import Refusal, instant_now, say
from learnhub.regions.rules import contains
from learnhub.regions.service import region_name, region_names
from learnhub.web import (
    Paging,
    SiteForm,
    current_person,
    once,
    page,
    reading,
    requires,
    settings,
    transaction,
)
from learnhub.web.bodies import takes_up_to
from learnhub.web.paging import page_number, part_of

bp = Blueprint("intake", __name__)
DONE = {"taken": say("能收下的都收下了，表格已经删掉。"), "ended": say("表格已经删掉，什么都没有收。")}
PAST_COLUMNS = (
    say("姓名"), say("证件号"), say("地区"), say("培训项目"), say("培训机构"), say("开始的日期"), say("结束的日期"),
    say("学时或天数"), say("得到的证书"), say("来自哪份表"), say("第几行"), say("哪一天收的"),
)  # fmt: skip
_ADDRESS = "/office/imports/<any(ledger, teachers, assessors, bases):register>"
_PAGE_ROWS = 25
_SHEET_ROWS_MAX = 50_000


@bp.get("/office/imports")
@requires(Role.OFFICER)
def imports() -> ResponseReturnValue:
    """Say what can be brought, and how much was."""
    with reading() as session:
        return page(
            "intake/imports.html",
            registers=REGISTER_WORDS,
            past_count=service.past_count(session, _reach()),
        )


@bp.get(_ADDRESS)
@requires(Role.OFFICER)
def register(register: str) -> ResponseReturnValue:
    """Ask for a sheet, and list those that were taken."""
    return _register_page(Register(register), sheet_form(_regions()))


@bp.post(_ADDRESS)
@takes_up_to(BYTES_MAX)
@requires(Role.OFFICER)
@once
def bring(register: str) -> ResponseReturnValue:
    """Read a sheet; nothing is taken yet."""
    kind = Register(register)
    form = sheet_form(_regions())
    form.sheet.data = request.files.get("sheet")
    if not form.validate():
        return _register_page(kind, form, 422)
    sheet = read_sheet(form.sheet.data.read(), Size(ROWS_MAX[kind], COLUMNS_MAX), takes_csv=True)
    if sheet.fault:
        form.refuse(Refusal("sheet", sheet.fault, field="sheet"))
        return _register_page(kind, form, 422)
    with transaction() as session:
        made = service.begin(
            session,
            keys(),
            register=kind,
            region_code=form.region.data,
            file_name=str(form.sheet.data.filename or "")[-80:],
            cells=sheet.cells,
            by_id=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(made, Refusal):
        form.refuse(made)
        return _register_page(kind, form, 422)
    return to("intake.columns", register=register, sheet_id=made.id)


@bp.get(f"{_ADDRESS}/empty.xlsx")
@requires(Role.OFFICER)
def empty_sheet(register: str) -> ResponseReturnValue:
    """Send an empty sheet with our headings."""
    kind = Register(register)
    return _sent("xlsx", str(REGISTER_WORDS[kind]), [PART_WORDS[part] for part in PARTS[kind]], [])


@bp.get(f"{_ADDRESS}/<sheet_id>/columns")
@requires(Role.OFFICER)
def columns(register: str, sheet_id: str) -> ResponseReturnValue:
    """Ask which column says what, with what we guessed."""
    with reading() as session:
        found = _own_sheet(session, register, sheet_id)
        form = columns_form(found.register, service.cells_of(keys(), found)[0], service.mapping_of(found))
    return _columns_page(register, sheet_id, form)


@bp.post(f"{_ADDRESS}/<sheet_id>/columns")
@requires(Role.OFFICER)
def map_columns(register: str, sheet_id: str) -> ResponseReturnValue:
    """Say which column says what."""
    with transaction() as session:
        found = _own_sheet(session, register, sheet_id)
        form = columns_form(found.register, service.cells_of(keys(), found)[0], {})
        is_right = form.validate()
        refusal = mapping_refusal(found.register, form.mapping) if is_right else None
        if is_right and refusal is None:
            service.map_columns(session, found, form.mapping)
            return to("intake.rows", register=register, sheet_id=sheet_id)
    if refusal is not None:
        form.refuse(refusal)
    return _columns_page(register, sheet_id, form, 422)


@bp.get(f"{_ADDRESS}/<sheet_id>")
@requires(Role.OFFICER)
def rows(register: str, sheet_id: str) -> ResponseReturnValue:
    """Show what taking each row would do, before anything is done."""
    return _rows_page(register, sheet_id, SiteForm())


@bp.post(f"{_ADDRESS}/<sheet_id>")
@requires(Role.OFFICER)
@once
def take(register: str, sheet_id: str) -> ResponseReturnValue:
    """Take the rows that can be taken, and erase the sheet."""
    with transaction() as session:
        found = _own_sheet(session, register, sheet_id)
        if mapping_refusal(found.register, service.mapping_of(found)) is not None:
            return to("intake.columns", register=register, sheet_id=sheet_id)
        outcome = service.take(
            session, keys(), actor(), found, _places(found), _holdings(), now=instant_now()
        )
        if isinstance(outcome, Refusal):
            session.rollback()
    if isinstance(outcome, Refusal):
        form = SiteForm()
        form.refuse(outcome)
        return _rows_page(register, sheet_id, form, 422)
    return to("intake.register", register=register, done="taken")


@bp.post(f"{_ADDRESS}/<sheet_id>/end")
@requires(Role.OFFICER)
def end(register: str, sheet_id: str) -> ResponseReturnValue:
    """Erase a sheet that isn't wanted."""
    with transaction() as session:
        service.end(session, _own_sheet(session, register, sheet_id), now=instant_now())
    return to("intake.register", register=register, done="ended")


@bp.get(f"{_ADDRESS}/<sheet_id>/faults.xlsx")
@requires(Role.OFFICER)
def faults_sheet(register: str, sheet_id: str) -> ResponseReturnValue:
    """Send the rows that can't be taken, with what to mend; numbers of documents are left out."""
    with reading() as session:
        found = _own_sheet(session, register, sheet_id)
        cells, mapping = service.cells_of(keys(), found), service.mapping_of(found)
        if mapping_refusal(found.register, mapping) is not None:
            return to("intake.columns", register=register, sheet_id=sheet_id)
        told = service.looked_over(session, keys(), found, _places(found), _holdings(), now=instant_now())
    width, lines = len(cells[0]), []
    for one in told:
        if one.fate not in TAKEN:
            shown = [
                shown_cell(text, is_certificate=column == mapping.get(Part.IDENTITY))
                for column, text in enumerate(cells[one.number - 1][:width])
            ]
            lines.append([*shown, *[""] * (width - len(shown)), "；".join(one.sentences)])
    return _sent("xlsx", str(say("没有收的行")), [*cells[0], str(say("要改什么"))], lines)


@bp.get("/office/imports/ledger/rows")
@requires(Role.OFFICER)
def past() -> ResponseReturnValue:
    """List what old 台账 said."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        total = service.past_count(session, _reach())
        found = service.past_rows(session, keys(), _reach(), start=(number - 1) * _PAGE_ROWS, size=_PAGE_ROWS)
    if not found and number > 1:
        abort(404)
    return page("intake/past.html", paging=Paging(found, number, total), place_words=_place_words)


@bp.get("/office/imports/ledger/rows.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def past_sheet(suffix: str) -> ResponseReturnValue:
    """Send what old 台账 said as a table: masked numbers, each row with its source."""
    with reading() as session:
        found = service.past_rows(session, keys(), _reach(), size=_SHEET_ROWS_MAX)
    lines = [
        [
            one.name, one.row.masked, _place_words(one.row.region_code), one.row.project, one.row.provider, one.row.began,
            one.row.ended, one.row.hours, one.row.certificate, one.sheet.file_name, str(one.row.number),
            one.sheet.made_at.date().isoformat(),
        ]
        for one in found
    ]  # fmt: skip
    return _sent(suffix, str(say("旧台账")), PAST_COLUMNS, lines)


def _register_page(register: Register, form: SheetForm, status: int = 200) -> Response:
    with reading() as session:
        paging = part_of(
            service.taken_sheets(session, register, _reach()), page_number(request.args.get("page"))
        )
        return page(
            "intake/register.html",
            status,
            form=form,
            register=register.value,
            title=REGISTER_WORDS[register],
            needed=[PART_WORDS[part] for part in NEEDED[register]],
            further=[PART_WORDS[part] for part in PARTS[register] if part not in NEEDED[register]],
            rows_max=ROWS_MAX[register],
            paging=paging,
            names=nicknames(session, [one.made_by_id for one in paging.rows]),
            done=done(DONE),
        )


def _columns_page(register: str, sheet_id: str, form: SiteForm, status: int = 200) -> Response:
    return page(
        "intake/columns.html",
        status,
        form=form,
        register=register,
        title=REGISTER_WORDS[Register(register)],
        sheet_id=sheet_id,
        parts=[part.value for part in PARTS[Register(register)]],
    )


def _rows_page(register: str, sheet_id: str, form: SiteForm, status: int = 200) -> Response:
    with reading() as session:
        found = _own_sheet(session, register, sheet_id)
        if mapping_refusal(found.register, service.mapping_of(found)) is not None:
            return to("intake.columns", register=register, sheet_id=sheet_id)
        told = service.looked_over(session, keys(), found, _places(found), _holdings(), now=instant_now())
        order = list(Fate)
        return page(
            "intake/rows.html",
            status,
            form=form,
            register=register,
            title=REGISTER_WORDS[found.register],
            sheet=found,
            paging=part_of(
                sorted(told, key=lambda one: order.index(one.fate)), page_number(request.args.get("page"))
            ),
            counts=[(fate, count) for fate, count in service.counts(told).items() if count],
            can_take=sum(one.fate in TAKEN for one in told),
            fate_words=FATE_WORDS if found.register is Register.LEDGER else ENTRY_FATE_WORDS,
        )


def _own_sheet(session: Session, register: str, sheet_id: str) -> BroughtSheet:
    found = service.sheet_or_none(session, Register(register), sheet_id, _reach())
    if found is None:
        abort(404)
    return found


def _places(sheet: BroughtSheet) -> Places:
    return Places(region_names(settings().content_dir), tuple(_reach()), sheet.region_code)


def _regions() -> list[tuple[str, str]]:
    known = region_names(settings().content_dir)
    within = {code for code in known if any(contains(outer, code) for outer in _reach())}
    return [(code, _place_words(code)) for code in sorted({*within, *(code for code in _reach() if code)})]


def _holdings() -> Any:
    return holdings_of(current_person())


def _reach() -> Sequence[str]:
    return region_reach(_holdings(), {Role.OFFICER})


def _place_words(code: str) -> str:
    return region_name(settings().content_dir, code)


def _sent(suffix: str, name: str, columns: Sequence[str], lines: Sequence[Sequence[str]]) -> Response:
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, lines), "text/csv"
    else:
        content, media_type = sheets.written([(name, columns, lines)]), sheets.MEDIA_TYPE
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
