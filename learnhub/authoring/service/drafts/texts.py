"""Save the text of one file of a draft; where somebody else changed it meanwhile, put both together block by block."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules import FileRole
from learnhub.authoring.rules.drafts.blocks import LessonSource
from learnhub.authoring.rules.drafts.merging import Merge, merge
from learnhub.authoring.rules.drafts.revisions import Conflict, Revision
from learnhub.authoring.service.drafts.files import file_of, head_of, revision_by_number, save_files
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.service.texts import look_at_lesson
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore, address_of

TEXT_BYTES_MAX = 30_000
_TIMES = (FileRole.AUDIO_CUES.value, FileRole.SIGN_CUES.value)
LARGE = Refusal("text-large", say("这一课太长了，一课最多 30 KB，约一万个字。请拆成两课。"))


@dataclass(frozen=True, slots=True)
class Disputed:
    """Both changed the same blocks: a person chooses. head: the revision that holds theirs."""

    merge: Merge
    head: int


def text_of_file(store: BlobStore, revision: Revision, path: str) -> str:
    """Return the text of a file of a revision; NotFound where there is none that can be read as text."""
    content = file_of(store, revision, path)
    if content is None:
        raise NotFound(path)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotFound(path) from error


def blocks_of_file(store: BlobStore, revision: Revision, path: str) -> LessonSource:
    """Return the blocks of a lesson file of a revision; NotFound as text_of_file."""
    return read_source(text_of_file(store, revision, path))


def save_text(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    *,
    path: str,
    base_revision: int,
    text: str,
    by: int,
    words: str,
    now: datetime,
) -> Revision | Disputed | Refusal:
    """Save a lesson file that was made from base_revision.

    What others did to other blocks meanwhile is kept, without asking; where both changed the same place nothing is saved. A file that
    somebody took out meanwhile comes back. A recording or sign video stays in step when no sentence changed that it reads.
    """
    if len(text.encode()) > TEXT_BYTES_MAX:
        return LARGE
    answer = save_files(
        session,
        store,
        draft,
        base_revision=base_revision,
        changes=_with_times(store, head_of(session, draft), path, text.encode()),
        by=by,
        words=words,
        now=now,
    )
    if not isinstance(answer, Conflict):
        return answer
    merged = merging_of(session, store, draft, path=path, base_revision=base_revision, text=text)
    if merged.merge.disputed:
        return merged
    whole = merged.merge.text({})
    if len(whole.encode()) > TEXT_BYTES_MAX:
        return LARGE
    again = save_files(
        session,
        store,
        draft,
        base_revision=merged.head,
        changes=_with_times(store, head_of(session, draft), path, whole.encode()),
        by=by,
        words=words,
        now=now,
    )
    assert not isinstance(again, Conflict), "the draft is locked since the first try"
    return again


def merging_of(
    session: Session, store: BlobStore, draft: CourseDraft, *, path: str, base_revision: int, text: str
) -> Disputed:
    """Return a text that was made from base_revision beside how the draft stands now."""
    head = head_of(session, draft)
    base = revision_by_number(session, draft, base_revision)
    return Disputed(
        merge(_source(store, base, path), read_source(text), _source(store, head, path)), head.number
    )


def _with_times(store: BlobStore, head: Revision, path: str, content: bytes) -> dict[str, bytes | None]:
    """Return what saving a lesson changes: its file, and the text that the times beside it name, where all sentences are the same.

    Who adds a question, or mends a feedback, has not made the recording read another text.
    """
    changes: dict[str, bytes | None] = {path: content}
    before = file_of(store, head, path)
    if before is None or before == content:
        return changes
    old, new = address_of(before).encode(), address_of(content).encode()
    said: list[list[str]] = []
    for suffix in _TIMES:
        beside = f"{path.removesuffix('.md')}{suffix}"
        cues = file_of(store, head, beside)
        if cues is None or old not in cues:
            continue
        said = said or [_sentences(before), _sentences(content)]
        if said[0] and said[0] == said[1]:
            changes[beside] = cues.replace(old, new)
    return changes


def _sentences(content: bytes) -> list[str]:
    """Return what a recording reads of a lesson, in order; empty while it can't be read."""
    text, _findings = look_at_lesson(content)
    return [sentence.text for sentence in text.sentences()] if text is not None else []


def _source(store: BlobStore, revision: Revision, path: str) -> LessonSource:
    content = file_of(store, revision, path) or b""
    return read_source(content.decode("utf-8", "replace"))
