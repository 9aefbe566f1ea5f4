"""What everybody may read and object to, for as long as a notice runs; search engines are asked to leave it alone."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules.waits import Deed
from learnhub.accounts.service import attempts
from learnhub.accounts.views.circumstances import keys, visitor_address
from learnhub.notices import service
from learnhub.notices.forms import FollowForm, ObjectionForm
from learnhub.notices.models import PublicNotice
from learnhub.notices.rules import NoticeState
from learnhub.notices.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.service import region_name
from learnhub.web import page, public, reading, settings, shown_once, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of


@bp.get("/notices")
@public("a public notice is for everybody")
def notices() -> ResponseReturnValue:
    """List the notices that run."""
    with reading() as session:
        rows = service.open_notices(session, on=today())
        return unlisted(
            page(
                "notices/notices.html",
                paging=part_of(rows, page_number(request.args.get("page"))),
                region_of=_region_of,
            )
        )


@bp.get("/notices/<int:notice_id>")
@public("a public notice is for everybody")
def notice(notice_id: int) -> ResponseReturnValue:
    """Show a notice while it runs; afterwards only that it is over."""
    with reading() as session:
        told = _told(session, notice_id)
        if told.state is not NoticeState.OPEN:
            return unlisted(page("notices/notice_over.html", 410, notice=told.notice))
        return unlisted(
            page(
                "notices/notice.html",
                notice=told.notice,
                paging=part_of(told.notice.items, page_number(request.args.get("page"))),
                region=_region_of(told.notice),
            )
        )


@bp.get("/notices/<int:notice_id>/objection")
@public("whoever reads a notice may object to it")
def objection(notice_id: int) -> ResponseReturnValue:
    """Ask what is wrong."""
    with reading() as session:
        found = _running(session, notice_id)
    return unlisted(page("notices/objection.html", form=ObjectionForm(), notice=found))


@bp.post("/notices/<int:notice_id>/objection")
@public("whoever reads a notice may object to it")
@shown_once
def make_objection(notice_id: int) -> ResponseReturnValue:
    """Take an objection, and tell the number to follow it by: once, on no address of its own."""
    form = ObjectionForm()
    with reading() as session:
        found = _running(session, notice_id)
    if not form.validate():
        return unlisted(page("notices/objection.html", 422, form=form, notice=found))
    outcome = _objected(notice_id, tidy(form.words.data))
    if not isinstance(outcome, Refusal):
        return unlisted(page("notices/objection_taken.html", notice=found, code=grouped(outcome)))
    form.refuse(outcome)
    status = 429 if outcome.code == "too-many" else 422
    return unlisted(page("notices/objection.html", status, form=form, notice=found))


@bp.get("/notices/objections")
@public("an objector follows an objection without an account")
def follow() -> ResponseReturnValue:
    """Ask for the number of an objection."""
    return unlisted(page("notices/follow.html", form=FollowForm(), told=None))


@bp.post("/notices/objections")
@public("an objector follows an objection without an account")
def show_objection() -> ResponseReturnValue:
    """Show what became of an objection; the number stands in no address."""
    form = FollowForm()
    if form.validate():
        with reading() as session:
            told = service.objection_by_code_or_none(session, form.code.data or "")
            if told is not None:
                return unlisted(page("notices/follow.html", form=form, told=told))
        form.refuse(Refusal("no-such-code", say("没有找到这个查询号，请再对一遍 12 位数字。"), field="code"))
    return unlisted(page("notices/follow.html", 422, form=form, told=None))


def _objected(notice_id: int, words: str) -> str | Refusal:
    """Take an objection. Counted by address alone: what strangers send elsewhere closes nobody's way but their own."""
    now = instant_now()
    here, _anywhere, of_address = attempts.counters(
        keys(), Deed.OBJECTION, name=str(notice_id), address=visitor_address()
    )
    with transaction() as session:
        counting = session.begin_nested()
        if attempts.take(session, (here, of_address), now=now) is not None:
            return service.enough_for_today(here.free)
        outcome = service.object_to(session, _running(session, notice_id), words=words, now=now)
        if isinstance(outcome, Refusal):
            counting.rollback()  # only what was taken counts: forgiving would begin the notice anew
        return outcome


def grouped(code: str) -> str:
    """Write a number in groups of four, as it is heard and copied best."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _told(session: Session, notice_id: int) -> service.NoticeTold:
    found = service.notice_or_none(session, notice_id)
    if found is None:
        abort(404)
    return service.notice_told(session, found, on=today())


def _running(session: Session, notice_id: int) -> PublicNotice:
    told = _told(session, notice_id)
    if told.state is not NoticeState.OPEN:
        abort(410)
    return told.notice


def _region_of(found: PublicNotice) -> str:
    return region_name(settings().content_dir, found.region_code)


def unlisted(answer: Response) -> Response:
    """Keep an answer out of caches and of other people's search."""
    answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    answer.headers["Cache-Control"] = "no-store"
    return answer
