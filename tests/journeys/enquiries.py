"""Questions to the teachers of the region: one that waits, one that was answered by voice, and what was made of it; and their pages."""

from collections.abc import Mapping

import sqlalchemy as sa
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Course, Lesson, LessonVersion
from learnhub.db import Database
from learnhub.learning.models import Enquiry, EnquiryAnswer
from learnhub.learning.rules.sendings import SendingKind
from learnhub.learning.service import enquiries
from learnhub.learning.service.sendings import FileSent
from learnhub.media.rules.limits import Purpose
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import Settings
from tests.journeys.journey_page import JourneyPage
from tests.journeys.keyboard import Keyboard
from tests.journeys.studio import person_named, sent
from tests.learning.asking import SENTENCE, AskedIn, answer, ask, spoken
from tests.media.recordings import png
from tests.people import Someone

TRAINEE, INSTRUCTOR = "学员01", "教师01"
LESSON = "/courses/blind-massage/lessons/clean-hands"
ENQUIRY_PAGES = (
    JourneyPage("enquiry-form", f"{LESSON}/enquiries", TRAINEE),
    JourneyPage("enquiry-form-about", f"{LESSON}/enquiries?about={SENTENCE}", TRAINEE),
    JourneyPage("enquiry-form-of-visitor", f"{LESSON}/enquiries"),
    JourneyPage("own-enquiries", "/me/enquiries", TRAINEE),
    JourneyPage("own-enquiry", "/me/enquiries/{enquiry}", TRAINEE),
    JourneyPage("enquiry-withdrawal", "/me/enquiries/{open_enquiry}/withdrawal", TRAINEE),
    JourneyPage("enquiry-queue", "/teach/enquiries", INSTRUCTOR),
    JourneyPage("enquiry-queue-answered", "/teach/enquiries?state=answered", INSTRUCTOR),
    JourneyPage("enquiry", "/teach/enquiries/{open_enquiry}", INSTRUCTOR),
    JourneyPage("enquiry-answered", "/teach/enquiries/{enquiry}", INSTRUCTOR),
    JourneyPage("frequent-new", "/teach/enquiries/{enquiry}/frequent", INSTRUCTOR),
    JourneyPage("frequent-answers", "/teach/frequent-answers", INSTRUCTOR),
    JourneyPage("shared-enquiries", "/courses/blind-massage/shared-enquiries", TRAINEE),
)


def furnish_enquiries(database: Database, settings: Settings) -> None:
    """Ask, answer, share, and put one answer beside its lesson."""
    question = sent(database, settings, spoken(2), Purpose.AUDIO_RECORDING, by=TRAINEE)
    reply = sent(database, settings, spoken(3), Purpose.AUDIO_RECORDING, by=INSTRUCTOR)
    picture = sent(database, settings, png(), Purpose.PHOTO, by=TRAINEE)
    with database.transaction() as session:
        trainee, teacher = (Someone(person_named(session, name), name) for name in (TRAINEE, INSTRUCTOR))
        course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
        version = session.scalars(
            sa.select(LessonVersion)
            .join(Lesson)
            .where(Lesson.slug == "clean-hands", Lesson.course_id == course.id)
        ).one()
        at = AskedIn(course, version)
        voice = [
            FileSent(SendingKind.VOICE, question.id),
            FileSent(SendingKind.PHOTO, picture.id, "我的指甲"),
        ]
        asked = ask(session, trainee, at, files=voice, is_shared=True)
        said = answer(
            session, teacher, asked, "剪到看不见白边，再用锉刀磨圆。",
            files=[FileSent(SendingKind.VOICE, reply.id)], is_shared=True,
        )  # fmt: skip
        told = enquiries.own_enquiry_or_none(session, person_id=trainee.person_id, enquiry_id=asked.id)
        assert told is not None
        made = enquiries.add_frequent(
            session, told, text_hash=at.version.text_hash, question="指甲要剪到多短？", answer="剪到看不见白边，再磨圆。",
            answer_id=said.id, made_by=teacher.person_id, now=instant_now(),
        )  # fmt: skip
        assert not isinstance(made, Refusal)
        ask(session, trainee, at, "七步里哪一步最容易忘？", about="")


def enquiry_places(session: Session) -> Mapping[str, int | str]:
    """Return what paths name: a question that was answered, and one that waits."""
    answered = session.scalars(sa.select(EnquiryAnswer.enquiry_id).order_by(EnquiryAnswer.id)).first() or 0
    waiting = session.scalars(sa.select(Enquiry.id).where(Enquiry.about_key == "")).first() or 0
    return {"enquiry": answered, "open_enquiry": waiting}


def answer_by_voice(keyboard: Keyboard) -> None:
    """Answer the question whose page is open with a recording."""
    page = keyboard.page
    keyboard.press_to("说一段话")
    page.keyboard.press("Enter")
    page.get_by_label("录音文件").set_input_files(
        {"name": "answer.wav", "mimeType": "audio/wav", "buffer": spoken(3)}
    )
    keyboard.press("交给学员")
    expect(page.get_by_text("回答已经交给学员").first).to_be_visible()
