"""Join the recorded sentences of a lesson to one video, in the background, and hand it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import SignWork
from learnhub.authoring.rules.signing.works import cues_of_times
from learnhub.authoring.service.signing.consent import NO_CONSENT, portrait_state
from learnhub.authoring.service.signing.deliveries import put_lesson_video
from learnhub.authoring.service.signing.works import Piece, SignLesson, pieces, sign_lesson_of, taking_refusal
from learnhub.db import Database
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.media.rules import Stored
from learnhub.media.service import Places
from learnhub.media.service.joining import join_recordings
from learnhub.media.service.places import converter_or_none
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.rules import BlobStore, address_of

JOB_JOIN = "authoring.join-sign-clips"


@dataclass(frozen=True)
class Joining:
    """How far the joining of a lesson's sentences is. done, total: sentences."""

    is_running: bool
    has_failed: bool
    done: int
    total: int


def ask_for_joining(
    session: Session, store: BlobStore, opened: SignLesson, *, has_converter: bool, now: datetime
) -> Job | Refusal:
    """Ask for one video of all recorded sentences. The same recordings are joined once."""
    assert opened.work is not None
    if not portrait_state(session, opened.work.signer_id).is_given:
        return NO_CONSENT
    recorded = pieces(session, opened.work.signer_id, opened.work.language, opened.sentences)
    missing = sum(not piece.is_recorded for piece in recorded)
    if missing:
        return Refusal(
            "not-all",
            say(
                "还有 %(missing)s 句没拍。全部拍好再合成；今天拍不完，拍好的都保存着，改天接着拍。",
                missing=missing,
            ),
        )
    if not has_converter:
        return Refusal(
            "no-converter",
            say(
                "本站还没有装合成视频的程序（ffmpeg）。拍好的都保存着，请管理员装好以后再按一次；也可以自己剪成一段，用“交一整段视频”。"
            ),
        )
    for stored in (piece.recording for piece in recorded):
        assert stored is not None
        refusal = taking_refusal(session, store, stored, opened.work.signer_id)
        if refusal is not None:
            return refusal
    return enqueue(
        session,
        JOB_JOIN,
        {"work": opened.work.id, "text_hash": opened.place.version.text_hash},
        key=_key(opened.work, recorded),
        now=now,
    )


def joining_or_none(session: Session, opened: SignLesson) -> Joining | None:
    """Return how far the joining of the present recordings is; None where nobody asked for it."""
    assert opened.work is not None
    recorded = pieces(session, opened.work.signer_id, opened.work.language, opened.sentences)
    job = session.scalar(sa.select(Job).where(Job.key == _key(opened.work, recorded)))
    if job is None:
        return None
    return Joining(
        is_running=job.state in {JobState.WAITING, JobState.RUNNING},
        has_failed=job.state is JobState.FAILED,
        done=job.progress_done,
        total=len(recorded),
    )


def join_handler(database: Database, places: Places) -> Handler:
    """Return the handler of JOB_JOIN jobs. Done twice it hands in a video with the same cues again.

    What changed since it was asked for (text, recordings, consent) makes it do nothing: the signer asks anew.
    """

    def handle(work: Work) -> None:
        with database.reading() as session:
            found = _still_wanted(session, work)
        if found is None:
            return
        _opened, recordings, ids = found
        ffmpeg = converter_or_none()
        if ffmpeg is None:
            raise RuntimeError("ffmpeg was taken away since this was asked for")
        joined = join_recordings(places, ffmpeg, recordings, after_each=_told(work, len(recordings)))
        starts = [0, *accumulate(joined.lengths_ms)]
        cues = cues_of_times(list(zip(ids, starts[:-1], strict=True)), starts[-1])
        with database.transaction() as session:
            again = _still_wanted(session, work)
            if again is None or [one.id for one in again[1]] != [one.id for one in recordings]:
                return
            put_lesson_video(
                session,
                places.store,
                again[0],
                joined.file,
                cues,
                starts[-1],
                stored_id=None,
                now=instant_now(),
            )

    return handle


def _still_wanted(session: Session, work: Work) -> tuple[SignLesson, list[Stored], list[str]] | None:
    signing = session.get(SignWork, int(work.payload["work"]))
    if signing is None or not portrait_state(session, signing.signer_id).is_given:
        return None
    opened = sign_lesson_of(session, signing)
    if opened.place.version.text_hash != work.payload["text_hash"]:
        return None
    recorded = pieces(session, signing.signer_id, signing.language, opened.sentences)
    recordings = [piece.recording for piece in recorded if piece.recording is not None]
    if len(recordings) != len(recorded):
        return None
    return opened, recordings, [piece.passage.key for piece in recorded]


def _told(work: Work, total: int) -> Callable[[int], None]:
    def after_each(count: int) -> None:
        work.progress(count, total)

    return after_each


def _key(work: SignWork, recorded: list[Piece]) -> str:
    said = ",".join(
        f"{piece.passage.key}={piece.recording.id if piece.recording else 0}" for piece in recorded
    )
    return f"{JOB_JOIN}:{work.id}:{address_of(f'{work.language.value} {said}'.encode())}"
