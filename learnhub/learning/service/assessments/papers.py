"""Answers on paper, in braille or by a scribe: somebody types them in, another person compares them with the paper, and hands them in."""

from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.learning.rules.assessments.attempts import AttemptForm, AttemptStepKind
from learnhub.learning.service.assessments.answering import hand_in, locked, take_step
from learnhub.learning.service.assessments.finding import AttemptFound
from learnhub.primitives import Refusal, say

REASON_CHARACTERS_MIN = 4
REASON_CHARACTERS_MAX = 200
_NO_PAPER = Refusal("no-paper", say("这不是纸质卷，学员自己在网上交。"))
_CLOSED = Refusal("handed-in", say("这份卷子已经核对过，交了。"))


def typed_steps(attempt: AttemptFound) -> int:
    """Return how often a paper was said to be typed in whole, or was returned: names the next such step."""
    return sum(step.kind in {AttemptStepKind.TYPED, AttemptStepKind.RETURNED} for step in attempt.steps)


def waits_for_check(attempt: AttemptFound) -> bool:
    """Tell whether a paper was typed in whole and waits for another person."""
    last = [s.kind for s in attempt.steps if s.kind in {AttemptStepKind.TYPED, AttemptStepKind.RETURNED}]
    return attempt.handed_in is None and bool(last) and last[-1] is AttemptStepKind.TYPED


def typists(attempt: AttemptFound) -> frozenset[int]:
    """Return who typed answers of a paper, or said that it is typed in whole: none of them checks it."""
    typed = {one.typed_by_id for one in attempt.answers if one.typed_by_id is not None}
    return frozenset(typed | {s.by_id for s in attempt.steps if s.kind is AttemptStepKind.TYPED and s.by_id})


def say_typed(session: Session, attempt: AttemptFound, *, by_id: int, now: datetime) -> Refusal | None:
    """Say that everything on the paper was typed in: from now on it waits for another person. Saying it twice is saying it once."""
    found = locked(session, attempt)
    refusal = _refusal(found)
    if refusal is not None or waits_for_check(found):
        return refusal
    take_step(
        session, found, AttemptStepKind.TYPED, f"typed-{typed_steps(found) + 1}",
        told={"answers": len(found.present)}, by_id=by_id, happened_at=now, now=now,
    )  # fmt: skip
    return None


def return_paper(
    session: Session, attempt: AttemptFound, *, words: str, by_id: int, now: datetime
) -> Refusal | None:
    """Say that what was typed isn't what stands on the paper: it is typed again, and checked again."""
    found = locked(session, attempt)
    refusal = _refusal(found) or _checking_refusal(found, by_id)
    if refusal is not None:
        return refusal
    if len(words.strip()) < REASON_CHARACTERS_MIN:
        return Refusal("reason-needed", say("请写明哪一题和纸上不一样，至少 4 个字。"), field="words")
    take_step(
        session, found, AttemptStepKind.RETURNED, f"typed-{typed_steps(found) + 1}",
        words=words.strip()[:REASON_CHARACTERS_MAX], told={}, by_id=by_id, happened_at=now, now=now,
    )  # fmt: skip
    return None


def check_paper(
    session: Session, attempt: AttemptFound, *, by_id: int, now: datetime
) -> AttemptFound | Refusal:
    """Say that what was typed is what stands on the paper, and hand it in."""
    found = locked(session, attempt)
    if found.handed_in is not None:
        return found
    refusal = _refusal(found) or _checking_refusal(found, by_id)
    return refusal if refusal is not None else hand_in(session, found, by_id=by_id, now=now)


def _refusal(found: AttemptFound) -> Refusal | None:
    if found.row.form is not AttemptForm.PAPER:
        return _NO_PAPER
    return _CLOSED if found.handed_in is not None else None


def _checking_refusal(found: AttemptFound, by_id: int) -> Refusal | None:
    if not waits_for_check(found):
        return Refusal("not-typed", say("这份卷子还没有录完，录完了再核对。"))
    if by_id in typists(found) or by_id == found.row.person_id:
        return Refusal("same-person", say("录的人不能自己核对，请另一位同事来核对。"))
    return None
