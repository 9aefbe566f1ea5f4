"""The numbers of a class's certificates as a table, for a reason that is written down."""

from flask import Response, abort
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.forms import ReasonForm
from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, keys
from learnhub.completion import service
from learnhub.completion.service import NumberRow
from learnhub.completion.views.blueprint import bp
from learnhub.completion.views.reviews import is_base, is_office
from learnhub.formats.adapters import sheets
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.training.models import TrainingClass
from learnhub.training.views.approved_rolls import shown_class
from learnhub.web import page, reading, requires, transaction
from learnhub.web.forms import tidy
from learnhub.web.words import _, shown_date


@bp.get("/classes/<int:class_id>/completion/numbers")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def certificate_numbers(class_id: int) -> ResponseReturnValue:
    """Ask why the numbers are wanted."""
    with reading() as session:
        found = _own_class(session, class_id)
        return page("completion/certificate_numbers.html", form=ReasonForm(), training_class=found)


@bp.post("/classes/<int:class_id>/completion/numbers")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def take_certificate_numbers(class_id: int) -> ResponseReturnValue:
    """Send the table; it never has an address of its own, and each holder's row says who took it and why."""
    form = ReasonForm()
    now = instant_now()
    with transaction() as session:
        found = _own_class(session, class_id)
        if form.validate():
            reason = tidy(form.reason.data)
            outcome = service.certificate_numbers(session, keys(), actor(), found, reason=reason, now=now)
            if not isinstance(outcome, Refusal):
                day = shown_date(local_date(now), "yyyy年M月d日")
                return _sent(found, outcome, day, reason)
            form.refuse(outcome)
        return page("completion/certificate_numbers.html", 422, form=form, training_class=found)


def _own_class(session: Session, class_id: int) -> TrainingClass:
    found = shown_class(session, class_id)
    if not (is_base(found) or is_office(found)):
        abort(404)
    return found


def _sent(found: TrainingClass, rows: tuple[NumberRow, ...], day: str, reason: str) -> Response:
    facts = [
        (_("班级"), _("%(title)s（班号 %(number)s）", title=found.title, number=found.number)),
        (_("导出日期"), day),
        (_("理由"), reason),
        (_("证书张数"), str(len(rows))),
        (_("请注意"), _("编号只用于写明的理由，用完请删掉这个文件。")),
    ]
    columns = (_("姓名"), _("证书"), _("编号"), _("颁发单位"), _("颁发日期"), _("现在"))
    cells = [
        (
            row.name,
            row.title,
            row.number or _("已经按保存期限删去"),
            row.issuer,
            row.issued_on.isoformat() if row.issued_on else "",
            row.state,
        )
        for row in rows
    ]
    content = sheets.written([(_("证书编号"), columns, cells), (_("说明"), (_("项目"), _("内容")), facts)])
    headers = {
        "Content-Disposition": "attachment; filename=certificate-numbers.xlsx",
        "Cache-Control": "no-store",
    }
    return Response(content, mimetype=sheets.MEDIA_TYPE, headers=headers)
