"""The tests of a draft: what is asked, how much must be right, when again."""

from flask import abort
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.assessments import assessment_form, fill, told_in
from learnhub.authoring.forms.drafts import DeedForm
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES
from learnhub.authoring.rules.folders.assessments_toml import with_test, without_test
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.drafts.assessments import (
    asking_refusal,
    free_test_slug,
    tests_or_none,
    units_to_draw_from,
)
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, change, opened
from learnhub.catalogue.rules.assessments import AssessmentText
from learnhub.primitives import Refusal, say
from learnhub.web import SiteForm, page, requires

NEW = "new"
DONE = {"saved": say("测验存好了。"), "removed": say("测验删掉了。要找回来，请打开“版本”。")}


@bp.get("/teach/courses/<course>/draft/assessments")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_assessments(course: str) -> ResponseReturnValue:
    """List the tests of a draft."""
    with opened(course) as at:
        tests = tests_or_none(outlines.outline_of(at.store, at.head, at.rates).toml)
        return page(
            "authoring/draft_assessments.html",
            at=at,
            tests=tests,
            is_editable=at.draft.state in EDITABLE_STATES,
            done=done(DONE),
        )


@bp.get("/teach/courses/<course>/draft/assessments/<assessment>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_assessment(course: str, assessment: str) -> ResponseReturnValue:
    """Ask what a test is; "new" for one that isn't there yet."""
    with opened(course) as at:
        return _page(at, assessment)


@bp.post("/teach/courses/<course>/draft/assessments/<assessment>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def tell_assessment(course: str, assessment: str) -> ResponseReturnValue:
    """Take what a test is."""
    with opened(course) as at:
        tests, units = _told(at)
        _known(tests, assessment)
        form = assessment_form(units)
        if not form.validate():
            return _page(at, assessment, form)
        slug = free_test_slug(form.title.data or "", tests) if assessment == NEW else assessment
        told = told_in(form, slug, units)
        refusal = asking_refusal(told)
        if refusal is not None:
            form.refuse(refusal)
            return _page(at, assessment, form)
    outcome = change(
        course,
        lambda toml: with_test(toml, told),
        shown=form.shown.data,
        words=say("改了测验“%(title)s”", title=told.title),
    )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        with opened(course) as at:
            return _page(at, assessment, form)
    return to("authoring.draft_assessments", course=course, done="saved")


@bp.post("/teach/courses/<course>/draft/assessments/<assessment>/removal")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def remove_assessment(course: str, assessment: str) -> ResponseReturnValue:
    """Take a test out of a draft; an earlier version still has it."""
    form = DeedForm()
    with opened(course) as at:
        if _known(_told(at)[0], assessment) is None:
            abort(404)
    outcome = change(
        course, lambda toml: without_test(toml, assessment), shown=form.shown.data, words=say("删了一次测验")
    )
    if isinstance(outcome, Refusal):
        with opened(course) as at:
            return _page(at, assessment, refused=outcome)
    return to("authoring.draft_assessments", course=course, done="removed")


def _told(at: Opened) -> tuple[tuple[AssessmentText, ...], list[tuple[str, int]]]:
    """Return the tests of a draft and what its units can give; nothing where course.toml can't be changed by lines."""
    toml = outlines.outline_of(at.store, at.head, at.rates).toml
    units = units_to_draw_from(at.store, at.head, toml) if toml is not None else []
    return tests_or_none(toml) or (), units


def _known(tests: tuple[AssessmentText, ...], slug: str) -> AssessmentText | None:
    """Return the test of a slug, None for a new one; 404 for one that isn't there."""
    found = next((one for one in tests if one.slug == slug), None)
    if found is None and slug != NEW:
        abort(404)
    return found


def _page(
    at: Opened, slug: str, form: SiteForm | None = None, *, refused: Refusal | None = None
) -> ResponseReturnValue:
    tests, units = _told(at)
    known = _known(tests, slug)
    shown = form
    if shown is None:
        shown = fill(assessment_form(units), known or AssessmentText("", "", ()), units)
    if refused is not None:
        shown.refuse(refused)
    shown["shown"].data = at.shown
    return page(
        "authoring/draft_assessment.html",
        200 if form is None and refused is None else 422,
        at=at,
        slug=slug,
        known=known,
        form=shown,
        units=units,
        is_editable=at.draft.state in EDITABLE_STATES,
    )
