"""How often somebody means to learn: asked of nobody, changed with one press."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.catalogue.service import version_titles
from learnhub.learning import service
from learnhub.learning.rules.plans import PACE_WORDS, Pace
from learnhub.learning.service.plans import keep_plan, plans_of
from learnhub.learning.views.lessons import bp
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import SiteForm, current_person, page, reading, requires, transaction

DONE = {"kept": say("记下了。想改，随时可以再按。")}


_UNKNOWN = Refusal("unknown-choice", say("没有这个选项，请用页面上的按钮选择。"))


@bp.get("/me/plans")
@requires(Role.TRAINEE)
def own_plans() -> ResponseReturnValue:
    """Show each course with how often the person means to learn."""
    with reading() as session:
        return _page(session)


@bp.post("/me/plans/<int:enrolment_id>")
@requires(Role.TRAINEE)
def keep_own_plan(enrolment_id: int) -> ResponseReturnValue:
    """Keep how often the person means to learn in one course."""
    pressed = request.form.get("pace", "")
    with transaction() as session:
        enrolment = service.own_enrolment_or_none(
            session, person_id=current_person().person_id, enrolment_id=enrolment_id
        )
        if enrolment is None:
            abort(404)
        if pressed not in set(Pace):
            return _page(session, SiteForm().refuse(_UNKNOWN), 422)
        keep_plan(session, enrolment, Pace(pressed), now=instant_now())
    return to("learning.own_plans", done="kept")


def _page(session: Session, form: SiteForm | None = None, status: int = 200) -> ResponseReturnValue:
    enrolments = service.enrolments_of(session, current_person().person_id)[::-1]
    return page(
        "learning/own_plans.html",
        status,
        form=form,
        enrolments=enrolments,
        titles=version_titles(session, [one.course_version_id for one in enrolments]),
        chosen=plans_of(session, [one.id for one in enrolments]),
        words={pace.value: words for pace, words in PACE_WORDS.items()},
        done=done(DONE),
    )
