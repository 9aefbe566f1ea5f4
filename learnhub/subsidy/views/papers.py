"""Papers of claims to take away: the base's package as table and PDF, a trainee's statement as PDF."""

from datetime import datetime

from flask import Response
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import keys
from learnhub.formats.adapters import typesetting
from learnhub.formats.adapters.sheets import MEDIA_TYPE
from learnhub.primitives import today
from learnhub.providers.service import base_or_none
from learnhub.regions.service import region_name
from learnhub.subsidy.adapters import print as printing
from learnhub.subsidy.adapters import sheets
from learnhub.subsidy.rules.papers import Paper
from learnhub.subsidy.service import claims as service
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.claims import shown_claim
from learnhub.subsidy.views.statements import own_claim
from learnhub.web import by_own_secret, page, reading, requires, settings, signed_in


@bp.get("/claims/<int:claim_id>/package.xlsx")
@requires(Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def claim_sheet(claim_id: int) -> ResponseReturnValue:
    """Send the package of a claim as a table."""
    paper, _at = _package(claim_id)
    return _sent(sheets.written(paper), MEDIA_TYPE, "package.xlsx")


@bp.get("/claims/<int:claim_id>/package.pdf")
@requires(Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def claim_paper(claim_id: int) -> ResponseReturnValue:
    """Send the package of a claim as PDF/UA."""
    paper, at = _package(claim_id)
    return _printed(paper, at, "package.pdf")


@bp.get("/me/subsidy/<int:enrolment_id>/claims/<int:claim_id>.pdf")
@by_own_secret
@signed_in
def own_statement(enrolment_id: int, claim_id: int) -> ResponseReturnValue:
    """Send the trainee's own statement as PDF/UA."""
    with reading() as session:
        enrolment, found = own_claim(session, enrolment_id, claim_id)
        paper = service.statement(session, found, enrolment, site_name=settings().site_name, on=today())
        at = found.steps[-1].taken_at
    return _printed(paper, at, "statement.pdf")


def _package(claim_id: int) -> tuple[Paper, datetime]:
    with reading() as session:
        found = shown_claim(session, claim_id)
        base = base_or_none(session, found.base_id)
        paper = service.package(
            session,
            found,
            keys=keys(),
            base=base.name if base else "",
            region=region_name(settings().content_dir, found.region_code),
            site_name=settings().site_name,
            on=today(),
        )
        return paper, found.steps[-1].taken_at


def _printed(paper: Paper, at: datetime, name: str) -> ResponseReturnValue:
    if not typesetting.is_installed():
        return page("subsidy/no_print.html", 404)
    return _sent(printing.written(paper, at=at), "application/pdf", name)


def _sent(content: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, mimetype=kind, headers=headers)
