"""A base with a tiny course, and drafts of it: for tests of the editor."""

from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import CourseDraft
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import drafts, load_course
from learnhub.catalogue.rules import publication_figures
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.storage.rules import BlobStore
from tests.bases import both_bases
from tests.people import BASE_ID, BASE_REGION, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone
from tests.tiny_course import FIGURES, TinyCourse

TEACHING = [Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION)]
TEACHING_ELSEWHERE = [Holding(Role.INSTRUCTOR, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)]


def add_bases(session: Session) -> None:
    """Add the bases of the tests' people."""
    both_bases(session)


def publish_tiny(session: Session, store: BlobStore, slug: str = "tiny-push") -> None:
    """Publish a tiny course of the base."""
    now = instant_now()
    rates = publication_figures(FIGURES, local_date(now))
    load_course(session, store, TinyCourse(slug).folder(), figures=rates, now=now, base_id=BASE_ID)


def open_tiny(
    session: Session, store: BlobStore, person: Someone, folder: CourseFolder | None = None
) -> CourseDraft:
    """Open a draft of a new course with two lessons."""
    made = drafts.open_draft(
        session,
        store,
        folder or TinyCourse("new-push").folder(),
        base_id=BASE_ID,
        holdings=TEACHING,
        by=person.person_id,
        words="新课程",
        now=instant_now(),
    )
    assert not isinstance(made, Refusal), made
    return made
