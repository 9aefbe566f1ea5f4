"""A base brings a roster: looked over first, fair about every cell, valid rows taken, numbers never shown, accounts handed over."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import DisabilityCertificate, Person
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.formats.adapters.brought_sheets.files import read_sheet
from learnhub.formats.adapters.brought_sheets.program import Size
from learnhub.formats.adapters.sheets import written
from learnhub.formats.rules.sheet_columns import shown_cell
from learnhub.primitives import instant_now
from learnhub.settings import Settings
from learnhub.training import service
from learnhub.training.models import RosterImport, TrainingClass
from learnhub.training.rules.roster import (
    FIELD_WORDS,
    RosterField,
    RosterRow,
    guessed_mapping,
    mapping_refusal,
    read_row,
    repeated,
)
from learnhub.web.guard import TOKEN_FIELD
from tests.people import BASE_ID, BASE_REGION, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.training.made import Made
from tests.visit import Clients, Page, Submit, Visit

Bring = Callable[..., str]
ON = date(2026, 3, 2)
SIZE = Size(500, 30)
NUMBER = "11010519491231002X11"
HEADER = list(FIELD_WORDS.values())
GOOD = ["王小强", NUMBER, "2026-03-01", "何主任", "2026-03-02"]
MAPPING = dict(zip(RosterField, range(5), strict=True))


def read(*cells: str) -> RosterRow | list[tuple[RosterField, str]]:
    told = read_row(2, cells, MAPPING, on=ON, ends_on=date(2026, 3, 20))
    return told if isinstance(told, RosterRow) else [(one.field, one.sentence) for one in told]


def changed(field: RosterField, text: str) -> list[str]:
    return [text if MAPPING[field] == column else one for column, one in enumerate(GOOD)]


def test_a_row_says_all_that_is_needed() -> None:
    row = read(*GOOD)
    assert isinstance(row, RosterRow)
    assert (row.name, row.consent_on, row.began_on) == ("王小强", date(2026, 3, 1), ON)
    assert row.certificate is not None
    bare = read("王小强", "", "2026年3月1日", "何主任", "")
    assert isinstance(bare, RosterRow)
    assert (bare.certificate, bare.began_on) == (None, ON)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        (RosterField.NAME, "", "请填写姓名"),
        (RosterField.NAME, "王", "至少要 2 个字"),
        (RosterField.CERTIFICATE, NUMBER[:-1], "残疾人证号至少 20 位"),
        (RosterField.CERTIFICATE, "11010519491231002X81", "残疾类别"),
        (RosterField.CONSENT_ON, "", "还没签，请先请本人签"),
        (RosterField.CONSENT_ON, "2026-02-30", "写成 2026-03-05 这样"),
        (RosterField.CONSENT_ON, "2026-03-03", "还没有到"),
        (RosterField.CONSENT_KEEPER, " ", "由谁保管"),
        (RosterField.BEGAN_ON, "三月", "从哪天起上课"),
        (RosterField.BEGAN_ON, "2026-04-01", "不晚于最后一次课"),
    ],
)
def test_what_is_wrong_is_said_of_its_cell_without_repeating_it(
    field: RosterField, text: str, said: str
) -> None:
    faults = read(*changed(field, text))
    assert isinstance(faults, list)
    assert [one for one, _sentence in faults] == [field]
    assert said in faults[0][1]
    assert NUMBER[:10] not in faults[0][1]


def test_everything_wrong_with_a_row_is_told_at_once() -> None:
    faults = read("", "123", "", "", "x")
    assert isinstance(faults, list)
    assert [field for field, _sentence in faults] == list(RosterField)


@given(st.lists(st.text(max_size=40), max_size=7))
def test_no_cells_make_the_reader_stumble(cells: list[str]) -> None:
    read(*cells)


def test_two_rows_of_one_person_are_one_question() -> None:
    rows = [
        read(*GOOD),
        read(*changed(RosterField.NAME, "王 小强")),
        read(*changed(RosterField.NAME, "李小红")),
    ]
    numbered = [
        RosterRow(number, one.name, one.certificate, one.consent_on, one.consent_keeper, one.began_on)
        for number, one in enumerate(rows, start=2)
        if isinstance(one, RosterRow)
    ]
    assert repeated(numbered) == {3: 2, 4: 2}


def test_columns_are_guessed_and_what_is_missing_is_named() -> None:
    assert guessed_mapping(HEADER) == MAPPING
    assert guessed_mapping(["序号", "学员姓名", "残疾证号"]) == {
        RosterField.NAME: 1,
        RosterField.CERTIFICATE: 2,
    }
    refusal = mapping_refusal({RosterField.NAME: 1})
    assert refusal is not None
    assert "签同意书的日期、同意书由谁保管" in refusal.sentence
    assert mapping_refusal({**MAPPING, RosterField.NAME: 1}) is not None


def test_a_sheet_given_back_shows_no_number_wherever_it_stands() -> None:
    assert NUMBER not in shown_cell(NUMBER, is_certificate=True)
    assert shown_cell("1101 0519 4912 31002X", is_certificate=False).startswith("（号码没有写出来")
    assert shown_cell("王小强", is_certificate=False) == "王小强"
    assert shown_cell("", is_certificate=True) == ""


def sheet(*rows: Sequence[str]) -> bytes:
    return written([("名单", HEADER, rows)])


def test_a_written_sheet_reads_as_it_was_and_no_cell_is_a_formula() -> None:
    rows = [["=1+1", NUMBER, "2026-03-01", "@何", ""], ["李小红", "", "", "", "x"]]
    told = read_sheet(sheet(*rows), SIZE)
    assert told.fault == ""
    assert [list(row) for row in told.cells][1:] == [["=1+1", NUMBER, "2026-03-01", "@何"], rows[1]]
    book = openpyxl.load_workbook(io.BytesIO(sheet(*rows)))
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {
        "s",
        "n",
        "inlineStr",
    }


def in_process(content: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True))


def broken() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nothing>")
    return made.getvalue()


@pytest.mark.parametrize("content", [b"", b"no sheet", broken()])
def test_what_is_no_sheet_is_a_sentence(content: bytes) -> None:
    assert "另存为 Excel 工作簿" in read_sheet(content, SIZE).fault


@pytest.fixture
def bring(database: Database, settings: Settings, made: Made, base_manager: Someone) -> Bring:
    """Keep a sheet as if it had been read, and return the address of its rows: a reader of its own takes half a second."""

    def bring(*rows: Sequence[str]) -> str:
        with database.transaction() as session:
            begun = service.begin_import(
                session,
                site_keys(settings),
                training_class=session.get_one(TrainingClass, made.class_id),
                cells=[HEADER, *rows],
                by=base_manager.person_id,
                now=instant_now(),
            )
            assert isinstance(begun, RosterImport), begun
            return f"/base/classes/{made.class_id}/roster/{begun.id}"

    return bring


def upload(submit: Submit, made: Made, manager: Someone, *rows: Sequence[str]) -> str:
    """Bring a sheet by the page, take the guessed columns, and return the address of its rows."""
    begun = submit(
        "training.bring_roster",
        {"sheet": (io.BytesIO(sheet(*rows)), "名单.xlsx")},
        manager,
        class_id=made.class_id,
        target=re.compile(rf"/base/classes/{made.class_id}/roster/[\w-]+/columns"),
    )
    address = begun.location.removesuffix("/columns")
    chosen = {f"column_{field.value.replace('-', '_')}": str(column) for field, column in MAPPING.items()}
    submit(f"{address}/columns", chosen, manager, target=address)
    return address


def row_of(page: Page, number: int) -> list[str]:
    return next(row for row in page.rows("每一行会怎么收") if row[0].startswith(f"第 {number} 行"))


def test_valid_rows_are_taken_and_the_others_given_back(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    base_manager: Someone,
    trainee: Someone,
    bring: Bring,
) -> None:
    stranger = make_person(database, "张大山", Holding(Role.TRAINEE, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION))
    known = make_person(database, "李小红", Holding(Role.TRAINEE, BASE_ID, BASE_REGION))
    day = ["", "2026-03-01", "何主任", "2026-03-02"]
    address = bring(
        GOOD,
        ["李小红", *day],
        ["张大山", *day],
        [trainee.nickname, *day],
        ["赵新", NUMBER[:-1], "", "何主任", ""],
        ["王小强", *day],
    )
    page = visit(address, base_manager)
    assert "可以收 1 行；要您说一句的 1 行；要改的 3 行" in page.words
    assert row_of(page, 2)[1:3] == ["1101************2X", "新建账号，进班"]
    assert "已经有人用这个名字" in row_of(page, 4)[3]
    assert "班里已有同名学员" in row_of(page, 5)[2]
    assert "和第 2 行" in row_of(page, 7)[3]
    assert NUMBER[6:14] not in page.text
    with database.reading() as session:
        assert len(service.members(session, made.class_id)) == 2  # nothing is done by looking
    page = submit(address, {"same": "3"}, base_manager, target=f"{address}?done=taken").follow()
    assert "要改的 2 行" in page.words
    assert "班里已有同名学员" in row_of(page, 7)[2]
    with database.reading() as session:
        people = {one.person_id: one for one in service.members(session, made.class_id)}
        (new,) = session.scalars(sa.select(Person).where(Person.nickname == "王小强"))
        assert set(people) == {*made.person_ids, new.id, known.person_id}
        assert people[new.id].joined_on == date(2026, 3, 2)
        assert stranger.person_id not in people
        (kept,) = session.scalars(sa.select(DisabilityCertificate))
        assert kept.person_id == new.id
        entries = [
            (entry.is_new, person_id) for entry, person_id in service.roster_of(session, made.class_id)
        ]
        assert entries == [(True, new.id), (False, known.person_id)]
        rows = evidence.entries(session, f"class:{made.class_id}", ["roster.entered"])
        assert len(rows) == 2
        assert NUMBER not in str([row.payload for row in rows])
        (left,) = session.scalars(sa.select(RosterImport))
        assert NUMBER not in str(left.cells_sealed)
    back = visit(f"{address}/sheet", base_manager)
    cells = [[str(cell or "") for cell in row] for row in in_process(back.content)]
    assert cells[0][-1] == "要改什么"
    assert [row[0] for row in cells[1:]] == ["张大山", "赵新"]
    assert "残疾人证号至少 20 位" in cells[2][-1]
    assert NUMBER[:10] not in str(cells)
    back.response.close()
    submit(f"{address}/end", {}, base_manager, target=f"/base/classes/{made.class_id}/roster?done=ended")
    visit(address, base_manager, 404)


def test_a_person_takes_an_account_by_the_code_on_a_slip(
    visit: Visit, submit: Submit, clients: Clients, made: Made, base_manager: Someone
) -> None:
    address = upload(submit, made, base_manager, GOOD)
    done = f"/base/classes/{made.class_id}/roster?done=taken"
    page = submit(address, {}, base_manager, target=done).follow()
    assert page.rows("从名单收下的学员")[0][0] == "王小强"
    assert "王小强" in visit("training.slips", base_manager, class_id=made.class_id).words
    token = {TOKEN_FIELD: clients.token(clients.of(base_manager))}
    first, shown = (
        submit("training.make_slips", token, base_manager, 200, class_id=made.class_id) for _ in "12"
    )
    assert shown.text == first.text
    ((name, code, _words),) = shown.rows("打开登录页")
    fields = {"nickname": name, "code": code, "new_password": "春天里的一场小雨"}
    submit("accounts.set_new_password", fields, None, target="/me/account?done=password-set")
    assert "没有要交接的账号了" in visit("training.slips", base_manager, class_id=made.class_id).words


def test_a_class_takes_no_more_than_it_has_places(
    visit: Visit, submit: Submit, database: Database, made: Made, base_manager: Someone, bring: Bring
) -> None:
    with database.transaction() as session:
        session.get_one(TrainingClass, made.class_id).capacity = 3
    second = ["李小红", "", *GOOD[2:]]
    page = visit(bring(GOOD, second), base_manager)
    assert "可以收 1 行" in page.words
    assert "已经排满了" in row_of(page, 3)[3]


def test_a_roster_is_the_business_of_its_base_alone(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    base_manager: Someone,
    officer: Someone,
    instructor: Someone,
    bring: Bring,
) -> None:
    neighbour = make_person(
        database, "邻家主任", Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    )
    address = bring(GOOD)
    for stranger, status in ((neighbour, 404), (officer, 403), (instructor, 403)):
        for path in (address, f"{address}/columns", f"{address}/sheet"):
            visit(path, stranger, status)
        for endpoint in ("training.roster", "training.slips", "training.empty_roster"):
            visit(endpoint, stranger, status, class_id=made.class_id)
        for path in (address, f"{address}/columns", f"{address}/end"):
            submit(path, {}, stranger, status)
        submit("training.make_slips", {}, stranger, status, class_id=made.class_id)
        submit("training.bring_roster", {}, stranger, status, class_id=made.class_id)
    empty = submit("training.bring_roster", {}, base_manager, 422, class_id=made.class_id)
    assert empty.errors == ["请先选择表格。"]
