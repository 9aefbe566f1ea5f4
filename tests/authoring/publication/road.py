"""The road to publication for tests: a tiny course of the base goes along it, step by step."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.authoring.models import CourseDraft, PublicationStep
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.service import drafts, publication
from learnhub.catalogue.rules import PublicationFigures, publication_figures
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.storage.rules import BlobStore
from tests.authoring.drafts.drafts import TEACHING, open_tiny
from tests.people import PREFECTURE, Someone
from tests.tiny_course import FIGURES, TinyCourse

SLUG, FIRST = "new-push", "lessons/push-slow.md"
CHANGED = "手放在桌面上，慢慢地向前推三次，感觉手心下面的布料。"
REVIEWING = [Holding(Role.OFFICER, region_code=PREFECTURE)]


@dataclass
class Road:
    """A draft of an author on its way through an office."""

    session: Session
    store: BlobStore
    author: Someone
    reviewer: Someone

    def rates(self) -> PublicationFigures:
        """Return what minutes are made from."""
        return publication_figures(FIGURES, local_date(instant_now()))

    def open(self, folder: CourseFolder | None = None) -> CourseDraft:
        """Open a draft of a new course."""
        return open_tiny(self.session, self.store, self.author, folder or TinyCourse(SLUG).folder())

    def submit(self, draft: CourseDraft, *, at: datetime | None = None) -> PublicationStep | Refusal:
        """Look at a draft as it stands, and submit it."""
        now = at or instant_now()
        checked = publication.check_revision(
            self.session,
            self.store,
            draft,
            drafts.head_of(self.session, draft),
            figures=self.rates(),
            today=local_date(now),
        )
        return publication.submit(
            self.session, self.store, draft, checked=checked, by=self.author.person_id, now=now
        )

    def take(self, draft: CourseDraft, *, at: datetime | None = None) -> PublicationStep | Refusal:
        """Begin to review."""
        return publication.take(self.session, draft, by=self.reviewer.person_id, now=at or instant_now())

    def send_back(
        self, draft: CourseDraft, words: str, *, at: datetime | None = None
    ) -> PublicationStep | Refusal:
        """Return a course to its authors."""
        return publication.send_back(
            self.session,
            draft,
            words=words,
            by=self.reviewer.person_id,
            request_id="r",
            now=at or instant_now(),
        )

    def publish(self, draft: CourseDraft, *, at: datetime | None = None) -> PublicationStep | Refusal:
        """Publish what was submitted."""
        now = at or instant_now()
        return publication.publish(
            self.session,
            self.store,
            draft,
            figures=self.rates(),
            by=self.reviewer.person_id,
            request_id="r",
            now=now,
        )

    def go(self, draft: CourseDraft) -> PublicationStep:
        """Submit, take and publish; return the last step."""
        done(self.submit(draft))
        done(self.take(draft))
        return done(self.publish(draft))

    def next(self) -> CourseDraft:
        """Open a draft of the published course."""
        made = drafts.draft_of_published(
            self.session, self.store, SLUG, holdings=TEACHING, by=self.author.person_id, now=instant_now()
        )
        assert isinstance(made, CourseDraft)
        return made

    def write(self, draft: CourseDraft, path: str, content: bytes | None) -> None:
        """Change one file of a draft."""
        saved = drafts.save_files(
            self.session,
            self.store,
            draft,
            base_revision=drafts.head_of(self.session, draft).number,
            changes={path: content},
            by=self.author.person_id,
            words="改了课文",
            now=instant_now(),
        )
        assert not isinstance(saved, Refusal), saved


def done(outcome: PublicationStep | Refusal) -> PublicationStep:
    """Return a step that was done."""
    assert isinstance(outcome, PublicationStep), outcome
    return outcome


def code(outcome: object) -> str:
    """Return why something was refused, or nothing."""
    return outcome.code if isinstance(outcome, Refusal) else ""
