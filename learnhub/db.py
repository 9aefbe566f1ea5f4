"""Engine, units of work and the model base.

The recipe is measured (FACTS, "Database"): SQLAlchemy's SQLite defaults lost a third of concurrent updates. Here
every unit says at its beginning whether it writes. A writing unit takes the write lock at once (BEGIN IMMEDIATE);
a reading unit can't write at all, so no unit ever has to upgrade its lock.
"""

import enum
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
_LOCK_WAIT_SECONDS = 30
_CANT_WRITE = "a reading unit can't write or lock; open a transaction()"


class Instant(sa.TypeDecorator[datetime]):
    """An aware instant, kept in UTC on both engines; naive datetimes are refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Model(DeclarativeBase):
    """Base of all tables."""

    metadata = sa.MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {  # noqa: RUF012  SQLAlchemy reads it as a plain class attribute
        datetime: Instant(),
        str: sa.Text(),
        dict[str, Any]: Json,
        list[Any]: Json,
    }


def enum_type(cls: type[enum.Enum], name: str) -> sa.Enum:
    """Return a column type that stores the values of an enum and checks them in the database."""
    return sa.Enum(
        cls,
        name=name,
        native_enum=False,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


class Database:
    """One database: hands out units of work."""

    def __init__(self, address: str) -> None:
        self.engine = _engine(address)
        self._writing = self.engine.execution_options(learnhub_unit="write")

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is SQLite."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a unit that may write: commits on leaving, rolls back on any exception."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Open a unit that sees one state of the database and can't write."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            _refuse_to_write(session)
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


class PinnedDatabase(Database):
    """Units of work inside one outer transaction, which the caller rolls back: for tests of single deeds."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @property
    def is_sqlite(self) -> bool:
        return self.connection.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        with (
            Session(
                self.connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            ) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with Session(self.connection, join_transaction_mode="create_savepoint") as session:
            _refuse_to_write(session)
            yield session  # closing rolls back; what was read stays readable, as in a real reading unit

    def dispose(self) -> None:
        return


def _refuse_to_write(session: Session) -> None:
    """Refuse what the engines refuse in a reading unit, the same on both: SQLite would overlook a lock."""
    event.listen(session, "before_flush", _refuse_flush)
    event.listen(session, "do_orm_execute", _refuse_statement)


def _refuse_flush(*_: object) -> None:
    raise RuntimeError(_CANT_WRITE)


def _refuse_statement(state: ORMExecuteState) -> None:
    locks = getattr(state.statement, "_for_update_arg", None) is not None
    if locks or state.is_insert or state.is_update or state.is_delete:
        raise RuntimeError(_CANT_WRITE)


def _engine(address: str) -> Engine:
    engine = sa.create_engine(
        address,
        hide_parameters=True,  # what somebody typed must not stand in the message of a database fault
        json_serializer=lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        **({"connect_args": {"timeout": _LOCK_WAIT_SECONDS}} if address.startswith("sqlite") else {}),
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    # isolation_level None: the driver opens no transactions of its own; _begin_sqlite does.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",  # what is acknowledged here becomes money
        f"busy_timeout={_LOCK_WAIT_SECONDS * 1000}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _is_writing(connection: Connection) -> bool:
    return connection.get_execution_options().get("learnhub_unit") == "write"


def _begin_sqlite(connection: Connection) -> None:
    if _is_writing(connection):
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if not _is_writing(connection):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
