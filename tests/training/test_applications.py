"""Applications to open a class: five pages that keep what is typed, a copy of an earlier class, its own base's alone."""

import re

import pytest
import sqlalchemy as sa

from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.primitives import instant_now
from learnhub.training import service
from learnhub.training.models import OpeningDraft, TrainingClass
from learnhub.training.rules.sections import Section
from learnhub.web.guard import TOKEN_FIELD
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID, Someone
from tests.training.applying import TIMETABLE, begun, fields, submitted, typed_in
from tests.visit import Clients, Submit, Visit


def test_a_timetable_is_laid_out_without_losing_what_was_typed(
    visit: Visit,
    submit: Submit,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    database: Database,
) -> None:
    address = begun(submit, base_manager)
    told = fields(course_id, instructor, timetable="", lay="1", rhythm="weekend", count="3", minutes="270")
    early = submit(f"{address}/timetable", told["timetable"], base_manager, 422)
    assert "课表从这一天排起" in early.words
    submit(f"{address}/basics", told["basics"], base_manager, target=f"{address}/place?done=kept")
    page = submit(f"{address}/timetable", told["timetable"], base_manager, 200)
    assert "2026-03-07 09:00 270 分钟 保健按摩春季班" in page.words
    assert "2026-03-14" in page.words
    assert "2026-03-14" in visit(f"{address}/timetable", base_manager).words
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TrainingClass)) == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"number": ""}, "请填写班号"),
        ({"teachers": []}, "请至少选一名教师"),
        ({"capacity": "0"}, "人数请填 1 到 500 之间的整数。"),
        ({"capacity": "许多"}, "请填写数字"),
        ({"opened_on": "三月二日"}, "请把日期写成"),
        ({"timetable": ""}, "请写线下课表"),
        ({"timetable": "2026-03-02 上午 手法"}, "课表第 1 行没有看懂"),
        ({"timetable": TIMETABLE + "\n2026-03-02 10:00 60 手法"}, "两次课的时间重叠"),
        ({"timetable": "", "lay": "1", "count": "9999"}, "请填写一共几次"),
        ({"access_words": " "}, "学员靠它决定能不能来"),
        ({"has_ramp": "也许"}, "请选有、没有，或者还没看过"),
        ({"course": "999999"}, "请从列出的选项里选一个"),
        ({"delivery_form": "dispersed"}, "自主分散要先申请后培训"),
        ({"kind": "ordered"}, "请写明是哪个单位"),
        ({"interpreter": "asked"}, "请写明谁去请手语翻译"),
        ({"budget": "教师课酬六千"}, "预算第 1 行没有看懂"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field_and_nothing_typed_is_lost(
    submit: Submit,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    database: Database,
    changed: dict[str, object],
    said: str,
) -> None:
    with database.transaction() as session:
        draft = service.begin_draft(
            session, base_id=BASE_ID, typed={}, by=base_manager.person_id, now=instant_now()
        )
        told = fields(course_id, instructor, **changed)
        basics = {name: [str(value)] for name, value in fields(course_id, instructor)["basics"].items()}
        service.keep_typed(
            session, draft, Section.BASICS, basics, by=base_manager.person_id, now=instant_now()
        )
        address = f"/base/openings/{draft.id}"
    section = next(one for one, typed in told.items() if typed.keys() & changed.keys())
    page = submit(f"{address}/{section}", told[section], base_manager, 422)
    assert said in " ".join(page.errors)
    with database.reading() as session:
        kept = session.get_one(OpeningDraft, draft.id).typed[section]
        assert {name: kept.get(name, []) for name in changed if name != "lay"} == {
            name: value if isinstance(value, list) else [value]
            for name, value in changed.items()
            if name != "lay"
        }
    refused = submit(address, {}, base_manager, 422)
    assert "还有没填好的部分" in refused.errors[0]


def test_a_timetable_before_the_opening_day_is_refused_when_the_day_moves(
    submit: Submit, course_id: int, base_manager: Someone, instructor: Someone
) -> None:
    address = begun(submit, base_manager)
    typed_in(submit, address, fields(course_id, instructor), base_manager)
    later = fields(course_id, instructor, opened_on="2026-03-03")["basics"]
    submit(f"{address}/basics", later, base_manager, target=f"{address}/place?done=kept")
    page = submit(address, {}, base_manager, 422)
    assert page.rows("申请的五个部分")[3][:2] == ["课表", "还没填好"]


def test_a_number_is_used_once_a_stranger_teaches_nothing_and_a_copy_leaves_out_its_days(
    visit: Visit,
    submit: Submit,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    trainee: Someone,
    database: Database,
) -> None:
    class_id = submitted(submit, course_id, base_manager, instructor, database)
    address = begun(submit, base_manager, copied=str(class_id))
    form = visit(f"{address}/basics", base_manager)
    assert form.fields["班号"] == ""
    assert form.fields["班名"] == "保健按摩春季班"
    assert "场地 1200.50 元" in visit(f"{address}/budget", base_manager).words
    stranger = fields(course_id, trainee)["people"]
    page = submit(f"{address}/people", stranger, base_manager, 422)
    assert "选的人不在教师名单里" in page.words
    typed_in(submit, address, fields(course_id, instructor), base_manager)
    page = submit(address, {}, base_manager, 422)
    assert "这个班号已经用过了" in page.words
    # Somebody else's course by now: nothing is opened of it.
    with database.transaction() as session:
        session.get_one(Course, course_id).base_id = NEIGHBOUR_BASE_ID
    assert "还有没填好的部分" in submit(address, {}, base_manager, 422).words
    submit(f"{address}/end", {}, base_manager, target="/base/classes?done=dropped")
    visit(address, base_manager, 404)


def test_an_application_is_its_own_bases_alone(
    visit: Visit,
    submit: Submit,
    base_manager: Someone,
    neighbour_manager: Someone,
    officer: Someone,
    course_id: int,
) -> None:
    address = begun(submit, base_manager)
    for stranger, status in ((neighbour_manager, 404), (officer, 403)):
        visit(address, stranger, status)
        visit(f"{address}/place", stranger, status)
        submit(f"{address}/place", {}, stranger, status)
        submit(address, {}, stranger, status)
        submit(f"{address}/end", {}, stranger, status)
    visit(f"{address}/nothing", base_manager, 404)
    page = submit("training.begin_opening", {"copied": "999999"}, base_manager, 422)
    assert page.errors == ["请从列出的班里选一个。"]


def test_three_presses_begin_one_application_and_submit_one_class(
    submit: Submit,
    clients: Clients,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    database: Database,
) -> None:
    def press_three_times(address: str, *, target: str) -> str:
        token = {TOKEN_FIELD: clients.token(clients.of(base_manager))}
        led = {submit(address, token, base_manager, target=re.compile(target)).location for _ in range(3)}
        assert len(led) == 1
        return led.pop()

    draft = press_three_times("/base/classes/new", target=r"/base/openings/\d+")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OpeningDraft)) == 1
    typed_in(submit, draft, fields(course_id, instructor), base_manager)
    press_three_times(draft, target=r"/base/classes/\d+\?done=submitted")
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TrainingClass)) == 1
