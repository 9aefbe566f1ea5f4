"""The desk of an office: what waits, and the ways to everything else."""

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.pages.service.desk import queues
from learnhub.pages.views.screens import bp
from learnhub.primitives import instant_now
from learnhub.web import current_person, page, reading, requires

QUEUE_WORDS = {
    "authoring.review_queue": _l("审核课程"),
    "training.openings": _l("批准开班"),
    "training.waiting_changes": _l("批准班级变更"),
    "completion.waiting_completions": _l("结业审核"),
    "credits.waiting_hours": _l("别的平台学的课"),
    "subsidy.claims": _l("补贴申请"),
    "notices.objections": _l("公示异议"),
    "learning.office_marks": _l("需要核对的学习记录"),
    "learning.office_accommodations": _l("便利申请"),
    "authoring.drafts_without_lead": _l("没有负责人的草稿"),
}


@bp.get("/office")
@requires(Role.OFFICER)
def office() -> ResponseReturnValue:
    """Show what waits for an office, then where the rest of its work lies."""
    with reading() as session:
        found = queues(session, holdings_of(current_person()), now=instant_now())
    return page(
        "pages/office.html",
        waiting=[one for one in found if one.count],
        empty=[one for one in found if not one.count],
        words=QUEUE_WORDS,
    )
