"""The desk of an office: what waits, and the ways to everything else."""

from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.pages.service.desk import queues
from learnhub.pages.views.screens import bp
from learnhub.primitives import instant_now, say
from learnhub.web import current_person, page, reading, requires

SHOWN_MAX = 5  # queues before a fold: with the frame of the page they keep to its 25 stops
QUEUE_WORDS = {
    "authoring.review_queue": say("审核课程"),
    "accounts.identities": say("核对身份"),
    "training.openings": say("批准开班"),
    "training.waiting_changes": say("批准班级变更"),
    "completion.waiting_completions": say("结业审核"),
    "credits.waiting_hours": say("别的平台学的课"),
    "subsidy.claims": say("补贴申请"),
    "notices.complaints": say("投诉"),
    "accessibility.office_reports": say("用不了的页面：大家报来的"),
    "notices.objections": say("公示异议"),
    "learning.office_marks": say("需要核对的学习记录"),
    "learning.office_accommodations": say("便利申请"),
    "authoring.drafts_without_lead": say("没有负责人的草稿"),
    "pages.office_files": say("就业回访到期"),
    "field.registers": say("考评员到期、机构没有活动"),
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
        shown_max=SHOWN_MAX,
    )
