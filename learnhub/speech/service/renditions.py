"""Find the audio of a text, keep it, and take over recordings."""

import hashlib
from collections.abc import Collection
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, defer

from learnhub.primitives import Refusal, instant_now, say
from learnhub.speech.adapters import cue_file, mp3
from learnhub.speech.models import Rendition
from learnhub.speech.rules import Cue, rank
from learnhub.storage.rules import BlobStore

RECORDING_BYTES_MAX = 60_000_000
RECORDING_OUTDATED = "recording-outdated"
FILE_FORM = "file:"  # begins the form hash of what came as files, which no change of readings outdates

_usual = aliased(Rendition)
# Written once: every lesson page asks it, and to put it together costs more than to ask.
_BETTER = (
    sa.select(Rendition)
    .join(
        _usual,
        sa.and_(
            Rendition.text_hash == _usual.text_hash,
            Rendition.edition == _usual.edition,
            Rendition.engine == _usual.engine,
            Rendition.voice == _usual.voice,
            Rendition.bit_rate_kbps > _usual.bit_rate_kbps,
            Rendition.duration_ms == _usual.duration_ms,
        ),
    )
    .where(_usual.blob == sa.bindparam("blob"))
    .options(defer(Rendition.cues))
    .limit(1)
)


def rendition_or_none(session: Session, text_hash: str, edition: str) -> Rendition | None:
    """Return the best audio of a text: a recording before the natural voice before the built-in one."""
    return next(iter(renditions(session, text_hash, edition)), None)


def renditions(session: Session, text_hash: str, edition: str) -> list[Rendition]:
    """Return all audio of a text: the best engine first, of one engine the lower bit rate, then the voice made last."""
    found = session.scalars(
        sa.select(Rendition).where(Rendition.text_hash == text_hash, Rendition.edition == edition)
    )
    return sorted(found, key=_order)


def best_by_text(session: Session, text_hashes: Collection[str]) -> dict[tuple[str, str], Rendition]:
    """Return the best audio of several texts by (text hash, edition), in one query; texts without audio are left out."""
    found: dict[tuple[str, str], Rendition] = {}
    # A list of lessons shows no cues; reading those of twenty lessons costs as much as the rest of a page.
    query = sa.select(Rendition).where(Rendition.text_hash.in_(text_hashes))
    rows = session.scalars(query.options(defer(Rendition.cues)))
    for row in sorted(rows, key=_order):
        found.setdefault((row.text_hash, row.edition), row)
    return found


def better_sound_or_none(session: Session, blob: str) -> Rendition | None:
    """Return the same voice's audio of the same text at a higher bit rate, made from the same readings; None where there is none.

    blob: of the audio that is to be bettered.
    """
    return session.scalar(_BETTER, {"blob": blob})


def texts_with_audio() -> sa.Select[str, str]:
    """Return the query for (text_hash, edition) of every text that has audio, for others to join."""
    return sa.select(Rendition.text_hash, Rendition.edition).distinct()


def rendition_by_blob_or_none(session: Session, blob: str) -> Rendition | None:
    """Return a rendition whose audio is this blob, or None."""
    return session.scalar(sa.select(Rendition).where(Rendition.blob == blob).limit(1))


def cue_text(rendition: Rendition) -> str:
    """Return the cues of a rendition as WebVTT; ids are those of the sentences on the page."""
    return cue_file.write(
        cue_file.CueFile(rendition.text_hash, rendition.engine, rendition.voice, tuple(cues(rendition)))
    )


def cues(rendition: Rendition) -> list[Cue]:
    """Return the cues of a rendition, sorted."""
    return [
        Cue(**{**cue, "words": tuple((offset, heard) for offset, heard in cue.get("words", ()))})
        for cue in rendition.cues
    ]


def check_recording(sound: bytes, cue_text: str, *, name: str, text_hash: str) -> Refusal | None:
    """Return why a recording and its cue file can't be taken, or None; nothing is kept.

    name: of the cue file, for messages. Refuses an MP3 that isn't mono at 24 kHz, a broken cue file, cues behind the end,
    and a recording of another text.
    """
    read = _read_recording(sound, cue_text, name=name, text_hash=text_hash)
    return read if isinstance(read, Refusal) else None


def adopt_recording(
    session: Session,
    storage: BlobStore,
    sound: bytes,
    cue_text: str,
    *,
    name: str,
    text_hash: str,
    edition: str,
) -> Rendition | Refusal:
    """Keep the recording (or natural speech made beforehand) that lies beside a lesson, with its cue file.

    Adopting the same files twice is adopting them once. Refuses what check_recording refuses.
    """
    read = _read_recording(sound, cue_text, name=name, text_hash=text_hash)
    if isinstance(read, Refusal):
        return read
    file, stripped, duration_ms = read
    return keep_rendition(
        session,
        Rendition(
            text_hash=text_hash,
            edition=edition,
            engine=file.engine,
            voice=file.voice,
            bit_rate_kbps=len(stripped) * 8 // duration_ms,
            form_hash=FILE_FORM + hashlib.sha256(sound + cue_text.encode()).hexdigest(),
            blob=storage.put(stripped),
            cues=[asdict(cue) for cue in file.cues],
            duration_ms=duration_ms,
            byte_count=len(stripped),
            made_at=instant_now(),
        ),
    )


def _order(rendition: Rendition) -> tuple[int, int, float, int]:
    made = rendition.made_at.timestamp()
    return rank(rendition.engine), rendition.bit_rate_kbps, -made, rendition.id


def _read_recording(
    sound: bytes, cue_text: str, *, name: str, text_hash: str
) -> tuple[cue_file.CueFile, bytes, int] | Refusal:
    """Return cues, MP3 frames and their length in milliseconds."""
    if len(sound) > RECORDING_BYTES_MAX:
        return Refusal(
            "audio-too-big",
            say(
                "%(name)s 的录音太大，请控制在 %(recording_bytes_max)s MB 以内。",
                name=name,
                recording_bytes_max=RECORDING_BYTES_MAX // 1000000,
            ),
        )
    try:
        file = cue_file.read(cue_text, name=name)
        stripped = mp3.without_id3(sound)
        duration_ms = mp3.duration_ms(stripped)
    except cue_file.CueFileError as error:
        return Refusal("cue-file-broken", str(error))
    except mp3.Mp3Fault:
        return Refusal(
            "audio-not-mp3", say("%(name)s 旁边的录音请存成单声道、24 kHz 的 MP3，再放进来。", name=name)
        )
    if file.text_hash != text_hash:
        return Refusal(
            RECORDING_OUTDATED, say("%(name)s 读的是改动前的文字，请按现在的文字重新录音。", name=name)
        )
    if not file.cues or file.cues[-1].end_ms > duration_ms:
        return Refusal("cues-too-long", say("%(name)s 的时间超出了录音的长度，请核对最后一句。", name=name))
    return file, stripped, duration_ms


def rendition_by_voice(
    session: Session, text_hash: str, edition: str, *, engine: str, voice: str, bit_rate_kbps: int
) -> Rendition | None:
    """Return the audio of a text by one voice at one bit rate; None when there is none."""
    return session.scalar(
        sa.select(Rendition).where(
            Rendition.text_hash == text_hash,
            Rendition.edition == edition,
            Rendition.engine == engine,
            Rendition.voice == voice,
            Rendition.bit_rate_kbps == bit_rate_kbps,
        )
    )


def keep_rendition(session: Session, made: Rendition) -> Rendition:
    """Put a rendition in the place of the one by the same voice; what links to its id stays right."""
    present = rendition_by_voice(
        session,
        made.text_hash,
        made.edition,
        engine=made.engine,
        voice=made.voice,
        bit_rate_kbps=made.bit_rate_kbps,
    )
    if present is None:
        session.add(made)
        session.flush()
        return made
    for column in ("form_hash", "blob", "cues", "duration_ms", "byte_count", "made_at"):
        setattr(present, column, getattr(made, column))
    session.flush()
    return present
