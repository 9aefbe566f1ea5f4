"""The public pages of training bases: who they are, how to get in, how to reach them."""

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from learnhub.providers import service
from learnhub.regions.rules import COUNTRY
from learnhub.regions.service import region_name
from learnhub.web import ROWS_PER_PAGE, Paging, page, public, reading, settings
from learnhub.web.paging import page_number

bp = Blueprint("providers", __name__)


@bp.get("/bases")
@public("anybody may know which training bases there are")
def bases() -> ResponseReturnValue:
    """List the training bases by region and name."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = service.bases_within(session, [COUNTRY], number=number, size=ROWS_PER_PAGE)
        return page(
            "providers/bases.html",
            paging=Paging(rows, number, total),
            level_words=service.LEVEL_WORDS,
            regions={base.id: region_name(settings().content_dir, base.region_code) for base in rows},
        )


@bp.get("/bases/<slug>")
@public("anybody may know how to reach a training base")
def base(slug: str) -> ResponseReturnValue:
    """Show one training base."""
    with reading() as session:
        found = service.base_by_slug_or_none(session, slug)
        if found is None:
            abort(404)
        return page(
            "providers/base.html",
            base=found,
            level=service.LEVEL_WORDS[found.level],
            region=region_name(settings().content_dir, found.region_code),
        )
