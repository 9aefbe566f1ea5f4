"""The server (granian; waitress where it has no wheel) and the worker, started and stopped together."""

import importlib.util
import os
import signal
import subprocess
from pathlib import Path
from types import FrameType

from learnhub.settings import PROJECT_DIR, Settings


def server_command(settings: Settings, python: Path) -> list[str]:
    """Return the command that serves the site."""
    if importlib.util.find_spec("granian") is None:
        return [str(python), "-m", "waitress", f"--listen=127.0.0.1:{settings.port}", "wsgi:app"]
    return [
        str(python), "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(settings.port),
        "--workers", str(settings.server_workers), "--blocking-threads", "2", "--respawn-failed-workers",
        "--log-level", "warning", "--no-ws", "wsgi:app",
    ]  # fmt: skip


def run(settings: Settings, python: Path) -> int:
    """Run server and worker until one of them ends or a signal comes; return the server's exit code."""
    environment = {**os.environ, "FLASK_APP": "wsgi"}
    worker = subprocess.Popen(  # noqa: S603  our own command
        [str(python), "-m", "flask", "worker"], cwd=PROJECT_DIR, env=environment, preexec_fn=_be_modest
    )
    server = subprocess.Popen(server_command(settings, python), cwd=PROJECT_DIR, env=environment)  # noqa: S603

    def stop(_signal: int, _frame: FrameType | None) -> None:
        server.terminate()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    try:
        return server.wait()
    finally:
        worker.terminate()
        try:
            worker.wait(timeout=10)
        except subprocess.TimeoutExpired:
            worker.kill()


def _be_modest() -> None:
    os.nice(10)  # speaking lessons must not slow pages down
