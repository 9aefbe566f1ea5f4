"""What each lesson version has and lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import LessonVersion, Slot
from learnhub.catalogue.rules import Edition, SlotKind, SlotState, SlotView
from learnhub.catalogue.rules.slots import ON_DEMAND
from learnhub.primitives import say
from learnhub.speech.models import Rendition
from learnhub.speech.rules import RECORDING
from learnhub.speech.service import best_by_text, rendition_or_none
from learnhub.storage.rules import address_of

NO_VIDEO = say("这一课没有视频，内容都在文字里。")


def slots_of(session: Session, version: LessonVersion) -> tuple[SlotView, ...]:
    """Return one view for each kind of slot, in the order of SlotKind."""
    return slots_by_version(session, [version])[version.id]


def slots_by_version(
    session: Session, versions: Sequence[LessonVersion]
) -> Mapping[int, tuple[SlotView, ...]]:
    """Return the slots of several lesson versions by version id; three queries, however many there are."""
    if not versions:
        return {}
    siblings = session.execute(
        sa.select(LessonVersion.id, LessonVersion.lesson_id, LessonVersion.text_hash)
        .where(LessonVersion.lesson_id.in_({version.lesson_id for version in versions}))
        .order_by(LessonVersion.id.desc())
    ).all()
    rows = session.scalars(
        sa.select(Slot).where(Slot.text_hash.in_({row.text_hash for row in siblings})).order_by(Slot.id)
    )
    by_text: dict[tuple[str, SlotKind], Slot] = {}
    for slot in rows:
        known = by_text.get((slot.text_hash, slot.kind))
        # Of two sign languages the one with a video is shown first.
        if known is None or (known.blob is None and slot.blob is not None):
            by_text[slot.text_hash, slot.kind] = slot
    spoken = best_by_text(session, {version.text_hash for version in versions})
    by_lesson: dict[int, list[tuple[int, str]]] = {}
    for row in siblings:
        by_lesson.setdefault(row.lesson_id, []).append((row.id, row.text_hash))
    return {
        version.id: tuple(
            _view(
                version,
                kind,
                by_text.get((version.text_hash, kind)),
                _newest_before(version, kind, by_lesson[version.lesson_id], by_text),
                spoken.get((version.text_hash, version.edition.value)),
            )
            for kind in SlotKind
        )
        for version in versions
    }


def _newest_before(
    version: LessonVersion,
    kind: SlotKind,
    siblings: Sequence[tuple[int, str]],
    by_text: Mapping[tuple[str, SlotKind], Slot],
) -> Slot | None:
    """Return what an earlier text of the lesson had: it says something else than this one."""
    for sibling_id, text_hash in siblings:
        slot = by_text.get((text_hash, kind))
        if sibling_id < version.id and slot is not None and slot.blob is not None:
            return slot
    return None


def _view(
    version: LessonVersion, kind: SlotKind, own: Slot | None, old: Slot | None, spoken: Rendition | None
) -> SlotView:
    is_easy = kind is SlotKind.EASY_READ and version.edition is Edition.EASY_READ
    if is_easy and own is not None and own.state is SlotState.REVIEWED:
        return view_of_row(own, own.state)
    if kind is SlotKind.TEXT or is_easy:
        return SlotView(kind, SlotState.UPLOADED, blob=version.text_hash, content_type="text/markdown")
    if kind is SlotKind.AUDIO and spoken is not None:
        return _of_rendition(spoken)
    if kind in ON_DEMAND and (own is None or own.blob is None):
        return SlotView(kind, SlotState.GENERATED)
    if own is not None and (own.blob is not None or own.state is SlotState.NOT_NEEDED):
        return view_of_row(own, own.state)
    if old is not None:
        # The outdated one stays to be seen, with the request for its successor.
        view = view_of_row(old, SlotState.OUTDATED)
        return replace(
            view,
            requested_of=own.requested_of if own is not None else "",
            requested_on=own.requested_on if own is not None else None,
            promised_on=own.promised_on if own is not None else None,
        )
    if own is not None:
        return view_of_row(own, own.state)
    if kind in {SlotKind.CAPTIONS, SlotKind.AUDIO_DESCRIPTION}:
        return SlotView(kind, SlotState.NOT_NEEDED, reason=NO_VIDEO)
    return SlotView(kind, SlotState.MISSING)


def audio_of_text(session: Session, source: str, edition: Edition) -> SlotView:
    """Return the audio of a text that is not the lesson's main one: of its easy-read edition."""
    spoken = rendition_or_none(session, address_of(source.encode()), edition.value)
    return _of_rendition(spoken) if spoken is not None else SlotView(SlotKind.AUDIO, SlotState.MISSING)


def empty_slot(kind: SlotKind, text_hash: str, edition: Edition, now: datetime) -> Slot:
    """Return a new row of a text, asked for and with nothing in it; the caller says more and adds it."""
    return Slot(
        text_hash=text_hash,
        edition=edition,
        kind=kind,
        language="",
        state=SlotState.REQUESTED,
        blob=None,
        content_type="",
        byte_count=0,
        milliseconds=0,
        cues_blob=None,
        maker="",
        requested_of="",
        requested_on=None,
        promised_on=None,
        reason="",
        changed_at=now,
    )


def _of_rendition(spoken: Rendition) -> SlotView:
    # Audio is kept by speech, recordings too: one place knows which voice is best.
    is_recording = spoken.engine == RECORDING
    return SlotView(
        kind=SlotKind.AUDIO,
        state=SlotState.UPLOADED if is_recording else SlotState.GENERATED,
        blob=spoken.blob,
        content_type="audio/mpeg",
        byte_count=spoken.byte_count,
        milliseconds=spoken.duration_ms,
        maker=spoken.engine,
    )


def view_of_row(slot: Slot, state: SlotState) -> SlotView:
    """Return what a row of the slot table tells."""
    return SlotView(
        kind=slot.kind,
        state=state,
        language=slot.language,
        blob=slot.blob or "",
        content_type=slot.content_type,
        byte_count=slot.byte_count,
        milliseconds=slot.milliseconds,
        maker=slot.maker,
        requested_of=slot.requested_of,
        requested_on=slot.requested_on,
        promised_on=slot.promised_on,
        reason=slot.reason,
        cues_blob=slot.cues_blob or "",
    )
