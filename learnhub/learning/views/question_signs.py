"""The sign videos of the question that a learner is asked, and of what was said to the answers given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from learnhub.catalogue.rules import LessonText, SlotState, SlotView
from learnhub.catalogue.rules.passages import question_text
from learnhub.catalogue.service import slot_file_name
from learnhub.catalogue.service.signs import passage_signs
from learnhub.learning.views.lesson_page import ActView, ResultView


@dataclass(frozen=True)
class SignView:
    """One sign video of a few sentences, ready to be shown."""

    src: str
    content_type: str
    milliseconds: int
    byte_count: int
    language: str
    is_reviewed: bool


@dataclass(frozen=True)
class QuestionSigns:
    """question: of the act that comes next, None where it isn't signed. feedback: by the anchor of a result."""

    question: SignView | None
    feedback: Mapping[str, Sequence[SignView]]


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
        _shown(found[asked]) if asked in found else None,
        {anchor: [_shown(found[one]) for one in texts if one in found] for anchor, texts in said.items()},
    )


def _shown(sign: SlotView) -> SignView:
    return SignView(
        url_for("catalogue.slot_content", name=slot_file_name(sign.blob, sign.content_type)),
        sign.content_type,
        sign.milliseconds,
        sign.byte_count,
        sign.language,
        sign.state is SlotState.REVIEWED,
    )
