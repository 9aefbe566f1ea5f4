"""A whole site as `flask serve` runs it, and how much memory each of its processes has needed at most."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from learnhub.ops.adapters import serving
from learnhub.settings import PROJECT_DIR, Settings
from tests.authoring.hostile.doors import Answer

_START_SECONDS = 90
_TIMEOUT_SECONDS = 300


class Connection:
    """A browser of one person on a real server."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.port, self.headers = port, headers

    def ask(self, method: str, address: str, body: bytes = b"", kind: str = "") -> Answer:
        """Send one request, on a connection of its own: the server may close one after any answer."""
        connection = http.client.HTTPConnection(serving.HOST, self.port, timeout=_TIMEOUT_SECONDS)
        with contextlib.closing(connection):
            connection.request(method, address, body, self.headers | ({"Content-Type": kind} if kind else {}))
            answer = connection.getresponse()
            return Answer(
                answer.status, {name.lower(): told for name, told in answer.getheaders()}, answer.read()
            )


class Watch:
    """Looks at the processes of a site again and again. peaks: what a process is → the most memory that one of them had, in MB."""

    def __init__(self, settings: Settings) -> None:
        self.wanted = f"INSTANCE_DIR={settings.instance_dir}".encode()
        self.peaks: dict[str, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_told: object) -> None:
        self._ended.set()
        self._thread.join()

    def processes(self) -> Iterator[tuple[int, str, int]]:
        """Yield id, kind and peak megabytes of each living process of the site, and of what those have started."""
        found: dict[int, tuple[int, str, str]] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError, StopIteration, ValueError):
                parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                peak = next(
                    line for line in (folder / "status").read_text().splitlines() if line.startswith("VmHWM")
                )
                is_ours = self.wanted in (folder / "environ").read_bytes().split(b"\0")
                found[int(folder.name)] = (parent, command if is_ours else f"? {command}", peak.split()[1])
        ours = {one for one, (_, command, _) in found.items() if not command.startswith("?")}
        for one, (parent, command, peak) in found.items():
            if one in ours or parent in ours:
                yield one, _kind(command, found.get(parent, (0, "", ""))[1]), int(peak) // 1000

    def _run(self) -> None:
        while not self._ended.wait(0.5):
            for _, kind, peak in self.processes():
                self.peaks[kind] = max(peak, self.peaks.get(kind, 0))


def _kind(command: str, parent: str) -> str:
    for sign, kind in (("ffmpeg", "ffmpeg"), ("documents.program", "converter"), ("photo_program", "photo program"), ("flask worker", "worker")):  # fmt: skip
        if sign in command:
            return kind
    if "granian" in command:
        return "web" if "granian" in parent else "granian"
    return "serve" if "serve" in command else "others"


@contextlib.contextmanager
def site(settings: Settings, scratch: Path) -> Iterator[None]:
    """Serve a site with `flask serve`; every process of it has ended afterwards. scratch: its folder for temporary files."""
    scratch.mkdir()
    environment = {
        **os.environ, "INSTANCE_DIR": str(settings.instance_dir), "PORT": str(settings.port), "LOG_TO_TERMINAL": "false",
        "LOG_FILES": "true", "LOG_LEVEL": "ERROR", "REQUESTS_PER_MINUTE": "0", "TMPDIR": str(scratch), "VOICES": "espeak",
        "UPLOADS_PERSON_MB": "100000", "UPLOADS_TOTAL_MB": "100000",
    }  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
        cwd=PROJECT_DIR, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not serving.answers(settings.port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the site did not start")
            time.sleep(0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
