"""From a record down to every row that it rests on, and back; and its evidence bundle."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor
from learnhub.audit import service as audit
from learnhub.audit.rules import Concern
from learnhub.oversight.forms import ReasonForm
from learnhub.oversight.rules import values_told
from learnhub.oversight.service import trail
from learnhub.oversight.service.bundles import record_or_none
from learnhub.oversight.service.exports import Asked, bundle_zip_or_none
from learnhub.oversight.service.handing_out import claims_of_record
from learnhub.oversight.views.blueprint import auditor_reach, bp, place_words, reach
from learnhub.oversight.views.seals import zip_answer
from learnhub.policy.service import figures_in_force
from learnhub.primitives import fen_text, instant_now, say
from learnhub.regions.rules import contains
from learnhub.subsidy.models import BlendedRecord
from learnhub.web import Paging, current_person, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

_ROWS = 12  # a link each, and a page has at most 25 stops
_RESTING_SHOWN = 10


@bp.get("/audit")
@requires(Role.AUDITOR, Role.OFFICER)
def audit_desk() -> ResponseReturnValue:
    """Lead to what can be checked, and list the records of the own region."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = trail.newest_records(session, reach(), number=number, size=_ROWS)
        return page(
            "oversight/audit_desk.html",
            paging=Paging(rows, number, total, _ROWS),
            numbers=trail.class_numbers(session, {one.training_class_id for one in rows}),
            place_words=place_words,
            is_auditor=current_person().has_role(Role.AUDITOR),
        )


@bp.get("/audit/records/<int:record_id>")
@requires(Role.AUDITOR, Role.OFFICER)
def record(record_id: int) -> ResponseReturnValue:
    """Show every row that a record rests on."""
    with reading() as session:
        return _record_page(session, _record_in_reach(session, record_id), ReasonForm())


@bp.get("/audit/records/<int:record_id>/rows/<int:position>")
@requires(Role.AUDITOR, Role.OFFICER)
def row(record_id: int, position: int) -> ResponseReturnValue:
    """Show one row of the evidence, and which records rest on it. ?chain: another chain than the trainee's own, by name."""
    with reading() as session:
        found = _record_in_reach(session, record_id)
        told = trail.row_or_none(session, found, request.args.get("chain", ""), position)
        if told is None:
            abort(404)
        values = values_told(told.payload) if told.payload is not None else None
        return page("oversight/row.html", record=found, told=told, values=values, most=_RESTING_SHOWN)


@bp.post("/audit/records/<int:record_id>/bundle")
@requires(Role.AUDITOR, Role.OFFICER)
def bundle(record_id: int) -> ResponseReturnValue:
    """Send the evidence bundle to somebody who says what for; recorded, because it tells much of one person."""
    form = ReasonForm()
    current = settings()
    with transaction() as session:
        found = _record_in_reach(session, record_id)
        if not form.validate():
            return _record_page(session, found, form, 422)
        asked = Asked(record_id, current.site_name, current.content_dir / "policy", instant_now())
        made = bundle_zip_or_none(session, asked, figures_in_force(session, current.content_dir))
        assert made is not None
        concern = Concern("blended-record", str(record_id))
        reason = form.reason.data or ""
        audit.record(
            session, actor(), "bundle-taken", say("下载证据包"), concern, reason=reason, now=instant_now()
        )
    return zip_answer(made, f"record-{record_id}.zip")


def _record_page(
    session: Session, found: BlendedRecord, form: ReasonForm, status: int = 200
) -> ResponseReturnValue:
    rows = trail.rows_of(session, found)
    return page(
        "oversight/record.html",
        status,
        form=form,
        record=found,
        region=place_words(found.region_code),
        total=fen_text(sum(line.amount_fen for line in found.lines)),
        lines=[
            (trail.kind_words(line), fen_text(line.amount_fen), line.sentence, line.rule)
            for line in found.lines
        ],
        paging=part_of(rows, page_number(request.args.get("page")), _ROWS),
        claims=claims_of_record(session, found.id)
        if any(contains(code, found.region_code) for code in auditor_reach())
        else (),
    )


def _record_in_reach(session: Session, record_id: int) -> BlendedRecord:
    found = record_or_none(session, record_id)
    if found is None or not any(contains(code, found.region_code) for code in reach()):
        abort(404)
    return found
