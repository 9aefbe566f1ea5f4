"""Find courses: the list with its filters, and the search by words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import CATEGORIES
from learnhub.catalogue.service import CourseSummary
from learnhub.primitives import say
from learnhub.providers import service as providers
from learnhub.providers.models import TrainingBase
from learnhub.regions.rules import full_name
from learnhub.regions.service import region_names
from learnhub.search import service
from learnhub.search.forms import filter_form
from learnhub.search.rules import Facet, chosen_facets, facet_term, query_for
from learnhub.web import page, public, reading, settings
from learnhub.web.bodies import asks_anything
from learnhub.web.paging import page_number
from learnhub.web.words import _

bp = Blueprint("search", __name__)

RESULTS_PER_PAGE = 10
COURSES_PER_PAGE = 15  # a card weighs 1.4 KB: with 25 of them the page would pass 30 KB
_BASES_NAMED = 3
_MINUTES_WORDS = {
    "up-to-60": say("一小时以内"),
    "up-to-180": say("一到三小时"),
    "up-to-360": say("三到六小时"),
    "over-360": say("六小时以上"),
}
_WAY_WORDS = {
    "audio": say("朗读"),
    "sign": say("手语视频"),
    "captions": say("字幕"),
    "easy-read": say("易读版"),
}
Way = tuple[str, str, str | None]  # an item of the component link_list: words, address, what is told of it
Chosen = Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True)
class ChosenFilter:
    """One filter that is on. address: the same page without it."""

    words: str
    address: str


@bp.get("/courses")
@asks_anything
@public("anybody may look for a course")
def courses() -> ResponseReturnValue:
    """List courses, a page at a time, with filters."""
    with reading() as session:
        known = service.facet_counts(session, {})
        asked = chosen_facets({facet.value: request.args.getlist(facet.value) for facet in Facet})
        chosen = _known_alone(asked, known)
        number = page_number(request.args.get("page"))
        shown = service.listing(session, chosen, number=number, size=COURSES_PER_PAGE)
        words = _words(session, known)
        choices = {
            facet: [
                (value, _("%(words)s（%(count)d 门）", words=words[facet][value], count=count))
                for value, count in _in_order(shown.counts[facet], words[facet])
            ]
            for facet in Facet
        }
        return page(
            "search/courses.html",
            form=filter_form(choices, chosen),
            shown=shown,
            filters=_filters(chosen, words),
            values={facet.value: list(values) for facet, values in chosen.items()},
            is_misread=asked != chosen,
            bases=_bases(session, shown.courses.rows),
        )


@bp.get("/search")
@asks_anything
@public("anybody may look for a course")
def results() -> ResponseReturnValue:
    """Answer a search by words; whatever is typed is a page."""
    current = settings()
    typed = request.args.get("q", "")
    with reading() as session:
        known = service.facet_counts(session, {})
        asked = chosen_facets({facet.value: request.args.getlist(facet.value) for facet in Facet})
        chosen = _known_alone(asked, known)
        terms = [facet_term(facet, value) for facet, values in chosen.items() for value in values]
        query = query_for(typed, service.word_table(current), terms)
        found = service.find(
            session,
            service.index_for(session, current),
            query,
            number=page_number(request.args.get("page")),
            size=RESULTS_PER_PAGE,
        )
        words = _words(session, known)
        is_empty = found.courses.total == 0
        return page(
            "search/results.html",
            query=query,
            found=found,
            filters=_filters(chosen, words, q=query.asked),
            values={"q": query.asked, **{facet.value: list(values) for facet, values in chosen.items()}},
            ways=_ways_to_add(chosen, known, words, query.asked),
            kept={facet.value: list(values) for facet, values in chosen.items()},
            next_words=_next_words(session) if is_empty else [],
            categories=_categories(known, words) if is_empty else [],
            bases=providers.bases(session)[:_BASES_NAMED] if is_empty else [],
        )


def _known_alone(asked: Chosen, known: Mapping[Facet, Mapping[str, int]]) -> Chosen:
    """Return the filters whose values a course has; an address may be old or mistyped."""
    kept = {facet: tuple(v for v in values if v in known[facet]) for facet, values in asked.items()}
    return {facet: values for facet, values in kept.items() if values}


def _words(session: Session, known: Mapping[Facet, Mapping[str, int]]) -> Mapping[Facet, Mapping[str, str]]:
    """Return the words of every value that a course has."""
    names = region_names(settings().content_dir)
    words: dict[Facet, dict[str, str]] = {facet: {v: v for v in values} for facet, values in known.items()}
    words[Facet.CATEGORY] = {v: CATEGORIES.get(v, v) for v in known[Facet.CATEGORY]}
    words[Facet.BASE] |= providers.base_names(session, known[Facet.BASE])
    words[Facet.REGION] = {code: full_name(code, names) for code in known[Facet.REGION]}
    words[Facet.MINUTES] = {v: str(_MINUTES_WORDS[v]) for v in known[Facet.MINUTES]}
    words[Facet.WAY] = {v: str(_WAY_WORDS[v]) for v in known[Facet.WAY]}
    return words


def _in_order(counts: Mapping[str, int], words: Mapping[str, str]) -> Iterable[tuple[str, int]]:
    """Return values with their counts: bands of minutes and ways as they are declared, the others by words."""
    declared = [*_MINUTES_WORDS, *_WAY_WORDS]
    return sorted(
        counts.items(),
        key=lambda one: (declared.index(one[0]) if one[0] in declared else len(declared), words[one[0]]),
    )


def _filters(chosen: Chosen, words: Mapping[Facet, Mapping[str, str]], **kept: str) -> Sequence[ChosenFilter]:
    """Return the filters that are on, each with the address of the page without it."""
    pairs = [(facet, value) for facet, values in chosen.items() for value in values]
    found = []
    for facet, value in pairs:
        others: dict[str, Any] = {**kept, **_values(pair for pair in pairs if pair != (facet, value))}
        found.append(ChosenFilter(words[facet][value], url_for(str(request.endpoint), **others)))
    return found


def _ways_to_add(
    chosen: Chosen,
    known: Mapping[Facet, Mapping[str, int]],
    words: Mapping[Facet, Mapping[str, str]],
    asked: str,
) -> Sequence[Way]:
    """Return the ways by which an answer can be narrowed: those that some course has, not chosen yet."""
    added = []
    for value, _count in _in_order(known[Facet.WAY], words[Facet.WAY]):
        if value not in chosen.get(Facet.WAY, ()):
            values: dict[str, Any] = {facet.value: list(kept) for facet, kept in chosen.items()}
            values[Facet.WAY.value] = [*chosen.get(Facet.WAY, ()), value]
            words_of = _("只看有%(way)s的", way=words[Facet.WAY][value])
            added.append((words_of, url_for("search.results", q=asked, **values), None))
    return added


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
        for value, count in _in_order(known[Facet.CATEGORY], words[Facet.CATEGORY])
    ]
    return [*found, (_("全部课程"), url_for("search.courses"), None)]


def _values(pairs: Iterable[tuple[Facet, str]]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for facet, value in pairs:
        values.setdefault(facet.value, []).append(value)
    return values


def _bases(session: Session, courses: Iterable[CourseSummary]) -> Mapping[int, TrainingBase]:
    ids = [one.course.base_id for one in courses if one.course.base_id is not None]
    return {base.id: base for base in providers.bases_by_id(session, ids)}
