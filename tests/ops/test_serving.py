"""The server, its worker and whatever they start end together, however they are ended."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from learnhub.ops.adapters import serving
from learnhub.ops.adapters.migration import migrate
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR, Settings, make_keys
from tests.real_server import free_port

_PATIENCE_SECONDS = 60


@pytest.fixture
def prepared(tmp_path: Path) -> Settings:
    """A site without people on SQLite, with a port of its own."""
    settings = Settings(instance_dir=tmp_path / "instance", port=free_port(), log_files=False)
    make_keys(settings)
    migrate(settings.database_address, copies=tmp_path, now=instant_now())
    return settings


def _command(settings: Settings) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "INSTANCE_DIR": str(settings.instance_dir),
        "PORT": str(settings.port),
        "LOG_TO_TERMINAL": "false",
        "SERVER_WORKERS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=PROJECT_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture
def served(prepared: Settings) -> Iterator[subprocess.Popen[str]]:
    """`flask serve` once it answers and its worker runs."""
    process = _command(prepared)
    assert process.stdout is not None
    said = ""
    while "answers" not in said or "worker: waiting" not in said:
        line = process.stdout.readline()
        assert line, f"serve ended: {said}"
        said += line
    yield process
    for process_id in _processes(prepared):
        os.kill(process_id, signal.SIGKILL)
    process.stdout.close()
    process.wait()


def _processes(settings: Settings) -> list[int]:
    """Return the ids of all living processes that serve this instance folder."""
    wanted = f"INSTANCE_DIR={settings.instance_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_ours = wanted in (folder / "environ").read_bytes().split(b"\0")
            is_dead = (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
        except OSError:
            continue
        if is_ours and not is_dead:
            found.append(int(folder.name))
    return found


def _wait_until_gone(settings: Settings) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while found := _processes(settings):
        assert time.monotonic() < deadline, f"still there: {found}"
        time.sleep(0.1)


@pytest.mark.survey
def test_a_site_is_served_once_goes_on_without_its_worker_and_ends_whole(
    served: subprocess.Popen[str], prepared: Settings
) -> None:
    assert len(_processes(prepared)) >= 4  # the command, the server and its process, the worker
    _assert_a_second_is_refused(prepared)
    (first,) = _workers(prepared)
    os.kill(first, signal.SIGKILL)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while _workers(prepared) in ([], [first]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert serving.answers(prepared.port)
    served.send_signal(signal.SIGINT)
    assert served.wait(timeout=_PATIENCE_SECONDS) == 0
    assert _processes(prepared) == []
    assert serving.is_port_free(prepared.port)


@pytest.mark.survey
def test_nothing_outlives_a_killed_command(served: subprocess.Popen[str], prepared: Settings) -> None:
    served.kill()
    _wait_until_gone(prepared)


def _workers(settings: Settings) -> list[int]:
    """Return the ids of the living processes that do the site's jobs."""
    return [
        one
        for one in _processes(settings)
        if b"worker" in Path(f"/proc/{one}/cmdline").read_bytes().split(b"\0")
    ]


def _assert_a_second_is_refused(settings: Settings) -> None:
    """Start the same site on its own port and on another: both are refused in words, and the first goes on."""
    taken = _command(settings)
    other = _command(settings.model_copy(update={"port": free_port()}))
    said, _ = taken.communicate(timeout=_PATIENCE_SECONDS)
    assert taken.returncode == 1
    assert f"port {settings.port} is taken" in said
    assert f"PORT={settings.port + 1}" in said
    said, _ = other.communicate(timeout=_PATIENCE_SECONDS)
    assert other.returncode == 1
    assert "being served already" in said
    assert serving.answers(settings.port)
