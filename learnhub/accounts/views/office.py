"""People, as far as the office, a base's managers and administrators reach."""

from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.forms import DirectoryForm
from learnhub.accounts.rules.roles import ROLE_WORDS, Holding, Role, region_reach
from learnhub.accounts.service import directory
from learnhub.accounts.views.blueprint import bp
from learnhub.accounts.views.circumstances import BasePlace, base_places, holdings_of
from learnhub.audit import service as audit
from learnhub.primitives import say, today
from learnhub.regions.rules import is_code
from learnhub.regions.service import region_name
from learnhub.web import ROWS_PER_PAGE, Paging, current_person, page, reading, requires, settings
from learnhub.web.paging import page_number

NEEDS = {"verify": say("证号待核对"), "duplicate": say("可能重复")}
_NICKNAME_CHARACTERS_MAX = 20


@bp.get("/office/people")
@requires(Role.OFFICER, Role.ADMIN, Role.BASE_MANAGER)
def people() -> ResponseReturnValue:
    """List the people within reach, a page at a time."""
    viewer = holdings_of(current_person())
    with reading() as session:
        places = base_places(session)
        form = _directory_form(places)
        filters = _filters(form, places)
        number = page_number(request.args.get("page"))
        rows, total = directory.people(
            session, viewer, filters, on=today(), number=number, size=ROWS_PER_PAGE
        )
    return page(
        "accounts/people.html",
        form=form,
        paging=Paging(rows, number, total),
        filters=_kept(form),
        place_words=lambda held: place_words(held, places),
        role_words=ROLE_WORDS,
        needs=NEEDS if region_reach(viewer, {Role.OFFICER}) else None,
    )


@bp.get("/office/audit")
@requires(Role.AUDITOR, Role.ADMIN)
def audit_list() -> ResponseReturnValue:
    """List who saw and did what, newest first, within the reach of an auditor."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        reach = directory.people_of_auditor(holdings_of(current_person()), today())
        events, total = audit.events(session, people=reach, number=number, size=ROWS_PER_PAGE)
        concerned = [int(e.object_id) for e in events if e.object_kind == "person"]
        names = directory.nicknames(session, [e.actor_id for e in events if e.actor_id] + concerned)
        return page("accounts/audit_list.html", paging=Paging(events, number, total), names=names)


def place_words(held: Holding, places: Mapping[int, BasePlace]) -> str:
    """Return the scope of a role in words: a base's name, a region's, or 全站."""
    if held.base_id is not None:
        place = places.get(held.base_id)
        return place.name if place else say("基地 %(number)s", number=held.base_id)
    if held.region_code is not None:
        return region_name(settings().content_dir, held.region_code)
    return "" if held.role in {Role.TRAINEE, Role.HELPER} else say("全站")


def base_choices(places: Mapping[int, BasePlace]) -> list[tuple[str, str]]:
    """Return the choices of a field that names a base, "" for none."""
    return [("", say("不限")), *((str(p.base_id), p.name) for p in places.values())]


def _directory_form(places: Mapping[int, BasePlace]) -> DirectoryForm:
    form = DirectoryForm(request.args)
    form.role.choices = [("", say("不限")), *((role.value, words) for role, words in ROLE_WORDS.items())]
    form.base.choices = base_choices(places)
    return form


def _filters(form: DirectoryForm, places: Mapping[int, BasePlace]) -> directory.Filters:
    """Read filters from an address; whatever makes no sense narrows nothing."""
    region = (form.region.data or "").strip()
    role, base = form.role.data or "", form.base.data or ""
    return directory.Filters(
        region_code=region if is_code(region) else None,
        base_id=int(base) if base in {str(base_id) for base_id in places} else None,
        role=Role(role) if role in set(Role) else None,
        nickname=(form.nickname.data or "")[:_NICKNAME_CHARACTERS_MAX],
        needs_check=bool(form.open.data),
    )


def _kept(form: DirectoryForm) -> Mapping[str, str]:
    return {name: value for name, value in request.args.items() if name in form and name != "page" and value}
