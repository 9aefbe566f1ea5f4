"""Hand in what was signed, and review it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.abilities import SIGN_ABILITIES
from learnhub.accounts.rules.roles import Holding, reaches
from learnhub.accounts.service.abilities import abilities_on
from learnhub.accounts.service.directory import nicknames
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.authoring.adapters import sign_cue_file
from learnhub.authoring.models import SignDelivery
from learnhub.authoring.rules.signing.pages import PAGES, page_titles
from learnhub.authoring.rules.signing.works import (
    RequestState,
    SignCue,
    check_times,
    cues_of_times,
    review_refusal,
)
from learnhub.authoring.service.signing.consent import NO_CONSENT, portrait_state
from learnhub.authoring.service.signing.requests import close
from learnhub.authoring.service.signing.works import (
    Piece,
    SignLesson,
    drop_recording,
    taking_refusal,
    times_of,
)
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, Lesson, LessonVersion, Slot
from learnhub.catalogue.rules import Edition, SignLanguage, SlotKind, SlotState
from learnhub.catalogue.rules.passages import Passage, check_passages
from learnhub.catalogue.service.signs import SignFile, fill_sign, mark_reviewed
from learnhub.jobs.service import enqueue
from learnhub.media import service as media
from learnhub.media.rules import Playable, Stored
from learnhub.primitives import Refusal, local_date, say
from learnhub.search import service as search
from learnhub.storage.rules import BlobStore

NOT_READY = Refusal("converting", say("视频还在转换，过几分钟刷新页面，再交。"), field="recording")


@dataclass(frozen=True)
class Told:
    """What a delivery signs. course, lesson: slugs, empty for a page of the site. words: of a passage, empty for a whole lesson."""

    title: str
    course: str
    lesson: str
    words: str


@dataclass(frozen=True)
class ToReview:
    """A delivery in a list. course, lesson: slugs, empty for a page of the site. title: what is signed, in words."""

    delivery: SignDelivery
    course: str
    lesson: str
    title: str
    signer: str


def hand_in_video(
    session: Session, store: BlobStore, opened: SignLesson, *, now: datetime
) -> SignDelivery | Refusal:
    """Put the video that was recorded in one go into the lesson's slot, with the times that were marked."""
    work, video = opened.work, opened.video
    if work is None or video is None:
        return Refusal("no-video", say("还没有视频。请先上传一段。"), field="recording")
    if opened.is_video_outdated:
        return Refusal("text-changed", say("课文后来改过，这段视频打的是旧课文。请按现在的课文重新拍。"))
    if video.playable is None:
        return NOT_READY
    refusal = taking_refusal(session, store, video, work.signer_id)
    if refusal is not None:
        return refusal
    times = times_of(opened)
    faults = check_times(times, [one.key for one in opened.sentences], video.duration_ms)
    if faults:
        return Refusal("times", say("时间还没标好：%(sentence)s", sentence=faults[0].sentence))
    cues = cues_of_times(times, video.duration_ms)
    return put_lesson_video(
        session, store, opened, video.playable, cues, video.duration_ms, stored_id=video.id, now=now
    )


def put_lesson_video(
    session: Session,
    store: BlobStore,
    opened: SignLesson,
    playable: Playable,
    cues: Sequence[SignCue],
    milliseconds: int,
    *,
    stored_id: int | None,
    now: datetime,
) -> SignDelivery | Refusal:
    """Put a whole video with its cues into the slot of a lesson's text and close the request for it."""
    assert opened.work is not None
    version = opened.place.version
    if not portrait_state(session, opened.work.signer_id).is_given:
        return NO_CONSENT
    words = {one.key: one.text for one in opened.sentences}
    cues_blob = store.put(sign_cue_file.write(version.text_hash, cues, words).encode())
    file = SignFile(playable.blob, playable.content_type, playable.byte_count, milliseconds, cues_blob)
    made = _deliver(
        session,
        version.text_hash,
        version.edition,
        opened.work.language,
        file,
        lesson_id=version.lesson_id,
        signer_id=opened.work.signer_id,
        stored_id=stored_id,
        now=now,
    )
    if opened.request is not None and opened.request.signer_id == opened.work.signer_id:
        close(session, opened.request, RequestState.DONE, now=now)
    search.index_courses_with_text(session, version.text_hash, now=now)
    return made


def hand_in_passages(
    session: Session,
    store: BlobStore,
    recorded: Sequence[Piece],
    *,
    signer_id: int,
    language: SignLanguage,
    lesson_id: int | None,
    now: datetime,
) -> int | Refusal:
    """Put recordings of questions, feedback or pages into their slots; return how many came anew, 0 where all were there."""
    if not portrait_state(session, signer_id).is_given:
        return NO_CONSENT
    if any(piece.recording is not None and piece.recording.playable is None for piece in recorded):
        return NOT_READY
    count = 0
    for piece in recorded:
        stored = piece.recording
        if stored is None or stored.playable is None:
            continue
        refusal = taking_refusal(session, store, stored, signer_id)
        if refusal is not None:
            return refusal
        count += _deliver_passage(
            session, piece.passage, stored, stored.playable, signer_id, language, lesson_id, now
        )
    return count


def deliveries_to_review(session: Session, *, reviewer_id: int, limit: int = 100) -> list[ToReview]:
    """Return what fills a slot and wasn't reviewed, the oldest first; one's own not."""
    rows = session.execute(
        sa.select(SignDelivery, Course.slug, Lesson.slug)
        .outerjoin(Lesson, Lesson.id == SignDelivery.lesson_id)
        .outerjoin(Course, Course.id == Lesson.course_id)
        .where(
            SignDelivery.reviewed_on.is_(None),
            SignDelivery.withdrawn_at.is_(None),
            SignDelivery.signer_id != reviewer_id,
            sa.exists().where(
                Slot.kind == SlotKind.SIGN,
                Slot.blob == SignDelivery.blob,
                Slot.text_hash == SignDelivery.text_hash,
                Slot.state == SlotState.UPLOADED,
            ),
        )
        .order_by(SignDelivery.id)
        .limit(limit)
    ).all()
    names = nicknames(session, [delivery.signer_id for delivery, *_slugs in rows])
    titles = lesson_titles(session, {row[0].lesson_id for row in rows if row[0].lesson_id is not None})
    return [
        ToReview(
            delivery,
            course or "",
            lesson or "",
            titles.get(delivery.lesson_id or 0, ""),
            names[delivery.signer_id],
        )
        for delivery, course, lesson in rows
    ]


def lesson_titles(session: Session, lesson_ids: set[int]) -> Mapping[int, str]:
    """Return the titles of the newest texts of lessons, by lesson id."""
    rows = session.execute(
        sa.select(LessonVersion.lesson_id, LessonVersion.title)
        .where(LessonVersion.lesson_id.in_(lesson_ids))
        .order_by(LessonVersion.id)
    )
    return {row.lesson_id: row.title for row in rows}


def may_see(
    session: Session, delivery: SignDelivery, *, person_id: int, holdings: Sequence[Holding], on: date
) -> bool:
    """Tell whether somebody may open the review of a video: its signer, who can sign, and the base of its course."""
    if person_id == delivery.signer_id or abilities_on(session, person_id, on) & SIGN_ABILITIES:
        return True
    if delivery.lesson_id is None:
        return False
    base_id = session.scalar(
        sa.select(Course.base_id)
        .join(Lesson, Lesson.course_id == Course.id)
        .where(Lesson.id == delivery.lesson_id)
    )
    return reaches(holdings, {Role.INSTRUCTOR, Role.BASE_MANAGER}, base_id=base_id)


def told(session: Session, delivery: SignDelivery) -> Told:
    """Return what a delivery signs."""
    if delivery.lesson_id is None:
        title = page_titles().get(delivery.text_hash, "")
        words = next((p.text for p, _title in PAGES if p.text_hash == delivery.text_hash), "")
        return Told(title, "", "", words)
    lesson = session.get_one(Lesson, delivery.lesson_id)
    course = session.get_one(Course, lesson.course_id)
    title = lesson_titles(session, {lesson.id})[lesson.id]
    newest = session.scalars(
        sa.select(LessonVersion).where(LessonVersion.lesson_id == lesson.id).order_by(LessonVersion.id.desc())
    ).first()
    passages = check_passages(catalogue.text_of(newest)) if newest is not None else ()
    words = next((p.text for p in passages if p.text_hash == delivery.text_hash), "")
    return Told(title, course.slug, lesson.slug, words)


def delivery_or_none(session: Session, delivery_id: int) -> SignDelivery | None:
    """Return a delivery that was not taken back."""
    found = session.get(SignDelivery, delivery_id)
    return found if found is not None and found.withdrawn_at is None else None


def why_not_review(
    session: Session, delivery: SignDelivery, *, reviewer_id: int, now: datetime
) -> Refusal | None:
    """Return why somebody may not review a video, None for who may."""
    return review_refusal(
        reviewer_id=reviewer_id,
        signer_id=delivery.signer_id,
        language=delivery.language,
        abilities=abilities_on(session, reviewer_id, local_date(now)),
    )


def review(session: Session, actor: Actor, delivery_id: int, *, now: datetime) -> SignDelivery | Refusal:
    """Say that a video signs what the text says; by somebody who signs its language and isn't its signer; audited."""
    assert actor.person_id is not None
    delivery = session.scalar(sa.select(SignDelivery).where(SignDelivery.id == delivery_id).with_for_update())
    if delivery is None or delivery.withdrawn_at is not None:
        return Refusal("gone", say("这段视频已经撤下，不用审核了。"))
    refusal = why_not_review(session, delivery, reviewer_id=actor.person_id, now=now)
    if refusal is not None:
        return refusal
    if delivery.reviewed_on is not None:
        return delivery
    if not mark_reviewed(session, delivery.blob, now=now):
        return Refusal("replaced", say("这段视频后来换成了新的，请回到列表看新的一段。"))
    delivery.reviewed_on, delivery.reviewed_by_id = local_date(now), actor.person_id
    words = say("审核手语视频（%(language)s）", language=delivery.language.value)
    audit.record(session, actor, "sign-reviewed", words, Concern("sign-delivery", str(delivery.id)), now=now)
    search.index_courses_with_text(session, delivery.text_hash, now=now)
    return delivery


def _deliver_passage(
    session: Session,
    passage: Passage,
    stored: Stored,
    playable: Playable,
    signer_id: int,
    language: SignLanguage,
    lesson_id: int | None,
    now: datetime,
) -> int:
    file = SignFile(playable.blob, playable.content_type, playable.byte_count, stored.duration_ms)
    known = session.scalar(
        sa.select(Slot.id).where(
            Slot.text_hash == passage.text_hash,
            Slot.kind == SlotKind.SIGN,
            Slot.language == language.value,
            Slot.blob == playable.blob,
        )
    )
    if known is not None:
        return 0
    _deliver(
        session,
        passage.text_hash,
        Edition.STANDARD,
        language,
        file,
        lesson_id=lesson_id,
        signer_id=signer_id,
        stored_id=stored.id,
        now=now,
    )
    return 1


def _deliver(
    session: Session,
    text_hash: str,
    edition: Edition,
    language: SignLanguage,
    file: SignFile,
    *,
    lesson_id: int | None,
    signer_id: int,
    stored_id: int | None,
    now: datetime,
) -> SignDelivery:
    before = session.scalars(
        sa.select(SignDelivery).where(
            SignDelivery.text_hash == text_hash,
            SignDelivery.edition == edition,
            SignDelivery.language == language,
            SignDelivery.signer_id == signer_id,
            SignDelivery.withdrawn_at.is_(None),
            SignDelivery.replaced_at.is_(None),
        )
    ).all()
    fill_sign(session, text_hash, edition, language, file, now=now)
    made = SignDelivery(
        lesson_id=lesson_id,
        text_hash=text_hash,
        edition=edition,
        language=language,
        signer_id=signer_id,
        blob=file.blob,
        content_type=file.content_type,
        byte_count=file.byte_count,
        milliseconds=file.milliseconds,
        stored_id=stored_id,
        handed_in_at=now,
        reviewed_on=None,
        reviewed_by_id=None,
        replaced_at=None,
        withdrawn_at=None,
    )
    session.add(made)
    # The signer's own earlier video of the same text is replaced: its bytes need not be kept.
    for earlier in before:
        earlier.replaced_at = now
    session.flush()
    for earlier in before:
        if earlier.stored_id is None and earlier.blob != file.blob:
            key = f"{media.JOB_ERASE}:sign-delivery:{earlier.id}"
            enqueue(session, media.JOB_ERASE, {"blobs": [earlier.blob]}, key=key, now=now)
        elif earlier.stored_id is not None and earlier.stored_id != stored_id:
            drop_recording(session, earlier.stored_id, now=now)
    return made
