"""Questions to teachers for tests: asked and answered in a small course of base 1."""

import array
import io
import math
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, LessonVersion
from learnhub.catalogue.service import text_of
from learnhub.learning.models import Enquiry, EnquiryAnswer, Sending
from learnhub.learning.rules.enquiries import About, place_or_none
from learnhub.learning.rules.sendings import SendingKind
from learnhub.learning.service import enquiries, sendings
from learnhub.learning.service.enquiries.asking import own_enquiry_or_none
from learnhub.learning.service.sendings import FileSent
from learnhub.primitives import instant_now
from tests.classes import course_with_lessons, enrol
from tests.learning.marking import voice_of
from tests.people import Someone

SENTENCE = "sentence.s-5"


@dataclass(frozen=True)
class AskedIn:
    """A course of base 1 in which somebody is enrolled, and its first lesson."""

    course: Course
    version: LessonVersion


def course_of(session: Session, *people: Someone, slug: str = "asked") -> AskedIn:
    """Make a course of base 1 with two lessons, in which these people are enrolled."""
    course, versions = course_with_lessons(session, slug)
    for person in people:
        enrol(session, person.person_id, course)
    return AskedIn(course, versions[0])


def sent(
    session: Session, person: Someone, words: str, *, voice: str = "", files: Sequence[FileSent] = ()
) -> Sending:
    """Send words and files; voice: address of a recording whose bytes are somebody else's matter."""
    spoken = [FileSent(SendingKind.VOICE, voice_of(session, person, blob=voice))] if voice else []
    made = sendings.send(
        session, person_id=person.person_id, words=words, files=[*files, *spoken], now=instant_now()
    )
    assert isinstance(made, Sending), made
    return made


def ask(
    session: Session,
    person: Someone,
    at: AskedIn,
    words: str = "手放在哪里？",
    *,
    about: str = SENTENCE,
    is_shared: bool = False,
    voice: str = "",
    files: Sequence[FileSent] = (),
    now: datetime | None = None,
) -> Enquiry:
    """Ask about a place of the lesson."""
    place = place_or_none(text_of(at.version), about)
    assert isinstance(place, About)
    return enquiries.ask(
        session,
        course=at.course,
        lesson_id=at.version.lesson_id,
        text_hash=at.version.text_hash,
        edition=at.version.edition,
        about=place,
        sending=sent(session, person, words, voice=voice, files=files),
        is_shared=is_shared,
        now=now or instant_now(),
    )


def answer(
    session: Session,
    person: Someone,
    asked: Enquiry,
    words: str = "放在肩上。",
    *,
    is_shared: bool = False,
    voice: str = "",
    files: Sequence[FileSent] = (),
) -> EnquiryAnswer:
    """Answer a question."""
    told = own_enquiry_or_none(session, person_id=asked.person_id, enquiry_id=asked.id)
    assert told is not None
    sending = sent(session, person, words, voice=voice, files=files)
    return enquiries.answer(session, told, sending=sending, is_shared=is_shared, now=instant_now())


def spoken(seconds: int = 1, *, loudness: int = 9000) -> bytes:
    """Return a WAV of a tone, as a phone would record a voice; loudness 0: nobody speaks."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        tone = array.array("h", (int(loudness * math.sin(n * 0.2)) for n in range(8000)))
        file.writeframes(tone.tobytes() * seconds)
    return made.getvalue()
