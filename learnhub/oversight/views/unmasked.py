"""Who saw a whole number, and why."""

from datetime import datetime, time

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames, people_of_auditor
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.audit import service as audit
from learnhub.audit.models import AuditEvent
from learnhub.oversight.forms import SinceForm
from learnhub.oversight.views.blueprint import bp
from learnhub.primitives import SHANGHAI, comma_separated, today
from learnhub.web import ROWS_PER_PAGE, Paging, current_person, page, reading, requires
from learnhub.web.kept_words import deed_told
from learnhub.web.paging import page_number

_ROWS_MAX = 20_000


@bp.get("/audit/unmasked")
@requires(Role.AUDITOR)
def unmasked() -> ResponseReturnValue:
    """List who saw a whole number, of whom and why, newest first; as a table to keep when asked for."""
    form = SinceForm(request.args)
    is_good = form.validate()
    since = form.since.data if is_good else None
    beginning = datetime.combine(since, time(), SHANGHAI) if since is not None else None
    is_file = is_good and request.args.get("as") == "csv"
    number = 1 if is_file else page_number(request.args.get("page"))
    with reading() as session:
        events, total = audit.viewings(
            session,
            people=people_of_auditor(holdings_of(current_person()), today()),
            since=beginning,
            number=number,
            size=_ROWS_MAX if is_file else ROWS_PER_PAGE,
        )
        ids = [int(e.object_id) for e in events if e.object_kind == "person"]
        names = nicknames(session, [*ids, *(e.actor_id for e in events if e.actor_id)])
        if is_file:
            return _table([_cells(event, names) for event in events])
        return page(
            "oversight/unmasked.html",
            200 if is_good else 422,
            form=form,
            since=since,
            paging=Paging([_cells(event, names) for event in events], number, total),
        )


def _cells(event: AuditEvent, names: object) -> list[str]:
    known = dict(names) if isinstance(names, dict) else {}
    seen = event.happened_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    whom = (
        known.get(int(event.object_id), event.object_id) if event.object_kind == "person" else event.object_id
    )
    return [
        seen,
        known.get(event.actor_id, str(event.actor_id or "")),
        deed_told(event.words),
        str(whom),
        event.reason,
    ]


def _table(rows: list[list[str]]) -> Response:
    written = comma_separated(["时间", "谁", "看了什么", "谁的", "理由"], rows)
    headers = {"Content-Disposition": "attachment; filename=unmasked.csv", "Cache-Control": "no-store"}
    return Response(written, content_type="text/csv; charset=utf-8", headers=headers)
