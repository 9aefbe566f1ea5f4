"""The office of the demonstration has a year to show: targets, a correction of its report, and a file that waits for a follow-up."""

import sqlalchemy as sa

from learnhub.db import Database
from learnhub.training.models import TrainingClass
from tests.ops.demo.conftest import somebody
from tests.visit import Visit


def test_the_year_has_targets_and_the_signed_correction_of_one_certificate(
    visit: Visit, database: Database
) -> None:
    with database.reading() as session:
        over = sa.select(TrainingClass).where(TrainingClass.number == "演示-手机-00")
        year = session.scalars(over).one().opened_on.year
    officer, at = somebody(database, "区干部01"), {"region": "410105", "year": year}
    page = visit("reports.year", officer, **at)
    counted = int(page.rows("本站的数字")[0][1])
    assert counted >= 3
    assert [row[2:4] for row in page.rows("目标和进度")] == [["10 人次", f"{counted} 人次"], ["3 人", "3 人"]]
    edition = visit("reports.edition", officer, **at, number=2)
    assert [row[0] for row in edition.rows("同一份报表") if "公文交换（演示）" in row] == [
        "残联", "人力资源社会保障局", "财政局",
    ]  # fmt: skip
    sheet = visit("reports.difference_sheet", officer, **at, number=2)
    assert "补发了一张结业证书（演示）" in sheet.words
    [changed] = sheet.rows("哪些行变了")
    assert changed[1:] == ["更正", "演示-手机-00", "证书数：0", "证书数：1"]


def test_a_trainee_has_a_file_that_names_its_reader_and_is_due(visit: Visit, database: Database) -> None:
    trainee, officer = somebody(database, "学员02"), somebody(database, "省干部01")
    [waiting] = visit("pages.office_files", officer).rows("档案，该回访的在前")
    assert (waiting[0], "3 个月" in waiting[2]) == ("学员02", True), waiting
    own = visit("pages.own_file", trainee).words
    assert "想在家附近学，路上不要换车。想学按摩。" in own
    assert "在学员档案里写了一条：培训和就业计划" in own
