"""Gather the page of a course."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from learnhub.announcements.service import lists as announcements
from learnhub.announcements.service.lists import Listed
from learnhub.authoring.service.packages.courseware import lessons_with_courseware
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import CourseKind, CourseState, NotFound
from learnhub.catalogue.service import CourseOutline, OutlineLesson
from learnhub.learning import service as learning
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.learning.service.assessments import assessments_of
from learnhub.pages.rules import CourseStanding, LessonStanding, SubsidyTold, subsidy_told
from learnhub.policy.rules import Figures
from learnhub.providers.models import TrainingBase
from learnhub.providers.service import base_or_none
from learnhub.training import service as training
from learnhub.training.models import TrainingClass

_ANNOUNCED_MAX = 2  # a course page is near its 25 stops


@dataclass(frozen=True, slots=True)
class CoursePage:
    """What a course page tells.

    standing: of a person who is enrolled, None for everybody else. classes: open ones with meetings ahead, and how many places each
    has left. subsidies: of the divisions where classes run, else of the base's own; empty where neither is known.
    is_outdated: the person is enrolled in an earlier version. own_class_id: of the class in which the person has a place, or None.
    with_courseware: slugs of its own lessons that hold foreign courseware. tests: (title, slug, how the person stands) of its tests; the slug
    and the standing are empty for who isn't enrolled. announced: what holds and names the course, the newest first.
    """

    outline: CourseOutline
    base: TrainingBase | None
    standing: CourseStanding | None
    classes: tuple[tuple[TrainingClass, int], ...]
    subsidies: tuple[SubsidyTold, ...]
    is_outdated: bool
    own_class_id: int | None
    with_courseware: frozenset[str]
    tests: tuple[tuple[str, str, str], ...] = ()
    announced: tuple[Listed, ...] = ()

    @property
    def may_join(self) -> bool:
        """Tell whether the person can take a place in a class: enrolled, and in none yet."""
        return self.standing is not None and self.own_class_id is None

    @property
    def trial(self) -> OutlineLesson | None:
        """Return the lesson to try before enrolling: the first of the course's own, not of a module that all courses share."""
        own = [one for one in self.outline.lessons if one.home_course_id == self.outline.course.id]
        return next(iter(own or self.outline.lessons), None)

    @property
    def is_open(self) -> bool:
        """Tell whether people can enrol."""
        return self.outline.course.state is CourseState.PUBLISHED and not self.is_module

    @property
    def is_module(self) -> bool:
        """Tell whether this is a shared module, which courses include and nobody enrols in."""
        return self.outline.course.kind is CourseKind.SHARED_MODULE


def course_page(
    session: Session, slug: str, *, person_id: int | None, figures: Figures, on: date
) -> CoursePage:
    """Return the page of an open course: the version a person is enrolled in, else the newest. NotFound where there is none.

    A course that was withdrawn is open to who enrolled before, so that they can finish it.
    """
    course = catalogue.course_to_finish(session, slug)
    enrolment = _enrolment(session, course.id, person_id)
    if enrolment is None and course.state not in catalogue.OPEN_STATES:
        raise NotFound(slug)
    outline = catalogue.outline(
        session, course, course_version_id=enrolment.course_version_id if enrolment is not None else None
    )
    newest = catalogue.current_version(session, course) if enrolment is not None else outline.version
    base = base_or_none(session, course.base_id)
    classes = training.classes_ahead(session, course.id, on=on)
    taken = training.place_counts(session, [one.id for one in classes])
    own = training.class_of_enrolment_or_none(session, enrolment.id) if enrolment is not None else None
    regions = dict.fromkeys(one.region_code for one in classes)
    if not regions and base is not None:
        regions = {base.region_code: None}
    return CoursePage(
        outline=outline,
        base=base,
        standing=_standing(session, outline, enrolment) if enrolment is not None else None,
        classes=tuple((one, max(0, one.capacity - taken[one.id])) for one in classes),
        subsidies=tuple(subsidy_told(figures, code, on) for code in regions),
        is_outdated=outline.version.id != newest.id,
        own_class_id=own.id if own is not None else None,
        with_courseware=frozenset(lessons_with_courseware(session, outline.version.id)),
        tests=_tests(session, outline, enrolment, figures),
        announced=tuple(announcements.naming_course(session, course.id, on=on, most=_ANNOUNCED_MAX)),
    )


def _enrolment(session: Session, course_id: int, person_id: int | None) -> Enrolment | None:
    if person_id is None:
        return None
    found = learning.enrolment_or_none(session, person_id=person_id, course_id=course_id)
    return found if found is not None and found.state is not EnrolmentState.WITHDRAWN else None


def _tests(
    session: Session, outline: CourseOutline, enrolment: Enrolment | None, figures: Figures
) -> tuple[tuple[str, str, str], ...]:
    if enrolment is None:
        named = catalogue.assessments_in(outline.version.course_toml)
        return tuple((one.title, "", "") for one in named)
    found = assessments_of(session, [enrolment], figures).get(enrolment.id, ())
    return tuple((one.rule.text.title, one.rule.text.slug, one.words) for one in found)


def _standing(session: Session, outline: CourseOutline, enrolment: Enrolment) -> CourseStanding:
    versions = [lesson.version for lesson in outline.lessons]
    progress = learning.progress_by_version(session, enrolment.person_id, versions)
    return CourseStanding(
        enrolment_id=enrolment.id,
        slug=outline.course.slug,
        title=outline.version.title,
        lessons=tuple(
            LessonStanding(
                lesson.slug,
                lesson.version.title,
                number,
                progress[lesson.version.id].is_begun,
                progress[lesson.version.id].is_complete,
            )
            for number, lesson in enumerate(outline.lessons, start=1)
        ),
    )
