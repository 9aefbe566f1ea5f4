"""Make the program's own Python environment, also where Debian's python3-venv is missing.

Runs before anything is installed, so it uses the standard library alone:
    python3 learnhub/ops/adapters/environment.py [requirements-dev.txt]
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PYTHON_MIN = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")
PROJECT = Path(__file__).resolve().parents[3]
WHEELS_OF_DEBIAN = Path("/usr/share/python-wheels")


class NotMade(Exception):
    """The environment could not be made; the text says what a person can do."""


def say(sentence: str) -> None:
    """Print one plain line at once."""
    print(f"run: {sentence}", flush=True)


def is_installed(folder: Path, requirements: Path) -> bool:
    """Tell whether the environment works and holds what the requirements ask for, and at most what builds on them."""
    larger = [other for other in PROJECT.glob("requirements*.txt") if requirements in _closure(other)]
    if not any(_is_stamped(folder, one) for one in larger):
        return False
    return _run([str(_python(folder)), "-c", "import flask"]).returncode == 0


def install_command(folder: Path, requirements: Path, *options: str) -> list[str]:
    """Return the command that installs requirements into the environment; give its folder `mark_installed` when it has ended well."""
    return [str(_python(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
            "--no-input", "--prefer-binary", *options, "-r", str(requirements)]  # fmt: skip


def mark_installed(folder: Path, requirements: Path) -> None:
    """Remember that the environment holds these requirements."""
    _stamp(folder, requirements).write_text(_digest(requirements))


def make(folder: Path, requirements: Path) -> None:
    """Make the environment where it is missing, and install the requirements; NotMade says what is in the way."""
    if _run([str(_python(folder)), "-m", "pip", "--version"]).returncode != 0:
        say("making the Python environment (once)")
        _make_empty(folder)
    say(f"installing what {requirements.name} lists (once; about a minute, longer on a slow line)")
    done = subprocess.run(install_command(folder, requirements), cwd=PROJECT, check=False)  # noqa: S603  our own command
    if done.returncode != 0:
        raise NotMade(
            "installing failed (pip's reason stands above). Check the network connection and the free disk space, "
            "then run the same command again: it goes on where it stopped."
        )
    mark_installed(folder, requirements)


def _make_empty(folder: Path) -> None:
    """Make an environment that has pip, by whichever way this machine allows."""
    shutil.rmtree(folder, ignore_errors=True)
    if _run([sys.executable, "-m", "venv", str(folder)]).returncode == 0:
        return
    # Debian leaves ensurepip out of python3: the environment is made without pip, and pip is brought from elsewhere.
    shutil.rmtree(folder, ignore_errors=True)
    made = _run([sys.executable, "-m", "venv", "--without-pip", str(folder)])
    if made.returncode != 0:
        raise NotMade(f"python could not make an environment: {made.stderr.strip()}")
    with tempfile.TemporaryDirectory() as scratch:
        ways = (_pip_by_pip, _pip_by_wheel, _pip_by_apt)
        if not any(way(folder, Path(scratch)) for way in ways):
            raise NotMade(
                "pip is missing and could not be brought. On Debian and Ubuntu: sudo apt-get install python3-venv, "
                "then run the same command again."
            )


def _pip_by_pip(folder: Path, _scratch: Path) -> bool:
    command = [sys.executable, "-m", "pip", "--python", str(_python(folder)), "install", "--quiet", "pip"]
    return _run(command).returncode == 0


def _pip_by_wheel(folder: Path, _scratch: Path) -> bool:
    return _pip_from(folder, WHEELS_OF_DEBIAN)


def _pip_by_apt(folder: Path, scratch: Path) -> bool:
    """Fetch Debian's own pip wheel without root: apt downloads into private folders, nothing is installed."""
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return False
    say("python3-venv is missing; fetching pip from the distribution instead, without installing anything")
    private = []
    for name in ("State::Lists", "Cache"):
        place = scratch / name.replace("::", "-").lower()
        (place / "partial").mkdir(parents=True)
        private += ["-o", f"Dir::{name}={place}/"]
    (scratch / "cache" / "archives" / "partial").mkdir(parents=True)
    # Without root apt can't change to its own account, and needn't.
    private += ["-o", "APT::Sandbox::User=root"]
    fetch = ["apt-get", "-qq", "download", "python3-pip-whl"]
    if _run(fetch, scratch).returncode != 0:
        if _run(["apt-get", "-qq", *private, "update"], scratch).returncode != 0:
            return False
        if _run(["apt-get", "-qq", *private, "download", "python3-pip-whl"], scratch).returncode != 0:
            return False
    packages = list(scratch.glob("python3-pip-whl*.deb"))
    if not packages or _run(["dpkg-deb", "-x", str(packages[0]), str(scratch / "pip")]).returncode != 0:
        return False
    return _pip_from(folder, scratch / "pip" / WHEELS_OF_DEBIAN.relative_to("/"))


def _pip_from(folder: Path, wheels: Path) -> bool:
    """Let a pip wheel install itself: a wheel is a zip that Python can run."""
    found = sorted(wheels.glob("pip-*.whl"))
    if not found:
        return False
    wheel = found[-1]
    command = [str(_python(folder)), f"{wheel}/pip", "install", "--quiet", "--no-index", str(wheel)]
    return _run(command).returncode == 0


def _run(command: list[str], cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, "", str(error))


def _python(folder: Path) -> Path:
    return folder / "bin" / "python"


def _stamp(folder: Path, requirements: Path) -> Path:
    return folder / f".installed-{requirements.stem}"


def _is_stamped(folder: Path, requirements: Path) -> bool:
    stamp = _stamp(folder, requirements)
    return stamp.exists() and stamp.read_text() == _digest(requirements)


def _closure(requirements: Path) -> list[Path]:
    """Return a requirements file and those it names with -r, to any depth."""
    found = [requirements]
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            found += _closure(requirements.parent / line[3:].strip())
    return found


def _digest(requirements: Path) -> str:
    """Return the digest of a requirements file with those it names."""
    digest = hashlib.sha256(sys.version.encode())
    for one in _closure(requirements):
        digest.update(one.read_bytes())
    return digest.hexdigest()


def _with_newer_python() -> None:
    """Go on with a newer Python of this machine; returns only when there is none."""
    for name in NEWER_PYTHONS:
        found = shutil.which(name)
        if found is not None:
            os.execv(found, [found, *sys.argv])  # noqa: S606  the same command again


def main() -> int:
    """Make the environment that the command line asks for; return the exit code."""
    if sys.version_info < PYTHON_MIN:
        _with_newer_python()
        say(f"Python {PYTHON_MIN[0]}.{PYTHON_MIN[1]} or newer is needed; this is {sys.version.split()[0]}.")
        return 1
    folder = PROJECT / ".venv"
    wanted = PROJECT / (sys.argv[1] if len(sys.argv) > 1 else "requirements.txt")
    if is_installed(folder, wanted):
        return 0
    try:
        make(folder, wanted)
    except NotMade as reason:
        say(str(reason))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
