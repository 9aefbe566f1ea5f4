"""What an office decides about a course; each page asks first."""

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import holdings_of, request_id, to
from learnhub.authoring.forms.publication import ReturnForm, WithdrawalForm
from learnhub.authoring.models import PublicationStep
from learnhub.authoring.service import publication
from learnhub.authoring.service.publication.desk import course_for_office, courses_online
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.publication.reviewed import reviewed, reviewed_in
from learnhub.catalogue.rules import Findings
from learnhub.catalogue.service import current_version
from learnhub.primitives import Refusal, instant_now
from learnhub.web import SiteForm, current_person, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

ONLINE_ROWS = 15


@bp.get("/office/courses/<course>/return")
@requires(Role.OFFICER)
def return_of_course(course: str) -> ResponseReturnValue:
    """Ask why a course goes back."""
    return _return_page(course, ReturnForm())


@bp.post("/office/courses/<course>/return")
@requires(Role.OFFICER)
def return_course(course: str) -> ResponseReturnValue:
    """Return a course to its authors."""
    form = ReturnForm()
    if form.validate():
        with transaction() as session:
            at = reviewed_in(session, course)
            outcome = publication.send_back(
                session,
                at.draft,
                words=form.words.data or "",
                by=current_person().person_id,
                request_id=request_id(),
                now=instant_now(),
            )
        if not isinstance(outcome, Refusal):
            return to("authoring.review_queue", done="returned")
        form.refuse(outcome)
    return _return_page(course, form, 422)


@bp.post("/office/courses/<course>/agreement")
@requires(Role.OFFICER)
def agree_to_course(course: str) -> ResponseReturnValue:
    """Let a course pass as the first of two officers."""
    with transaction() as session:
        at = reviewed_in(session, course)
        outcome = publication.agree(
            session,
            at.draft,
            officers_needed=at.officers_needed,
            by=current_person().person_id,
            request_id=request_id(),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        return _publication_page(course, SiteForm().refuse(outcome), 422)
    return to("authoring.review", course=course, done="agreed")


@bp.get("/office/courses/<course>/publication")
@requires(Role.OFFICER)
def publication_of_course(course: str) -> ResponseReturnValue:
    """Ask before a course goes online."""
    return _publication_page(course, SiteForm())


@bp.post("/office/courses/<course>/publication")
@requires(Role.OFFICER)
def publish_course(course: str) -> ResponseReturnValue:
    """Publish a course: catalogue, search and quota in one transaction."""
    form = SiteForm()
    try:
        with transaction() as session:
            at = reviewed_in(session, course)
            outcome: PublicationStep | Refusal = publication.publish(
                session,
                at.store,
                at.draft,
                figures=at.rates,
                officers_needed=at.officers_needed,
                by=current_person().person_id,
                request_id=request_id(),
                now=instant_now(),
            )
    except Findings as error:
        outcome = Refusal("not-loadable", error.findings[0].sentence)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _publication_page(course, form, 422)
    return to("authoring.review_queue", done="published")


@bp.get("/office/online-courses")
@requires(Role.OFFICER)
def office_courses() -> ResponseReturnValue:
    """List the published courses of the region's bases."""
    with reading() as session:
        found = courses_online(session, holdings_of(current_person()))
        paging = part_of(found, page_number(request.args.get("page")), ONLINE_ROWS)
        return page("authoring/office_courses.html", paging=paging)


@bp.get("/office/courses/<course>/withdrawal")
@requires(Role.OFFICER)
def withdrawal_of_course(course: str) -> ResponseReturnValue:
    """Ask why a published course is taken out of the catalogue."""
    return _withdrawal_page(course, WithdrawalForm())


@bp.post("/office/courses/<course>/withdrawal")
@requires(Role.OFFICER)
def withdraw_course(course: str) -> ResponseReturnValue:
    """Take a published course out of the catalogue."""
    form = WithdrawalForm()
    if form.validate():
        with transaction() as session:
            found = course_for_office(session, course, holdings_of(current_person()))
            outcome = publication.withdraw_course(
                session,
                found,
                words=form.words.data or "",
                by=current_person().person_id,
                request_id=request_id(),
                now=instant_now(),
            )
        if not isinstance(outcome, Refusal):
            return to("authoring.review_queue", done="withdrawn")
        form.refuse(outcome)
    return _withdrawal_page(course, form, 422)


def _return_page(course: str, form: ReturnForm, status: int = 200) -> ResponseReturnValue:
    with reviewed(course) as at:
        count = len(publication.comments_since(at.session, at.submission))
        return page("authoring/review_return.html", status, form=form, at=at, comment_count=count)


def _publication_page(course: str, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with reviewed(course) as at:
        count = len(publication.comments_since(at.session, at.submission))
        return page("authoring/review_publication.html", status, form=form, at=at, comment_count=count)


def _withdrawal_page(course: str, form: WithdrawalForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        found = course_for_office(session, course, holdings_of(current_person()))
        return page(
            "authoring/course_withdrawal.html",
            status,
            form=form,
            slug=course,
            title=current_version(session, found).title,
        )
