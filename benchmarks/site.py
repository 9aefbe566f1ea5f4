"""Sites to be measured: the real one with the demonstration, and the bare one, each under granian with two processes."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import HOST
from learnhub.ops.adapters import serving
from learnhub.settings import PROJECT_DIR, Settings
from tests.real_server import free_port

_START_SECONDS = 90


@dataclass(frozen=True)
class Served:
    """A server of this machine: its port and first process."""

    port: int
    process_id: int


@contextmanager
def real_site(database_url: str = "") -> Iterator[tuple[Served, Settings]]:
    """Serve a demonstration site on SQLite, or on the database named, and yield it with its settings."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        settings = Settings(instance_dir=Path(folder), port=port, log_files=False, database_url=database_url)
        environment = {
            "INSTANCE_DIR": folder,
            "DATABASE_URL": database_url,
            "PORT": str(port),
            "LOG_FILES": "false",
            "LOG_LEVEL": "ERROR",
            "REQUESTS_PER_MINUTE": "0",
        }
        for command in (["keys", "make"], ["migrate"], ["content", "load"], ["demo"]):
            _run([sys.executable, "-m", "flask", "--app", "wsgi", *command], environment)
        command = serving.server_command(settings, Path(sys.executable))
        with _served(command, environment, port) as served:
            yield served, settings


@contextmanager
def serve(settings: Settings, environment: dict[str, str]) -> Iterator[Served]:
    """Serve a site that is prepared already."""
    with _served(
        serving.server_command(settings, Path(sys.executable)), environment, settings.port
    ) as served:
        yield served


@contextmanager
def bare_site(byte_count: int) -> Iterator[Served]:
    """Serve the baseline page with as many bytes, under the same server with the same processes."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = {"BARE_DATABASE": f"sqlite:///{folder}/bare.db", "BARE_BYTES": str(byte_count)}
        command = serving.server_command(Settings(port=port), Path(sys.executable))
        command = [*command[:-1], "benchmarks.bare:app"]
        with _served(command, environment, port) as served:
            yield served


@contextmanager
def _served(command: list[str], environment: dict[str, str], port: int) -> Iterator[Served]:
    process = subprocess.Popen(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, **environment},
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not serving.answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[-1]} did not start on {HOST}:{port}")
            time.sleep(0.05)
        time.sleep(1)  # the second process answers too
        yield Served(port, process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        command,
        cwd=PROJECT_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stdout + done.stderr)
