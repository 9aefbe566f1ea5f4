"""Letters as files that nobody but the site's own user reads: where no gateway is set, and for trying things out."""

import os
from datetime import timedelta
from pathlib import Path

from learnhub.messages.rules.channels import Letter, SendFault
from learnhub.primitives import instant_now

KEPT_FOR = timedelta(days=7)


class FileSink:
    """Writes each letter into a folder of its own. The same letter sent twice is one file; names tell channel and a random token."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: Letter) -> None:
        """Write a letter; SendFault when the disk doesn't take it. What is older than a week is deleted on the way."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._forget_old()
            path = self._folder / f"{letter.channel.value}-{letter.token}.txt"
            fresh = path.with_suffix(".new")
            with os.fdopen(
                os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
            ) as file:
                file.write(f"{letter.address}\n{letter.subject}\n\n{letter.text}\n")
            fresh.replace(path)
        except OSError as error:
            # The error names a path of this machine, which the administrator's page needn't show.
            raise SendFault(f"outbox folder: {type(error).__name__}") from None

    def _forget_old(self) -> None:
        oldest = (instant_now() - KEPT_FOR).timestamp()
        for path in self._folder.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)
