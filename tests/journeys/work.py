"""Work of the region's trainees: answered once, handed in again, put together once more; a task sheet half signed; and their pages."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import Lesson
from learnhub.catalogue.service.courses import course_by_slug, lesson_versions
from learnhub.db import Database
from learnhub.learning.models import Enrolment, HandIn, StepSignOff
from learnhub.learning.rules.hand_ins import LineTold, Outcome, Verdict
from learnhub.learning.rules.sendings import SendingKind
from learnhub.learning.service import Learner, hand_ins, sign_offs
from learnhub.learning.service.enrolments import enrolment_or_none
from learnhub.learning.service.hand_ins import Contents
from learnhub.learning.service.hand_ins.reading import told_of
from learnhub.learning.service.sendings import FileSent
from learnhub.learning.service.sign_offs import Sheet
from learnhub.media.rules.limits import Purpose
from learnhub.primitives import instant_now, today
from learnhub.settings import Settings
from tests.journeys.journey_page import JourneyPage
from tests.journeys.studio import person_named, sent
from tests.learning.asking import spoken
from tests.media.recordings import png

TRAINEE, INSTRUCTOR, NEWCOMER = "学员01", "教师01", "学员03"
LESSON, TASK, SHEET = "push-press-knead", "rhythm-count", "show-three-ways"
TASKS = f"/courses/blind-massage/lessons/{LESSON}/tasks"
_OF_ONE = f"/teach/task-sheets/{{work_enrolment}}/{LESSON}/{SHEET}"
WORK_PAGES = (
    JourneyPage("task", f"{TASKS}/{TASK}", TRAINEE),
    JourneyPage("task-shown", f"{TASKS}/{SHEET}", TRAINEE),
    JourneyPage("task-pinyin", f"{TASKS}/{TASK}", TRAINEE, access="y1"),
    JourneyPage("task-checked", f"{TASKS}/{TASK}/check", TRAINEE),
    JourneyPage("own-work", "/me/hand-ins", TRAINEE),
    JourneyPage("work-queue", "/teach/hand-ins", INSTRUCTOR),
    JourneyPage("work", "/teach/hand-ins/{work}", INSTRUCTOR),
    JourneyPage("work-answered", "/teach/hand-ins/{answered_work}", INSTRUCTOR),
    JourneyPage("task-sheets", "/teach/task-sheets", INSTRUCTOR),
    JourneyPage("task-sheet", _OF_ONE, INSTRUCTOR),
    JourneyPage("sign-off-reversal", f"{_OF_ONE}/steps/{{sign_off}}/reversal", INSTRUCTOR),
    JourneyPage("class-task-sheets", "/teach/classes/{class}/task-sheets", INSTRUCTOR),
    JourneyPage("class-step", f"/teach/classes/{{class}}/task-sheets/{LESSON}/{SHEET}/2", INSTRUCTOR),
)


def learner_here(session: Session, name: str) -> Learner:
    """Return somebody of the region as learner of the lesson with the tasks."""
    person_id = person_named(session, name)
    course = course_by_slug(session, "blind-massage")
    enrolment = enrolment_or_none(session, person_id=person_id, course_id=course.id)
    assert enrolment is not None
    version = next(
        one
        for one in lesson_versions(session, enrolment.course_version_id)
        if session.get_one(Lesson, one.lesson_id).slug == LESSON
    )
    return Learner(person_id, enrolment.id, version)


def furnish_work(database: Database, settings: Settings) -> None:
    """Hand in, answer, hand in again, put together; sign two steps and reverse one."""
    voice = sent(database, settings, spoken(2), Purpose.AUDIO_RECORDING, by=TRAINEE)
    photo = sent(database, settings, png(), Purpose.PHOTO, by=TRAINEE)
    reply = sent(database, settings, spoken(3), Purpose.AUDIO_RECORDING, by=INSTRUCTOR)
    now = instant_now()
    with database.transaction() as session:
        me, teacher = learner_here(session, TRAINEE), person_named(session, INSTRUCTOR)
        place = {"person_id": me.person_id, "lesson_version_id": me.lesson_version.id, "task": TASK}

        def put_together(words: str, *files: FileSent) -> str:
            return hand_ins.keep_draft(session, **place, contents=Contents(words, files), now=now).token  # type: ignore[arg-type]

        token = put_together(
            "揉了一分钟，数到一百一十。手没有滑。",
            FileSent(SendingKind.VOICE, voice.id),
            FileSent(SendingKind.PHOTO, photo.id, "我的掌根贴在大腿上"),
        )
        made = hand_ins.hand_in(session, me, task=TASK, token=token, now=now)
        assert isinstance(made, HandIn)
        lines = (
            LineTold(1, Verdict.ENOUGH, "从头到尾一样快。"),
            LineTold(2, Verdict.NOT_YET, "第三次没有停。"),
            LineTold(3, Verdict.ENOUGH, ""),
        )
        hand_ins.give_feedback(
            session, told_of(session, [made])[0], by_id=teacher, client_id="journey-one", seen=0, outcome=Outcome.AGAIN,
            lines=lines, rubric_count=3, now=now,
            contents=Contents("按下去以后，心里数两个呼吸再起来。六次都停够，就够了。", (FileSent(SendingKind.VOICE, reply.id),)),
        )  # fmt: skip
        again = put_together("又按了六次，每次停两个呼吸。手臂有一点累。")
        assert isinstance(hand_ins.hand_in(session, me, task=TASK, token=again, now=now), HandIn)
        put_together("第三次练：按的时候不抖了。")
        sheet = Sheet(session.get_one(Enrolment, me.enrolment_id), me.lesson_version, SHEET)
        sign_offs.sign_off(
            session, sheet, steps=[1, 2], signed_on=today(), by_id=teacher, client_id="journey-two", now=now
        )
        wrong = sign_offs.rows_of(session, sheet)[1]
        sign_offs.reverse_sign_off(
            session,
            sheet,
            wrong.id,
            reason="按错了，那天只做了第一步。",
            by_id=teacher,
            title="在老师身上做按、揉、推",
            now=now,
        )


def work_places(session: Session) -> Mapping[str, int | str]:
    """Return what paths name: work that waits, work that was answered, and a step that is signed."""
    works = session.scalars(sa.select(HandIn.id).where(HandIn.task == TASK).order_by(HandIn.id)).all()
    signed = session.scalars(sa.select(StepSignOff).order_by(StepSignOff.id)).first()
    return {
        "answered_work": works[0] if works else 0,
        "work": works[1] if len(works) > 1 else 0,
        "sign_off": signed.id if signed is not None else 0,
        "work_enrolment": signed.enrolment_id if signed is not None else 0,
    }
