"""Find a course by pictures with words: what kind of work, which way of learning, then the courses that are there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from learnhub.accessibility.current import current_profile
from learnhub.catalogue.rules import CATEGORIES
from learnhub.catalogue.service import CourseSummary
from learnhub.search import service
from learnhub.search.rules import Facet
from learnhub.search.rules.pictures import (
    FEW_MAX,
    KIND_PICTURES,
    MANY_MAX,
    WAY_PICTURES,
    narrowing,
    part_of_choices,
)
from learnhub.search.views.blueprint import bp
from learnhub.web import page, public, reading
from learnhub.web.bodies import asks_anything
from learnhub.web.paging import page_number
from learnhub.web.words import _

_ANY = "any"
# Of a kind with more courses than this the last page leads to the list, which can be narrowed further.
_COURSES_MAX = 30
_VERSIONS = {"simple": True, "whole": False}
Choice = tuple[str, str, str]  # an item of the component picture_choices: drawing, words, address


@dataclass(frozen=True, slots=True)
class Step:
    """One question. choices: its answers, none of which leads nowhere. back: the words and address of the step before, or None."""

    question: str
    choices: Sequence[Choice]
    back: tuple[str, str] | None = None


@bp.get("/search/pictures")
@asks_anything
@public("anybody may look for a course")
def pictures() -> ResponseReturnValue:
    """Ask for a kind of work, then for a way of learning where that makes a difference, then show the courses.

    shown: "simple" (three choices a page) or "whole"; without it as the profile chooses.
    """
    told = request.args.get("shown", "")
    is_simple = _VERSIONS.get(told, current_profile().is_easy_read_first)
    kept: dict[str, Any] = {"shown": told} if told in _VERSIONS else {}
    with reading() as session:
        kinds = service.facet_counts(session, {})[Facet.CATEGORY]
        kind, way = request.args.get("category", ""), request.args.get("has", "")
        if kind not in kinds:
            step = _kinds(kinds, kept)
        else:
            counts = service.facet_counts(session, {Facet.CATEGORY: (kind,)})[Facet.WAY]
            ways = narrowing(counts, kinds[kind])
            if ways and way not in (*ways, _ANY):
                step = _ways(kind, ways, kept)
            else:
                chosen: dict[Facet, tuple[str, ...]] = {
                    Facet.CATEGORY: (kind,),
                    **({Facet.WAY: (way,)} if way in ways else {}),
                }
                listed = service.listing(session, chosen, number=1, size=_COURSES_MAX)
                step = _courses(
                    kind, listed.courses.rows, listed.courses.total, chosen, has_ways=bool(ways), kept=kept
                )
        part = part_of_choices(
            step.choices, page_number(request.args.get("page")), FEW_MAX if is_simple else MANY_MAX
        )
        asked: dict[str, Any] = {
            name: request.args[name] for name in ("category", "has") if name in request.args
        }
        others: Choice = (
            "more",
            _("看别的"),
            url_for("search.pictures", **asked, **kept, page=part.number + 1),
        )
        return page(
            "search/pictures.html",
            step=step,
            choices=[*part.choices, others] if part.has_more else part.choices,
            number=part.number,
            is_simple=is_simple,
            kept=kept,
            before=url_for("search.pictures", **asked, **kept, page=part.number - 1)
            if part.number > 1
            else "",
            here=url_for("search.pictures", **asked, **kept, page=part.number),
        )


def _kinds(kinds: Mapping[str, int], kept: Mapping[str, Any]) -> Step:
    choices = [
        (KIND_PICTURES[kind], words, url_for("search.pictures", category=kind, **kept))
        for kind, words in CATEGORIES.items()
        if kind in kinds
    ]
    return Step(_("想做什么工作？"), choices)


def _ways(kind: str, ways: Sequence[str], kept: Mapping[str, Any]) -> Step:
    choices: list[Choice] = [
        (*WAY_PICTURES[way], url_for("search.pictures", category=kind, has=way, **kept)) for way in ways
    ]
    choices.append(("list", _("都可以"), url_for("search.pictures", category=kind, has=_ANY, **kept)))
    question = _("%(kind)s：想怎么学？", kind=CATEGORIES[kind])
    return Step(question, choices, (_("上一步：选工作"), url_for("search.pictures", **kept)))


def _courses(
    kind: str,
    courses: Sequence[CourseSummary],
    total: int,
    chosen: Mapping[Facet, Sequence[str]],
    *,
    has_ways: bool,
    kept: Mapping[str, Any],
) -> Step:
    choices = [
        (
            KIND_PICTURES[kind],
            _("%(title)s：可以报名", title=one.version.title)
            if one.course.state.value == "published"
            else _("%(title)s：还在筹备，可以试学", title=one.version.title),
            url_for("pages.course", slug=one.course.slug),
        )
        for one in courses
    ]
    if total > len(courses):
        values: dict[str, Any] = {facet.value: list(told) for facet, told in chosen.items()}
        choices.append(("list", _("全部 %(count)d 门课程", count=total), url_for("search.courses", **values)))
    back = (
        (_("上一步：选学法"), url_for("search.pictures", category=kind, **kept))
        if has_ways
        else (_("上一步：选工作"), url_for("search.pictures", **kept))
    )
    return Step(_("%(kind)s：选一门课", kind=CATEGORIES[kind]), choices, back)
