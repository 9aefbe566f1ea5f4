"""Evidence bundles of claims that auditors ask for on the site: made as a job, kept by content, handed to whoever asked, erased after days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.db import Database
from learnhub.jobs import service as jobs
from learnhub.jobs.models import Job, JobState
from learnhub.jobs.worker import Handler, Work
from learnhub.oversight.models import ClaimBundle
from learnhub.oversight.service.exports import Asked, claim_zip_or_none
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, local_date, say
from learnhub.settings import Settings
from learnhub.storage.rules import BlobStore
from learnhub.subsidy.models import Claim, ClaimLine

JOB_BUNDLE = "oversight.bundle"
JOB_BUNDLE_END = "oversight.bundle-end"
BUNDLE_DAYS = "retention.bundle_days"
BUNDLES_A_DAY = 10
_DAYS_WITHOUT_POLICY = 7
_PARTS = 3  # read, written, kept


@dataclass(frozen=True)
class BundleTold:
    """A bundle and how far its making is. done, of total parts: while it is made."""

    row: ClaimBundle
    is_failed: bool
    is_running: bool
    done: int
    total: int


def ask_for_bundle(
    session: Session, actor: Actor, claim: Claim, *, reason: str, now: datetime
) -> ClaimBundle | Refusal:
    """Ask for the bundle of a claim; one at a time for a claim, and so many a day, since each reads whole chains."""
    assert actor.person_id is not None
    if any(one.row.made_at is None and not one.is_failed for one in bundles_of(session, actor, claim)):
        return Refusal("asked-already", say("这份申请的证据包已经在做，做好了就在下面，不用再要。"))
    since = now - timedelta(days=1)
    asked = sa.select(sa.func.count()).where(
        ClaimBundle.asked_by_id == actor.person_id, ClaimBundle.asked_at > since
    )
    if (session.scalar(asked) or 0) >= BUNDLES_A_DAY:
        return Refusal(
            "too-many",
            say("一天最多要 %(bundles_a_day)s 份证据包，请明天再来。", bundles_a_day=BUNDLES_A_DAY),
        )
    row = ClaimBundle(
        claim_id=claim.id, asked_by_id=actor.person_id, reason=reason, asked_at=now, byte_count=0
    )
    session.add(row)
    session.flush()
    jobs.enqueue(session, JOB_BUNDLE, {"bundle": row.id}, key=_key(row.id), now=now)
    concern = Concern("claim", str(claim.id))
    audit.record(session, actor, "bundle-asked", say("要一份申请的证据包"), concern, reason=reason, now=now)
    return row


def bundles_of(session: Session, actor: Actor, claim: Claim) -> list[BundleTold]:
    """Return the bundles of a claim that somebody asked for and that weren't erased, newest first, at most a day's worth."""
    rows = session.scalars(
        sa.select(ClaimBundle)
        .where(
            ClaimBundle.claim_id == claim.id,
            ClaimBundle.asked_by_id == actor.person_id,
            ClaimBundle.erased_at.is_(None),
        )
        .order_by(ClaimBundle.id.desc())
        .limit(BUNDLES_A_DAY)
    ).all()
    work = {
        job.key: job
        for job in session.scalars(sa.select(Job).where(Job.key.in_([_key(one.id) for one in rows])))
    }
    return [_told(row, work.get(_key(row.id))) for row in rows]


def own_bundle_or_none(
    session: Session, *, person_id: int, claim_id: int, bundle_id: int, now: datetime
) -> ClaimBundle | None:
    """Return a made bundle to whoever asked for it; None for everybody else, for another claim, and after its days."""
    row = session.get(ClaimBundle, bundle_id)
    if row is None or (row.claim_id, row.asked_by_id) != (claim_id, person_id):
        return None
    return row if row.blob is not None and row.expires_at is not None and row.expires_at > now else None


def take_bundle(
    session: Session, store: BlobStore, actor: Actor, row: ClaimBundle, *, now: datetime
) -> bytes:
    """Return the zip; who took it, and what for, is recorded, because it tells much of people."""
    assert row.blob is not None
    concern = Concern("claim", str(row.claim_id))
    audit.record(session, actor, "bundle-taken", say("下载证据包"), concern, reason=row.reason, now=now)
    return store.get(row.blob)


def claims_of_record(session: Session, record_id: int) -> Sequence[Claim]:
    """Return the claims that lines of a record stand in, by id."""
    query = sa.select(Claim).join(ClaimLine, ClaimLine.claim_id == Claim.id)
    return session.scalars(query.where(ClaimLine.record_id == record_id).order_by(Claim.id).distinct()).all()


def bundle_handler(database: Database, settings: Settings, store: BlobStore) -> Handler:
    """Return the handler of JOB_BUNDLE jobs; done again it keeps the same bytes, or those of what has changed since."""

    def handle(work: Work) -> None:
        with database.reading() as session:
            row = session.get(ClaimBundle, int(work.payload["bundle"]))
            if row is None or row.erased_at is not None:
                return
            figures = figures_in_force(session, settings.content_dir)
            asked = Asked(row.claim_id, settings.site_name, settings.content_dir / "policy", row.asked_at)
            work.progress(0, _PARTS)
            content = claim_zip_or_none(session, asked, figures)
        assert content is not None  # claims are only added
        work.progress(2, _PARTS)
        blob, now = store.put(content), instant_now()
        with database.transaction() as session:
            kept = session.get_one(ClaimBundle, row.id)
            kept.blob, kept.byte_count = blob, len(content)
            if kept.made_at is None:
                kept.made_at, kept.expires_at = now, now + timedelta(days=_days(figures, now))
            jobs.enqueue(
                session, JOB_BUNDLE_END, {}, key=f"{JOB_BUNDLE_END}:{row.id}", now=kept.expires_at or now
            )

    return handle


def end_handler(database: Database, store: BlobStore) -> Handler:
    """Return the handler of JOB_BUNDLE_END jobs: erases every bundle whose days are over; rows stay and say that there was one."""

    def handle(_work: Work) -> None:
        now = instant_now()
        with database.transaction() as session:
            over = session.scalars(
                sa.select(ClaimBundle).where(ClaimBundle.expires_at <= now, ClaimBundle.blob.is_not(None))
            ).all()
            gone = {row.blob for row in over if row.blob is not None}
            for row in over:
                row.blob, row.erased_at = None, now
            session.flush()
            still = set(session.scalars(sa.select(ClaimBundle.blob).where(ClaimBundle.blob.in_(gone))))
        for blob in gone - still:
            store.remove_untouched(blob, now)

    return handle


def _told(row: ClaimBundle, job: Job | None) -> BundleTold:
    state = job.state if job is not None else None
    return BundleTold(
        row,
        is_failed=state is JobState.FAILED,
        is_running=state is JobState.RUNNING,
        done=job.progress_done if job is not None else 0,
        total=(job.progress_total if job is not None else 0) or _PARTS,
    )


def _days(figures: Figures, now: datetime) -> int:
    return figures.number_or_none(BUNDLE_DAYS, "", local_date(now)) or _DAYS_WITHOUT_POLICY


def _key(bundle_id: int) -> str:
    return f"{JOB_BUNDLE}:{bundle_id}"
