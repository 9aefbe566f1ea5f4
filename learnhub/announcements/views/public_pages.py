"""What everybody reads: the list, an announcement, its earlier versions with what changed."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.announcements.adapters.body import look_at
from learnhub.announcements.forms import FilterForm
from learnhub.announcements.models import Announcement, AnnouncementVersion
from learnhub.announcements.rules import KIND_WORDS, Kind, state_of
from learnhub.announcements.service import lists, publishing
from learnhub.announcements.views.blueprint import bp, facts_of, place_words, worded
from learnhub.authoring.rules.drafts.differences import word_changes
from learnhub.primitives import say, today
from learnhub.regions.rules import chain, is_code
from learnhub.web import page, person_or_none, public, reading
from learnhub.web.forms import options
from learnhub.web.paging import page_number

_REASON = "offices tell it to everybody"
LINKS_PER_PAGE = 8


@bp.get("/announcements")
@public(_REASON)
def announcements() -> ResponseReturnValue:
    """List announcements: of one kind, of a division and those around it."""
    with reading() as session:
        codes = lists.divisions(session)
        kind, area = request.args.get("kind", ""), request.args.get("area", _own_area())
        kind = kind if kind in set(Kind) else ""
        area = area if is_code(area) else ""
        form = FilterForm(None, kind=kind, area=area)
        form.kind.choices = options([("", say("全部")), *((one.value, KIND_WORDS[one]) for one in Kind)])
        form.area.choices = options(
            [
                ("", say("全部")),
                *((code, place_words(code)) for code in sorted({*codes, *[area] * bool(area)})),
            ]
        )
        paging = lists.announcements(
            session,
            on=today(),
            number=page_number(request.args.get("page")),
            size=LINKS_PER_PAGE,
            kinds=[Kind(kind)] if kind else tuple(Kind),
            regions=chain(area) if area else None,
        )
        asked = {name: words for name, words in (("kind", kind), ("area", area)) if words}
        return page("announcements/announcements.html", form=form, paging=paging, asked=asked, **worded())


@bp.get("/announcements/<int:announcement_id>")
@public(_REASON)
def announcement(announcement_id: int) -> ResponseReturnValue:
    """Show the newest version; one that was withdrawn says so and why."""
    with reading() as session:
        found = _found(session, announcement_id)
        versions = publishing.versions_of(session, announcement_id)
        return _version_page(session, found, versions, versions[0])


@bp.get("/announcements/<int:announcement_id>/versions/<int:number>")
@public(_REASON)
def version(announcement_id: int, number: int) -> ResponseReturnValue:
    """Show a version, and what it changed."""
    with reading() as session:
        found = _found(session, announcement_id)
        versions = publishing.versions_of(session, announcement_id)
        if not 1 <= number <= len(versions):
            abort(404)
        return _version_page(session, found, versions, versions[-number], with_changes=True)


def _version_page(
    session: Session,
    found: Announcement,
    versions: list[AnnouncementVersion],
    shown: AnnouncementVersion,
    *,
    with_changes: bool = False,
) -> ResponseReturnValue:
    text = publishing.text_of(session, found, shown)
    before = versions[-shown.number + 1] if with_changes and shown.number > 1 else None
    withdrawal = publishing.withdrawal_or_none(session, found.id)
    return page(
        "announcements/announcement.html",
        announcement=found,
        version=shown,
        newest=versions[0],
        versions=versions,
        withdrawal=withdrawal,
        state=state_of(versions[0].ends_on, today(), is_withdrawn=withdrawal is not None),
        facts=facts_of(text),
        html=look_at(shown.title, shown.summary, shown.body).html,
        courses=publishing.courses_of(session, shown.id),
        changes=word_changes(publishing.text_of(session, found, before).plain, text.plain)
        if before
        else None,
        **worded(),
    )


def _own_area() -> str:
    """Return the division in which who asks learns: what is told there is what they look for first."""
    person = person_or_none()
    learns = [one for one in holdings_of(person) if one.role is Role.TRAINEE] if person is not None else []
    return next((one.region_code for one in learns if one.region_code), "")


def _found(session: Session, announcement_id: int) -> Announcement:
    found = publishing.announcement_or_none(session, announcement_id)
    if found is None:
        abort(404)
    return found
