"""One block of a lesson: edited in a form of its own, added, moved, taken out."""

from dataclasses import dataclass, replace
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import to
from learnhub.authoring.adapters.lesson_source import read_source
from learnhub.authoring.forms.blocks import (
    FORMS,
    KIND_WORDS,
    AddForm,
    BlockForm,
    PictureForm,
    QuizForm,
    TaskForm,
)
from learnhub.authoring.forms.drafts import DeedForm
from learnhub.authoring.rules.drafts.block_fields import (
    BlockFields,
    fields_of,
    markdown_of,
    name_of,
    next_name,
)
from learnhub.authoring.rules.drafts.blocks import ADDABLE, BlockKind, LessonSource, is_stable, stands_apart
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.service import drafts
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.drafts.texts import blocks_of_file
from learnhub.authoring.service.drafts.typed import typed_or_none
from learnhub.authoring.views.blueprint import bp
from learnhub.authoring.views.drafts.guide import help_place_of
from learnhub.authoring.views.drafts.opened import Opened, open_in, opened
from learnhub.authoring.views.drafts.saving import after_saving, save_lesson
from learnhub.media.adapters.photo import BYTES_MAX, PhotoFault, prepared
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.rules import address_of
from learnhub.web import SiteForm, current_person, page, requires, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.forms import options
from learnhub.web.words import _

# Their form asks for the Markdown itself.
_SAME_AS_MARKDOWN = frozenset({BlockKind.PARAGRAPH, BlockKind.TABLE, BlockKind.QUOTE, BlockKind.OTHER})
_NEIGHBOURS = Refusal(
    "block-runs",
    say(
        "这一块会和前面或后面的块连成一片。两个列表之间请放一段话；围栏 ``` 请成对；别的请在 Markdown 里改。"
    ),
    field="text",
)


@dataclass(frozen=True)
class BlockAt:
    """A block as its page shows it. index: from 0. is_new: it isn't in the file yet and goes behind block `after`."""

    lesson: str
    title: str
    revision: Revision
    source: LessonSource
    kind: BlockKind
    index: int = -1
    after: int = -1

    @property
    def is_new(self) -> bool:
        """Tell whether the block is yet to be added."""
        return self.index < 0

    @property
    def place(self) -> str:
        """Return what its kept typing is called."""
        return f"new-{self.after}-{self.kind.value}" if self.is_new else f"block-{self.index}"

    @property
    def text(self) -> str:
        """Return its Markdown."""
        return "" if self.is_new else self.source.blocks[self.index].text


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/blocks/<int:index>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def draft_block(course: str, lesson: str, index: int) -> ResponseReturnValue:
    """Show a block in the form of its kind. index: from 0."""
    with opened(course) as at:
        block = _block(at, lesson, index, request.args.get("revision"))
        if block.kind is BlockKind.HEAD:
            return to("authoring.lesson_about", course=course, lesson=lesson, back=at.back)
        return _block_page(at, block, _filled_form(at, block))


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/blocks/<int:index>")
@takes_up_to(BYTES_MAX)
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def save_block(course: str, lesson: str, index: int) -> ResponseReturnValue:
    """Save one block; every other byte of the lesson stays."""
    with opened(course) as at:
        block = _block(at, lesson, index, request.form.get("revision"))
        form = _form(at, block)
    return _save(course, block, form)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/blocks/new")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def new_block(course: str, lesson: str) -> ResponseReturnValue:
    """Show the empty form of a new block, or ask which kind it shall be."""
    with opened(course) as at:
        if request.args.get("kind") not in {kind.value for kind in ADDABLE}:
            return _adding_page(at, lesson, request.args.get("after", "-1"))
        block = _new(
            at, lesson, request.args["kind"], request.args.get("after"), request.args.get("revision")
        )
        return _block_page(at, block, _filled_form(at, block))


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/blocks/new")
@takes_up_to(BYTES_MAX)
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def add_block(course: str, lesson: str) -> ResponseReturnValue:
    """Put a new block behind another one."""
    kind = request.form.get("kind", "")
    if kind not in {one.value for one in ADDABLE}:
        abort(400)
    with opened(course) as at:
        block = _new(at, lesson, kind, request.form.get("after"), request.form.get("revision"))
        form = _form(at, block)
    return _save(course, block, form)


@bp.get("/teach/courses/<course>/draft/lessons/<lesson>/blocks/<int:index>/place")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def block_place(course: str, lesson: str, index: int) -> ResponseReturnValue:
    """Show what else can be done with a block: move it, take it out, add one behind it."""
    return _place_page(course, lesson, index, DeedForm())


@bp.post("/teach/courses/<course>/draft/lessons/<lesson>/blocks/<int:index>/place")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def place_block(course: str, lesson: str, index: int) -> ResponseReturnValue:
    """Move a block up or down, or take it out."""
    form = DeedForm()
    with opened(course) as at:
        block = _block(at, lesson, index, form.shown.data)
    if block.kind is BlockKind.HEAD:
        abort(404)
    first, last = int(block.source.has_head), len(block.source.blocks) - 1
    words = say("第 %(index)s 块（%(kind_words)s）", index=index, kind_words=KIND_WORDS[block.kind])
    match form.deed.data:
        case "up" | "down" as deed:
            target = index + (1 if deed == "down" else -1)
            if not first <= target <= last:
                refusal = Refusal("at-the-edge", say("已经在最前面或最后面了。"))
                return _place_page(course, lesson, index, form.refuse(refusal), 422)
            changed = block.source.with_moved(index, target)
            told, done = say("移动了%(words)s", words=words), "moved"
        case "removal":
            changed, target = block.source.without(index), max(index - 1, 0)
            told, done = say("删了%(words)s", words=words), "removed"
        case _:
            abort(400)
    if not is_stable(changed, read_source(changed.text)):
        return _place_page(course, lesson, index, form.refuse(replace(_NEIGHBOURS, field="")), 422)
    outcome = save_lesson(
        course, lesson, base_revision=block.revision.number, text=changed.text, words=told, place=block.place
    )
    if isinstance(outcome, Refusal):
        return _place_page(course, lesson, index, form.refuse(outcome), 422)
    text = block.text if form.deed.data != "removal" else ""
    return after_saving(course, lesson, outcome, done=done, block=target, text=text)


def _block(at: Opened, lesson: str, index: int, revision: str | None) -> BlockAt:
    seen = revision_seen(at, revision)
    source = blocks_of_file(at.store, seen, outlines.lesson_path(lesson))
    if not 0 <= index < len(source.blocks):
        abort(404)
    return BlockAt(lesson, _title(at, lesson), seen, source, source.blocks[index].kind, index)


def _new(at: Opened, lesson: str, kind: str, after: str | None, revision: str | None) -> BlockAt:
    seen = revision_seen(at, revision)
    source = blocks_of_file(at.store, seen, outlines.lesson_path(lesson))
    last = len(source.blocks) - 1
    typed = int(after) if after and after.isascii() and after.isdigit() and len(after) < 6 else last
    # Nothing stands before the front matter.
    place = max(min(typed, last), 0 if source.has_head else -1)
    return BlockAt(lesson, _title(at, lesson), seen, source, BlockKind(kind), after=place)


def revision_seen(at: Opened, number: str | None) -> Revision:
    """Return the revision that a form was made for, the head where it names none."""
    if number and number.isascii() and number.isdigit() and len(number) < 9 and int(number) != at.head.number:
        return drafts.revision_by_number(at.session, at.draft, int(number))
    return at.head


def _title(at: Opened, lesson: str) -> str:
    return outlines.lesson_line(at.store, at.head, lesson, at.rates).title


def _wants_markdown(block: BlockAt) -> bool:
    asked = request.values.get("markdown") == "1"
    return not block.is_new and (asked or fields_of(block.kind, block.text) is None)


def _form(at: Opened, block: BlockAt) -> BlockForm:
    """Return the form of a block with what was posted, its choices filled in."""
    form = (BlockForm if _wants_markdown(block) else FORMS.get(block.kind, BlockForm))()
    if isinstance(form, PictureForm):
        names = sorted(
            path.removeprefix("lessons/")
            for path in block.revision.files
            if path.startswith("lessons/media/")
        )
        form.path.choices = options(
            [("", say("不用课程里的图")), *((name, name.removeprefix("media/")) for name in names)]
        )
        sent = request.files.get("photo")
        form.photo.data = sent.filename if sent is not None else None
    if isinstance(form, QuizForm):
        form.name.choices = options([("", say("新的检查")), *_checks(block.source)])
    return form


def _filled_form(at: Opened, block: BlockAt) -> BlockForm:
    form = _form(at, block)
    fields = (
        None if isinstance(form, BlockForm) and _wants_markdown(block) else fields_of(block.kind, block.text)
    )
    if not block.is_new:
        form.show(fields or BlockFields(text=block.text))
    elif isinstance(form, QuizForm) and request.args.get("check") in dict(_checks(block.source)):
        form.name.data = request.args["check"]
    if request.args.get("typed") == "1":
        kept = typed_or_none(
            at.session,
            at.draft,
            person_id=current_person().person_id,
            path=outlines.lesson_path(block.lesson),
            place=block.place,
        )
        if kept is not None:
            form.restore(kept.fields)
    return form


def _names(source: LessonSource, kind: BlockKind) -> list[str]:
    return [name for one in source.blocks if one.kind is kind and (name := name_of(one.text))]


def _checks(source: LessonSource) -> list[tuple[str, str]]:
    """Return (name, words) of the checks of a lesson: each called by its first question, as nobody knows its name by heart."""
    first: dict[str, str] = {}
    for one in source.blocks:
        if one.kind is BlockKind.QUIZ and (name := name_of(one.text)):
            first.setdefault(name, one.excerpt)
    return [
        (name, _("第 %(number)d 个检查：%(question)s", number=number, question=excerpt))
        for number, (name, excerpt) in enumerate(first.items(), start=1)
    ]


def _save(course: str, block: BlockAt, form: BlockForm) -> ResponseReturnValue:
    if form.validate():
        markdown = _markdown(course, block, form)
        outcome = markdown if isinstance(markdown, Refusal) else _save_markdown(course, block, markdown)
        if not isinstance(outcome, Refusal):
            index = block.after + 1 if block.is_new else block.index
            done = "added" if block.is_new else "saved"
            return after_saving(course, block.lesson, outcome, done=done, block=index, text=str(markdown))
        form.refuse(outcome)
    with opened(course) as at:
        return _block_page(at, block, form, 422)


def _save_markdown(course: str, block: BlockAt, markdown: str) -> Revision | Refusal | str:
    count = len(block.source.blocks)
    if block.is_new:
        changed = block.source.with_added(block.after, block.kind, markdown)
        kept_first = block.after + 1
        words = say("加了一块（%(kind)s）", kind=KIND_WORDS[block.kind])
    else:
        changed = block.source.with_text(block.index, markdown)
        kept_first = block.index
        words = say("改了第 %(index)s 块（%(kind)s）", index=block.index, kind=KIND_WORDS[block.kind])
    kept_last = count - kept_first - (0 if block.is_new else 1)
    if not stands_apart(block.source, read_source(changed.text), kept_first=kept_first, kept_last=kept_last):
        return _NEIGHBOURS
    return save_lesson(
        course,
        block.lesson,
        base_revision=block.revision.number,
        text=changed.text,
        words=words,
        place=block.place,
    )


def _markdown(course: str, block: BlockAt, form: BlockForm) -> str | Refusal:
    """Return the Markdown of what was typed; of a block whose form says what it said before, the very bytes."""
    fields = form.told()
    if _wants_markdown(block):
        return fields.text
    if isinstance(form, PictureForm):
        path = _picture(course, block, form, fields)
        if isinstance(path, Refusal):
            return path
        fields = replace(fields, path=path)
    if isinstance(form, QuizForm | TaskForm) and not fields.name:
        stem = "check" if block.kind is BlockKind.QUIZ else "task"
        fields = replace(fields, name=next_name(_names(block.source, block.kind), stem))
    if not block.is_new and fields == fields_of(block.kind, block.text):
        return block.text
    return markdown_of(block.kind, fields)


def _picture(course: str, block: BlockAt, form: PictureForm, fields: BlockFields) -> str | Refusal:
    """Return the path of the picture: a photo that was sent goes into the draft first."""
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return fields.path or Refusal(
            "no-picture", say("请选一张课程里的图，或者放一张新照片。"), field="path"
        )
    try:
        photo = prepared(sent.stream.read(BYTES_MAX + 1))
    except PhotoFault as fault:
        return Refusal("no-photo", str(fault), field="photo")
    name = f"{block.lesson.partition('.')[0][:40].rstrip('-')}-{address_of(photo)[:10]}.jpg"
    with transaction() as session:
        at = open_in(session, course)
        saved = drafts.save_files(
            session,
            at.store,
            at.draft,
            base_revision=at.head.number,
            changes={f"lessons/media/{name}": photo},
            by=current_person().person_id,
            words=say("放了一张图：%(fields)s", fields=fields.text),
            now=instant_now(),
        )
    return saved if isinstance(saved, Refusal) else f"media/{name}"


def _block_page(at: Opened, block: BlockAt, form: BlockForm, status: int = 200) -> ResponseReturnValue:
    form.revision.data = str(block.revision.number)
    form.after.data, form.kind.data = str(block.after), block.kind.value
    kept = typed_or_none(
        at.session,
        at.draft,
        person_id=current_person().person_id,
        path=outlines.lesson_path(block.lesson),
        place=block.place,
    )
    values: dict[str, Any] = {
        "at": at,
        "block": block,
        "kept": kept if request.args.get("typed") != "1" and request.method == "GET" else None,
        "words": KIND_WORDS[block.kind],
        "is_markdown": _wants_markdown(block),
        "has_form": fields_of(block.kind, block.text) is not None,
        "check": "" if block.is_new or block.kind is not BlockKind.QUIZ else name_of(block.text),
        # The form of a new question has stops enough; the page before it leads to the guide.
        "help_place": "" if block.is_new and block.kind is BlockKind.QUIZ else help_place_of(block.kind),
    }
    return page("authoring/draft_block.html", status, form=form, **values)


def _adding_page(at: Opened, lesson: str, after: str) -> ResponseReturnValue:
    block = _new(at, lesson, BlockKind.PARAGRAPH.value, after, None)
    form = AddForm()
    form.after.data = str(block.after)
    behind = block.source.blocks[block.after] if block.after >= 0 else None
    return page(
        "authoring/new_block.html", at=at, block=block, add_form=form, behind=behind, kinds=KIND_WORDS
    )


def _place_page(
    course: str, lesson: str, index: int, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    with opened(course) as at:
        block = _block(at, lesson, index, None)
        return page(
            "authoring/block_place.html",
            status,
            at=at,
            block=block,
            form=form,
            words=KIND_WORDS[block.kind],
            has_markdown=block.kind not in _SAME_AS_MARKDOWN,
        )
