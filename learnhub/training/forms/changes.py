"""What a base changes in an approved class: a form for each kind."""

import re
from collections.abc import Sequence
from typing import Any

from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, NumberRange, Optional

from learnhub.accounts.forms import DATE_FORMATS
from learnhub.primitives import new_token, say
from learnhub.training.forms.opening import CAPACITY_MAX, Chosen, known_teachers
from learnhub.training.rules import Meeting
from learnhub.training.rules.changes import Change, ChangeKind
from learnhub.training.rules.timetable import MEETING_MINUTES_MAX
from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options, tidy

_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_WITH_SESSION = frozenset({ChangeKind.MEETING_MOVED, ChangeKind.MEETING_DROPPED})
_WITH_MEETING = frozenset({ChangeKind.MEETING_MOVED, ChangeKind.MEETING_ADDED})


class ChangeForm(SiteForm):
    """A change; made by change_form, which leaves the fields of its kind. act: names this form: sent twice it is one change."""

    act = HiddenField()
    session = SelectField(say("哪一次课"), [Chosen(say("请选要改的那一次课。"))], validate_choice=False)
    day = DateField(say("改到哪一天"), [InputRequired(say("请填写日期。"))], format=DATE_FORMATS)
    starts_at = StringField(say("几点开始"), [Needed(say("请填写几点开始，例如 09:00。")), at_most(10)])
    minutes = IntegerField(
        say("几分钟"),
        [
            InputRequired(say("请填写几分钟。")),
            NumberRange(1, MEETING_MINUTES_MAX, say("分钟数请填 1 到 720 之间的整数。")),
        ],
    )
    title = StringField(say("内容"), [Needed(say("请填写这次课的内容。")), at_most(60)])
    place = StringField(say("上课地点"), [Needed(say("请填写上课地点，写到门牌和楼层。")), at_most(200)])
    access_words = TextAreaField(
        say("地点的无障碍情况"),
        [Needed(say("请写明进门、上楼、卫生间和引导的情况。学员靠它决定能不能来。")), at_most(500)],
    )
    capacity = IntegerField(
        say("最多几人"),
        [
            InputRequired(say("请填写最多收几人。")),
            NumberRange(1, CAPACITY_MAX, say("人数请填 1 到 500 之间的整数。")),
        ],
    )
    teachers = SelectMultipleField(
        say("教师"),
        [Needed(say("请至少选一名教师，点名要由教师来做。")), known_teachers],
        validate_choice=False,
    )
    reason = TextAreaField(
        say("为什么要改"), [Needed(say("请写明为什么要改，学员和残联都看得到。")), at_most(500)]
    )
    kind: ChangeKind

    @property
    def client_id(self) -> str:
        """Return the name of this form, or a new one where it isn't one of ours."""
        return str(self.act.data) if _ACT.fullmatch(self.act.data or "") else new_token(9)

    def change(self) -> Change:
        """Return what a form that validates asks for."""
        meeting = None
        if self.kind in _WITH_MEETING:
            assert self.day.data is not None
            assert self.minutes.data is not None
            starts_at = tidy(self.starts_at.data).replace("：", ":")
            meeting = Meeting(
                self.day.data,
                starts_at.rjust(5, "0") if len(starts_at) == 4 else starts_at,
                self.minutes.data,
                tidy(self.title.data),
            )
        return Change(
            self.kind,
            place=tidy(self.place.data) if self.kind is ChangeKind.PLACE else "",
            access_words=tidy(self.access_words.data) if self.kind is ChangeKind.PLACE else "",
            capacity=(self.capacity.data or 0) if self.kind is ChangeKind.CAPACITY else 0,
            teacher_ids=tuple(int(one) for one in self.teachers.data or ())
            if self.kind is ChangeKind.TEACHERS
            else (),
            session_id=int(self.session.data) if self.kind in _WITH_SESSION else None,
            meeting=meeting,
        )


class ChangeDecisionForm(SiteForm):
    """What the office says to a change."""

    reason = TextAreaField(say("意见"), [Optional(), at_most(500)])


_FIELDS = {
    ChangeKind.PLACE: {"place", "access_words"},
    ChangeKind.CAPACITY: {"capacity"},
    ChangeKind.TEACHERS: {"teachers"},
    ChangeKind.MEETING_MOVED: {"session", "day", "starts_at", "minutes", "title"},
    ChangeKind.MEETING_ADDED: {"day", "starts_at", "minutes", "title"},
    ChangeKind.MEETING_DROPPED: {"session"},
}


def change_form(
    kind: ChangeKind,
    *,
    meetings: Sequence[tuple[int, str]],
    instructors: Sequence[tuple[int, str]],
    **kept: Any,
) -> ChangeForm:
    """Return the form of a kind of change. meetings: those that nobody has a mark in, as (id, words)."""
    form = ChangeForm(**kept)
    form.kind = kind
    form.session.choices = options((str(number), words) for number, words in meetings)
    form.teachers.choices = options((str(person_id), name) for person_id, name in instructors)
    for name in set().union(*_FIELDS.values()) - _FIELDS[kind]:
        del form[name]
    return form
