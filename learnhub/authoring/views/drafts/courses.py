"""The desk of who makes courses: drafts, published courses, a new one."""

from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.drafts import NewCourseForm
from learnhub.authoring.rules.drafts.revisions import STATE_WORDS
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import new_course as service
from learnhub.authoring.service.drafts.outlines import title_of
from learnhub.authoring.service.publication.handing_over import requests_for
from learnhub.authoring.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import bases_by_id
from learnhub.storage.service import store_for
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of

DONE = {"discarded": say("草稿作废了。课程的已发布版本不受影响。")}
HANDOVERS_SHOWN = 3
DRAFTS_A_PAGE = 4  # two lists on one page, few enough to be gone through by Tab


@bp.get("/teach/courses")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def courses() -> ResponseReturnValue:
    """List the drafts of one's bases, and the published courses that have none."""
    with reading() as session:
        store = store_for(settings())
        held = holdings_of(current_person())
        own = part_of(drafts.drafts_for(session, held), page_number(request.args.get("page")), DRAFTS_A_PAGE)
        published = part_of(
            service.published_without_draft(session, held),
            page_number(request.args.get("published")),
            DRAFTS_A_PAGE,
        )
        heads = {draft.id: drafts.head_of(session, draft) for draft in own.rows}
        return page(
            "authoring/courses.html",
            own=own,
            published=published,
            heads=heads,
            titles={draft.id: title_of(store, heads[draft.id], draft.slug) for draft in own.rows},
            names=nicknames(session, [draft.lead_id for draft in own.rows]),
            state_words=STATE_WORDS,
            may_change_readings=current_person().has_role(Role.INSTRUCTOR),
            handovers=[
                (asked, title_of(store, drafts.head_of(session, draft), draft.slug))
                for asked, draft in requests_for(
                    session, person_id=current_person().person_id, holdings=held
                )[:HANDOVERS_SHOWN]
            ],
            done=done(DONE),
        )


@bp.get("/teach/courses/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def new_course() -> ResponseReturnValue:
    """Ask what a new course is called and what it teaches."""
    with reading() as session:
        return page("authoring/new_course.html", form=_form(session))


@bp.post("/teach/courses/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
@once
def open_new_course() -> ResponseReturnValue:
    """Open the draft of a new course."""
    with reading() as session:
        form = _form(session)
    if form.validate():
        person = current_person()
        with transaction() as session:
            outcome = service.open_new_course(
                session,
                store_for(settings()),
                _told(form),
                base_id=int(form.base.data),
                holdings=holdings_of(person),
                by=person.person_id,
                now=instant_now(),
            )
            slug = "" if isinstance(outcome, Refusal) else outcome.slug
        if not isinstance(outcome, Refusal):
            return to("authoring.draft", course=slug, done="opened")
        form.refuse(outcome)
    return page("authoring/new_course.html", 422, form=form)


@bp.post("/teach/courses/<course>/draft")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def open_draft(course: str) -> ResponseReturnValue:
    """Open a draft of a published course, or go on with the one there is."""
    person = current_person()
    with transaction() as session:
        outcome = drafts.draft_of_published(
            session,
            store_for(settings()),
            course,
            holdings=holdings_of(person),
            by=person.person_id,
            now=instant_now(),
        )
    assert not isinstance(outcome, Refusal), "a course that was published is a folder of the format"
    return to("authoring.draft", course=course, done="opened")


def _form(session: Session) -> NewCourseForm:
    choices = own_bases(session)
    form = NewCourseForm()
    form.base.choices = options([(str(base_id), name) for base_id, name in choices.items()])
    if request.method == "GET" and choices:
        form.base.data = str(next(iter(choices)))
    return form


def own_bases(session: Session) -> Mapping[int, str]:
    """Return the bases whose courses somebody may make, by id."""
    held = holdings_of(current_person())
    ids = sorted(
        {one.base_id for one in held if one.base_id is not None and drafts.may_author(held, one.base_id)}
    )
    return {base.id: base.name for base in bases_by_id(session, ids)}


def _told(form: NewCourseForm) -> service.NewCourse:
    def word(name: str) -> str:
        return form[name].data or ""

    return service.NewCourse(
        title=word("title"),
        slug=word("slug"),
        category=word("category"),
        training_type=word("training_type"),
        occupation=(word("occupation_edition"), word("occupation_code"), word("occupation_name")),
    )
