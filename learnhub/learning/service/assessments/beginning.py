"""Begin an attempt: draw its paper, freeze it, and log that it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.catalogue.rules import Edition, LessonText, Question
from learnhub.catalogue.rules.assessments import BankQuestion, bank_of
from learnhub.catalogue.service import OutlineLesson
from learnhub.evidence import service as evidence
from learnhub.learning.models import AssessmentAttempt, Enrolment
from learnhub.learning.rules.accommodations import AccommodationKind, AccommodationRequest
from learnhub.learning.rules.assessments.attempts import AttemptForm, beginning_refusal
from learnhub.learning.rules.assessments.drawing import draw
from learnhub.learning.rules.assessments.papers import Paper, PaperItem, item_of
from learnhub.learning.service.accommodations import requests_of
from learnhub.learning.service.assessments.finding import CourseAssessment, assessments_of
from learnhub.learning.service.assessments.names import KIND_BEGUN, about_enrolment
from learnhub.learning.service.names import subject_of
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, new_token, say
from learnhub.storage.rules import BlobStore, address_of

_NO_TEST = Refusal("no-such-test", say("这门课里没有这次测验，课程可能更新过。请回到课程看看。"))


def begin(
    session: Session,
    store: BlobStore,
    enrolment: Enrolment,
    assessment: str,
    *,
    edition: Edition,
    figures: Figures,
    by_id: int,
    now: datetime,
    form: AttemptForm = AttemptForm.SCREEN,
    seed: str = "",
) -> AssessmentAttempt | Refusal:
    """Begin an attempt at a test of an enrolment, or go on with the one under way.

    edition: in which its questions are shown where a lesson has both. seed: drawn from the person's own place in the test when empty.
    """
    evidence.lock_chain(session, subject_of(enrolment.person_id))
    found = assessment_or_none(session, enrolment, assessment, figures)
    if found is None:
        return _NO_TEST
    under_way = next((one for one in found.attempts if one.handed_in is None), None)
    if under_way is not None and under_way.row.form is form:
        return under_way.row
    refusal = beginning_refusal(found.rule, [one.told for one in found.attempts], now)
    if refusal is not None:
        return refusal
    seed = seed or new_token(16)
    granted = [one for one in requests_of(session, [enrolment.id]) if one.is_granted]
    paper = _paper(session, store, found, seed, edition, granted)
    number = len(found.attempts) + 1
    entry = evidence.append(
        session,
        evidence.Event(
            subject=subject_of(enrolment.person_id),
            kind=KIND_BEGUN,
            about=about_enrolment(enrolment.id),
            client_id=f"assessment:{enrolment.id}:{assessment}:{number}",
            happened_at=now,
            payload={
                "enrolment": enrolment.id,
                "assessment": assessment,
                "number": number,
                "form": form.value,
                "seed": seed,
                "paper": paper.digest,
                "by": by_id,
            },
        ),
        now=now,
    ).entry
    made = AssessmentAttempt(
        person_id=enrolment.person_id,
        enrolment_id=enrolment.id,
        assessment=assessment,
        number=number,
        form=form,
        seed=seed,
        paper=paper.told,
        accommodations=[one.id for one in granted],
        begun_by_id=by_id,
        began_at=now,
        evidence_position=entry.position,
    )
    session.add(made)
    session.flush()
    return made


def assessment_or_none(
    session: Session, enrolment: Enrolment, assessment: str, figures: Figures
) -> CourseAssessment | None:
    """Return one test of an enrolment; None where its course version has no such test."""
    found = assessments_of(session, [enrolment], figures).get(enrolment.id, ())
    return next((one for one in found if one.rule.text.slug == assessment), None)


def _paper(
    session: Session,
    store: BlobStore,
    found: CourseAssessment,
    seed: str,
    edition: Edition,
    granted: Sequence[AccommodationRequest],
) -> Paper:
    rule, enrolment = found.rule, found.enrolment
    course = session.get_one(Course, enrolment.course_id)
    outline = catalogue.outline(session, course, course_version_id=enrolment.course_version_id)
    units = {unit.unit.title: unit.lessons for unit in outline.units if unit.lessons}
    texts = {
        lesson.slug: _in_edition(store, lesson, edition)
        for one in rule.text.draws
        for lesson in units.get(one.unit, ())
    }
    banks = [
        (bank_of((lesson.slug, texts[lesson.slug].text) for lesson in units.get(one.unit, ())), one.questions)
        for one in rule.text.draws
    ]
    earlier = [
        [BankQuestion(item.lesson, item.check, item.question) for item in attempt.paper.items]
        for attempt in found.attempts
    ]
    items = tuple(_item(texts[one.lesson], one) for one in draw(banks, seed, earlier))
    has_extra_time = any(one.kind is AccommodationKind.EXTRA_TIME for one in granted)
    return Paper(
        items=items,
        pass_right=rule.pass_right,
        minutes=rule.minutes_for(has_extra_time=has_extra_time),
        extension_minutes=rule.extension_minutes,
        extensions_max=rule.extensions_max,
        figures=rule.figures,
    )


@dataclass(frozen=True)
class _Shown:
    """A lesson in the edition that its questions are shown in."""

    lesson: OutlineLesson
    text: LessonText
    text_hash: str


def _in_edition(store: BlobStore, lesson: OutlineLesson, edition: Edition) -> _Shown:
    if edition is Edition.EASY_READ:
        easy = catalogue.easy_source_or_none(store, lesson.slots)
        # An easy-read edition that asks too little for the test is no bank: the course promised its own.
        if easy is not None and _asks_as_much(
            catalogue.text_of_source(easy), catalogue.text_of(lesson.version)
        ):
            return _Shown(lesson, catalogue.text_of_source(easy), address_of(easy.encode()))
    return _Shown(lesson, catalogue.text_of(lesson.version), lesson.version.text_hash)


def _asks_as_much(easy: LessonText, standard: LessonText) -> bool:
    return len(bank_of([("", easy)])) >= len(bank_of([("", standard)]))


def _item(shown: _Shown, drawn: BankQuestion) -> PaperItem:
    return item_of(
        _question(shown.text, drawn),
        lesson=drawn.lesson,
        lesson_version_id=shown.lesson.version.id,
        text_hash=shown.text_hash,
        edition=shown.text.edition.value,
        check=drawn.check,
    )


def _question(text: LessonText, drawn: BankQuestion) -> Question:
    check = next(one for one in text.checks if one.name == drawn.check)
    return check.questions[drawn.number - 1]
