"""A roster that a base brings as a sheet: looked over first, then taken row by row."""

import enum
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.passwords import nobodys_hash
from learnhub.accounts.adapters.sealed_columns import Place, seal, unseal
from learnhub.accounts.adapters.site_keys import SiteKeys
from learnhub.accounts.rules.consent import ConsentText
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service import certificates, people, reset_codes
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.service.sign_ins import have_signed_in, holdings_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue.models import Course
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, local_date, new_token, say
from learnhub.training.models import RosterEntry, RosterImport, TrainingClass
from learnhub.training.rules.roster import (
    CellFault,
    Mapped,
    RosterField,
    RosterRow,
    guessed_mapping,
    read_row,
    repeated,
)
from learnhub.training.service.chain import lock_class, log_step
from learnhub.training.service.classes import OPEN_STATES, class_of_enrolment_or_none, place_counts
from learnhub.training.service.openings import join_class

KIND_ENTERED = "roster.entered"
KEPT_FOR = timedelta(hours=24)


class RowState(enum.StrEnum):
    """What taking a row would do."""

    NEW = "new"
    KNOWN = "known"  # a trainee of this base has this name: a person says whether it is the same
    IN_CLASS = "in class"
    FAULTY = "faulty"


@dataclass(frozen=True)
class RowTold:
    """A row looked over. masked: the certificate as pages show it. faults: (field, sentence); person_id: whose account the name is."""

    number: int
    name: str
    masked: str
    state: RowState
    faults: tuple[CellFault, ...]
    row: RosterRow | None
    person_id: int | None
    is_same: bool


def begin_import(
    session: Session,
    keys: SiteKeys,
    *,
    training_class: TrainingClass,
    cells: Sequence[Sequence[str]],
    by: int,
    now: datetime,
) -> RosterImport | Refusal:
    """Keep a sheet, encrypted, until it is taken or a day has passed; its columns are guessed from the header."""
    if training_class.state not in OPEN_STATES:
        return Refusal("class-not-open", "这个班还没有批准，或者已经结束，现在不能导入名单。")
    if len(cells) < 2:
        return Refusal(
            "sheet-empty", say("表里没有学员。第一行写每一列是什么，从第二行起一行一名学员。"), field="sheet"
        )
    _forget_old(session, now)
    row_id = new_token(12)
    made = RosterImport(
        id=row_id,
        training_class_id=training_class.id,
        made_by_id=by,
        made_at=now,
        cells_sealed=_sealed(keys, row_id, cells),
        mapping={field.value: column for field, column in guessed_mapping(cells[0]).items()},
        choices={},
    )
    session.add(made)
    session.flush()
    return made


def import_or_none(session: Session, class_id: int, import_id: str) -> RosterImport | None:
    """Return an import of this class whose sheet is still there; None otherwise."""
    found = session.get(RosterImport, import_id)
    if found is None or found.training_class_id != class_id or found.cells_sealed is None:
        return None
    return found


def cells_of(keys: SiteKeys, found: RosterImport) -> list[list[str]]:
    """Return the sheet, the header first; rows that were taken are empty."""
    assert found.cells_sealed is not None
    cells: list[list[str]] = json.loads(unseal(keys, _place(found.id), found.cells_sealed))
    return cells


def mapping_of(found: RosterImport) -> dict[RosterField, int]:
    """Return which column says what."""
    return {RosterField(field): int(column) for field, column in found.mapping.items()}


def map_columns(session: Session, found: RosterImport, mapping: Mapped) -> None:
    """Say which column says what."""
    found.mapping = {field.value: column for field, column in mapping.items()}
    session.flush()


def choose_same(session: Session, found: RosterImport, same: Sequence[int]) -> None:
    """Say which rows are the trainee of the base whose name they bear; row numbers."""
    found.choices = {str(number): True for number in same}
    session.flush()


def looked_over(session: Session, keys: SiteKeys, found: RosterImport, *, now: datetime) -> list[RowTold]:
    """Return each row with what taking it would do and what is wrong with it; changes nothing."""
    training_class = session.get_one(TrainingClass, found.training_class_id)
    on, mapping = local_date(now), mapping_of(found)
    ends_on = max(one.day for one in training_class.sessions)
    read: list[tuple[int, str, RosterRow | list[CellFault]]] = []
    for number, cells in enumerate(cells_of(keys, found)[1:], start=2):
        if any(cells):
            column = mapping[RosterField.NAME]
            name = cells[column] if column < len(cells) else ""
            read.append((number, name, read_row(number, cells, mapping, on=on, ends_on=ends_on)))
    earlier = repeated([row for _number, _name, row in read if isinstance(row, RosterRow)])
    left = training_class.capacity - place_counts(session, [training_class.id])[training_class.id]
    told = []
    for number, name, row in read:
        if not isinstance(row, RosterRow):
            told.append(RowTold(number, name, "", RowState.FAULTY, tuple(row), None, None, is_same=False))
            continue
        one = _row_told(session, found, training_class, row, earlier.get(number), now)
        if _is_to_take(one):
            left -= 1
            if left < 0:
                one = _faulty(
                    row,
                    RosterField.NAME,
                    say(
                        "这个班最多 %(capacity)s 人，已经排满了。请放到别的班。",
                        capacity=training_class.capacity,
                    ),
                )
        told.append(one)
    return told


def take_rows(
    session: Session,
    keys: SiteKeys,
    actor: Actor,
    *,
    found: RosterImport,
    region_code: str,
    told_words: ConsentText,
    now: datetime,
) -> int | Refusal:
    """Take every row that can be taken; return how many. What is left stays in the sheet, to be given back.

    New people get an account that nobody can open until a code is handed over. A trainee whom the base knows gets a place and
    nothing else: neither name nor certificate is changed. region_code: where the base lies.
    """
    assert actor.person_id is not None
    lock_class(session, found.training_class_id)
    training_class = session.get_one(TrainingClass, found.training_class_id)
    taken = []
    for one in looked_over(session, keys, found, now=now):
        if not _is_to_take(one):
            continue
        assert one.row is not None
        person_id = one.person_id
        if person_id is None:
            made = people.register(
                session, typed_nickname=one.row.name, password_hash=nobodys_hash(), now=now
            )
            if isinstance(made, Refusal):
                return made
            person_id = made.id
        enrolment = learning.enrol(
            session, person_id=person_id, course=session.get_one(Course, training_class.course_id), now=now
        )
        if isinstance(enrolment, Refusal):
            return enrolment
        refusal = join_class(
            session,
            actor,
            person_id,
            training_class=training_class,
            region_code=region_code,
            now=now,
            since=one.row.began_on,
        )
        if refusal is not None:
            return refusal
        if one.person_id is None and one.row.certificate is not None:
            certificates.give(session, keys, actor, person_id, one.row.certificate, told=told_words, now=now)
        _enter(session, actor, found, enrolment, one, now)
        taken.append(one.number)
    cells = cells_of(keys, found)
    left = [cells[0], *([] if number in taken else row for number, row in enumerate(cells[1:], start=2))]
    is_over = not any(any(row) for row in left[1:])
    found.cells_sealed = None if is_over else _sealed(keys, found.id, left)
    found.ended_at = now if is_over else None
    session.flush()
    if taken:
        audit.record(
            session,
            actor,
            "roster-taken",
            say("导入名单：%(number)s，%(people)s 人", number=training_class.number, people=len(taken)),
            Concern("training_class", str(training_class.id)),
            now=now,
        )
    return len(taken)


def end_import(session: Session, found: RosterImport, *, now: datetime) -> None:
    """Erase what is left of a sheet."""
    found.cells_sealed, found.ended_at = None, now
    session.flush()


def roster_of(session: Session, class_id: int) -> list[tuple[RosterEntry, int]]:
    """Return the entries of a class by sheet with the person's id, in the order in which they were taken."""
    rows = session.execute(
        sa.select(RosterEntry, Enrolment.person_id)
        .join(Enrolment, Enrolment.id == RosterEntry.enrolment_id)
        .where(RosterEntry.training_class_id == class_id)
        .order_by(RosterEntry.id)
    )
    return [(entry, person_id) for entry, person_id in rows]


def waiting_accounts(session: Session, class_id: int) -> list[int]:
    """Return the people of a class whose account was made by a sheet and whom nobody has let in yet."""
    made = [person_id for entry, person_id in roster_of(session, class_id) if entry.is_new]
    return [person_id for person_id in made if person_id not in have_signed_in(session, made)]


def hand_over_codes(
    session: Session, keys: SiteKeys, actor: Actor, *, training_class: TrainingClass, now: datetime
) -> list[tuple[str, str]]:
    """Make a one-time code for each account that nobody has opened yet, the only time they are seen; earlier ones end.

    Returns (nickname, code). Accounts that the actor may hand no code are left out.
    """
    waiting = waiting_accounts(session, training_class.id)
    names = nicknames(session, waiting)
    made = []
    for person_id in waiting:
        code = reset_codes.issue(
            session, keys, actor, person_id, reason=f"名单导入后交接账号：{training_class.number}", now=now
        )
        if not isinstance(code, Refusal):
            made.append((names[person_id], code))
    return made


def _row_told(
    session: Session,
    found: RosterImport,
    training_class: TrainingClass,
    row: RosterRow,
    earlier: int | None,
    now: datetime,
) -> RowTold:
    if earlier is not None:
        return _faulty(
            row,
            RosterField.NAME,
            say(
                "和第 %(earlier)s 行的姓名或者证件号相同。同一个人就删去一行，不同的人请在姓名后加一个字。",
                earlier=earlier,
            ),
        )
    masked = row.certificate.masked if row.certificate is not None else ""
    account = people.account_or_none(session, row.name)
    if account is None:
        return RowTold(row.number, row.name, masked, RowState.NEW, (), row, None, is_same=False)
    enrolment = learning.enrolment_or_none(
        session, person_id=account.person_id, course_id=training_class.course_id
    )
    if enrolment is not None and _is_in_class(session, training_class, enrolment):
        return RowTold(
            row.number, row.name, masked, RowState.IN_CLASS, (), row, account.person_id, is_same=True
        )
    held = holdings_on(session, account.person_id, local_date(now))
    if not any(one.role is Role.TRAINEE and one.base_id == training_class.base_id for one in held):
        # Whoever is a stranger to this base is never taken into it by name: it could then reset their password.
        return _faulty(
            row,
            RosterField.NAME,
            say(
                "网站上已经有人用这个名字。是本人就请本人登录，在课程页上自己参加这个班；不是同一个人，请在姓名后加一个字。"
            ),
        )
    is_same = bool(found.choices.get(str(row.number)))
    return RowTold(row.number, row.name, masked, RowState.KNOWN, (), row, account.person_id, is_same=is_same)


def _is_in_class(session: Session, training_class: TrainingClass, enrolment: Enrolment) -> bool:
    found = class_of_enrolment_or_none(session, enrolment.id)
    return found is not None and found.id == training_class.id


def _faulty(row: RosterRow, field: RosterField, sentence: str) -> RowTold:
    masked = row.certificate.masked if row.certificate is not None else ""
    fault = CellFault(field, sentence)
    return RowTold(row.number, row.name, masked, RowState.FAULTY, (fault,), None, None, is_same=False)


def _is_to_take(one: RowTold) -> bool:
    return one.state is RowState.NEW or (one.state is RowState.KNOWN and one.is_same)


def _enter(
    session: Session, actor: Actor, found: RosterImport, enrolment: Enrolment, one: RowTold, now: datetime
) -> None:
    assert actor.person_id is not None
    assert one.row is not None
    made = RosterEntry(
        training_class_id=found.training_class_id,
        enrolment_id=enrolment.id,
        import_id=found.id,
        row_number=one.number,
        consent_on=one.row.consent_on,
        consent_keeper=one.row.consent_keeper,
        began_on=one.row.began_on,
        is_new=one.person_id is None,
        added_by_id=actor.person_id,
        added_at=now,
    )
    made.evidence_position = log_step(
        session,
        found.training_class_id,
        KIND_ENTERED,
        client_id=f"roster:{found.training_class_id}:{enrolment.id}",
        payload={
            "enrolment": enrolment.id,
            "person": enrolment.person_id,
            "consent_on": one.row.consent_on.isoformat(),
            "began_on": one.row.began_on.isoformat(),
            "is_new": one.person_id is None,
            "by": actor.person_id,
        },
        now=now,
        row=made,
    )
    session.add(made)
    session.flush()


def _forget_old(session: Session, now: datetime) -> None:
    """Erase sheets that nobody came back to: they hold numbers of certificates."""
    session.execute(
        sa.update(RosterImport)
        .where(RosterImport.made_at < now - KEPT_FOR, RosterImport.cells_sealed.is_not(None))
        .values(cells_sealed=None, ended_at=now)
    )


def _sealed(keys: SiteKeys, row_id: str, cells: Sequence[Sequence[str]]) -> str:
    return seal(keys, _place(row_id), json.dumps([list(row) for row in cells], ensure_ascii=False))


def _place(row_id: str) -> Place:
    return Place("roster_import", "cells_sealed", row_id)
