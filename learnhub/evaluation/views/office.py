"""The office's side: name an evaluation, read what came back, answer it, publish it, or end it."""

import io
from collections.abc import Sequence

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.evaluation.forms import NamingForm, WordsForm
from learnhub.evaluation.models import Evaluation
from learnhub.evaluation.rules import (
    ASKED_ABOUT,
    CLASSES_MAX,
    SCORE_WORDS,
    WHOLE,
    Question,
    State,
    StepKind,
)
from learnhub.evaluation.service import judging, naming
from learnhub.evaluation.service.naming import Plan
from learnhub.evaluation.views.blueprint import (
    SCORE_COLUMNS,
    bp,
    classes_of,
    place_words,
    score_rows,
    worded,
)
from learnhub.formats.adapters import sheets
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import contains, is_code
from learnhub.regions.service import region_names
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {
    "named": say("已经抽好。评价人在站内消息里看到了。"),
    "answered": say("答复已经保存，公布的时候一起看得到。"),
    "published": say("已经公布，谁都能看到。"),
    "ended": say("评价已经停止，评价人看不到抽到的班了。"),
}
_AT = "/office/evaluations/<int:evaluation_id>"
LINKS_PER_PAGE = 10


@bp.get("/office/evaluations")
@requires(Role.OFFICER)
def evaluations() -> ResponseReturnValue:
    """List the evaluations of the own divisions."""
    with reading() as session:
        paging = part_of(
            naming.evaluations_in(session, _reach()),
            page_number(request.args.get("page")),
            size=LINKS_PER_PAGE,
        )
        return page(
            "evaluation/evaluations.html",
            paging=paging,
            states=naming.states_of(session, paging.rows, on=today()),
            **worded(),
        )


@bp.get("/office/evaluations/new")
@requires(Role.OFFICER)
def new_evaluation() -> ResponseReturnValue:
    """Ask what shall be evaluated, and by whom."""
    return _naming_page(_naming_form())


@bp.post("/office/evaluations/new")
@requires(Role.OFFICER)
@once
def name_evaluation() -> ResponseReturnValue:
    """Draw the sample and let the evaluator read it."""
    form = _naming_form()
    if not form.validate():
        return _naming_page(form, 422)
    with transaction() as session:
        plan = Plan(
            region_code=form.region.data,
            organisation=tidy(form.organisation.data),
            document=tidy(form.document.data),
            nickname=tidy(form.nickname.data),
            until_on=form.until_on.data or today(),
            first_on=form.first_on.data or today(),
            last_on=form.last_on.data or today(),
            seed=tidy(form.seed.data),
            size=form.size.data or 0,
        )
        figures = figures_in_force(session, settings().content_dir)
        made = naming.name_evaluation(session, actor(), plan, figures, now=instant_now())
        if not isinstance(made, Refusal):
            return to("evaluation.evaluation", evaluation_id=made.id, done="named")
    form.refuse(made)
    return _naming_page(form, 422)


@bp.get(_AT)
@requires(Role.OFFICER)
def evaluation(evaluation_id: int) -> ResponseReturnValue:
    """Show what was drawn and what came back."""
    with reading() as session:
        return _evaluation_page(session, _in_reach(session, evaluation_id), WordsForm(None))


@bp.post(f"{_AT}/answer")
@requires(Role.OFFICER)
@once
def answer(evaluation_id: int) -> ResponseReturnValue:
    """Answer what was handed in."""
    return _with_words(evaluation_id, StepKind.ANSWERED, "answered")


@bp.post(f"{_AT}/ending")
@requires(Role.OFFICER)
@once
def end(evaluation_id: int) -> ResponseReturnValue:
    """End an evaluation that nothing came of, with the reason."""
    return _with_words(evaluation_id, StepKind.ENDED, "ended")


@bp.post(f"{_AT}/publication")
@requires(Role.OFFICER)
@once
def publish(evaluation_id: int) -> ResponseReturnValue:
    """Let everybody read the judgement and the sums."""
    with transaction() as session:
        found = _in_reach(session, evaluation_id)
        outcome = judging.take_step(session, actor(), found, StepKind.PUBLISHED, now=instant_now())
        if isinstance(outcome, Refusal):
            form = WordsForm(None)
            form.refuse(outcome)
            return _evaluation_page(session, found, form, 422)
    return to("evaluation.evaluation", evaluation_id=evaluation_id, done="published")


@bp.get(f"{_AT}.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def evaluation_table(evaluation_id: int, suffix: str) -> ResponseReturnValue:
    """Send what was found, class by class, with how the sample was drawn in its last row."""
    with reading() as session:
        found = _in_reach(session, evaluation_id)
        if _state(session, found) not in (State.HANDED_IN, State.PUBLISHED):
            abort(404)
        findings = judging.findings_of(session, found.id)
    columns = [
        say("班"), say("班名"), say("基地"), say("地区"), *(ASKED_ABOUT[one] for one in Question), say("看到了什么")
    ]  # fmt: skip
    rows = [
        [
            told.number, told.title, told.base, place_words(told.region_code),
            *(SCORE_WORDS[findings[number].scores[one]] for one in Question), findings[number].words,
        ]
        for number, told in enumerate(classes_of(found), start=1)
    ]  # fmt: skip
    rows.append([say("总的评价"), *[""] * (len(columns) - 2), findings[WHOLE].words])
    rows.append([_drawn_words(found)])
    name = say("第三方评价%(number)d", number=found.id)
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, rows), "text/csv"
    else:
        content, media_type = sheets.written([(name, columns, rows)]), sheets.MEDIA_TYPE
    answered = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _with_words(evaluation_id: int, kind: StepKind, said: str) -> ResponseReturnValue:
    form = WordsForm()
    with transaction() as session:
        found = _in_reach(session, evaluation_id)
        if form.validate():
            outcome = judging.take_step(
                session, actor(), found, kind, words=tidy(form.words.data), now=instant_now()
            )
            if outcome is None:
                return to("evaluation.evaluation", evaluation_id=evaluation_id, done=said)
            form.refuse(outcome)
        return _evaluation_page(session, found, form, 422)


def _evaluation_page(
    session: Session, found: Evaluation, form: WordsForm, status: int = 200
) -> ResponseReturnValue:
    steps = naming.steps_of(session, [found.id])[found.id]
    findings, state = judging.findings_of(session, found.id), _state(session, found)
    is_read = state in (State.HANDED_IN, State.PUBLISHED)
    return page(
        "evaluation/evaluation.html",
        status,
        form=form,
        evaluation=found,
        state=state,
        is_read=is_read,
        may_end=state in (State.RUNNING, State.LATE),
        drawn=_drawn_words(found),
        is_same=naming.is_same_again(session, found),
        is_sealed=judging.is_as_handed_in(found, steps, findings),
        steps={step.kind.value: step for step in steps},
        classes=classes_of(found),
        findings=findings if is_read else {},
        columns=SCORE_COLUMNS,
        rows=score_rows(findings) if is_read else [],
        names=nicknames(session, [found.evaluator_id, found.named_by_id]),
        done=done(DONE),
        **worded(),
    )


def _drawn_words(found: Evaluation) -> str:
    return say(
        "%(place)s，%(first)s 到 %(last)s 结束的 %(population)d 个班，按种子“%(seed)s”抽 %(size)d 个，"
        "校验值 %(digest)s",
        place=place_words(found.region_code),
        first=found.first_on.isoformat(),
        last=found.last_on.isoformat(),
        population=found.population,
        seed=found.seed,
        size=found.size,
        digest=found.digest[:16],
    )


def _naming_form() -> NamingForm:
    form = NamingForm()
    provinces = (code for code in region_names(settings().content_dir) if code.endswith("0000"))
    own = [
        code for code in _reach() if is_code(code)
    ] or provinces  # whoever looks after the country chooses one
    form.region.choices = [(code, place_words(code)) for code in own]
    return form


def _naming_page(form: NamingForm, status: int = 200) -> ResponseReturnValue:
    return page("evaluation/new_evaluation.html", status, form=form, most=CLASSES_MAX)


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER})


def _state(session: Session, found: Evaluation) -> State:
    return naming.states_of(session, [found], on=today())[found.id]


def _in_reach(session: Session, evaluation_id: int) -> Evaluation:
    found = naming.evaluation_or_none(session, evaluation_id)
    if found is None or not any(contains(code, found.region_code) for code in _reach()):
        abort(404)
    return found
