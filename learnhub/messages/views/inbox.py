"""The inbox: what was told, newest first; opened, read, or all read at one press."""

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import BuildError

from learnhub.accounts.views.circumstances import done, to, to_address
from learnhub.messages import service
from learnhub.messages.rules import KINDS, Kind
from learnhub.messages.service import MessageTold
from learnhub.messages.views.blueprint import bp
from learnhub.primitives import instant_now, say
from learnhub.web import (
    ROWS_PER_PAGE,
    Paging,
    current_person,
    page,
    reading,
    signed_in,
    site,
    transaction,
)
from learnhub.web.forms import NUMBER_MAX
from learnhub.web.paging import page_number

DONE = {"read": say("这一条看过了。"), "all-read": say("消息都看过了。")}
# Simple pages are for people who chose the easy-read edition; `accessibility` lies above and hands this to the layout.
_SIMPLE = "data-simple"


@bp.get("/me/messages")
@signed_in
def inbox() -> ResponseReturnValue:
    """Show one's messages; whoever chose simple pages is shown one at a time, unless they ask for the list."""
    person_id = current_person().person_id
    number = page_number(request.args.get("page"))
    with reading() as session:
        waiting = service.unread_count(session, person_id)
        if _is_simple() and "page" not in request.args:
            first = service.unread(session, person_id, size=1)
            return page(
                "messages/next_message.html",
                message=first[0] if first else None,
                waiting=waiting,
                done=done(DONE),
            )
        rows, total = service.inbox(session, person_id, number=number, size=ROWS_PER_PAGE)
        return page(
            "messages/inbox.html",
            paging=Paging(rows, number, total),
            places={row.id: _place(row) for row in rows},
            waiting=waiting,
            counted_max=service.UNREAD_COUNTED_MAX,
            until=service.newest_id(session, person_id),
            slugs=SLUGS,
            done=done(DONE),
        )


@bp.get("/me/messages/unread")
@signed_in
def unread_messages() -> ResponseReturnValue:
    """Tell what wasn't read yet in plain sentences, nothing else: the page that is read aloud."""
    with reading() as session:
        rows = service.unread(session, current_person().person_id, size=ROWS_PER_PAGE)
        return page("messages/unread_messages.html", rows=rows)


@bp.get("/me/messages/kinds/<slug>")
@signed_in
def messages_of_kind(slug: str) -> ResponseReturnValue:
    """Show all messages of one kind, those too that stand under another."""
    kind = next((one for one, known in SLUGS.items() if known == slug), None)
    if kind is None:
        abort(404)
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = service.of_kind(
            session, current_person().person_id, kind, number=number, size=ROWS_PER_PAGE
        )
        return page(
            "messages/messages_of_kind.html",
            paging=Paging(rows, number, total),
            places={row.id: _place(row) for row in rows},
            name=KINDS[kind].name,
            slug=slug,
        )


@bp.post("/me/messages/read")
@signed_in
def read_all() -> ResponseReturnValue:
    """Mark as read what the page showed; what came since stays unread. A form that doesn't say how far it reached marks nothing."""
    told = request.form.get("until", "")
    until_id = min(int(told[:12]), NUMBER_MAX) if told.isascii() and told.isdigit() else 0
    with transaction() as session:
        service.read_all(session, current_person().person_id, until_id=until_id, now=instant_now())
    return to("messages.inbox", done="all-read")


@bp.post("/me/messages/<int:message_id>/opening")
@signed_in
def open_message(message_id: int) -> ResponseReturnValue:
    """Mark a message as read and lead to its place."""
    return to_address(_place(_read(message_id)) or url_for("messages.inbox"))


@bp.post("/me/messages/<int:message_id>/read")
@signed_in
def read_message(message_id: int) -> ResponseReturnValue:
    """Mark a message as read and stay."""
    _read(message_id)
    return to("messages.inbox", done="read")


def _read(message_id: int) -> MessageTold:
    with transaction() as session:
        told = service.read(session, current_person().person_id, message_id, now=instant_now())
    if told is None:
        abort(404)
    return told


def _place(message: MessageTold) -> str | None:
    """Return where a message leads; None when there is no such page any more."""
    try:
        return url_for(message.endpoint, **message.arguments)
    except BuildError:
        return None


def _is_simple() -> bool:
    return site().parts.html_attributes().get(_SIMPLE) == "on"


SLUGS = {kind: kind.value.replace(" ", "-") for kind in Kind}
