"""What stands beside a course's title where another on the page is called the same: a link's words lead to one place."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from learnhub.catalogue.service import CourseSummary
from learnhub.providers import service as providers
from learnhub.providers.models import TrainingBase
from learnhub.search.rules.telling_apart import told_apart


def bases_of(session: Session, courses: Sequence[CourseSummary]) -> Mapping[int, TrainingBase]:
    """Return the training bases of these courses by their numbers."""
    ids = [one.course.base_id for one in courses if one.course.base_id is not None]
    return {base.id: base for base in providers.bases_by_id(session, ids)}


def beside_titles(session: Session, courses: Sequence[CourseSummary]) -> Mapping[int, str]:
    """Return what is said beside the title of each course, by its number; asks for bases only where two are called the same."""
    titles = [one.version.title for one in courses]
    if len(set(titles)) == len(titles):
        return dict.fromkeys((one.course.id for one in courses), "")
    bases = bases_of(session, courses)
    found = [bases.get(one.course.base_id or 0) for one in courses]
    names = [base.name if base is not None else "" for base in found]
    beside = told_apart(list(zip(titles, names, strict=True)))
    return {one.course.id: told for one, told in zip(courses, beside, strict=True)}
