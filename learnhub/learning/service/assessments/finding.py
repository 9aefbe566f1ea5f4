"""Find the tests of an enrolment, its attempts, and where each stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.catalogue.models import CourseVersion
from learnhub.catalogue.service import assessments_in
from learnhub.learning.models import (
    AssessmentAnswer,
    AssessmentAttempt,
    AssessmentStep,
    Enrolment,
    QuestionTakenOut,
)
from learnhub.learning.rules.assessments.attempts import (
    AssessmentRule,
    AttemptStepKind,
    AttemptTold,
    ends_at,
    rule_of,
)
from learnhub.learning.rules.assessments.papers import (
    Answer,
    Paper,
    Score,
    paper_told,
    present_answers,
    score,
    still_to_come,
)
from learnhub.policy.rules import Figures
from learnhub.primitives import local_date, say


@dataclass(frozen=True)
class AttemptFound:
    """An attempt with all that came of it. answers, steps: as they came. taken_out: digests of questions found wrong since."""

    row: AssessmentAttempt
    answers: tuple[AssessmentAnswer, ...]
    steps: tuple[AssessmentStep, ...]
    taken_out: frozenset[str] = field(default=frozenset())

    @cached_property
    def paper(self) -> Paper:
        """Return its paper."""
        return paper_told(self.row.paper)

    @cached_property
    def given(self) -> tuple[Answer, ...]:
        """Return its answers as the rules read them."""
        return tuple(
            Answer(one.position, frozenset(one.marks), one.client_id, one.happened_at) for one in self.answers
        )

    @cached_property
    def present(self) -> dict[int, Answer]:
        """Return the answers in force, by position; once it is handed in, those that were handed in."""
        declared = self.declared
        if declared is None:
            return present_answers(self.given)
        return {one.position: one for one in self.given if declared.get(one.position) == one.digest}

    @property
    def handed_in(self) -> AssessmentStep | None:
        """Return the step that handed it in, or None."""
        return next((step for step in self.steps if step.kind is AttemptStepKind.HANDED_IN), None)

    @property
    def declared(self) -> dict[int, str] | None:
        """Return the digests that were handed in, by position; None before."""
        step = self.handed_in
        return {int(at): digest for at, digest in step.told["answers"].items()} if step is not None else None

    @cached_property
    def score(self) -> Score | None:
        """Return what it is worth; None before it is handed in, and while an answer that was handed in is still to come."""
        declared = self.declared
        return score(self.paper, declared, self.given, self.taken_out) if declared is not None else None

    @property
    def still_to_come(self) -> frozenset[int]:
        """Return the positions whose handed-in answer hasn't come yet."""
        return still_to_come(self.declared or {}, self.given)

    @property
    def ends_at(self) -> datetime | None:
        """Return when its time ends; None without a limit."""
        paper = self.paper
        return ends_at(self.row.began_at, paper.minutes, paper.extension_minutes, self.extensions)

    @property
    def extensions(self) -> int:
        """Return how often its time was lengthened."""
        return sum(step.kind is AttemptStepKind.EXTENDED for step in self.steps)

    @property
    def told(self) -> AttemptTold:
        """Return where it stands."""
        step = self.handed_in
        return AttemptTold(
            self.row.id,
            self.row.number,
            self.row.began_at,
            step.taken_at if step is not None else None,
            self.score,
        )


@dataclass(frozen=True)
class CourseAssessment:
    """A test of an enrolment with its rules and the attempts there were, oldest first."""

    enrolment: Enrolment
    rule: AssessmentRule
    attempts: tuple[AttemptFound, ...]

    @property
    def best(self) -> AttemptFound | None:
        """Return the attempt that says most: the one that was passed, else the one with most right; None before any has a score."""
        scored = [(one.score, one) for one in self.attempts if one.score is not None]
        return max(scored, key=lambda pair: (pair[0].is_passed, pair[0].right))[1] if scored else None

    @property
    def words(self) -> str:
        """Say how it stands, for its trainee and for who looks at a completion: 10 题里答对 8 题，过了."""
        best = self.best
        if best is not None and best.score is not None:
            return best.score.words
        return (
            say("考过一次，结果还没有出来")
            if any(one.handed_in for one in self.attempts)
            else say("还没有考")
        )

    @property
    def is_passed(self) -> bool:
        """Tell whether it was passed."""
        return any(one.score is not None and one.score.is_passed for one in self.attempts)


def assessments_of(
    session: Session, enrolments: Sequence[Enrolment], figures: Figures
) -> dict[int, tuple[CourseAssessment, ...]]:
    """Return the tests of these enrolments, by enrolment id, as their course versions and the day of each enrolment say; five queries.

    Enrolments whose course has no test are left out.
    """
    tomls = {
        row.id: row.course_toml
        for row in session.execute(
            sa.select(CourseVersion.id, CourseVersion.course_toml).where(
                CourseVersion.id.in_({one.course_version_id for one in enrolments})
            )
        )
    }
    tested = [one for one in enrolments if assessments_in(tomls[one.course_version_id])]
    attempts = attempts_of(session, [one.id for one in tested]) if tested else []
    return {
        one.id: tuple(
            CourseAssessment(
                one,
                rule_of(text, figures, local_date(one.figures_on)),
                tuple(
                    found
                    for found in attempts
                    if found.row.enrolment_id == one.id and found.row.assessment == text.slug
                ),
            )
            for text in assessments_in(tomls[one.course_version_id])
        )
        for one in tested
    }


def attempts_of(session: Session, enrolment_ids: Collection[int]) -> list[AttemptFound]:
    """Return the attempts of these enrolments with all that came of them, oldest first."""
    return _found(session, AssessmentAttempt.enrolment_id.in_(enrolment_ids))


def attempt_or_none(session: Session, attempt_id: int) -> AttemptFound | None:
    """Return an attempt with all that came of it, whoever's it is, or None."""
    found = _found(session, AssessmentAttempt.id == attempt_id)
    return found[0] if found else None


def own_attempt_or_none(session: Session, *, person_id: int, attempt_id: int) -> AttemptFound | None:
    """Return an attempt if it is this person's; None otherwise, whether or not it exists."""
    found = _found(session, AssessmentAttempt.id == attempt_id, AssessmentAttempt.person_id == person_id)
    return found[0] if found else None


def _found(session: Session, *conditions: sa.ColumnElement[bool]) -> list[AttemptFound]:
    rows = session.scalars(
        sa.select(AssessmentAttempt).where(*conditions).order_by(AssessmentAttempt.id)
    ).all()
    ids = [row.id for row in rows]
    if not ids:
        return []
    answers: dict[int, list[AssessmentAnswer]] = {one: [] for one in ids}
    for answer in session.scalars(
        sa.select(AssessmentAnswer).where(AssessmentAnswer.attempt_id.in_(ids)).order_by(AssessmentAnswer.id)
    ):
        answers[answer.attempt_id].append(answer)
    steps: dict[int, list[AssessmentStep]] = {one: [] for one in ids}
    for step in session.scalars(
        sa.select(AssessmentStep).where(AssessmentStep.attempt_id.in_(ids)).order_by(AssessmentStep.id)
    ):
        steps[step.attempt_id].append(step)
    out: dict[int, set[str]] = {}
    for enrolment_id, digest in session.execute(
        sa.select(Enrolment.id, QuestionTakenOut.digest)
        .join(QuestionTakenOut, QuestionTakenOut.course_id == Enrolment.course_id)
        .where(Enrolment.id.in_({row.enrolment_id for row in rows}))
    ):
        out.setdefault(enrolment_id, set()).add(digest)
    return [
        AttemptFound(
            row, tuple(answers[row.id]), tuple(steps[row.id]), frozenset(out.get(row.enrolment_id, ()))
        )
        for row in rows
    ]
