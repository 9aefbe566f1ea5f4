"""The sign videos of the question that a learner is asked, and of what was said to the answers given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.rules.passages import question_text
from learnhub.catalogue.service.signs import passage_signs
from learnhub.catalogue.views import ShownSign, shown_sign
from learnhub.learning.views.lesson_page import ActView, ResultView


@dataclass(frozen=True)
class QuestionSigns:
    """question: of the act that comes next, None where it isn't signed. feedback: by the anchor of a result."""

    question: ShownSign | None
    feedback: Mapping[str, Sequence[ShownSign]]


def question_signs(
    session: Session, text: LessonText, act: ActView | None, results: Sequence[ResultView]
) -> QuestionSigns:
    """Return the sign videos of a lesson page's question and feedback; one query, none where there is neither."""
    checks = {check.name: check for check in text.checks}
    asked = ""
    if act is not None and act.form is not None:
        number = int(act.form.question.data or 1)
        asked = question_text(checks[act.check].questions[number - 1])
    said = {result.anchor: result.feedback_of for result in results}
    found = passage_signs(session, {asked, *(one for texts in said.values() for one in texts)} - {""})
    return QuestionSigns(
        shown_sign(found[asked]) if asked in found else None,
        {anchor: [shown_sign(found[one]) for one in texts if one in found] for anchor, texts in said.items()},
    )
