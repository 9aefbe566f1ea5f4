"""The tests of a draft: what its units can give, and what a test may be."""

from collections.abc import Mapping, Sequence

from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.assessments_toml import tests_of
from learnhub.authoring.rules.folders.course_toml import CourseToml, ForeignToml
from learnhub.authoring.service.drafts.files import file_of
from learnhub.authoring.service.drafts.outlines import lesson_path, suggested_slug
from learnhub.catalogue.rules import LessonText
from learnhub.catalogue.rules.assessments import AssessmentText, bank_of
from learnhub.catalogue.service.texts import look_at_lesson
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore


def tests_or_none(course: CourseToml | None) -> tuple[AssessmentText, ...] | None:
    """Return the tests of a draft; None where its course.toml can't be changed by lines."""
    try:
        return tests_of(course) if course is not None else None
    except ForeignToml:
        return None


def units_to_draw_from(store: BlobStore, revision: Revision, course: CourseToml) -> list[tuple[str, int]]:
    """Return the units that hold questions, by title, each with how many it can give."""
    titles = [unit.title for unit in course.units]
    found = []
    for unit in course.units:
        texts = _texts(store, revision, unit.lessons)
        count = len(bank_of(texts.items()))
        if count and titles.count(unit.title) == 1:
            found.append((unit.title, count))
    return found


def asking_refusal(told: AssessmentText) -> Refusal | None:
    """Refuse a test that asks nothing, or that nobody can pass."""
    if not told.draws:
        return Refusal("no-questions", say("请至少从一个单元抽 1 道题。"), field="draw_0")
    if told.pass_right is not None and not 1 <= told.pass_right <= told.questions:
        return Refusal(
            "pass-right",
            say("一共 %(questions)s 道题，请写 1 到 %(questions)s，或者空着。", questions=told.questions),
            field="pass_right",
        )
    return None


def free_test_slug(title: str, known: Sequence[AssessmentText]) -> str:
    """Return a slug for a new test, from the pinyin of its title: one that no other test of the course has."""
    taken = {one.slug for one in known}
    slug, number = suggested_slug(title), 2
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    return free


def _texts(store: BlobStore, revision: Revision, slugs: Sequence[str]) -> Mapping[str, LessonText]:
    found = {}
    for slug in slugs:
        content = file_of(store, revision, lesson_path(slug))
        text = look_at_lesson(content)[0] if content is not None else None
        if text is not None:
            found[slug] = text
    return found
