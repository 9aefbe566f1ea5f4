"""All components in all their states, for people who build pages and for the checks."""

import io
import math
import wave

from flask import abort, send_file
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
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

from learnhub.accessibility.views.blueprint import bp
from learnhub.web import Paging, SiteForm, page, public
from learnhub.web.forms import Needed, options

GROUPS = {
    "fields": (
        "表单",
        (
            "text_field",
            "password_field",
            "text_area",
            "date_field",
            "file_field",
            "upload_field",
            "select_field",
            "radio_group",
            "pictured_group",
            "checkbox",
            "checkbox_group",
            "field_group",
            "choice_buttons",
            "step_buttons",
            "switch_button",
            "picture_board",
        ),
    ),
    "words": (
        "文字与导航",
        (
            "query_form",
            "search_box",
            "button",
            "button_link",
            "notice",
            "state_label",
            "details",
            "steps",
            "definition_list",
            "table",
            "money",
            "figure",
            "breadcrumb",
            "pagination",
            "link_list",
            "finding_list",
            "message_card",
            "ways_list",
            "braille_sentence",
            "chosen_filters",
            "ruby_text",
            "changed_text",
            "person_tiles",
        ),
    ),
    "lessons": (
        "课程",
        (
            "course_card",
            "found_course",
            "step_card",
            "deck",
            "progress",
            "picture_choices",
            "slot_table",
        ),
    ),
    "players": (
        "听和看",
        ("audio_player", "sign_slot", "sign_clip", "page_sign", "video_player", "courseware_player"),
    ),
}
_TONE_SECONDS, _RATE = 6, 8000
_WAYS = options([("audio", "朗读"), ("sign", "手语"), ("easy", "易读版")])

_PLACES = options([("", "请选择"), ("1", "第 1 步"), ("2", "第 2 步")])


class ExampleForm(SiteForm):
    """One field of each kind as it should be, and one that went wrong."""

    nickname = StringField("昵称", validators=[Needed("请填写昵称")])
    remark = StringField("备注")
    phone = StringField("手机号", validators=[Needed("请填写手机号")])
    password = PasswordField("密码", validators=[Needed("请填写密码")])
    story = TextAreaField("想学什么")
    reason = TextAreaField("退回的原因", validators=[Needed("请写明退回的原因")])
    born = DateField("出生日期", format=["%Y-%m-%d", "%Y%m%d"])
    began = DateField("开班日期", validators=[Needed("请填写开班日期")], format=["%Y-%m-%d"])
    work = FileField("作业文件")
    recording = FileField("录像")
    picture = FileField("照片", validators=[Needed("请选择照片")])
    town = SelectField(
        "街道",
        choices=options(
            [
                ("1", "经八路街道"),
                ("2", "花园路街道"),
                ("3", "人民路街道"),
            ]
        ),
    )
    base = SelectField(
        "基地",
        choices=options([("", "请选择"), ("1", "金水基地（示例）")]),
        validators=[Needed("请选择基地")],
    )
    way = RadioField("先打开哪一种", choices=_WAYS)
    mode = RadioField(
        "上课方式",
        choices=options([("a", "线上"), ("b", "线下")]),
        validators=[Needed("请选择上课方式")],
    )
    pleased = RadioField(
        "这个班，您满意吗？",
        choices=options([("good", "满意"), ("middle", "一般"), ("poor", "不满意"), ("skipped", "不想答")]),
    )
    learned = RadioField(
        "老师教的，您学会了吗？",
        validators=[Needed("请选一个")],
        choices=options([("good", "学会了"), ("poor", "没学会")]),
    )
    keep = BooleanField("记住这台手机")
    agree = BooleanField("我听懂了，同意", validators=[Needed("请先听完说明，再勾选同意")])
    ways = SelectMultipleField("想用的方式", choices=_WAYS)
    help_ = SelectMultipleField(
        "需要的便利",
        choices=options([("t", "延长时间"), ("s", "手语翻译")]),
        validators=[Needed("请至少选一项便利")],
    )
    wetting = SelectField("打湿双手", choices=_PLACES, validators=[Needed("请给这一项选一个位置。")])
    rubbing = SelectField("搓满二十秒", choices=_PLACES, validators=[Needed("请给这一项选一个位置。")])


@bp.get("/accessibility/gallery")
@public("shows parts of pages and no facts")
def gallery() -> ResponseReturnValue:
    """List the groups of components."""
    return page("accessibility/gallery.html", groups=GROUPS)


@bp.get("/accessibility/gallery/<group>")
@public("shows parts of pages and no facts")
def gallery_group(group: str) -> ResponseReturnValue:
    """Show the components of a group; the group of fields as a form that was just refused."""
    if group not in GROUPS:
        abort(404)
    words, names = GROUPS[group]
    form = None
    if group == "fields":
        form = ExampleForm(
            MultiDict(
                {
                    "nickname": "小林",
                    "story": "想学手机开网店。",
                    "born": "1990-05-01",
                    "town": "2",
                    "wetting": "1",
                    "way": "sign",
                    "pleased": "good",
                    "ways": "audio",
                }
            )
        )
        form.validate()
    return page(
        "accessibility/gallery_group.html",
        form=form,
        words=words,
        names=names,
        paging=Paging(rows=range(25), number=3, total=120),
    )


@bp.get("/accessibility/gallery/tone.wav")
@public("a test sound for the player's example")
def tone() -> ResponseReturnValue:
    """Return six seconds of sound: three tones of two seconds, for the three cues."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(_RATE)
        sound.writeframes(
            bytes(
                128 + round(40 * math.sin(2 * math.pi * (220, 262, 330)[n // (2 * _RATE)] * n / _RATE))
                for n in range(_TONE_SECONDS * _RATE)
            )
        )
    stream.seek(0)
    return send_file(stream, mimetype="audio/wav", conditional=True, download_name="tone.wav")


@bp.get("/accessibility/gallery/tone.vtt")
@public("cues of the test sound")
def tone_cues() -> ResponseReturnValue:
    """Return three cues whose ids are the ids of the example's sentences."""
    cues = "".join(
        f"\ngallery-s-{n}\n00:0{2 * n - 2}.000 --> 00:0{2 * n}.000\n第 {n} 句\n" for n in (1, 2, 3)
    )
    return Response("WEBVTT\n" + cues, content_type="text/vtt; charset=utf-8")
