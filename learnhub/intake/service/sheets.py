"""Bring an old 台账 or register: looked over first, then taken in one deed."""

import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.models import Person
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.directory import within_reach
from learnhub.accounts.service.matching import people_by_identity
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.field import service as field
from learnhub.field.rules import FieldKind
from learnhub.formats.rules.sheet_columns import shown_cell
from learnhub.intake.models import BroughtSheet
from learnhub.intake.rules.registers import Part, Register, guessed
from learnhub.intake.rules.rows import (
    TAKEN,
    BaseRow,
    EntryRow,
    Fate,
    Fault,
    LedgerRow,
    Places,
    Row,
    first_fate,
    read_row,
)
from learnhub.intake.service import history
from learnhub.primitives import Refusal, local_date, new_token, say
from learnhub.providers.models import BaseLevel
from learnhub.providers.rules.life import LEVEL_WORDS
from learnhub.providers.service import BasePlan
from learnhub.providers.service.life import enter
from learnhub.providers.service.particulars import mend, particulars_of
from learnhub.providers.service.register import known_bases
from learnhub.regions.rules import contains

KEPT_FOR = timedelta(hours=24)
KINDS = {Register.TEACHERS: FieldKind.TEACHER, Register.ASSESSORS: FieldKind.ASSESSOR}


@dataclass(frozen=True)
class Told:
    """A row looked over. name, masked: as pages may show them. row: None where it can't be taken."""

    number: int
    name: str
    masked: str
    fate: Fate
    sentences: tuple[str, ...]
    row: Row | None


def begin(
    session: Session,
    keys: SiteKeys,
    *,
    register: Register,
    region_code: str,
    file_name: str,
    cells: Sequence[Sequence[str]],
    by_id: int,
    now: datetime,
) -> BroughtSheet | Refusal:
    """Keep a sheet, encrypted, until it is taken or a day has passed; its columns are guessed from the header."""
    if len(cells) < 2:
        return Refusal(
            "sheet-empty", say("表里没有内容。第一行写每一列是什么，从第二行起一行一条。"), field="sheet"
        )
    _forget_old(session, now)
    row_id = new_token(12)
    made = BroughtSheet(
        id=row_id,
        register=register,
        region_code=region_code,
        file_name=shown_cell(file_name, is_certificate=False),
        made_by_id=by_id,
        made_at=now,
        cells_sealed=_sealed(keys, row_id, cells),
        mapping={part.value: column for part, column in guessed(register, cells[0]).items()},
    )
    session.add(made)
    session.flush()
    return made


def sheet_or_none(
    session: Session, register: Register, sheet_id: str, reach: Sequence[str]
) -> BroughtSheet | None:
    """Return a sheet of these divisions that waits to be taken; None otherwise."""
    found = session.get(BroughtSheet, sheet_id)
    if found is None or found.register is not register or found.cells_sealed is None:
        return None
    return found if any(contains(outer, found.region_code) for outer in reach) else None


def cells_of(keys: SiteKeys, sheet: BroughtSheet) -> list[list[str]]:
    """Return the sheet, the header first."""
    assert sheet.cells_sealed is not None
    cells: list[list[str]] = json.loads(unseal(keys, _place(sheet.id), sheet.cells_sealed))
    return cells


def mapping_of(sheet: BroughtSheet) -> dict[Part, int]:
    """Return which column says what."""
    return {Part(part): int(column) for part, column in sheet.mapping.items()}


def map_columns(session: Session, sheet: BroughtSheet, mapping: Mapping[Part, int]) -> None:
    """Say which column says what."""
    sheet.mapping = {part.value: column for part, column in mapping.items()}
    session.flush()


def looked_over(
    session: Session,
    keys: SiteKeys,
    sheet: BroughtSheet,
    places: Places,
    viewer: Sequence[Holding],
    *,
    now: datetime,
) -> list[Told]:
    """Return each row with what taking it would do and what is wrong with it; changes nothing.

    viewer: only trainees within these roles' reach are told to be known, so that nobody learns of others by trying numbers.
    """
    on, mapping = local_date(now), mapping_of(sheet)
    read: list[tuple[int, str, Row | list[Fault]]] = []
    for number, cells in enumerate(cells_of(keys, sheet)[1:], start=2):
        if any(cells):
            told = {part: cells[at] if at < len(cells) else "" for part, at in mapping.items()}
            name = shown_cell(told.get(Part.NAME, ""), is_certificate=False)
            read.append((number, name, read_row(sheet.register, told, places, on=on)))
    rows = [row for _number, _name, row in read if not isinstance(row, list)]
    kept = _kept(session, keys, sheet.register, rows)
    known = _known(session, keys, rows, viewer, now)
    first: dict[str, int] = {}
    found = []
    for number, name, row in read:
        if isinstance(row, list):
            sentences = tuple(one.sentence for one in row)
            found.append(Told(number, name, "", first_fate(row), sentences, None))
            continue
        earlier = first.setdefault(_key(row), number)
        sentence = _repeated(earlier, number, is_kept=_key(row) in kept)
        masked = row.masked if isinstance(row, LedgerRow) else ""
        if sentence:
            found.append(Told(number, name, masked, Fate.DUPLICATE, (sentence,), None))
        else:
            is_known = isinstance(row, LedgerRow) and row.identity in known
            found.append(Told(number, name, masked, Fate.KNOWN if is_known else Fate.NEW, (), row))
    return found


def counts(told: Sequence[Told]) -> dict[Fate, int]:
    """Return how many rows have each fate, fates without any too."""
    found = Counter(one.fate for one in told)
    return {fate: found[fate] for fate in Fate}


def take(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    sheet: BroughtSheet,
    places: Places,
    viewer: Sequence[Holding],
    *,
    now: datetime,
) -> int | Refusal:
    """Take every row that can be taken, and erase the sheet; return how many were taken. Nothing is taken when one is refused.

    A row of an old 台账 becomes history alone: no account, no enrolment, no credit, no money.
    """
    assert actor.person_id is not None
    session.refresh(sheet, with_for_update=True)
    if sheet.cells_sealed is None:
        return Refusal("sheet-ended", say("这份表刚才已经收下了。"))
    taken = [one for one in looked_over(session, keys, sheet, places, viewer, now=now) if one.fate in TAKEN]
    for one in taken:
        refusal = None
        match one.row:
            case LedgerRow() as row:
                history.keep(session, keys, sheet, one.number, row)
            case EntryRow() as row:
                refusal = _register(session, sheet, one.number, row, actor.person_id, now)
            case BaseRow() as row:
                refusal = _enter(session, actor, viewer, row, now)
        if refusal is not None:
            return Refusal(
                refusal.code,
                say("第 %(number)d 行收不下：%(sentence)s", number=one.number, sentence=refusal.sentence),
            )
    sheet.cells_sealed, sheet.ended_at, sheet.taken = None, now, len(taken)
    session.flush()
    audit.record(
        session,
        actor,
        "sheet-taken",
        say("收下旧表：%(register)s，%(count)s 行", register=sheet.register.value, count=len(taken)),
        Concern("brought-sheet", sheet.id),
        now=now,
    )
    return len(taken)


def end(session: Session, sheet: BroughtSheet, *, now: datetime) -> None:
    """Erase a sheet that isn't wanted."""
    sheet.cells_sealed, sheet.ended_at = None, now
    session.flush()


def taken_sheets(session: Session, register: Register, reach: Sequence[str]) -> list[BroughtSheet]:
    """Return the sheets of these divisions that were taken, the newest first."""
    rows = session.scalars(
        sa.select(BroughtSheet)
        .where(BroughtSheet.register == register, BroughtSheet.taken.is_not(None))
        .order_by(BroughtSheet.made_at.desc(), BroughtSheet.id)
    )
    return [row for row in rows if any(contains(outer, row.region_code) for outer in reach)]


def _repeated(earlier: int, number: int, *, is_kept: bool) -> str:
    if earlier != number:
        return say("和第 %(earlier)d 行是同一条。不是同一个人，请在姓名后加一个字。", earlier=earlier)
    return say("已经收过，或者名册里已经有了。") if is_kept else ""


def _kept(session: Session, keys: SiteKeys, register: Register, rows: Sequence[Row]) -> Collection[str]:
    """Return the keys of those rows that the site has already."""
    if register is Register.BASES:
        wanted = [(row.name, row.credit_code) for row in rows if isinstance(row, BaseRow)]
        return known_bases(session, wanted)
    if register in KINDS:
        return {"|".join(key) for key in field.known_keys(session, KINDS[register])}
    return history.kept_keys(session, keys, [row for row in rows if isinstance(row, LedgerRow)])


def _key(row: Row) -> str:
    return row.whole_key if isinstance(row, LedgerRow) else row.key


def _known(
    session: Session, keys: SiteKeys, rows: Sequence[Row], viewer: Sequence[Holding], now: datetime
) -> Collection[str]:
    """Return the identities of those rows that are trainees within reach."""
    identities = {row.identity for row in rows if isinstance(row, LedgerRow) and row.identity}
    people = sa.select(Person.id).where(within_reach(viewer, local_date(now)))
    return people_by_identity(session, keys, identities, people=people)


def _register(
    session: Session, sheet: BroughtSheet, number: int, row: EntryRow, by_id: int, now: datetime
) -> Refusal | None:
    plan = field.EntryPlan(
        kind=KINDS[sheet.register],
        region_code=row.region_code,
        name=row.name,
        sort=row.sort,
        works_at=row.works_at,
        subjects=row.subjects,
        occupation=row.occupation,
        post=row.post,
        signing=row.signing,
        knows_braille=row.knows_braille,
        issued_on=row.issued_on,
        contact=row.contact,
        source=say("旧名册“%(file)s”第 %(number)d 行", file=sheet.file_name, number=number),
    )
    made = field.register(session, plan, filed_on=row.filed_on, by_id=by_id, now=now)
    return made if isinstance(made, Refusal) else None


def _enter(
    session: Session, actor: Actor, viewer: Sequence[Holding], row: BaseRow, now: datetime
) -> Refusal | None:
    """Enter a base as one that asks to be listed: who listed it, and when, each office records as a step of its own."""
    plan = BasePlan(
        slug=f"base-{row.credit_code.lower()}",  # the one name of a base that is unique, lasting and public
        name=row.name,
        level=next(level for level in BaseLevel if LEVEL_WORDS[level] == row.level),
        region_code=row.region_code,
        listed_on=None,
        address=row.address,
        phone=row.phone,
        text_contact=row.text_contact,
        access_words="",
    )
    made = enter(session, actor, viewer, plan, now=now)
    if isinstance(made, Refusal):
        return made
    told = replace(particulars_of(made), credit_code=row.credit_code)
    mended = mend(session, actor, made, told, now=now)
    return mended if isinstance(mended, Refusal) else None


def _forget_old(session: Session, now: datetime) -> None:
    """Erase sheets that nobody came back to: they hold numbers of certificates."""
    session.execute(
        sa.update(BroughtSheet)
        .where(BroughtSheet.made_at < now - KEPT_FOR, BroughtSheet.cells_sealed.is_not(None))
        .values(cells_sealed=None, ended_at=now)
    )


def _sealed(keys: SiteKeys, row_id: str, cells: Sequence[Sequence[str]]) -> str:
    return seal(keys, _place(row_id), json.dumps([list(row) for row in cells], ensure_ascii=False))


def _place(row_id: str) -> Place:
    return Place("brought_sheet", "cells_sealed", row_id)
