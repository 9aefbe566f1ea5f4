"""What may be typed towards what the gate asks for: declarations, a sign request, where content comes from."""

from typing import Any

from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.authoring.rules.gate.findings import DECLARATION_ANSWERS, DeclarationKind
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

WORDS_MAX = 200
QUESTIONS = {
    DeclarationKind.TEXT_IN_PICTURE: say("这张图里有没有字？"),
    DeclarationKind.VIDEO_SHOWS_MORE: say("只听声音，能不能学会？"),
    DeclarationKind.FLASHES: say("画面会不会闪得很快？"),
    DeclarationKind.PEOPLE_SHOWN: say("拍到的人同意了吗？"),
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
            [InputRequired(say("请选一个答案。"))],
            choices=options(DECLARATION_ANSWERS[kind].items()),
        )
        for kind in kinds
    }
    if DeclarationKind.PEOPLE_SHOWN in kinds:
        fields["words"] = StringField(
            say("书面同意放在哪里"), [Optional(), at_most(WORDS_MAX)], filters=[tidy]
        )
    made: DeclarationForm = type("_Declaration", (DeclarationForm,), fields)()
    return made


class SignNoteForm(SiteForm):
    """Who was asked for a sign video, and for when."""

    requested_of = StringField(
        say("请了谁来拍"),
        [Needed(say("请写上请了谁，例如“市聋人协会手语组”。")), at_most(60)],
        filters=[tidy],
    )
    promised_on = DateField(
        say("哪天能拍好"), [InputRequired(say("请填写能拍好的日期。"))], format=DATE_FORMATS
    )


class AcquiredForm(SiteForm):
    """Where content that others made comes from, what was paid, where the proof is kept."""

    shown = HiddenField()
    acquired_from = StringField(say("从哪里来"), [Optional(), at_most(WORDS_MAX)], filters=[tidy])
    acquired_cost = StringField(say("花了多少钱"), [Optional(), at_most(60)], filters=[tidy])
    acquired_proof = StringField(say("凭据放在哪里"), [Optional(), at_most(WORDS_MAX)], filters=[tidy])

    KEYS = ("acquired_from", "acquired_cost", "acquired_proof")


class QuestionListForm(SiteForm):
    """A list of questions, and the section that they go to; the sections are handed in."""

    revision = HiddenField()
    text = TextAreaField(say("题目"), [Needed(say("请把题目粘贴在这里。"))], filters=[tidy])
    section = SelectField(say("放在哪一节的末尾"), [Needed(say("请选一节。"))])
    rest = BooleanField(say("认不出的行不要了，只导入认得出的题"))
