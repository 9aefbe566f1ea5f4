"""The letter to a base about what it still owes: as a page and as PDF."""

import tempfile
from io import BytesIO
from pathlib import Path

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.authoring.service.publication.facts import stuck_drafts
from learnhub.formats.adapters import typesetting
from learnhub.primitives import instant_now, today
from learnhub.providers.models import TrainingBase
from learnhub.providers.views.particulars import own_base
from learnhub.quota import service
from learnhub.quota.adapters.letter_paper import write_letter
from learnhub.quota.rules import Letter
from learnhub.quota.service.reminding import letter_of
from learnhub.quota.views.blueprint import bp
from learnhub.web import page, reading, requires, settings
from learnhub.web.words import _


@bp.get("/bases/<slug>/letter")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def letter(slug: str) -> ResponseReturnValue:
    """Show the letter to a base, to its managers and to the officers of its region."""
    base, told = _letter(slug)
    return page("quota/letter.html", base=base, letter=told, has_paper=typesetting.is_installed())


@bp.get("/bases/<slug>/letter.pdf")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def letter_paper(slug: str) -> ResponseReturnValue:
    """Send the letter as PDF/UA-1."""
    _base, told = _letter(slug)
    if not typesetting.is_installed():
        abort(404)
    with tempfile.TemporaryDirectory(prefix="letter-") as made:
        content = write_letter(told, Path(made))
    answer = send_file(
        BytesIO(content), mimetype="application/pdf", as_attachment=True, download_name=_("提醒信.pdf")
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _letter(slug: str) -> tuple[TrainingBase, Letter]:
    with reading() as session:
        base = own_base(session, slug)
        board = service.board(session, base, service.rules(settings().content_dir), today())
        stuck = stuck_drafts(session, [base.id], now=instant_now())
        return base, letter_of(board, stuck, sender=settings().site_name, today=today())
