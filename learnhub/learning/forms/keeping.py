"""Which lessons somebody wants to keep; a script reads it, nothing of it is sent."""

from collections.abc import Sequence
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict
from wtforms import SelectMultipleField

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


class KeepForm(SiteForm):
    """Lessons to keep, by slug."""

    lessons = SelectMultipleField(say("把哪几课留在这台手机上？"))

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
        return form
