"""The server (granian; waitress where it has no wheel) and the worker, started, watched and stopped together."""

import contextlib
import fcntl
import http.client
import importlib.util
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

from learnhub.jobs.adapters.children import ending_with_parent
from learnhub.settings import PROJECT_DIR, Settings

HOST = "127.0.0.1"
_STOP_SECONDS = 10
_WORKER_PAUSE_SECONDS = 5


class AlreadyRunning(Exception):
    """Another program serves this instance folder, or a command is replacing it."""


def is_port_free(port: int) -> bool:
    """Tell whether nothing listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Tell whether the site answers on the port."""
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def sole_use(instance_dir: Path) -> Iterator[None]:
    """Hold an instance folder: one server at a time, and no restoring under a running one; else AlreadyRunning.

    The kernel lets go of the lock when its holder dies, however it dies.
    """
    instance_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (instance_dir / "serving.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning from None
        yield


def server_command(settings: Settings, python: Path) -> list[str]:
    """Return the command that serves the site."""
    if importlib.util.find_spec("granian") is None:
        return [str(python), "-m", "waitress", f"--listen={HOST}:{settings.port}", "wsgi:app"]
    return [
        str(python), "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(settings.port),
        "--workers", str(settings.server_workers), "--blocking-threads", "2", "--respawn-failed-workers",
        "--log-level", "warning", "--no-ws", "wsgi:app",
    ]  # fmt: skip


def run(
    settings: Settings, python: Path, *, announce: Callable[[], None], afterwards: Sequence[str] = ()
) -> int:
    """Run server and worker until the server ends or a signal comes; return the exit code.

    announce: called once, when the site really answers. afterwards: a command that is started then, once, at low priority.
    Every process started here, and every one that those
    started, has ended when this returns; they end too when this process is killed.
    """
    environment = {**os.environ, "FLASK_APP": "wsgi"}
    asked_to_stop = False

    def stop(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker_command = [str(python), "-m", "flask", "worker"]
    server = _started(server_command(settings, python), environment, niceness=0)
    worker = _started(worker_command, environment, niceness=10)  # speaking must not slow pages down
    children = [server, worker]
    worker_ended_at: float | None = None
    is_announced = False
    try:
        while not asked_to_stop and server.poll() is None:
            if not is_announced and answers(settings.port):
                is_announced = True
                announce()
                if afterwards:
                    children.append(_started(list(afterwards), environment, niceness=15))
            if worker.poll() is not None:
                worker_ended_at = worker_ended_at or time.monotonic()
                if time.monotonic() - worker_ended_at > _WORKER_PAUSE_SECONDS:
                    worker, worker_ended_at = _started(worker_command, environment, niceness=10), None
                    children[1] = worker
            time.sleep(0.5 if is_announced else 0.1)
        return 0 if asked_to_stop else server.returncode or 1
    finally:
        _end(children)


def _started(command: list[str], environment: dict[str, str], *, niceness: int) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, so that Ctrl-C reaches this process alone and stops all in order."""
    return subprocess.Popen(  # noqa: S603  our own command
        command,
        cwd=PROJECT_DIR,
        env=environment,
        preexec_fn=ending_with_parent(niceness=niceness),
        start_new_session=True,
    )


def _end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()  # each ends what it has started itself
    deadline = time.monotonic() + _STOP_SECONDS
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)  # whoever is left of its session
        child.wait()
