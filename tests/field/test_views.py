"""The registers of the field, page by page."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.field.models import FieldEntry
from learnhub.primitives import today
from tests.people import Someone, make_person
from tests.visit import Submit, Visit

MADE = re.compile(r"/office/field/\w+/\d+\?done=registered")
TEACHER = {
    "name": "=周老师", "region": "410105", "sort": "base teacher", "works_at": "金水培训基地", "subjects": "保健按摩",
    "post": "full-time", "signing": "fluent", "braille": "yes", "contact": "短信 0371-0000", "filed_on": "2025-03-01",
    "source": "示例文件",
}  # fmt: skip


@pytest.fixture
def neighbour(database: Database) -> Someone:
    return make_person(database, "邻县干部", Holding(Role.OFFICER, region_code="410102"))


def test_an_office_keeps_a_teacher_and_a_neighbour_sees_nothing(
    visit: Visit, submit: Submit, officer: Someone, neighbour: Someone, database: Database
) -> None:
    wrong = submit("field.register_entry", {**TEACHER, "post": ""}, officer, 422, register="teachers")
    assert wrong.errors == ["请选专职或兼职。"]
    made = submit(
        "field.register_entry",
        TEACHER,
        officer,
        register="teachers",
        target=MADE,
    ).follow()
    assert "能用手语上课" in made.words
    again = submit("field.register_entry", TEACHER, officer, 422, register="teachers")
    assert again.errors == ["名册里已经有了，请打开那一条记录。"]
    at = {"register": "teachers", "entry_id": _last(database)}
    event = {"kind": "trained", "day": "2025-04-01", "minutes": "90", "words": "手语轮训"}
    submit(
        "field.record_event",
        event,
        officer,
        target=f"/office/field/teachers/{at['entry_id']}?done=recorded",
        **at,
    )
    assert visit("field.entry", officer, **at).rows("先发生的在前")[1][1:] == [
        "参加培训",
        "90 分钟",
        "手语轮训",
    ]
    silent = submit("field.record_event", {**event, "kind": "warned", "words": ""}, officer, 422, **at)
    assert silent.errors == ["请写明内容和依据。"]
    early = submit("field.record_event", {**event, "kind": "restored"}, officer, 422, **at)
    assert early.errors == ["现在就在册，不用恢复。"]
    assert visit("field.register", officer, register="teachers").rows("截至")[0][0] == "=周老师"
    assert "=周老师" not in visit("field.register", neighbour, register="teachers").words
    visit("field.entry", neighbour, 404, **at)
    submit("field.record_event", event, neighbour, 404, **at)
    visit("field.entry", officer, 404, register="experts", entry_id=at["entry_id"])
    assert submit("field.register_entry", TEACHER, neighbour, 422, register="teachers").errors == [
        "请从列出的选项里选一个。"
    ]

    sheet = visit("field.register_sheet", officer, register="teachers", suffix="xlsx")
    rows = list(openpyxl.load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert rows[1][0] == "=周老师"
    assert str(rows[2][0]).endswith("共 1 条")
    told = visit("field.register_sheet", officer, register="teachers", suffix="csv")
    assert "\n'=周老师," in told.text.replace("\r", "")
    assert "周老师" not in visit("field.register_sheet", neighbour, register="teachers", suffix="csv").text
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.update(FieldEntry).values(name="别人"))


def test_an_assessor_near_the_end_and_an_idle_agency_are_pointed_out(
    visit: Visit, submit: Submit, officer: Someone, database: Database
) -> None:
    long_ago = (today() - timedelta(days=366)).isoformat()
    soon = (today() - timedelta(days=3 * 365)).isoformat()
    person = {
        "name": "考评员一", "region": "410105", "sort": "assessor", "subjects": "保健按摩", "filed_on": soon,
        "source": "示例文件", "issued_on": soon, "occupation": "2015:4-10-04-02",
    }  # fmt: skip
    submit(
        "field.register_entry",
        person,
        officer,
        register="assessors",
        target=MADE,
    )
    agency = {
        "name": "示例评价机构", "region": "410105", "sort": "social", "subjects": "保健按摩", "filed_on": long_ago,
        "source": "示例文件",
    }  # fmt: skip
    submit(
        "field.register_entry",
        agency,
        officer,
        register="agencies",
        target=MADE,
    )
    page = visit("field.registers", officer)
    assert page.rows("快到期")[0][0] == "考评员一"
    assert page.rows("一年没有开展评价")[0][0] == "示例评价机构"
    assert "考评员到期、机构没有活动，2 件" in visit("pages.office", officer).words
    assert (
        "要重新申报" not in visit("field.entry", officer, register="agencies", entry_id=_last(database)).words
    )


def _last(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(sa.select(sa.func.max(FieldEntry.id))).one()
