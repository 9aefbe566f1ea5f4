"""Claims: the base makes and submits them, the office reviews, publicises, approves and marks them paid."""

import re

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.forms import ReasonForm
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, keys, to
from learnhub.notices import service as notices
from learnhub.primitives import Refusal, instant_now, new_token, say, today
from learnhub.providers.service import base_or_none
from learnhub.regions.service import region_name
from learnhub.subsidy.forms.claims import MakeForm, StepForm, payee_form, step_form
from learnhub.subsidy.models import Claim
from learnhub.subsidy.rules import LINE_WORDS
from learnhub.subsidy.rules.claims import (
    APPLICANT_WORDS,
    BY_APPLICANT,
    PAYEE_WORDS,
    Applicant,
    Payee,
    StepKind,
    next_steps,
    state_of,
)
from learnhub.subsidy.service import claims as service
from learnhub.subsidy.service.claims import ClaimTold, Deed
from learnhub.subsidy.service.claims.chain import taken
from learnhub.subsidy.service.claims.payees import payee_told
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.record_page import figures_in_force
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.views.openings import managed_class
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

OFFICE = frozenset({Role.OFFICER, Role.AUDITOR})
DONE = {
    "made": say("申请已经做好，还没有提交。请看一遍再提交。"),
    "payee": say("收款账户已经登记。"),
    "stepped": say("已经记下。"),
}
_ACT = re.compile(r"[A-Za-z0-9_-]{8,64}")
_LINES = 10


@bp.get("/base/classes/<int:class_id>/claims")
@requires(Role.BASE_MANAGER)
def class_claims(class_id: int) -> ResponseReturnValue:
    """Show the claims of a class, and what each trainee can claim now."""
    with reading() as session:
        return _class_page(session, managed_class(session, class_id), MakeForm(act=new_token(9)))


@bp.post("/base/classes/<int:class_id>/claims")
@requires(Role.BASE_MANAGER)
def make_claim(class_id: int) -> ResponseReturnValue:
    """Make a claim from whatever can be claimed now."""
    form = MakeForm()
    act = str(form.act.data) if _ACT.fullmatch(form.act.data or "") else new_token(9)
    with transaction() as session:
        found = managed_class(session, class_id)
        outcome = service.make_claim(
            session,
            actor(),
            training_class=found,
            client_id=act,
            figures=figures_in_force(session),
            keys=keys(),
            now=instant_now(),
        )
        if isinstance(outcome, Refusal):
            form.refuse(outcome)
            return _class_page(session, found, form, 422)
        return to("subsidy.claim", claim_id=outcome.id, done="made")


@bp.get("/base/classes/<int:class_id>/payees/<int:enrolment_id>")
@requires(Role.BASE_MANAGER)
def payee(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Ask where the money of a trainee goes."""
    with reading() as session:
        return _payee_page(session, class_id, enrolment_id)


@bp.post("/base/classes/<int:class_id>/payees/<int:enrolment_id>")
@requires(Role.BASE_MANAGER)
def set_payee(class_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Keep where the money of a trainee goes."""
    form = payee_form()
    with transaction() as session:
        found = managed_class(session, class_id)
        enrolment = training.place_or_none(session, found.id, enrolment_id)
        if enrolment is None:
            abort(404)
        if form.validate():
            outcome = service.set_payee(
                session,
                keys(),
                actor(),
                enrolment=enrolment,
                kind=Payee(form.kind.data),
                holder=tidy(form.holder.data),
                number=tidy(form.number.data),
                is_card=form.account_kind.data == "card",
                bank=tidy(form.bank.data),
                proof=tidy(form.proof.data),
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("subsidy.class_claims", class_id=class_id, done="payee")
            form.refuse(outcome)
        return _payee_page(session, class_id, enrolment_id, form, 422)


@bp.get("/office/claims")
@requires(*OFFICE)
def claims() -> ResponseReturnValue:
    """List the claims that wait in the own region, the longest waiting first, with whose turn it is."""
    with reading() as session:
        held = holdings_of(current_person())
        waiting = service.claims_waiting(session, region_reach(held, OFFICE), on=today())
        return page(
            "subsidy/claims.html",
            paging=part_of(waiting, page_number(request.args.get("page"))),
            step_words_of=service.step_words,
            applicant_words=APPLICANT_WORDS,
            region_of=lambda code: region_name(settings().content_dir, code),
            is_officer=bool(region_reach(held, {Role.OFFICER})),
            objections=len(notices.open_objections(session, region_reach(held, {Role.OFFICER}))),
        )


@bp.get("/claims/<int:claim_id>")
@requires(Role.BASE_MANAGER, *OFFICE)
def claim(claim_id: int) -> ResponseReturnValue:
    """Show a claim with its lines, its steps, and what may be done now."""
    with reading() as session:
        return _claim_page(session, shown_claim(session, claim_id))


@bp.post("/claims/<int:claim_id>/steps")
@requires(Role.BASE_MANAGER, Role.OFFICER)
def take_step(claim_id: int) -> ResponseReturnValue:
    """Take the step that was pressed."""
    kind = request.form.get("deed", "")
    with transaction() as session:
        found = shown_claim(session, claim_id)  # first whose it is, then what was pressed
        if kind not in set(StepKind) - {StepKind.CALCULATED, StepKind.REVERSED}:
            abort(400)
        if not (_is_asking_base(found) if _by_applicant(found, StepKind(kind)) else _is_officer(found)):
            abort(403)
        told = service.claim_told(session, found, on=today())
        form = _form(told)
        if form.validate():
            outcome = service.take_step(
                session,
                actor(),
                found,
                Deed(StepKind(kind), tidy(form.reason.data), form.remarks, tidy(form.reference.data)),
                figures=figures_in_force(session),
                calendar=notices.working_days(session, settings().content_dir),
                now=instant_now(),
            )
            if not isinstance(outcome, Refusal):
                return to("subsidy.claim", claim_id=claim_id, done="stepped")
            form.refuse(outcome)
        return _claim_page(session, found, form, 422)


@bp.post("/claims/<int:claim_id>/reversal")
@requires(Role.OFFICER)
def reverse_claim(claim_id: int) -> ResponseReturnValue:
    """Ask for a paid claim to be taken back."""
    with transaction() as session:
        found = shown_claim(session, claim_id)
        if not _is_officer(found):
            abort(403)
        form = _form(service.claim_told(session, found, on=today()))
        if not form.validate():
            return _claim_page(session, found, form, 422)
        reason = tidy(form.reason.data)
        outcome = service.oppose(
            session, actor(), found, reason=reason, client_id=f"back-{found.id}", now=instant_now()
        )
        if isinstance(outcome, Refusal):
            form.refuse(outcome)
            return _claim_page(session, found, form, 422)
        return to("subsidy.claim", claim_id=outcome.id, done="stepped")


@bp.get("/claims/<int:claim_id>/payees")
@requires(Role.OFFICER)
def claim_accounts(claim_id: int) -> ResponseReturnValue:
    """List the accounts of a claim, masked: a link in each row of the claim would make a page of too many stops."""
    with reading() as session:
        found = _officers(session, claim_id)
        told = service.claim_told(session, found, on=today())
        people = list(
            {one.line.enrolment_id: one.name for one in told.lines if not one.line.held_for}.items()
        )
        paging = part_of(people, page_number(request.args.get("page")), _LINES)
        accounts = service.payees_of(session, [number for number, _name in paging.rows])
        return page(
            "subsidy/claim_accounts.html",
            claim=found,
            paging=paging,
            accounts={number: payee_told(keys(), row) for number, row in accounts.items()},
            payee_words=PAYEE_WORDS,
        )


@bp.get("/claims/<int:claim_id>/payees/<int:enrolment_id>")
@requires(Role.OFFICER)
def whole_account(claim_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Ask why a whole account number is to be seen."""
    with reading() as session:
        found = _officers(session, claim_id)
        return page(
            "subsidy/whole_account.html",
            form=ReasonForm(),
            claim=found,
            enrolment_id=enrolment_id,
            number=None,
        )


@bp.post("/claims/<int:claim_id>/payees/<int:enrolment_id>")
@requires(Role.OFFICER)
def show_whole_account(claim_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show a whole account number to an officer who says why; it never has an address of its own."""
    form = ReasonForm()
    with transaction() as session:
        found = _officers(session, claim_id)
        if enrolment_id not in {one.enrolment_id for one in found.lines}:
            abort(404)
        row = service.payees_of(session, [enrolment_id]).get(enrolment_id)
        if row is None:
            abort(404)
        number: str | None = None
        if form.validate():
            reason = tidy(form.reason.data)
            outcome = service.payee_number(session, keys(), actor(), row, reason=reason, now=instant_now())
            if isinstance(outcome, Refusal):
                form.refuse(outcome)
            else:
                number = " ".join(outcome[start : start + 4] for start in range(0, len(outcome), 4))
        return page(
            "subsidy/whole_account.html",
            200 if number else 422,
            form=form,
            claim=found,
            enrolment_id=enrolment_id,
            number=number,
        )


def _class_page(
    session: Session, found: TrainingClass, form: MakeForm, status: int = 200
) -> ResponseReturnValue:
    rows = service.candidates(session, found, keys(), on=today())
    paging = part_of(rows, page_number(request.args.get("page")), _LINES)
    accounts = service.payees_of(session, [one.enrolment.id for one in paging.rows])
    return page(
        "subsidy/class_claims.html",
        status,
        form=form,
        training_class=found,
        claims=service.claims_of_class(session, found.id, on=today())[-_LINES:],
        paging=paging,
        total_fen=sum(one.total_fen for one in rows),
        names=nicknames(session, [one.enrolment.person_id for one in paging.rows]),
        accounts={number: payee_told(keys(), row) for number, row in accounts.items()},
        step_words_of=service.step_words,
        applicant_words=APPLICANT_WORDS,
        applicants=Applicant,
        done=done(DONE),
    )


def _payee_page(
    session: Session, class_id: int, enrolment_id: int, form: object = None, status: int = 200
) -> ResponseReturnValue:
    found = managed_class(session, class_id)
    enrolment = training.place_or_none(session, found.id, enrolment_id)
    if enrolment is None:
        abort(404)
    row = service.payees_of(session, [enrolment_id]).get(enrolment_id)
    return page(
        "subsidy/payee.html",
        status,
        form=form or payee_form(),
        training_class=found,
        enrolment_id=enrolment_id,
        nickname=nicknames(session, [enrolment.person_id])[enrolment.person_id],
        present=payee_told(keys(), row) if row else None,
        payee_words=PAYEE_WORDS,
    )


def _claim_page(
    session: Session, found: Claim, form: StepForm | None = None, status: int = 200
) -> ResponseReturnValue:
    told = service.claim_told(session, found, on=today())
    accounts = service.payees_of(session, [one.line.enrolment_id for one in told.lines])
    since = told.submitted_at
    return page(
        "subsidy/claim.html",
        status,
        form=form or _form(told),
        told=told,
        base=base_or_none(session, found.base_id),
        region=region_name(settings().content_dir, found.region_code),
        paging=part_of(told.lines, page_number(request.args.get("page")), _LINES),
        accounts={number: payee_told(keys(), row) for number, row in accounts.items()},
        changed={number for number, row in accounts.items() if since is not None and row.made_at > since},
        deeds=_deeds(found, told),
        twice=service.paid_twice(session, found),
        may_reverse=_is_officer(found)
        and told.state is StepKind.PAID
        and found.reverses_id is None
        and (told.opposing is None or state_of(taken(told.opposing.steps)) is StepKind.DROPPED),
        is_officer=_is_officer(found),
        is_office=reaches(holdings_of(current_person()), OFFICE, region_code=found.region_code),
        kinds=StepKind,
        line_words=LINE_WORDS,
        step_words=service.step_words(found),
        applicant_words=APPLICANT_WORDS,
        payee_words=PAYEE_WORDS,
        done=done(DONE),
    )


def _form(told: ClaimTold) -> StepForm:
    return step_form(
        [
            (
                one.line.position,
                say("%(name)s：%(line_words)s", name=one.name, line_words=LINE_WORDS[one.source.kind]),
            )
            for one in told.lines[:200]
        ]
    )


def _deeds(found: Claim, told: ClaimTold) -> list[StepKind]:
    """Return what this person may press, in the order of the road; the rules have the last word."""
    is_opposing = found.reverses_id is not None
    may = next_steps(told.state, is_opposing=is_opposing)
    base, office = _is_asking_base(found), _is_officer(found)
    return [
        kind
        for kind in StepKind
        if kind in may and kind is not StepKind.REVERSED and (base if _by_applicant(found, kind) else office)
    ]


def shown_claim(session: Session, claim_id: int) -> Claim:
    """Return a claim that this person may see: of the own base, or within the office's reach."""
    found = service.claim_or_none(session, claim_id)
    if found is None:
        abort(404)
    if not _is_base(found) and not reaches(
        holdings_of(current_person()), OFFICE, region_code=found.region_code
    ):
        abort(404)
    return found


def _officers(session: Session, claim_id: int) -> Claim:
    found = shown_claim(session, claim_id)
    if not _is_officer(found):
        abort(404)
    return found


def _is_base(found: Claim) -> bool:
    held = holdings_of(current_person())
    return any(one.role is Role.BASE_MANAGER and one.base_id == found.base_id for one in held)


def _by_applicant(found: Claim, kind: StepKind) -> bool:
    return kind in BY_APPLICANT and found.reverses_id is None


def _is_asking_base(found: Claim) -> bool:
    """Tell whether whoever asks manages the base that asked for the money: what a trainee asks for is sent by the trainee alone."""
    return found.applicant is Applicant.BASE and _is_base(found)


def _is_officer(found: Claim) -> bool:
    return reaches(holdings_of(current_person()), {Role.OFFICER}, region_code=found.region_code)
