"""Papers behind a draft's rights: proofs of where content comes from, consents of people seen in its videos, and their withdrawal."""

from dataclasses import dataclass

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.authoring.forms.papers import ConsentForm, ConsentWithdrawalForm, ProofForm
from learnhub.authoring.models import RightsPaper
from learnhub.authoring.rules import place_of
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.rules.folders.files import MAIN_VIDEOS
from learnhub.authoring.rules.papers import CONSENT_TYPES, PAPER_BYTES_MAX, ConsentState, PaperKind
from learnhub.authoring.service import papers
from learnhub.authoring.service.drafts.outlines import lesson_line
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.authoring.views.publication.reviewed import Reviewed, reviewed
from learnhub.catalogue.rules import NotFound
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import once, page, requires, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.files import file_answer
from learnhub.web.words import _

MAKERS = (Role.INSTRUCTOR, Role.BASE_MANAGER)
DONE = {
    "added": say("放好了。只有本基地的人和审核的工作人员能看到，不会公开，也不在课程包里。"),
    "removed": say("拿掉了。"),
    "withdrawn": say("视频已经从所有页面撤下，文件正在删除，找不回来。请给这一课换一段视频，或者拿掉视频。"),
}
STATE_WORDS = {
    ConsentState.HELD: say("有同意书"),
    ConsentState.WITHDRAWN: say("有人收回了同意，不能再用"),
    None: say("还没有同意书"),
}
_POLICY = "default-src 'none'; sandbox"


@dataclass(frozen=True)
class VideoLine:
    """A video of a course, and what its consents amount to. path: in the folder."""

    path: str
    title: str
    digest: str
    state: ConsentState | None


@bp.get("/teach/courses/<course>/draft/proofs")
@requires(*MAKERS)
def draft_proofs(course: str) -> ResponseReturnValue:
    """List the proofs of where a course comes from, and ask for another."""
    with opened(course) as at:
        return _proofs_page(at, ProofForm())


@bp.post("/teach/courses/<course>/draft/proofs")
@takes_up_to(PAPER_BYTES_MAX)
@requires(*MAKERS)
@once
def add_proof(course: str) -> ResponseReturnValue:
    """Keep a proof."""
    form = ProofForm(CombinedMultiDict((request.form, request.files)))
    if form.validate():
        content = request.files["paper"].stream.read(PAPER_BYTES_MAX + 1)
        with transaction() as session:
            at = open_in(session, course)
            outcome = papers.add_paper(
                session,
                at.store,
                at.draft,
                PaperKind.PROOF,
                content,
                words=form.words.data or "",
                actor=actor(),
                now=instant_now(),
            )
        if not isinstance(outcome, Refusal):
            return to("authoring.draft_proofs", course=course, done="added")
        form.refuse(outcome)
    with opened(course) as at:
        return _proofs_page(at, form, 422)


@bp.post("/teach/courses/<course>/draft/proofs/<int:paper>/removal")
@requires(*MAKERS)
def remove_proof(course: str, paper: int) -> ResponseReturnValue:
    """Take out a proof that was put in by mistake."""
    with transaction() as session:
        at = open_in(session, course)
        row = papers.paper_of_course(session, at.draft.base_id, course, (), paper)
        papers.take_proof_out(session, row, actor=actor(), now=instant_now())
    return to("authoring.draft_proofs", course=course, done="removed")


@bp.get("/teach/courses/<course>/draft/consents")
@requires(*MAKERS)
def draft_consents(course: str) -> ResponseReturnValue:
    """List the videos of a draft, or the consents about one of them."""
    with opened(course) as at:
        return _consents_page(at, ConsentForm())


@bp.post("/teach/courses/<course>/draft/consents")
@takes_up_to(PAPER_BYTES_MAX)
@requires(*MAKERS)
@once
def add_consent(course: str) -> ResponseReturnValue:
    """Keep a consent about one video."""
    form = ConsentForm(CombinedMultiDict((request.form, request.files)))
    if form.validate():
        content = request.files["paper"].stream.read(PAPER_BYTES_MAX + 1)
        with transaction() as session:
            at = open_in(session, course)
            video = _video(at)
            outcome = papers.add_paper(
                session,
                at.store,
                at.draft,
                PaperKind.CONSENT,
                content,
                words=form.words.data or "",
                digest=video.digest,
                actor=actor(),
                now=instant_now(),
            )
        if not isinstance(outcome, Refusal):
            return to("authoring.draft_consents", course=course, path=video.path, done="added")
        form.refuse(outcome)
    with opened(course) as at:
        return _consents_page(at, form, 422)


@bp.get("/teach/courses/<course>/draft/consents/<int:paper>/withdrawal")
@requires(*MAKERS)
def consent_withdrawal(course: str, paper: int) -> ResponseReturnValue:
    """Say what happens when somebody takes a consent back, and ask."""
    with opened(course) as at:
        return _withdrawal_page(at, paper, ConsentWithdrawalForm())


@bp.post("/teach/courses/<course>/draft/consents/<int:paper>/withdrawal")
@requires(*MAKERS)
def withdraw_consent(course: str, paper: int) -> ResponseReturnValue:
    """Take the video back."""
    form = ConsentWithdrawalForm()
    if form.validate():
        with transaction() as session:
            at = open_in(session, course)
            row = _consent(at, paper)
            refusal = papers.withdraw(
                session, row, course, words=form.words.data or "", actor=actor(), now=instant_now()
            )
        if refusal is None:
            return to("authoring.draft_consents", course=course, done="withdrawn")
        form.refuse(refusal)
    with opened(course) as at:
        return _withdrawal_page(at, paper, form, 422)


@bp.get("/teach/courses/<course>/draft/papers/<int:paper>")
@requires(*MAKERS)
def draft_paper(course: str, paper: int) -> ResponseReturnValue:
    """Hand a paper to people of its base."""
    with opened(course) as at:
        return _handed_out(at, at.head, paper)


@bp.get("/office/courses/<course>/papers")
@requires(Role.OFFICER)
def review_papers(course: str) -> ResponseReturnValue:
    """Show who reviews a course the papers behind its rights."""
    with reviewed(course) as at:
        videos = _videos(at, at.frozen)
        return page(
            "authoring/review_papers.html",
            at=at,
            proofs=papers.proofs(at.session, at.draft.base_id, at.slug),
            videos=videos,
            consents=_by_digest(at, videos),
            state_words=STATE_WORDS,
        )


@bp.get("/office/courses/<course>/papers/<int:paper>")
@requires(Role.OFFICER)
def review_paper(course: str, paper: int) -> ResponseReturnValue:
    """Hand a paper to who reviews the course."""
    with reviewed(course) as at:
        return _handed_out(at, at.frozen, paper)


def _handed_out(at: Opened | Reviewed, seen: Revision, paper: int) -> Response:
    digests = [video.digest for video in _videos(at, seen)]
    row = papers.paper_of_course(at.session, at.draft.base_id, at.slug, digests, paper)
    if row.blob not in at.store or (row.kind is PaperKind.PROOF and row.withdrawn_at is not None):
        raise NotFound(str(paper))
    name = _(
        "%(what)s-%(number)d", what=_("凭据") if row.kind is PaperKind.PROOF else _("同意书"), number=row.id
    )
    answer: Response = file_answer(
        at.store.path(row.blob),
        row.content_type,
        tag=row.blob,
        cache="private, no-store",
        download_name=f"{name}.{CONSENT_TYPES[row.content_type]}",
    )
    answer.headers["Content-Security-Policy"] = _POLICY
    return answer


def _videos(at: Opened | Reviewed, seen: Revision) -> list[VideoLine]:
    states = papers.states_of_base(at.session, at.draft.base_id)
    return [
        VideoLine(
            path, lesson_line(at.store, seen, place.name, at.rates).title, file.blob, states.get(file.blob)
        )
        for path, file in seen.files.items()
        if (place := place_of(path)) is not None and place.role in MAIN_VIDEOS
    ]


def _video(at: Opened) -> VideoLine:
    path = request.args.get("path", "")[:200]
    found = next((one for one in _videos(at, at.head) if one.path == path), None)
    if found is None:
        raise NotFound(path)
    return found


def _consent(at: Opened, paper: int) -> RightsPaper:
    digests = [video.digest for video in _videos(at, at.head)]
    row = papers.paper_of_course(at.session, at.draft.base_id, at.slug, digests, paper)
    if row.kind is not PaperKind.CONSENT:
        raise NotFound(str(paper))
    return row


def _by_digest(at: Opened | Reviewed, videos: list[VideoLine]) -> dict[str, list[RightsPaper]]:
    found: dict[str, list[RightsPaper]] = {}
    rows = papers.consents_about(at.session, at.draft.base_id, [video.digest for video in videos])
    for row in rows:
        found.setdefault(row.digest, []).append(row)
    return found


def _proofs_page(at: Opened, form: ProofForm, status: int = 200) -> ResponseReturnValue:
    return page(
        "authoring/draft_proofs.html",
        status,
        at=at,
        form=form,
        proofs=papers.proofs(at.session, at.draft.base_id, at.slug),
        megabytes=PAPER_BYTES_MAX // 1_000_000,
        done=done(DONE),
    )


def _consents_page(at: Opened, form: ConsentForm, status: int = 200) -> ResponseReturnValue:
    if not request.args.get("path"):
        return page(
            "authoring/draft_consents.html",
            status,
            at=at,
            form=form,
            videos=[
                (one, url_for("authoring.draft_consents", course=at.slug, path=one.path))
                for one in _videos(at, at.head)
            ],
            state_words=STATE_WORDS,
            done=done(DONE),
        )
    video = _video(at)
    return page(
        "authoring/video_consents.html",
        status,
        at=at,
        form=form,
        video=video,
        is_withdrawn=video.state is ConsentState.WITHDRAWN,
        consents=papers.consents(at.session, at.draft.base_id, video.digest),
        megabytes=PAPER_BYTES_MAX // 1_000_000,
        done=done(DONE),
    )


def _withdrawal_page(
    at: Opened, paper: int, form: ConsentWithdrawalForm, status: int = 200
) -> ResponseReturnValue:
    row = _consent(at, paper)
    video = next(one for one in _videos(at, at.head) if one.digest == row.digest)
    return page("authoring/consent_withdrawal.html", status, at=at, form=form, row=row, video=video)
