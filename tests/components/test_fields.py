"""Fields: labels, hints and errors are wired together; what was typed comes back; nothing hangs on colour."""

from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)

from learnhub.web import SiteForm
from learnhub.web.forms import Needed, at_most, options
from tests.components.rendering import Render
from tests.page_checks.document import Document

COLOURS = options([("r", "红"), ("g", "绿")])


class ExampleForm(SiteForm):
    name = StringField("姓名", validators=[Needed("请填写姓名")])
    remark = StringField("备注", validators=[at_most(4)])
    secret = PasswordField("密码", validators=[Needed("请填写密码")])
    story = TextAreaField("经过", validators=[Needed("请写下经过")])
    day = DateField("日期", format=["%Y-%m-%d", "%Y%m%d"], validators=[Needed("请填写日期")])
    work = FileField("作业", validators=[Needed("请选择文件")])
    town = SelectField("街道", choices=COLOURS, validators=[Needed("请选择街道")])
    one = RadioField("选一个", choices=COLOURS, validators=[Needed("请选一个")])
    some = SelectMultipleField("选几个", choices=COLOURS, validators=[Needed("请至少选一个")])
    agree = BooleanField("同意", validators=[Needed("请先勾选同意")])


# component → (call, name of the field in ExampleForm)
SINGLE = {
    "text_field": ('text_field(field, hint="提示")', "name"),
    "password_field": ('password_field(field, "new-password", hint="提示")', "secret"),
    "text_area": ('text_area(field, hint="提示")', "story"),
    "date_field": ('date_field(field, hint="提示")', "day"),
    "file_field": ('file_field(field, "提示")', "work"),
    "select_field": ('select_field(field, hint="提示")', "town"),
    "checkbox": ('checkbox(field, hint="提示")', "agree"),
}
GROUPS = {
    "radio_group": ('radio_group(field, hint="提示")', "one"),
    "checkbox_group": ('checkbox_group(field, hint="提示")', "some"),
}


@pytest.fixture
def form(component_app: Flask) -> ExampleForm:
    with component_app.test_request_context():
        return ExampleForm(MultiDict())


def control(document: Document) -> Element:
    return document.all("input", "select", "textarea")[0]


def described(document: Document, element: Element) -> list[str]:
    return [document.words(e) for e in document.referenced(element, "aria-describedby")]


@pytest.mark.parametrize("name", SINGLE)
def test_the_label_names_and_the_hint_describes_the_field(
    render: Render, form: ExampleForm, name: str
) -> None:
    call, field = SINGLE[name]
    document = render(name, call, field=form[field])
    assert document.name(control(document)) == form[field].label.text
    assert described(document, control(document)) == ["提示"]
    assert control(document).get("aria-invalid") is None


@pytest.mark.parametrize("name", SINGLE)
def test_an_error_is_said_after_the_hint_and_marks_the_field(
    render: Render, form: ExampleForm, name: str
) -> None:
    call, field = SINGLE[name]
    form.validate()
    document = render(name, call, field=form[field])
    assert control(document).get("aria-invalid") == "true"
    told = described(document, control(document))
    assert sorted(told) == sorted(["提示", f"错误：{form[field].errors[0]}"])
    assert told[0] == "提示"
    error = next(e for e in document.all("p") if e.get("class") == "field-error")
    assert next(iter(error)).get("class") == "visually-hidden"


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_asks_in_its_legend_and_is_described(render: Render, form: ExampleForm, name: str) -> None:
    call, field = GROUPS[name]
    form.validate()
    document = render(name, call, field=form[field])
    group = document.all("fieldset")[0]
    assert document.name(group) == form[field].label.text
    assert described(document, group) == ["提示", f"错误：{form[field].errors[0]}"]
    assert [document.name(e) for e in document.all("input")] == ["红", "绿"]


@pytest.mark.parametrize("name", GROUPS)
def test_the_summarys_link_leads_to_the_first_choice(render: Render, form: ExampleForm, name: str) -> None:
    call, field = GROUPS[name]
    form.validate()
    document = render(name, call, field=form[field])
    target = next(target for target, sentence in form.error_list if sentence == form[field].errors[0])
    assert document.all("input")[0].get("id") == target


def test_radio_buttons_in_error_are_a_radiogroup_and_checkboxes_stay_a_group(
    render: Render, form: ExampleForm
) -> None:
    form.validate()
    radio = render("radio_group", "radio_group(field)", field=form.one).all("fieldset")[0]
    boxes = render("checkbox_group", "checkbox_group(field)", field=form.some).all("fieldset")[0]
    assert (radio.get("role"), radio.get("aria-invalid")) == ("radiogroup", "true")
    # aria-invalid is not allowed on a group: the error is in the description.
    assert (boxes.get("role"), boxes.get("aria-invalid")) == (None, None)


@pytest.mark.parametrize(
    ("name", "call"), [("radio_group", "radio_group"), ("checkbox_group", "checkbox_group")]
)
def test_a_choices_hint_belongs_to_its_choice(
    render: Render, form: ExampleForm, name: str, call: str
) -> None:
    field = form.one if name == "radio_group" else form.some
    document = render(name, f'{call}(field, choice_hints={{"g": "草的颜色"}})', field=field)
    assert [described(document, e) for e in document.all("input")] == [[], ["草的颜色"]]


def test_optional_fields_say_so_and_needed_ones_have_no_asterisk(render: Render, form: ExampleForm) -> None:
    assert "（选填）" in render("text_field", "text_field(field)", field=form.remark).name(
        control(render("text_field", "text_field(field)", field=form.remark))
    )
    needed = render("text_field", "text_field(field)", field=form.name)
    assert "选填" not in needed.text
    assert "*" not in needed.text


def test_nothing_that_is_typed_is_cut_off(render: Render, component_app: Flask) -> None:
    with component_app.test_request_context():
        form = ExampleForm(MultiDict({"remark": "长长长长长长", "story": "经过"}))
    form.validate()
    document = render("text_field", "text_field(field)", field=form.remark)
    assert control(document).get("maxlength") is None
    assert control(document).get("value") == "长长长长长长"
    assert "最多写 4 个字" in document.text


def test_a_password_never_comes_back(render: Render, component_app: Flask) -> None:
    with component_app.test_request_context():
        form = ExampleForm(MultiDict({"secret": "春天第一课"}))
    for call in (
        'password_field(field, "new-password")',
        'password_field(field, "new-password", is_shown=true)',
    ):
        document = render("password_field", call, field=form.secret)
        assert "春天第一课" not in document.text
        assert control(document).get("autocomplete") == "new-password"


def test_a_shown_password_is_plain_text(render: Render, form: ExampleForm) -> None:
    shown = render(
        "password_field", 'password_field(field, "current-password", is_shown=true)', field=form.secret
    )
    hidden = render("password_field", 'password_field(field, "current-password")', field=form.secret)
    assert (control(shown).get("type"), control(hidden).get("type")) == ("text", "password")


def test_a_date_comes_back_as_typed_and_says_how_it_is_written(render: Render, component_app: Flask) -> None:
    with component_app.test_request_context():
        form = ExampleForm(MultiDict({"day": "三月五日"}))
    document = render("date_field", "date_field(field)", field=form.day)
    assert control(document).get("value") == "三月五日"
    assert "2026-03-05" in described(document, control(document))[0]
    assert (control(document).get("type"), control(document).get("inputmode")) == ("text", "numeric")


def test_choosing_does_nothing_by_itself(render: Render, form: ExampleForm) -> None:
    document = render("select_field", "select_field(field)", field=form.town)
    assert not any(str(name).startswith("on") for e in document.elements for name in e.attrib)


def test_a_tick_is_only_there_when_the_form_says_so(
    render: Render, component_app: Flask, form: ExampleForm
) -> None:
    assert control(render("checkbox", "checkbox(field)", field=form.agree)).get("checked") is None
    with component_app.test_request_context():
        ticked = ExampleForm(MultiDict({"agree": "y", "some": "g"}))
    assert control(render("checkbox", "checkbox(field)", field=ticked.agree)).get("checked") is not None
    boxes = render("checkbox_group", "checkbox_group(field)", field=ticked.some).all("input")
    assert [e.get("checked") is not None for e in boxes] == [False, True]


def test_a_text_area_has_the_lines_that_were_asked_for(render: Render, form: ExampleForm) -> None:
    assert control(render("text_area", "text_area(field, rows=9)", field=form.story)).get("rows") == "9"


def test_what_was_typed_is_escaped(render: Render, component_app: Flask) -> None:
    with component_app.test_request_context():
        form = ExampleForm(MultiDict({"name": '"><script>x</script>', "story": "</textarea><script>"}))
    for name, call, field in (
        ("text_field", "text_field(field)", form.name),
        ("text_area", "text_area(field)", form.story),
    ):
        assert render(name, call, field=field).all("script") == []


def test_fields_of_a_group_stand_under_one_question(render: Render) -> None:
    inner = '<label for="first">打湿</label><select id="first"></select>'
    document = render("field_group", 'field_group("按先后排一排")', content=inner)
    (group,) = document.all("fieldset")
    assert document.words(document.all("legend")[0]) == "按先后排一排"
    assert [document.name(field) for field in group.iter("select")] == ["打湿"]


def test_a_face_is_decoration_and_its_word_is_the_answer(render: Render, component_app: Flask) -> None:
    class Asked(SiteForm):
        pleased = RadioField(
            "满意吗？",
            choices=options(
                [("good", "满意"), ("middle", "一般"), ("poor", "不满意"), ("skipped", "不想答")]
            ),
            validators=[Needed("请选一个")],
        )

    with component_app.test_request_context():
        asked = Asked(MultiDict({"pleased": ""}))
        asked.validate()
    document = render("pictured_group", 'pictured_group(field, hint="随您")', field=asked.pleased)
    (group,) = document.all("fieldset")
    assert document.name(group) == "满意吗？"
    assert group.get("aria-invalid") == "true"
    told = {e.get("id"): document.words(e) for e in document.elements if e.get("id")}
    assert [told[one] for one in (group.get("aria-describedby") or "").split()] == ["随您", "错误：请选一个"]
    assert [document.name(e) for e in document.all("input")] == ["满意", "一般", "不满意", "不想答"]
    faces = [e for e in document.elements if "face__picture" in (e.get("class") or "")]
    assert {e.get("aria-hidden") for e in faces} == {"true"}
    mouths = {"".join(str(dict(part.attrib)) for part in e.iter()) for e in faces}
    assert len(mouths) == 4
