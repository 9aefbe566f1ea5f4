"""What may be sent about formats."""

from collections.abc import Iterable
from typing import Any

from wtforms import Field, HiddenField, RadioField, StringField
from wtforms.validators import ValidationError

from learnhub.language.pronunciation import LexiconError
from learnhub.language.typed_pinyin import typed_reading, typed_word
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, options


class BrailleReviewForm(SiteForm):
    """Somebody's word on a braille sheet. sheet: the one they had before them, so that nobody vouches for another."""

    sheet = HiddenField()


class WordForm(SiteForm):
    """Which word to look up in a list of readings."""

    word = StringField(say("词"), [Asked()])


class ListedWordForm(SiteForm):
    """Which of the words in view to open. rows: (word, label) pairs.

    A group of choices is one stop of the keyboard, however many words are in view; a link for each would be as many.
    """

    word = RadioField(say("选一个词"), [Asked()], id="listed-word")

    def __init__(self, rows: Iterable[tuple[str, str]]) -> None:
        super().__init__()
        self.word.choices = options(rows)


class _Pinyin:
    """Read the pinyin of a form's word, or say what to mend in it."""

    field_flags = {"required": True}  # noqa: RUF012  WTForms reads it as a plain class attribute

    def __call__(self, form: "ReadingForm", field: Field) -> None:
        try:
            form.syllables = typed_reading(form.word, field.data or "")
        except LexiconError as error:
            raise ValidationError(str(error)) from error


class ReadingForm(SiteForm):
    """The reading of one word. syllables: what was typed, one a character, once the form is valid."""

    reading = StringField(say("拼音"), [_Pinyin()])

    def __init__(self, word: str, formdata: Any = None, **values: Any) -> None:
        super().__init__(formdata, **values)
        self.word = word
        self.syllables: tuple[str, ...] = ()


def asked_word(form: WordForm) -> str:
    """Return the word that was looked up; "" with its sentence at the field where it can't be one."""
    try:
        return typed_word(form.word.data or "")
    except LexiconError as error:
        form.word.errors = [str(error)]
        return ""
