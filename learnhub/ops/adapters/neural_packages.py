"""The packages of the natural voice, installed beside a site that is running."""

import enum
import subprocess
import sys
from pathlib import Path

from learnhub.jobs.adapters.children import ending_with_parent
from learnhub.ops.adapters import environment
from learnhub.speech.adapters.kokoro import is_installed

_REQUIREMENTS = environment.PROJECT / "requirements-neural.txt"
_FOLDER = environment.PROJECT / ".venv"
_PATIENCE = ("--retries", "2", "--timeout", "30")  # in the background nobody sees it wait


class Outcome(enum.Enum):
    """What became of installing."""

    THERE = "there"
    INSTALLED = "installed"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"


def outcome_without_installing() -> Outcome | None:
    """Return THERE or ELSEWHERE when there is nothing to install here, or None when there is.

    ELSEWHERE: this program doesn't run in the environment that `make run` makes; somebody else looks after that one.
    """
    if is_installed() and (Path(sys.prefix).resolve() != _FOLDER.resolve() or _is_whole()):
        return Outcome.THERE
    return None if Path(sys.prefix).resolve() == _FOLDER.resolve() else Outcome.ELSEWHERE


def install(log: Path) -> Outcome:
    """Install the packages; log: takes what pip says. An interrupted installation goes on with the next one."""
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with log.open("wb") as told:
        done = subprocess.run(  # noqa: S603  our own command
            environment.install_command(_FOLDER, _REQUIREMENTS, *_PATIENCE),
            cwd=environment.PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            preexec_fn=ending_with_parent(),
            check=False,
        )
    if done.returncode != 0 or not is_installed():
        return Outcome.FAILED
    environment.mark_installed(_FOLDER, _REQUIREMENTS)
    return Outcome.INSTALLED


def _is_whole() -> bool:
    return environment.is_installed(_FOLDER, _REQUIREMENTS)
