"""Records as they are told to the trainee and to the office: lines, figures, and the way from an amount to its evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from learnhub.catalogue.service import version_titles
from learnhub.evidence import service as evidence
from learnhub.evidence.models import Seal
from learnhub.learning.models import Enrolment
from learnhub.learning.service import subject_of
from learnhub.policy.rules import Figures
from learnhub.primitives import ClassHours
from learnhub.subsidy.models import BlendedRecord, SubsidyLine
from learnhub.subsidy.rules import (
    FIGURE_WORDS,
    FUND_WORDS,
    LINE_WORDS,
    STATE_WORDS,
    Line,
    LineKind,
    LineState,
    figure_value_words,
)
from learnhub.subsidy.service.check import is_overtaken
from learnhub.subsidy.service.digests import line_values
from learnhub.subsidy.service.facts import Births, no_births, preview
from learnhub.subsidy.service.records import last_record_or_none, online_class_hours
from learnhub.training import service as training
from learnhub.training.models import ClassSession, TrainingClass
from learnhub.training.rules import Mark
from learnhub.training.service import MarkTold


@dataclass(frozen=True)
class FigureTold:
    """One figure of a line, in words."""

    words: str
    value: str
    source: str
    is_example: bool
    caveat: str
    objection: str = ""


@dataclass(frozen=True)
class StepTold:
    """One step of a sum. rows: names of rows of evidence ("person:7 #12"), empty for a step without."""

    words: str
    amount_fen: int | None
    rows: tuple[str, ...]


@dataclass(frozen=True)
class LineTold:
    """One line of a record, in words."""

    kind: LineKind
    kind_words: str
    state: LineState
    state_words: str
    amount_fen: int
    sentence: str
    steps: tuple[StepTold, ...]
    figures: tuple[FigureTold, ...]
    fund_words: str = ""
    claim_until: date | None = None

    @property
    def is_example(self) -> bool:
        """Tell whether any figure is without an official source."""
        return any(figure.is_example for figure in self.figures)


@dataclass(frozen=True)
class RecordTold:
    """What one enrolment in a class has to show: the newest kept record, or a preview while none is kept.

    calculated_at: None for a preview. is_overtaken: the record would come out differently today.
    days: attended, of scheduled_days of the timetable.
    """

    training_class: TrainingClass
    lines: tuple[LineTold, ...]
    total_fen: int
    hours: ClassHours
    online_minutes: int
    lessons_done: int
    lessons_published: int
    days: int
    scheduled_days: int
    version: int
    calculated_at: datetime | None
    is_overtaken: bool

    def line(self, kind: LineKind) -> LineTold:
        """Return the line of a kind."""
        return next(line for line in self.lines if line.kind is kind)


@dataclass(frozen=True)
class MarkProof:
    """A mark behind a day, and the first seal over it; None while it is not sealed."""

    told: MarkTold
    seal: Seal | None


@dataclass(frozen=True)
class StepProof:
    """A step with the marks behind it."""

    step: StepTold
    marks: tuple[MarkProof, ...]


def record_told_or_none(
    session: Session, enrolment: Enrolment, figures: Figures, *, births: Births = no_births
) -> RecordTold | None:
    """Return the newest record of an enrolment, or a preview; None while it has no place in a class.

    births: asked for a preview alone, and only where policy sets an age window.
    """
    training_class = training.class_of_enrolment_or_none(session, enrolment.id)
    if training_class is None:
        return None
    record = last_record_or_none(session, enrolment.id)
    if record is not None:
        return _of_record(session, training_class, record, figures)
    previewed = preview(session, enrolment, figures, births=births)
    assert previewed is not None  # there is a class
    facts, lines = previewed
    return RecordTold(
        training_class=training_class,
        lines=tuple(line_told(line) for line in lines),
        total_fen=sum(line.amount_fen for line in lines if line.state is LineState.GRANTED),
        hours=online_class_hours(facts.online_minutes, facts.region_code, facts.opened_on, figures),
        online_minutes=facts.online_minutes,
        lessons_done=facts.lessons_done,
        lessons_published=facts.lessons_published,
        days=len(facts.days),
        scheduled_days=facts.scheduled_days,
        version=0,
        calculated_at=None,
        is_overtaken=False,
    )


def line_told(line: Line | SubsidyLine) -> LineTold:
    """Put a line into words, one that was just decided or one that is kept."""
    values: Mapping[str, Any] = (
        line_values(line) if isinstance(line, Line) else {"steps": line.steps, "figures": line.figures}
    )
    return LineTold(
        kind=line.kind,
        kind_words=LINE_WORDS[line.kind],
        state=line.state,
        state_words=STATE_WORDS[line.state],
        amount_fen=line.amount_fen,
        sentence=line.sentence,
        steps=tuple(StepTold(s["words"], s["amount_fen"], tuple(s["rows"])) for s in values["steps"]),
        figures=tuple(
            FigureTold(
                words=FIGURE_WORDS[f["key"]],
                value=figure_value_words(f["value"], f["unit"], f["key"]),
                source=f["source"],
                is_example=f["is_example"],
                caveat=f["caveat"],
                objection=f.get("objection", ""),
            )
            for f in values["figures"]
        ),
        fund_words=FUND_WORDS.get(line.fund, ""),
        claim_until=line.claim_until,
    )


def proofs(session: Session, *, person_id: int, steps: Sequence[StepTold]) -> list[StepProof]:
    """Return the marks and seals behind each step; four queries, however many steps."""
    subject = subject_of(person_id)
    positions = {position for step in steps for position in _positions(step, subject)}
    marks = training.marks_by_position(session, person_id=person_id, positions=sorted(positions))
    seals = evidence.seals_over(session, subject, sorted(positions))
    return [
        StepProof(
            step,
            tuple(
                MarkProof(marks[position], seals.get(position))
                for position in _positions(step, subject)
                if position in marks
            ),
        )
        for step in steps
    ]


def sessions_told(
    session: Session, training_class: TrainingClass, person_id: int
) -> list[tuple[ClassSession, Mark | None]]:
    """Return every session of a class with the mark in force of one trainee; None where none has been made."""
    marks = training.marks_of(session, training_class=training_class, person_id=person_id)
    return [(meeting, marks.get(meeting.id)) for meeting in training_class.sessions]


def course_titles(session: Session, enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Return the title of each enrolment's course version, by enrolment id; one query."""
    found = list(enrolments)
    titles = version_titles(session, {one.course_version_id for one in found})
    return {one.id: titles[one.course_version_id] for one in found}


def _of_record(
    session: Session, training_class: TrainingClass, record: BlendedRecord, figures: Figures
) -> RecordTold:
    return RecordTold(
        training_class=training_class,
        lines=tuple(line_told(line) for line in record.lines),
        total_fen=sum(line.amount_fen for line in record.lines if line.state is LineState.GRANTED),
        hours=ClassHours(record.online_class_hours, record.online_remainder_minutes),
        online_minutes=record.online_minutes,
        lessons_done=record.lessons_done,
        lessons_published=record.lessons_published,
        days=len(record.days),
        scheduled_days=record.scheduled_days,
        version=record.version,
        calculated_at=record.calculated_at,
        is_overtaken=is_overtaken(session, record, figures),
    )


def _positions(step: StepTold, subject: str) -> list[int]:
    """Read the positions out of row names; rows of another chain are no proof for this person."""
    found = []
    for row in step.rows:
        whose, _hash, position = row.rpartition(" #")
        if whose == subject and position.isdigit():
            found.append(int(position))
    return found
