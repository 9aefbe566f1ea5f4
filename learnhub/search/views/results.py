"""The search by words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.primitives import instant_now
from learnhub.providers import service as providers
from learnhub.search import service
from learnhub.search.forms import filter_form
from learnhub.search.rules import Facet, First, Synonyms, chosen_facets, facet_term, first_way
from learnhub.search.views.blueprint import bp
from learnhub.search.views.facets import (
    Way,
    choices_with_counts,
    filters_on,
    in_order,
    known_alone,
    ways_to_add,
    words_of_values,
)
from learnhub.search.views.namesakes import beside_titles
from learnhub.web import page, person_or_none, public, reading, settings, transaction
from learnhub.web.bodies import asks_anything
from learnhub.web.paging import page_number
from learnhub.web.words import _

RESULTS_PER_PAGE = 7  # each is a stop, and a page has at most 25
_WORDS_OFFERED = 3
_CATEGORIES_OFFERED = 3
_BASES_NAMED = 3
# An answer of so few courses goes on with courses that are like the best of them.
_FEW = 3


@bp.get("/search")
@asks_anything
@public("anybody may look for a course")
def results() -> ResponseReturnValue:
    """Answer a search by words; whatever is typed is a page."""
    current = settings()
    typed, is_exact = request.args.get("q", ""), request.args.get("exact") == "1"
    first = first_way(current_profile())
    is_plain = request.args.get("order") == "plain"
    with reading() as session:
        known = service.known_values(session)
        asked = chosen_facets({facet.value: request.args.getlist(facet.value) for facet in Facet})
        chosen = known_alone(asked, known)
        terms = [facet_term(facet, value) for facet, values in chosen.items() for value in values]
        index, table = service.index_for(session, current), service.word_table(session, current)
        answered = service.answer(session, index, typed, table, terms, is_exact=is_exact)
        found = service.found_page(
            session,
            index,
            answered,
            chosen,
            first=first.way if first is not None and not is_plain else "",
            number=page_number(request.args.get("page")),
            size=RESULTS_PER_PAGE,
        )
        words = words_of_values(session, known)
        is_empty = found.courses.total == 0
        kept = _kept(chosen, is_exact=is_exact, is_plain=is_plain)
        query = answered.query
        values: dict[str, Any] = {"q": answered.asked, **kept}
        made = page(
            "search/results.html",
            query=query,
            asked=answered.asked,
            answered=answered,
            found=found,
            form=filter_form(choices_with_counts(found.counts, words), chosen),
            filters=filters_on(chosen, words, q=answered.asked),
            values=values,
            exact_address=url_for("search.results", **{**values, "exact": "1"}),
            first=None if is_empty else first,
            has_first=first is not None and first.way in found.counts[Facet.WAY],
            alike=_alike(session, found, table, chosen, first),
            order_address=_order_address(values, is_plain=is_plain),
            is_plain=is_plain,
            can_save=person_or_none() is not None and bool(query.clauses),
            saved_values={"q": [answered.asked], **{facet.value: v for facet, v in chosen.items()}},
            ways=ways_to_add(chosen, found.counts, words, answered.asked, found.total_count),
            kept=kept,
            beside=beside_titles(session, [one.summary for one in found.courses.rows]),
            next_words=_next_words(session) if is_empty and not chosen else [],
            categories=_categories(service.facet_counts(session, {}), words) if is_empty else [],
            bases=providers.bases(session)[:_BASES_NAMED] if is_empty else [],
        )
    if is_empty and query.clauses and not chosen:
        with transaction() as session:
            service.count_unanswered(session, site_keys(current), answered.asked, now=instant_now())
    if service.is_to_be_made(current):
        with transaction() as session:
            service.ask_to_make(session, now=instant_now())
    return made


def _alike(
    session: Session,
    found: service.Found,
    table: Synonyms,
    chosen: Mapping[Facet, Sequence[str]],
    first: First | None,
) -> Sequence[service.AlikeCourse]:
    """Return courses like the best of an answer, where it has few; none beside filters that they mightn't fit."""
    rows = found.courses.rows
    if not 0 < found.courses.total <= _FEW or set(chosen) - {Facet.WAY}:
        return ()
    wanted = {*chosen.get(Facet.WAY, ()), *([first.way] if first else [])}
    shown = [one.summary.course.id for one in rows]
    return service.courses_like(session, shown[0], table, wanted=wanted, leave_out=shown)


def _kept(chosen: Mapping[Facet, Sequence[str]], *, is_exact: bool, is_plain: bool) -> dict[str, list[str]]:
    """Return what the next search keeps of this one's address besides its words."""
    kept = {facet.value: list(values) for facet, values in chosen.items()}
    return {**kept, **({"exact": ["1"]} if is_exact else {}), **({"order": ["plain"]} if is_plain else {})}


def _order_address(values: Mapping[str, Any], *, is_plain: bool) -> str:
    """Return the address of the same answer in the other order."""
    others = {name: value for name, value in values.items() if name != "order"}
    return (
        url_for("search.results", **others)
        if is_plain
        else url_for("search.results", **others, order="plain")
    )


def _next_words(session: Session) -> Sequence[Way]:
    """Return words that are sure to have an answer, as searches."""
    return [
        (word, url_for("search.results", q=word), None)
        for word in service.common_words(session, _WORDS_OFFERED)
    ]


def _categories(
    known: Mapping[Facet, Mapping[str, int]], words: Mapping[Facet, Mapping[str, str]]
) -> Sequence[Way]:
    """Return the categories with most courses, all of them as pictures, and the whole list."""
    most = sorted(
        in_order(known[Facet.CATEGORY], words[Facet.CATEGORY]), key=lambda one: one[1], reverse=True
    )
    found: list[Way] = [
        (
            _("%(words)s（%(count)d 门）", words=words[Facet.CATEGORY][value], count=count),
            url_for("search.courses", category=value),
            None,
        )
        for value, count in most[:_CATEGORIES_OFFERED]
    ]
    return [
        *found,
        (_("看图片找课程"), url_for("search.pictures"), None),
        (_("全部课程"), url_for("search.courses"), None),
    ]
