"""What a base says of a class that it wants to open, and what the office answers."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Form,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import Refusal
from learnhub.training.rules import (
    MEETINGS_MAX,
    ClassPlan,
    Meeting,
    read_timetable,
    regular_timetable,
    written_timetable,
)
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options, tidy

_WEEKDAYS = {"weekdays": range(5), "weekend": range(5, 7), "all": range(7)}
CAPACITY_MAX = 500


def known_teachers(_form: Form, field: Any) -> None:
    """Refuse people who are not in the list; the library's own sentence is not one of ours."""
    if not {str(one) for one in field.data or []} <= {choice.value for choice in field.choices}:
        raise ValidationError(_l("选的人不在教师名单里，请重新选。"))


class OpeningForm(SiteForm):
    """A class to be opened; made by opening_form, which gives course and teachers their choices.

    rhythm, starts_at, minutes, count lay the timetable out; what counts is the text of `timetable`.
    """

    course = SelectField(_l("课程"), [InputRequired(_l("请选择一门已经上线的课程。"))])
    number = StringField(_l("班号"), [Needed(_l("请填写班号，按本地的编号规则写。")), at_most(40)])
    title = StringField(_l("班名"), [Needed(_l("请填写班名，例如“盲人保健按摩班”。")), at_most(60)])
    opened_on = DateField(_l("开班日期"), [InputRequired(_l("请填写开班日期。"))], format=DATE_FORMATS)
    capacity = IntegerField(
        _l("最多几人"),
        [
            InputRequired(_l("请填写最多收几人。")),
            NumberRange(1, CAPACITY_MAX, _l("人数请填 1 到 500 之间的整数。")),
        ],
    )
    place = StringField(_l("上课地点"), [Needed(_l("请填写上课地点，写到门牌和楼层。")), at_most(200)])
    access_words = TextAreaField(
        _l("地点的无障碍情况"),
        [Needed(_l("请写明进门、上楼、卫生间和引导的情况。学员靠它决定能不能来。")), at_most(500)],
    )
    teachers = SelectMultipleField(
        _l("教师"),
        [Needed(_l("请至少选一名教师，点名要由教师来做。")), known_teachers],
        validate_choice=False,
    )
    timetable = TextAreaField(_l("线下课表"), [Needed(_l("请写线下课表，一行一次课。"))])
    rhythm = RadioField(
        _l("哪几天上课"),
        [Asked()],
        choices=options([("weekdays", _l("周一到周五")), ("weekend", _l("周六和周日")), ("all", _l("每天"))]),
        default="weekdays",
        validate_choice=False,
    )
    starts_at = StringField(_l("几点开始"), [Asked(), at_most(10)], default="09:00")
    minutes = IntegerField(_l("一次几分钟"), [Asked(), Optional()], default=315)
    count = IntegerField(_l("一共几次"), [Asked(), Optional()], default=15)

    @property
    def meetings(self) -> tuple[Meeting, ...] | Refusal:
        """Return the timetable that was typed."""
        return read_timetable(str(self.timetable.data or ""))

    def plan(self, region_code: str, meetings: tuple[Meeting, ...]) -> ClassPlan:
        """Return the class that a form which validates describes; its number is empty where the form doesn't ask for it."""
        assert self.opened_on.data is not None
        assert self.capacity.data is not None
        return ClassPlan(
            number=tidy(self.number.data) if self.number is not None else "",
            title=tidy(self.title.data),
            region_code=region_code,
            opened_on=self.opened_on.data,
            capacity=self.capacity.data,
            place=tidy(self.place.data),
            access_words=tidy(self.access_words.data),
            meetings=meetings,
        )

    def lay_out(self) -> bool:
        """Fill the timetable from the rhythm; False, with a sentence at the field, when something for it is missing."""
        title = tidy(self.title.data) or "线下课"
        count, minutes = self.count.data, self.minutes.data
        if self.opened_on.data is None:
            self.opened_on.errors = [*self.opened_on.errors, _l("请先填写开班日期，课表从这一天排起。")]
            return False
        if not count or not 1 <= count <= MEETINGS_MAX or not minutes or not 1 <= minutes <= 720:
            self.count.errors = [
                *self.count.errors,
                _l("请填写一共几次（1 到 200）和一次几分钟（1 到 720）。"),
            ]
            return False
        days = _WEEKDAYS.get(self.rhythm.data, _WEEKDAYS["weekdays"])
        starts_at = tidy(self.starts_at.data).replace("：", ":") or "09:00"
        laid = regular_timetable(
            self.opened_on.data, set(days), count=count, starts_at=starts_at, minutes=minutes, title=title
        )
        self.timetable.data = written_timetable(laid)
        return True


class DecisionForm(SiteForm):
    """What the office says to an opening. reason: needed where it is returned."""

    reason = TextAreaField(_l("意见"), [Optional(), at_most(500)])


def opening_form(
    instructors: Sequence[tuple[int, str]],
    *,
    courses: Sequence[tuple[int, str]] | None = None,
    **kept: object,
) -> OpeningForm:
    """Return the form with its choices.

    instructors: (person id, nickname). courses: (course id, title); None where course and number stay as they are.
    kept: what a fresh form shows, by field.
    """
    form = OpeningForm(**kept)
    form.teachers.choices = options((str(person_id), nickname) for person_id, nickname in instructors)
    if courses is None:
        del form.course, form.number
    else:
        form.course.choices = options((str(course_id), title) for course_id, title in courses)
    return form
