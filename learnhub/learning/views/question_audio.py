"""听这道题: a question of a check, or what is said to an answer, read aloud."""

from collections.abc import Collection, Sequence

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Choice, Question, QuestionKind
from learnhub.catalogue.rules.answers import (
    answer_refusal,
    choices_in_places,
    is_right_answer,
    pairs_taken,
    said_to,
)
from learnhub.catalogue.rules.passages import passage_hash
from learnhub.language import Lexicon, house_lexicon, split
from learnhub.learning import service
from learnhub.learning.views.lesson_page import edition_wanted
from learnhub.learning.views.lessons import bp
from learnhub.primitives import instant_now
from learnhub.speech import service as speech
from learnhub.speech.models import Rendition
from learnhub.speech.rules import VOICE_WORDS, SpokenSentence
from learnhub.storage.service import store_for
from learnhub.web import page, person_or_none, public, reading, settings, transaction

EDITION = "question"  # of renditions: what is read beside the running text of a lesson
_PAUSE_MS = 300


@bp.get("/courses/<course>/lessons/<lesson>/checks/<check>/questions/<int:number>/audio")
@public("anybody may read a lesson, and hear its questions")
def question_audio(course: str, lesson: str, check: str, number: int) -> ResponseReturnValue:
    """Show a question (or, with ?chosen=c1, what is said to that answer) with its sound.

    The built-in voice speaks it at once; a better one is asked for, and is heard the next time.
    """
    store = store_for(settings())
    person = person_or_none()
    with reading() as session:
        found = service.find_lesson(
            session,
            store,
            course_slug=course,
            lesson_slug=lesson,
            person_id=person.person_id if person is not None else None,
            edition=edition_wanted(request.args.get("edition", "")),
        )
        course_readings = catalogue.course_lexicon(session, store, found.place.lesson.home_course_id)
    place = next(
        (
            (section, one)
            for section in found.text.sections
            for each in section.checks
            if each.name == check
            for one in each.questions
            if one.number == number
        ),
        None,
    )
    if place is None:
        abort(404)
    section, question = place
    chosen = marks_asked(question, request.args.getlist("chosen")[:20])
    lines = feedback_lines(question, chosen) if chosen else question_lines(question)
    spoken = spoken_lines(lines, catalogue.lesson_lexicon(course_readings, found.text))
    edition = request.args.get("edition") or None
    back = url_for("learning.lesson", course=course, lesson=lesson, edition=edition)
    return page(
        "learning/question_audio.html",
        is_feedback=bool(chosen),
        lesson_title=found.text.title.text,
        back=f"{back}#{f'answer-{check}' if chosen else f'act-{section.key}'}",
        sentences=sentences_of(lines),
        spoken=spoken,
        sound=url_for("catalogue.slot_content", name=catalogue.slot_file_name(spoken.blob, "audio/mpeg")),
        voice=VOICE_WORDS[spoken.engine],
    )


def marks_asked(question: Question, keys: Sequence[str]) -> frozenset[str]:
    """Return the marks of the answer that an address names; empty where it names none. A written one is named by what is said to it."""
    if question.kind is QuestionKind.SHORT:
        return frozenset(answer.key for answer in question.answers if answer.key in keys)
    if question.kind is QuestionKind.CHOICE:
        return frozenset(choice.key for choice in question.choices if choice.key in keys)
    return frozenset(keys) if answer_refusal(question, keys) is None else frozenset()


def question_lines(question: Question) -> list[str]:
    """Return a question as it is read: the prompt, how it is answered, then each choice with its number said.

    The voice is a Mandarin one, so what is read stays Chinese in every language of the interface.
    """
    lines = [question.prompt.text]
    if question.is_multiple:
        lines.append("可以选几个。")
    match question.kind:
        case QuestionKind.ORDERING:
            lines.append("请给下面每一项选一个位置。")
        case QuestionKind.MATCHING:
            lines.append("请给下面每一项选一个答案。")
        case QuestionKind.SHORT:
            lines.append("请写一写。不想写字，可以换一道题。")
        case QuestionKind.CHOICE:
            pass
    lines += [
        f"第 {number} 个：{_words(choice).rstrip('。')}。"
        for number, choice in enumerate(question.choices, start=1)
    ]
    return lines


def feedback_lines(question: Question, marks: Collection[str]) -> list[str]:
    """Return what is said to an answer as it is read: what was answered, whether it is right, and why."""
    if question.kind is QuestionKind.SHORT:
        (said,) = [answer for answer in question.answers if answer.key in marks][:1]
        return [_verdict(said.is_right), said.feedback.text]
    told = f"您选的是：{answered_words(question, marks)}。"
    several = question.kind is not QuestionKind.CHOICE
    feedback = [
        f"{_words(one).rstrip('。')}：{one.feedback.text}" if several else one.feedback.text
        for one in said_to(question, marks)
    ]
    return [told, _verdict(is_right_answer(question, marks)), *feedback]


def _verdict(is_right: bool) -> str:
    return "答对了。" if is_right else "再想一想。"


def answered_words(question: Question, marks: Collection[str]) -> str:
    """Return what was answered, in words; of nothing chosen nothing."""
    match question.kind:
        case QuestionKind.ORDERING:
            return "，".join(_words(one).rstrip("。") for one in choices_in_places(question, marks))
        case QuestionKind.MATCHING:
            return "，".join(
                f"{_words(left).rstrip('。')}，{right.partner}"
                for left, right in pairs_taken(question, marks)
            )
        case _:
            return "、".join(_words(one).rstrip("。") for one in question.choices if one.key in marks)


def _words(choice: Choice) -> str:
    picture = choice.picture.description if choice.picture is not None else ""
    return "，".join(part for part in (picture, choice.text.text) if part)


def sentences_of(lines: Sequence[str]) -> tuple[SpokenSentence, ...]:
    """Return the sentences of lines that are read one after the other."""
    found: list[SpokenSentence] = []
    for line in lines:
        spans = split(line)
        for span in spans:
            pause_ms = _PAUSE_MS if span is spans[-1] else 0
            found.append(SpokenSentence(f"r-{len(found) + 1}", span.of(line), pause_ms))
    return tuple(found)


def spoken_lines(lines: Sequence[str], course_lexicon: Lexicon) -> Rendition:
    """Return the sound of lines, made at once by the built-in voice where there is none; a better one is asked for."""
    store, sentences = store_for(settings()), sentences_of(lines)
    text_hash = passage_hash("\n".join(lines))
    with reading() as session:
        present = speech.rendition_or_none(session, text_hash, EDITION)
    if present is not None:
        return present
    now = instant_now()
    with transaction() as session:
        made = speech.render_text(
            session,
            store,
            sentences,
            text_hash=text_hash,
            edition=EDITION,
            lexicon=house_lexicon().with_course(course_lexicon),
            engines=[speech.local_voice()],
        )
        better = [each for each in speech.engines_of(settings()) if each.name == speech.NATURAL]
        speech.ask_for_audio(
            session,
            sentences,
            text_hash=text_hash,
            edition=EDITION,
            course_lexicon=course_lexicon,
            engines=better,
            now=now,
            priority=speech.PRIORITY_PAGE,
        )
    return made
