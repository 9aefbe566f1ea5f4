"""A lesson in braille: beside its text for proof-reading, as files, and a whole course at once."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Response, abort, g, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.audit.rules import Actor
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Edition
from learnhub.catalogue.service import CourseOutline, LessonPlace
from learnhub.formats.forms import BrailleReviewForm
from learnhub.formats.rules.braille import Kind, Piece, encode
from learnhub.formats.rules.braille_lesson import contents_sheet
from learnhub.formats.rules.braille_pages import cells_of_brf
from learnhub.formats.service import braille as service
from learnhub.formats.service.braille import BrailleText, KeptSheet
from learnhub.formats.views.blueprint import bp
from learnhub.language import house_lexicon
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import (
    current_person,
    page,
    person_or_none,
    public,
    reading,
    settings,
    signed_in,
    site,
    transaction,
)
from learnhub.web.paging import Paging, page_number, part_of
from learnhub.web.words import _

_LESSONS_A_PAGE = 10  # each is a stop of the keyboard
_DONE = {
    "reviewed": lambda: _("记下了：这一课的盲文由您校对过。"),
    "taken-back": lambda: _("撤回了：这一课的盲文又是未经校对的。"),
    "asked": lambda: _("记下了，正在做。一课大约要一秒钟。"),
}


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """One sentence for proof-reading: its words set apart as braille sets them, in three rows that go together."""

    number: int
    words: str
    readings: str
    cells: str
    gaps: Sequence[str]


@bp.get("/courses/<course>/lessons/<lesson>/braille")
@public("anybody may read a lesson")
def braille(course: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson's text, pinyin and cells side by side."""
    place, text, sheet = _made(course, lesson)
    return _braille_page(place, text, sheet)


@bp.get("/courses/<course>/lessons/<lesson>/braille.brf")
@public("anybody may read a lesson")
def braille_brf(course: str, lesson: str) -> ResponseReturnValue:
    """Serve a lesson for an embosser or a braille display."""
    place, text, sheet = _made(course, lesson)
    content = store_for(settings()).get(sheet.blob)
    return _file(content, f"{_name(place, text)}.brf", "text/plain", sheet.blob)


@bp.get("/courses/<course>/lessons/<lesson>/braille.txt")
@public("anybody may read a lesson")
def braille_cells(course: str, lesson: str) -> ResponseReturnValue:
    """Serve the same pages as Unicode cells."""
    place, text, sheet = _made(course, lesson)
    content = cells_of_brf(store_for(settings()).get(sheet.blob)).encode()
    return _file(content, f"{_name(place, text)}.txt", "text/plain; charset=utf-8", sheet.blob)


@bp.post("/courses/<course>/lessons/<lesson>/braille/review")
@signed_in
def review_braille(course: str, lesson: str) -> ResponseReturnValue:
    """Take the word of somebody who reads braille that a sheet is right."""
    place, text, sheet = _made(course, lesson)
    form = BrailleReviewForm()
    if form.sheet.data != sheet.blob:
        form.refuse(Refusal("braille-changed", say("读音刚刚改过，盲文重新做了。请再校对一遍。")))
        return _braille_page(place, text, sheet, form=form, status=409)
    now, person = instant_now(), current_person()
    with transaction() as session:
        outcome = service.review(session, _actor(), text, nickname=person.nickname, now=now)
    return _answer(place, text, sheet, form, outcome, "reviewed")


@bp.post("/courses/<course>/lessons/<lesson>/braille/review/withdrawal")
@signed_in
def withdraw_braille_review(course: str, lesson: str) -> ResponseReturnValue:
    """Let a sheet count as not proof-read again."""
    place, text, sheet = _made(course, lesson)
    with transaction() as session:
        outcome = service.take_back(session, _actor(), text, now=instant_now())
    return _answer(place, text, sheet, BrailleReviewForm(), outcome, "taken-back")


@bp.get("/courses/<course>/braille")
@public("anybody may read a course")
def course_braille(course: str) -> ResponseReturnValue:
    """List a course's lessons in braille, and say how far the file of all of them is."""
    with reading() as session:
        outline, texts, sheets = _course(session, course)
        ready = [sheet for sheet in sheets if sheet is not None]
        return page(
            "formats/course_braille.html",
            outline=outline,
            paging=part_of(
                list(zip(outline.lessons, sheets, strict=True)),
                page_number(request.args.get("page")),
                _LESSONS_A_PAGE,
            ),
            lesson_count=len(sheets),
            ready_count=len(ready),
            page_count=sum(sheet.page_count for sheet in ready),
            byte_count=sum(sheet.byte_count for sheet in ready),
            is_being_made=len(ready) < len(texts) and service.is_being_made(session, texts),
            done=_done(),
        )


@bp.post("/courses/<course>/braille")
@public("a sheet is made once, whoever asks; what can be asked for is bounded by the lessons there are")
def make_course_braille(course: str) -> ResponseReturnValue:
    """Ask for the sheets that a course lacks."""
    with transaction() as session:
        outline, texts, _sheets = _course(session, course)
        service.ask_for_course(session, texts, course_version_id=outline.version.id, now=instant_now())
    return redirect(url_for("formats.course_braille", course=course, done="asked"), 303)


@bp.get("/courses/<course>/braille.zip")
@public("anybody may read a course")
def course_braille_zip(course: str) -> ResponseReturnValue:
    """Serve all sheets of a course with a list of contents, once they are made."""
    with reading() as session:
        outline, _texts, sheets = _course(session, course)
    ready = [sheet for sheet in sheets if sheet is not None]
    if not ready or len(ready) < len(sheets):
        return redirect(url_for("formats.course_braille", course=course), 303)
    titles = [lesson.version.title for lesson in outline.lessons]
    pages = [(title, sheet.page_count) for title, sheet in zip(titles, ready, strict=True)]
    contents = contents_sheet(outline.version.title, pages, house_lexicon())
    store = store_for(settings())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("00-contents.brf", contents.brf)
        for number, (lesson, sheet) in enumerate(zip(outline.lessons, ready, strict=True), start=1):
            archive.writestr(f"{number:02}-{lesson.slug}.brf", store.get(sheet.blob))
    return _file(packed.getvalue(), f"{course}.braille.zip", "application/zip", "")


def _made(course: str, lesson: str) -> tuple[LessonPlace, BrailleText, KeptSheet]:
    """Return a lesson with its sheet, which is made now if it isn't kept yet."""
    place, text, sheet = _looked_up(course, lesson)
    if sheet is None:
        sheet = service.make_sheet(site().database, store_for(settings()), text, now=instant_now())
    return place, text, sheet


def _looked_up(course: str, lesson: str) -> tuple[LessonPlace, BrailleText, KeptSheet | None]:
    is_easy = request.args.get("edition") == Edition.EASY_READ.value
    version = request.args.get("version", "")
    with reading() as session:
        place = catalogue.lesson_by_slugs(
            session,
            course,
            lesson,
            course_version_id=int(version[:9]) if version.isascii() and version.isdigit() else None,
        )
        edition = Edition.EASY_READ if is_easy else Edition.STANDARD
        text = service.braille_text(session, store_for(settings()), place.lesson, edition)
        is_made = service.is_made(session, text)
        return place, text, service.sheet_or_none(session, text) if is_made else None


def _course(session: Session, course: str) -> tuple[CourseOutline, list[BrailleText], list[KeptSheet | None]]:
    outline = catalogue.outline(session, catalogue.course_by_slug(session, course))
    texts = service.course_texts(session, store_for(settings()), outline)
    return outline, texts, [service.sheet_or_none(session, text) for text in texts]


def _braille_page(
    place: LessonPlace,
    text: BrailleText,
    sheet: KeptSheet,
    *,
    form: BrailleReviewForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    sentences = [*text.text.sentences(), *text.text.check_sentences()]
    number = page_number(request.args.get("page"))
    paging = Paging(sentences, number, len(sentences))
    first = (paging.number - 1) * paging.size
    shown = [
        _shown(first + index, encode(sentence.text, text.lexicon))
        for index, sentence in enumerate(sentences[first : first + paging.size], start=1)
    ]
    if not shown:
        abort(404)
    person, can_review = person_or_none(), False
    if person is not None:
        with reading() as session:
            can_review = service.reader_refusal(session, _actor(), instant_now()) is None
    address = {"course": place.course.slug, "lesson": place.lesson.slug}
    if text.edition is not place.version.edition:
        address["edition"] = text.edition.value
    if request.args.get("version"):
        address["version"] = request.args["version"]
    return page(
        "formats/braille.html",
        status,
        form=form,
        review=BrailleReviewForm(data={"sheet": sheet.blob}) if can_review else None,
        place=place,
        text=text,
        sheet=sheet,
        unicode_bytes=sheet.byte_count * 3,
        paging=paging,
        sentences=shown,
        can_mend=person is not None and person.has_role(Role.INSTRUCTOR, Role.ADMIN),
        address=address,
        done=_done(),
    )


def _shown(number: int, pieces: Sequence[Piece]) -> ShownSentence:
    words, readings, cells = "", "", ""
    for piece in pieces:
        blank = piece.follows_blank
        # Hanzi need two blanks to be seen apart, pinyin three: syllables of a word have one.
        words += ("  " if blank else "") + piece.text
        readings += ("   " if blank else "") + (
            f"（{piece.reading}）" if piece.kind is Kind.UNKNOWN else piece.reading or piece.text
        )
        cells += ("\u2800" if blank else "") + piece.cells
    gaps = [f"{piece.text}（{piece.reading}）" for piece in pieces if piece.kind is Kind.UNKNOWN]
    return ShownSentence(number, words, readings, cells, gaps)


def _answer(
    place: LessonPlace,
    text: BrailleText,
    sheet: KeptSheet,
    form: BrailleReviewForm,
    outcome: object,
    done: str,
) -> ResponseReturnValue:
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _braille_page(place, text, sheet, form=form, status=409)
    edition = request.args.get("edition") or None
    return redirect(
        url_for(
            "formats.braille", course=place.course.slug, lesson=place.lesson.slug, edition=edition, done=done
        ),
        303,
    )


def _actor() -> Actor:
    return Actor(current_person().person_id, g.get("request_id", ""))


def _done() -> str:
    told = _DONE.get(request.args.get("done", ""))
    return told() if told is not None else ""


def _name(place: LessonPlace, text: BrailleText) -> str:
    easy = ".easy" if text.edition is not place.version.edition else ""
    return f"{place.course.slug}.{place.lesson.slug}{easy}"


def _file(content: bytes, name: str, content_type: str, etag: str) -> Response:
    answer = send_file(
        io.BytesIO(content), mimetype=content_type, as_attachment=True, download_name=name, etag=False
    )
    if etag:
        answer.set_etag(f"{etag[:32]}-{name.rsplit('.', 1)[1]}")
        answer.make_conditional(request)
    return answer
