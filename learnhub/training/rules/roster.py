"""What a roster row must say, and what is wrong with one that doesn't; pure."""

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from learnhub.accounts.rules.certificate import CertificateNumber, certificate_number
from learnhub.accounts.rules.names import nickname, nickname_key
from learnhub.formats.rules.sheet_columns import columns_refusal, guessed_columns, sheet_day
from learnhub.primitives import Refusal, say

ROWS_MAX = 500
COLUMNS_MAX = 30
_KEEPER_CHARACTERS_MAX = 100


class RosterField(enum.StrEnum):
    """What a roster says of each person."""

    NAME = "name"
    CERTIFICATE = "certificate"
    CONSENT_ON = "consent-on"
    CONSENT_KEEPER = "consent-keeper"
    BEGAN_ON = "began-on"


FIELD_WORDS = {
    RosterField.NAME: say("姓名"),
    RosterField.CERTIFICATE: "残疾人证号",
    RosterField.CONSENT_ON: say("签同意书的日期"),
    RosterField.CONSENT_KEEPER: say("同意书由谁保管"),
    RosterField.BEGAN_ON: "从哪天起上课",
}
NEEDED = frozenset({RosterField.NAME, RosterField.CONSENT_ON, RosterField.CONSENT_KEEPER})
_ALSO_CALLED = {
    RosterField.NAME: ("姓名", "名字", "学员", "称呼", "昵称"),
    RosterField.CERTIFICATE: ("残疾人证", "残疾证", "证号"),
    RosterField.CONSENT_ON: ("签同意", "同意书日期", "同意日期"),
    RosterField.CONSENT_KEEPER: ("保管", "同意书由谁"),
    RosterField.BEGAN_ON: ("起上课", "进班", "开始上课"),
}

Mapped = Mapping[RosterField, int]


@dataclass(frozen=True)
class RosterRow:
    """A row that says all that is needed. number: as the sheet counts, the header being 1. certificate: None where none is told."""

    number: int
    name: str
    certificate: CertificateNumber | None
    consent_on: date
    consent_keeper: str
    began_on: date


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell, and how to mend it. Never repeats what stands in the cell."""

    field: RosterField
    sentence: str


def guessed_mapping(header: Sequence[str]) -> dict[RosterField, int]:
    """Guess which column says what from the words above it."""
    return guessed_columns(header, _ALSO_CALLED)


def mapping_refusal(mapping: Mapped) -> Refusal | None:
    """Refuse a mapping that leaves out what is needed, or gives one column two meanings."""
    return columns_refusal(mapping, {field: FIELD_WORDS[field] for field in RosterField if field in NEEDED})


def read_row(
    number: int, cells: Sequence[str], mapping: Mapped, *, on: date, ends_on: date
) -> RosterRow | list[CellFault]:
    """Read one row; all that is wrong with it is told at once. on: today. ends_on: the last day of the class."""
    told = {field: cells[column] if column < len(cells) else "" for field, column in mapping.items()}
    faults: list[CellFault] = []

    def fault(field: RosterField, sentence: str) -> None:
        faults.append(CellFault(field, sentence))

    name = nickname(told[RosterField.NAME])
    if isinstance(name, Refusal):
        fault(RosterField.NAME, name.sentence.replace("昵称", "姓名"))
    certificate: CertificateNumber | Refusal | None = None
    if told.get(RosterField.CERTIFICATE):
        certificate = certificate_number(told[RosterField.CERTIFICATE], on=on)
        if isinstance(certificate, Refusal):
            fault(RosterField.CERTIFICATE, certificate.sentence)
    consent_on = sheet_day(told[RosterField.CONSENT_ON])
    if consent_on is None:
        fault(RosterField.CONSENT_ON, say("请把签同意书的日期写成 2026-03-05 这样；还没签，请先请本人签。"))
    elif consent_on > on:
        fault(RosterField.CONSENT_ON, say("签同意书的日期还没有到，请填签字的那一天。"))
    keeper = told[RosterField.CONSENT_KEEPER].strip()
    if not keeper or len(keeper) > _KEEPER_CHARACTERS_MAX:
        fault(
            RosterField.CONSENT_KEEPER,
            say(
                "请写明同意书由谁保管，%(keeper_characters_max)s 个字以内。",
                keeper_characters_max=_KEEPER_CHARACTERS_MAX,
            ),
        )
    began = told.get(RosterField.BEGAN_ON, "")
    began_on = sheet_day(began) if began else on
    if began_on is None or began_on > ends_on:
        fault(
            RosterField.BEGAN_ON,
            say("请把从哪天起上课写成 2026-03-05 这样，不晚于最后一次课；空着就从今天算。"),
        )
    if (
        faults
        or isinstance(name, Refusal)
        or isinstance(certificate, Refusal)
        or not consent_on
        or not began_on
    ):
        return faults
    return RosterRow(number, name, certificate, consent_on, keeper, began_on)


def repeated(rows: Sequence[RosterRow]) -> dict[int, int]:
    """Return for each row that says the name or the certificate of an earlier one the number of that one."""
    first: dict[str, int] = {}
    found: dict[int, int] = {}
    for row in rows:
        marks = [f"name {nickname_key(row.name)}"]
        if row.certificate is not None:
            marks.append(f"certificate {row.certificate.identity}")
        earlier = [first[mark] for mark in marks if mark in first]
        if earlier:
            found[row.number] = min(earlier)
        for mark in marks:
            first.setdefault(mark, row.number)
    return found
