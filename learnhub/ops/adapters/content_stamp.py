"""Remember which content was loaded last, so that a site that starts again needn't read all of it."""

import hashlib
import importlib.util
from functools import cached_property

from learnhub.settings import PROJECT_DIR, Settings

_CODE_THAT_READS = ("learnhub/authoring", "learnhub/catalogue", "learnhub/language", "learnhub/speech")


class Stamp:
    """A digest of the content, of the code that reads it and of the voices there are; kept in the instance folder."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._file = settings.instance_dir / "content.sha256"

    @property
    def is_current(self) -> bool:
        """Tell whether what was loaded last is what is there now."""
        return self._file.exists() and self._file.read_text() == self._digest

    def write(self) -> None:
        """Remember what is there now as loaded."""
        self._file.write_text(self._digest)

    @cached_property
    def _digest(self) -> str:
        has_natural_voice = importlib.util.find_spec("onnxruntime") is not None
        digest = hashlib.sha256(f"{self._settings.google_speech} {has_natural_voice}".encode())
        folders = [self._settings.content_dir, *(PROJECT_DIR / name for name in _CODE_THAT_READS)]
        for folder in folders:
            for path in sorted(
                path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"
            ):
                digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()
