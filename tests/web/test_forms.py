"""What every form of the site refuses by itself: numbers, days and choices that nothing below could keep."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from learnhub.web.forms import SiteForm, options


class Asking(SiteForm):
    minutes = IntegerField("分钟", [InputRequired("请填写分钟。"), NumberRange(1, 600, "请填写 1 到 600。")])
    day = DateField("哪天", [Optional()])
    level = SelectField("等级", [Optional()], choices=options([("", "没有等级"), ("3", "三级")]))
    unit = SelectField(
        "单元", [InputRequired("请选一个单元。")], choices=options([("", "请选择"), ("1", "一")])
    )
    kind = RadioField("哪一种", [Optional()], choices=options([("exam", "考试")]))


@pytest.fixture(autouse=True)
def inside_a_request() -> Iterator[None]:
    app = Flask("learnhub-forms")
    Babel(app, default_locale="zh_CN")
    with app.test_request_context():
        yield


def typed(**fields: str) -> Asking:
    return Asking(MultiDict({"minutes": "45", "unit": "1", **fields}))


def test_what_can_be_kept_is_taken() -> None:
    form = typed(day="2026-03-05", level="3", kind="exam")
    assert form.validate()
    assert (form.minutes.data, form.day.data, form.level.data) == (45, date(2026, 3, 5), "3")
    assert typed().validate()


@pytest.mark.parametrize(
    "told", [{"minutes": "9" * 400}, {"minutes": str(-(2**31))}, {"day": "0001-01-01"}, {"day": "9999-12-31"}]
)
def test_a_number_or_day_beyond_all_use_is_refused_with_a_sentence_and_stays_typed(
    told: dict[str, str],
) -> None:
    form = typed(**told)
    assert not form.validate()
    ((name, value),) = told.items()
    assert form[name].errors
    assert form[name]._value() == value


@pytest.mark.parametrize("blank", [" ", "\n", "\u3000"])
def test_a_blank_is_no_choice_and_does_not_pass_for_one(blank: str) -> None:
    form = typed(level=blank, kind=blank)
    assert not form.validate() or (form.level.data, form.kind.data) == ("", "")
    needed = typed(unit=blank)
    assert not needed.validate()
    assert needed.unit.errors == ["请选一个单元。"]
