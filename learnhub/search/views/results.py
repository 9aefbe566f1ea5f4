"""The search by words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.accessibility.rules import AccessProfile, FirstWay
from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.primitives import instant_now, say
from learnhub.providers import service as providers
from learnhub.search import service
from learnhub.search.forms import filter_form
from learnhub.search.rules import Facet, chosen_facets, facet_term
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
from learnhub.web import page, person_or_none, public, reading, settings, transaction
from learnhub.web.bodies import asks_anything
from learnhub.web.paging import page_number
from learnhub.web.words import _

RESULTS_PER_PAGE = 10
_BASES_NAMED = 3
# What the access profile puts first: (value of the facet "has", the sentence that says so).
_FIRST = {
    FirstWay.SIGN: ("sign", say("您在“无障碍工具”里选了先看手语，所以有手语视频的课程排在前面。")),
    FirstWay.AUDIO: ("audio", say("您在“无障碍工具”里选了先听，所以有朗读的课程排在前面。")),
}
_EASY_READ_FIRST = ("easy-read", say("您在“无障碍工具”里选了先看易读版，所以有易读版的课程排在前面。"))


@bp.get("/search")
@asks_anything
@public("anybody may look for a course")
def results() -> ResponseReturnValue:
    """Answer a search by words; whatever is typed is a page."""
    current = settings()
    typed, is_exact = request.args.get("q", ""), request.args.get("exact") == "1"
    first, first_words = first_way(current_profile())
    is_plain = request.args.get("order") == "plain"
    with reading() as session:
        known = service.facet_counts(session, {})
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
            first="" if is_plain else first,
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
            first_words=first_words if first and not is_empty else "",
            order_address=_order_address(values, is_plain=is_plain),
            is_plain=is_plain,
            can_save=person_or_none() is not None and bool(query.clauses),
            saved_values={"q": [answered.asked], **{facet.value: v for facet, v in chosen.items()}},
            ways=ways_to_add(chosen, found.counts, words, answered.asked),
            kept=kept,
            next_words=_next_words(session) if is_empty else [],
            categories=_categories(known, words) if is_empty else [],
            bases=providers.bases(session)[:_BASES_NAMED] if is_empty else [],
        )
    if is_empty and query.clauses and not chosen:
        with transaction() as session:
            service.count_unanswered(session, site_keys(current), answered.asked, now=instant_now())
    return made


def first_way(profile: AccessProfile) -> tuple[str, str]:
    """Return the value of the facet "has" that a profile puts first, and the sentence that says so; two empty texts where it puts none."""
    if profile.is_easy_read_first:
        return _EASY_READ_FIRST
    return _FIRST.get(profile.first_way, ("", ""))


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
    return [(word, url_for("search.results", q=word), None) for word in service.common_words(session)]


def _categories(
    known: Mapping[Facet, Mapping[str, int]], words: Mapping[Facet, Mapping[str, str]]
) -> Sequence[Way]:
    """Return the categories that have courses, and the whole list."""
    found: list[Way] = [
        (
            _("%(words)s（%(count)d 门）", words=words[Facet.CATEGORY][value], count=count),
            url_for("search.courses", category=value),
            None,
        )
        for value, count in in_order(known[Facet.CATEGORY], words[Facet.CATEGORY])
    ]
    return [*found, (_("全部课程"), url_for("search.courses"), None)]
