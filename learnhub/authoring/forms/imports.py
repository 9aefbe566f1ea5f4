"""What may be sent and typed about documents that are brought."""

from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Optional, ValidationError

from learnhub.authoring.forms.drafts import TITLE_MAX
from learnhub.authoring.rules.folders.sources import FILES_MAX
from learnhub.catalogue.rules.course import CATEGORIES, TRAINING_TYPES
from learnhub.media.rules.captions import TrackKind
from learnhub.primitives import is_slug, say
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options, tidy

DESCRIPTION_MAX = 300
AS_UNITS = "units"
TRACK_CHOICES = options(
    [
        (TrackKind.CAPTIONS.value, say("字幕：视频里说的话")),
        (TrackKind.DESCRIPTION.value, say("画面描述：画面上有、没有说出来的")),
    ]
)


class BringForm(SiteForm):
    """The files, and for which base; the bases are handed in, and the names of the files. course: the draft that they are for, or empty."""

    files = MultipleFileField(say("文件"), [Needed(say("请先选择文件。"))])
    base = SelectField(say("哪个基地的课"), [InputRequired(say("请选一个基地。"))])
    course = HiddenField()

    def validate_files(self, field: MultipleFileField) -> None:
        """Not more than a course has use for."""
        if len(field.data or ()) > FILES_MAX:
            raise ValidationError(say("一次最多选 20 个文件，请分几次。"))


class HeadingsForm(SiteForm):
    """Which lines of a page are headings; shown: the numbers of those that were asked about."""

    shown = HiddenField()
    headings = SelectMultipleField(say("打勾的是标题"), [Asked()])


class NameForm(SiteForm):
    """Another name for a unit or a lesson."""

    title = StringField(say("名字"), [Needed(say("请写上名字。")), at_most(TITLE_MAX)], filters=[tidy])


class UnitChoiceForm(SiteForm):
    """Into which unit a lesson goes."""

    unit = SelectField(say("放到哪个单元"), [InputRequired(say("请选一个单元。"))])


class DescriptionForm(SiteForm):
    """What a picture shows."""

    description = StringField(
        say("图上有什么"),
        [Needed(say("请写图上有什么，看不见的人靠它知道。")), at_most(DESCRIPTION_MAX)],
        filters=[tidy],
    )


class JoinForm(SiteForm):
    """Where in a draft the lessons go; the places are handed in."""

    course = HiddenField()
    place = SelectField(say("放在哪里"), [InputRequired(say("请选放在哪里。"))])


class PlaceVideoForm(SiteForm):
    """Beside which lesson a video goes, and with which subtitles; both are handed in."""

    lesson = SelectField(say("放进哪一课"), [InputRequired(say("请选一课。"))])
    subtitles = SelectField(say("用哪个文件做字幕"), [Optional()])


class PlaceSubtitlesForm(SiteForm):
    """To the video of which lesson subtitles belong, and what they tell; the lessons are handed in."""

    lesson = SelectField(say("配给哪一课的视频"), [InputRequired(say("请选一课。"))])
    kind = SelectField(
        say("文件里写的是什么"),
        [InputRequired(say("请从列出的选项里选一个。"))],
        choices=TRACK_CHOICES,
    )


class PlaceRecordingForm(SiteForm):
    """Which lesson a recording reads aloud; the lessons are handed in."""

    lesson = SelectField(say("念的是哪一课"), [InputRequired(say("请选一课。"))])
    is_same = BooleanField(
        say("录音里念的就是这一课的课文，念的人同意放进课里"),
        [Needed(say("请听一遍再选上这一项。念的不是课文，或者念的人不同意，就不要放。"))],
    )


class MakeDraftForm(SiteForm):
    """What the new course is called and what it teaches."""

    title = StringField(say("课程名"), [Needed(say("请写上课程名。")), at_most(TITLE_MAX)], filters=[tidy])
    category = SelectField(
        say("教哪一类"),
        [InputRequired(say("请选一类。"))],
        choices=options([("", say("请选择")), *CATEGORIES.items()]),
    )
    training_type = SelectField(
        say("培训类型"),
        [InputRequired(say("请选培训类型。"))],
        choices=options((one, one) for one in TRAINING_TYPES),
    )
    slug = StringField(say("网址里的名字"), [Optional()], filters=[tidy])

    def validate_slug(self, field: StringField) -> None:
        """Only what an address can hold."""
        if field.data and not is_slug(field.data):
            raise ValidationError(
                str(
                    say(
                        "网址里的名字请用小写字母、数字和连字符，3 到 60 个字；也可以空着，由课程名的拼音来定。"
                    )
                )
            )
