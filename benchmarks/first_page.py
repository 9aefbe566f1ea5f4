"""How long from `make run` to the first page, and how many bytes does it download? In a fresh copy of the checkout.

Baseline: the same command run again in the same folder, which downloads nothing.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from benchmarks.load import line
from learnhub.ops.adapters import serving
from learnhub.settings import PROJECT_DIR
from tests.real_server import free_port

_SECONDS_MAX = 600


def main() -> None:
    """Measure a first run and a second one."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "learnhub"
        files = subprocess.run(
            ["git", "ls-files", "-z"], cwd=PROJECT_DIR, capture_output=True, check=True
        ).stdout
        for name in files.decode().rstrip("\0").split("\0"):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT_DIR / name, target)
        first, first_bytes = _run(copy, Path(folder) / "cache")
        second, second_bytes = _run(copy, Path(folder) / "cache")
    line("from `make run` to the first page", first, second, "s", "the second time")
    line(
        "bytes received by this machine meanwhile",
        first_bytes / 1e6,
        max(second_bytes, 1) / 1e6,
        "MB",
        "the second time",
    )


def _run(folder: Path, cache: Path) -> tuple[float, int]:
    """Return seconds until the site answers, and the bytes that all network interfaces but the loopback received."""
    port = free_port()
    environment = {
        "HOME": str(cache.parent),
        "PATH": os.environ["PATH"],
        "PORT": str(port),
        "PIP_NO_CACHE_DIR": "1",
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
    }
    received, begun = _received(), time.monotonic()
    process = subprocess.Popen(
        ["make", "run"], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        while not serving.answers(port):
            if process.poll() is not None or time.monotonic() - begun > _SECONDS_MAX:
                raise RuntimeError("`make run` did not come to a first page")
            time.sleep(0.1)
        return time.monotonic() - begun, _received() - received
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGINT)
        process.wait()


def _received() -> int:
    lines = Path("/proc/net/dev").read_text().splitlines()[2:]
    return sum(int(one.split(":")[1].split()[0]) for one in lines if not one.strip().startswith("lo:"))


if __name__ == "__main__":
    main()
