"""What stands beside the lessons of the desk's draft: a video with a consent, a recording, courseware; files and a document that are on their way; a draft without a lead."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit.rules import Actor
from learnhub.authoring.models import BroughtFile, CourseDraft, DocumentImport, RightsPaper
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.sources import ImportState
from learnhub.authoring.rules.importing.brought import BroughtKind
from learnhub.authoring.rules.importing.kept_plan import plan_as_json
from learnhub.authoring.rules.importing.plan import Imported, Piece, PieceKind, plan_of
from learnhub.authoring.rules.papers import PaperKind
from learnhub.authoring.service import drafts, papers, recordings
from learnhub.authoring.service.importing import documents as imports
from learnhub.authoring.service.importing.brought import SentFile
from learnhub.db import Database
from learnhub.media import service as media
from learnhub.media.rules import Purpose, Stored
from learnhub.primitives import instant_now, today
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.speech import service as speech
from learnhub.storage.rules import BlobStore
from learnhub.storage.service import store_for
from tests.authoring.packages.scorm import package
from tests.journeys.studio import person_named, sent
from tests.media.recordings import mp3, mp4, png

ORPHAN = "desk-orphan"
VIDEO_LESSON = "shape-buns"
VIDEO_PATH = f"lessons/{VIDEO_LESSON}.video.mp4"
_VTT = "WEBVTT\n\n00:00.500 --> 00:02.500\n先把手洗干净，再和面。\n".encode()
# A voice that reads another lesson stands in: pages show its times, nobody hears it here.
_VOICE = PROJECT_DIR / "content" / "courses" / "blind-massage" / "lessons" / "clean-hands.audio.mp3"


def furnish_beside(
    database: Database, settings: Settings, *, writing: str, recorded: str, author: str, gone: str
) -> None:
    """Put everything beside the draft `writing`. recorded: the lesson that gets a recording; gone: who leads a draft and teaches nowhere."""
    video = sent(database, settings, mp4(seconds=9, index_first=True), Purpose.LESSON_VIDEO)
    voice = sent(database, settings, mp3(frames=400), Purpose.AUDIO_RECORDING)
    store = store_for(settings)
    with database.transaction() as session:
        by = person_named(session, author)
        draft = drafts.draft_by_slug(session, writing, holdings_on(session, by, today()))
        _beside_lessons(session, store, draft, recorded, by)
        _on_their_way(session, store, draft, by, video, voice)
        orphan = drafts.draft_by_slug(session, ORPHAN, holdings_on(session, by, today()))
        orphan.lead_id = person_named(session, gone)


def places_beside(session: Session) -> Mapping[str, int | str]:
    """Return what paths name: the consent, an import for the draft with its files, one that is looked over."""
    tokens = {row.kind.value: row.token for row in session.scalars(sa.select(BroughtFile))}
    brought = session.scalars(
        sa.select(DocumentImport.token).join(BroughtFile, BroughtFile.import_id == DocumentImport.id).limit(1)
    ).one()
    read = session.scalars(sa.select(DocumentImport.token).where(DocumentImport.plan.is_not(None))).first()
    consent = sa.select(RightsPaper.id).where(RightsPaper.kind == PaperKind.CONSENT).order_by(RightsPaper.id)
    return {
        "brought": brought,
        "read": read or "",
        "consent": session.scalars(consent.limit(1)).one(),
        **{f"{kind}_file": token for kind, token in tokens.items()},
    }


def _beside_lessons(session: Session, store: BlobStore, draft: CourseDraft, recorded: str, by: int) -> None:
    now = instant_now()
    made = speech.recorded(_VOICE, is_wave=False)
    assert made is not None
    laid = recordings.lay(session, store, draft, recorded, made, (), by=by, now=now)
    assert isinstance(laid, Revision), laid
    film = mp4(seconds=8, index_first=True)
    saved = drafts.save_files(
        session,
        store,
        draft,
        base_revision=laid.number,
        changes={
            VIDEO_PATH: film,
            f"lessons/{VIDEO_LESSON}.captions.vtt": _VTT,
            f"lessons/{recorded}.scorm.zip": package(),
        },
        by=by,
        words="放了视频和外来课件",
        now=now,
    )
    assert isinstance(saved, Revision), saved
    paper = papers.add_paper(
        session,
        store,
        draft,
        PaperKind.CONSENT,
        png(40, 40),
        words="两位学员和教师",
        digest=saved.files[VIDEO_PATH].blob,
        actor=Actor(by),
        now=now,
    )
    assert isinstance(paper, RightsPaper), paper


def _on_their_way(
    session: Session, store: BlobStore, draft: CourseDraft, by: int, video: Stored, voice: Stored
) -> None:
    held, now = holdings_on(session, by, today()), instant_now()
    begun = imports.begin_import(
        session,
        [],
        base_id=draft.base_id,
        holdings=held,
        by=by,
        now=now,
        target_id=draft.id,
        brought=[
            SentFile("包包子.mp4", BroughtKind.VIDEO, video),
            SentFile("老师念的.mp3", BroughtKind.AUDIO, voice),
            SentFile("包包子_字幕.srt", BroughtKind.SUBTITLES, None, store.put(_VTT)),
        ],
        notes=["“旧讲义.doc”是旧格式，读不了。请用 Word 或 WPS 打开它，另存为 .docx，再来导入。"],
    )
    assert isinstance(begun, DocumentImport), begun
    words = "先把手洗干净，再把面粉倒进盆里，一边加水一边搅。" * 20
    pieces = [
        Piece(PieceKind.HEADING, "和面", "和面", 1),
        Piece(PieceKind.TEXT, words, words),
        Piece(PieceKind.TEXT, words, words),
    ]
    session.add(
        DocumentImport(
            token="desk-import-read",
            base_id=draft.base_id,
            owner_id=by,
            state=ImportState.READY,
            sources=[["和面讲义.docx", store.put(b"PK"), 2]],
            files={},
            plan=plan_as_json(plan_of(Imported("", pieces), name="和面讲义")),
            notes=[],
            fault="",
            target_id=draft.id,
            draft_id=None,
            begun_at=now,
            changed_at=now,
        )
    )
    media.keep(session, video.id)
