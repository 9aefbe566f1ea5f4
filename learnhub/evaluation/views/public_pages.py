"""What everybody may read of an evaluation: who judged what, how it was drawn, the sums, the judgement and the answer."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.evaluation.rules import WHOLE
from learnhub.evaluation.service import judging, naming
from learnhub.evaluation.views.blueprint import SCORE_COLUMNS, bp, score_rows, worded
from learnhub.web import page, public, reading
from learnhub.web.paging import page_number, part_of

_REASON = "everybody may know what an evaluator from outside found of the classes"
LINKS_PER_PAGE = 10


@bp.get("/evaluation-results")
@public(_REASON)
def results() -> ResponseReturnValue:
    """List the evaluations that offices published."""
    with reading() as session:
        paging = part_of(
            judging.published(session), page_number(request.args.get("page")), size=LINKS_PER_PAGE
        )
        return page("evaluation/results.html", paging=paging, **worded())


@bp.get("/evaluation-results/<int:evaluation_id>")
@public(_REASON)
def result(evaluation_id: int) -> ResponseReturnValue:
    """Show a published evaluation; the findings of single classes stay with the office."""
    with reading() as session:
        found = naming.evaluation_or_none(session, evaluation_id)
        steps = naming.steps_of(session, [evaluation_id])[evaluation_id]
        by_kind = {step.kind.value: step for step in steps}
        if found is None or "published" not in by_kind:
            abort(404)
        findings = judging.findings_of(session, found.id)
        return page(
            "evaluation/result.html",
            evaluation=found,
            steps=by_kind,
            whole=findings[WHOLE].words,
            columns=SCORE_COLUMNS,
            rows=score_rows(findings),
            **worded(),
        )
