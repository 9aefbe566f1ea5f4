"""The quota board: a base's own, and the office's over the bases of its region."""

from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.primitives import today
from learnhub.providers.models import TrainingBase
from learnhub.providers.service import LEVEL_WORDS, base_by_slug_or_none, bases_by_id, bases_within
from learnhub.quota import service
from learnhub.quota.rules import MEASURE_WORDS
from learnhub.regions.service import region_name
from learnhub.web import Paging, current_person, page, reading, requires, settings
from learnhub.web.paging import page_number, part_of

bp = Blueprint("quota", __name__)

SHOWN = ("current", "ended", "none")
_BASES_MAX = 5_000  # more than a province has; the page shows 25 rows of them


@bp.get("/base")
@requires(Role.BASE_MANAGER)
def own_board() -> ResponseReturnValue:
    """Show a base's manager what the base owes and how far it is."""
    held = holdings_of(current_person())
    ids = {one.base_id for one in held if one.role is Role.BASE_MANAGER and one.base_id is not None}
    with reading() as session:
        boards = [
            service.board(session, base, service.rules(settings().content_dir), today())
            for base in bases_by_id(session, sorted(ids))
        ]
        return page("quota/own_board.html", boards=boards, **_words())


@bp.get("/office/quota")
@requires(Role.OFFICER)
def office_board() -> ResponseReturnValue:
    """Show the office where the bases of its region stand, a page of duties at a time."""
    known = service.rules(settings().content_dir)
    shown = request.args.get("show", "")
    shown = shown if shown in SHOWN else "current"
    number = page_number(request.args.get("page"))
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        bases, _total = bases_within(session, reach, size=_BASES_MAX)
        if shown == "none":
            free = service.without_duty(bases, known)
            return page(
                "quota/bases_without_duty.html", paging=part_of(free, number), shown=shown, **_words()
            )
        owed = service.duties(bases, known, today(), ended=shown == "ended")
        part = part_of(owed, number)
        return page(
            "quota/office_board.html",
            paging=Paging(service.statuses(session, part.rows, today()), number, part.total),
            shown=shown,
            **_words(),
        )


@bp.get("/office/quota/<slug>")
@requires(Role.OFFICER)
def office_base(slug: str) -> ResponseReturnValue:
    """Show the office one base's board, the same as the base sees it."""
    with reading() as session:
        base = base_by_slug_or_none(session, slug)
        if base is None or not reaches(
            holdings_of(current_person()), {Role.OFFICER}, region_code=base.region_code
        ):
            abort(404)
        board = service.board(session, base, service.rules(settings().content_dir), today())
        return page("quota/office_base.html", board=board, **_words())


def _words() -> dict[str, Any]:
    def region_of(base: TrainingBase) -> str:
        return region_name(settings().content_dir, base.region_code)

    return {"level_words": LEVEL_WORDS, "measure_words": MEASURE_WORDS, "region_of": region_of}
