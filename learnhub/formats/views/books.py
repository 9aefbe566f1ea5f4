"""Books of a lesson or a course: how far each is, the wish for one, the file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition, NotFound
from learnhub.catalogue.service import CourseOutline, LessonPlace, OutlineLesson
from learnhub.formats.rules.books import AskedFor, BookKind, BookPlan, Offer, OfferState
from learnhub.formats.service import books as service
from learnhub.formats.service.plans import course_plans, lesson_plans, outline_of
from learnhub.formats.views.blueprint import bp
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import page, public, reading, settings, transaction
from learnhub.web.words import _

_VERSION_DIGITS_MAX = 9
_KIND_WORDS = {
    BookKind.TALKING_BOOK: say("有声书"),
    BookKind.AUDIO_ALBUM: say("音频专辑"),
    BookKind.LARGE_PRINT: say("大字版"),
}
_KIND_TOLD = {
    BookKind.TALKING_BOOK: say("EPUB 文件，用读书软件打开。文字跟着声音走，没有网也能听、能看。"),
    BookKind.AUDIO_ALBUM: say("压缩包，里面是按顺序编号的 MP3，可以存进手机、U 盘、收音机。"),
    BookKind.LARGE_PRINT: say("PDF 文件，24 磅大字，可以打印，题目前面有方框打勾。"),
}


@dataclass(frozen=True, slots=True)
class ShownOffer:
    """A book as a page offers it. href: of the file, None where there is none. wish: what its button sends."""

    words: str
    told: str
    state: str
    href: str | None
    wish: str
    byte_count: int
    milliseconds: int
    page_count: int
    silent_count: int
    lesson_count: int


@bp.get("/courses/<course>/books")
@public("anybody may read the lessons of an open course")
def course_books(course: str) -> ResponseReturnValue:
    """Show the books of a course."""
    with reading() as session:
        return _books_page(session, course, None)


@bp.post("/courses/<course>/books")
@public("a book is made once, whoever asks; what can be asked for is bounded by the lessons there are")
def make_course_book(course: str) -> ResponseReturnValue:
    """Ask for a book of a course."""
    return _asked(course, None)


@bp.get("/courses/<course>/lessons/<lesson>/books")
@public("anybody may read a lesson")
def lesson_books(course: str, lesson: str) -> ResponseReturnValue:
    """Show the books of a lesson."""
    with reading() as session:
        return _books_page(session, course, lesson)


@bp.post("/courses/<course>/lessons/<lesson>/books")
@public("a book is made once, whoever asks; what can be asked for is bounded by the lessons there are")
def make_lesson_book(course: str, lesson: str) -> ResponseReturnValue:
    """Ask for a book of a lesson."""
    return _asked(course, lesson)


@bp.get("/books/<blob:blob>.<suffix>")
@public("made of lessons that anybody may read")
def book(blob: str, suffix: str) -> ResponseReturnValue:
    """Serve a book, in ranges where a slow line goes on with half a file."""
    with reading() as session:
        found, name = service.book_by_blob(session, blob)
    if suffix != found.kind.suffix:
        raise NotFound(suffix)
    try:
        path = store_for(settings()).path(blob)
    except KeyError as error:
        raise NotFound(blob) from error
    answer = send_file(
        path,
        mimetype=found.kind.content_type,
        as_attachment=True,
        download_name=name,
        conditional=True,
        etag=blob,
    )
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer


def offers_of_lesson(
    session: Session, lesson: OutlineLesson, edition: Edition, course_version_id: int
) -> Sequence[ShownOffer]:
    """Return the books of a lesson as a page offers them."""
    plans = lesson_plans(
        session,
        store_for(settings()),
        lesson,
        edition,
        course_version_id=course_version_id,
        site_name=settings().site_name,
        kinds=service.kinds_here(service.LESSON_KINDS),
    )
    return _shown(session, plans)


def offers_of_course(session: Session, outline: CourseOutline) -> Sequence[ShownOffer]:
    """Return the books of a course as a page offers them."""
    kinds = service.kinds_here(service.COURSE_KINDS)
    return _shown(session, course_plans(session, outline, site_name=settings().site_name, kinds=kinds))


def books_of_lesson(place: LessonPlace, edition: Edition) -> tuple[str, str, str] | None:
    """Return what a lesson page says of its books: words and address of the link, and how far each is; None without any."""
    with reading() as session:
        shown = offers_of_lesson(session, place.lesson, edition, place.course_version.id)
    href = url_for(
        "formats.lesson_books",
        course=place.course.slug,
        lesson=place.lesson.slug,
        edition=edition.value if edition is not place.version.edition else None,
        version=place.course_version.id,
    )
    return (_("有声书和大字版：做和下载"), href, _told(shown)) if shown else None


def books_of_course(outline: CourseOutline) -> tuple[str, str, str] | None:
    """Return what a course page says of its books, as books_of_lesson does."""
    with reading() as session:
        shown = offers_of_course(session, outline)
    href = url_for("formats.course_books", course=outline.course.slug, version=outline.version.id)
    return (_("有声书、音频专辑和大字版：做和下载"), href, _told(shown)) if shown else None


def _told(shown: Sequence[ShownOffer]) -> str:
    """Say how far each book is: 有声书做好了（1.1 MB）。大字版还没有做。"""
    return "".join(_state_words(offer) for offer in shown)


def _state_words(offer: ShownOffer) -> str:
    match OfferState(offer.state):
        case OfferState.READY:
            size = _size_words(offer.byte_count)
            return _("%(words)s做好了（%(size)s）。", words=offer.words, size=size)
        case OfferState.MAKING:
            return _("%(words)s正在做，过几分钟刷新。", words=offer.words)
        case OfferState.WAITS:
            return _("%(words)s要等语音做好。", words=offer.words)
        case _:
            return _("%(words)s还没有做。", words=offer.words)


def _size_words(byte_count: int) -> str:
    """Return a size as templates/components/_measures.html writes it."""
    if byte_count < 1_000_000:
        return _("%(number)d KB", number=-(-byte_count // 1000))
    return _("%(number)s MB", number=f"{byte_count / 1_000_000:.1f}")


def _books_page(
    session: Session, course: str, lesson: str | None, *, refusal: Refusal | None = None
) -> ResponseReturnValue:
    outline = _outline(session, course)
    place = _lesson(outline, lesson) if lesson is not None else None
    edition = _edition(request.args.get("edition"), place)
    shown = (
        offers_of_lesson(session, place, edition, outline.version.id)
        if place is not None
        else offers_of_course(session, outline)
    )
    return page(
        "formats/books.html",
        409 if refusal is not None else 200,
        outline=outline,
        lesson=place,
        edition=edition.value if place is not None and edition is not place.version.edition else None,
        version=request.args.get("version"),
        offers=shown,
        is_being_made=any(one.state == OfferState.MAKING.value for one in shown),
        is_done=request.args.get("done") == "asked",
        refusal=refusal,
    )


def _asked(course: str, lesson: str | None) -> ResponseReturnValue:
    kind_words, _slash, edition_words = request.form.get("wish", "").partition("/")
    try:
        kind, edition = BookKind(kind_words), Edition(edition_words)
    except ValueError:
        abort(404)
    if kind not in service.kinds_here(service.LESSON_KINDS if lesson is not None else service.COURSE_KINDS):
        abort(404)
    with transaction() as session:
        outline = _outline(session, course)
        outcome = service.ask(
            session,
            store_for(settings()),
            AskedFor(kind, edition, outline.version.id, lesson or ""),
            site_name=settings().site_name,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _books_page(session, course, lesson, refusal=outcome)
    return redirect(
        url_for(
            "formats.lesson_books" if lesson is not None else "formats.course_books",
            course=course,
            lesson=lesson,
            edition=request.args.get("edition"),
            version=request.args.get("version"),
            done="asked",
        ),
        303,
    )


def _outline(session: Session, course: str) -> CourseOutline:
    """Return the version of a course that the address names, else the newest."""
    asked = request.args.get("version", "")
    if not asked:
        return catalogue.outline(session, catalogue.course_by_slug(session, course))
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _VERSION_DIGITS_MAX):
        raise NotFound(asked)
    outline = outline_of(session, int(asked))
    if outline.course.slug != course:
        raise NotFound(asked)
    return outline


def _lesson(outline: CourseOutline, slug: str) -> OutlineLesson:
    for lesson in outline.lessons:
        if lesson.slug == slug:
            return lesson
    raise NotFound(slug)


def _edition(asked: str | None, lesson: OutlineLesson | None) -> Edition:
    standard = lesson.version.edition if lesson is not None else Edition.STANDARD
    return next((one for one in Edition if one.value == asked), standard)


def _shown(session: Session, plans: Sequence[BookPlan]) -> Sequence[ShownOffer]:
    editions = {plan.edition for plan in plans}
    return [_shown_offer(offer, len(editions) > 1) for offer in service.offers(session, plans)]


def _shown_offer(offer: Offer, has_both_editions: bool) -> ShownOffer:
    plan = offer.plan
    words = str(_KIND_WORDS[plan.kind])
    if has_both_editions and plan.edition is Edition.EASY_READ:
        words = _("%(kind)s（易读版）", kind=words)
    href = None
    if offer.blob:
        href = url_for("formats.book", blob=offer.blob, suffix=plan.kind.suffix)
    return ShownOffer(
        words=words,
        told=str(_KIND_TOLD[plan.kind]),
        state=offer.state.value,
        href=href,
        wish=f"{plan.kind.value}/{plan.edition.value}",
        byte_count=offer.byte_count,
        milliseconds=offer.milliseconds,
        page_count=offer.page_count,
        silent_count=plan.silent_count,
        lesson_count=len(plan.lessons),
    )
