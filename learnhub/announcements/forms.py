"""What an office may type in an announcement, and the sentence for each mistake."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from learnhub.announcements.rules import (
    BODY_CHARACTERS_MAX,
    COURSES_MAX,
    DATE_FIELDS,
    END_WORDS,
    FIELD_CHARACTERS_MAX,
    FIELD_WORDS,
    FIELDS,
    REASON_CHARACTERS_MAX,
    SUMMARY_CHARACTERS_MAX,
    TITLE_CHARACTERS_MAX,
    Kind,
    Text,
)
from learnhub.primitives import say
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, tidy

DATE_FORMATS = ["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%Y/%m/%d"]
_COURSES_CHARACTERS_MAX = 1_000


class WithdrawalForm(SiteForm):
    """Why an announcement holds no longer."""

    reason = TextAreaField(
        say("为什么撤回"), [Needed(say("请写明为什么撤回。")), at_most(REASON_CHARACTERS_MAX)]
    )


class FilterForm(SiteForm):
    """Which announcements somebody wants to see."""

    kind = SelectField(say("哪一类"), [Asked()])
    area = SelectField(say("地区"), [Asked()])


class NoticeForm(SiteForm):
    """A notice. seen: digest of the text that was looked at before it goes out. number: of the version that is corrected."""

    region = SelectField(say("哪个残联发布"), [InputRequired(say("请选哪个残联发布。"))])
    title = StringField(say("标题"), [Needed(say("请填写标题。")), at_most(TITLE_CHARACTERS_MAX)])
    summary = TextAreaField(
        say("一两句话说清楚"),
        [Needed(say("请用一两句话写明是什么事、要做什么。")), at_most(SUMMARY_CHARACTERS_MAX)],
    )


def _details(kind: Kind) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for name in FIELDS[kind]:
        words = FIELD_WORDS[name]
        needed = say("请填写“%(words)s”，没有就写“没有”。", words=words)
        if name in DATE_FIELDS:
            fields[name] = DateField(words, [InputRequired(needed)], format=DATE_FORMATS)
        else:
            fields[name] = StringField(words, [Needed(needed), at_most(FIELD_CHARACTERS_MAX)])
    end = (
        [Optional()] if kind is Kind.NOTICE else [InputRequired(say("请填写日期，过了这一天就标“已结束”。"))]
    )
    fields["ends_on"] = DateField(END_WORDS[kind], end, format=DATE_FORMATS)
    fields["body"] = TextAreaField(say("正文"), [Optional(), at_most(BODY_CHARACTERS_MAX)])
    fields["courses"] = TextAreaField(say("有关的课程"), [Optional(), at_most(_COURSES_CHARACTERS_MAX)])
    fields["reason"] = TextAreaField(
        say("为什么改"), [Needed(say("请写明为什么改。")), at_most(REASON_CHARACTERS_MAX)]
    )
    fields["seen"] = HiddenField()
    fields["number"] = HiddenField()
    return fields


FORMS: Mapping[Kind, type[NoticeForm]] = {
    kind: type(f"{kind.name.title()}Form", (NoticeForm,), _details(kind)) for kind in Kind
}


def text_typed(kind: Kind, form: Any) -> Text:
    """Return what was typed; of a form whose fields are valid."""
    details = {
        name: form[name].data.isoformat() if name in DATE_FIELDS else tidy(form[name].data)
        for name in FIELDS[kind]
    }
    return Text(
        kind,
        tidy(form.title.data),
        tidy(form.summary.data),
        tidy(form.body.data),
        details,
        form.ends_on.data,
        courses_typed(form.courses.data),
    )


def courses_typed(typed: str | None) -> tuple[str, ...]:
    """Return the slugs of courses that were typed as addresses or slugs, one a line; so many as may be named and one more."""
    lines = [line.strip().rstrip("/").rpartition("/")[2] for line in tidy(typed).split("\n") if line.strip()]
    return tuple(dict.fromkeys(lines))[: COURSES_MAX + 1]


def values_of(text: Text) -> dict[str, Any]:
    """Return what stands in the form of a correction at first."""
    return {
        "title": text.title,
        "summary": text.summary,
        "body": text.body,
        "ends_on": text.ends_on,
        "courses": "\n".join(text.courses),
    } | {
        name: date.fromisoformat(words) if name in DATE_FIELDS else words
        for name, words in text.details.items()
    }
