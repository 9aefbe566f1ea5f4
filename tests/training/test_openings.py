"""From a base's wish to a class with trainees: submitted, returned, mended, approved by somebody else, joined."""

import re
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now, today
from learnhub.training import service
from learnhub.training.models import ClassState, OpeningStep, TrainingClass
from learnhub.training.rules import (
    ClassPlan,
    Meeting,
    regular_timetable,
)
from tests.classes import both_bases, course_with_lessons, enrol
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Page, Submit, Visit

FIRST = date(2026, 3, 2)  # a Monday
TIMETABLE = "2026-03-02 09:00 315 分钟 单式手法：推、拿\n2026-03-03 09:00 270 分钟 全身程序"


@pytest.fixture
def neighbour_manager(database: Database) -> Someone:
    return make_person(
        database, "邻居", Holding(Role.BASE_MANAGER, base_id=NEIGHBOUR_BASE_ID, region_code=NEIGHBOUR_REGION)
    )


@pytest.fixture
def neighbour_officer(database: Database) -> Someone:
    return make_person(database, "老王", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))


@pytest.fixture
def course_id(database: Database, base_manager: Someone, instructor: Someone) -> int:
    """A published course that the base of the tests offers."""
    with database.transaction() as session:
        course, _lessons = course_with_lessons(session, "massage")
        course.base_id = both_bases(session)[0].id
        return course.id


def fields(course_id: int, teacher: Someone, **changed: object) -> dict[str, object]:
    typed: dict[str, object] = {
        "course": str(course_id),
        "number": "2026-按摩-09",
        "title": "保健按摩春季班",
        "opened_on": "2026-03-02",
        "capacity": "12",
        "place": "花园路 1 号二楼",
        "access_words": "门口有坡道，电梯到二楼，有人在门口接。",
        "teachers": str(teacher.person_id),
        "timetable": TIMETABLE,
        "rhythm": "weekdays",
        "starts_at": "09:00",
        "minutes": "315",
        "count": "15",
    }
    return {**typed, **changed}


def only_class(database: Database) -> TrainingClass:
    with database.reading() as session:
        return session.scalars(sa.select(TrainingClass)).one()


def submitted(submit: Submit, course_id: int, manager: Someone, teacher: Someone, database: Database) -> int:
    last = submit(
        "training.submit_class",
        fields(course_id, teacher),
        manager,
        target=re.compile(r"/base/classes/\d+\?done=submitted"),
    ).follow()
    assert "开班申请已经提交" in last.words
    assert "等待批准" in last.words
    return only_class(database).id


def decide(submit: Submit, class_id: int, person: Someone, decision: str, reason: str = "") -> Page:
    done = "approved" if decision == "approve" else "returned"
    return submit(
        "training.decide",
        {"decision": decision, "reason": reason},
        person,
        class_id=class_id,
        target=f"/office/openings?done={done}",
    )


def test_a_class_goes_from_a_bases_wish_to_a_trainee_with_a_place(
    visit: Visit,
    submit: Submit,
    database: Database,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    officer: Someone,
    trainee: Someone,
) -> None:
    class_id = submitted(submit, course_id, base_manager, instructor, database)
    found = only_class(database)
    assert found.state is ClassState.APPLIED

    waiting = visit("subsidy.classes", officer)
    assert "等待批准的开班：1 个" in waiting.words
    shown = visit("training.approval", officer, class_id=class_id)
    assert len(shown.rows("线下课的日子，共 2 次")) == 2
    assert "现在没有等待批准" in decide(submit, class_id, officer, "approve").follow().words
    assert only_class(database).state is ClassState.APPROVED

    with database.transaction() as session:
        course = session.get_one(Course, course_id)
        slug = course.slug
        enrol(session, trainee.person_id, course)
    asked = visit("training.place", trainee, course=slug, class_id=class_id)
    assert "看不到您的残疾类别" in asked.words
    submit(
        "training.take_place",
        {},
        trainee,
        course=slug,
        class_id=class_id,
        target=f"/courses/{slug}?done=joined",
    )
    assert trainee.nickname in visit("training.base_class", base_manager, class_id=class_id).words
    with database.reading() as session:
        held = holdings_on(session, trainee.person_id, today())
        assert Holding(Role.TRAINEE, found.base_id, found.region_code) in held
        deeds = session.scalars(sa.select(AuditEvent.deed).where(AuditEvent.deed.like("class-%"))).all()
    assert deeds == ["class-submitted", "class-approved"]


def test_a_returned_opening_is_mended_with_all_that_was_typed(
    visit: Visit,
    submit: Submit,
    database: Database,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    officer: Someone,
) -> None:
    class_id = submitted(submit, course_id, base_manager, instructor, database)
    decide(submit, class_id, officer, "return", "请把第二天改到周末。")
    assert "被退回" in visit("training.base_classes", base_manager).words
    form = visit("training.opening", base_manager, class_id=class_id)
    assert "请把第二天改到周末。" in form.words
    assert "2026-03-03 09:00 270 分钟 全身程序" in form.words
    mended = fields(
        course_id, instructor, timetable="2026-03-02 09:00 315 分钟 手法\n2026-03-07 09:00 270 分钟 程序"
    )
    submit(
        "training.mend_opening",
        mended,
        base_manager,
        class_id=class_id,
        target=f"/base/classes/{class_id}?done=submitted",
    )
    with database.reading() as session:
        found = session.get_one(TrainingClass, class_id)
        assert [one.day for one in found.sessions] == [date(2026, 3, 2), date(2026, 3, 7)]
        assert [step.kind.value for step in service.opening_steps(session, class_id)] == [
            "submitted",
            "returned",
            "submitted",
        ]
    # It is with the office again: the form is closed.
    visit("training.opening", base_manager, 303, class_id=class_id, target=f"/base/classes/{class_id}")
    page = submit("training.mend_opening", mended, base_manager, 422, class_id=class_id)
    assert "这个班现在不能改" in page.words


def test_a_timetable_is_laid_out_without_losing_what_was_typed(
    submit: Submit, course_id: int, base_manager: Someone, instructor: Someone, database: Database
) -> None:
    typed = fields(course_id, instructor, timetable="", lay="1", rhythm="weekend", count="3", minutes="270")
    page = submit("training.submit_class", typed, base_manager, 200)
    assert "2026-03-07 09:00 270 分钟 保健按摩春季班" in page.words
    assert "2026-03-14" in page.words
    assert "花园路 1 号二楼" in page.text
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
        ({"opened_on": "2026-03-03"}, "早于开班日期"),
        ({"timetable": ""}, "请写线下课表"),
        ({"timetable": "2026-03-02 上午 手法"}, "课表第 1 行没有看懂"),
        ({"timetable": "2026-02-30 09:00 315 手法"}, "日期不存在"),
        ({"timetable": "2026-03-02 09:00 0 手法"}, "分钟数请填 1 到 720"),
        ({"timetable": "2026-03-02 25:00 60 手法"}, "开始时间请写成 09:00"),
        ({"timetable": TIMETABLE + "\n2026-03-02 10:00 60 手法"}, "两次课的时间重叠"),
        ({"timetable": "2026-03-02 09:00 60 手法\n" * 201}, "最多写 200 次课"),
        ({"access_words": " "}, "学员靠它决定能不能来"),
        ({"course": "999999"}, "请从列出的选项里选一个"),
        ({"timetable": "", "lay": "1", "opened_on": ""}, "课表从这一天排起"),
        ({"timetable": "", "lay": "1", "count": "9999"}, "请填写一共几次"),
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
    page = submit("training.submit_class", fields(course_id, instructor, **changed), base_manager, 422)
    assert said in page.words
    assert "花园路 1 号二楼" in page.text
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(TrainingClass)) == 0


def test_a_number_is_used_once_and_a_stranger_teaches_nothing(
    submit: Submit,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    trainee: Someone,
    database: Database,
) -> None:
    submitted(submit, course_id, base_manager, instructor, database)
    page = submit("training.submit_class", fields(course_id, instructor), base_manager, 422)
    assert "这个班号已经用过了" in page.words
    page = submit("training.submit_class", fields(course_id, trainee, number="另一个"), base_manager, 422)
    assert "选的人不在教师名单里" in page.words


def test_nobody_decides_what_they_submitted_and_nobody_decides_twice(
    database: Database, course_id: int, instructor: Someone, officer: Someone, admin: Someone
) -> None:
    now, other = instant_now(), admin.person_id
    with database.transaction() as session:
        made = submit_plan(session, course_id, officer.person_id, instructor.person_id)
        own = service.decide_opening(
            session, Actor(officer.person_id), training_class=made, is_approved=True, reason="", now=now
        )
        assert isinstance(own, Refusal)
        assert own.code == "own-opening"
        bare = service.decide_opening(
            session, Actor(other), training_class=made, is_approved=False, reason="", now=now
        )
        assert isinstance(bare, Refusal)
        assert bare.field == "reason"
        assert (
            service.decide_opening(
                session, Actor(other), training_class=made, is_approved=True, reason="", now=now
            )
            is None
        )
        again = service.decide_opening(
            session, Actor(other), training_class=made, is_approved=False, reason="晚了", now=now
        )
        assert isinstance(again, Refusal)
        assert made.state is ClassState.APPROVED


def test_a_neighbour_and_a_stranger_see_nothing(
    visit: Visit,
    submit: Submit,
    database: Database,
    course_id: int,
    base_manager: Someone,
    instructor: Someone,
    trainee: Someone,
    neighbour_manager: Someone,
    neighbour_officer: Someone,
) -> None:
    class_id = submitted(submit, course_id, base_manager, instructor, database)
    for endpoint in ("training.base_class", "training.opening"):
        visit(endpoint, neighbour_manager, 404, class_id=class_id)
        visit(endpoint, trainee, 403, class_id=class_id)
    visit("training.approval", neighbour_officer, 404, class_id=class_id)
    visit("training.approval", base_manager, 403, class_id=class_id)
    submit("training.decide", {"decision": "approve"}, neighbour_officer, 404, class_id=class_id)
    assert "2026-按摩-09" not in visit("training.openings", neighbour_officer).words
    assert "2026-按摩-09" not in visit("training.base_classes", neighbour_manager).words
    # Nobody can join what isn't approved, and nobody who hasn't enrolled.
    with database.reading() as session:
        slug = session.get_one(Course, course_id).slug
    visit("training.place", trainee, 404, course=slug, class_id=class_id)
    with database.transaction() as session:
        session.get_one(TrainingClass, class_id).state = ClassState.APPROVED
    page = submit("training.take_place", {}, trainee, 409, course=slug, class_id=class_id)
    assert "请先报名这门课" in page.words


def test_steps_can_be_neither_changed_nor_deleted(
    database: Database, course_id: int, instructor: Someone, base_manager: Someone
) -> None:
    with database.transaction() as session:
        submit_plan(session, course_id, base_manager.person_id, instructor.person_id)
    for statement in (sa.update(OpeningStep).values(reason="x"), sa.delete(OpeningStep)):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(statement)


def submit_plan(
    session: Session,
    course_id: int,
    by: int,
    teacher: int,
    meetings: tuple[Meeting, ...] = (Meeting(FIRST, "09:00", 60, "手法"),),
) -> TrainingClass:
    plan = ClassPlan(
        "2026-按摩-10",
        "春季班",
        "410105",
        FIRST,
        5,
        "二楼",
        "有电梯。",
        meetings,
    )
    made = service.submit_opening(
        session,
        Actor(by),
        base=both_bases(session)[0],
        course=session.get_one(Course, course_id),
        plan=plan,
        teacher_ids=[teacher],
        now=instant_now(),
    )
    assert isinstance(made, TrainingClass)
    return made


def test_a_long_timetable_is_shown_whole_in_pages_before_one_joins(
    visit: Visit,
    database: Database,
    course_id: int,
    trainee: Someone,
    base_manager: Someone,
    instructor: Someone,
) -> None:
    laid = regular_timetable(FIRST, set(range(7)), count=60, starts_at="09:00", minutes=60, title="手法")
    with database.transaction() as session:
        made = submit_plan(session, course_id, base_manager.person_id, instructor.person_id, laid)
        made.state = ClassState.APPROVED
        class_id, slug = made.id, session.get_one(Course, course_id).slug
    days = [
        row[0]
        for number in (1, 2, 3)
        for row in visit("training.place", trainee, course=slug, class_id=class_id, page=number).rows(
            "线下课的日子，共 60 次"
        )
    ]
    assert len(set(days)) == 60


def test_a_page_of_classes_asks_once_which_were_returned(
    database: Database, course_id: int, instructor: Someone, officer: Someone, admin: Someone
) -> None:
    with database.transaction() as session:
        made = submit_plan(session, course_id, officer.person_id, instructor.person_id)
        assert service.returned_among(session, [made.id]) == frozenset()
        decided = service.decide_opening(
            session,
            Actor(admin.person_id),
            training_class=made,
            is_approved=False,
            reason="改课表",
            now=instant_now(),
        )
        assert decided is None
        assert service.returned_among(session, [made.id, 999]) == {made.id}
        assert service.returned_among(session, []) == frozenset()
