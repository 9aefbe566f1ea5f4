"""A signer's portrait consent: asked before the first recording, logged for ever, withdrawn at any time."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models import RightsPaper, SignClip, SignDelivery, SignWork
from learnhub.authoring.rules.signing.works import PORTRAIT
from learnhub.catalogue.service.signs import take_out
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.evidence.rules import subject_of_person
from learnhub.jobs.service import enqueue
from learnhub.jobs.worker import Handler, Work
from learnhub.media import service as media
from learnhub.primitives import Refusal, say
from learnhub.search import service as search
from learnhub.storage.rules import BlobStore

KIND_GIVEN, KIND_WITHDRAWN = "portrait.given", "portrait.withdrawn"
JOB_ERASE = "authoring.erase-sign-videos"
TAKEN_BACK = "打手语的人收回了肖像使用的同意，视频已经撤下。"
NO_CONSENT = Refusal("no-consent", say("请先看完“肖像使用说明”，同意以后再拍。"))


@dataclass(frozen=True)
class PortraitState:
    """What a signer agreed to last. is_given: it holds now. changed_at: None where nothing was ever said."""

    is_given: bool
    text_version: str
    changed_at: datetime | None


def portrait_state(session: Session, person_id: int) -> PortraitState:
    """Return whether a person's portrait may be used, by the newest entry of the log."""
    entries = evidence.entries(session, _subject(person_id), [KIND_GIVEN, KIND_WITHDRAWN])
    if not entries:
        return PortraitState(False, "", None)
    last = entries[-1]
    version = str((last.payload or {}).get("text_version", ""))
    return PortraitState(last.kind == KIND_GIVEN, version, last.happened_at)


def give_consent(session: Session, person_id: int, *, text_version: str, now: datetime) -> Refusal | None:
    """Log that a person agreed to the words that were shown; nothing where the same holds already."""
    if text_version != PORTRAIT.version:
        return Refusal(
            "words-changed", say("说明的文字刚刚改过。请再看一遍现在的说明，再选同意。"), field="agrees"
        )
    evidence.lock_chain(session, _subject(person_id))
    state = portrait_state(session, person_id)
    if not (state.is_given and state.text_version == text_version):
        _log(session, person_id, KIND_GIVEN, {"text_version": text_version}, now)
    return None


def withdraw_consent(session: Session, person_id: int, *, now: datetime) -> int:
    """Take every video of a person out of every page at once; return how many there were. A job erases the bytes.

    What stays is the log of both acts, and who signed what when, without pictures.
    """
    evidence.lock_chain(session, _subject(person_id))
    if portrait_state(session, person_id).is_given:
        _log(session, person_id, KIND_WITHDRAWN, {"text_version": PORTRAIT.version}, now)
    deliveries = session.scalars(
        sa.select(SignDelivery).where(
            SignDelivery.signer_id == person_id, SignDelivery.withdrawn_at.is_(None)
        )
    ).all()
    blobs = sorted({delivery.blob for delivery in deliveries})
    for delivery in deliveries:
        delivery.withdrawn_at = now
    for text_hash in take_out(session, blobs, reason=TAKEN_BACK, now=now):
        search.index_courses_with_text(session, text_hash, now=now)
    for stored_id in _drop_drafts(session, person_id) | {one.stored_id for one in deliveries}:
        if stored_id is not None:
            media.erase(session, stored_id, now=now)
    if blobs:
        key = f"{JOB_ERASE}:{person_id}:{now.isoformat()}"
        enqueue(session, JOB_ERASE, {"blobs": blobs}, key=key, now=now, priority=-10)
    return len(deliveries)


def withdrawn_blobs(session: Session, blobs: set[str]) -> set[str]:
    """Return which of these videos were taken back, by their signers or by people who are seen in them: they are never loaded again."""
    deliveries = session.scalars(sa.select(SignDelivery).where(SignDelivery.blob.in_(blobs))).all()
    held = {delivery.blob for delivery in deliveries if delivery.withdrawn_at is None}
    seen = session.scalars(
        sa.select(RightsPaper.digest).where(
            RightsPaper.digest.in_(blobs), RightsPaper.withdrawn_at.is_not(None)
        )
    )
    return ({delivery.blob for delivery in deliveries if delivery.withdrawn_at is not None} - held) | set(
        seen
    )


def erase_handler(database: Database, store: BlobStore) -> Handler:
    """Return the handler that erases videos that were taken back, in course files too: an export leaves them out.

    Bytes that were handed in anew after a new consent stay.
    """

    def handle(work: Work) -> None:
        for blob in map(str, work.payload["blobs"]):
            with database.transaction() as session:
                in_use = session.scalar(
                    sa.select(SignDelivery.id)
                    .where(SignDelivery.blob == blob, SignDelivery.withdrawn_at.is_(None))
                    .limit(1)
                )
                if in_use is None:
                    store.remove(blob)

    return handle


def _drop_drafts(session: Session, person_id: int) -> set[int | None]:
    works = session.scalars(sa.select(SignWork).where(SignWork.signer_id == person_id)).all()
    clips = session.scalars(sa.select(SignClip).where(SignClip.signer_id == person_id)).all()
    dropped: set[int | None] = {work.stored_id for work in works} | {clip.stored_id for clip in clips}
    for work in works:
        work.stored_id, work.video_text_hash, work.times = None, "", []
    for clip in clips:
        session.delete(clip)
    session.flush()
    return dropped


def _subject(person_id: int) -> str:
    return f"signer:{person_id}"


def _log(session: Session, person_id: int, kind: str, payload: dict[str, str], now: datetime) -> None:
    evidence.append(
        session,
        evidence.Event(
            subject=_subject(person_id),
            kind=kind,
            about=subject_of_person(person_id),
            client_id=f"{kind}:{now.isoformat()}",
            happened_at=now,
            payload=payload,
        ),
        now=now,
    )
