"""Keep a person's recording beside a lesson of a draft, in step with its sentences: times that are guessed first, then corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules import FileRole
from learnhub.authoring.rules.drafts.revisions import Conflict, Revision
from learnhub.authoring.rules.folders.files import bytes_max
from learnhub.authoring.rules.recordings import Pause, estimated_starts
from learnhub.authoring.rules.signing.works import TimeFault, check_times, cues_of_times
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts.outlines import lesson_path
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.rules.text import LessonText, Sentence, spoken_length
from learnhub.catalogue.service.texts import look_at_lesson
from learnhub.media.rules.limits import bytes_words
from learnhub.primitives import Refusal, say
from learnhub.speech import service as speech
from learnhub.speech.rules import Cue
from learnhub.storage.rules import BlobStore, address_of

UNREADABLE = Refusal(
    "text-unready",
    say("这一课的课文还有没写好的地方，分不出句子。请先在大纲里打开这一课，改好以后再放录音。"),
    field="lesson",
)
NO_ROOM = Refusal(
    "too-short", say("录音比课文短得多，不像是照着这一课念的。请检查选的是不是这一课。"), field="lesson"
)
MOVED = Refusal("draft-moved", say("同事刚刚改了这份草稿。请再按一次。"))


@dataclass(frozen=True)
class LessonRecording:
    """A recording beside a lesson of a draft. starts: sentence id → milliseconds, of the sentences that have a time.

    is_outdated: the text was changed after the recording had been put there; starts are those of sentences that are still the same.
    are_times_guessed: by a machine, and nobody has said to have heard them through.
    """

    sentences: tuple[Sentence, ...]
    starts: Mapping[str, int]
    duration_ms: int
    byte_count: int
    is_outdated: bool
    are_times_guessed: bool


def sound_path(lesson: str) -> str:
    """Return where the recording of a lesson is in its folder."""
    return f"lessons/{lesson}{FileRole.AUDIO.value}"


def cues_path(lesson: str) -> str:
    """Return where the times of a recording are in its folder."""
    return f"lessons/{lesson}{FileRole.AUDIO_CUES.value}"


def readable_text(store: BlobStore, head: Revision, lesson: str) -> tuple[LessonText, str] | Refusal:
    """Return a lesson's text and the hash that its recording names; refused while the text can't be read. NotFound without a lesson."""
    content = drafts.file_of(store, head, lesson_path(lesson))
    if content is None:
        raise NotFound(lesson)
    text, _findings = look_at_lesson(content)
    return (text, address_of(content)) if text is not None else UNREADABLE


def lay(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    lesson: str,
    made: speech.Recorded,
    pauses: Sequence[tuple[int, int]],
    *,
    by: int,
    now: datetime,
) -> Revision | Refusal:
    """Put a recording beside a lesson, in one revision, with times that are guessed from its pauses. One that is there goes.

    pauses: (start, end), milliseconds, sorted; none where nothing could be decoded.
    """
    most = bytes_max(sound_path(lesson))
    if len(made.sound) > most:
        return Refusal(
            "too-large",
            say(
                "一课的录音最大 %(bytes_words)s，请分成几课，或者导出得小一些。",
                bytes_words=bytes_words(most),
            ),
        )
    head = drafts.head_of(session, draft)
    read = readable_text(store, head, lesson)
    if isinstance(read, Refusal):
        return read
    text, text_hash = read
    sentences = list(text.sentences())
    starts = estimated_starts(
        [spoken_length(sentence.text) for sentence in sentences],
        made.duration_ms,
        [Pause(start, end) for start, end in pauses],
    )
    if not starts:
        return NO_ROOM
    cues = _cues(sentences, {one.id: at for one, at in zip(sentences, starts, strict=True)}, made.duration_ms)
    changes: dict[str, bytes | None] = {
        sound_path(lesson): made.sound,
        cues_path(lesson): speech.write_recorded_cues(text_hash, cues, are_times_guessed=True).encode(),
    }
    return _saved(
        session, store, draft, head, changes, say("给《%(title)s》放了录音", title=text.title.text), by, now
    )


def recording_of(store: BlobStore, head: Revision, lesson: str) -> LessonRecording | Refusal:
    """Return the recording beside a lesson with its times; refused while text or times can't be read. NotFound where there is none."""
    sound, cues = (
        drafts.file_of(store, head, sound_path(lesson)),
        drafts.file_of(store, head, cues_path(lesson)),
    )
    if sound is None or cues is None:
        raise NotFound(lesson)
    read = readable_text(store, head, lesson)
    if isinstance(read, Refusal):
        return read
    text, text_hash = read
    told = speech.read_recorded(cues.decode("utf-8", errors="replace"), name=f"{lesson}.audio.vtt")
    if isinstance(told, Refusal):
        return told
    duration_ms = speech.recorded_ms(sound)
    if duration_ms is None:
        return Refusal(
            "audio-not-mp3", say("这一课的录音不是单声道、24 kHz 的 MP3。请把录音从文件再导入一次。")
        )
    sentences = tuple(text.sentences())
    is_outdated = told.text_hash != text_hash
    starts = (
        _still_said(sentences, told.cues)
        if is_outdated
        else {
            cue.sentence_id: cue.start_ms
            for cue in told.cues
            if cue.sentence_id in {one.id for one in sentences}
        }
    )
    return LessonRecording(sentences, starts, duration_ms, len(sound), is_outdated, told.are_times_guessed)


def keep_times(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    lesson: str,
    starts: Mapping[str, int] | None,
    *,
    is_heard: bool,
    by: int,
    now: datetime,
) -> Revision | Refusal | list[TimeFault]:
    """Keep when sentences begin, as of the text as it stands now.

    starts: sentence id → milliseconds; None: as they are. is_heard: somebody has heard all of it; guessed times are no guess then.
    A sentence without a time is heard with the one before it. Equal times make no revision.
    """
    head = drafts.head_of(session, draft)
    found = recording_of(store, head, lesson)
    if isinstance(found, Refusal):
        return found
    starts = found.starts if starts is None else starts
    times = [(one.id, starts[one.id]) for one in found.sentences if one.id in starts]
    faults = check_times(times, [one.id for one in found.sentences], found.duration_ms)
    if faults:
        return faults
    read = readable_text(store, head, lesson)
    if isinstance(read, Refusal):
        return read
    text, text_hash = read
    made = _cues(found.sentences, dict(times), found.duration_ms)
    is_guess = found.are_times_guessed and not is_heard
    cues = speech.write_recorded_cues(text_hash, made, are_times_guessed=is_guess)
    words = say("对了《%(title)s》录音的时间", title=text.title.text)
    return _saved(session, store, draft, head, {cues_path(lesson): cues.encode()}, words, by, now)


def _still_said(sentences: Sequence[Sentence], known: Sequence[Cue]) -> dict[str, int]:
    """Return the times of sentences whose words are still the same, in order; what was changed or is new has none."""
    starts: dict[str, int] = {}
    left = list(known)
    for one in sentences:
        words = " ".join(one.text.split())
        at = next((number for number, cue in enumerate(left) if " ".join(cue.text.split()) == words), None)
        if at is not None:
            starts[one.id] = left[at].start_ms
            left = left[at + 1 :]
    return starts


def _cues(sentences: Sequence[Sentence], starts: Mapping[str, int], duration_ms: int) -> list[Cue]:
    words = {one.id: one.text for one in sentences}
    times = [(one.id, starts[one.id]) for one in sentences if one.id in starts]
    return [
        Cue(cue.sentence_id, cue.start_ms, cue.end_ms, words[cue.sentence_id])
        for cue in cues_of_times(times, duration_ms)
    ]


def _saved(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    head: Revision,
    changes: dict[str, bytes | None],
    words: str,
    by: int,
    now: datetime,
) -> Revision | Refusal:
    outcome = drafts.save_files(
        session, store, draft, base_revision=head.number, changes=changes, by=by, words=words, now=now
    )
    return MOVED if isinstance(outcome, Conflict) else outcome
