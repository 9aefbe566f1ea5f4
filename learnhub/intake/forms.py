"""A sheet that an office brings, and which column of it says what."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import FileField, SelectField
from wtforms.validators import InputRequired, Optional

from learnhub.intake.rules.registers import NEEDED, PART_WORDS, PARTS, Part, Register
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, options


class SheetForm(SiteForm):
    """A sheet to be read."""

    sheet = FileField(say("表格"), [Needed(say("请先选择表格。"))])
    region = SelectField(say("表里没写地区的行，算哪个地区的"), [InputRequired(say("请选一个地区。"))])


class ColumnsForm(SiteForm):
    """Which column says what; made by columns_form."""

    @property
    def mapping(self) -> dict[Part, int]:
        """Return part → column number, those that were chosen."""
        told = {Part(name): field.data or "" for name, field in self._fields.items()}
        return {part: int(column) for part, column in told.items() if column.isascii() and column.isdigit()}


def sheet_form(regions: Sequence[tuple[str, str]]) -> SheetForm:
    """Return the form. regions: (code, name) of the divisions that whoever asks looks after."""
    form = SheetForm()
    form.region.choices = options(regions)
    return form


def columns_form(register: Register, header: Sequence[str], mapping: Mapping[Part, int]) -> ColumnsForm:
    """Return the form with the columns of a sheet; mapping: what is chosen in a fresh form."""
    columns = [
        (str(number), say("第 %(number)s 列：%(title)s", number=number + 1, title=title or say("没有标题")))
        for number, title in enumerate(header)
    ]
    fields: dict[str, Any] = {}
    for part in PARTS[register]:
        is_needed = part in NEEDED[register]
        none_words = say("请选择") if is_needed else say("表里没有")
        fields[part.value] = SelectField(
            say("%(words)s在哪一列", words=PART_WORDS[part]),
            [Needed(say("请选哪一列是%(words)s。", words=PART_WORDS[part]))] if is_needed else [Optional()],
            choices=options([("", none_words), *columns]),
        )
    made: type[ColumnsForm] = type("ColumnsForm", (ColumnsForm,), fields)
    return made(**{part.value: str(column) for part, column in mapping.items()})
