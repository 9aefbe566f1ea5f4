"""What loading a course folder did, told lesson by lesson."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from learnhub.authoring.service.folders.check import CheckedCourse
from learnhub.catalogue.models import Course, CourseVersion, LessonVersion


@dataclass(frozen=True)
class LoadReport:
    """What loading a folder did.

    number: of the course version that holds now. Lesson slugs, each in course order: new to the course; with a changed text;
    as before; in the version before and no longer; with a recording, and with a sign video, of an
    earlier text, which is left out until it is made anew. outdated_clips: paths of signed questions whose words were changed, likewise.
    kept_of_site, overwritten_of_site: paths of files that people of the site had changed and that this folder kept or went over.
    """

    slug: str
    course_id: int
    number: int
    is_new_version: bool
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    left_out: tuple[str, ...] = field(default=())
    outdated_recordings: tuple[str, ...] = ()
    outdated_signs: tuple[str, ...] = ()
    outdated_clips: tuple[str, ...] = ()
    kept_of_site: tuple[str, ...] = ()
    overwritten_of_site: tuple[str, ...] = ()


def report_of(
    course: Course,
    version: CourseVersion,
    checked: CheckedCourse,
    known: Mapping[str, str],
    own: Mapping[str, LessonVersion],
) -> LoadReport:
    """Return what a new version of a course did. known: slug → text hash of the version before; own: its lessons now."""
    slugs = checked.course.lesson_slugs
    return LoadReport(
        slug=course.slug,
        course_id=course.id,
        number=version.number,
        is_new_version=True,
        new=tuple(slug for slug in slugs if slug not in known),
        changed=tuple(slug for slug in slugs if slug in known and known[slug] != own[slug].text_hash),
        unchanged=tuple(slug for slug in slugs if known.get(slug) == own[slug].text_hash),
        left_out=tuple(slug for slug in known if slug not in slugs),
        outdated_recordings=outdated_recordings(checked),
        outdated_signs=outdated_signs(checked),
        outdated_clips=outdated_clips(checked),
    )


def outdated_signs(checked: CheckedCourse) -> tuple[str, ...]:
    """Return the lessons whose sign video shows an earlier text, in course order."""
    return tuple(slug for slug in checked.course.lesson_slugs if slug in checked.outdated_signs)


def outdated_clips(checked: CheckedCourse) -> tuple[str, ...]:
    """Return the paths of signed questions and feedback that say something else by now, ascending."""
    return tuple(clip.path for clip in checked.clips if not clip.text_hash)


def outdated_recordings(checked: CheckedCourse) -> tuple[str, ...]:
    """Return the lessons whose recording reads an earlier text, in course order."""
    return tuple(slug for slug in checked.course.lesson_slugs if slug in checked.outdated_recordings)
