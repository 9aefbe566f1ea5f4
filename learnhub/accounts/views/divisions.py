"""Narrowing a list of an office to one of its divisions."""

from flask import request

from learnhub.accounts.forms import DivisionForm
from learnhub.accounts.rules.roles import Role, region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.primitives import say
from learnhub.regions.rules import contains, full_name
from learnhub.regions.service import region_names
from learnhub.web import current_person, settings
from learnhub.web.forms import options

_CHOICES_MAX = 200  # a list of choices is part of the page's weight


def division_form() -> DivisionForm:
    """Return the question for a division as the address answers it; whatever is none of the office's narrows nothing.

    Where they are too many to choose from, counties are offered once their prefecture is chosen.
    """
    names = region_names(settings().content_dir)
    reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
    codes = [code for code in sorted(names) if any(contains(outer, code) for outer in reach)]
    asked = request.args.get("region", "")
    if len(codes) > _CHOICES_MAX:
        near = asked[:4] + "00"
        codes = [code for code in codes if code.endswith("00") or contains(near, code)]
    form = DivisionForm(None, region=asked if asked in codes else "")
    form.region.choices = options([("", say("全部")), *((code, _short(code, names)) for code in codes)])
    return form


def chosen(form: DivisionForm) -> str:
    """Return the division that a list is narrowed to, "" for none."""
    return form.region.data or ""


def _short(code: str, names: dict[str, str]) -> str:
    """Return a division's name without its province's, which all the choices of most offices share."""
    outer = code[:2] + "0000"
    whole = full_name(code, names)
    return whole if code == outer else whole.removeprefix(names.get(outer, ""))
