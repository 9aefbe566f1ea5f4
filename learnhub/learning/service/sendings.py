"""Take what a person sends to another, show it to who may see it, and let it end.

A sending knows its sender and nothing about what it is for. Whoever points to it (an enquiry, a piece of work) decides who may see it, asks
for `sendings_told`, and gives its files an address of their own that calls `file_or_none` after that decision.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.learning.models import Sending, SendingDraft, SendingFile
from learnhub.learning.rules.sendings import (
    DRAFTS_MAX,
    NO_FILE,
    NO_PLACE,
    PLACE_CHARACTERS_MAX,
    WORDS_CHARACTERS_MAX,
    SendingFileTold,
    SendingKind,
    SendingTold,
    length_refusal,
    sending_refusal,
)
from learnhub.media.models import StoredMedia
from learnhub.media.rules.facts import Stored, StoredState
from learnhub.media.service import erase, keep, stored_or_none
from learnhub.primitives import Refusal, say

_ORDER = {kind: number for number, kind in enumerate(SendingKind)}


@dataclass(frozen=True)
class FileSent:
    """A file to be sent: a stored file of the sender's own. words, is_undescribed: of a photo."""

    kind: SendingKind
    stored_id: int
    words: str = ""
    is_undescribed: bool = False


def send(
    session: Session, *, person_id: int, words: str, files: Sequence[FileSent], now: datetime
) -> Sending | Refusal:
    """Keep what a person sends; its files are kept from now on. words: tidied; empty where a file says it all.

    A file that isn't the sender's own, or was sent before, is as good as none.
    """
    photo = next((one for one in files if one.kind is SendingKind.PHOTO), None)
    refusal = sending_refusal(
        words,
        [one.kind for one in files],
        photo_words=photo.words if photo is not None else "",
        is_undescribed=photo is not None and photo.is_undescribed,
    )
    if refusal is not None:
        return refusal
    for one in files:
        stored = stored_or_none(session, one.stored_id)
        if stored is None or stored.owner_id != person_id or is_sent(session, stored.id):
            return Refusal(NO_FILE.code, NO_FILE.sentence, field=one.kind.value)
        refusal = length_refusal(one.kind, stored.duration_ms)
        if refusal is not None:
            return refusal
    made = Sending(person_id=person_id, words=words, sent_at=now, settled_at=None, erased_at=None)
    session.add(made)
    session.flush()
    for one in files:
        is_photo = one.kind is SendingKind.PHOTO
        session.add(
            SendingFile(
                sending_id=made.id,
                stored_id=one.stored_id,
                kind=one.kind,
                words=one.words if is_photo else "",
                is_undescribed=is_photo and not one.words,
            )
        )
        keep(session, one.stored_id)
    session.flush()
    return made


def is_sent(session: Session, stored_id: int) -> bool:
    """Tell whether a stored file belongs to a sending already."""
    return session.scalar(sa.select(SendingFile.id).where(SendingFile.stored_id == stored_id)) is not None


def sendings_told(session: Session, sending_ids: Collection[int]) -> dict[int, SendingTold]:
    """Return sendings as they are shown, by id; the caller has decided that they may be."""
    files: dict[int, list[SendingFileTold]] = {}
    rows = session.execute(
        sa.select(SendingFile, StoredMedia)
        .join(StoredMedia, StoredMedia.id == SendingFile.stored_id)
        .where(SendingFile.sending_id.in_(sending_ids), StoredMedia.state != StoredState.ERASED)
    )
    for one, stored in rows:
        files.setdefault(one.sending_id, []).append(_told(one, stored))
    return {
        row.id: SendingTold(
            row.id,
            row.person_id,
            row.words,
            row.sent_at,
            tuple(sorted(files.get(row.id, []), key=lambda file: _ORDER[file.kind])),
            row.erased_at is not None,
        )
        for row in session.scalars(sa.select(Sending).where(Sending.id.in_(sending_ids)))
    }


def file_or_none(session: Session, sending_id: int, token: str) -> Stored | None:
    """Return a file of this very sending by the token of its address; None for any other's, and for one that was erased."""
    stored_id = session.scalar(
        sa.select(SendingFile.stored_id)
        .join(StoredMedia, StoredMedia.id == SendingFile.stored_id)
        .where(SendingFile.sending_id == sending_id, StoredMedia.token == token)
    )
    return stored_or_none(session, stored_id) if stored_id is not None else None


def settle(session: Session, sending_ids: Collection[int], *, now: datetime) -> None:
    """Say that nothing more is expected about these: their time to be kept runs from now."""
    session.execute(sa.update(Sending).where(Sending.id.in_(sending_ids)).values(settled_at=now))


def sendings_before(session: Session, before: datetime) -> list[int]:
    """Return what was settled, or else sent, before an instant and hasn't been erased; sorted."""
    ended = sa.func.coalesce(Sending.settled_at, Sending.sent_at) < before
    return list(
        session.scalars(sa.select(Sending.id).where(ended, Sending.erased_at.is_(None)).order_by(Sending.id))
    )


def erase_sendings(session: Session, sending_ids: Collection[int], *, now: datetime) -> None:
    """Erase the words and the files of these sendings; their rows stay."""
    for stored_id in _stored_ids(session, Sending.id.in_(sending_ids)):
        erase(session, stored_id, now=now)
    photos = SendingFile.sending_id.in_(sending_ids)
    session.execute(
        sa.update(SendingFile)
        .where(photos, SendingFile.words != "")
        .values(words="", is_undescribed=True)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        sa.update(Sending)
        .where(Sending.id.in_(sending_ids), Sending.erased_at.is_(None))
        .values(words="", erased_at=now)
    )
    session.expire_all()


def erase_files_of(session: Session, person_id: int, *, now: datetime) -> int:
    """Erase all recordings, videos and photos that a person has sent, whose words stay; return how many there were."""
    found = _stored_ids(session, Sending.person_id == person_id)
    for stored_id in found:
        erase(session, stored_id, now=now)
    return len(found)


def erase_all_of(session: Session, person_id: int, *, keeping: Collection[int], now: datetime) -> None:
    """Erase all that a person has sent and was still writing; the rows stay for what points to them.

    keeping: sendings whose words somebody else needs, an answer or feedback to a trainee; their voice and pictures go all the same.
    """
    erase_files_of(session, person_id, now=now)
    ids = session.scalars(
        sa.select(Sending.id).where(Sending.person_id == person_id, Sending.id.not_in(keeping))
    ).all()
    erase_sendings(session, ids, now=now)
    session.execute(sa.delete(SendingDraft).where(SendingDraft.person_id == person_id))


def sent_by(session: Session, person_id: int) -> list[SendingTold]:
    """Return all that a person has sent, oldest first."""
    ids = session.scalars(sa.select(Sending.id).where(Sending.person_id == person_id)).all()
    return sorted(sendings_told(session, ids).values(), key=lambda one: one.id)


def keep_draft(session: Session, *, person_id: int, place: str, words: str, now: datetime) -> Refusal | None:
    """Keep what somebody is writing in a place, instead of what was kept for it before; empty words forget it.

    place: names the form, 1 to PLACE_CHARACTERS_MAX characters; refused otherwise, as are words twice as long as can be sent.

    The oldest goes where a person has more than DRAFTS_MAX.
    """
    if not 0 < len(place) <= PLACE_CHARACTERS_MAX:
        return NO_PLACE
    if len(words) > WORDS_CHARACTERS_MAX * 2:
        return Refusal(
            "too-long",
            say(
                "最多写 %(words_characters_max)s 个字，请删短一些。",
                words_characters_max=WORDS_CHARACTERS_MAX,
            ),
            field="words",
        )
    if not words:
        drop_draft(session, person_id=person_id, place=place)
        return None
    row = _draft(session, person_id, place)
    if row is None:
        row = SendingDraft(person_id=person_id, place=place)
        session.add(row)
    row.words, row.kept_at = words, now
    session.flush()
    newest = (
        sa.select(SendingDraft.id)
        .where(SendingDraft.person_id == person_id)
        .order_by(SendingDraft.kept_at.desc(), SendingDraft.id.desc())
        .limit(DRAFTS_MAX)
    )
    session.execute(
        sa.delete(SendingDraft).where(
            SendingDraft.person_id == person_id, SendingDraft.id.not_in(newest.scalar_subquery())
        )
    )
    return None


def draft_words(session: Session, *, person_id: int, place: str) -> str:
    """Return what somebody was writing in a place; empty for nothing."""
    row = _draft(session, person_id, place)
    return row.words if row is not None else ""


def drop_draft(session: Session, *, person_id: int, place: str) -> None:
    """Forget what was kept for a place: it was sent, or isn't wanted."""
    session.execute(
        sa.delete(SendingDraft).where(SendingDraft.person_id == person_id, SendingDraft.place == place)
    )


def drafts_before(session: Session, before: datetime) -> list[int]:
    """Return the drafts that nobody has gone on writing since an instant, by id."""
    return list(
        session.scalars(
            sa.select(SendingDraft.id).where(SendingDraft.kept_at < before).order_by(SendingDraft.id)
        )
    )


def drop_drafts(session: Session, draft_ids: Collection[object]) -> None:
    """Forget these drafts."""
    session.execute(sa.delete(SendingDraft).where(SendingDraft.id.in_(draft_ids)))


def _draft(session: Session, person_id: int, place: str) -> SendingDraft | None:
    return session.scalar(
        sa.select(SendingDraft).where(SendingDraft.person_id == person_id, SendingDraft.place == place)
    )


def _stored_ids(session: Session, which: sa.ColumnElement[bool]) -> list[int]:
    return list(
        session.scalars(
            sa.select(SendingFile.stored_id)
            .join(Sending, Sending.id == SendingFile.sending_id)
            .join(StoredMedia, StoredMedia.id == SendingFile.stored_id)
            .where(which, StoredMedia.state != StoredState.ERASED)
            .order_by(SendingFile.stored_id)
        )
    )


def _told(row: SendingFile, stored: StoredMedia) -> SendingFileTold:
    return SendingFileTold(
        row.kind,
        stored.token,
        row.words,
        row.is_undescribed,
        stored.state,
        stored.shown_type,
        stored.duration_ms,
        stored.shown_bytes or stored.byte_count,
        stored.width,
        stored.height,
    )
