"""Lists to compare with, and the hits that a person looks at."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.directory import nicknames, people_of_auditor
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.oversight.forms import HitForm, ListForm
from learnhub.oversight.models import MatchHit, MatchList
from learnhub.oversight.rules import KIND_WORDS, LIST_BYTES_MAX, OUTCOME_WORDS, HitOutcome, ListKind
from learnhub.oversight.service import matches as service
from learnhub.oversight.views.blueprint import bp, place_words, reach, region_choices
from learnhub.primitives import Refusal, fen_text, instant_now, say, today
from learnhub.regions.rules import contains
from learnhub.web import current_person, once, page, reading, requires, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.paging import page_number, part_of

_HITS = 8  # two links each, and a page has at most 25 stops
DONE = {"compared": say("已经比对。文件和里面的号码没有留下。"), "decided": say("核对的结果已经记下。")}


@bp.get("/audit/lists")
@requires(Role.AUDITOR)
def lists() -> ResponseReturnValue:
    """List what was compared, and offer to compare another list."""
    return _lists_page(_form())


@takes_up_to(LIST_BYTES_MAX)
@bp.post("/audit/lists")
@requires(Role.AUDITOR)
@once
def compare_list() -> ResponseReturnValue:
    """Compare a list with the people of the chosen region, whose officers read the hits; of the file only its digest is kept."""
    form = _form()
    form.file.data = request.files.get("file")
    if not form.validate():
        return _lists_page(form, 422)
    with transaction() as session:
        brought = service.Brought(
            ListKind(form.kind.data),
            form.name.data or "",
            form.file.data.read(LIST_BYTES_MAX + 1),
            form.region.data or "",
            people_of_auditor([Holding(Role.AUDITOR, region_code=form.region.data or None)], today()),
        )
        made = service.compare(session, keys(), actor(), brought, now=instant_now())
    if isinstance(made, Refusal):
        form.refuse(made)
        return _lists_page(form, 422)
    return to("oversight.match_list", list_id=made.id, done="compared")


@bp.get("/audit/lists/<int:list_id>")
@requires(Role.AUDITOR, Role.OFFICER)
def match_list(list_id: int) -> ResponseReturnValue:
    """Show the hits of a list."""
    with reading() as session:
        kept = _list_in_reach(session, list_id)
        paging = part_of(service.hits_of(session, list_id), page_number(request.args.get("page")), _HITS)
        people = sorted({hit.person_id for hit in paging.rows})
        return page(
            "oversight/match_list.html",
            kept=kept,
            kind_words=KIND_WORDS,
            outcome_words=OUTCOME_WORDS,
            region=place_words(kept.region_code),
            paging=paging,
            names=nicknames(session, people),
            records=service.records_of_people(session, people, reach()),
            fen_text=fen_text,
            may_decide=current_person().has_role(Role.OFFICER),
            done=done(DONE),
        )


@bp.get("/audit/lists/<int:list_id>/hits/<int:hit_id>")
@requires(Role.OFFICER)
def hit(list_id: int, hit_id: int) -> ResponseReturnValue:
    """Ask what was found about a hit."""
    with reading() as session:
        kept, found = _hit_in_reach(session, list_id, hit_id)
        return _hit_page(session, kept, found, HitForm())


@bp.post("/audit/lists/<int:list_id>/hits/<int:hit_id>")
@requires(Role.OFFICER)
def decide_hit(list_id: int, hit_id: int) -> ResponseReturnValue:
    """Record what was found."""
    form = HitForm()
    with transaction() as session:
        kept, found = _hit_in_reach(session, list_id, hit_id, for_update=True)
        if not form.validate():
            return _hit_page(session, kept, found, form, 422)
        refusal = service.decide(
            session,
            actor(),
            found,
            HitOutcome(form.outcome.data),
            reason=form.reason.data or "",
            now=instant_now(),
        )
        if refusal is not None:
            form.refuse(refusal)
            return _hit_page(session, kept, found, form, 422)
    return to("oversight.match_list", list_id=list_id, done="decided")


def _lists_page(form: ListForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        paging = part_of(service.lists_in(session, reach()), page_number(request.args.get("page")))
        return page(
            "oversight/lists.html",
            status,
            form=form,
            paging=paging,
            counts=service.open_counts(session, [one.id for one in paging.rows]),
            kind_words=KIND_WORDS,
            place_words=place_words,
            megabytes=LIST_BYTES_MAX // (1024 * 1024),
        )


def _hit_page(
    session: Session, kept: MatchList, found: MatchHit, form: HitForm, status: int = 200
) -> ResponseReturnValue:
    return page(
        "oversight/hit.html",
        status,
        form=form,
        kept=kept,
        hit=found,
        kind_words=KIND_WORDS,
        nickname=nicknames(session, [found.person_id])[found.person_id],
    )


def _list_in_reach(session: Session, list_id: int) -> MatchList:
    found = service.list_or_none(session, list_id)
    if found is None or not any(contains(code, found.region_code) for code in reach()):
        abort(404)
    return found


def _hit_in_reach(
    session: Session, list_id: int, hit_id: int, *, for_update: bool = False
) -> tuple[MatchList, MatchHit]:
    kept = _list_in_reach(session, list_id)
    found = service.hit_or_none(session, list_id, hit_id, for_update=for_update)
    if found is None:
        abort(404)
    return kept, found


def _form() -> ListForm:
    form = ListForm()
    form.region.choices = region_choices()
    return form
