"""What could not be sent, for the administrator: no word of it and no address."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, to
from learnhub.messages import service
from learnhub.messages.rules import CHANNEL_WORDS
from learnhub.messages.views.blueprint import bp
from learnhub.primitives import instant_now, say
from learnhub.web import ROWS_PER_PAGE, Paging, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number

DONE = {"again": say("没送到的正在再送一次。")}


@bp.get("/office/messages")
@requires(Role.ADMIN)
def undelivered() -> ResponseReturnValue:
    """List what was given up, and say where SMS and e-mail go on this site."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = service.dead(session, number=number, size=ROWS_PER_PAGE)
        return page(
            "messages/undelivered.html",
            paging=Paging(rows, number, total),
            names=nicknames(session, [row.person_id for row in rows]),
            channels=CHANNEL_WORDS,
            has_mail_server=bool(settings().mail_server),
            done=done(DONE),
        )


@bp.post("/office/messages/retries")
@requires(Role.ADMIN)
def try_again() -> ResponseReturnValue:
    """Send once more what was given up."""
    with transaction() as session:
        service.try_dead_again(session, now=instant_now())
    return to("messages.undelivered", done="again")
