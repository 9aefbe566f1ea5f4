"""The gate over a draft: with what its base has declared, and the first steps that a press of a button makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.authoring.models.drafts import CourseDraft
from learnhub.authoring.models.gate import GateDeclaration
from learnhub.authoring.rules import CourseFolder
from learnhub.authoring.rules.drafts.revisions import Conflict, Revision
from learnhub.authoring.rules.gate.findings import DECLARATION_ANSWERS, Declaration, DeclarationKind
from learnhub.authoring.rules.gate.steps import declarable, easy_read_start, with_sign_request
from learnhub.authoring.service import drafts, papers
from learnhub.authoring.service.folders.load import shared_modules
from learnhub.authoring.service.gate.report import GateReport, course_facts, gate_report
from learnhub.catalogue.rules import NotFound, PublicationFigures
from learnhub.catalogue.service import survey_lesson
from learnhub.primitives import Refusal, say
from learnhub.storage.rules import BlobStore

WORDS_CHARACTERS_MAX = 200
_CHANGED = Refusal("draft-moved", say("同事刚刚改了这份草稿。请刷新页面，再按一次。"))


@dataclass(frozen=True)
class Asked:
    """A file that is to be declared of. kinds: the questions; said: what was declared last of each."""

    path: str
    digest: str
    kinds: tuple[DeclarationKind, ...]
    said: dict[DeclarationKind, GateDeclaration]


def report_of_draft(
    session: Session, store: BlobStore, draft: CourseDraft, *, figures: PublicationFigures, today: date
) -> GateReport:
    """Return what the gate says of a draft as it stands. Reads all its bytes."""
    folder = drafts.folder_of(session, store, draft)
    return report_of_folder(session, folder, base_id=draft.base_id, figures=figures, today=today)


def report_of_folder(
    session: Session, folder: CourseFolder, *, base_id: int, figures: PublicationFigures, today: date
) -> GateReport:
    """Return what the gate says of a folder, with what its base has declared of the files, and the papers it holds."""
    return gate_report(
        folder,
        shared_modules=shared_modules(session),
        figures=figures,
        today=today,
        declarations=declarations_of(session, base_id),
        has_proof=bool(papers.proofs(session, base_id, folder.slug)),
        consents=papers.states_of_base(session, base_id),
    )


def declarations_of(session: Session, base_id: int) -> list[Declaration]:
    """Return what a base has declared of its files; of each question about a file the last answer."""
    return [Declaration(row.digest, row.kind, row.answer) for row in _last_rows(session, base_id).values()]


def asked_of(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    path: str,
    *,
    figures: PublicationFigures,
    today: date,
) -> Asked:
    """Return the questions about one file of a draft; NotFound where there is nothing to declare of it."""
    facts = course_facts(drafts.folder_of(session, store, draft), figures=figures, today=today)
    found = declarable(facts).get(path)
    if found is None:
        raise NotFound(path)
    digest, kinds = found
    rows = _last_rows(session, draft.base_id, digest)
    return Asked(path, digest, kinds, {kind: rows[digest, kind] for kind in kinds if (digest, kind) in rows})


def declare(
    session: Session,
    draft: CourseDraft,
    asked: Asked,
    answers: dict[DeclarationKind, str],
    *,
    words: str,
    by: int,
    now: datetime,
) -> Refusal | None:
    """Keep what somebody says of a file, with who and when. words: where written consents are kept."""
    for kind, answer in answers.items():
        if kind not in asked.kinds or answer not in DECLARATION_ANSWERS[kind]:
            return Refusal("no-answer", say("请从列出的选项里选一个。"))
        if answer == "agreed" and not words:
            return Refusal(
                "no-proof", say("请写明同意书放在哪里，例如“基地办公室，2025 年第 3 号”。"), field="words"
            )
    for kind, answer in answers.items():
        said = asked.said.get(kind)
        kept = words if kind is DeclarationKind.PEOPLE_SHOWN else ""
        if said is None or (said.answer, said.words) != (answer, kept):
            session.add(
                GateDeclaration(
                    base_id=draft.base_id,
                    digest=asked.digest,
                    kind=kind,
                    answer=answer,
                    words=kept,
                    declared_by_id=by,
                    declared_at=now,
                )
            )
    session.flush()
    return None


def begin_easy_read(
    session: Session, store: BlobStore, draft: CourseDraft, lesson: str, *, by: int, now: datetime
) -> Revision | Refusal:
    """Put an easy-read edition to begin from beside a lesson; one that is there stays. NotFound where there is no such lesson."""
    head = drafts.head_of(session, draft)
    path = f"lessons/{lesson}.easy.md"
    content = drafts.file_of(store, head, f"lessons/{lesson}.md")
    survey = survey_lesson(content, path=path) if content is not None else None
    if survey is None:
        raise NotFound(lesson)
    if path in head.files:
        return head
    words = say("给《%(lesson)s》开了易读版", lesson=survey.title or lesson)
    return _saved(session, store, draft, head, {path: easy_read_start(survey).encode()}, by, words, now)


def ask_for_sign(
    session: Session,
    store: BlobStore,
    draft: CourseDraft,
    lesson: str,
    *,
    requested_of: str,
    promised_on: date,
    by: int,
    today: date,
    now: datetime,
) -> Revision | Refusal:
    """Write into the draft whom a sign video was asked of and for when. NotFound where there is no such lesson."""
    head = drafts.head_of(session, draft)
    if f"lessons/{lesson}.md" not in head.files:
        raise NotFound(lesson)
    if promised_on < today:
        return Refusal("past", say("这一天已经过去了，请写以后的日子。"), field="promised_on")
    toml = (drafts.file_of(store, head, "slots.toml") or b"").decode("utf-8", errors="replace")
    changed = with_sign_request(
        toml, lesson, requested_of=requested_of, requested_on=today, promised_on=promised_on
    )
    return _saved(
        session,
        store,
        draft,
        head,
        {"slots.toml": changed.encode()},
        by,
        say("请人拍 %(lesson)s 的手语", lesson=lesson),
        now,
    )


def read_by_machine(
    session: Session, store: BlobStore, draft: CourseDraft, lesson: str, *, by: int, now: datetime
) -> Revision | Refusal:
    """Take away a recording that reads an earlier text, so that the machine reads the lesson. NotFound where there is none."""
    head = drafts.head_of(session, draft)
    recorded: dict[str, bytes | None] = {
        path: None
        for path in (f"lessons/{lesson}.audio.mp3", f"lessons/{lesson}.audio.vtt")
        if path in head.files
    }
    if not recorded:
        raise NotFound(lesson)
    return _saved(
        session, store, draft, head, recorded, by, say("%(lesson)s 改由机器朗读", lesson=lesson), now
    )


def _saved(
    session: Session, store: BlobStore, draft: CourseDraft, head: Revision,
    changes: dict[str, bytes | None] | dict[str, bytes], by: int, words: str, now: datetime,
) -> Revision | Refusal:  # fmt: skip
    outcome = drafts.save_files(
        session, store, draft, base_revision=head.number, changes=dict(changes), by=by, words=words, now=now
    )
    return _CHANGED if isinstance(outcome, Conflict) else outcome


def _last_rows(
    session: Session, base_id: int, digest: str | None = None
) -> dict[tuple[str, DeclarationKind], GateDeclaration]:
    wanted = sa.select(GateDeclaration).where(GateDeclaration.base_id == base_id).order_by(GateDeclaration.id)
    if digest is not None:
        wanted = wanted.where(GateDeclaration.digest == digest)
    rows: Sequence[GateDeclaration] = session.scalars(wanted).all()
    return {(row.digest, row.kind): row for row in rows}
