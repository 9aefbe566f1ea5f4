"""What may be chosen and typed about papers behind rights."""

from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import Optional

from learnhub.authoring.rules.papers import REASON_CHARACTERS_MAX, WORDS_CHARACTERS_MAX
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, tidy

_FILE = say("请选一个文件。")


class ProofForm(SiteForm):
    """A proof of where content comes from."""

    paper = FileField(say("凭据的文件"), [Needed(_FILE)])
    words = StringField(say("这是什么"), [Optional(), at_most(WORDS_CHARACTERS_MAX)], filters=[tidy])


class ConsentForm(SiteForm):
    """A consent of people who are seen in a video."""

    paper = FileField(say("同意书，或者同意的录音录像"), [Needed(_FILE)])
    words = StringField(
        say("拍到了谁"),
        [Needed(say("请写拍到了谁，写身份就行，例如“两位学员”。")), at_most(WORDS_CHARACTERS_MAX)],
        filters=[tidy],
    )


class ConsentWithdrawalForm(SiteForm):
    """Why a video is taken back."""

    words = TextAreaField(
        say("谁收回的，怎么知道的"),
        [Needed(say("请写一句，例如“学员 7 月 3 日当面说的”。")), at_most(REASON_CHARACTERS_MAX)],
        filters=[tidy],
    )
