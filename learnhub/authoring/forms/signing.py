"""What signers and those who ask them may type and send."""

from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.authoring.rules.signing.works import PORTRAIT, TimeFault
from learnhub.catalogue.rules import SignLanguage
from learnhub.media.rules.captions import read_time, time_text
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options

MARKED_CHARACTERS_MAX = 100_000
_MARKS_MAX = 2_000


class PortraitForm(SiteForm):
    """Consent to the words that were shown; version names them."""

    agrees = BooleanField(
        PORTRAIT.agreement,
        validators=[Needed(say("请先看完说明。同意就选上这一项；不同意就不拍，不影响别的。"))],
    )
    version = HiddenField()


class LanguageForm(SiteForm):
    """In which sign language somebody signs a lesson."""

    language = RadioField(
        say("用哪一种手语"),
        [InputRequired(say("请选一种手语。"))],
        choices=options((one.value, one.value) for one in SignLanguage),
    )


class PieceForm(SiteForm):
    """Which sentence, question or feedback comes next; the choices are handed in."""

    piece = RadioField(validators=[InputRequired(say("请选一句。"))])


class RecordingForm(SiteForm):
    """A recording that was made or chosen; upload: what a script has sent in pieces."""

    recording = FileField(say("手语视频"), [Asked()])
    upload = HiddenField()


class AskForm(SiteForm):
    """Whom a base asks, until when; the people are handed in."""

    signer = SelectField(say("请谁来拍"), [InputRequired(say("请选一个人。"))])
    shown_as = StringField(say("课程页面上怎么称呼"), [at_most(60)])
    wanted_on = DateField(
        say("希望哪天拍好"), [InputRequired(say("请填写希望拍好的日期。"))], format=DATE_FORMATS
    )
    note = TextAreaField(say("想说的话"), [at_most(500)])


class PromiseForm(SiteForm):
    """By which day a signer will have a video."""

    promised_on = DateField(
        say("哪天能拍好"), [InputRequired(say("请填写能拍好的日期。"))], format=DATE_FORMATS
    )


class MarkedForm(SiteForm):
    """Times that were marked with one key: a line for each sentence, its id and its milliseconds."""

    marked = HiddenField()

    def times(self) -> list[tuple[str, int]]:
        """Return what was marked, in order; lines that make no sense are left out."""
        found = []
        for line in (self.marked.data or "")[:MARKED_CHARACTERS_MAX].split("\n")[:_MARKS_MAX]:
            sentence_id, _blank, typed = line.strip().partition(" ")
            if sentence_id and typed.isascii() and typed.isdigit() and len(typed) <= 9:
                found.append((sentence_id, int(typed)))
        return found


class TimesForm(SiteForm):
    """A table of times, a part at a time; made by times_form, which gives it a field for each sentence of the part."""

    sentence_ids: Sequence[str]

    def time_field(self, sentence_id: str) -> Any:
        """Return the field of a sentence."""
        return self._fields[_name(sentence_id)]

    def times(self) -> dict[str, int | None] | None:
        """Return what was typed by sentence id, None for an empty field; None for the whole when something is no time."""
        found: dict[str, int | None] = {}
        is_good = True
        for sentence_id in self.sentence_ids:
            field = self.time_field(sentence_id)
            typed = (field.data or "").strip()
            found[sentence_id] = read_time(typed) if typed else None
            if typed and found[sentence_id] is None:
                field.errors = [*field.errors, say("请把时间写成 1:05.3 这样：几分、几秒、十分之几秒。")]
                is_good = False
        return found if is_good else None

    def refuse_all(self, faults: Sequence[TimeFault]) -> "TimesForm":
        """Show faults at their fields; those of other parts of the table above the form."""
        for fault in faults:
            if fault.sentence_id in self.sentence_ids:
                field = self.time_field(fault.sentence_id)
                field.errors = [*field.errors, fault.sentence]
            elif fault.sentence not in self.form_errors:
                self.form_errors.append(fault.sentence)
        return self


def times_form(
    words: Mapping[str, str], *, times: Mapping[str, int] | None = None, posted: Any = None
) -> TimesForm:
    """Return the form of a part of the table. words: sentence id → its label. times: what was marked, for a fresh form."""
    fields: dict[str, Any] = {
        _name(sentence_id): StringField(label, [Asked(), at_most(20)]) for sentence_id, label in words.items()
    }
    kind = type("_TimesForm", (TimesForm,), fields)
    form: TimesForm = kind(posted if posted is not None else MultiDict())
    form.sentence_ids = list(words)
    if posted is None:
        for sentence_id, start in (times or {}).items():
            if sentence_id in words:
                form.time_field(sentence_id).data = time_text(start)
    return form


def _name(sentence_id: str) -> str:
    return f"time-{sentence_id}"
