"""Look at the tests of a course: whether who takes one again is asked something else."""

from collections.abc import Iterator

from learnhub.authoring.rules.gate.findings import CourseFacts, GateFinding
from learnhub.authoring.rules.gate.media import COURSE_FILE
from learnhub.catalogue.rules.assessments import bank_of, same_again
from learnhub.primitives import say


def draw_findings(course: CourseFacts) -> Iterator[GateFinding]:
    """Yield the units that hold fewer than twice the questions that a test draws from them.

    A unit that can't give even one paper is a fault of form, and one whose lessons can't be read is looked at once they can.
    """
    texts = {lesson.slug: lesson.text for lesson in course.lessons}
    for one in course.draws:
        read = [(slug, text) for slug in one.lessons if (text := texts.get(slug)) is not None]
        if len(read) < len(one.lessons):
            continue
        bank = bank_of(read)
        if len(bank) >= one.draw.questions and same_again(one.draw, bank):
            told = say(
                "测验“%(title)s”从单元“%(unit)s”抽 %(questions)s 道，一共只有 %(count)s 道",
                title=one.test,
                unit=one.draw.unit,
                questions=one.draw.questions,
                count=len(bank),
            )
            yield GateFinding(COURSE_FILE, one.line, "test-asks-the-same", told)
