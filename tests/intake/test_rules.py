"""Rows of old 台账 and registers: what is read, what is refused, and that no sentence repeats a number."""

from datetime import date

import pytest

from learnhub.intake.rules.registers import Part, Register, guessed, mapping_refusal
from learnhub.intake.rules.rows import BaseRow, EntryRow, Fate, Fault, LedgerRow, Places, Row, read_row, when

ON = date(2026, 3, 2)
IDENTITY = "11010519491231002X"
PLACES = Places({"410000": "河南省", "410105": "金水区", "410102": "中原区"}, ("410105",), "410105")
LEDGER = {
    Part.NAME: "王小强",
    Part.IDENTITY: IDENTITY,
    Part.PROJECT: "保健按摩",
    Part.BEGAN: "2019.3.5",
    Part.ENDED: "2019-03-20",
}
TEACHER = {
    Part.NAME: "周老师",
    Part.SORT: "基地教师",
    Part.POST: "兼职",
    Part.SIGNING: "能用手语上课",
    Part.SUBJECTS: "保健按摩",
    Part.FILED_ON: "2025-03-01",
}
BASE = {
    Part.NAME: "示例基地",
    Part.LEVEL: "县级",
    Part.CREDIT_CODE: "91350100M000100Y43",
    Part.ADDRESS: "示例路 1 号",
    Part.TEXT_CONTACT: "短信 000",
}


def read(register: Register, told: dict[Part, str]) -> Row | list[Fault]:
    return read_row(register, told, PLACES, on=ON)


def test_headings_of_an_old_ledger_are_understood() -> None:
    header = [
        "序号",
        "姓 名",
        "残疾人证号",
        "培训项目",
        "培训机构",
        "开班时间",
        "结束时间",
        "课时",
        "证书名称",
        "金额",
    ]
    found = guessed(Register.LEDGER, header)
    assert {part.value: header[column] for part, column in found.items()} == {
        "name": "姓 名",
        "identity": "残疾人证号",
        "project": "培训项目",
        "provider": "培训机构",
        "began": "开班时间",
        "ended": "结束时间",
        "hours": "课时",
        "certificate": "证书名称",
    }
    days = guessed(Register.LEDGER, ["姓名", "项目", "结束日期", "日期"])
    assert (days[Part.ENDED], days[Part.BEGAN]) == (2, 3)
    assert mapping_refusal(Register.LEDGER, found) is None
    missing = mapping_refusal(Register.LEDGER, {Part.NAME: 1})
    assert missing is not None
    assert missing.sentence == "请选好哪一列是培训项目、开始的日期。"
    twice = mapping_refusal(Register.LEDGER, {Part.NAME: 1, Part.PROJECT: 1, Part.BEGAN: 2})
    assert twice is not None
    assert twice.code == "columns-twice"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2019.3.5", "2019-03-05"),
        ("2019年3月5日", "2019-03-05"),
        ("20190305", "2019-03-05"),
        ("2019/03", "2019-03"),
        ("201903", "2019-03"),
        ("2019年", "2019"),
        ("2019", "2019"),
        ("2019-13", ""),
        ("2019-02-30", ""),
        ("去年", ""),
        ("", ""),
    ],
)
def test_days_months_and_years_are_read_as_old_ledgers_write_them(typed: str, meant: str) -> None:
    assert when(typed) == meant


def test_a_row_of_a_ledger_is_read_and_hides_its_number() -> None:
    for number in (IDENTITY, f"{IDENTITY}11", "1101 0519 4912 3100 2x", ""):
        row = read(Register.LEDGER, {**LEDGER, Part.IDENTITY: number})
        assert isinstance(row, LedgerRow)
        assert (row.identity, row.began, row.ended) == (
            IDENTITY if number else "",
            "2019-03-05",
            "2019-03-20",
        )
        assert IDENTITY[4:16] not in row.masked
        assert IDENTITY not in repr(row)


@pytest.mark.parametrize(
    ("part", "text", "fate", "said"),
    [
        (Part.NAME, "", Fate.MISSING, "缺姓名"),
        (Part.PROJECT, "", Fate.MISSING, "缺培训项目"),
        (Part.IDENTITY, "110105194912310021", Fate.MISSING, "前 18 位里有一位不对"),
        (Part.PROJECT, f"按摩 {IDENTITY}", Fate.MISSING, "选错了列"),
        (Part.BEGAN, "2019-02-30", Fate.DATE, "请写成"),
        (Part.BEGAN, "2027", Fate.DATE, "今天以前"),
        (Part.BEGAN, "1987-12-31", Fate.DATE, "1988 年以后"),
        (Part.ENDED, "2019-03-04", Fate.DATE, "早于开始"),
        (Part.REGION, "中原区", Fate.OUTSIDE, "不归您的单位管"),
        (Part.REGION, "532801", Fate.OUTSIDE, "不归您的单位管"),
        (Part.REGION, "某县", Fate.OUTSIDE, "认不出"),
    ],
)
def test_what_is_wrong_is_said_without_repeating_a_number(
    part: Part, text: str, fate: Fate, said: str
) -> None:
    faults = read(Register.LEDGER, {**LEDGER, part: text})
    assert isinstance(faults, list)
    assert [one.fate for one in faults] == [fate]
    assert said in faults[0].sentence
    assert IDENTITY[:10] not in faults[0].sentence


def test_nobody_is_trained_before_birth_and_a_year_is_no_earlier_than_its_months() -> None:
    born = "11010120000101001X"
    digits = "10X98765432"
    total = sum(
        int(one) * weight
        for one, weight in zip(born[:17], (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True)
    )
    young = {**LEDGER, Part.IDENTITY: born[:17] + digits[total % 11], Part.ENDED: ""}
    early = read(Register.LEDGER, {**young, Part.BEGAN: "1999"})
    assert isinstance(early, list)
    assert early[0].sentence == "开始的日期早于这个人的出生日期。"
    assert isinstance(read(Register.LEDGER, {**young, Part.BEGAN: "2000"}), LedgerRow)
    assert isinstance(read(Register.LEDGER, {**LEDGER, Part.BEGAN: "2019-03", Part.ENDED: "2019"}), LedgerRow)


def test_regions_are_known_by_code_and_by_name() -> None:
    for text in ("410105", "金水区", "河南省郑州市金水区", "４１０１０５"):
        assert PLACES.code(text) == "410105"


def test_registers_are_read_by_their_words() -> None:
    teacher = read(Register.TEACHERS, TEACHER)
    assert isinstance(teacher, EntryRow)
    assert (teacher.region_code, teacher.knows_braille, teacher.issued_on) == ("410105", None, None)
    wrong = read(Register.TEACHERS, {**TEACHER, Part.POST: "全职"})
    assert isinstance(wrong, list)
    assert wrong[0].sentence == "专职还是兼职请写成：专职、兼职。"
    assessor = read(
        Register.ASSESSORS,
        {Part.NAME: "某某", Part.SORT: "考评员", Part.SUBJECTS: "按摩", Part.ISSUED_ON: "2025-01-02"},
    )
    assert isinstance(assessor, EntryRow)
    assert assessor.issued_on == date(2025, 1, 2)
    late = read(Register.TEACHERS, {**TEACHER, Part.FILED_ON: "2026-03-03"})
    assert isinstance(late, list)
    assert [one.fate for one in late] == [Fate.DATE]
    base = read(Register.BASES, BASE)
    assert isinstance(base, BaseRow)
    bad = read(Register.BASES, {**BASE, Part.CREDIT_CODE: "91350100M000100Y44"})
    assert isinstance(bad, list)
    assert "校验码对不上" in bad[0].sentence
