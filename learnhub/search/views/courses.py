"""The list of courses with its filters."""

from collections.abc import Iterable, Mapping

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.catalogue.service import CourseSummary
from learnhub.providers import service as providers
from learnhub.providers.models import TrainingBase
from learnhub.search import service
from learnhub.search.forms import filter_form
from learnhub.search.rules import Facet, chosen_facets
from learnhub.search.views.blueprint import bp
from learnhub.search.views.facets import choices_with_counts, filters_on, known_alone, words_of_values
from learnhub.web import page, public, reading
from learnhub.web.bodies import asks_anything
from learnhub.web.paging import page_number

COURSES_PER_PAGE = 15  # a card weighs 1.4 KB: with 25 of them the page would pass 30 KB


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
            bases=_bases(session, shown.courses.rows),
        )


def _bases(session: Session, courses: Iterable[CourseSummary]) -> Mapping[int, TrainingBase]:
    ids = [one.course.base_id for one in courses if one.course.base_id is not None]
    return {base.id: base for base in providers.bases_by_id(session, ids)}
