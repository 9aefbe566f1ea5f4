"""Easy-read texts as their authors work on them: found, given photos, read with the people they are for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models.trials import EasyReadConfirmation, EasyReadTrial
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.easy_read import confirmation_refusal, trial_refusal, with_card_picture
from learnhub.authoring.service.drafts import may_author
from learnhub.authoring.service.folders.export import folder_to_change
from learnhub.authoring.service.folders.load import load_course
from learnhub.authoring.service.own_lessons import own_lessons
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course, LessonVersion
from learnhub.catalogue.rules import (
    Edition,
    Findings,
    LessonText,
    NotFound,
    PublicationFigures,
    SlotKind,
    SlotView,
)
from learnhub.catalogue.service.easy_reviews import mark_easy_read
from learnhub.media.adapters.photo import PhotoFault, prepared
from learnhub.primitives import Refusal, local_date, say
from learnhub.speech.service.progress import ask_for_all
from learnhub.storage.rules import BlobStore, address_of

_DIGEST_CHARACTERS = 10


@dataclass(frozen=True)
class EasyText:
    """An easy-read text of a course's own lesson. path: its file in the course folder."""

    course: Course
    course_title: str
    lesson_slug: str
    version: LessonVersion
    text: LessonText
    source: str
    path: str
    slot: SlotView

    @property
    def text_hash(self) -> str:
        """Return the hash that a reading of this text is kept under."""
        return address_of(self.source.encode())


@dataclass(frozen=True)
class Trial:
    """A reading on record. confirmed_by_id, confirmed_at: None while nobody else has vouched. is_current: of the text as it is now."""

    row: EasyReadTrial
    confirmed_by_id: int | None
    confirmed_at: datetime | None
    is_current: bool


def easy_texts(session: Session, store: BlobStore, holdings: Sequence[Holding]) -> list[EasyText]:
    """Return the easy-read texts that somebody works on: of their bases' courses, in course order."""
    return [
        easy
        for one in own_lessons(session, holdings)
        for easy in _easy_text(store, one.course, one.course_title, one.slug, one.version, one.slots)
    ]


def easy_text(
    session: Session, store: BlobStore, course_slug: str, lesson_slug: str, holdings: Sequence[Holding]
) -> EasyText:
    """Return one of them; NotFound for somebody of another base, and where there is no easy-read text."""
    place = catalogue.lesson_by_slugs(session, course_slug, lesson_slug)
    if place.lesson.home_course_id == place.course.id and may_author(holdings, place.course.base_id):
        for found in _easy_text(
            store,
            place.course,
            place.course_version.title,
            lesson_slug,
            place.version,
            place.lesson.slots,
        ):
            return found
    raise NotFound(f"{course_slug}/{lesson_slug}")


def replace_picture(
    session: Session,
    store: BlobStore,
    easy: EasyText,
    *,
    picture_number: int,
    photo: bytes,
    description: str,
    shown_hash: str,
    figures: PublicationFigures,
    now: datetime,
) -> Refusal | None:
    """Put a photo on a card, as a new version of the whole course that went through the same gate as any other.

    picture_number: among the pictures of cards, from 1. shown_hash: of the text that its author saw.
    Raises Findings, before the caller's transaction is worth keeping, when the gate refuses. People who are enrolled keep the version they began with; the text has changed, so it is to be read by people again.
    """
    if shown_hash != easy.text_hash:
        return Refusal("text-changed", say("课文刚刚改过。请看一看新的卡片，再选一次照片。"))
    try:
        picture = prepared(photo)
    except PhotoFault as fault:
        return Refusal("no-photo", str(fault), field="photo")
    name = f"{easy.lesson_slug[:40].rstrip('-')}-{address_of(picture)[:_DIGEST_CHARACTERS]}.jpg"
    source = with_card_picture(easy.source, picture_number, path=f"media/{name}", description=description)
    if source is None:
        return Refusal("no-such-card", say("没有这张卡片，课文可能改过。请回到课文页再选。"))
    folder = folder_to_change(session, store, easy.course.slug)
    files = {**folder.files, easy.path: source.encode(), f"lessons/media/{name}": picture}
    load_course(
        session,
        store,
        CourseFolder(folder.slug, _without_unused(files, easy.source)),
        figures=figures,
        now=now,
    )
    # The description is spoken too: the new text gets its sound from the worker, sentence by sentence as far as it changed.
    ask_for_all(session, now=now)
    return None


def gate_refusal(error: Findings) -> Refusal:
    """Return the first thing that the gate found, for whoever sent the photo."""
    return Refusal(
        "gate",
        say("新的课文没有通过检查：%(sentence)s", sentence=min(error.findings).sentence),
        field="description",
    )


def record_trial(
    session: Session,
    easy: EasyText,
    *,
    reader_count: int,
    read_on: date,
    changes: str,
    recorded_by: int,
    now: datetime,
) -> EasyReadTrial | Refusal:
    """Put a reading of this text on record; it counts once another person has confirmed it."""
    refusal = trial_refusal(read_on=read_on, today=local_date(now))
    if refusal is not None:
        return refusal
    row = EasyReadTrial(
        lesson_id=easy.version.lesson_id,
        text_hash=easy.text_hash,
        reader_count=reader_count,
        read_on=read_on,
        changes=changes,
        recorded_by_id=recorded_by,
        recorded_at=now,
    )
    session.add(row)
    session.flush()
    return row


def confirm_trial(
    session: Session, easy: EasyText, trial_id: int, *, confirmed_by: int, now: datetime
) -> Refusal | None:
    """Vouch for a reading: the text's slot is reviewed from now on. Confirming twice is confirming once."""
    row = session.get(EasyReadTrial, trial_id)
    if row is None or row.lesson_id != easy.version.lesson_id:
        return Refusal("no-such-trial", say("没有这份试读记录，请刷新页面。"))
    refusal = confirmation_refusal(
        recorded_by=row.recorded_by_id, confirmed_by=confirmed_by, is_current=row.text_hash == easy.text_hash
    )
    if refusal is not None:
        return refusal
    if session.get(EasyReadConfirmation, trial_id) is None:
        session.add(EasyReadConfirmation(trial_id=trial_id, confirmed_by_id=confirmed_by, confirmed_at=now))
    mark_easy_read(
        session,
        easy.version,
        easy_hash=easy.text_hash,
        byte_count=len(easy.source.encode()),
        facts=say(
            "%(reader_count)s 人试读，%(read_on)s",
            reader_count=row.reader_count,
            read_on=f"{row.read_on:%Y-%m-%d}",
        ),
        now=now,
    )
    return None


def trials(session: Session, easy: EasyText) -> list[Trial]:
    """Return the readings of a lesson's easy-read texts, newest first, those of earlier texts too."""
    rows = session.execute(
        sa.select(EasyReadTrial, EasyReadConfirmation)
        .outerjoin(EasyReadConfirmation, EasyReadConfirmation.trial_id == EasyReadTrial.id)
        .where(EasyReadTrial.lesson_id == easy.version.lesson_id)
        .order_by(EasyReadTrial.id.desc())
        .limit(25)
    )
    return [
        Trial(
            row,
            vouched.confirmed_by_id if vouched is not None else None,
            vouched.confirmed_at if vouched is not None else None,
            row.text_hash == easy.text_hash,
        )
        for row, vouched in rows
    ]


def _easy_text(
    store: BlobStore,
    course: Course,
    course_title: str,
    slug: str,
    version: LessonVersion,
    slots: tuple[SlotView, ...],
) -> list[EasyText]:
    is_own = version.edition is Edition.EASY_READ
    source = version.source if is_own else catalogue.easy_source_or_none(store, slots)
    if source is None:
        return []
    slot = next(one for one in slots if one.kind is SlotKind.EASY_READ)
    path = f"lessons/{slug}{'' if is_own else '.easy'}.md"
    text = catalogue.text_of_source(source)
    return [EasyText(course, course_title, slug, version, text, source, path, slot)]


def _without_unused(files: dict[str, bytes], before: str) -> dict[str, bytes]:
    """Return the files without pictures that the text showed before and no lesson shows any more."""
    texts = b"\n".join(content for path, content in files.items() if path.endswith(".md"))
    return {
        path: content
        for path, content in files.items()
        if not path.startswith("lessons/media/")
        or path.removeprefix("lessons/").encode() in texts
        or path.removeprefix("lessons/") not in before
    }
