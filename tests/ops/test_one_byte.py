"""One value changed anywhere in evidence, seals, ledger, records or figures: verifying names the row.

Every column of every table is tried, those too that are added later. Whoever changes it has taken the guards off.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.credits import service as credit
from learnhub.credits.models import CreditEntry
from learnhub.db import Database, Model
from learnhub.evidence import service as evidence
from learnhub.evidence.models import ChainHead, Evidence, Seal, SealedHead
from learnhub.learning.models import Enrolment
from learnhub.ops.service.verification import verify
from learnhub.policy import service as policy
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.policy.models import PolicyFigure
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR
from learnhub.storage.adapters.local_folder import LocalFolder
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.training.models import TrainingClass
from tests.guards import without_guards
from tests.people import Someone
from tests.subsidy.made import FIGURES, KEY, train

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Protected:
    """A table, how verify names its rows, and the columns that may change unnoticed, each with the reason."""

    table: sa.Table
    named: Callable[[Row], str]
    free: Mapping[str, str]
    is_guarded: bool = True


def _of(model: type[Model]) -> sa.Table:
    assert isinstance(model.__table__, sa.Table)
    return model.__table__


PLACE: Callable[[Row], str] = lambda row: f"{row['subject']} #{row['position']}"  # noqa: E731
SURROGATE = "a number that nothing refers to"
PROTECTED = (
    Protected(_of(Evidence), PLACE, {"id": SURROGATE}),
    Protected(_of(ChainHead), lambda row: row["subject"], {}, is_guarded=False),
    Protected(_of(Seal), lambda row: f"seal {row['number']}", {}, is_guarded=False),
    Protected(_of(SealedHead), lambda row: f"seal {row['seal_number']}", {}, is_guarded=False),
    Protected(_of(CreditEntry), lambda row: f"credit_entry {row['id']}", {"id": SURROGATE}),
    Protected(_of(BlendedRecord), lambda row: f"blended_record {row['id']}", {}),
    Protected(_of(PolicyFigure), lambda row: f"policy_figure {row['id']}", {"id": SURROGATE}),
    Protected(_of(SubsidyLine), lambda row: f"blended_record {row['record_id']}", {}),
)


EXAMPLES = {
    int: 1,
    str: "x",
    date: date(2026, 3, 2),
    datetime: datetime(2026, 3, 2, tzinfo=UTC),
    dict: {"x": 0},
}


@pytest.fixture
def filled(database: Database, trainee: Someone, other_trainee: Someone, instructor: Someone) -> Database:
    """Two trainees with days, lessons, a reversed credit and records, sealed again and again."""
    for person, slug in ((trainee, "massage"), (other_trainee, "coffee")):
        made = train(database, person, instructor, slug=slug, attended=6)
        with database.transaction() as session:
            record = subsidy.calculate(
                session,
                enrolment=session.get_one(Enrolment, made.enrolment_id),
                training_class=session.get_one(TrainingClass, made.class_id),
                figures=FIGURES,
                now=instant_now(),
            )
            assert record.lines
    with database.transaction() as session:
        entry = session.scalars(sa.select(CreditEntry).order_by(CreditEntry.id.desc())).first()
        assert entry is not None
        undone = credit.reverse(
            session, entry_id=entry.id, reason="点错了", reversed_by=instructor.person_id, now=instant_now()
        )
        assert not isinstance(undone, Refusal)
        given = policy.FigureGiven(
            "subsidy.day_minutes_min",
            "532801",
            200,
            "分钟/天",
            date(2027, 1, 1),
            date(2027, 12, 31),
            "示例：景洪市 2027 年",
            "",
            "",
            True,
        )
        outcome = policy.set_figure(session, Actor(instructor.person_id), given, after=0, now=instant_now())
        assert isinstance(outcome, PolicyFigure)
        for number in range(8):
            event = evidence.Event("class:1", "test", "class:1", f"c{number}", instant_now(), {"n": number})
            evidence.append(session, event, now=instant_now())
            evidence.seal(session, key=KEY, now=instant_now())
    return database


def faults(session: Session, files: Path) -> set[str]:
    session.flush()
    session.expire_all()
    found = verify(session, LocalFolder(files), figures=FIGURES, seal_key=KEY)
    return {fault.where for fault in found.faults}


def another(session: Session, column: sa.Column[Any], value: Any) -> Any:
    """Return a value that differs as little as can be: of a reference, another row that is there; None where there is none."""
    for key in column.foreign_keys:
        return session.scalars(sa.select(key.column).where(key.column != value).limit(1)).first()
    if value is None:
        return EXAMPLES[column.type.python_type]
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value[:-1]}{'1' if value.endswith('0') else '0'}"
    if isinstance(value, int):
        return value + 1
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1)
    return [*value, 0] if isinstance(value, list) else {**value, "x": 0}


def batches(session: Session, one: Protected) -> Iterator[list[tuple[str, Row, Any]]]:
    """Yield every column once with a row and another value for it, several at once where there are rows enough.

    Of a batch no two rows are neighbours, so that a row that is named for its neighbour's change hides nothing.
    """
    rows = [dict(row) for row in session.execute(sa.select(one.table)).mappings()]
    rows.sort(key=lambda row: [row[column.name] for column in one.table.primary_key])
    batch: list[tuple[str, Row, Any]] = []
    for column in one.table.c:
        if column.name not in one.free:
            row = rows[2 * len(batch)]
            value = another(session, column, row[column.name])
            batch += [(column.name, row, value)] if value is not None else []
            if 2 * len(batch) >= len(rows):
                yield batch
                batch = []
    yield batch


def changed(session: Session, one: Protected, name: str, row: Row, value: Any) -> bool:
    """Change one column of one row; False where the database itself refuses."""
    trial = session.begin_nested()
    key = sa.and_(*(column == row[column.name] for column in one.table.primary_key))
    try:
        session.execute(sa.update(one.table).where(key).values({name: value}))
    except IntegrityError:
        trial.rollback()
        return False
    trial.commit()
    return True


@pytest.mark.slow
def test_each_column_of_each_protected_row_is_watched(filled: Database, tmp_path: Path) -> None:
    unnoticed = []
    with filled.transaction() as session:
        assert faults(session, tmp_path) == set()
        without_guards(session, *(one.table.name for one in PROTECTED if one.is_guarded))
        for one in PROTECTED:
            for batch in batches(session, one):
                trial = session.begin_nested()
                made = [change for change in batch if changed(session, one, *change)]
                named = faults(session, tmp_path) if made else set()
                trial.rollback()
                unnoticed += [
                    f"{one.table.name}.{name}"
                    for name, row, value in made
                    if not named & {one.named(row), one.named({**row, name: value})}
                ]
        session.rollback()
    assert not unnoticed


@pytest.mark.parametrize(
    "old", ["value = 3000", "郑州市人力资源和社会保障局 2021-06-08 对市政协提案的答复：线下"]
)
def test_a_changed_byte_of_a_policy_file_is_named_by_the_records_that_used_it(
    filled: Database, tmp_path: Path, old: str
) -> None:
    policy_folder = tmp_path / "policy"
    shutil.copytree(PROJECT_DIR / "content" / "policy", policy_folder)
    changed = policy_folder / "subsidy.toml"
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, f"{old}1", 1), encoding="utf-8")
    with filled.reading() as session:
        baseline = read_figures(policy_folder)
        found = verify(session, LocalFolder(tmp_path), figures=baseline, seal_key=KEY)
        records = set(session.scalars(sa.select(BlendedRecord.id)))
    assert {fault.where for fault in found.faults} == {f"blended_record {one}" for one in records}
