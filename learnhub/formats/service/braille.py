"""Make braille sheets of lessons, keep them, and let people who read braille vouch for them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.abilities import Ability
from learnhub.accounts.service.abilities import abilities_on
from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition, LessonText, NotFound, SlotKind, SlotState, SlotView
from learnhub.catalogue.service import CourseOutline, OutlineLesson
from learnhub.catalogue.service.machine_slots import (
    fill_by_machine,
    machine_slot_or_none,
    vouch,
    vouch_no_more,
)
from learnhub.db import Database
from learnhub.formats.models import BrailleSheet
from learnhub.formats.rules.braille import lexicon_key
from learnhub.formats.rules.braille_lesson import lesson_sheet
from learnhub.formats.service.plans import outline_of, source_or_none
from learnhub.jobs.models import JobState
from learnhub.jobs.service import enqueue, states_by_key
from learnhub.jobs.worker import Handler, Work
from learnhub.language import Lexicon, house_lexicon
from learnhub.primitives import Refusal, instant_now, local_date, say
from learnhub.storage.rules import BlobStore, address_of

JOB_BRAILLE = "formats.braille"
CONTENT_TYPE = "text/plain"
_MAKER = "learnhub"
_PRIORITY = 1  # a second for a lesson: before books and voices


@dataclass(frozen=True, slots=True)
class BrailleText:
    """One edition of one lesson as it would be written now.

    lexicon: the house's readings with the course's and the lesson's own over them. sheet_key: names all of it.
    vouched: the slot, where somebody who reads braille has vouched for it, else None.
    """

    lesson: OutlineLesson
    edition: Edition
    text: LessonText
    text_hash: str
    lexicon: Lexicon
    sheet_key: str
    vouched: SlotView | None


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A sheet that can be fetched. is_outdated: proof-read, but readings or rules have changed since."""

    blob: str
    byte_count: int
    page_count: int
    gap_count: int
    reviewed_by: str = ""
    is_outdated: bool = False


def braille_text(session: Session, store: BlobStore, lesson: OutlineLesson, edition: Edition) -> BrailleText:
    """Return what a lesson's sheet is made of; NotFound where it has no such edition."""
    source = source_or_none(store, lesson, edition)
    if source is None:
        raise NotFound(edition.value)
    text = catalogue.text_of_source(source)
    course = catalogue.course_lexicon(session, store, lesson.home_course_id)
    lexicon = house_lexicon().with_course(catalogue.lesson_lexicon(course, text))
    text_hash = address_of(source.encode())
    return BrailleText(
        lesson=lesson,
        edition=text.edition,
        text=text,
        text_hash=text_hash,
        lexicon=lexicon,
        sheet_key=hashlib.sha256(f"{text_hash} {lexicon_key(lexicon)}".encode()).hexdigest(),
        vouched=_slot_or_none(session, lesson, text_hash, text.edition),
    )


def _slot_or_none(
    session: Session, lesson: OutlineLesson, text_hash: str, edition: Edition
) -> SlotView | None:
    if text_hash != lesson.version.text_hash:
        return machine_slot_or_none(session, text_hash, edition, SlotKind.BRAILLE)
    # The slots of the main text were read with the lesson.
    return next((slot for slot in lesson.slots if slot.kind is SlotKind.BRAILLE and slot.blob), None)


def sheet_or_none(session: Session, braille: BrailleText) -> KeptSheet | None:
    """Return the sheet that people get: the one somebody vouched for, else the newest; None where it isn't made yet."""
    made = _made_or_none(session, braille.sheet_key)
    vouched = braille.vouched
    if vouched is not None and vouched.state is SlotState.REVIEWED:
        of_then = session.scalar(
            sa.select(BrailleSheet)
            .where(BrailleSheet.blob == vouched.blob)
            .order_by(BrailleSheet.id)
            .limit(1)
        )
        if of_then is not None:
            is_outdated = made is not None and made.blob != vouched.blob
            return _kept(of_then, reviewed_by=vouched.maker, is_outdated=is_outdated)
    return _kept(made) if made is not None else None


def is_made(session: Session, braille: BrailleText) -> bool:
    """Tell whether the sheet of this text with these readings is kept."""
    return _made_or_none(session, braille.sheet_key) is not None


def make_sheet(database: Database, store: BlobStore, braille: BrailleText, *, now: datetime) -> KeptSheet:
    """Make a sheet, keep it and return the one that people get, in a unit of work of its own; made twice at once it is kept once.

    It takes about 0.1 s for a lesson (benchmarks/braille.py): in a request, outside every other unit of work.
    """
    sheet = lesson_sheet(braille.text, braille.lexicon)
    blob = store.put(sheet.brf)
    with database.transaction() as session:
        if not is_made(session, braille):
            session.add(
                BrailleSheet(
                    sheet_key=braille.sheet_key,
                    blob=blob,
                    byte_count=len(sheet.brf),
                    page_count=sheet.page_count,
                    gap_count=sheet.gap_count,
                    made_at=now,
                )
            )
            session.flush()
        fill_by_machine(
            session,
            text_hash=braille.text_hash,
            edition=braille.edition,
            kind=SlotKind.BRAILLE,
            blob=blob,
            content_type=CONTENT_TYPE,
            byte_count=len(sheet.brf),
            milliseconds=0,
            maker=_MAKER,
            now=now,
        )
        kept = sheet_or_none(session, braille)
    assert kept is not None
    return kept


def course_texts(session: Session, store: BlobStore, outline: CourseOutline) -> list[BrailleText]:
    """Return the lessons of a course in order, each in its main edition."""
    return [braille_text(session, store, lesson, lesson.version.edition) for lesson in outline.lessons]


def ask_for_course(
    session: Session, texts: Sequence[BrailleText], *, course_version_id: int, now: datetime
) -> None:
    """Ask the worker for the sheets of a course, in the caller's transaction; asking twice asks once."""
    payload = {"course_version_id": course_version_id}
    enqueue(session, JOB_BRAILLE, payload, key=_key(texts), now=now, priority=_PRIORITY, again=True)


def is_being_made(session: Session, texts: Sequence[BrailleText]) -> bool:
    """Tell whether the sheets of these lessons have been asked for and aren't finished."""
    state = states_by_key(session, [_key(texts)]).get(_key(texts))
    return state in {JobState.WAITING, JobState.RUNNING}


def braille_handler(database: Database, store: BlobStore) -> Handler:
    """Return the handler of JOB_BRAILLE: makes the sheets that a course lacks; done twice it makes nothing."""

    def handle(work: Work) -> None:
        with database.reading() as session:
            try:
                outline = outline_of(session, int(work.payload["course_version_id"]))
            except NotFound:
                return  # the course was withdrawn since
            texts = course_texts(session, store, outline)
            missing = [text for text in texts if not is_made(session, text)]
        for done, text in enumerate(missing):
            if not work.progress(done, len(missing)):
                return
            make_sheet(database, store, text, now=instant_now())

    return handle


def review(
    session: Session, actor: Actor, braille: BrailleText, *, nickname: str, now: datetime
) -> KeptSheet | Refusal:
    """Take somebody's word that the sheet as it is now is right; only of people with recorded braille ability; audited."""
    refusal = reader_refusal(session, actor, now)
    if refusal is not None:
        return refusal
    made = _made_or_none(session, braille.sheet_key)
    if made is None:
        return Refusal("braille-changed", say("读音刚刚改过，盲文要重新做。请刷新页面，再校对一遍。"))
    vouch(
        session,
        text_hash=braille.text_hash,
        edition=braille.edition,
        kind=SlotKind.BRAILLE,
        blob=made.blob,
        byte_count=made.byte_count,
        reviewer=nickname,
        now=now,
    )
    words = say("%(deed)s：%(what)s", deed=say("校对盲文"), what=braille.text.title.text)
    audit.record(session, actor, "braille-reviewed", words, _concern(braille), now=now)
    return _kept(made, reviewed_by=nickname)


def take_back(session: Session, actor: Actor, braille: BrailleText, *, now: datetime) -> Refusal | None:
    """Let a sheet count as not proof-read again; by whoever could vouch for it; audited."""
    refusal = reader_refusal(session, actor, now)
    if refusal is not None:
        return refusal
    vouch_no_more(
        session,
        text_hash=braille.text_hash,
        edition=braille.edition,
        kind=SlotKind.BRAILLE,
        maker=_MAKER,
        now=now,
    )
    words = f"撤回盲文校对：{braille.text.title.text}"
    audit.record(session, actor, "braille-review-withdrawn", words, _concern(braille), now=now)
    return None


def reader_refusal(session: Session, actor: Actor, now: datetime) -> Refusal | None:
    """Return why somebody may not vouch for braille, or None where they may."""
    assert actor.person_id is not None
    if Ability.BRAILLE in abilities_on(session, actor.person_id, local_date(now)):
        return None
    return Refusal(
        "no-braille-ability", say("只有登记过会读国家通用盲文的人能校对。请找残联工作人员登记这项能力。")
    )


def _made_or_none(session: Session, sheet_key: str) -> BrailleSheet | None:
    return session.scalar(sa.select(BrailleSheet).where(BrailleSheet.sheet_key == sheet_key))


def _kept(sheet: BrailleSheet, *, reviewed_by: str = "", is_outdated: bool = False) -> KeptSheet:
    return KeptSheet(
        sheet.blob, sheet.byte_count, sheet.page_count, sheet.gap_count, reviewed_by, is_outdated
    )


def _key(texts: Sequence[BrailleText]) -> str:
    keys = " ".join(text.sheet_key for text in texts)
    return f"{JOB_BRAILLE}:{hashlib.sha256(keys.encode()).hexdigest()}"


def _concern(braille: BrailleText) -> Concern:
    return Concern("lesson", str(braille.lesson.version.lesson_id))
