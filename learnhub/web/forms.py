"""Base of all forms: reads the request by itself, takes refusals, lists its errors in field order."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, ClassVar

from flask import request
from wtforms import Field, Form, SelectField
from wtforms.fields import choices as wtforms_choices
from wtforms.validators import Length, ValidationError

from learnhub.primitives import Refusal, say
from learnhub.web.guard import SAFE_METHODS

NUMBER_MAX = 2**31 - 1  # what an integer column of PostgreSQL keeps
YEAR_MIN, YEAR_MAX = 1900, 2199


class _Sentences:
    """WTForms' own messages as sentences that say what to do; its Chinese translation only says what is wrong."""

    _said: ClassVar[dict[str, str]] = {
        "Not a valid choice.": say("请从列出的选项里选一个。"),
        "Invalid Choice: could not coerce.": say("请从列出的选项里选一个。"),
        "Not a valid date value.": say("请把日期写成 2026-03-05 这样。"),
        "Not a valid time value.": say("请把时间写成 14:30 这样。"),
        "Not a valid datetime value.": say("请把日期和时间写成 2026-03-05 14:30 这样。"),
        "Not a valid integer value.": say("请填写数字，例如 12。"),
        "Not a valid decimal value.": say("请填写数字，例如 12.5。"),
        "Not a valid float value.": say("请填写数字，例如 12.5。"),
    }

    def gettext(self, text: str) -> str:
        return self._said.get(text, text)

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self.gettext(one if count == 1 else many)


class SiteForm(Form):
    """A form of this site. `SiteForm()` reads the posted fields; lengths are always limited."""

    class Meta:
        def get_translations(self, form: Form) -> _Sentences:
            """Return where WTForms takes its messages from."""
            return _Sentences()

    def __init__(self, formdata: Any = None, **values: Any) -> None:
        if formdata is None and request.method not in SAFE_METHODS:
            formdata = request.form
        super().__init__(formdata, **values)
        for field in self._fields.values():
            _keepable(field)

    def refuse(self, refusal: Refusal) -> "SiteForm":
        """Show a refusal at its field, or above the form when it concerns no single field."""
        if refusal.field and refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.sentence]
        else:
            self.form_errors.append(refusal.sentence)
        return self

    @property
    def error_list(self) -> list[tuple[str, str]]:
        """Return (field id, sentence) in field order; the id is empty for errors of the whole form."""
        found = [("", sentence) for sentence in self.form_errors]
        for field in self._fields.values():
            found.extend((_target_id(field), sentence) for sentence in field.errors)
        return found


class Needed:
    """Require a field, with the sentence that says what to do."""

    field_flags = {"required": True}  # noqa: RUF012  WTForms reads it as a plain class attribute

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data or (isinstance(field.data, str) and not field.data.strip()):
            field.errors = []
            raise ValidationError(self.sentence)


class Asked:
    """Mark a field of a form that only asks (search, filters): everything may be left empty there, so no label says so."""

    field_flags = {"is_asked": True}  # noqa: RUF012  WTForms reads it as a plain class attribute

    def __call__(self, form: Form, field: Field) -> None:
        return


def options(pairs: Iterable[tuple[str, Any]]) -> Any:
    """Return the choices of a list or group from (value, words) pairs, as the installed WTForms wants them."""
    made = wtforms_choices.SelectChoice  # type: ignore[attr-defined]  # the type stubs are one version behind
    return [made(value, words) for value, words in pairs]


def grouped_options(groups: Iterable[tuple[str, Iterable[tuple[str, Any]]]]) -> Any:
    """Return the choices of a list in named groups: (words of the group, its (value, words) pairs); every choice is in one."""
    made = wtforms_choices.SelectChoice  # type: ignore[attr-defined]  # as in options
    return [made(value, words, optgroup=group) for group, pairs in groups for value, words in pairs]


def at_most(characters: int) -> Length:
    """Limit a text, in words a person can act on."""
    return Length(
        max=characters, message=say("最多写 %(characters)s 个字，请删短一些。", characters=characters)
    )


def tidy(text: str | None) -> str:
    """Clean typed text: NFC, no control characters but line breaks, no blanks around it."""
    normal = unicodedata.normalize("NFC", text or "").replace("\r\n", "\n")
    return "".join(c for c in normal if c == "\n" or unicodedata.category(c) not in {"Cc", "Cs"}).strip()


def _keepable(field: Field) -> None:
    """Take nothing that no column keeps and no sum of days survives; what was typed stays in the field, with a sentence."""
    match field.data:
        case bool():
            return
        case int(number) if abs(number) > NUMBER_MAX:
            field.data, field.process_errors = None, [say("这个数太大了，请填写小一些的数字。")]
        case date(year=year) if not YEAR_MIN <= year <= YEAR_MAX:
            field.data, field.process_errors = None, [say("请核对年份，例如 2026-03-05。")]
        case str(text) if isinstance(field, SelectField) and not text.strip():
            # To Optional() a blank is nothing, and takes back that it is no choice; to InputRequired() it is something.
            field.data, field.raw_data = "", [""]


def _target_id(field: Field) -> str:
    # A group of radio buttons has no element of its own id: its first choice is what can be focused.
    choices: Sequence[Any] | None = getattr(field, "choices", None)
    is_group = field.__class__.__name__ in {"RadioField", "SelectMultipleField"} and bool(choices)
    return f"{field.id}-0" if is_group else str(field.id)
