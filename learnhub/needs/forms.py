"""What a person says in the survey, and what an office opens."""

from wtforms import DateField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.needs.rules import (
    MODE_WORDS,
    OBSTACLE_WORDS,
    WANT_WORDS,
    WORDS_CHARACTERS_MAX,
    Answer,
    Mode,
    Obstacle,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import at_most, options, tidy

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]


class NeedsForm(SiteForm):
    """What somebody wants to learn, how, and what is in the way; nothing is needed."""

    wants = SelectMultipleField(say("您想学什么？"), [Optional()], choices=options(WANT_WORDS.items()))
    mode = RadioField(
        say("您想怎么学？"),
        [Optional()],
        choices=options((one.value, words) for one, words in MODE_WORDS.items()),
    )
    obstacles = SelectMultipleField(
        say("有什么难处？"),
        [Optional()],
        choices=options((one.value, words) for one, words in OBSTACLE_WORDS.items()),
    )
    words = TextAreaField(say("还想说什么"), [Optional(), at_most(WORDS_CHARACTERS_MAX)], filters=[tidy])

    @property
    def answer(self) -> Answer:
        """Return what was answered."""
        return Answer(
            frozenset(self.wants.data or ()),
            Mode(self.mode.data or Mode.SKIPPED),
            frozenset(Obstacle(one) for one in self.obstacles.data or ()),
            self.words.data or "",
        )


class OpeningForm(SiteForm):
    """Which division is asked, from when to when. region: the choices are handed in."""

    region = SelectField(say("地区"))
    opens_on = DateField(
        say("从哪一天开始收"), [InputRequired(say("请填写开始的日期。"))], format=DATE_FORMATS
    )
    closes_on = DateField(say("收到哪一天"), [InputRequired(say("请填写结束的日期。"))], format=DATE_FORMATS)
