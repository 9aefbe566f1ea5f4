"""The review desk: what waits, a submission and its lessons as learners will see them, comments at their places."""

from collections import Counter
from dataclasses import dataclass

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.accounts.views.divisions import chosen, division_form
from learnhub.authoring.forms.publication import CommentForm
from learnhub.authoring.models import PublicationStep
from learnhub.authoring.rules import FileRole, place_of
from learnhub.authoring.rules.drafts.revisions import STATE_WORDS
from learnhub.authoring.rules.gate.table import RULES
from learnhub.authoring.rules.publication import Place, lines_of_blocks, office_time, receipt_number
from learnhub.authoring.service import drafts, publication
from learnhub.authoring.service.drafts.outlines import COURSE_FILE, lesson_line, lesson_path, outline_of
from learnhub.authoring.service.drafts.texts import blocks_of_file
from learnhub.authoring.service.packages.courseware import courseware_path
from learnhub.authoring.service.publication.desk import queue
from learnhub.authoring.service.publication.steps import moments
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.publication.reviewed import Reviewed, reviewed, reviewed_in
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.service import PictureFault, look_at
from learnhub.catalogue.service.texts import html_of_text, look_at_lesson
from learnhub.primitives import Refusal, instant_now, say
from learnhub.providers.service import base_or_none
from learnhub.regions.service import region_name
from learnhub.web import Paging, current_person, once, page, reading, requires, settings, transaction
from learnhub.web.files import file_answer
from learnhub.web.forms import options
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

DONE = {
    "taken": say("现在由您审核。写好意见以后退回，或者发布。"),
    "commented": say("意见记下了，作者会在这一处看到。"),
    "agreed": say("初审通过了，请另一位工作人员来发布。"),
    "returned": say("退回了，作者会看到您的意见。"),
    "published": say("发布了。课程现在能搜到，也能报名。"),
    "withdrawn": say("下架了。已经报名的学员还能学完。"),
}
QUEUE_ROWS, UNITS_SHOWN, COMMENTS_SHOWN, FINDINGS_SHOWN = 8, 4, 15, 12
# Opened by its own address, a drawing is a document: it may draw and nothing else.
_FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; media-src 'self'; sandbox"
_TYPES = {
    FileRole.AUDIO: "audio/mpeg",
    FileRole.SIGN_WEBM: "video/webm",
    FileRole.SIGN_MP4: "video/mp4",
    FileRole.VIDEO_MP4: "video/mp4",
    FileRole.VIDEO_WEBM: "video/webm",
    FileRole.AUDIO_CUES: "text/plain; charset=utf-8",
    FileRole.SIGN_CUES: "text/plain; charset=utf-8",
    FileRole.CAPTIONS: "text/plain; charset=utf-8",
    FileRole.DESCRIPTION: "text/plain; charset=utf-8",
    FileRole.EASY_READ: "text/plain; charset=utf-8",
}
WAY_WORDS = {
    FileRole.AUDIO: say("录音"),
    FileRole.SIGN_WEBM: say("手语视频"),
    FileRole.SIGN_MP4: say("手语视频"),
    FileRole.VIDEO_MP4: say("视频"),
    FileRole.VIDEO_WEBM: say("视频"),
    FileRole.CAPTIONS: say("字幕"),
    FileRole.DESCRIPTION: say("画面描述"),
    FileRole.EASY_READ: say("易读版的文字"),
}


@dataclass(frozen=True)
class ShownComment:
    """A comment as the office sees it. where: in words."""

    where: str
    words: str
    who: str


@bp.get("/office/courses")
@requires(Role.OFFICER)
def review_queue() -> ResponseReturnValue:
    """Show what waits for a review, what waits longest first."""
    form, number = division_form(), page_number(request.args.get("page"))
    with reading() as session:
        rows, total = queue(
            session,
            holdings_of(current_person()),
            now=instant_now(),
            within=chosen(form),
            number=number,
            size=QUEUE_ROWS,
        )
        return page(
            "authoring/review_queue.html",
            form=form,
            filters={"region": chosen(form)} if chosen(form) else {},
            paging=Paging(rows, number, total, QUEUE_ROWS),
            region_of=lambda code: region_name(settings().content_dir, code),
            state_words=STATE_WORDS,
            done=done(DONE),
        )


@bp.get("/office/courses/<course>")
@requires(Role.OFFICER)
def review(course: str) -> ResponseReturnValue:
    """Show a submission: what it is, its lessons, what the gate says, what was commented."""
    with reviewed(course) as at:
        return _desk(at, comment_form(at, COURSE_FILE))


@bp.post("/office/courses/<course>/taking")
@requires(Role.OFFICER)
def take_review(course: str) -> ResponseReturnValue:
    """Begin to review."""
    with transaction() as session:
        at = reviewed_in(session, course)
        outcome = publication.take(session, at.draft, by=current_person().person_id, now=instant_now())
    if isinstance(outcome, Refusal):
        with reviewed(course) as at:
            form = comment_form(at, COURSE_FILE)
            form.refuse(outcome)
            return _desk(at, form, 422)
    return to("authoring.review", course=course, done="taken")


@bp.post("/office/courses/<course>/comments")
@requires(Role.OFFICER)
@once
def comment_on_course(course: str) -> ResponseReturnValue:
    """Comment on the course as a whole."""
    outcome = _comment(course, COURSE_FILE)
    if isinstance(outcome, CommentForm):
        with reviewed(course) as at:
            return _desk(at, outcome, 422)
    return to("authoring.review", course=course, done="commented")


@bp.get("/office/courses/<course>/lessons/<lesson>")
@requires(Role.OFFICER)
def review_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson as learners will see it, with findings and comments beside it."""
    with reviewed(course) as at:
        return _lesson(at, lesson, comment_form(at, lesson_path(lesson)))


@bp.post("/office/courses/<course>/lessons/<lesson>")
@requires(Role.OFFICER)
@once
def comment_on_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Comment at a block of a lesson."""
    outcome = _comment(course, lesson_path(lesson))
    if isinstance(outcome, CommentForm):
        with reviewed(course) as at:
            return _lesson(at, lesson, outcome, 422)
    return to("authoring.review_lesson", course=course, lesson=lesson, done="commented")


@bp.get("/office/courses/<course>/files/<path:path>")
@requires(Role.OFFICER)
def review_file(course: str, path: str) -> ResponseReturnValue:
    """Serve a picture, a video, a recording or its text to whoever reviews."""
    with reviewed(course) as at:
        file, place = at.frozen.files.get(path), place_of(path)
        if file is None or place is None or file.blob not in at.store:
            raise NotFound(path)
        content_type = _TYPES.get(place.role, "")
        if place.role is FileRole.PICTURE:
            try:
                content_type = look_at(at.store.get(file.blob), path).content_type
            except PictureFault as error:
                raise NotFound(path) from error
        if not content_type:
            raise NotFound(path)
        answer: Response = file_answer(
            at.store.path(file.blob), content_type, tag=file.blob, cache="private, no-cache"
        )
    answer.headers["Content-Security-Policy"] = _FILE_POLICY
    return answer


def comment_form(at: Reviewed, path: str) -> CommentForm:
    """Return a form whose choices are the places of a file."""
    form = CommentForm()
    places = [("0", _("整门课") if path == COURSE_FILE else _("整课"))]
    if path != COURSE_FILE and path in at.frozen.files:
        places += [
            (str(line), _("第 %(number)d 块：%(words)s", number=number, words=block.excerpt))
            for number, (line, block) in enumerate(lines_of_blocks(blocks_of_file(at.store, at.frozen, path)))
        ]
    form.line.choices = options(places)
    return form


def _comment(course: str, path: str) -> CommentForm | None:
    """Write the comment that was typed; the form comes back where it can't be."""
    with reviewed(course) as at:
        form = comment_form(at, path)
        place = _place(at, path, form) if form.validate() else None
    if place is None:
        return form
    with transaction() as session:
        at = reviewed_in(session, course)
        outcome = publication.comment(
            session,
            at.draft,
            place=place,
            words=form.words.data or "",
            by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return form
    return None


def _place(at: Reviewed, path: str, form: CommentForm) -> Place:
    line = int(form.line.data)
    if not line:
        return Place(path)
    blocks = dict(lines_of_blocks(blocks_of_file(at.store, at.frozen, path)))
    return Place(path, line, blocks[line].digest, blocks[line].excerpt)


def _desk(at: Reviewed, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    steps, comments = (
        publication.steps_of_draft(at.session, at.draft),
        publication.comments_since(at.session, at.submission),
    )
    checked = at.checked()
    base, agreed = base_or_none(at.session, at.draft.base_id), at.agreement
    people = [at.submission.made_by_id, *([agreed.person_id] if agreed is not None else [])]
    names = nicknames(at.session, people)
    now = instant_now()
    return page(
        "authoring/review.html",
        status,
        form=form,
        at=at,
        base=base.name if base is not None else "",
        number=receipt_number(at.submission.id, at.submission.made_at),
        who=names.get(at.submission.made_by_id, ""),
        agreed=agreed,
        agreed_by=names.get(agreed.person_id, "") if agreed is not None else "",
        state_words=STATE_WORDS[at.draft.state],
        office_days=office_time(moments(steps), now).days,
        units=part_of(
            outline_of(at.store, at.frozen, at.rates).units,
            page_number(request.args.get("page")),
            UNITS_SHOWN,
        ),
        checked=checked,
        findings=[(RULES[one.code], one) for one in checked.report.findings if not one.lesson],
        findings_shown=FINDINGS_SHOWN,
        counts=Counter(one.lesson for one in checked.report.findings),
        comments=_shown(at, comments)[:COMMENTS_SHOWN],
        comment_count=len(comments),
        may_take=at.draft.state.value == "submitted" and not at.why_not,
        why_not=at.why_not,
        done=done(DONE),
    )


def _lesson(at: Reviewed, lesson: str, form: CommentForm, status: int = 200) -> ResponseReturnValue:
    path = lesson_path(lesson)
    content = drafts.file_of(at.store, at.frozen, path)
    if content is None:
        raise NotFound(lesson)
    pictures = at.pictures()
    text, _faults = look_at_lesson(content, path=path, pictures=pictures.keys())
    findings = [one for one in at.checked().report.findings if one.lesson == lesson]
    comments = [one for one in publication.comments_since(at.session, at.submission) if one.path == path]
    slugs = [line.slug for unit in outline_of(at.store, at.frozen, at.rates).units for line in unit.lessons]
    position = slugs.index(lesson) if lesson in slugs else -1
    return page(
        "authoring/review_lesson.html",
        status,
        form=form,
        at=at,
        lesson=lesson,
        line=lesson_line(at.store, at.frozen, lesson, at.rates),
        html=html_of_text(text, pictures) if text is not None else None,
        findings=[(RULES[one.code], one) for one in findings][:FINDINGS_SHOWN],
        finding_count=len(findings),
        ways=[
            (WAY_WORDS[place.role], one, file.byte_count)
            for one, file in at.frozen.files.items()
            if (place := place_of(one)) is not None and place.name == lesson and place.role in WAY_WORDS
        ],
        has_courseware=courseware_path(lesson) in at.frozen.files,
        comments=_shown(at, comments)[:COMMENTS_SHOWN],
        following=slugs[position + 1] if 0 <= position < len(slugs) - 1 else "",
        done=done(DONE),
    )


def _shown(at: Reviewed, comments: list[PublicationStep]) -> list[ShownComment]:
    names = nicknames(at.session, sorted({one.made_by_id for one in comments}))
    return [ShownComment(_where(at, one), one.words, names.get(one.made_by_id, "")) for one in comments]


def _where(at: Reviewed, step: PublicationStep) -> str:
    place = place_of(step.path)
    if place is None or place.role is not FileRole.LESSON:
        return _("整门课")
    title = lesson_line(at.store, at.frozen, place.name, at.rates).title
    if not step.line:
        return _("《%(title)s》整课", title=title)
    return _("《%(title)s》的“%(subject)s”", title=title, subject=step.subject)
