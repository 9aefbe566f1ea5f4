"""The package of a claim as table and as PDF: both are read back, and their sums are equal to the 分."""

import io
import re

import openpyxl
import pypdf

from learnhub.subsidy.adapters import sheets
from learnhub.subsidy.rules.papers import Paper, Part, with_total
from tests.people import Someone
from tests.subsidy.claiming import CARD
from tests.subsidy.made import Made
from tests.visit import Visit

PARTS = ["申请表", "补贴明细", "花名册", "签到记录", "授课记录", "证书"]


def test_table_and_pdf_of_a_package_come_to_the_same_sums(
    visit: Visit, claim_id: int, made: Made, base_manager: Someone, trainee: Someone
) -> None:
    table = visit("subsidy.claim_sheet", base_manager, claim_id=claim_id)
    book = openpyxl.load_workbook(io.BytesIO(table.content))
    assert book.sheetnames == PARTS
    facts = dict(book["申请表"].iter_rows(values_only=True))
    sums = {title: [row[-1] for row in book[title].iter_rows(values_only=True)][1:] for title in PARTS[1:3]}
    for amounts in sums.values():
        *each, total = amounts
        assert sum(each) == total == facts["合计（元）"] == 450, (
            "numbers: whoever gets the table adds them up"
        )
    assert book["签到记录"].max_row == book["授课记录"].max_row == 16
    printed = visit("subsidy.claim_paper", base_manager, claim_id=claim_id)
    reader = pypdf.PdfReader(io.BytesIO(printed.content))
    text = "".join(page.extract_text() for page in reader.pages)
    assert "pdfuaid:part" in str(reader.trailer["/Root"]["/Metadata"].get_data())
    printed_sums = re.findall(r"合计(?:（元）：|\s+)(\d+\.\d\d)", text)
    assert [int(amount.replace(".", "")) for amount in printed_sums] == [45000, 45000, 45000]
    for content in (table.content, text.encode()):
        assert "".join(CARD.split()).encode() not in content
    own = visit("subsidy.own_statement", trainee, enrolment_id=made.enrolment_id, claim_id=claim_id)
    assert "我的补贴单" in pypdf.PdfReader(io.BytesIO(own.content)).pages[0].extract_text()


def test_a_statement_is_the_trainees_alone(
    visit: Visit, claim_id: int, made: Made, other_trainee: Someone, base_manager: Someone
) -> None:
    for person in (other_trainee, base_manager):
        visit("subsidy.own_statement", person, 404, enrolment_id=made.enrolment_id, claim_id=claim_id)


def test_no_cell_of_a_table_is_a_formula() -> None:
    part = Part("名单", ("学员", "金额（元）"), with_total([("=1+1",), ("@SUM(A1)",)], [100, 250]))
    paper = Paper("申请", "", "站", (("单位", "+1"),), (part,))
    book = openpyxl.load_workbook(io.BytesIO(sheets.written(paper)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    amounts = [cell for cell in cells if cell.data_type == "n"]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert [(cell.value, cell.number_format) for cell in amounts] == [
        (1, "0.00"),
        (2.5, "0.00"),
        (3.5, "0.00"),
    ]
