"""What may be typed towards what the gate asks for: declarations, a sign request, where content comes from."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.authoring.rules.gate.findings import DECLARATION_ANSWERS, DeclarationKind
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

WORDS_MAX = 200
QUESTIONS = {
    DeclarationKind.TEXT_IN_PICTURE: _l("这张图里有没有字？"),
    DeclarationKind.VIDEO_SHOWS_MORE: _l("只听声音，能不能学会？"),
    DeclarationKind.FLASHES: _l("画面会不会闪得很快？"),
    DeclarationKind.PEOPLE_SHOWN: _l("拍到的人同意了吗？"),
}


class DeclarationForm(SiteForm):
    """What somebody says of one file; its questions are added by declaration_form."""

    def answers(self) -> dict[DeclarationKind, str]:
        """Return the answers that were chosen."""
        return {kind: self[kind.name.lower()].data for kind in DeclarationKind if kind.name.lower() in self}


def declaration_form(kinds: tuple[DeclarationKind, ...]) -> DeclarationForm:
    """Return the form with the questions about one file."""
    fields: dict[str, Any] = {
        kind.name.lower(): RadioField(
            QUESTIONS[kind],
            [InputRequired(_l("请选一个答案。"))],
            choices=options(DECLARATION_ANSWERS[kind].items()),
        )
        for kind in kinds
    }
    if DeclarationKind.PEOPLE_SHOWN in kinds:
        fields["words"] = StringField(
            _l("书面同意放在哪里"), [Optional(), at_most(WORDS_MAX)], filters=[tidy]
        )
    made: DeclarationForm = type("_Declaration", (DeclarationForm,), fields)()
    return made


class SignNoteForm(SiteForm):
    """Who was asked for a sign video, and for when."""

    requested_of = StringField(
        _l("请了谁来拍"), [Needed(_l("请写上请了谁，例如“市聋人协会手语组”。")), at_most(60)], filters=[tidy]
    )
    promised_on = DateField(
        _l("哪天能拍好"), [InputRequired(_l("请填写能拍好的日期。"))], format=DATE_FORMATS
    )


class AcquiredForm(SiteForm):
    """Where content that others made comes from, what was paid, where the proof is kept."""

    shown = HiddenField()
    acquired_from = StringField(_l("从哪里来"), [Optional(), at_most(WORDS_MAX)], filters=[tidy])
    acquired_cost = StringField(_l("花了多少钱"), [Optional(), at_most(60)], filters=[tidy])
    acquired_proof = StringField(_l("凭据放在哪里"), [Optional(), at_most(WORDS_MAX)], filters=[tidy])

    KEYS = ("acquired_from", "acquired_cost", "acquired_proof")


class QuestionListForm(SiteForm):
    """A list of questions, and the section that they go to; the sections are handed in."""

    revision = HiddenField()
    text = TextAreaField(_l("题目"), [Needed(_l("请把题目粘贴在这里。"))], filters=[tidy])
    section = SelectField(_l("放在哪一节的末尾"), [Needed(_l("请选一节。"))])
    rest = BooleanField(_l("认不出的行不要了，只导入认得出的题"))
