"""A signer at work: which lessons, which sentences are recorded, and the video that was recorded in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding, reaches
from learnhub.authoring.models import SignClip, SignDelivery, SignRequest, SignWork
from learnhub.authoring.rules.signing.works import TEST_PICTURE, TEST_PICTURE_MARK, RequestState, check_times
from learnhub.authoring.service.signing.consent import NO_CONSENT, portrait_state
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, Lesson
from learnhub.catalogue.rules import LessonText, NotFound, SignLanguage, SlotKind, SlotView
from learnhub.catalogue.rules.passages import Passage, check_passages
from learnhub.catalogue.service import LessonPlace
from learnhub.media import service as media
from learnhub.media.rules import Stored
from learnhub.primitives import Refusal
from learnhub.storage.rules import BlobStore

LESSONS_MAX = 200


@dataclass(frozen=True)
class Piece:
    """Something to be signed in one go, with its recording where there is one."""

    passage: Passage
    recording: Stored | None
    recorded_at: datetime | None

    @property
    def is_recorded(self) -> bool:
        """Tell whether there is a recording of these very words."""
        return self.recording is not None


@dataclass(frozen=True)
class SignLesson:
    """A lesson as its signer sees it.

    base_id: of the base whose course it stands in, None where no base offers it. asks: the viewer may ask others to sign it.
    """

    place: LessonPlace
    text: LessonText
    base_id: int | None
    work: SignWork | None
    video: Stored | None
    request: SignRequest | None
    asks: bool

    @property
    def slot(self) -> SlotView:
        """Return the sign slot as trainees see it."""
        return next(slot for slot in self.place.lesson.slots if slot.kind is SlotKind.SIGN)

    @property
    def sentences(self) -> tuple[Passage, ...]:
        """Return the sentences of the running text, each keyed by its id."""
        return tuple(Passage(sentence.id, sentence.text) for sentence in self.text.sentences())

    @property
    def checks(self) -> tuple[Passage, ...]:
        """Return the questions and what is said to answers."""
        return tuple(check_passages(self.text))

    @property
    def is_video_outdated(self) -> bool:
        """Tell whether the text was changed after the video was recorded in one go."""
        return (
            self.work is not None
            and self.work.stored_id is not None
            and self.work.video_text_hash != self.place.version.text_hash
        )


def sign_lesson(
    session: Session, course: str, lesson: str, *, person_id: int, holdings: Sequence[Holding]
) -> SignLesson:
    """Open a lesson for somebody who may sign it; NotFound for everybody else.

    Instructors of the base that offers the course may, and whoever that base has asked.
    """
    place = catalogue.lesson_by_slugs(session, course, lesson)
    home = session.get_one(Course, place.lesson.home_course_id)
    lesson_id = place.version.lesson_id
    request = open_request_or_none(session, lesson_id)
    is_asked = session.scalar(
        sa.select(SignRequest.id)
        .where(
            SignRequest.lesson_id == lesson_id,
            SignRequest.signer_id == person_id,
            SignRequest.state.in_([RequestState.OPEN, RequestState.DONE]),
        )
        .limit(1)
    )
    is_instructor = reaches(holdings, {Role.INSTRUCTOR}, base_id=home.base_id)
    asks = home.base_id is not None and reaches(
        holdings, {Role.INSTRUCTOR, Role.BASE_MANAGER}, base_id=home.base_id
    )
    if not (is_instructor or asks or is_asked):
        raise NotFound(f"{course}/{lesson}")
    work = session.scalar(
        sa.select(SignWork).where(SignWork.lesson_id == lesson_id, SignWork.signer_id == person_id)
    )
    video = media.stored_or_none(session, work.stored_id) if work is not None and work.stored_id else None
    return SignLesson(place, catalogue.text_of(place.version), home.base_id, work, video, request, asks)


def sign_lesson_of(session: Session, work: SignWork) -> SignLesson:
    """Open the lesson of a work as its signer, with the newest text; for work in the background."""
    lesson = session.get_one(Lesson, work.lesson_id)
    course = session.get_one(Course, lesson.course_id)
    place = catalogue.lesson_by_slugs(session, course.slug, lesson.slug)
    video = media.stored_or_none(session, work.stored_id) if work.stored_id else None
    request = open_request_or_none(session, lesson.id)
    return SignLesson(
        place, catalogue.text_of(place.version), course.base_id, work, video, request, asks=False
    )


def open_request_or_none(session: Session, lesson_id: int) -> SignRequest | None:
    """Return the request that waits for a video of a lesson."""
    return session.scalar(
        sa.select(SignRequest).where(
            SignRequest.lesson_id == lesson_id, SignRequest.state == RequestState.OPEN
        )
    )


def begin(
    session: Session, opened: SignLesson, *, person_id: int, language: SignLanguage, now: datetime
) -> SignWork:
    """Begin to sign a lesson, or go on in another sign language: recordings of each language are kept apart."""
    work = opened.work
    if work is None:
        work = SignWork(
            lesson_id=opened.place.version.lesson_id,
            signer_id=person_id,
            language=language,
            stored_id=None,
            video_text_hash="",
            times=[],
            changed_at=now,
        )
        session.add(work)
    work.language, work.changed_at = language, now
    session.flush()
    return work


def pieces(
    session: Session, person_id: int, language: SignLanguage, passages: Sequence[Passage]
) -> list[Piece]:
    """Return passages with what somebody recorded of their very words; one query, and one for each recording."""
    rows = session.scalars(
        sa.select(SignClip).where(
            SignClip.signer_id == person_id,
            SignClip.language == language,
            SignClip.text_hash.in_({passage.text_hash for passage in passages}),
        )
    ).all()
    clips: Mapping[str, SignClip] = {clip.text_hash: clip for clip in rows}
    found = []
    for passage in passages:
        clip = clips.get(passage.text_hash)
        recording = media.stored_or_none(session, clip.stored_id) if clip is not None else None
        found.append(Piece(passage, recording, clip.recorded_at if clip is not None else None))
    return found


def recorded_count(
    session: Session, person_id: int, language: SignLanguage, passages: Sequence[Passage]
) -> int:
    """Return how many of these passages somebody has recorded."""
    known = set(
        session.scalars(
            sa.select(SignClip.text_hash).where(
                SignClip.signer_id == person_id, SignClip.language == language
            )
        )
    )
    return sum(passage.text_hash in known for passage in passages)


def keep_clip(
    session: Session,
    store: BlobStore,
    stored: Stored,
    passage: Passage,
    *,
    person_id: int,
    language: SignLanguage,
    now: datetime,
) -> SignClip | Refusal:
    """Keep a recording of a passage; a re-take takes the place of the one before, whose bytes are erased unless it was handed in."""
    refusal = taking_refusal(session, store, stored, person_id)
    if refusal is not None:
        return refusal
    clip = session.scalar(
        sa.select(SignClip)
        .where(
            SignClip.signer_id == person_id,
            SignClip.language == language,
            SignClip.text_hash == passage.text_hash,
        )
        .with_for_update()
    )
    before = clip.stored_id if clip is not None else None
    if clip is None:
        clip = SignClip(
            signer_id=person_id,
            language=language,
            text_hash=passage.text_hash,
            stored_id=stored.id,
            recorded_at=now,
        )
        session.add(clip)
    clip.stored_id, clip.recorded_at = stored.id, now
    session.flush()
    media.keep(session, stored.id)
    if before is not None and before != stored.id:
        drop_recording(session, before, now=now)
    return clip


def keep_video(
    session: Session, store: BlobStore, stored: Stored, work: SignWork, *, text_hash: str, now: datetime
) -> Refusal | None:
    """Keep a video of the whole lesson; the times of the one before are kept as a beginning where the text is the same."""
    refusal = taking_refusal(session, store, stored, work.signer_id)
    if refusal is not None:
        return refusal
    before = work.stored_id
    if work.video_text_hash != text_hash:
        work.times = []
    work.stored_id, work.video_text_hash, work.changed_at = stored.id, text_hash, now
    session.flush()
    media.keep(session, stored.id)
    if before is not None and before != stored.id:
        drop_recording(session, before, now=now)
    return None


def keep_times(work: SignWork, times: Sequence[tuple[str, int]], *, now: datetime) -> None:
    """Keep times as they are, good or not yet: a signer marks half a lesson today and the rest tomorrow."""
    work.times, work.changed_at = [[sentence_id, start] for sentence_id, start in times], now


def times_of(opened: SignLesson) -> list[tuple[str, int]]:
    """Return the times that were marked, of sentences that the lesson has."""
    known = {sentence.key for sentence in opened.sentences}
    marked = opened.work.times if opened.work is not None else []
    return [(str(sentence_id), int(start)) for sentence_id, start in marked if sentence_id in known]


def is_timed(opened: SignLesson) -> bool:
    """Tell whether the video and its times could be handed in."""
    if opened.video is None or opened.is_video_outdated:
        return False
    ids = [sentence.key for sentence in opened.sentences]
    return not check_times(times_of(opened), ids, opened.video.duration_ms)


def taking_refusal(session: Session, store: BlobStore, stored: Stored, person_id: int) -> Refusal | None:
    """Return why a recording can't be kept: nobody agreed to its use, or nobody signs in it."""
    if not portrait_state(session, person_id).is_given:
        return NO_CONSENT
    mark = TEST_PICTURE_MARK.decode()
    if mark in stored.facts.title or TEST_PICTURE_MARK in store.get(stored.blob):
        return TEST_PICTURE
    return None


def drop_recording(session: Session, stored_id: int, *, now: datetime) -> None:
    """Erase a recording that nobody needs any more; one that was handed in stays until another takes its place."""
    handed_in = session.scalar(
        sa.select(SignDelivery.id)
        .where(
            SignDelivery.stored_id == stored_id,
            SignDelivery.withdrawn_at.is_(None),
            SignDelivery.replaced_at.is_(None),
        )
        .limit(1)
    )
    if handed_in is None:
        media.erase(session, stored_id, now=now)


def own_works(session: Session, person_id: int) -> list[tuple[SignWork, str, str]]:
    """Return what somebody is signing, the latest first: the work, the slugs of course and lesson."""
    rows = session.execute(
        sa.select(SignWork, Course.slug, Lesson.slug)
        .join(Lesson, Lesson.id == SignWork.lesson_id)
        .join(Course, Course.id == Lesson.course_id)
        .where(SignWork.signer_id == person_id)
        .order_by(SignWork.changed_at.desc())
        .limit(LESSONS_MAX)
    )
    return [(work, course, lesson) for work, course, lesson in rows]


def days_left(request: SignRequest, on: date) -> int:
    """Return the days until a video was promised, or is wanted where nothing was promised; negative once it is late."""
    return ((request.promised_on or request.wanted_on) - on).days
