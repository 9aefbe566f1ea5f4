"""The quota board: a base's own, and the office's over the bases of its region."""

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.authoring.service.publication.desk import queue
from learnhub.authoring.service.publication.facts import stuck_drafts
from learnhub.primitives import instant_now, today
from learnhub.providers.service import LEVEL_WORDS, bases_by_id
from learnhub.quota import service
from learnhub.quota.rules import MEASURE_WORDS
from learnhub.quota.views.blueprint import base_in_reach, bases_in_reach, bp, region_of
from learnhub.web import Paging, current_person, page, reading, requires, settings
from learnhub.web.paging import page_number, part_of

SHOWN = ("current", "ended", "none")


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
        bases = bases_in_reach(session)
        if shown == "none":
            free = service.without_duty(bases, known)
            return page(
                "quota/bases_without_duty.html", paging=part_of(free, number), shown=shown, **_words()
            )
        owed = service.duties(bases, known, today(), ended=shown == "ended")
        part = part_of(owed, number)
        longest, waiting_count = queue(session, holdings_of(current_person()), now=instant_now(), size=1)
        return page(
            "quota/office_board.html",
            paging=Paging(service.statuses(session, part.rows, today()), number, part.total),
            shown=shown,
            waiting=longest,
            waiting_count=waiting_count,
            **_words(),
        )


@bp.get("/office/quota/<slug>")
@requires(Role.OFFICER)
def office_base(slug: str) -> ResponseReturnValue:
    """Show the office one base's board, the same as the base sees it."""
    with reading() as session:
        base = base_in_reach(session, slug)
        board = service.board(session, base, service.rules(settings().content_dir), today())
        now = instant_now()
        stuck = stuck_drafts(session, [base.id], now=now)
        return page("quota/office_base.html", board=board, stuck=stuck, now=now, **_words())


def _words() -> dict[str, Any]:
    return {"level_words": LEVEL_WORDS, "measure_words": MEASURE_WORDS, "region_of": region_of}
