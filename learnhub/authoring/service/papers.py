"""Papers behind the rights of courses: keep them, show them to whom they concern, and take a video back when consent is withdrawn."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.audit import service as audit
from learnhub.audit.rules import Actor, Concern
from learnhub.authoring.adapters.paper_file import type_of_paper
from learnhub.authoring.models import CourseDraft, RightsPaper
from learnhub.authoring.rules.papers import (
    CONSENT_TYPES,
    PAPER_BYTES_MAX,
    PAPERS_MAX,
    PROOF_TYPES,
    Consent,
    ConsentState,
    PaperKind,
    consent_states,
)
from learnhub.authoring.service.signing import consent as signers
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.service import videos
from learnhub.jobs.service import enqueue
from learnhub.media import service as media
from learnhub.primitives import Refusal, say
from learnhub.search import service as search
from learnhub.storage.rules import BlobStore

TAKEN_BACK = "拍到的人收回了同意，视频已经撤下。"
_UNKNOWN = {
    PaperKind.PROOF: say("这个文件不是 PDF、图片或 Word 文档（docx）。请换一种，例如拍一张照片。"),
    PaperKind.CONSENT: say(
        "这个文件不是 PDF、图片、Word 文档（docx）、MP3 录音或 MP4、WebM 视频。请换一种，例如拍一张照片。"
    ),
}


def add_paper(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    kind: PaperKind,
    content: bytes,
    *,
    words: str,
    digest: str = "",
    actor: Actor,
    now: datetime,
) -> RightsPaper | Refusal:
    """Keep a paper of the draft's base: a proof of its course, or a consent about the video with this digest. Audited."""
    known = PROOF_TYPES if kind is PaperKind.PROOF else CONSENT_TYPES
    if len(content) > PAPER_BYTES_MAX:
        return Refusal(
            "file-large",
            say(
                "一个文件最大 %(paper_bytes_max)s MB，请换小一些的。",
                paper_bytes_max=PAPER_BYTES_MAX // 1000000,
            ),
            field="paper",
        )
    content_type = type_of_paper(content)
    if content_type not in known:
        return Refusal("type-unknown", _UNKNOWN[kind], field="paper")
    held = _held(session, draft.base_id, kind, draft.slug if kind is PaperKind.PROOF else digest)
    if len(held) >= PAPERS_MAX:
        return Refusal(
            "papers-many",
            say("最多放 %(papers_max)s 份，请先拿掉用不到的。", papers_max=PAPERS_MAX),
            field="paper",
        )
    if (
        kind is PaperKind.CONSENT
        and states_of_base(session, draft.base_id).get(digest) is ConsentState.WITHDRAWN
    ):
        return Refusal("withdrawn", say("拍到的人收回了对这段视频的同意，不能再用，请换一段视频。"))
    row = RightsPaper(
        base_id=draft.base_id,
        kind=kind,
        course_slug=draft.slug if kind is PaperKind.PROOF else "",
        digest=digest,
        words=words,
        blob=store.put(content),
        content_type=content_type,
        byte_count=len(content),
        added_by_id=actor.person_id,
        added_at=now,
        withdrawn_words="",
    )
    session.add(row)
    session.flush()
    said = say("放了一份凭据") if kind is PaperKind.PROOF else say("放了一份拍到的人的同意书")
    _audit(
        session,
        actor,
        "paper-added",
        say("给课程“%(slug)s”%(said)s", slug=draft.slug, said=said),
        draft.slug,
        now,
    )
    return row


def proofs(session: Session, base_id: int, slug: str) -> list[RightsPaper]:
    """Return the proofs that a base holds for a course, the oldest first; those that were taken out are left out."""
    return [row for row in _held(session, base_id, PaperKind.PROOF, slug) if row.withdrawn_at is None]


def consents(session: Session, base_id: int, digest: str) -> list[RightsPaper]:
    """Return the consents about one video of a base, the oldest first, those that were withdrawn too."""
    return _held(session, base_id, PaperKind.CONSENT, digest)


def consents_about(session: Session, base_id: int, digests: Collection[str]) -> list[RightsPaper]:
    """Return the consents about these videos of a base."""
    rows = sa.select(RightsPaper).where(
        RightsPaper.base_id == base_id, RightsPaper.kind == PaperKind.CONSENT, RightsPaper.digest.in_(digests)
    )
    return list(session.scalars(rows.order_by(RightsPaper.id)))


def states_of_base(session: Session, base_id: int) -> Mapping[str, ConsentState]:
    """Return what the consents that a base holds amount to, by the digest of the video; a withdrawal counts wherever it was told."""
    told = session.execute(
        sa.select(RightsPaper.digest, RightsPaper.withdrawn_at, RightsPaper.base_id).where(
            RightsPaper.kind == PaperKind.CONSENT,
            sa.or_(RightsPaper.base_id == base_id, RightsPaper.withdrawn_at.is_not(None)),
        )
    )
    return consent_states(Consent(row.digest, row.withdrawn_at is not None) for row in told)


def paper_of_course(
    session: Session, base_id: int, slug: str, digests: Collection[str], paper_id: int
) -> RightsPaper:
    """Return a paper of a base that is about this course or one of these videos; NotFound for every other."""
    row = session.get(RightsPaper, paper_id)
    if row is None or row.base_id != base_id or not (row.course_slug == slug or row.digest in digests):
        raise NotFound(str(paper_id))
    return row


def take_proof_out(session: Session, row: RightsPaper, *, actor: Actor, now: datetime) -> None:
    """Take out a proof that was put in by mistake: its bytes are erased, that it was there stays."""
    if row.kind is not PaperKind.PROOF or row.withdrawn_at is not None:
        raise NotFound(str(row.id))
    row.withdrawn_at, row.withdrawn_by_id = now, actor.person_id
    session.flush()
    # Another course may hold the same proof: the bytes go where nothing else has them.
    key = f"{media.JOB_ERASE}:paper:{row.id}"
    enqueue(session, media.JOB_ERASE, {"blobs": [row.blob]}, key=key, now=now)
    _audit(
        session,
        actor,
        "paper-removed",
        say("拿掉课程“%(course_slug)s”的一份凭据", course_slug=row.course_slug),
        row.course_slug,
        now,
    )


def withdraw(
    session: Session, row: RightsPaper, slug: str, *, words: str, actor: Actor, now: datetime
) -> Refusal | None:
    """Take a video back because somebody who is seen in it no longer agrees: out of every page at once, its bytes by a job.

    It is loaded and exported nowhere again, as a video is whose signer took it back (signing.consent).
    """
    if row.kind is not PaperKind.CONSENT or row.withdrawn_at is not None:
        return Refusal("withdrawn", say("这份同意已经收回了，请刷新页面。"))
    row.withdrawn_at, row.withdrawn_by_id, row.withdrawn_words = now, actor.person_id, words
    session.flush()
    texts, stills = videos.take_out(session, [row.digest], reason=TAKEN_BACK, now=now)
    for text_hash in sorted(texts):
        search.index_courses_with_text(session, text_hash, now=now)
    while (stored := media.stored_by_blob_or_none(session, row.digest)) is not None:
        media.erase(session, stored.id, now=now)
    key = f"{signers.JOB_ERASE}:consent:{row.id}"
    enqueue(
        session, signers.JOB_ERASE, {"blobs": sorted({row.digest, *stills})}, key=key, now=now, priority=-10
    )
    _audit(
        session,
        actor,
        "consent-withdrawn",
        say("课程“%(slug)s”里拍到的人收回了同意", slug=slug),
        slug,
        now,
        words,
    )
    return None


def keeps_blob(session: Session, blob: str) -> bool:
    """Tell whether a paper is made of these bytes, so that nobody erases them."""
    held = sa.select(RightsPaper.id).where(
        RightsPaper.blob == blob,
        sa.or_(RightsPaper.kind == PaperKind.CONSENT, RightsPaper.withdrawn_at.is_(None)),
    )
    return session.scalar(held.limit(1)) is not None


def _held(session: Session, base_id: int, kind: PaperKind, about: str) -> list[RightsPaper]:
    column = RightsPaper.course_slug if kind is PaperKind.PROOF else RightsPaper.digest
    rows: Sequence[RightsPaper] = session.scalars(
        sa.select(RightsPaper)
        .where(RightsPaper.base_id == base_id, RightsPaper.kind == kind, column == about)
        .order_by(RightsPaper.id)
    ).all()
    return list(rows)


def _audit(
    session: Session, actor: Actor, deed: str, words: str, slug: str, now: datetime, reason: str = ""
) -> None:
    audit.record(session, actor, deed, words, Concern("course", slug), reason=reason, now=now)
