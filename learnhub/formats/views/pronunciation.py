"""Lists of readings: the one that holds everywhere, and one for each course."""

from typing import Any

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, holdings_of
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.models import Course
from learnhub.catalogue.service.courses import current_version, published_courses_of
from learnhub.formats.forms import ListedWordForm, ReadingForm, WordForm, asked_word
from learnhub.formats.service import pronunciation as service
from learnhub.language.pronunciation import LexiconError
from learnhub.language.ruby import marked
from learnhub.language.typed_pinyin import typed_reading, typed_word
from learnhub.primitives import Refusal, instant_now
from learnhub.speech.rules import EngineFault
from learnhub.speech.service.engines import local_voice
from learnhub.speech.service.readings import reading_history
from learnhub.storage.service import store_for
from learnhub.web import current_person, page, reading, requires, settings, site, transaction
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

bp = Blueprint("pronunciation", __name__)

_ROWS_A_PAGE = 20
_COURSES_A_PAGE = 10
_HISTORY_MAX = 20
_DONE = {
    "changed": lambda: _("读音改好了。用到这个词的课，正在重新朗读。"),
    "withdrawn": lambda: _("撤回了。这个词又照词典读，用到它的课正在重新朗读。"),
}


@bp.get("/office/pronunciation")
@requires(Role.OFFICER, Role.ADMIN)
def everywhere() -> ResponseReturnValue:
    """Show the readings that hold in every course."""
    return _list(None)


@bp.get("/office/pronunciation/word")
@requires(Role.OFFICER, Role.ADMIN)
def word_everywhere() -> ResponseReturnValue:
    """Show one word: how it is read, who changed that, and which lessons use it."""
    return _word(None)


@bp.post("/office/pronunciation/word")
@requires(Role.OFFICER, Role.ADMIN)
def change_everywhere() -> ResponseReturnValue:
    """Change the reading of a word in every course."""
    return _change(None)


@bp.post("/office/pronunciation/word/withdrawal")
@requires(Role.OFFICER, Role.ADMIN)
def withdraw_everywhere() -> ResponseReturnValue:
    """Take the changes of a word back."""
    return _withdraw(None)


@bp.get("/teach/pronunciation")
@requires(Role.INSTRUCTOR)
def courses() -> ResponseReturnValue:
    """List the courses whose readings an instructor may change: those of the base."""
    held = holdings_of(current_person())
    bases = {one.base_id for one in held if one.role is Role.INSTRUCTOR and one.base_id is not None}
    with reading() as session:
        found = published_courses_of(session, bases)
        number = page_number(request.args.get("page"))
        return page("formats/reading_courses.html", paging=part_of(found, number, _COURSES_A_PAGE))


@bp.get("/teach/courses/<course>/pronunciation")
@requires(Role.INSTRUCTOR, Role.ADMIN)
def of_course(course: str) -> ResponseReturnValue:
    """Show the readings of one course."""
    return _list(course)


@bp.get("/teach/courses/<course>/pronunciation/word")
@requires(Role.INSTRUCTOR, Role.ADMIN)
def word_of_course(course: str) -> ResponseReturnValue:
    """Show one word as this course reads it."""
    return _word(course)


@bp.post("/teach/courses/<course>/pronunciation/word")
@requires(Role.INSTRUCTOR, Role.ADMIN)
def change_of_course(course: str) -> ResponseReturnValue:
    """Change the reading of a word in this course."""
    return _change(course)


@bp.post("/teach/courses/<course>/pronunciation/word/withdrawal")
@requires(Role.INSTRUCTOR, Role.ADMIN)
def withdraw_of_course(course: str) -> ResponseReturnValue:
    """Take this course's changes of a word back."""
    return _withdraw(course)


@bp.get("/pronunciation/<word>/<said>.mp3")
@requires(Role.INSTRUCTOR, Role.OFFICER, Role.ADMIN)
def sound(word: str, said: str) -> ResponseReturnValue:
    """Serve a word spoken by the built-in voice. said: syllables joined by hyphens, qu3-xue2."""
    try:
        syllables = typed_reading(typed_word(word), said.replace("-", " "))
    except LexiconError:
        abort(404)
    try:
        spoken = service.sound_of(
            site().database, store_for(settings()), word, syllables, engine=local_voice()
        )
    except EngineFault:
        return page("formats/no_sound.html", 503, word=word)
    answer = Response(spoken, content_type="audio/mpeg")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    # A player asks for ranges, and some phones play nothing without.
    answer.make_conditional(request, accept_ranges=True, complete_length=len(spoken))
    return answer


def _list(course_slug: str | None, form: WordForm | None = None, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        course = _course(session, course_slug)
        found = service.entries(session, store_for(settings()), course)
        paging = part_of(found, page_number(request.args.get("page")), _ROWS_A_PAGE)
        return page(
            "formats/readings.html",
            status,
            form=form or WordForm(),
            paging=paging,
            listed=ListedWordForm((entry.word, _told(entry)) for entry in paging.rows),
            **_place(session, course),
        )


def _word(course_slug: str | None) -> ResponseReturnValue:
    form = WordForm(request.args)
    word = asked_word(form)
    if not word:
        return _list(course_slug, form, 422)
    if "listen" in request.args:
        with reading() as session:
            now = service.reading_now(session, store_for(settings()), _course(session, course_slug), word)
        if all(now):  # a character that no dictionary knows can't be heard: its page says so
            return redirect(url_for("pronunciation.sound", word=word, said="-".join(now)), 303)
    return _word_page(course_slug, word, _with_tried(ReadingForm(word)))


def _change(course_slug: str | None) -> ResponseReturnValue:
    word = _word_of_address()
    form = ReadingForm(word)
    if not form.validate():
        return _word_page(course_slug, word, form, 422)
    if "try" in request.form:
        with reading() as session:
            place = _place(session, _course(session, course_slug))
        tried = "-".join(form.syllables)
        return redirect(
            url_for(place["word_endpoint"], word=word, tried=tried, _anchor="tried", **place["address"]), 303
        )
    return _save(course_slug, word, form, form.syllables, "changed")


def _with_tried(form: ReadingForm) -> ReadingForm:
    """Fill in the reading that somebody wants to hear before it is saved, where an address brings one."""
    try:
        form.syllables = typed_reading(form.word, request.args.get("tried", "").replace("-", " "))
    except LexiconError:
        return form
    form.reading.data = " ".join(form.syllables)
    return form


def _withdraw(course_slug: str | None) -> ResponseReturnValue:
    word = _word_of_address()
    return _save(course_slug, word, ReadingForm(word), (), "withdrawn")


def _save(
    course_slug: str | None, word: str, form: ReadingForm, said: tuple[str, ...], done: str
) -> ResponseReturnValue:
    with transaction() as session:
        course = _course(session, course_slug)
        outcome = service.save_reading(session, course, word, said, actor=actor(), now=instant_now())
        place = _place(session, course)
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _word_page(course_slug, word, form, 422)
    return redirect(url_for(place["word_endpoint"], word=word, done=done, **place["address"]), 303)


def _word_page(
    course_slug: str | None, word: str, form: ReadingForm, status: int = 200
) -> ResponseReturnValue:
    store = store_for(settings())
    with reading() as session:
        course = _course(session, course_slug)
        history = reading_history(session, service.scope_of(course), word)[:_HISTORY_MAX]
        lessons, total = service.lessons_with(session, course, word)
        told = _DONE.get(request.args.get("done", ""))
        return page(
            "formats/reading.html",
            status,
            form=form,
            word=word,
            tried=() if form.errors else form.syllables,
            now=service.reading_now(session, store, course, word),
            is_changed=bool(history and history[0].syllables),
            history=history,
            names=nicknames(session, [change.changed_by_id for change in history]),
            lessons=lessons,
            lesson_count=total,
            done=told() if told is not None else "",
            shown=_shown,
            **_place(session, course),
        )


def _course(session: Session, slug: str | None) -> Course | None:
    """Return the course of an address, None for the list that holds everywhere; 404 for another base's."""
    if slug is None:
        return None
    course = catalogue.course_by_slug(session, slug)
    held = holdings_of(current_person())
    if not reaches(held, {Role.ADMIN}) and not (
        course.base_id is not None and reaches(held, {Role.INSTRUCTOR}, base_id=course.base_id)
    ):
        abort(404)
    return course


def _place(session: Session, course: Course | None) -> dict[str, Any]:
    """Return what both lists need to link to themselves."""
    if course is None:
        return {
            "course": None,
            "course_title": "",
            "address": {},
            "list_endpoint": "pronunciation.everywhere",
            "word_endpoint": "pronunciation.word_everywhere",
            "change_endpoint": "pronunciation.change_everywhere",
            "withdraw_endpoint": "pronunciation.withdraw_everywhere",
        }
    return {
        "course": course,
        "course_title": current_version(session, course).title,
        "address": {"course": course.slug},
        "list_endpoint": "pronunciation.of_course",
        "word_endpoint": "pronunciation.word_of_course",
        "change_endpoint": "pronunciation.change_of_course",
        "withdraw_endpoint": "pronunciation.withdraw_of_course",
    }


def _word_of_address() -> str:
    try:
        return typed_word(request.args.get("word", ""))
    except LexiconError:
        abort(404)


def _told(entry: service.Entry) -> str:
    words = {"word": entry.word, "reading": _shown(entry.syllables)}
    return (
        _("%(word)s：%(reading)s（有人改过）", **words)
        if entry.is_changed
        else "{word}：{reading}".format(**words)
    )


def _shown(syllables: tuple[str, ...]) -> str:
    """Return a reading with tone marks: qǔ xué; the neutral tone has none."""
    return " ".join(marked(syllable) for syllable in syllables)
