"""Searches that a person keeps, to hear of new courses."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.views.circumstances import done, to
from learnhub.primitives import Refusal, instant_now, say
from learnhub.search import service
from learnhub.search.rules import Facet, chosen_facets
from learnhub.search.views.blueprint import bp
from learnhub.search.views.facets import known_alone
from learnhub.web import current_person, page, reading, settings, signed_in, transaction

DONE = {
    "saved": say("已经保存。有新课程符合时，会发站内消息告诉您。"),
    "dropped": say("已经去掉。以后不再告诉您。"),
}


@bp.get("/me/searches")
@signed_in
def saved_searches() -> ResponseReturnValue:
    """List what the person keeps."""
    return _shown("")


@bp.post("/me/searches")
@signed_in
def save_search() -> ResponseReturnValue:
    """Keep a search: its words, and the filters that were on."""
    current = settings()
    with transaction() as session:
        known = service.known_values(session)
        asked = chosen_facets({facet.value: request.form.getlist(facet.value) for facet in Facet})
        outcome = service.save_search(
            session,
            service.index_for(session, current),
            service.word_table(session, current),
            request.form.get("q", ""),
            known_alone(asked, known),
            person_id=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        return _shown(outcome.sentence, 409)
    return to("search.saved_searches", done="saved")


@bp.post("/me/searches/dropped")
@signed_in
def drop_search() -> ResponseReturnValue:
    """Drop a search; one of somebody else is left as it is, and one that has gone stays gone."""
    told = request.form.get("saved", "")
    number = int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
    with transaction() as session:
        service.drop_search(session, number, person_id=current_person().person_id)
    return to("search.saved_searches", done="dropped")


def _shown(refusal: str, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        return page(
            "search/saved_searches.html",
            status,
            saved=service.saved_searches(session, current_person().person_id),
            refusal=refusal,
            done=done(DONE),
        )
