"""Which lessons somebody wants to keep; a script reads it, nothing of it is sent."""

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField

from learnhub.learning.rules.keeping import KeptPicture
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.words import _


class _Lesson(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def pictures(self) -> Collection[KeptPicture]: ...


class KeepForm(SiteForm):
    """Lessons to keep, by slug; pictures: their signing and videos, by slug and kind."""

    lessons = SelectMultipleField(say("把哪几课留在这台手机上？"))
    pictures = SelectMultipleField(say("手语和视频也留吗？"))

    @classmethod
    def of(cls, lessons: Sequence[_Lesson]) -> "KeepForm":
        """Return the form for these lessons, nothing chosen."""
        nothing: Any = MultiDict()
        form = cls(nothing)
        form.lessons.flags.is_asked = True
        form.lessons.choices = [
            (one.slug, _("第 %(number)d 课：%(title)s", number=one.number, title=one.title))
            for one in lessons
        ]
        form.pictures.flags.is_asked = True
        form.pictures.choices = [
            (f"{one.slug}.{kind.value}", _picture_words(one, kind))
            for one in lessons
            for kind in one.pictures
        ]
        return form


def _picture_words(lesson: _Lesson, kind: KeptPicture) -> str:
    if kind is KeptPicture.SIGN:
        return _("第 %(number)d 课的手语：%(title)s", number=lesson.number, title=lesson.title)
    return _("第 %(number)d 课的视频：%(title)s", number=lesson.number, title=lesson.title)
