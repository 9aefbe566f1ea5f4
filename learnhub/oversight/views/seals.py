"""Seals to take away: the superior office keeps them, and compares them later."""

import io
import zipfile
from datetime import datetime, time

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.evidence import service as evidence
from learnhub.evidence.adapters.seal_files import seal_bytes, seal_name
from learnhub.oversight.forms import SinceForm
from learnhub.oversight.views.blueprint import bp
from learnhub.primitives import SHANGHAI
from learnhub.web import ROWS_PER_PAGE, Paging, page, reading, requires
from learnhub.web.paging import page_number

_LONG_AGO = (2020, 1, 1, 0, 0, 0)  # the same seals make the same file


@bp.get("/audit/seals")
@requires(Role.AUDITOR, Role.OFFICER)
def seals() -> ResponseReturnValue:
    """List the seals, newest first, and offer them as files."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows, total = evidence.newest_seals(session, number=number, size=ROWS_PER_PAGE)
        return page("oversight/seals.html", form=SinceForm(), paging=Paging(rows, number, total))


@bp.get("/audit/seals.zip")
@requires(Role.AUDITOR, Role.OFFICER)
def seal_files() -> ResponseReturnValue:
    """Send the files of all seals, or of those since a day, as a zip: at most as many as a year has hours."""
    form = SinceForm(request.args)
    if not form.validate():
        with reading() as session:
            rows, total = evidence.newest_seals(session, number=1, size=ROWS_PER_PAGE)
            return page("oversight/seals.html", 422, form=form, paging=Paging(rows, 1, total))
    since = form.since.data
    beginning = datetime.combine(since, time(), SHANGHAI) if since is not None else None
    written = io.BytesIO()
    with reading() as session, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for seal in evidence.seals_since(session, beginning):
            archive.writestr(zipfile.ZipInfo(seal_name(seal.number), _LONG_AGO), seal_bytes(seal))
    return zip_answer(written.getvalue(), "seals.zip")


def zip_answer(content: bytes, name: str) -> Response:
    """Answer with a zip to keep."""
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "no-store"}
    return Response(content, content_type="application/zip", headers=headers)
