"""The list of courses with its filters."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.search import service
from learnhub.search.forms import filter_form
from learnhub.search.rules import Facet, chosen_facets
from learnhub.search.views.blueprint import bp
from learnhub.search.views.facets import choices_with_counts, filters_on, known_alone, words_of_values
from learnhub.search.views.namesakes import bases_of, beside_titles
from learnhub.web import page, public, reading
from learnhub.web.bodies import asks_anything
from learnhub.web.paging import page_number

COURSES_PER_PAGE = 8  # each is a stop, and a page has at most 25


@bp.get("/courses")
@asks_anything
@public("anybody may look for a course")
def courses() -> ResponseReturnValue:
    """List courses, a page at a time, with filters."""
    with reading() as session:
        known = service.facet_counts(session, {})
        asked = chosen_facets({facet.value: request.args.getlist(facet.value) for facet in Facet})
        chosen = known_alone(asked, known)
        number = page_number(request.args.get("page"))
        shown = service.listing(session, chosen, number=number, size=COURSES_PER_PAGE)
        words = words_of_values(session, known)
        choices = choices_with_counts(shown.counts, words)
        return page(
            "search/courses.html",
            form=filter_form(choices, chosen),
            shown=shown,
            filters=filters_on(chosen, words),
            values={facet.value: list(values) for facet, values in chosen.items()},
            is_misread=asked != chosen,
            bases=bases_of(session, shown.courses.rows),
            beside=beside_titles(session, shown.courses.rows),
        )
