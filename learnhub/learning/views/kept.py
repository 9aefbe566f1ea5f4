"""The copies that a phone keeps: a lesson whole, as anybody may read it, and the page of what is kept; neither knows who asks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from markupsafe import Markup

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Check, Edition, NotFound, Question, SlotKind, SlotView, Task, TaskWay
from learnhub.catalogue.rules.answers import right_marks
from learnhub.catalogue.service import CheckHtml, QuestionHtml
from learnhub.catalogue.service.videos import video_of
from learnhub.learning import service
from learnhub.learning.forms import AnswerForm, fresh_answer, with_words
from learnhub.learning.forms.answers import PLACE_TWICE, needed_words, with_own_ids
from learnhub.learning.rules.keeping import KeptPicture, judged_questions, pictures_asked, seen_digest
from learnhub.learning.views.bookmarks import Bookmark
from learnhub.learning.views.lesson_page import Opened, audio_of, opened, shown, slot_of, told_to
from learnhub.learning.views.lessons import bp
from learnhub.speech.rules import VOICE_WORDS
from learnhub.storage.rules import address_of
from learnhub.storage.service import store_for
from learnhub.web import page, public, reading, settings
from learnhub.web.words import speak

# Everything that a kept page may ask for while there is no network; a test compares it with what the scripts import.
SCRIPTS = (
    *(
        "main",
        "kept-phone",
        "kept-lesson",
        "kept-judging",
        "kept-list",
        "kept-store",
        "kept-files",
        "kept-network",
        "kept-sender",
    ),
    *("player", "player-more", "player-place", "player-sentences", "player-session", "player-words"),
)
# Besides, where signing or a video is kept with the lesson.
PICTURE_SCRIPTS = ("player-sign", "player-video", "player-together")
# What marks the sentences of questions for a voice, which a kept page hasn't: a tenth of its bytes.
_QUESTION_SENTENCE = re.compile(r'<span class="sentence" id="q-[^"]*">([^<]*)</span>')
_NAME_CHARACTERS = 16
_DIGITS_MAX = 9


@dataclass(frozen=True)
class KeptQuestion:
    """A question that the phone judges.

    name: unique on the page. right: the marks of the right answer, sorted, one blank between. seen: what names the question as it
    was. said: what is said to each choice, by its key, in the order in which they are said.
    """

    name: str
    number: int
    kind: str
    right: str
    seen: str
    form: AnswerForm
    needed: str
    said: Sequence[tuple[str, Markup]]


@dataclass(frozen=True)
class KeptCheck:
    """A check with the questions of it that the phone judges; without any it waits for the network."""

    name: str
    questions: Sequence[KeptQuestion]


@dataclass(frozen=True)
class KeptSection:
    """A section of a kept lesson. has_work: a task in it is handed in, or shown to somebody, which needs the network."""

    key: str
    heading: Markup
    body: Markup
    checks: Sequence[KeptCheck]
    has_work: bool


@bp.get("/courses/<course>/lessons/<lesson>/kept")
@public("a lesson as anybody may read it; it says nothing of who asks")
def kept_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson whole, with all its questions, to be kept on a phone.

    Of the address: edition, version (of the course; else the newest), pinyin, language, and with: the signing and the video. A phone asks without a cookie.
    """
    speak(request.args.get("language", ""))
    asked = request.args.get("edition", "")
    edition = Edition(asked) if asked in {one.value for one in Edition} else Edition.STANDARD
    store = store_for(settings())
    with reading() as session:
        found = service.find_lesson(
            session,
            store,
            course_slug=course,
            lesson_slug=lesson,
            person_id=None,
            edition=edition,
            course_version_id=_version_asked(),
        )
        whole = opened(session, found)
        html = shown(session, store, whole, has_pinyin=request.args.get("pinyin") == "on")
        sections = [
            KeptSection(
                section.key,
                each.heading,
                each.body,
                [_check(one, shown_one) for one, shown_one in zip(section.checks, each.checks, strict=True)],
                any(isinstance(one, Task) and one.way is not TaskWay.PRACTISED for one in section.blocks),
            )
            for section, each in zip(found.text.sections, html.sections, strict=True)
        ]
        audio = audio_of(session, whole)
        pictures = pictures_asked(request.args.get("with", ""))
        sign = slot_of(found.place, SlotKind.SIGN)
        has_sign = KeptPicture.SIGN in pictures and bool(sign.blob) and sign.state.has_content
        video = video_of(session, store, found.place.version) if KeptPicture.VIDEO in pictures else None
        whole_page = page(
            "learning/kept_lesson.html",
            opened=whole,
            html=html,
            place=found.place,
            course_slug=found.place.course.slug,
            sections=sections,
            place_twice=PLACE_TWICE,
            audio=audio,
            audio_src=_content(audio),
            sign=sign,
            sign_src=_content(sign) if has_sign else None,
            video=video,
            voice=VOICE_WORDS.get(audio.maker, audio.maker),
            heard=_place(whole),
            scripts=SCRIPTS + PICTURE_SCRIPTS if has_sign or video else SCRIPTS,
        )
        whole_page.set_data(_QUESTION_SENTENCE.sub(r"\1", whole_page.get_data(as_text=True)))
        return _same_for_all(whole_page)


@bp.get("/offline")
@public("which lessons a phone keeps stands on the phone alone; it says nothing of who asks")
def kept_list() -> ResponseReturnValue:
    """Show the page on which a phone lists what it keeps and what waits to be sent. Of the address: language."""
    speak(request.args.get("language", ""))
    return _same_for_all(page("learning/kept_list.html", scripts=SCRIPTS))


def _version_asked() -> int | None:
    asked = request.args.get("version", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) <= _DIGITS_MAX):
        raise NotFound(asked)
    return int(asked)


def _check(check: Check, html: CheckHtml) -> KeptCheck:
    return KeptCheck(
        check.name,
        [_question(check.name, one, html.questions[one.number - 1]) for one in judged_questions(check)],
    )


def _question(check: str, question: Question, html: QuestionHtml) -> KeptQuestion:
    name = f"{check}-{question.number}"
    by_key = {choice.key: choice for choice in html.choices}
    form = with_words(fresh_answer(question), question, html)
    return KeptQuestion(
        name=name,
        number=question.number,
        kind=question.kind.value,
        right=" ".join(sorted(right_marks(question))),
        seen=seen_digest(question),
        form=with_own_ids(form, name),
        needed=needed_words(question),
        said=[(one.key, told_to(question, one, by_key[one.key].feedback)) for one in question.choices],
    )


def _content(slot: SlotView) -> str | None:
    if not slot.blob or not slot.state.has_content:
        return None
    return url_for("catalogue.slot_content", name=catalogue.slot_file_name(slot.blob, slot.content_type))


def _place(whole: Opened) -> Bookmark:
    name = catalogue.spelled(address_of(whole.source.encode()))[:_NAME_CHARACTERS]
    return Bookmark(name, keep_at=None, token="")


def _same_for_all(answer: Response) -> Response:
    """Let the answer be kept: unlike every other page that a signed-in person may get, there is nobody in it."""
    answer.headers["Cache-Control"] = "public, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
