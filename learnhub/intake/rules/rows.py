"""What becomes of each row of an old 台账 or register; pure."""

import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from learnhub.accounts.rules.certificate import identity_number
from learnhub.accounts.rules.names import nickname_key
from learnhub.field.rules import POST_WORDS, SIGNING_WORDS, SORT_WORDS, SORTS, FieldKind, Post, Signing, Sort
from learnhub.formats.rules.sheet_columns import sheet_day
from learnhub.intake.rules.registers import NEEDED, PART_WORDS, Part, Register
from learnhub.primitives import Refusal, say
from learnhub.providers.rules.credit_codes import credit_code
from learnhub.providers.rules.life import LEVEL_WORDS
from learnhub.regions.rules import contains, is_code

YEAR_MIN = 1988  # 中国残疾人联合会 was founded in March 1988: no 台账 of a federation is older
_NAME_CHARACTERS_MAX = 60
_IDENTITY = re.compile(r"\d{17}[\dX]")

Chosen = TypeVar("Chosen")


class Fate(enum.StrEnum):
    """What taking a row would do; the faults in the order in which they are told."""

    MISSING = "missing"
    DATE = "impossible date"
    OUTSIDE = "out of region"
    DUPLICATE = "duplicate"
    KNOWN = "known person"
    NEW = "new person"


FATE_WORDS = {
    Fate.MISSING: say("缺内容或认不出，不收"),
    Fate.DATE: say("日期不可能，不收"),
    Fate.OUTSIDE: say("不在您的地区，不收"),
    Fate.DUPLICATE: say("重复，不收"),
    Fate.KNOWN: say("收下，是本站认识的学员"),
    Fate.NEW: say("收下，本站还没有这个人"),
}
ENTRY_FATE_WORDS = {**FATE_WORDS, Fate.NEW: say("收下，登进名册")}
TAKEN = frozenset({Fate.KNOWN, Fate.NEW})


@dataclass(frozen=True)
class Fault:
    """What is wrong with a row, and how to mend it. Never repeats a number of a document."""

    fate: Fate
    sentence: str


@dataclass(frozen=True, repr=False)
class LedgerRow:
    """A row of an old 台账. identity: the first 18 of a number, "" where none is told. began, ended: "2019", "2019-03" or a day; ended may be "".

    hours, certificate, project, provider: as the ledger says them. Its repr shows nothing of it.
    """

    region_code: str
    name: str
    identity: str
    project: str
    provider: str
    began: str
    ended: str
    hours: str
    certificate: str

    @property
    def whole_key(self) -> str:
        """Return what makes two rows the same: division, person, project, beginning. Without a number the name is the person."""
        return "|".join(
            (self.region_code, self.identity or nickname_key(self.name), self.project, self.began)
        )

    @property
    def masked(self) -> str:
        """Return the number as pages show it, "" without one."""
        return f"{self.identity[:4]}{'*' * 12}{self.identity[16:]}" if self.identity else ""

    def __repr__(self) -> str:
        return "LedgerRow(…)"


@dataclass(frozen=True)
class EntryRow:
    """A row of a register of the field. issued_on: of an assessor's certificate. filed_on: of the paper that names the entry."""

    region_code: str
    name: str
    sort: Sort
    works_at: str
    subjects: str
    contact: str
    filed_on: date
    occupation: str = ""
    post: Post | None = None
    signing: Signing | None = None
    knows_braille: bool | None = None
    issued_on: date | None = None

    @property
    def key(self) -> str:
        """Return what makes two rows of a register the same, as the register itself sees it."""
        issued = self.issued_on.isoformat() if self.issued_on else ""
        return "|".join((self.region_code, self.name, self.works_at, self.occupation, issued))


@dataclass(frozen=True)
class BaseRow:
    """A row of a register of bases. level: its words. credit_code: checked."""

    region_code: str
    name: str
    level: str
    credit_code: str
    address: str
    text_contact: str
    phone: str

    @property
    def key(self) -> str:
        """Return what makes two rows the same base."""
        return self.credit_code


Row = LedgerRow | EntryRow | BaseRow


@dataclass(frozen=True)
class Places:
    """Where rows may lie. names: of the known divisions by code. reach: of whoever brings the sheet. default: of rows that say nothing."""

    names: Mapping[str, str]
    reach: tuple[str, ...]
    default: str

    def code(self, text: str) -> str | Fault:
        """Return the division that a cell names by its code or its name."""
        if not text:
            return self.default
        plain = unicodedata.normalize("NFKC", text).replace(" ", "")
        found = [plain] if is_code(plain) else self._named(plain)
        within = [code for code in found if any(contains(outer, code) for outer in self.reach)]
        if len(within) == 1:
            return within[0]
        if len(within) > 1:
            return Fault(Fate.OUTSIDE, say("有几个地区叫这个名字，请写 6 位地区代码。"))
        if found:
            return Fault(Fate.OUTSIDE, say("这个地区不归您的单位管。"))
        return Fault(Fate.OUTSIDE, say("认不出这个地区，请写 6 位地区代码，例如 410105。"))

    def _named(self, plain: str) -> list[str]:
        """Return the divisions of this name; a full name (河南省郑州市金水区) ends with that of its division."""
        exact = [code for code, name in self.names.items() if name == plain]
        return exact or [code for code, name in self.names.items() if plain.endswith(name)]


def when(text: str) -> str:
    """Return a day, month or year as old ledgers write it: "2019-03-05", "2019-03" or "2019"; "" for what names none."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").rstrip("日月年.")
    found = re.fullmatch(r"(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2}))?)?", plain)
    if re.fullmatch(r"\d{5}|\d{7}", plain) or found is None:
        return ""
    year, month, day = found.groups()
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return ""
    return "-".join([year, *(f"{int(part):02d}" for part in (month, day) if part)])


def read_row(register: Register, told: Mapping[Part, str], places: Places, *, on: date) -> Row | list[Fault]:
    """Read one row; all that is wrong with it is told at once. told: the cells by what they say, tidied; on: today."""
    faults = [
        Fault(Fate.MISSING, say("缺%(words)s。", words=PART_WORDS[part]))
        for part in NEEDED[register]
        if not told.get(part)
    ]
    if len(told.get(Part.NAME, "")) > _NAME_CHARACTERS_MAX:
        faults.append(Fault(Fate.MISSING, say("姓名或名称最多 %(most)d 个字。", most=_NAME_CHARACTERS_MAX)))
    for part, text in told.items():
        if part not in {Part.IDENTITY, Part.CREDIT_CODE} and _names_a_document(text):
            words = say("%(words)s里有证件号。请看看是不是选错了列。", words=PART_WORDS[part])
            faults.append(Fault(Fate.MISSING, words))
    region = places.code(told.get(Part.REGION, ""))
    if isinstance(region, Fault):
        faults.append(region)
        region = ""
    match register:
        case Register.LEDGER:
            row: Row | None = _ledger_row(told, region, faults, on)
        case Register.BASES:
            row = _base_row(told, region, faults)
        case _:
            row = _entry_row(register, told, region, faults, on)
    return faults if faults or row is None else row


def first_fate(faults: Sequence[Fault]) -> Fate:
    """Return the fate that a row with these faults is counted under; there is at least one."""
    order = list(Fate)
    return min((one.fate for one in faults), key=order.index)


def _names_a_document(text: str) -> bool:
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    return _IDENTITY.search(plain) is not None


def _ledger_row(told: Mapping[Part, str], region: str, faults: list[Fault], on: date) -> LedgerRow | None:
    number = told.get(Part.IDENTITY, "")
    identity = identity_number(number, on=on) if number else ""
    if isinstance(identity, Refusal):
        faults.append(Fault(Fate.MISSING, identity.sentence))
        identity = ""
    born = f"{identity[6:10]}-{identity[10:12]}-{identity[12:14]}" if identity else ""
    began, ended = (_when(told.get(part, ""), part, faults, on) for part in (Part.BEGAN, Part.ENDED))
    if began and ended and _is_before(ended, began):
        faults.append(Fault(Fate.DATE, say("结束的日期早于开始的日期。")))
    if began and born and _is_before(began, born):
        faults.append(Fault(Fate.DATE, say("开始的日期早于这个人的出生日期。")))
    if faults:
        return None
    return LedgerRow(
        region_code=region,
        name=told[Part.NAME],
        identity=identity,
        project=told[Part.PROJECT],
        provider=told.get(Part.PROVIDER, ""),
        began=began,
        ended=ended,
        hours=told.get(Part.HOURS, ""),
        certificate=told.get(Part.CERTIFICATE, ""),
    )


def _when(text: str, part: Part, faults: list[Fault], on: date) -> str:
    found = when(text)
    if text and not found:
        faults.append(
            Fault(
                Fate.DATE,
                say("%(words)s请写成 2019-03-05、2019-03 或 2019 这样。", words=PART_WORDS[part]),
            )
        )
    elif found and (int(found[:4]) < YEAR_MIN or found > on.isoformat()):
        faults.append(
            Fault(
                Fate.DATE,
                say("%(words)s要在 %(year)d 年以后、今天以前。", words=PART_WORDS[part], year=YEAR_MIN),
            )
        )
        return ""
    return found


def _is_before(one: str, other: str) -> bool:
    """Compare two dates as far as both are told: 2019 isn't before 2019-03."""
    both = min(len(one), len(other))
    return one[:both] < other[:both]


def _entry_row(
    register: Register, told: Mapping[Part, str], region: str, faults: list[Fault], on: date
) -> EntryRow | None:
    is_teacher = register is Register.TEACHERS
    kind = FieldKind.TEACHER if is_teacher else FieldKind.ASSESSOR
    sort = _chosen(told, Part.SORT, {SORT_WORDS[one]: one for one in SORTS[kind]}, faults)
    post = _chosen(told, Part.POST, {words: one for one, words in POST_WORDS.items()}, faults)
    signing = _chosen(told, Part.SIGNING, {words: one for one, words in SIGNING_WORDS.items()}, faults)
    braille = _chosen(told, Part.BRAILLE, {say("会盲文"): True, say("不会盲文"): False}, faults)
    day = _day(told, Part.FILED_ON if is_teacher else Part.ISSUED_ON, faults, on)
    if faults or sort is None or day is None:
        return None
    return EntryRow(
        region_code=region,
        name=told[Part.NAME],
        sort=sort,
        works_at=told.get(Part.WORKS_AT, ""),
        subjects=told[Part.SUBJECTS],
        contact=told.get(Part.CONTACT, ""),
        filed_on=day,
        occupation=told.get(Part.OCCUPATION, ""),
        post=post,
        signing=signing,
        knows_braille=braille,
        issued_on=None if is_teacher else day,
    )


def _base_row(told: Mapping[Part, str], region: str, faults: list[Fault]) -> BaseRow | None:
    level = _chosen(told, Part.LEVEL, {words: words for words in LEVEL_WORDS.values()}, faults)
    code = credit_code(told[Part.CREDIT_CODE]) if told.get(Part.CREDIT_CODE) else ""
    if isinstance(code, Refusal):
        faults.append(Fault(Fate.MISSING, code.sentence))
    if faults or level is None or isinstance(code, Refusal):
        return None
    return BaseRow(
        region_code=region,
        name=told[Part.NAME],
        level=level,
        credit_code=code,
        address=told[Part.ADDRESS],
        text_contact=told[Part.TEXT_CONTACT],
        phone=told.get(Part.PHONE, ""),
    )


def _chosen(
    told: Mapping[Part, str], part: Part, choices: Mapping[str, Chosen], faults: list[Fault]
) -> Chosen | None:
    """Return what a cell's words stand for; None for an empty cell, and with a fault for words that are no choice."""
    text = told.get(part, "")
    if text in choices or not text:
        return choices.get(text)
    faults.append(
        Fault(
            Fate.MISSING,
            say("%(part)s请写成：%(choices)s。", part=PART_WORDS[part], choices="、".join(choices)),
        )
    )
    return None


def _day(told: Mapping[Part, str], part: Part, faults: list[Fault], on: date) -> date | None:
    text = told.get(part, "")
    found = sheet_day(text)
    if found is not None and found.year >= YEAR_MIN and found <= on:
        return found
    if text:
        words = say("%(words)s请写成 2026-03-05 这样，不能晚于今天。", words=PART_WORDS[part])
        faults.append(Fault(Fate.DATE, words))
    return None
