"""What may be asked: the filters of the course list. Choices are handed in."""

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import SelectField, SelectMultipleField, StringField

from learnhub.primitives import say
from learnhub.search.rules import Facet
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, Needed, at_most, options

ANY = say("不限")


class FilterForm(SiteForm):
    """One field for each facet, named as in the address; made by filter_form, which gives them their choices."""

    category = SelectField(say("门类"), validators=[Asked()])
    occupation = SelectField(say("职业"), validators=[Asked()])
    base = SelectField(say("培训基地"), validators=[Asked()])
    region = SelectField(say("地区"), validators=[Asked()])
    minutes = SelectField(say("已上线的时长"), validators=[Asked()])
    certificate = SelectField(say("证书"), validators=[Asked()])
    type = SelectField(say("培训类型"), validators=[Asked()])
    has = SelectMultipleField(say("至少有一课有"), validators=[Asked()])


class WordsForm(SiteForm):
    """Words that mean the same, by an officer."""

    words = StringField(
        say("意思一样的词"), [Needed(say("请写两个以上意思一样的词，用空格或顿号隔开。")), at_most(200)]
    )


def filter_form(
    choices: Mapping[Facet, Iterable[tuple[str, str]]], chosen: Mapping[Facet, Iterable[str]]
) -> FilterForm:
    """Return the form with what was chosen. choices: (value, words) by facet, those that fit no course left out."""
    form = FilterForm(
        MultiDict([(facet.value, value) for facet, values in chosen.items() for value in values])
    )
    for facet in Facet:
        pairs = list(choices.get(facet, ()))
        if facet is not Facet.WAY:
            pairs.insert(0, ("", str(ANY)))
        field: Any = form[facet.value]
        field.choices = options(pairs)
    return form
