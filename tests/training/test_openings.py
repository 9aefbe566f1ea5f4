"""From a base's wish to a class with trainees: submitted, returned, mended, approved by somebody else, joined."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit.models import AuditEvent
from learnhub.audit.rules import Actor
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.primitives import Refusal, instant_now, today
from learnhub.training import service
from learnhub.training.models import ClassSession, ClassState, OpeningStep, TrainingClass
from learnhub.training.rules import (
    ClassPlan,
    Meeting,
    regular_timetable,
)
from learnhub.training.rules.particulars import TraineeGroup
from learnhub.training.views.openings import standing_words
from tests.classes import both_bases, enrol
from tests.people import Someone
from tests.training.applying import FIRST, begun, decide, fields, only_class, submitted, typed_in
from tests.visit import Submit, Visit


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


def test_an_application_says_whom_the_class_trains(
    visit: Visit, submit: Submit, database: Database, course_id: int, base_manager: Someone, instructor: Someone,
    officer: Someone,
) -> None:  # fmt: skip
    address = begun(submit, base_manager)
    told = fields(course_id, instructor, training_type="staff")
    wrong = submit(f"{address}/basics", told["basics"] | {"trainee_group": "all"}, base_manager, 422)
    assert "请选谁来上课。" in wrong.errors
    typed_in(submit, address, told, base_manager)
    submit(address, {}, base_manager, target=re.compile(r"/base/classes/\d+\?done=submitted"))
    found = only_class(database)
    assert found.trainee_group is TraineeGroup.STAFF  # 用人单位和就业服务工作人员培训, whatever was asked
    assert "谁来上课服务人员和用人单位的人" in visit("training.approval", officer, class_id=found.id).words


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
    shown = visit("training.approval", officer, class_id=class_id)
    assert "7200.50" in shown.seen
    assert "有坡道或没有台阶" in shown.words
    submit(
        "training.decide",
        {"decision": "return", "remark_timetable": "请把第二天改到周末。", "reason": ""},
        officer,
        class_id=class_id,
        target="/office/openings?done=returned",
    )
    assert "被退回" in visit("training.base_classes", base_manager).words
    assert "课表：请把第二天改到周末。" in visit("training.opening", base_manager, class_id=class_id).words
    begin = submit(
        "training.mend_opening", {}, base_manager, class_id=class_id, target=re.compile(r"/base/openings/\d+")
    )
    address = begin.location
    again = submit("training.mend_opening", {}, base_manager, class_id=class_id, target=address)
    assert again.follow().rows("申请的五个部分")[3] == ["课表", "填好了", "请把第二天改到周末。"]
    form = visit(f"{address}/timetable", base_manager)
    assert "请把第二天改到周末。" in form.words
    assert "2026-03-03 09:00 270 分钟 全身程序" in form.words
    mended = {"timetable": "2026-03-02 09:00 315 分钟 手法\n2026-03-07 09:00 270 分钟 程序"}
    submit(f"{address}/timetable", mended, base_manager, target=f"{address}/budget?done=kept")
    submit(address, {}, base_manager, target=f"/base/classes/{class_id}?done=submitted")
    with database.reading() as session:
        found = session.get_one(TrainingClass, class_id)
        assert [one.day for one in found.sessions] == [date(2026, 3, 2), date(2026, 3, 7)]
        steps = service.opening_steps(session, class_id)
        assert [step.kind.value for step in steps] == ["submitted", "returned", "submitted"]
        chain = evidence.entries(session, f"class:{class_id}")
        assert [row.kind for row in chain] == ["class.submitted", "class.returned", "class.submitted"]
        assert [step.evidence_position for step in steps] == [row.position for row in chain]
        told = service.particulars_of(session, class_id)
        assert told is not None
        assert sum(one.amount_fen for one in told.budget) == 720_050
        assert service.drafts_of(session, [found.base_id]) == []
    # It is with the office again: there is nothing to mend.
    visit("training.opening", base_manager, 303, class_id=class_id, target=f"/base/classes/{class_id}")
    submit("training.mend_opening", {}, base_manager, class_id=class_id, target=f"/base/classes/{class_id}")
    visit(address, base_manager, 404)


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


@pytest.mark.parametrize(
    ("state", "first", "last", "words"),
    [
        (ClassState.APPLIED, 5, 9, "等待批准"),
        (ClassState.APPROVED, 5, 9, "已经批准"),
        (ClassState.APPROVED, 0, 9, "正在上课"),
        (ClassState.APPROVED, -9, 0, "正在上课"),
        (ClassState.RUNNING, -9, -1, "课已经上完"),
        (ClassState.CANCELLED, -9, -1, "已经取消"),
    ],
)
def test_a_class_says_where_it_stands_today(
    app: Flask, state: ClassState, first: int, last: int, words: str
) -> None:
    days = [today() + timedelta(days=first), today() + timedelta(days=last)]
    found = TrainingClass(
        state=state, opened_on=days[0], sessions=[ClassSession(day=day, starts_at="09:00") for day in days]
    )
    with app.test_request_context():
        assert standing_words(found) == words
