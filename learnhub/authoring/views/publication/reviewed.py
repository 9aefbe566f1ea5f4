"""A submission as the pages of the office open it: its frozen revision, for officers of the region only."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import holdings_of
from learnhub.authoring.models import CourseDraft, PublicationStep, ReviewAgreement
from learnhub.authoring.rules.drafts.revisions import DraftState, Revision
from learnhub.authoring.rules.publication import REVIEW_OFFICERS, publication_refusal, reviewer_refusal
from learnhub.authoring.service import drafts, publication
from learnhub.authoring.service.publication.desk import draft_for_office
from learnhub.catalogue.rules import PublicationFigures, publication_figures
from learnhub.catalogue.service import PictureFault, ShownPicture, look_at
from learnhub.policy.service import figures, figures_in_force
from learnhub.primitives import instant_now, local_date, today
from learnhub.providers.service import base_or_none
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from learnhub.web import current_person, reading, settings


@dataclass(frozen=True)
class Reviewed:
    """A submission in a unit of work. frozen: what was submitted, whatever became of the draft since."""

    session: Session
    store: BlobStore
    draft: CourseDraft
    submission: PublicationStep
    frozen: Revision
    rates: PublicationFigures
    officers_needed: int

    @property
    def slug(self) -> str:
        """Return the slug of its course."""
        return self.draft.slug

    @property
    def is_open(self) -> bool:
        """Tell whether it is being reviewed."""
        return self.draft.state is DraftState.IN_REVIEW

    @property
    def why_not(self) -> str:
        """Return why this officer can't review it, or nothing."""
        writers = publication.writers(self.session, self.slug)
        refusal = reviewer_refusal(current_person().person_id, writers)
        return refusal.sentence if refusal is not None else ""

    def checked(self) -> publication.Checked:
        """Return what the gate says of what was submitted."""
        return publication.check_revision(
            self.session, self.store, self.draft, self.frozen, figures=self.rates, today=today()
        )

    @property
    def agreement(self) -> ReviewAgreement | None:
        """Return who let it pass first; None where nobody did."""
        return publication.agreement_or_none(self.session, self.submission)

    @property
    def publishing_refusal(self) -> str:
        """Return what keeps this officer from publishing it now, or nothing."""
        agreed = self.agreement
        by = agreed.person_id if agreed is not None else None
        refusal = publication_refusal(self.officers_needed, by, current_person().person_id)
        return refusal.sentence if refusal is not None else ""

    def pictures(self) -> dict[str, ShownPicture]:
        """Return where the pictures of the submission are found, by path under lessons/."""
        found = {}
        for path, file in self.frozen.files.items():
            if path.startswith("lessons/media/") and file.blob in self.store:
                try:
                    size = look_at(self.store.get(file.blob), path)
                except PictureFault:
                    continue
                address = url_for("authoring.review_file", course=self.slug, path=path)
                found[path.removeprefix("lessons/")] = ShownPicture(address, size.width, size.height)
        return found


@contextmanager
def reviewed(course: str) -> Iterator[Reviewed]:
    """Open the last submission of a course for reading; NotFound for offices of other regions."""
    with reading() as session:
        yield reviewed_in(session, course)


def reviewed_in(session: Session, course: str) -> Reviewed:
    """Open the last submission of a course in a unit of work that there is."""
    draft = draft_for_office(session, course, holdings_of(current_person()))
    submission = publication.submission_of(session, draft)
    frozen = drafts.revision_by_number(session, draft, submission.revision or 0)
    rates = publication_figures(figures(settings().content_dir), local_date(instant_now()))
    base = base_or_none(session, draft.base_id)
    needed = figures_in_force(session, settings().content_dir).in_force_or_none(
        REVIEW_OFFICERS, base.region_code if base is not None else "", today()
    )
    officers = needed.number if needed is not None else 1
    return Reviewed(session, store_for(settings()), draft, submission, frozen, rates, officers)
