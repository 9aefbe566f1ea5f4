"""Find words in a draft, and go to the block in which they stand."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.authoring.forms.blocks import KIND_WORDS
from learnhub.authoring.forms.drafts import FindForm
from learnhub.authoring.rules.drafts.finding import WORDS_MAX
from learnhub.authoring.service.drafts.finding import places_with
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import opened
from learnhub.web import page, requires
from learnhub.web.paging import page_number, part_of

PLACES_A_PAGE = 6


@bp.get("/teach/courses/<course>/draft/search")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_search(course: str) -> ResponseReturnValue:
    """Show where words stand in the lessons of a draft."""
    words = request.args.get("words", "").strip()[:WORDS_MAX]
    find_form = FindForm()
    find_form.words.data = words
    with opened(course) as at:
        found = places_with(at.store, at.head, words)
        return page(
            "authoring/draft_search.html",
            at=at,
            find_form=find_form,
            words=words,
            paging=part_of(found, page_number(request.args.get("page")), PLACES_A_PAGE),
            kinds=KIND_WORDS,
        )
