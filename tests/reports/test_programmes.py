"""Programmes of a year: what runs under them counts once, and money from another fund is pointed out."""

import re

import sqlalchemy as sa

from learnhub.audit.models import AuditEvent
from learnhub.db import Database
from learnhub.primitives import today
from learnhub.reports.models import Programme
from learnhub.training.models import ClassState, TrainingClass
from tests.people import Someone
from tests.reports.conftest import AT
from tests.visit import Submit, Visit

MASSAGE = {
    "name": "盲人保健按摩培训", "fund": "security", "budget_yuan": "60000", "measure": "persons", "value": "30",
    "source": "示例文件", "is_example": "y",
}  # fmt: skip
CLASS = "2026-按摩-01"


def test_a_class_runs_under_one_programme_and_its_people_are_counted_there(
    visit: Visit, submit: Submit, database: Database, enrolment_id: int, officer: Someone, neighbour: Someone
) -> None:
    wrong = submit("reports.add_programme", MASSAGE | {"fund": "", "value": "0"}, officer, 422, **AT)
    assert wrong.errors == ["请选资金来源。", "请填写大于 0 的数字。"]
    submit("reports.add_programme", MASSAGE, officer, target=re.compile(".*/programmes/.*done=made"), **AT)
    assert submit("reports.add_programme", MASSAGE, officer, 422, **AT).errors == [
        "这一年已经有叫这个名字的项目。"
    ]
    other = MASSAGE | {"name": "电商培训", "fund": "employment", "budget_yuan": ""}
    submit("reports.add_programme", other, officer, target=re.compile(".*/programmes/.*done=made"), **AT)
    listed = visit("reports.programmes", officer, **AT)
    assert [row[0] for row in listed.rows("没有归到项目的班")] == [CLASS]

    one, two = (AT | {"programme_id": number} for number in _numbers(database))
    place = "reports.place_programme_class"
    assert submit(place, {"number": "没有的班"}, officer, 422, **one).errors == [
        "本地区没有这个班号，请核对。"
    ]
    submit(place, {"number": CLASS}, officer, target=re.compile(".*done=added"), **one)
    assert submit(place, {"number": CLASS}, officer, 422, **two).errors == [
        "这个班已经归在项目“盲人保健按摩培训”里，一个班只归一个项目。"
    ]
    listed = visit("reports.programmes", officer, **AT)
    assert listed.rows("项目和进度") == [
        ["盲人保健按摩培训（示例）", "残疾人就业保障金", "30 人", "1 人", "1", "0 元整"],
        ["电商培训（示例）", "就业补助资金", "30 人", "0 人", "0", "0 元整"],
    ]
    page = visit("reports.programme", officer, **one)
    assert "要培训 30 人，已参训 1 人，还差 29。" in page.words
    assert "计划资金： 60000 元整" in page.words
    assert page.rows("这个项目的数字")[0] == ["残疾学员参训", "1", "", "", "人次"]
    assert page.rows("归到这个项目的班")[0][::3] == [CLASS, "1"]
    table = visit("reports.programme_sheet", officer, **one, suffix="csv").text.splitlines()
    assert table[1].startswith(f"1,小林,{CLASS},")

    out = {"number": CLASS, "deed": "out"}
    assert submit(place, out, officer, 422, **two).errors == ["这个班不在这个项目里，请核对班号。"]
    submit(place, out, officer, target=re.compile(".*done=removed"), **one)
    submit(place, {"number": CLASS}, officer, target=re.compile(".*done=added"), **two)
    with database.reading() as session:
        deeds = list(session.scalars(sa.select(AuditEvent.deed).order_by(AuditEvent.id)))
    kept = [deed for deed in deeds if deed.startswith("programme")]
    assert kept == ["programme-made"] * 2 + [
        "programme-class-added", "programme-class-removed", "programme-class-added",
    ]  # fmt: skip

    for endpoint, values in (
        ("reports.programmes", AT), ("reports.programme", one), ("reports.programme_sheet", one | {"suffix": "csv"}),
    ):  # fmt: skip
        visit(endpoint, neighbour, 404, **values)
    submit(place, {"number": CLASS}, neighbour, 404, **one)
    elsewhere = {"region": "410102", "year": today().year, "programme_id": one["programme_id"]}
    visit("reports.programme", neighbour, 404, **elsewhere)


def test_a_class_of_another_year_or_one_that_was_cancelled_runs_under_none(
    submit: Submit, database: Database, enrolment_id: int, officer: Someone
) -> None:
    last = AT | {"year": today().year - 1}
    submit("reports.add_programme", MASSAGE, officer, target=re.compile(".*done=made"), **last)
    wrong = submit(
        "reports.place_programme_class",
        {"number": CLASS},
        officer,
        422,
        **last,
        programme_id=_numbers(database)[0],
    )
    assert wrong.errors == [f"这个班是 {today().year} 年开的。跨年的班算在开班那一年。"]
    submit("reports.add_programme", MASSAGE, officer, target=re.compile(".*done=made"), **AT)
    with database.transaction() as session:
        session.scalars(sa.select(TrainingClass)).one().state = ClassState.CANCELLED
    wrong = submit(
        "reports.place_programme_class",
        {"number": CLASS},
        officer,
        422,
        **AT,
        programme_id=_numbers(database)[1],
    )
    assert wrong.errors == ["这个班还没有批准，或者已经取消，不能归到项目。"]


def _numbers(database: Database) -> list[int]:
    """Return the numbers of all programmes, in the order in which they were added."""
    with database.reading() as session:
        return list(session.scalars(sa.select(Programme.id).order_by(Programme.id)))
