"""The register of bases as the office works it, and as a base sees itself."""

import io

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.primitives import today
from learnhub.providers.service import base_by_slug_or_none
from tests.bases import neighbour_base, with_bases
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.visit import Submit, Visit

NEW = {
    "name": "=新基地",
    "slug": "new-base",
    "level": "county",
    "region_code": "410105",
    "address": "花园路 9 号",
    "text_contact": "new@example.org",
}


@pytest.fixture(autouse=True)
def _bases(database: Database) -> None:
    with_bases(database)
    if not database.is_sqlite:  # the bases of tests have ids that PostgreSQL has not counted
        with database.transaction() as session:
            session.execute(sa.text("SELECT setval(pg_get_serial_sequence('training_base', 'id'), 1000)"))


def test_an_office_enters_a_base_and_takes_its_first_steps(
    visit: Visit, submit: Submit, officer: Someone
) -> None:
    entered = submit("quota.enter_base", NEW, officer, 303, target="/office/bases/new-base?done=entered")
    entry = entered.follow()
    assert "下一步归河南省郑州市金水区残联办" in entry.words
    form = visit(entry.links["县级核实通过"], officer)
    assert form.fields["哪一天"]
    wrong = submit(
        "quota.take_base_step",
        {"seen": "1", "on": today().isoformat()},
        officer,
        422,
        slug="new-base",
        kind="returned",
    )
    assert wrong.errors == ["请写明理由，基地会看到。"]
    csv = visit("quota.register_csv", officer).text
    assert "'=新基地" in csv
    book = openpyxl.load_workbook(io.BytesIO(visit("quota.register_sheet", officer).content))
    assert [row[0].value for row in book["培训基地"].iter_rows(min_row=2)] == ["=新基地", "金水培训基地"]
    assert "f" not in {cell.data_type for row in book["培训基地"].iter_rows() for cell in row}


def test_a_quiet_base_is_flagged_and_nothing_else_happens_to_it(visit: Visit, officer: Someone) -> None:
    page = visit("/office/bases?show=idle", officer)
    assert [row[0] for row in page.rows("基地")] == ["金水培训基地"]
    assert "这个天数是示例" in page.words
    entry = visit(page.links["金水培训基地"], officer)
    assert "这只是提醒，怎么办由您决定" in entry.words
    assert "这里还没有记过办理的步骤" in entry.words


def test_an_officer_of_one_county_sees_nothing_of_another(
    visit: Visit, submit: Submit, database: Database, officer: Someone
) -> None:
    with database.transaction() as session:
        session.add(neighbour_base(id=9, slug="zhongyuan", name="中原培训基地", region_code="410102"))
    county = make_person(database, "区里的小冯", Holding(Role.OFFICER, region_code="410105"))
    assert len(visit("quota.register", officer).rows("基地")) == 2
    assert [row[0] for row in visit("quota.register", county).rows("基地")] == ["金水培训基地"]
    assert "中原" not in visit("quota.register_csv", county).text
    for endpoint in ("quota.register_entry", "providers.particulars", "quota.office_base"):
        visit(endpoint, county, 404, slug="zhongyuan")
    visit("quota.base_step", county, 404, slug="zhongyuan", kind="assessed")
    submit(
        "quota.take_base_step",
        {},
        county,
        404,
        slug="zhongyuan",
        kind="assessed",
    )
    # In the own county, a provincial base is not the county's to assess.
    visit("quota.base_step", county, 404, slug="jinshui", kind="assessed")


def test_a_base_mends_its_own_page_and_no_other(
    visit: Visit, submit: Submit, database: Database, base_manager: Someone
) -> None:
    told = {
        "text_contact": "短信 13800000000",
        "address": "花园路 2 号",
        "facilities": ["lift", "guide-dog"],
        "areas": "咖啡区 12",
        "specialities": "盲人按摩",
    }
    submit(
        "providers.mend_particulars", told, base_manager, 303, slug="jinshui",
        target="/bases/jinshui/particulars?done=mended",
    )  # fmt: skip
    public = visit("providers.base", None, slug="jinshui").words
    assert "咖啡区，12 个位子" in public
    assert "可以带导盲犬" in public
    bad = submit(
        "providers.mend_particulars", told | {"text_contact": "", "credit_code": "12"}, base_manager, 422, slug="jinshui",

    )  # fmt: skip
    assert bad.fields["统一社会信用代码（选填）"] == "12"
    of_another = Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    other = make_person(database, "景洪主任", of_another)
    both = make_person(database, "两头忙的人", of_another, Holding(Role.OFFICER, region_code="410105"))
    visit("providers.particulars", both, slug="jinshui")
    visit("providers.application", both, 404, slug="jinshui")
    submit("providers.send_application", {}, both, 404, slug="jinshui")
    visit("providers.particulars", other, 404, slug="jinshui")
    submit(
        "providers.mend_particulars",
        told,
        other,
        404,
        slug="jinshui",
    )
    submit(
        "providers.send_application",
        {},
        other,
        404,
        slug="jinshui",
    )


def test_a_base_that_was_returned_asks_again_and_strangers_do_not_see_it_yet(
    visit: Visit, submit: Submit, database: Database, officer: Someone
) -> None:
    submit(
        "quota.enter_base",
        NEW | {"name": "新基地"},
        officer,
        303,
        target="/office/bases/new-base?done=entered",
    )
    visit("providers.base", None, 404, slug="new-base")
    with database.reading() as session:
        base = base_by_slug_or_none(session, "new-base")
        assert base is not None
        base_id = base.id
    manager = make_person(database, "新主任", Holding(Role.BASE_MANAGER, base_id, "410105"))
    submit(
        "quota.take_base_step", {"seen": "1", "on": today().isoformat(), "reason": "请补消防证明。"}, officer, 303, slug="new-base", kind="returned",

        target="/office/bases/new-base?done=taken",
    )  # fmt: skip
    own = visit("providers.particulars", manager, slug="new-base")
    form = visit(own.links["申请挂牌"], manager)
    assert "请补消防证明。" in form.words
    submit(
        "providers.send_application", {"seen": "2", "reason": "补好了。"}, manager, 303, slug="new-base",
        target="/bases/new-base/particulars?done=applied",
    )  # fmt: skip
