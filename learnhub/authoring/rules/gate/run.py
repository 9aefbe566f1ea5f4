"""Run the gate over a course: all findings, those that block first."""

from collections.abc import Iterator, Sequence

from learnhub.authoring.rules.gate.draws import draw_findings
from learnhub.authoring.rules.gate.findings import CourseFacts, GateFinding, LessonFacts
from learnhub.authoring.rules.gate.media import media_findings, rights_findings
from learnhub.authoring.rules.gate.parts import part_findings
from learnhub.authoring.rules.gate.table import BLOCKING_CODES
from learnhub.authoring.rules.gate.words import word_findings


def gate(course: CourseFacts) -> tuple[GateFinding, ...]:
    """Return what there is to mend: the course's own first, then lesson by lesson in the course's order.

    Within each, what blocks comes before what advises, by file and line; nothing is named twice.
    """
    found = sorted({*rights_findings(course), *draw_findings(course)}, key=_order)
    for lesson in course.lessons:
        found += sorted(set(_of_lesson(course, lesson)), key=_order)
    return tuple(found)


def blocking(findings: Sequence[GateFinding]) -> tuple[GateFinding, ...]:
    """Return those that keep a course from being submitted."""
    return tuple(finding for finding in findings if finding.code in BLOCKING_CODES)


def _of_lesson(course: CourseFacts, lesson: LessonFacts) -> Iterator[GateFinding]:
    for survey in (lesson.survey, lesson.easy):
        if survey is not None:
            yield from word_findings(lesson.slug, survey)
            yield from part_findings(lesson.slug, survey, course)
    yield from media_findings(lesson, course)


def _order(finding: GateFinding) -> tuple[bool, str, int, str, str]:
    return finding.code not in BLOCKING_CODES, finding.path, finding.line, finding.code, finding.subject
