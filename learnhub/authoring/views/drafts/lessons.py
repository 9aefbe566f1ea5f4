"""A lesson of a draft: its blocks, its Markdown, how learners will see it."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.authoring.forms.blocks import CHOICE_WORDS, KIND_WORDS, merge_form
from learnhub.authoring.forms.drafts import LessonForm, MarkdownForm
from learnhub.authoring.rules.drafts.blocks import block_at_line
from learnhub.authoring.rules.drafts.merging import Choice
from learnhub.authoring.rules.drafts.revisions import EDITABLE_STATES, Conflict, Revision
from learnhub.authoring.rules.folders.course_toml import front_matter
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.drafts.texts import blocks_of_file, merging_of, text_of_file
from learnhub.authoring.service.drafts.typed import drop_typed, typed_by, typed_or_none
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.blocks import revision_seen
from learnhub.authoring.views.drafts.comments import comments_by_block
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.authoring.views.drafts.saving import after_saving, save_lesson
from learnhub.catalogue.rules import NotFound
from learnhub.catalogue.service import PictureFault, ShownPicture, look_at
from learnhub.catalogue.service.texts import html_of_text, look_at_lesson
from learnhub.primitives import Refusal, instant_now, say
from learnhub.web import SiteForm, current_person, page, requires, transaction
from learnhub.web.words import _

DONE = {
    "saved": say("保存好了。"),
    "added": say("加好了。"),
    "video-placed": say("视频放进来了。字幕和同意书还缺什么，看“还差什么”。"),
    "subtitles-placed": say("字幕放进来了。"),
    "video-in-new-draft": say(
        "这门课已经上线，所以给它开了一份草稿，视频放在草稿里。提交审核、发布以后，学员才看到。"
    ),
    "moved": say("移好了。"),
    "removed": say("删掉了。要找回来，请打开“版本”。"),
    "told": say("课名和简介改好了。"),
    "merged": say("两个人的修改合到一起了。"),
    "forgotten": say("没保存的修改不要了。"),
    "lesson-added": say("加了一课。现在写它的第一块。"),
    "lesson-split": say("拆成了两课，这是后一课。请给它写简介。"),
    "lesson-joined": say("两课合并好了。"),
}
MARKDOWN_PLACE, ABOUT_PLACE = "markdown", "about"
# Opened by its own address, a drawing is a document: it may draw and nothing else.
_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """List the blocks of a lesson, folded by section."""
    with opened(course) as at:
        path = outlines.lesson_path(lesson)
        source = blocks_of_file(at.store, at.head, path)
        worked_on = (
            int(asked) if (asked := request.args.get("block", "")).isdecimal() and len(asked) < 6 else -1
        )
        kept = typed_by(at.session, at.draft, person_id=current_person().person_id, path=path)
        sections = source.sections()
        return page(
            "authoring/draft_lesson.html",
            at=at,
            lesson=lesson,
            line=outlines.lesson_line(at.store, at.head, lesson, at.rates),
            source=source,
            sections=sections,
            worked_on=worked_on
            if worked_on >= 0 or len(sections) > 1
            else (sections[0][0] if sections else -1),
            has_recording=f"lessons/{lesson}.audio.mp3" in at.head.files,
            easy=f"{lesson}.easy" if f"lessons/{lesson}.easy.md" in at.head.files else "",
            kept=[
                (one, _told(one.place), *_way_back(course, lesson, one.place, one.base_revision))
                for one in kept
            ],
            kinds=KIND_WORDS,
            comments=comments_by_block(at, path, source),
            is_editable=at.draft.state in EDITABLE_STATES,
            done=done(DONE),
        )


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/about")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_about(course: str, lesson: str) -> ResponseReturnValue:
    """Ask what a lesson is called and what it is about."""
    with opened(course) as at:
        source = blocks_of_file(at.store, at.head, outlines.lesson_path(lesson))
        told = front_matter(source.blocks[0].text) if source.has_head else {}
        form = LessonForm()
        form.title.data, form.summary.data = str(told.get("title", "")), str(told.get("summary", ""))
        form.revision.data = str(at.head.number)
        return page("authoring/lesson_about.html", at=at, lesson=lesson, form=form)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/about")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def tell_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Change title and summary of a lesson."""
    form = LessonForm()
    with opened(course) as at:
        seen = revision_seen(at, form.revision.data)
        source = blocks_of_file(at.store, seen, outlines.lesson_path(lesson))
    if form.validate():
        text = outlines.told_lesson(source, title=form.title.data or "", summary=form.summary.data or "")
        outcome = (
            Refusal("head-foreign", say("这一课开头的写法特别，请在 Markdown 里改。"))
            if text is None
            else save_lesson(
                course,
                lesson,
                base_revision=seen.number,
                text=text,
                words=say("改了课名和简介"),
                place=ABOUT_PLACE,
            )
        )
        if not isinstance(outcome, Refusal):
            return after_saving(course, lesson, outcome, done="told", block=0)
        form.refuse(outcome)
    with opened(course) as at:
        return page("authoring/lesson_about.html", 422, at=at, lesson=lesson, form=form)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/markdown")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_markdown(course: str, lesson: str) -> ResponseReturnValue:
    """Show the whole lesson as Markdown, for those who prefer it."""
    with opened(course) as at:
        path = outlines.lesson_path(lesson)
        seen = revision_seen(at, request.args.get("revision"))
        form = MarkdownForm()
        form.text.data, form.revision.data = text_of_file(at.store, seen, path), str(seen.number)
        kept = typed_or_none(
            at.session, at.draft, person_id=current_person().person_id, path=path, place=MARKDOWN_PLACE
        )
        if kept is not None and request.args.get("typed") == "1":
            form.text.data, kept = kept.fields.get("text", ""), None
        return page("authoring/lesson_markdown.html", at=at, lesson=lesson, form=form, kept=kept)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/markdown")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def save_markdown(course: str, lesson: str) -> ResponseReturnValue:
    """Save the whole lesson as it was typed."""
    form = MarkdownForm()
    with opened(course) as at:
        seen = revision_seen(at, form.revision.data)
    if form.validate():
        outcome = save_lesson(
            course,
            lesson,
            base_revision=seen.number,
            text=form.text.data or "",
            words=say("在 Markdown 里改了全文"),
            place=MARKDOWN_PLACE,
        )
        if not isinstance(outcome, Refusal):
            return after_saving(course, lesson, outcome, done="saved", block=0)
        form.refuse(outcome)
    with opened(course) as at:
        return page("authoring/lesson_markdown.html", 422, at=at, lesson=lesson, form=form, kept=None)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/preview")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_preview(course: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson as learners will see it, with what is still to mend."""
    with opened(course) as at:
        path = outlines.lesson_path(lesson)
        source = blocks_of_file(at.store, at.head, path)
        pictures = pictures_of_draft(at)
        text, findings = look_at_lesson(source.text.encode(), path=path, pictures=pictures.keys())
        return page(
            "authoring/lesson_preview.html",
            at=at,
            lesson=lesson,
            line=outlines.lesson_line(at.store, at.head, lesson, at.rates),
            html=html_of_text(text, pictures) if text is not None else None,
            findings=[(one, block_at_line(source, one.line)) for one in findings],
        )


@bp.get("/teach/courses/<course>/draft/pictures/<name>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_picture(course: str, name: str) -> ResponseReturnValue:
    """Serve a picture of a draft, or of an earlier version of it, to its authors."""
    with opened(course) as at:
        seen = revision_seen(at, request.args.get("version"))
        content = drafts.file_of(at.store, seen, f"lessons/media/{name}")
        if content is None:
            raise NotFound(name)
        try:
            kind = look_at(content, name).content_type
        except PictureFault as error:
            raise NotFound(name) from error
    answer = Response(content, content_type=kind)
    answer.headers["Content-Security-Policy"] = _DRAWING_POLICY
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/merging/<place>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def lesson_merging(course: str, lesson: str, place: str) -> ResponseReturnValue:
    """Show what two people made of one lesson, side by side by blocks."""
    return _merging_page(course, lesson, place)


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/merging/<place>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def merge_lesson(course: str, lesson: str, place: str) -> ResponseReturnValue:
    """Save the lesson as its author chose at each disputed place."""
    path, person_id = outlines.lesson_path(lesson), current_person().person_id
    with transaction() as session:
        at = open_in(session, course)
        kept = typed_or_none(session, at.draft, person_id=person_id, path=path, place=place)
        if kept is None:
            raise NotFound(place)
        sides = merging_of(
            session, at.store, at.draft, path=path, base_revision=kept.base_revision, text=kept.fields["text"]
        )
        form = merge_form(len(sides.merge.disputed))()
        is_valid = form.validate()
        if form["head"].data != str(sides.head):
            form.refuse(Refusal("moved-on", "同事刚刚又改了这一课。请看一看现在的样子，再选一次。"))
            is_valid = False
        saved = None
        if is_valid:
            chosen = {
                number: Choice(form[f"choice_{number}"].data) for number in range(len(sides.merge.disputed))
            }
            line = outlines.lesson_line(at.store, at.head, lesson, at.rates)
            saved = drafts.save_files(
                session,
                at.store,
                at.draft,
                base_revision=sides.head,
                changes={path: sides.merge.text(chosen).encode()},
                by=person_id,
                words=say("《%(title)s》：合并了两个人的修改", title=line.title),
                now=instant_now(),
            )
            assert not isinstance(saved, Conflict), "the draft is read and written in one transaction"
            if isinstance(saved, Refusal):
                form.refuse(saved)
            else:
                drop_typed(session, at.draft, person_id=person_id, path=path, place=place)
    if saved is None or isinstance(saved, Refusal):
        return _merging_page(course, lesson, place, form, 422)
    return to("authoring.draft_lesson", course=course, lesson=lesson, done="merged")


def _merging_page(
    course: str, lesson: str, place: str, form: SiteForm | None = None, status: int = 200
) -> ResponseReturnValue:
    with opened(course) as at:
        path = outlines.lesson_path(lesson)
        kept = typed_or_none(
            at.session, at.draft, person_id=current_person().person_id, path=path, place=place
        )
        if kept is None or "text" not in kept.fields:
            raise NotFound(place)
        sides = merging_of(
            at.session,
            at.store,
            at.draft,
            path=path,
            base_revision=kept.base_revision,
            text=kept.fields["text"],
        )
        made = merge_form(len(sides.merge.disputed))()
        if form is not None:
            made.form_errors.extend(form.form_errors)
            for number in range(len(sides.merge.disputed)):
                name = f"choice_{number}"
                made[name].errors = list(form[name].errors) if name in form else []
        made["head"].data = str(sides.head)
        return page(
            "authoring/lesson_merging.html",
            status,
            at=at,
            lesson=lesson,
            place=place,
            line=outlines.lesson_line(at.store, at.head, lesson, at.rates),
            disputed=sides.merge.disputed,
            kinds=KIND_WORDS,
            choice_words=CHOICE_WORDS,
            form=made,
        )


def pictures_of_draft(at: Opened, version: Revision | None = None) -> dict[str, ShownPicture]:
    """Return where the pictures of a draft are found, for its authors alone. version: an earlier one, or the head."""
    found = {}
    asked = f"?version={version.number}" if version is not None else ""
    for path, file in (version or at.head).files.items():
        if path.startswith("lessons/media/") and file.blob in at.store:
            name = path.removeprefix("lessons/")
            try:
                size = look_at(at.store.get(file.blob), path)
            except PictureFault:
                continue
            address = f"/teach/courses/{at.slug}/draft/pictures/{name.removeprefix('media/')}{asked}"
            found[name] = ShownPicture(address, size.width, size.height)
    return found


def _way_back(course: str, lesson: str, place: str, revision: int) -> tuple[str, dict[str, str]]:
    """Return the endpoint, and what its address holds, of the form that kept typing came from."""
    values = {"course": course, "lesson": lesson, "revision": str(revision), "typed": "1"}
    if place.startswith("merge-"):
        return "authoring.lesson_merging", {"course": course, "lesson": lesson, "place": place}
    if place.startswith("block-"):
        return "authoring.draft_block", {
            **values,
            "index": str(_number_in(place.removeprefix("block-"))),
        }
    if place.startswith("new-"):
        after, _, kind = place.removeprefix("new-").partition("-")
        return "authoring.new_block", {**values, "after": after, "kind": kind}
    return "authoring.lesson_markdown", values


def _told(place: str) -> str:
    """Return what is called so in words: two kept texts of one lesson are told apart by them."""
    match place.partition("-")[0]:
        case "merge":
            return _("还没合并的修改")
        case "block":
            return str(_("第 %(number)d 块", number=_number_in(place.removeprefix("block-"))))
        case "new":
            return _("新加的一块")
        case _:
            return _("全文")


def _number_in(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
