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
from learnhub.evidence import service as evidence
from learnhub.primitives import Refusal, instant_now, today
from learnhub.training import service
from learnhub.training.models import ClassState, OpeningDraft, OpeningStep, TrainingClass
from learnhub.training.rules import (
    ClassPlan,
    Meeting,
    regular_timetable,
)
from learnhub.training.rules.sections import Section
from tests.classes import both_bases, course_with_lessons, enrol
from tests.people import BASE_ID, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
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


SECTIONS = {
    "basics": {"number", "course", "title", "opened_on", "capacity"},
    "place": {"place", "access_words"},
    "people": {"teachers"},
    "timetable": {"timetable", "rhythm", "starts_at", "minutes", "count", "lay"},
    "budget": {"budget"},
}


def fields(course_id: int, teacher: Someone, **changed: object) -> dict[str, dict[str, object]]:
    """Return the fields of an application by section."""
    typed: dict[str, dict[str, object]] = {
        "basics": {
            "course": str(course_id),
            "number": "2026-按摩-09",
            "title": "保健按摩春季班",
            "opened_on": "2026-03-02",
            "capacity": "12",
            "training_type": "employment",
            "delivery_form": "central",
            "kind": "open",
        },
        "place": {
            "place": "花园路 1 号二楼",
            "access_words": "门口有坡道，电梯到二楼，有人在门口接。",
            "directions": "公交 3 路花园站下，向东 200 米。",
            **dict.fromkeys(("has_ramp", "has_lift", "has_toilet"), "yes"),
            **dict.fromkeys(("has_guide", "has_loop", "has_quiet_room"), "unknown"),
        },
        "people": {"teachers": str(teacher.person_id), "companion": "yes", "interpreter": "not-asked"},
        "timetable": {
            "timetable": TIMETABLE,
            "rhythm": "weekdays",
            "starts_at": "09:00",
            "minutes": "315",
            "count": "15",
        },
        "budget": {"budget": "教师课酬 6,000 元\n场地 1200.50"},
    }
    for name, value in changed.items():
        section = next((one for one, known in SECTIONS.items() if name in known), "basics")
        section = next((one for one, told in typed.items() if name in told), section)
        typed[section][name] = value
    return typed


def begun(submit: Submit, manager: Someone, copied: str = "") -> str:
    """Begin an application and return its address."""
    begin = submit(
        "training.begin_opening",
        {"copied": copied},
        manager,
        target=re.compile(r"/base/openings/\d+(\?done=copied)?"),
    )
    return begin.location.split("?")[0]


def typed_in(submit: Submit, address: str, told: dict[str, dict[str, object]], manager: Someone) -> None:
    for section, typed in told.items():
        submit(
            f"{address}/{section}",
            typed,
            manager,
            target=re.compile(rf"{address}(/\w+)?\?done=kept"),
        )


def only_class(database: Database) -> TrainingClass:
    with database.reading() as session:
        return session.scalars(sa.select(TrainingClass)).one()


def submitted(submit: Submit, course_id: int, manager: Someone, teacher: Someone, database: Database) -> int:
    address = begun(submit, manager)
    typed_in(submit, address, fields(course_id, teacher), manager)
    last = submit(address, {}, manager, target=re.compile(r"/base/classes/\d+\?done=submitted")).follow()
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
