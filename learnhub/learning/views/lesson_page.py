"""Put together what a lesson page shows: text, ways of learning, the learner's progress, and the one act that comes next."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for
from markupsafe import Markup, escape
from sqlalchemy.orm import Session

from learnhub.accessibility.current import current_profile
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import (
    Check,
    Choice,
    Edition,
    LessonText,
    Question,
    QuestionKind,
    Section,
    SlotKind,
    SlotView,
    Task,
    TaskWay,
)
from learnhub.catalogue.rules.answers import choices_in_places, pairs_taken, said_to, words_of
from learnhub.catalogue.service import CheckHtml, ChoiceHtml, LessonHtml, LessonPlace
from learnhub.language import house_lexicon
from learnhub.learning import service
from learnhub.learning.forms import AnswerForm, fresh_answer, with_words
from learnhub.learning.models import Enrolment
from learnhub.learning.rules import LessonProgress, question_to_show
from learnhub.learning.service import FoundLesson, LastAnswer
from learnhub.storage.rules import BlobStore
from learnhub.web.words import _


@dataclass(frozen=True)
class ActView:
    """The one act that the learner is asked for: an answer, or 本节学完 when form is None. anchor: where it stands.

    untyped: the number of a question that asks for no writing, where this one does; else 0.
    """

    section: str
    anchor: str
    words: str
    check: str = ""
    form: AnswerForm | None = None
    untyped: int = 0


@dataclass(frozen=True)
class ResultView:
    """What was answered last to a check, and what is said to it.

    question: its number. keys: what its audio is asked by. verb: opens what was answered. feedback_of: the same as plain text.
    """

    anchor: str
    check: str
    question: int
    keys: Sequence[str]
    prompt: Markup
    chosen: Markup
    is_right: bool
    feedback: Sequence[Markup]
    feedback_of: Sequence[str]
    verb: str


@dataclass(frozen=True)
class SectionView:
    """One section. waits: its own act comes after those of the sections before it. tasks: those with a page of their own."""

    key: str
    heading: Markup
    body: Markup
    results: Sequence[ResultView]
    is_done: bool
    waits: bool
    tasks: Sequence[Task] = ()


@dataclass(frozen=True)
class Opened:
    """A lesson opened by somebody: the place in the course, the text in the edition asked for, and their progress."""

    place: LessonPlace
    text: LessonText
    source: str
    other_edition: Edition | None
    enrolment: Enrolment | None
    progress: LessonProgress
    answers: Mapping[str, LastAnswer]


@dataclass(frozen=True)
class Tried:
    """An answer that is shown at once and kept nowhere: a visitor tries a question, or an answer was refused."""

    check: str
    question: int
    form: AnswerForm | None = None
    answer: LastAnswer | None = None


def edition_wanted(asked: str) -> Edition:
    """Return the edition that an address asks for, or the one that the access profile puts first."""
    if asked in {edition.value for edition in Edition}:
        return Edition(asked)
    return Edition.EASY_READ if current_profile().is_easy_read_first else Edition.STANDARD


def opened(session: Session, found: FoundLesson) -> Opened:
    """Return a lesson with how far its learner is."""
    place, enrolment = found.place, found.enrolment
    progress = LessonProgress(open_sections=tuple(section.key for section in found.text.sections))
    answers: Mapping[str, LastAnswer] = {}
    if enrolment is not None:
        standard = catalogue.text_of(place.version)
        progress = service.progress_of(session, enrolment.person_id, place.version, standard)
        answers = service.last_answers(session, enrolment.person_id, place.version)
    return Opened(place, found.text, found.source, found.other_edition, enrolment, progress, answers)


def sections_of(
    opened: Opened, html_of: LessonHtml, tried: Tried | None = None
) -> tuple[Sequence[SectionView], ActView | None]:
    """Return the sections of a lesson page, and the act that comes next; None when the lesson is complete."""
    answers = dict(opened.answers)
    if tried is not None and tried.answer is not None:
        answers[tried.check] = tried.answer
    act = _next_act(opened, html_of, tried)
    order = [section.key for section in opened.text.sections]
    with_pages = _tasks_with_pages(opened)
    views = []
    for section, html in zip(opened.text.sections, html_of.sections, strict=True):
        results = [
            result_of(asked, html_check, answers[html_check.name])
            for asked, html_check in zip(section.checks, html.checks, strict=True)
            if html_check.name in answers and answers[html_check.name].edition == opened.text.edition.value
        ]
        views.append(
            SectionView(
                key=section.key,
                heading=html.heading,
                body=html.body,
                results=results,
                is_done=section.key not in opened.progress.open_sections,
                waits=act is not None and order.index(section.key) > order.index(act.section),
                tasks=[one for one in section.blocks if isinstance(one, Task) and one.name in with_pages],
            )
        )
    return views, act


def _tasks_with_pages(opened: Opened) -> set[str]:
    """Return the names of the tasks that somebody else sees when this learner has done them: those of the standard text."""
    if opened.enrolment is None:
        return set()
    tasks = catalogue.text_of(opened.place.version).tasks
    return {one.name for one in tasks if one.way is not TaskWay.PRACTISED}


def audio_of(session: Session, opened: Opened) -> SlotView:
    """Return the audio of the edition that is shown."""
    if opened.text.edition is opened.place.version.edition:
        return slot_of(opened.place, SlotKind.AUDIO)
    return catalogue.audio_of_text(session, opened.source, opened.text.edition)


def slot_of(place: LessonPlace, kind: SlotKind) -> SlotView:
    """Return one way of the lesson."""
    return next(slot for slot in place.lesson.slots if slot.kind is kind)


def shown(
    session: Session, store: BlobStore, opened: Opened, *, has_pinyin: bool | None = None
) -> LessonHtml:
    """Return the lesson as HTML, with pinyin over its words: None where the access profile asks for it."""
    home = opened.place.lesson.home_course_id
    return shown_text(session, store, opened.source, opened.text, home, has_pinyin=has_pinyin)


def shown_text(
    session: Session,
    store: BlobStore,
    source: str,
    text: LessonText,
    home_course_id: int,
    *,
    has_pinyin: bool | None = None,
) -> LessonHtml:
    """Return what `shown` returns, of a text whose folder is that of the course at home_course_id."""

    def address_of(course: str, digest: str, path: str) -> str:
        return url_for("catalogue.picture", course=course, digest=digest, path=path)

    html = catalogue.lesson_html(source, catalogue.shown_pictures(session, home_course_id, text, address_of))
    if not (current_profile().has_pinyin if has_pinyin is None else has_pinyin):
        return html
    course = catalogue.course_lexicon(session, store, home_course_id)
    return catalogue.with_pinyin(html, house_lexicon().with_course(catalogue.lesson_lexicon(course, text)))


def _next_act(opened: Opened, html_of: LessonHtml, tried: Tried | None) -> ActView | None:
    chosen = _refused_act(opened, tried) or _open_act(opened, tried)
    if chosen is None:
        return None
    section, check, number = chosen
    position = [one.key for one in opened.text.sections].index(section.key)
    anchor = f"act-{section.key}"
    if check is None:
        words = _("接着做：第 %(number)d 节，按“本节学完”", number=position + 1)
        return ActView(section.key, anchor, words)
    question = check.questions[number - 1]
    html_check = next(one for one in html_of.sections[position].checks if one.name == check.name)
    kept_form = tried.form if tried is not None else None
    form = kept_form or fresh_answer(question)
    return ActView(
        section=section.key,
        anchor=anchor,
        words=_("接着做：第 %(number)d 节的题", number=position + 1),
        check=check.name,
        form=with_words(form, question, html_check.questions[number - 1]),
        untyped=untyped(check, question),
    )


def _refused_act(opened: Opened, tried: Tried | None) -> tuple[Section, Check, int] | None:
    """Return the question whose answer was refused: it is shown again with what was chosen."""
    if tried is None or tried.form is None:
        return None
    return next(
        (section, check, tried.question)
        for section in opened.text.sections
        for check in section.checks
        if check.name == tried.check
    )


def _open_act(opened: Opened, tried: Tried | None) -> tuple[Section, Check | None, int] | None:
    """Return the first act that is still open: a check, or closing a section. A visitor is offered checks alone."""
    answered = tried.answer if tried is not None else None
    is_past = answered is None  # a visitor goes on from the question just tried
    for section in opened.text.sections:
        for check in section.checks:
            if tried is not None and answered is not None and check.name == tried.check:
                is_past = True
                if not answered.is_right:
                    return section, check, tried.question % len(check.questions) + 1
            elif is_past and check.name not in opened.progress.passed:
                return section, check, question_shown(check, opened.progress).number
        if opened.enrolment is not None and section.key in opened.progress.open_sections:
            return section, None, 0
    return None


def result_of(asked: Check, check: CheckHtml, answer: LastAnswer) -> ResultView:
    """Return what is said to an answer."""
    question, html = asked.questions[answer.question - 1], check.questions[answer.question - 1]
    said = said_to(question, answer.chosen)
    by_key = {choice.key: choice for choice in (*html.choices, *html.answers)}
    is_written = question.kind is QuestionKind.SHORT
    return ResultView(
        anchor=f"answer-{check.name}",
        check=check.name,
        question=answer.question,
        # What was written goes into no address: its feedback is named instead.
        keys=[one.key for one in said] if is_written else sorted(answer.chosen),
        prompt=html.prompt,
        chosen=_answered(question, by_key, answer.chosen),
        is_right=answer.is_right,
        feedback=[told_to(question, one, by_key[one.key].feedback) for one in said],
        feedback_of=[one.feedback.text for one in said],
        verb=_("您写的是：") if is_written else _("您选的是："),
    )


def _answered(question: Question, by_key: Mapping[str, ChoiceHtml], marks: Collection[str]) -> Markup:
    match question.kind:
        case QuestionKind.CHOICE:
            chosen = [choice for choice in question.choices if choice.key in marks]
            return Markup("、").join(by_key[choice.key].words for choice in chosen)
        case QuestionKind.ORDERING:
            placed = choices_in_places(question, marks)
            return Markup("；").join(
                Markup("{}. {}").format(place, by_key[choice.key].words)
                for place, choice in enumerate(placed, start=1)
            )
        case QuestionKind.MATCHING:
            return Markup("；").join(
                Markup("{}——{}").format(by_key[left.key].words, by_key[right.key].partner)
                for left, right in pairs_taken(question, marks)
            )
        case QuestionKind.SHORT:
            return escape(words_of(marks))


def told_to(question: Question, choice: Choice, feedback: Markup) -> Markup:
    """Return what is said to one choice; of several things it says which one it is about, without its marks: they stand above."""
    if question.kind in {QuestionKind.ORDERING, QuestionKind.MATCHING}:
        return Markup("{}：{}").format(choice.text.text, feedback)
    return feedback


def question_shown(check: Check, progress: LessonProgress) -> Question:
    """Return the question of a check that is asked: another one where the address asks for it, as who can't type does."""
    number = request.args.get("question", "")[:2]
    if request.args.get("check") == check.name and number.isascii() and number.isdigit():
        asked = next((one for one in check.questions if one.number == int(number)), None)
        if asked is not None:
            return asked
    return question_to_show(check, progress)


def untyped(check: Check, question: Question) -> int:
    """Return the number of a question of the same check that asks for no writing; 0 where this one doesn't."""
    if question.kind is not QuestionKind.SHORT:
        return 0
    return next((one.number for one in check.questions if one.kind is not QuestionKind.SHORT), 0)
