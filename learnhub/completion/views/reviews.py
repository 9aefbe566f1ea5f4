"""The completion of a class: the base applies, the office decides about each trainee."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, keys, to
from learnhub.completion import service
from learnhub.completion.forms import DecisionForm
from learnhub.completion.rules import ITEM_WORDS, STATE_WORDS, CompletionStepKind, Item, ItemState
from learnhub.completion.service import Reviewed
from learnhub.completion.views.blueprint import bp
from learnhub.completion.views.told import certificate_items, record_items
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.views.approved_rolls import shown_class, way_back
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import ROWS_PER_PAGE, Paging, page_number, part_of

DONE = {
    "applied": say("申请已经交给残联。"),
    "approved": say("已经同意结业，基地可以发证了。"),
    "returned": say("已经退回，基地能看到理由。"),
    "issued": say("证书已经颁发，学员现在能看到。"),
    "revoked": say("证书已经作废。"),
    "recorded": say("已经记下。"),
}
ITEM_STATE_WORDS = {
    ItemState.MET: say("达到"),
    ItemState.SHORT: say("还没有达到"),
    ItemState.NO_RULE: say("当地政策没有规定，不作条件"),
    ItemState.TOLD: say("供参考"),
}
STEP_WORDS = {
    CompletionStepKind.APPLIED: say("基地申请"),
    CompletionStepKind.APPROVED: say("残联同意结业"),
    CompletionStepKind.RETURNED: say("残联退回"),
}


@bp.get("/classes/<int:class_id>/completion")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def class_completion(class_id: int) -> ResponseReturnValue:
    """List the trainees of a class with where the completion of each stands."""
    return _class_page(class_id)


@bp.post("/classes/<int:class_id>/completion")
@requires(Role.BASE_MANAGER)
def apply_for_completion(class_id: int) -> ResponseReturnValue:
    """Apply for everybody for whom nothing is short."""
    with transaction() as session:
        outcome = service.apply_for_completion(
            session,
            actor(),
            class_of_own_base(session, class_id),
            figures_of(session),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        return _class_page(class_id, 409, refused=outcome.sentence)
    return to("completion.class_completion", class_id=class_id, done="applied")


@bp.get("/classes/<int:class_id>/completion/<int:enrolment_id>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER, Role.OFFICER, Role.AUDITOR)
def trainee_completion(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show the checklist of one trainee, the steps so far, and certificates."""
    return _trainee_page(class_id, enrolment_id, DecisionForm())


@bp.post("/classes/<int:class_id>/completion/<int:enrolment_id>")
@requires(Role.OFFICER)
def decide_completion(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Approve or return one trainee's completion."""
    form = DecisionForm()
    with reading() as session:
        class_of_own_office(session, class_id)
    if not form.validate():
        return _trainee_page(class_id, enrolment_id, form, 422)
    deed = request.form.get("deed")
    if deed not in {"approve", "return"}:
        abort(400)
    with transaction() as session:
        outcome = service.decide_completion(
            session,
            actor(),
            class_of_own_office(session, class_id),
            figures_of(session),
            enrolment_id=enrolment_id,
            is_approval=deed == "approve",
            reason=tidy(form.reason.data),
            organiser=tidy(form.organiser.data),
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _trainee_page(class_id, enrolment_id, form, 422)
    return to(
        "completion.trainee_completion",
        class_id=class_id,
        enrolment_id=enrolment_id,
        done="approved" if deed == "approve" else "returned",
    )


@bp.get("/office/completions")
@requires(Role.OFFICER)
def waiting_completions() -> ResponseReturnValue:
    """List the classes of this office in which somebody waits for a decision."""
    with reading() as session:
        reach = region_reach(holdings_of(current_person()), {Role.OFFICER})
        number = page_number(request.args.get("page"))
        found, total = service.waiting_classes(session, reach, number=number, size=ROWS_PER_PAGE)
        return page("completion/waiting_completions.html", paging=Paging(found, number, total))


def figures_of(session: Session) -> Figures:
    """Return the figures in force on this site."""
    return figures_in_force(session, settings().content_dir)


def class_of_own_base(session: Session, class_id: int) -> TrainingClass:
    """Return a class of a base that this person manages; 404 for any other."""
    found = shown_class(session, class_id)
    if not is_base(found):
        abort(404)
    return found


def class_of_own_office(session: Session, class_id: int) -> TrainingClass:
    """Return a class within reach of this person's office; 404 for any other."""
    found = shown_class(session, class_id)
    if not is_office(found):
        abort(404)
    return found


def is_base(found: TrainingClass) -> bool:
    """Tell whether this person manages the class's base."""
    held = holdings_of(current_person())
    return any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)


def is_office(found: TrainingClass) -> bool:
    """Tell whether this person is an officer for the class's region."""
    return reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code)


def _looks_after(found: TrainingClass) -> bool:
    held = holdings_of(current_person())
    return reaches(held, {Role.OFFICER, Role.AUDITOR}, region_code=found.region_code)


def reviewed_or_404(session: Session, found: TrainingClass, enrolment_id: int) -> Reviewed:
    """Return a trainee of this class as they stand now; 404 for anybody else."""
    told = service.review_class(session, found, figures_of(session), on=today(), enrolment_ids=[enrolment_id])
    if not told:
        abort(404)
    return told[0]


def _class_page(class_id: int, status: int = 200, *, refused: str = "") -> Response:
    with reading() as session:
        found = shown_class(session, class_id)
        places = training.places(session, class_id)
        paging = part_of(places, page_number(request.args.get("page")))
        told = service.review_class(
            session, found, figures_of(session), on=today(), enrolment_ids=[one.id for one in paging.rows]
        )
        return page(
            "completion/class_completion.html",
            status,
            training_class=found,
            way=way_back(session, found),
            paging=paging,
            told=told,
            names=nicknames(session, [one.person_id for one in paging.rows]),
            held=service.certificates_of(session, [one.id for one in paging.rows]),
            words=STATE_WORDS,
            item_words=ITEM_WORDS,
            short=ItemState.SHORT,
            is_base=is_base(found),
            can_take_numbers=is_base(found) or is_office(found),
            ready=sum(one.refusal is None for one in told),
            refused=refused,
            done=done(DONE),
        )


def _trainee_page(class_id: int, enrolment_id: int, form: DecisionForm, status: int = 200) -> Response:
    with reading() as session:
        found = shown_class(session, class_id)
        told = reviewed_or_404(session, found, enrolment_id)
        person_id = told.enrolment.person_id
        names = nicknames(session, sorted({person_id, *(step.person_id for step in told.told.steps)}))
        return page(
            "completion/trainee_completion.html",
            status,
            form=form,
            training_class=found,
            one=told,
            # Marks are between the trainee and the office.
            items=[item for item in told.items if item.item is not Item.REVIEW or _looks_after(found)],
            name=names[person_id],
            names=names,
            certificates=[
                *certificate_items(service.issued_to(session, keys(), [enrolment_id])),
                *record_items(service.records_of(session, [enrolment_id]), class_id),
            ],
            words=STATE_WORDS,
            item_words=ITEM_WORDS,
            item_state_words=ITEM_STATE_WORDS,
            step_words=STEP_WORDS,
            is_base=is_base(found),
            can_decide=is_office(found) and told.told.state.value == "applied",
            done=done(DONE),
        )
