"""What was learned while somebody helped: the trainee's words beside the acts, found by time; the acts themselves don't change."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.rules.helping import Help, help_at
from learnhub.accounts.service.help_stated import help_of
from learnhub.catalogue.models import LessonVersion
from learnhub.evidence.models import Evidence
from learnhub.learning.rules import ActKind
from learnhub.learning.rules.hand_ins import HandInTold
from learnhub.learning.service.names import about_lesson_version, subject_of
from learnhub.primitives import local_date

HELPED_SHOWN_MAX = 10
_ACTS_MAX = 5000


@dataclass(frozen=True)
class HelpedActs:
    """Help that a trainee said, and the titles of the lessons that were worked at meanwhile, each once, in order; may be empty."""

    help: Help
    lessons: tuple[str, ...]


def helped_acts(session: Session, person_id: int) -> list[HelpedActs]:
    """Return each stretch of help with what was learned in it, the newest first."""
    told = [one for one in help_of(session, person_id) if one.who is not None]
    if not told:
        return []
    acts = session.execute(
        sa.select(Evidence.about, Evidence.happened_at)
        .where(
            Evidence.subject == subject_of(person_id),
            Evidence.kind.in_([kind.value for kind in ActKind]),
            Evidence.happened_at >= told[0].from_at,
        )
        .order_by(Evidence.position)
        .limit(_ACTS_MAX)
    ).all()
    abouts: dict[Help, dict[str, None]] = {one: {} for one in told}
    for about, happened_at in acts:
        found = help_at(told, happened_at, local_date(happened_at))
        if found is not None:
            abouts[found][about] = None
    titles = _titles(session, {about for some in abouts.values() for about in some})
    return [
        HelpedActs(one, tuple(dict.fromkeys(titles[about] for about in abouts[one] if about in titles)))
        for one in reversed(told)
    ]


def help_beside(session: Session, pieces: Sequence[HandInTold]) -> dict[int, str]:
    """Return the help that held when each of these pieces of one person's work was handed in, in words, by id; without help left out."""
    if not pieces:
        return {}
    told = help_of(session, pieces[0].person_id)
    found = {one.id: help_at(told, one.handed_in_at, local_date(one.handed_in_at)) for one in pieces}
    return {id: present.words for id, present in found.items() if present is not None}


def _titles(session: Session, abouts: set[str]) -> dict[str, str]:
    ids = [int(about.rpartition(":")[2]) for about in abouts]
    rows = session.execute(sa.select(LessonVersion.id, LessonVersion.title).where(LessonVersion.id.in_(ids)))
    return {about_lesson_version(row.id): row.title for row in rows}
