"""The office's side: towns of its counties, who is their liaison, and how many each enrolled."""

import io
from collections.abc import Sequence

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.formats.adapters import sheets
from learnhub.liaison.forms import LiaisonForm, TownForm
from learnhub.liaison.models import Town
from learnhub.liaison.service import towns as service
from learnhub.liaison.views.blueprint import bp, place_words
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import contains
from learnhub.regions.service import region_names
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {
    "added": say("镇街已经登记。"),
    "given": say("已经请这个人做联络员，现在就能用。"),
    "ended": say("这个人不再是联络员，现在起看不到名单。"),
}
COLUMNS = (say("镇街"), say("县区"), say("联络员"), say("名单上的人"), say("替人报的课"))
_TOWN = "/office/towns/<int:town_id>"
LINKS_PER_PAGE = 8


@bp.get("/office/towns")
@requires(Role.OFFICER)
def towns() -> ResponseReturnValue:
    """List the towns of the own divisions with their sums, and offer to add one."""
    with reading() as session:
        return _towns_page(session, _form())


@bp.post("/office/towns")
@requires(Role.OFFICER)
@once
def add_town() -> ResponseReturnValue:
    """Add a town."""
    form = _form()
    with transaction() as session:
        if form.validate():
            made = service.add_town(
                session, actor(), region_code=form.region.data, name=tidy(form.name.data), now=instant_now()
            )
            if not isinstance(made, Refusal):
                return to("liaison.town", town_id=made.id, done="added")
            form.refuse(made)
        return _towns_page(session, form, 422)


@bp.get("/office/towns.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def towns_table(suffix: str) -> ResponseReturnValue:
    """Send the towns with their sums, and of which day they are in the last row."""
    with reading() as session:
        rows = [
            [
                one.town.name,
                place_words(one.town.region_code),
                *(str(n) for n in (one.liaisons, one.people, one.enrolled)),
            ]
            for one in service.towns_in(session, _reach(), on=today())
        ]
    rows.append([say("按 %(day)s 的记录；退掉的报名不算", day=today().isoformat())])
    name = say("镇街和联络员")
    if suffix == "csv":
        content, media_type = sheets.comma_separated(COLUMNS, rows), "text/csv"
    else:
        content, media_type = sheets.written([(name, COLUMNS, rows)]), sheets.MEDIA_TYPE
    answered = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered


@bp.get(_TOWN)
@requires(Role.OFFICER)
def town(town_id: int) -> ResponseReturnValue:
    """Show a town and its liaisons, and offer to name one."""
    with reading() as session:
        return _town_page(session, _in_reach(session, town_id), LiaisonForm(None))


@bp.post(f"{_TOWN}/liaisons")
@requires(Role.OFFICER)
@once
def give_town(town_id: int) -> ResponseReturnValue:
    """Name a liaison."""
    form = LiaisonForm()
    with transaction() as session:
        found = _in_reach(session, town_id)
        if form.validate():
            made = service.give_town(
                session,
                actor(),
                found,
                nickname=tidy(form.nickname.data),
                until_on=form.until_on.data or today(),
                now=instant_now(),
            )
            if not isinstance(made, Refusal):
                return to("liaison.town", town_id=town_id, done="given")
            form.refuse(made)
        return _town_page(session, found, form, 422)


@bp.post(f"{_TOWN}/liaisons/<int:liaison_id>/ending")
@requires(Role.OFFICER)
@once
def end_liaison(town_id: int, liaison_id: int) -> ResponseReturnValue:
    """End somebody's being the liaison."""
    with transaction() as session:
        if not service.end_liaison(
            session, actor(), _in_reach(session, town_id), liaison_id, now=instant_now()
        ):
            abort(404)
    return to("liaison.town", town_id=town_id, done="ended")


def _towns_page(session: Session, form: TownForm, status: int = 200) -> ResponseReturnValue:
    found = service.towns_in(session, _reach(), on=today())
    return page(
        "liaison/towns.html",
        status,
        form=form,
        paging=part_of(found, page_number(request.args.get("page")), size=LINKS_PER_PAGE),
        columns=COLUMNS,
        day=today(),
        place_words=place_words,
    )


def _town_page(session: Session, found: Town, form: LiaisonForm, status: int = 200) -> ResponseReturnValue:
    liaisons = service.liaisons_of(session, found.id, on=today())
    return page(
        "liaison/town.html",
        status,
        form=form,
        town=found,
        liaisons=liaisons,
        names=nicknames(session, [one.person_id for one in liaisons]),
        place_words=place_words,
        done=done(DONE),
    )


def _form() -> TownForm:
    form = TownForm()
    counties = [code for code in region_names(settings().content_dir) if not code.endswith("00")]
    form.region.choices = [
        (code, place_words(code)) for code in counties if any(contains(outer, code) for outer in _reach())
    ]
    return form


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER})


def _in_reach(session: Session, town_id: int) -> Town:
    found = service.town_or_none(session, town_id)
    if found is None or not any(contains(code, found.region_code) for code in _reach()):
        abort(404)
    return found
