"""A table for a table program: every text stays text, an amount is a number, and a long table is not kept in memory."""

import io
import tracemalloc
from decimal import Decimal

import openpyxl

from learnhub.formats.adapters.sheets import written

ROWS, CELLS = 1_500, 10
BYTES_OF_A_ROW_MAX = 1_000  # a kept cell takes about 300: ten of them would be three times as much


def test_a_text_stays_text_and_an_amount_is_a_number() -> None:
    made = written([("表", ["甲", "乙"], [["=1+1", Decimal("1.50")], ["007", "@SUM(A1)"]])])
    sheet = openpyxl.load_workbook(io.BytesIO(made))["表"]
    cells = [[(one.value, one.data_type, one.number_format, one.font.b) for one in row] for row in sheet.rows]
    assert cells == [
        [("甲", "s", "@", True), ("乙", "s", "@", True)],
        [("=1+1", "s", "@", False), (1.5, "n", "0.00", False)],
        [("007", "s", "@", False), ("@SUM(A1)", "s", "@", False)],
    ]
    assert (sheet.freeze_panes, sheet.column_dimensions["B"].width) == ("A2", 24)


def test_what_a_text_holds_stays_in_its_cell_and_what_no_table_can_hold_is_left_out() -> None:
    texts = ["</t></is></c>", '& < > "', " 两边 \n换行\t", "二\x00进\x1f制", "", "😀"]
    rows = [texts] * 1_001  # beyond the rows that are put in at once
    book = openpyxl.load_workbook(io.BytesIO(written([("表", ["甲"] * 6, rows), ("另一张", ["乙"], [])])))
    told = ["</t></is></c>", '& < > "', " 两边 \n换行\t", "二进制", "", "😀"]
    kept = [[cell.value for cell in row] for row in book["表"].iter_rows(min_row=2)]
    assert kept == [told] * 1_001
    assert book["表"].dimensions == "A1:F1002"
    assert [cell.value for cell in book["另一张"][1]] == ["乙"]


def test_a_row_that_is_written_is_let_go() -> None:
    written([("表", ["甲"], [["一"]])])  # what the first table loads is loaded
    tracemalloc.start()
    written([("表", ["甲"] * CELLS, ([f"{row} {cell}" for cell in range(CELLS)] for row in range(ROWS)))])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak / ROWS < BYTES_OF_A_ROW_MAX
