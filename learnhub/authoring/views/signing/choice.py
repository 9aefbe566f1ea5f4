"""The lessons of one's bases with the state of their sign videos: to sign one oneself, or to ask somebody."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules.roles import Role
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.authoring.service.own_lessons import own_lessons
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.rules import SlotKind
from learnhub.web import current_person, page, reading, requires
from learnhub.web.paging import page_number, part_of

# Each row is a stop of the keyboard: a page stays under 25 of them.
_ROWS = 7


@bp.get("/teach/signing/lessons")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def sign_choice() -> ResponseReturnValue:
    """List the lessons of one's bases, those without a sign video first."""
    with reading() as session:
        lessons = own_lessons(session, holdings_of(current_person()))
        found = sorted(lessons, key=lambda one: one.slot(SlotKind.SIGN).state.has_content)
        paging = part_of(found, page_number(request.args.get("page")), _ROWS)
        rows = [(one, one.slot(SlotKind.SIGN)) for one in paging.rows]
        return page("authoring/sign_choice.html", paging=paging, rows=rows)
