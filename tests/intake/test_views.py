"""An office brings old tables: each row told before anything is done, one deed that writes, history that is never money."""

import io
import re
from collections.abc import Callable, Sequence

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.certificate import certificate_number
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.rules.identity import CheckMethod
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service import certificates
from learnhub.audit.rules import Actor
from learnhub.credits.models import CreditEntry
from learnhub.db import Database
from learnhub.field.models import FieldEntry
from learnhub.formats.adapters.sheets import comma_separated, written
from learnhub.intake.models import BroughtSheet, OldLedgerRow
from learnhub.intake.service.history import rows_about
from learnhub.learning.models import Enrolment
from learnhub.pages.service.own_data import everything_about
from learnhub.primitives import Refusal, instant_now, today
from learnhub.providers.models import TrainingBase
from learnhub.settings import Settings
from tests.people import Someone, make_person
from tests.visit import Page, Submit, Visit

Bring = Callable[..., str]
NUMBER = "11010519491231002X11"
HEADER = ["姓名", "残疾人证号", "地区", "培训项目", "培训机构", "开始日期", "结束日期", "学时", "证书"]
GOOD = [
    "王小强",
    NUMBER,
    "金水区",
    "=保健按摩",
    "示例中心",
    "2019-03-05",
    "2019-03-20",
    "80 学时",
    "结业证书",
]
ROWS = [
    GOOD,
    GOOD,
    ["李一", "", "", "手机维修", "", "2020", "", "", ""],
    ["赵二", "", "532801", "手机维修", "", "2020", "", "", ""],
    ["钱三", "", "", "手机维修", "", "2020-02-30", "", "", ""],
    ["", "", "", "手机维修", "", "2020", "", "", ""],
]


@pytest.fixture
def neighbour(database: Database) -> Someone:
    return make_person(database, "邻县干部", Holding(Role.OFFICER, region_code="410102"))


@pytest.fixture
def bring(submit: Submit, officer: Someone) -> Bring:
    def brought(register: str, content: bytes, name: str = "旧表.xlsx", region: str = "410105") -> str:
        answer = submit(
            "intake.bring",
            {"sheet": (io.BytesIO(content), name), "region": region},
            officer,
            register=register,
            target=re.compile(rf"/office/imports/{register}/[\w-]+/columns"),
        )
        return str(answer.location).split("/")[-2]

    return brought


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return written([("表", header, rows)])


def test_an_old_ledger_is_told_row_by_row_and_kept_as_history_alone(
    visit: Visit, submit: Submit, bring: Bring, officer: Someone, neighbour: Someone, database: Database
) -> None:
    at = {"register": "ledger", "sheet_id": bring("ledger", table(HEADER, ROWS))}
    before = _counts(database)
    told = visit("intake.rows", officer, **at)
    assert told.rows("一共会怎样") == [
        ["缺内容或认不出，不收", "1"],
        ["日期不可能，不收", "1"],
        ["不在您的地区，不收", "1"],
        ["重复，不收", "1"],
        ["收下，本站还没有这个人", "2"],
    ]
    assert told.rows("每一行会怎样")[3] == [
        "第 3 行，王小强",
        "1101************2X",
        "重复，不收",
        "和第 2 行是同一条。不是同一个人，请在姓名后加一个字。",
    ]
    assert NUMBER[4:14] not in told.text
    faults = visit("intake.faults_sheet", officer, **at).content
    cells = list(openpyxl.load_workbook(io.BytesIO(faults)).worksheets[0].values)
    assert len(cells) == 5
    assert NUMBER[4:14] not in str(cells)
    for endpoint in ("intake.rows", "intake.columns", "intake.faults_sheet"):
        visit(endpoint, neighbour, 404, **at)
    submit("intake.take", {}, neighbour, 404, **at)

    submit("intake.take", {}, officer, target="/office/imports/ledger?done=taken", **at)
    assert _counts(database) == before
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(OldLedgerRow)) == 2
        kept = session.scalars(sa.select(BroughtSheet)).one()
        assert (kept.cells_sealed, kept.taken) == (None, 2)
        row = session.scalars(sa.select(OldLedgerRow).where(OldLedgerRow.number == 2)).one()
        assert "王小强" not in row.name_sealed
    visit("intake.rows", officer, 404, **at)
    assert visit("intake.register", officer, register="ledger").rows("收下过的表")[0][:2] == [
        "旧表.xlsx",
        "2",
    ]
    past = visit("intake.past", officer)
    assert [row[0] for row in past.rows("旧台账，共 2 行")] == ["李一", "王小强"]
    assert "旧表.xlsx第 2 行" in past.words
    assert NUMBER[4:14] not in past.text
    assert "王小强" not in visit("intake.past", neighbour).words
    visit("intake.past", officer, 404, page=2)
    told_csv = visit("intake.past_sheet", officer, suffix="csv")
    assert ",'=保健按摩," in told_csv.text
    assert "王小强" not in visit("intake.past_sheet", neighbour, suffix="csv").text
    assert "王小强" in str(_cells(visit("intake.past_sheet", officer, suffix="xlsx")))

    again = {"register": "ledger", "sheet_id": bring("ledger", table(HEADER, [GOOD]))}
    page = visit("intake.rows", officer, **again)
    assert page.rows("每一行会怎样")[0][2:] == ["重复，不收", "已经收过，或者名册里已经有了。"]
    assert "收下能收的" not in page.words
    submit("intake.end", {}, officer, target="/office/imports/ledger?done=ended", **again)
    visit("intake.rows", officer, 404, **again)


def test_columns_are_proposed_and_can_be_changed(
    visit: Visit, submit: Submit, bring: Bring, officer: Someone
) -> None:
    content = comma_separated(["谁", "学了什么", "哪天"], [["王小强", "按摩", "2019"]])
    at = {"register": "ledger", "sheet_id": bring("ledger", content, "旧.csv")}
    visit("intake.rows", officer, 303, target=f"/office/imports/ledger/{at['sheet_id']}/columns", **at)
    empty = submit("intake.map_columns", {"name": "0"}, officer, 422, **at)
    assert empty.errors == ["请选哪一列是培训项目。", "请选哪一列是开始的日期。"]
    twice = submit("intake.map_columns", {"name": "0", "project": "0", "began": "2"}, officer, 422, **at)
    assert twice.errors == ["有两样选了同一列，请分开选。"]
    outside = submit("intake.map_columns", {"name": "0", "project": "1", "began": "9"}, officer, 422, **at)
    assert outside.errors == ["请从列出的选项里选一个。"]
    right = {"name": "0", "project": "1", "began": "2"}
    submit("intake.map_columns", right, officer, target=f"/office/imports/ledger/{at['sheet_id']}", **at)
    assert visit("intake.rows", officer, **at).rows("一共会怎样") == [["收下，本站还没有这个人", "1"]]


def test_files_that_are_no_tables_and_formulas_do_nothing(
    submit: Submit, visit: Visit, bring: Bring, officer: Someone
) -> None:
    for content in (b"", b"\0\1\2", b"PK\x03\x04broken", "姓名\n".encode()):
        sent = {"sheet": (io.BytesIO(content), "旧.xlsx"), "region": "410105"}
        assert submit("intake.bring", sent, officer, 422, register="ledger").errors
    long = comma_separated(["姓名"], [["王"]] * 501)
    sent = {"sheet": (io.BytesIO(long), "旧.csv"), "region": "410105"}
    assert "最多 500 行" in submit("intake.bring", sent, officer, 422, register="teachers").errors[0]
    elsewhere = {"sheet": (io.BytesIO(table(HEADER, [GOOD])), "旧.xlsx"), "region": "532801"}
    assert submit("intake.bring", elsewhere, officer, 422, register="ledger").errors
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(HEADER)
    book.active.append(['=HYPERLINK("http://example.com","x")', "", "", "按摩", "", "2019", "", "", ""])
    kept = io.BytesIO()
    book.save(kept)
    at = {"register": "ledger", "sheet_id": bring("ledger", kept.getvalue())}
    page = visit("intake.rows", officer, **at)
    assert page.rows("每一行会怎样")[0][2:] == ["缺内容或认不出，不收", "缺姓名或名称。"]
    assert "HYPERLINK" not in page.text


def test_old_registers_of_teachers_and_bases_come_in_the_same_way(
    visit: Visit, submit: Submit, bring: Bring, officer: Someone, database: Database
) -> None:
    teachers = table(
        ["姓名", "类别", "专兼职", "手语", "专长", "登记日期"],
        [["周老师", "基地教师", "兼职", "会简单手语", "按摩", "2025-03-01"], ["吴老师", "老师", "兼职", "", "按摩", "2025-03-01"]],
    )  # fmt: skip
    at = {"register": "teachers", "sheet_id": bring("teachers", teachers)}
    assert visit("intake.rows", officer, **at).rows("一共会怎样") == [
        ["缺内容或认不出，不收", "1"],
        ["收下，登进名册", "1"],
    ]
    submit("intake.take", {}, officer, target="/office/imports/teachers?done=taken", **at)
    with database.reading() as session:
        made = session.scalars(sa.select(FieldEntry)).one()
        assert (made.name, made.source) == ("周老师", "旧名册“旧表.xlsx”第 2 行")
    again = {"register": "teachers", "sheet_id": bring("teachers", teachers)}
    assert visit("intake.rows", officer, **again).rows("每一行会怎样")[1][2] == "重复，不收"

    bases = table(
        ["基地名称", "级别", "统一社会信用代码", "地址", "文字联系方式"],
        [["示例新基地", "县级", "91350100M000100Y43", "示例路 1 号", "短信 000"]],
    )
    at = {"register": "bases", "sheet_id": bring("bases", bases)}
    submit("intake.take", {}, officer, target="/office/imports/bases?done=taken", **at)
    with database.reading() as session:
        base = session.scalars(sa.select(TrainingBase).where(TrainingBase.name == "示例新基地")).one()
        assert (base.listed_on, base.credit_code) == (None, "91350100M000100Y43")
    assert "示例新基地" in visit("quota.register", officer).words


def _counts(database: Database) -> list[int]:
    with database.reading() as session:
        return [
            session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
            for model in (Enrolment, CreditEntry)
        ]


def _cells(page: Page) -> list[object]:
    return list(openpyxl.load_workbook(io.BytesIO(page.content)).worksheets[0].values)


def test_a_person_reads_what_old_ledgers_say_once_the_number_was_compared(
    visit: Visit,
    submit: Submit,
    bring: Bring,
    officer: Someone,
    trainee: Someone,
    database: Database,
    settings: Settings,
) -> None:
    at = {"register": "ledger", "sheet_id": bring("ledger", table(HEADER, ROWS))}
    submit("intake.take", {}, officer, target="/office/imports/ledger?done=taken", **at)
    number, now = certificate_number(NUMBER, on=today()), instant_now()
    assert not isinstance(number, Refusal), number
    keys = site_keys(settings)
    with database.transaction() as session:
        certificates.give(
            session,
            keys,
            Actor(trainee.person_id),
            trainee.person_id,
            number,
            told=TEXTS[Basis.CONSENT],
            now=now,
        )
        assert rows_about(session, trainee.person_id) == []
        done = certificates.verify(
            session,
            Actor(officer.person_id),
            trainee.person_id,
            how=CheckMethod.CERTIFICATE,
            on=today(),
            now=now,
        )
        assert not isinstance(done, Refusal), done
        [row] = rows_about(session, trainee.person_id)
        assert row.identity_hash == keys.keyed_hash("certificate identity", NUMBER[:18])
        own = everything_about(session, keys, trainee.person_id)
    [told] = own["以前的台账里写您的（残联核对过证件才知道是您）"]
    assert (told["培训项目"], told["开始"]) == (row.project, row.began)
    assert "以前的台账里写您的" in visit("pages.own_data_page", trainee).words
