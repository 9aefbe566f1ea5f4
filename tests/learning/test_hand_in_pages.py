"""The pages of work: put together, looked over, handed in, answered; steps signed off; nobody else's is to be had."""

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.catalogue.service.courses import course_by_slug
from learnhub.db import Database
from learnhub.learning.models import Enrolment, HandIn, HandInDraft, StepSignOff
from learnhub.learning.rules.sendings import SendingKind
from learnhub.learning.service import sendings
from learnhub.learning.service.hand_ins.verification import verify
from learnhub.learning.service.sendings import FileSent
from learnhub.messages.models import Message
from learnhub.oversight.service.erasing import ended, erase_ended
from learnhub.pages.service.own_data import everything_about
from learnhub.primitives import instant_now, today
from learnhub.providers.models import TrainingBase
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.classes import join, open_class
from tests.learning.asking import spoken
from tests.learning.marking import voice_of
from tests.learning.work import (
    LESSON,
    SHEET,
    SLUG,
    TASK,
    answer,
    hand_in,
    learner_of,
    load_work,
    put_together,
)
from tests.people import BASE_ID, BASE_REGION, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.tiny_course import FIGURES
from tests.visit import Page, Submit, Visit

AT = {"course": SLUG, "lesson": LESSON, "task": TASK}
PAGE = f"/courses/{SLUG}/lessons/{LESSON}/tasks/{TASK}"


@pytest.fixture
def enrolled(database: Database, settings: Settings, trainee: Someone) -> int:
    """Return the enrolment of the trainee in the course with tasks."""
    with database.transaction() as session:
        load_work(session, store_for(settings))
        return learner_of(session, trainee).enrolment_id


@pytest.fixture
def elsewhere(database: Database) -> Someone:
    """A teacher of another base."""
    return make_person(database, "白老师", Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))


@pytest.fixture(autouse=True)
def no_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without ffmpeg: what it does is asked in tests/media."""
    monkeypatch.setattr("learnhub.media.adapters.ffmpeg.program", lambda: None)


def hidden(page: Page, name: str) -> str:
    found = [e.get("value", "") for e in page.document.all("input") if e.get("name") == name]
    assert found, f"no hidden {name}"
    return found[0]


def few_stops(page: Page) -> Page:
    names = [page.document.name(one) for one in page.document.stops]
    assert len(names) <= 25, "\n".join(names)
    return page


def _nothing_to_look_over(visit: Visit, trainee: Someone, database: Database) -> None:
    """Ask for the check of a draft whose words are gone and whose file was erased meanwhile."""
    with database.transaction() as session:
        draft = session.scalars(sa.select(HandInDraft)).one()
        words, files = draft.words, draft.files
        draft.words, draft.files = "", dict.fromkeys(files, 987654)
    visit("learning.checked_work", trainee, 404, **AT)
    with database.transaction() as session:
        draft = session.scalars(sa.select(HandInDraft)).one()
        draft.words, draft.files = words, files


def test_work_is_put_together_looked_over_mended_and_handed_in_and_a_stranger_has_nothing_of_it(
    visit: Visit, submit: Submit, enrolled: int, trainee: Someone, other_trainee: Someone, instructor: Someone, database: Database
) -> None:  # fmt: skip
    shown = few_stops(visit("learning.task", trainee, **AT))
    assert "现在：还没有交。" in shown.words
    assert "够了：数数的声音快慢一样。" in shown.words
    assert "报名" in visit("learning.task", other_trainee, **AT).words
    submit("learning.put_work_together", {"words": "也想交"}, other_trainee, 409, **AT)
    assert submit("learning.put_work_together", {"words": " "}, trainee, 422, **AT).errors
    submit(
        "learning.put_work_together",
        {"words": "写了一半", "save": "1"},
        trainee,
        **AT,
        target=f"{PAGE}?done=saved",
    )
    assert "写了一半" in visit("learning.task", trainee, **AT).text
    visit("learning.checked_work", trainee, 303, **AT, target=PAGE)
    wrong = {"words": "数到了六十。", "voice": (io.BytesIO(b"not a sound"), "work.mp3")}
    refused = submit("learning.put_work_together", wrong, trainee, 422, **AT)
    assert refused.errors
    assert "数到了六十。" in refused.text, "nothing typed is lost"
    work = {"words": "数到了六十。", "voice": (io.BytesIO(spoken()), "work.wav")}
    check = submit("learning.put_work_together", work, trainee, **AT, target=f"{PAGE}/check").follow()
    assert "还没有交。" in check.words
    assert "数到了六十。" in check.words
    visit(re.findall(r'src="(/recordings/[^"]+)"', check.text)[0], trainee)
    _nothing_to_look_over(visit, trainee, database)
    mended = few_stops(visit("learning.task", trainee, **AT))
    assert "已经收到您的录音" in mended.words
    kept = {"words": "数到了六十，手臂不累。", "kept_voice": hidden(mended, "kept_voice")}
    stale = hidden(check, "token")
    check = submit("learning.put_work_together", kept, trainee, **AT, target=f"{PAGE}/check").follow()
    late = submit("learning.hand_in_work", {"token": stale}, trainee, 422, **AT)
    assert "别处改过" in late.errors[0]
    token = {"token": hidden(check, "token")}
    assert "现在" not in check.words
    helped = {"who": "family", "ways": ["wrote"]}
    checked = f"{PAGE}/check"
    there = check.links["有人帮我读、按或者写：先记一下"]
    assert there == f"/me/help?back={checked}"
    assert visit(there, trainee).links["回到刚才的页面"] == checked
    stated = submit(there, helped, trainee, target=f"/me/help?done=stated&back={checked}").follow()
    assert stated.links["回到刚才的页面"] == checked
    assert "回到刚才的页面" not in visit("learning.help_today", trainee, back="//elsewhere.example").links
    said = visit(check.response.request.path, trainee).words
    assert "现在家里人帮忙：书写。老师看到作业，也会看到这一句。" in said
    done = submit("learning.hand_in_work", token, trainee, **AT, target=f"{PAGE}?done=handed-in").follow()
    assert "现在：交了，等老师看。" in few_stops(done).words
    submit("learning.end_help", {}, trainee, target="/me/help?done=ended")
    assert "交的时候家里人帮忙：书写。" in done.words
    submit("learning.hand_in_work", token, trainee, **AT, target=f"{PAGE}?done=handed-in")
    submit("learning.hand_in_work", {}, trainee, **AT, target=PAGE)
    file = re.findall(r'src="(/me/hand-ins/\d+/files/[^"]+)"', done.text)[0]
    answer = visit(file, trainee)
    assert "private" in answer.headers["Cache-Control"]
    for person in (other_trainee, instructor):
        visit(file, person, 404)
    work_id = int(file.split("/")[3])
    beside = visit("learning.work", instructor, hand_in_id=work_id).words
    assert "交的时候家里人帮忙：书写。怎么做、交什么，由学员自己决定。" in beside
    visit(file, None, 303, target=re.compile(".*sign-in.*"))
    assert "按一分钟" in few_stops(visit("learning.own_work", trainee)).links
    assert "还没有交过" in visit("learning.own_work", other_trainee).words
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(HandIn)) == 1
    for task in ("show-nothing", "try"):
        visit("learning.task", trainee, 404, **(AT | {"task": task}))


def test_a_teacher_answers_line_by_line_and_the_trainee_reads_it(
    visit: Visit, submit: Submit, enrolled: int, trainee: Someone, instructor: Someone, elsewhere: Someone, database: Database
) -> None:  # fmt: skip
    with database.transaction() as session:
        file = FileSent(SendingKind.VOICE, voice_of(session, trainee, blob="c" * 64))
        work_id = hand_in(
            session, learner_of(session, trainee), files=[file], now=instant_now() - timedelta(days=3)
        ).id
        token = (
            sendings.sendings_told(session, [session.get_one(HandIn, work_id).sending_id])
            .popitem()[1]
            .files[0]
            .token
        )
    queue = few_stops(visit("learning.work_queue", instructor))
    assert "交了 3 天" in queue.words
    opened = few_stops(visit(queue.links["小林：按一分钟"], instructor))
    assert "帮忙" not in opened.words
    at = {"hand_in_id": work_id}
    for endpoint in ("learning.work", "learning.work_file"):
        more = {"token": token} if endpoint.endswith("file") else {}
        visit(endpoint, elsewhere, 404, **at, **more)
        visit(endpoint, trainee, 403, **at, **more)
    assert "没有作业" in visit("learning.work_queue", elsewhere).words
    fields = {
        "act": hidden(opened, "act"),
        "seen": "0",
        "outcome": "again",
        "verdict_1": "enough",
        "said_2": "说说手臂",
    }
    refused = submit("learning.answer_work", fields, instructor, 422, **at)
    assert refused.errors == ["请选“够了”或者“还差一点”。"]
    assert "说说手臂" in refused.text
    fields |= {"verdict_2": "not yet"}
    assert "下一步做什么" in submit("learning.answer_work", fields, instructor, 422, **at).errors[0]
    submit("learning.answer_work", fields | {"words": "再按一次", "save": "1"}, instructor, **at, target=f"/teach/hand-ins/{work_id}?done=saved")  # fmt: skip
    submit("learning.answer_work", fields | {"words": "再按一次"}, elsewhere, 404, **at)
    whole = fields | {"words": "再按一次，说一说手臂累不累。"}
    for _twice in range(2):
        submit("learning.answer_work", whole, instructor, **at, target="/teach/hand-ins?done=answered")
    meanwhile = submit("learning.answer_work", whole | {"act": "another-form-x"}, instructor, 422, **at)
    assert "刚才有别的老师看过" in meanwhile.errors[0]
    told = few_stops(visit("learning.task", trainee, **AT))
    assert "现在：请再试一次。" in told.words
    assert "说话：还差一点。说说手臂" in told.words
    taken = {
        "act": "third-form-act",
        "seen": "1",
        "outcome": "taken",
        "verdict_1": "enough",
        "verdict_2": "enough",
    }
    submit("learning.answer_work", taken, instructor, **at, target="/teach/hand-ins?done=answered")
    assert "现在：老师收下了。" in visit("learning.task", trainee, **AT).words
    with database.reading() as session:
        told_of = session.scalars(sa.select(Message.person_id).where(Message.kind == "work answered")).all()
        assert told_of == [trainee.person_id, trainee.person_id]


def test_steps_are_signed_off_at_the_base_reversed_in_the_open_and_seen_by_the_trainee(
    visit: Visit, submit: Submit, enrolled: int, trainee: Someone, other_trainee: Someone, instructor: Someone, base_manager: Someone,
    elsewhere: Someone, database: Database,
) -> None:  # fmt: skip
    at = {"enrolment_id": enrolled, "lesson": LESSON, "task": SHEET}
    sheet = f"/teach/task-sheets/{enrolled}/{LESSON}/{SHEET}"
    with database.transaction() as session:
        theirs = learner_of(session, other_trainee).enrolment_id
    listed = few_stops(visit("learning.task_sheets", instructor))
    assert "3 步里做到了 0 步" in listed.words
    opened = few_stops(visit(listed.links["小林：在老师身上按"], instructor))
    day = today().isoformat()
    form = {"act": hidden(opened, "act"), "signed_on": day, "steps": ["1", "2"]}
    for wrong, says in (
        ({"steps": []}, "勾一个"),
        ({"steps": ["9"]}, "从列出的里面勾"),
        ({"signed_on": (today() + timedelta(days=1)).isoformat()}, "还没有到"),
        ({"signed_on": "2020-01-01"}, "还没有报名"),
        ({"signed_on": ""}, "哪天|那一天"),
    ):
        assert re.search(says, submit("learning.sign_steps", form | wrong, instructor, 422, **at).errors[0])
    submit("learning.sign_steps", form, elsewhere, 404, **at)
    submit("learning.sign_steps", form, instructor, 404, **(at | {"enrolment_id": theirs}))
    submit("learning.sign_steps", form, instructor, **at, target=f"{sheet}?done=signed")
    both = {"act": "other-coach-act", "signed_on": day, "steps": ["2", "3"]}
    submit("learning.sign_steps", both, base_manager, **at, target=f"{sheet}?done=signed")
    submit("learning.sign_steps", both, base_manager, **at, target=f"{sheet}?done=known")
    with database.reading() as session:
        rows = session.scalars(sa.select(StepSignOff).order_by(StepSignOff.id)).all()
        assert [(one.step, one.by_id) for one in rows] == [
            (1, instructor.person_id), (2, instructor.person_id), (3, base_manager.person_id),
        ]  # fmt: skip
        wrong_one = rows[1].id
    done = few_stops(visit("learning.task_sheet", instructor, **at))
    asks = few_stops(visit(done.links["撤销第 2 步的确认"], instructor))
    assert "问有没有不能碰的地方。" in asks.words
    back = at | {"sign_off_id": wrong_one}
    assert submit("learning.reverse_sign_off", {"reason": ""}, instructor, 422, **back).errors
    submit("learning.reverse_sign_off", {"reason": "看错了人"}, elsewhere, 404, **back)
    submit(
        "learning.reverse_sign_off",
        {"reason": "看错了人"},
        instructor,
        **back,
        target=f"{sheet}?done=reversed",
    )
    again = submit("learning.reverse_sign_off", {"reason": "看错了人"}, instructor, 422, **back)
    assert "已经撤销" in again.errors[0]
    visit("learning.sign_off_reversal", instructor, 404, **(back | {"sign_off_id": 987_654}))
    own = few_stops(visit("learning.task", trainee, **(AT | {"task": SHEET})))
    assert own.words.count("做到了：") == 2
    assert "第 2 步，周老师" in own.words
    submit("learning.put_work_together", {"words": "做了"}, trainee, 409, **(AT | {"task": SHEET}))
    assert "3 步里做到了 2 步" in visit("learning.own_work", trainee).words
    with database.transaction() as session:
        assert session.scalars(
            sa.select(Message.kind).where(Message.person_id == trainee.person_id)
        ).all() == ["step reversed"]


def test_a_class_signs_one_step_for_several_at_once_all_or_none(
    visit: Visit, submit: Submit, enrolled: int, trainee: Someone, instructor: Someone, elsewhere: Someone, database: Database
) -> None:  # fmt: skip
    friend = make_person(database, "小周", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
    with database.transaction() as session:
        course = course_by_slug(session, SLUG)
        base = session.get_one(TrainingBase, BASE_ID)
        made = open_class(
            session,
            course,
            base,
            region_code=BASE_REGION,
            teachers=[instructor.person_id, elsewhere.person_id],
        )
        later = learner_of(session, friend).enrolment_id
        for enrolment_id in (enrolled, later):
            join(session, made, session.get_one(Enrolment, enrolment_id))
        session.get_one(Enrolment, enrolled).enrolled_at = instant_now() - timedelta(days=9)
    at = {"class_id": made.id, "lesson": LESSON, "task": SHEET, "step": 1}
    listed = few_stops(visit("training.class_task_sheets", instructor, class_id=made.id))
    assert "2 人里做到了 0 人" in listed.words
    opened = few_stops(visit(listed.links["第 1 步：洗手。"], instructor))
    both = {"act": hidden(opened, "act"), "steps": [str(enrolled), str(later)]}
    early = both | {"signed_on": (today() - timedelta(days=2)).isoformat()}
    refused = submit("training.sign_class_step", early, instructor, 422, **at)
    assert refused.errors[0].startswith("小周：那一天学员还没有报名")
    assert submit("training.sign_class_step", both | {"signed_on": ""}, instructor, 422, **at).errors
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(StepSignOff)) == 0, "all or none"
    on = f"/teach/classes/{made.id}/task-sheets?done="
    submit(
        "training.sign_class_step",
        both | {"signed_on": today().isoformat()},
        instructor,
        **at,
        target=f"{on}signed",
    )
    submit(
        "training.sign_class_step",
        both | {"signed_on": today().isoformat()},
        instructor,
        **at,
        target=f"{on}known",
    )
    assert "每个人都做到了这一步" in visit("training.class_step", instructor, **at).words
    visit("training.class_step", elsewhere, 404, **at)
    visit("training.class_step", instructor, 404, **(at | {"step": 9}))
    assert "在基地做的练习：确认步骤" in visit("training.training_class", instructor, class_id=made.id).links


def test_a_lesson_leads_to_its_work_and_what_is_kept_ends(
    visit: Visit, enrolled: int, trainee: Someone, instructor: Someone, database: Database
) -> None:
    shown = visit("learning.lesson", trainee, course=SLUG, lesson=LESSON)
    assert {"交作业：按一分钟", "做到哪一步了：在老师身上按"} <= shown.links.keys()
    assert "交作业：按一分钟" not in visit("learning.lesson", course=SLUG, lesson=LESSON).links
    for link, words in (("交作业：按一分钟", "按一分钟"), ("做到哪一步了：在老师身上按", "在老师身上按")):
        asking = visit(visit(shown.links[link], trainee).links["问老师这个练习"], trainee)
        assert f"您问的是：{words}" in asking.words
    with database.transaction() as session:
        me = learner_of(session, trainee)
        answer(session, hand_in(session, me, "写了两年前的作业。"), instructor)
        put_together(session, me, "还没交的。")
        kept = everything_about(session, None, trainee.person_id)["交的作业和老师的反馈"]  # type: ignore[arg-type]
        assert kept[0]["作业"] == "写了两年前的作业。"
        assert "说得很清楚。" in str(kept[0]["反馈"])
        later = instant_now() + timedelta(days=4000)
        counts = {one.name: one.count for one in ended(session, figures=FIGURES, now=later)}
        assert counts["work-drafts"] == 1
        erase_ended(session, figures=FIGURES, now=later)
        assert {one.name: one.count for one in ended(session, figures=FIGURES, now=later)}["work-drafts"] == 0
        assert set(session.scalars(sa.text("SELECT words FROM feedback_line"))) == {""}
        assert verify(session)[1] == []
