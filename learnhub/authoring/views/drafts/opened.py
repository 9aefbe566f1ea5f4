"""A draft as the pages of its authors open it: with its head, for people of its base only."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import request
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import holdings_of
from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.course_toml import CourseToml
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.catalogue.rules import PublicationFigures, publication_figures
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from learnhub.web import current_person, reading, settings, transaction

GATE = "gate"


def is_from_gate() -> bool:
    """Tell whether somebody came from the list of what is left to do: there they go on with the next thing."""
    return request.args.get("back") == GATE


@dataclass(frozen=True)
class Opened:
    """A draft in a unit of work."""

    session: Session
    store: BlobStore
    draft: CourseDraft
    head: Revision
    rates: PublicationFigures

    @property
    def slug(self) -> str:
        """Return the slug of its course."""
        return self.draft.slug

    @property
    def title(self) -> str:
        """Return the title of its course."""
        return outlines.title_of(self.store, self.head, self.draft.slug)

    @property
    def back(self) -> str | None:
        """Return where the form of this request leads when it is saved: GATE, or None for its own list."""
        return GATE if is_from_gate() else None

    @property
    def shown(self) -> str:
        """Return what tells this outline from others."""
        return outlines.shown_of(self.head)


@contextmanager
def opened(course: str) -> Iterator[Opened]:
    """Open a draft for reading; NotFound for who isn't of its base."""
    with reading() as session:
        yield open_in(session, course)


def open_in(session: Session, course: str) -> Opened:
    """Open a draft in a unit of work that there is."""
    draft = drafts.draft_by_slug(session, course, holdings_of(current_person()))
    rates = publication_figures(figures(settings().content_dir), local_date(instant_now()))
    return Opened(session, store_for(settings()), draft, drafts.head_of(session, draft), rates)


def change(
    course: str,
    deed: Callable[[CourseToml], CourseToml | Refusal],
    *,
    shown: str | None,
    words: str,
    files: Mapping[str, bytes | None] | None = None,
) -> Revision | Refusal:
    """Change the outline of a draft as the person of this request. shown: of the outline that the form was made for."""
    with transaction() as session:
        at = open_in(session, course)
        return outlines.change_outline(
            session,
            at.store,
            at.draft,
            at.head,
            deed,
            shown=shown or "",
            by=current_person().person_id,
            words=words,
            now=instant_now(),
            files=files,
        )
