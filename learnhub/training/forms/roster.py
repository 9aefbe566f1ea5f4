"""A sheet with a roster, and which column of it says what."""

from collections.abc import Sequence
from typing import Any

from wtforms import FileField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from learnhub.primitives import say
from learnhub.training.rules.roster import FIELD_WORDS, NEEDED, RosterField
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, options


class SheetForm(SiteForm):
    """A sheet to be read."""

    sheet = FileField(say("名单"), [Needed(say("请先选择表格。"))])


class ColumnsForm(SiteForm):
    """Which column says what; made by columns_form."""

    @property
    def mapping(self) -> dict[RosterField, int]:
        """Return field → column number, those that were chosen."""
        told = {field: self[column_name(field)].data or "" for field in RosterField}
        return {field: int(column) for field, column in told.items() if column.isascii() and column.isdigit()}


def column_name(field: RosterField) -> str:
    """Return the name of the field that says which column a fact stands in."""
    return f"column_{field.value.replace('-', '_')}"


for _field, _words in FIELD_WORDS.items():
    setattr(
        ColumnsForm,
        column_name(_field),
        SelectField(
            say("%(words)s在哪一列", words=_words),
            [Needed(say("请选一列。"))] if _field in NEEDED else [Optional()],
            validate_choice=False,
        ),
    )


def columns_form(header: Sequence[str], mapping: dict[RosterField, int]) -> ColumnsForm:
    """Return the form with the columns of a sheet; mapping: what is chosen in a fresh form."""
    form = ColumnsForm(**{column_name(field): str(column) for field, column in mapping.items()})
    columns = [
        (str(number), say("第 %(number)s 列：%(title)s", number=number + 1, title=title or say("没有标题")))
        for number, title in enumerate(header)
    ]
    for field in RosterField:
        first = ("", say("请选择") if field in NEEDED else say("表里没有"))
        chooser: Any = form[column_name(field)]
        chooser.choices = options([first, *columns])
    return form


class SameForm(SiteForm):
    """Which rows are trainees whom the base knows; made by same_form."""

    same = SelectMultipleField(
        say("下面这些名字，本基地已经有同名的学员。是同一个人的，请勾上"), [Asked()], validate_choice=False
    )

    @property
    def numbers(self) -> list[int]:
        """Return the rows that were ticked."""
        return [int(one) for one in (self.same.data or [])[:1000] if one.isascii() and one.isdigit()]


def same_form(known: Sequence[tuple[int, str]], ticked: Sequence[int] = ()) -> SameForm:
    """Return the form. known: (row number, words)."""
    form = SameForm(same=[str(number) for number in ticked])
    form.same.choices = options((str(number), words) for number, words in known)
    return form
