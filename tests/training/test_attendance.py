"""Trainees sign in by a code that is good for a whole session; sheets are printed, signed and kept."""

import io
from datetime import datetime, timedelta

import pytest
from PIL import Image

from learnhub.db import Database
from learnhub.primitives import SHANGHAI, Refusal, today
from learnhub.training import service
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.rules import Meeting, Method, Presence
from learnhub.training.rules.codes import CODES_MAX, new_code, spoken, typed_code
from tests.classes import ZHENGZHOU, both_bases, course_with_lessons, enrol, join
from tests.people import Someone
from tests.training.made import Made, marks, roll_values
from tests.visit import Submit, Visit


@pytest.fixture
def made_today(database: Database, instructor: Someone, trainee: Someone, other_trainee: Someone) -> Made:
    """A class with one session today; 阿诺 is not in it."""
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        plan = service.ClassPlan(
            "今天-01",
            "今天的班",
            ZHENGZHOU,
            today(),
            9,
            "花园路",
            "有电梯",
            (Meeting(today(), "09:00", 240, "手法"),),
        )
        found = service.open_class(session, base=both_bases(session)[0], course=course, plan=plan)
        assert isinstance(found, TrainingClass)
        service.assign_teacher(session, training_class=found, person_id=instructor.person_id)
        enrolment = enrol(session, trainee.person_id, course)
        join(session, found, enrolment)
        return Made(found.id, [found.sessions[0].id], enrolment.id, [enrolment.id], [trainee.person_id])


def show(database: Database, made: Made, by: Someone, *, days: int = 0) -> str | Refusal:
    now = datetime.now(SHANGHAI) + timedelta(days=days)
    with database.transaction() as session:
        meeting = session.get_one(ClassSession, made.session_ids[0])
        outcome = service.show_code(session, class_session=meeting, shown_by=by.person_id, now=now)
        return outcome if isinstance(outcome, Refusal) else outcome.code


def sign_in(database: Database, person: Someone, code: str, *, days: int = 0) -> ClassSession | Refusal:
    with database.transaction() as session:
        now = datetime.now(SHANGHAI) + timedelta(days=days)
        return service.sign_in(session, person_id=person.person_id, code=code, now=now)


@pytest.mark.parametrize("typed", ["0 1-2 3", "０１２３", " 0123\n", "0·123"])
def test_a_code_is_taken_as_people_type_it(typed: str) -> None:
    assert typed_code(typed) == "0123"


@pytest.mark.parametrize("typed", ["", "012", "01234", "一二三四", "01x3"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert typed_code(typed) is None


def test_a_code_is_said_digit_by_digit() -> None:
    assert spoken("0127") == "零，幺，二，七"
    assert len(new_code()) == 4


def test_any_code_shown_in_a_session_is_good_in_it_and_for_nobody_else(
    database: Database, made_today: Made, instructor: Someone, trainee: Someone, other_trainee: Someone
) -> None:
    first, second = show(database, made_today, instructor), show(database, made_today, instructor)
    assert isinstance(first, str)
    assert isinstance(second, str)
    assert first != second
    assert isinstance(sign_in(database, other_trainee, first), Refusal)
    assert isinstance(sign_in(database, trainee, first, days=1), Refusal)
    assert not isinstance(sign_in(database, trainee, first), Refusal)
    assert not isinstance(sign_in(database, trainee, second), Refusal)  # again is once
    assert marks(database, made_today) == {trainee.person_id: (Presence.PRESENT, 240)}
    with database.reading() as session:
        training_class = session.get_one(TrainingClass, made_today.class_id)
        (told,) = service.mark_history(session, training_class=training_class, person_id=trainee.person_id)
    assert (told.mark.method, told.mark.marked_by, told.mark.shown_by) == (
        Method.CODE,
        trainee.person_id,
        instructor.person_id,
    )


def test_codes_are_shown_on_the_day_alone_and_so_many_at_most(
    database: Database, made_today: Made, instructor: Someone
) -> None:
    refused = show(database, made_today, instructor, days=-1)
    assert isinstance(refused, Refusal)
    assert refused.code == "not-today"
    for _number in range(CODES_MAX):
        assert isinstance(show(database, made_today, instructor), str)
    enough = show(database, made_today, instructor)
    assert isinstance(enough, Refusal)
    assert enough.code == "codes-enough"


def test_a_trainee_signs_in_by_the_code_that_the_teacher_shows(
    visit: Visit, submit: Submit, database: Database, made_today: Made, instructor: Someone, trainee: Someone
) -> None:
    values = roll_values(made_today)
    address = f"/teach/classes/{made_today.class_id}/sessions/{made_today.session_ids[0]}/codes?done=made"
    shown = submit("training.make_code", {}, instructor, target=address, **values).follow()
    ((code, words),) = shown.rows("这次课的签到码")
    assert words == spoken(code)
    assert "签到" in visit("pages.me", trainee).words
    page = visit("training.own_attendance", trainee)
    assert page.stops_to("签到") <= 5
    wrong = f"{(int(code) + 1) % 10000:04d}"
    refused = submit("training.mark_own_attendance", {"code": wrong}, trainee, 422)
    assert "没有这个签到码" in refused.errors[0]
    assert refused.fields["签到码"] == wrong
    refused = submit("training.mark_own_attendance", {"code": "四个数"}, trainee, 422)
    assert "签到码是 4 个数字" in refused.errors[0]
    done = submit(
        "training.mark_own_attendance", {"code": code}, trainee, target="/me/attendance?done=signed-in"
    )
    assert "到课" in done.follow().words
    # What a teacher corrects stays corrected, whoever types the code again.
    fields = {"act": "correction", f"p{trainee.person_id}": "absent", f"m{trainee.person_id}": "240"}
    submit(
        "training.save_roll",
        fields,
        instructor,
        target=f"/teach/classes/{made_today.class_id}/sessions/{made_today.session_ids[0]}?done=marked",
        **values,
    )
    refused = submit("training.mark_own_attendance", {"code": code}, trainee, 422)
    assert "请找老师" in refused.errors[0]
    assert marks(database, made_today) == {trainee.person_id: (Presence.ABSENT, 0)}


def test_guessing_codes_makes_wait(submit: Submit, made_today: Made, trainee: Someone) -> None:
    for _number in range(10):
        submit("training.mark_own_attendance", {"code": "0000"}, trainee, 422)
    page = submit("training.mark_own_attendance", {"code": "0000"}, trainee, 429)
    assert "请等" in page.errors[0]


def test_who_has_no_session_today_is_told_so(visit: Visit, made: Made, trainee: Someone) -> None:
    assert "您今天没有线下课" in visit("training.own_attendance", trainee).words


def test_a_sheet_to_sign_has_names_and_no_numbers(visit: Visit, made: Made, instructor: Someone) -> None:
    page = visit("training.sign_in_sheet", instructor, **roll_values(made))
    assert [row[0] for row in page.rows("共 2 人")] == ["小林", "阿诺"]
    assert "手印" in page.words


def test_the_photo_of_a_signed_sheet_is_kept_for_those_who_may_see_the_roll(
    visit: Visit,
    submit: Submit,
    made: Made,
    instructor: Someone,
    base_manager: Someone,
    trainee: Someone,
    neighbour_instructor: Someone,
) -> None:
    values = roll_values(made)
    refused = submit("training.keep_paper_sheet", {"kept_by": "何主任"}, instructor, 422, **values)
    assert refused.errors == ["请先选择照片。"]
    broken = {"kept_by": "何主任", "scan": (io.BytesIO(b"no picture"), "a.jpg")}
    refused = submit("training.keep_paper_sheet", broken, instructor, 422, **values)
    assert "不是照片" in refused.errors[0]
    assert refused.fields["原件由谁保管，放在哪里"] == "何主任"
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    submit(
        "training.keep_paper_sheet",
        {"kept_by": "何主任，二楼档案柜", "scan": (io.BytesIO(picture.getvalue()), "sheet.jpg")},
        instructor,
        target=f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}/papers?done=kept",
        **values,
    )
    page = visit("training.marked_roll", base_manager, **values)
    assert "二楼档案柜" in page.words
    address = page.links["看第 1 张照片"]
    answer = visit(address, base_manager)
    assert answer.headers["Content-Type"] == "image/jpeg"
    answer.response.close()
    visit(address, trainee, 403)
    visit(address, neighbour_instructor, 404)
    visit(address.rpartition("/")[0] + "/999", base_manager, 404)
    submit("training.keep_paper_sheet", {}, neighbour_instructor, 404, **values)


def test_a_roll_copied_from_paper_says_so(
    visit: Visit, submit: Submit, made: Made, instructor: Someone, trainee: Someone
) -> None:
    fields = {
        "act": "from-paper",
        "is_from_paper": "y",
        f"p{trainee.person_id}": "present",
        f"m{trainee.person_id}": "300",
    }
    target = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked"
    submit("training.save_roll", fields, instructor, target=target, **roll_values(made))
    page = visit("training.trainee", instructor, class_id=made.class_id, enrolment_id=made.enrolment_id)
    assert page.rows("全部点名")[0][2] == "周老师，照纸质签到表"
