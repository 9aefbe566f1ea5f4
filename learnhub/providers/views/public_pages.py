"""The public pages of training bases: who they are, how to get in, how to reach them."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.providers import service
from learnhub.providers.rules.life import STANDING_WORDS, UNKNOWN_TO_PUBLIC
from learnhub.providers.rules.particulars import FACILITY_WORDS, NATURE_WORDS
from learnhub.providers.service.life import life_of
from learnhub.providers.views.blueprint import bp
from learnhub.regions.rules import COUNTRY
from learnhub.regions.service import region_name
from learnhub.web import ROWS_PER_PAGE, Paging, page, public, reading, settings
from learnhub.web.paging import page_number


@bp.get("/bases")
@public("anybody may know which training bases there are")
def bases() -> ResponseReturnValue:
    """List the training bases by region and name."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = service.bases_within(
            session, [COUNTRY], number=number, size=ROWS_PER_PAGE, is_public=True
        )
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
        life = life_of(session, found) if found is not None else None
        if found is None or life is None or life.standing.step in UNKNOWN_TO_PUBLIC:
            abort(404)
        return page(
            "providers/base.html",
            base=found,
            level=service.LEVEL_WORDS[found.level],
            region=region_name(settings().content_dir, found.region_code),
            standing=life.standing,
            standing_words=STANDING_WORDS,
            nature_words=NATURE_WORDS,
            facilities=[FACILITY_WORDS[key] for key in found.facilities if key in FACILITY_WORDS],
        )
