"""The registers of the field, as an office keeps them."""

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, request, send_file
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.field import service
from learnhub.field.forms import EntryForm, EventForm, entry_form
from learnhub.field.rules import (
    EVENT_WORDS,
    KIND_WORDS,
    POST_WORDS,
    SIGNING_WORDS,
    SORT_WORDS,
    STANDING_WORDS,
    EventKind,
    FieldKind,
    Happened,
    Post,
    Signing,
    Sort,
    training_minutes,
)
from learnhub.field.service import Entry, EntryPlan
from learnhub.formats.adapters import sheets
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import contains
from learnhub.regions.service import region_name, region_names
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

bp = Blueprint("field", __name__)

REGISTERS = {
    "teachers": FieldKind.TEACHER,
    "assessors": FieldKind.ASSESSOR,
    "agencies": FieldKind.AGENCY,
    "experts": FieldKind.EXPERT,
}
REGISTER_WORDS = {
    "teachers": say("师资库"),
    "assessors": say("考评员名册"),
    "agencies": say("技能评价机构名单"),
    "experts": say("专家库"),
}
COLUMNS = (
    say("姓名或名称"), say("地区"), say("类别"), say("状态"), say("所在单位"), say("教什么、评什么或专长"), say("职业"),
    say("专职还是兼职"), say("手语"), say("盲文"), say("培训分钟"), say("证书有效期到"), say("联系方式"), say("登记依据"),
)  # fmt: skip
DONE = {"registered": say("已经登进名册。"), "recorded": say("已经记下。")}
_ADDRESS = "/office/field/<any(teachers, assessors, agencies, experts):register>"


@bp.get("/office/field")
@requires(Role.OFFICER)
def registers() -> ResponseReturnValue:
    """Show the registers, and what an office should look at in them."""
    with reading() as session:
        found = service.attention(session, _reach(), today())
        return page(
            "field/registers.html",
            attention=found,
            ending=part_of(found.ending, page_number(request.args.get("page"))),
            registers=REGISTERS,
            register_words=REGISTER_WORDS,
            counts=service.counts(session, _reach()),
            place_words=_place_words,
        )


@bp.get(_ADDRESS)
@requires(Role.OFFICER)
def register(register: str) -> ResponseReturnValue:
    """List a register, a page at a time."""
    with reading() as session:
        found = service.entries(session, REGISTERS[register], _reach(), today())
        return page(
            "field/register.html",
            register=register,
            kind=REGISTERS[register],
            paging=part_of(found, page_number(request.args.get("page"))),
            on=today(),
            **_words(),
        )


@bp.get(f"{_ADDRESS}/sheet.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def register_sheet(register: str, suffix: str) -> ResponseReturnValue:
    """Send a register as a table: the entries of the own divisions, with the day and the filter in the last row."""
    with reading() as session:
        found = service.entries(session, REGISTERS[register], _reach(), today())
        rows = [_row(one) for one in found]
    places = "、".join(_place_words(code) for code in _reach())
    rows.append(
        [
            say(
                "截至 %(day)s，%(places)s，共 %(count)d 条",
                day=today().isoformat(),
                places=places,
                count=len(found),
            )
        ]
    )
    title = REGISTER_WORDS[register]
    if suffix == "csv":
        content, media_type = sheets.comma_separated(COLUMNS, rows), "text/csv"
    else:
        content, media_type = sheets.written([(title, COLUMNS, rows)]), sheets.MEDIA_TYPE
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{title}.{suffix}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get(f"{_ADDRESS}/new")
@requires(Role.OFFICER)
def new_entry(register: str) -> ResponseReturnValue:
    """Ask for an entry."""
    return _new_page(register, _form(register))


@bp.post(f"{_ADDRESS}/new")
@requires(Role.OFFICER)
@once
def register_entry(register: str) -> ResponseReturnValue:
    """Add an entry to a register."""
    form = _form(register)
    if not form.validate():
        return _new_page(register, form, 422)
    with transaction() as session:
        made = service.register(
            session,
            _plan(REGISTERS[register], form),
            filed_on=form.filed_on.data or today(),
            by_id=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(made, Refusal):
        form.refuse(made)
        return _new_page(register, form, 422)
    return to("field.entry", register=register, entry_id=made.id, done="registered")


@bp.get(f"{_ADDRESS}/<int:entry_id>")
@requires(Role.OFFICER)
def entry(register: str, entry_id: int) -> ResponseReturnValue:
    """Show an entry with its history, and ask what happened."""
    return _entry_page(register, entry_id, EventForm())


@bp.post(f"{_ADDRESS}/<int:entry_id>")
@requires(Role.OFFICER)
@once
def record_event(register: str, entry_id: int) -> ResponseReturnValue:
    """Record what happened to an entry."""
    form = EventForm()
    if not form.validate():
        return _entry_page(register, entry_id, form, 422)
    with transaction() as session:
        found = service.entry_or_none(session, REGISTERS[register], entry_id, _reach(), today())
        if found is None:
            abort(404)
        refusal = service.record(
            session,
            found.row,
            Happened(EventKind(form.kind.data), form.day.data or today(), form.minutes.data),
            words=tidy(form.words.data),
            by_id=current_person().person_id,
            now=instant_now(),
            on=today(),
        )
    if refusal is not None:
        form.refuse(refusal)
        return _entry_page(register, entry_id, form, 422)
    return to("field.entry", register=register, entry_id=entry_id, done="recorded")


def _new_page(register: str, form: EntryForm, status: int = 200) -> ResponseReturnValue:
    return page("field/new_entry.html", status, form=form, register=register, **_words())


def _entry_page(register: str, entry_id: int, form: EventForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = service.entry_or_none(session, REGISTERS[register], entry_id, _reach(), today())
        if found is None:
            abort(404)
        return page(
            "field/entry.html",
            status,
            form=form,
            register=register,
            entry=found,
            facts=[(name, words) for name, words in zip(COLUMNS[1:], _row(found)[1:], strict=True) if words],
            event_words=EVENT_WORDS,
            done=done(DONE),
            **_words(),
        )


def _form(register: str) -> EntryForm:
    names = region_names(settings().content_dir)
    codes = sorted(
        {*(c for c in names if any(contains(o, c) for o in _reach())), *(c for c in _reach() if c)}
    )
    return entry_form(REGISTERS[register], [(code, _place_words(code)) for code in codes])


def _plan(kind: FieldKind, form: EntryForm) -> EntryPlan:
    typed: dict[str, Any] = form.data
    is_teacher = kind is FieldKind.TEACHER
    return EntryPlan(
        kind=kind,
        region_code=typed["region"],
        name=tidy(typed["name"]),
        sort=Sort(typed["sort"]),
        works_at=tidy(typed["works_at"]),
        subjects=tidy(typed["subjects"]),
        occupation=tidy(typed.get("occupation")),
        post=Post(typed["post"]) if is_teacher else None,
        signing=Signing(typed["signing"]) if is_teacher else None,
        knows_braille=typed["braille"] == "yes" if is_teacher else None,
        issued_on=typed.get("issued_on"),
        contact=tidy(typed["contact"]),
        source=tidy(typed["source"]),
    )


def _row(found: Entry) -> list[str]:
    row = found.row
    minutes = training_minutes(Happened(one.kind, one.day, one.minutes) for one in row.events)
    return [
        row.name,
        _place_words(row.region_code),
        SORT_WORDS[row.sort],
        STANDING_WORDS[found.standing],
        row.works_at,
        row.subjects,
        row.occupation,
        POST_WORDS[row.post] if row.post else "",
        SIGNING_WORDS[row.signing] if row.signing else "",
        "" if row.knows_braille is None else say("会盲文") if row.knows_braille else say("不会盲文"),
        str(minutes) if minutes else "",
        found.term.ends_on.isoformat() if found.term else "",
        row.contact,
        row.source,
    ]


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER})


def _place_words(code: str) -> str:
    return region_name(settings().content_dir, code)


def _words() -> dict[str, Any]:
    return {
        "register_words": REGISTER_WORDS,
        "kind_words": KIND_WORDS,
        "sort_words": SORT_WORDS,
        "standing_words": STANDING_WORDS,
        "signing_words": SIGNING_WORDS,
        "place_words": _place_words,
    }
