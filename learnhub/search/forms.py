"""What may be asked: the filters of the course list. Choices are handed in."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import SelectField, SelectMultipleField

from learnhub.search.rules import Facet
from learnhub.web import SiteForm
from learnhub.web.forms import Asked, options

ANY = _l("不限")


class FilterForm(SiteForm):
    """One field for each facet, named as in the address; made by filter_form, which gives them their choices."""

    category = SelectField(_l("门类"), validators=[Asked()])
    occupation = SelectField(_l("职业"), validators=[Asked()])
    base = SelectField(_l("培训基地"), validators=[Asked()])
    region = SelectField(_l("地区"), validators=[Asked()])
    minutes = SelectField(_l("已上线的时长"), validators=[Asked()])
    certificate = SelectField(_l("证书"), validators=[Asked()])
    type = SelectField(_l("培训类型"), validators=[Asked()])
    has = SelectMultipleField(_l("至少有一课有"), validators=[Asked()])


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
