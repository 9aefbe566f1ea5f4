"""Exports of classes: the five things that S1 names, in batches that say what is new, corrected or withdrawn."""

import re

import sqlalchemy as sa

from learnhub.db import Database
from learnhub.reports.models import ClassBatch
from learnhub.reports.views.batches import CLASS_COLUMNS
from learnhub.reports.views.fields import FIELDS
from learnhub.training.models import ClassState, TrainingClass
from tests.people import Someone
from tests.reports.conftest import AT
from tests.reports.test_programmes import CLASS, MASSAGE
from tests.visit import Submit, Visit

KIND = AT | {"kind": "class-batches"}


def test_a_class_is_sent_once_corrected_and_withdrawn_by_number(
    visit: Visit, submit: Submit, database: Database, enrolment_id: int, officer: Someone, neighbour: Someone
) -> None:
    assert "/office/reports/fields" in visit("reports.batches", officer, **KIND).links["两个全国系统的字段"]
    made = re.compile(".*/class-batches.done=made")
    submit("reports.make_batch", {}, officer, target=made, **KIND)
    told = _row(visit, officer, 1)
    assert told["批次号"] == f"410105-{AT['year']}-B001"
    assert (told["变化"], told["项目：班号"], told["人员：学员类别"], told["人员：人次"]) == (
        "新增",
        CLASS,
        "残疾学员",
        "1",
    )
    assert (told["培训年度"], told["培训周期"], told["培训主体"]) == (str(AT["year"]), "短期", "残联挂牌基地")
    assert (told["质量：结业审核通过"], told["资金：已经拨付（元）"]) == ("0", "")
    assert submit("reports.make_batch", {}, officer, 422, **KIND).errors == [
        "从上一批以后没有变化，不用再导出。"
    ]

    submit("reports.add_programme", MASSAGE, officer, target=re.compile(".*done=made"), **AT)
    place = AT | {"programme_id": 1}
    submit(
        "reports.place_programme_class",
        {"number": CLASS},
        officer,
        target=re.compile(".*done=added"),
        **place,
    )
    submit("reports.make_batch", {}, officer, target=made, **KIND)
    told = _row(visit, officer, 2)
    assert (told["变化"], told["项目：年度项目"]) == ("更正", "盲人保健按摩培训")
    assert told["资金：年度项目登记的来源"] == "残疾人就业保障金"
    with database.transaction() as session:
        session.scalars(sa.select(TrainingClass)).one().state = ClassState.CANCELLED
    submit("reports.make_batch", {}, officer, target=made, **KIND)
    assert _row(visit, officer, 3)["变化"] == "撤销"
    assert _row(visit, officer, 1)["变化"] == "新增"  # the same rows whenever it is asked for
    with database.reading() as session:
        assert "小林" not in str(session.scalars(sa.select(ClassBatch.changes)).all())

    visit("reports.batches", neighbour, 404, **KIND)
    visit("reports.batch_sheet", neighbour, 404, **KIND, number=1, suffix="csv")
    visit("reports.batch_sheet", officer, 404, **KIND, number=9, suffix="csv")


def test_the_page_of_fields_says_what_is_known_from_where_and_what_is_not_sent(
    visit: Visit, officer: Someone
) -> None:
    page = visit("reports.fields", officer)
    assert "没有找到这两个系统现在的完整字段表" in page.words
    assert all(system in page.words and told in page.words for system, _field, _source, told in FIELDS)
    groups = {column.split("：")[0] for column in CLASS_COLUMNS if "：" in column}
    assert groups == {"机构", "项目", "资金", "人员", "质量"}


def _row(visit: Visit, officer: Someone, number: int) -> dict[str, str]:
    """Return the only row of a batch by its columns."""
    sheet = visit("reports.batch_sheet", officer, **KIND, number=number, suffix="csv").text
    head, row, *_rest = sheet.lstrip("\ufeff").splitlines()
    return dict(zip(head.split(","), row.split(","), strict=True))
