"""What may be chosen when a video goes into a lesson."""

from wtforms import FileField, SelectField

from learnhub.authoring.forms.imports import TRACK_CHOICES
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Needed


class LessonChoiceForm(SiteForm):
    """The lesson that a video is for; choices are handed in."""

    lesson = SelectField(say("放进哪一课"), [Needed(say("请选一课。"))])


class TrackForm(SiteForm):
    """A file of captions or of a description, for the video of a lesson."""

    track = FileField(say("字幕文件"), [Needed(say("请先选择字幕文件（.vtt 或 .srt）。"))])
    kind = SelectField(
        say("文件里写的是什么"), [Needed(say("请从列出的选项里选一个。"))], choices=TRACK_CHOICES
    )
