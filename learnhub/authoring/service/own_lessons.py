"""The lessons that somebody works on: of the bases where they teach, or which they manage."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.service.drafts import may_author
from learnhub.catalogue.service.base_lessons import BaseLesson, base_lessons, bases_with_courses


def own_lessons(session: Session, holdings: Sequence[Holding]) -> list[BaseLesson]:
    """Return the lessons of the courses of somebody's bases, in course order; five queries at most."""
    bases = [base_id for base_id in bases_with_courses(session) if may_author(holdings, base_id)]
    return base_lessons(session, bases) if bases else []
