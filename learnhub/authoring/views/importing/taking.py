"""Take the files of a form: documents to be converted, and what goes beside lessons; say of each other why it wasn't taken."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from werkzeug.datastructures import FileStorage

from learnhub.authoring.rules.folders.sources import shown_name, taking_refusal
from learnhub.authoring.rules.importing.brought import BroughtKind, brought_kind
from learnhub.authoring.service.importing.brought import SentFile as BesideFile
from learnhub.authoring.service.importing.documents import SentFile
from learnhub.media import service as media
from learnhub.media.rules.facts import Stored
from learnhub.media.rules.limits import Purpose
from learnhub.primitives import Refusal, instant_now
from learnhub.storage.service import store_for
from learnhub.web import current_person, settings, transaction
from learnhub.web.words import _

_COPY_BYTES = 1024 * 1024
_PURPOSES = {BroughtKind.VIDEO: Purpose.LESSON_VIDEO, BroughtKind.AUDIO: Purpose.AUDIO_RECORDING}
_OTHER = {BroughtKind.VIDEO: BroughtKind.AUDIO, BroughtKind.AUDIO: BroughtKind.VIDEO}


@dataclass
class Taken:
    """What a form brought. refused: a sentence for each file that wasn't taken, in order."""

    documents: list[SentFile] = field(default_factory=list)
    brought: list[BesideFile] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was taken."""
        return not (self.documents or self.brought)


def taken(sent: Sequence[FileStorage]) -> Taken:
    """Store the files that can be taken, looked at by name and first bytes; recordings and videos as uploads of the person's own.

    One that can't be taken keeps nobody from the others: on a slow line nothing is sent twice. Subtitles go beside a video; sent without
    one and without documents, their words are read as a text, too. Opens its own transactions; call it in none.
    """
    found = Taken()
    subtitles: list[SentFile] = []
    for file in sent:
        name = shown_name(file.filename or "")
        kind = brought_kind(name)
        if kind in _PURPOSES:
            stored = _stored(file, kind)
            if isinstance(stored, Refusal):
                found.refused.append(_("“%(name)s”没有收下：%(why)s", name=name, why=stored.sentence))
            else:
                found.brought.append(BesideFile(name, *stored))
            continue
        kept = _kept(file, name)
        if isinstance(kept, Refusal):
            found.refused.append(kept.sentence)
        elif kind is BroughtKind.SUBTITLES:
            subtitles.append(kept)
        else:
            found.documents.append(kept)
    has_video = any(one.kind is BroughtKind.VIDEO for one in found.brought)
    if subtitles and not has_video and not found.documents:
        found.documents = list(subtitles)
    found.brought += [BesideFile(one.name, BroughtKind.SUBTITLES, None, one.blob) for one in subtitles]
    return found


def _stored(file: FileStorage, kind: BroughtKind) -> tuple[BroughtKind, Stored] | Refusal:
    """Take a recording or a video; what it is, its bytes say: phones call a recording .mp4, too."""
    tried = _take(file, kind)
    if isinstance(tried, Refusal) and tried.code == "other-kind":
        kind = _OTHER[kind]
        again = _take(file, kind)
        tried = again if not isinstance(again, Refusal) else tried
    return tried if isinstance(tried, Refusal) else (kind, tried)


def _take(file: FileStorage, kind: BroughtKind) -> Stored | Refusal:
    file.stream.seek(0)
    return media.take_stream(
        transaction,
        media.places_for(settings()),
        file.stream,
        person_id=current_person().person_id,
        purpose=_PURPOSES[kind],
        limits=media.limits_of(settings()),
        has_converter=media.converter_or_none() is not None,
        now=instant_now(),
    )


def _kept(file: FileStorage, name: str) -> SentFile | Refusal:
    store = store_for(settings())
    folder = settings().instance_dir / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, prefix="form-") as copy:
        count = 0
        while piece := file.stream.read(_COPY_BYTES):
            copy.write(piece)
            count += len(piece)
        copy.flush()
        copy.seek(0)
        refusal = taking_refusal(name, count, copy.read(16))
        if refusal is not None:
            return refusal
        return SentFile(name, store.put_file(Path(copy.name)), count)
