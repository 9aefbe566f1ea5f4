"""Bring a database to the newest schema with Alembic, keeping a copy of what was there.

Alembic is imported where it is needed: a server never migrates, and would pay a tenth of its start for it.
"""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from learnhub.settings import PROJECT_DIR

if TYPE_CHECKING:
    import alembic.config
    import alembic.script

_FOLDER = PROJECT_DIR / "migrations"


def alembic_config(address: str) -> "alembic.config.Config":
    """Return Alembic's configuration for a database address."""
    import alembic.config

    config = alembic.config.Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["address"] = address
    return config


def newest_schema() -> str:
    """Return the id of the newest schema, or an empty text where there is no migration at all."""
    return _scripts().get_current_head() or ""


def is_known(schema: str) -> bool:
    """Tell whether this program has the migration that makes this schema."""
    import alembic.util.exc

    try:
        _scripts().get_revision(schema)
    except alembic.util.exc.CommandError:
        return False
    return True


def is_current(address: str) -> bool:
    """Tell whether the database already has the newest schema."""
    import alembic.runtime.migration

    engine = sa.create_engine(address)
    try:
        with engine.connect() as connection:
            context = alembic.runtime.migration.MigrationContext.configure(connection)
            return set(context.get_current_heads()) == set(_scripts().get_heads())
    finally:
        engine.dispose()


def migrate(address: str, *, copies: Path, now: datetime) -> Path | None:
    """Upgrade the schema; return the copy of the SQLite file made before, or None when none was needed.

    PostgreSQL has no file to copy: `flask backup` (pg_dump) comes first there, and docs/running.md says so.
    """
    if is_current(address):
        return None
    import alembic.command

    copy = _copy_sqlite(address, copies, now) if address.startswith("sqlite:///") else None
    alembic.command.upgrade(alembic_config(address), "head")
    return copy


def _scripts() -> "alembic.script.ScriptDirectory":
    import alembic.script

    return alembic.script.ScriptDirectory(str(_FOLDER))


def _copy_sqlite(address: str, copies: Path, now: datetime) -> Path | None:
    source = Path(address.removeprefix("sqlite:///"))
    if not source.exists() or source.stat().st_size == 0:
        return None
    copies.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = copies / f"before-migration-{now:%Y%m%dT%H%M%S}.db"
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    target.chmod(0o600)
    return target
