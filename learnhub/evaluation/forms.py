"""What an office and an evaluator may type, and the sentence for each mistake."""

from typing import Any

from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.evaluation.rules import (
    CLASSES_MAX,
    QUESTION_WORDS,
    SCORE_WORDS,
    SEED_CHARACTERS_MAX,
    WORDS_CHARACTERS_MAX,
    Finding,
    Question,
    Score,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]
_SCORES = [(one.value, words) for one, words in SCORE_WORDS.items()]


class NamingForm(SiteForm):
    """What an office wants evaluated, and by whom."""

    region = SelectField(say("地区"), [InputRequired(say("请选地区。"))])
    organisation = StringField(say("评价单位"), [Needed(say("请填写评价单位的全名。")), at_most(80)])
    document = StringField(
        say("合同或者文件号"), [Needed(say("请填写合同或者文件号，没有就写怎么定的。")), at_most(120)]
    )
    nickname = StringField(say("评价人的昵称"), [Needed(say("请填写评价人在本站的昵称。")), at_most(40)])
    until_on = DateField(
        say("最晚哪一天交"), [InputRequired(say("请填写最晚哪一天交。"))], format=DATE_FORMATS
    )
    first_on = DateField(
        say("从哪一天起结束的班"), [InputRequired(say("请填写开始的日期。"))], format=DATE_FORMATS
    )
    last_on = DateField(
        say("到哪一天结束的班"), [InputRequired(say("请填写结束的日期。"))], format=DATE_FORMATS
    )
    size = IntegerField(
        say("抽几个班"), [InputRequired(say("请填写抽几个班，最多 %(most)d 个。", most=CLASSES_MAX))]
    )
    seed = StringField(
        say("种子"), [Needed(say("请填写种子，例如当场掷出的数字。")), at_most(SEED_CHARACTERS_MAX)]
    )


class WordsForm(SiteForm):
    """An office's answer, or why an evaluation ends."""

    words = TextAreaField(say("写什么"), [Needed(say("请写明。")), at_most(WORDS_CHARACTERS_MAX)])


class WholeForm(SiteForm):
    """The judgement of the whole."""

    words = TextAreaField(say("总的评价"), [Needed(say("请写总的评价。")), at_most(WORDS_CHARACTERS_MAX)])


def _score_field(question: Question) -> Any:
    return RadioField(
        QUESTION_WORDS[question],
        [InputRequired(say("请选一个；看不出来就选“看不出来”。"))],
        choices=options(_SCORES),
    )


class FindingForm(SiteForm):
    """What was found of a class."""

    taught = _score_field(Question.TAUGHT)
    access = _score_field(Question.ACCESS)
    rolls = _score_field(Question.ROLLS)
    money = _score_field(Question.MONEY)
    results = _score_field(Question.RESULTS)
    words = TextAreaField(say("看到了什么"), [Optional(), at_most(WORDS_CHARACTERS_MAX)])

    def finding(self, number: int) -> Finding:
        """Return what was typed; valid fields alone."""
        return Finding(
            number,
            {question: Score(self._fields[question.value].data) for question in Question},
            tidy(self.words.data),
        )
