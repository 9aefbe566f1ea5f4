"""The desk of authors of easy-read: hints for each card, photos, readings with people."""

from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.easy_read import PhotoForm, TrialForm
from learnhub.authoring.rules.easy_read import CardLook, look_at_text
from learnhub.authoring.service import easy_read as service
from learnhub.authoring.service.easy_read import EasyText
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue import service as catalogue
from learnhub.catalogue.rules import Findings, publication_figures
from learnhub.catalogue.views import picture_address
from learnhub.language.readability import Hurdle
from learnhub.media.adapters.photo import BYTES_MAX
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, local_date, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, once, page, reading, requires, settings, transaction
from learnhub.web.bodies import takes_up_to
from learnhub.web.paging import page_number, part_of

# What was found, whom it hurts, what to do instead.
HURDLE_WORDS = {
    Hurdle.LONG: (
        say("句子超过 18 个字"),
        say("记性和注意力容易累的人，读到后面忘了前面。"),
        say("拆成两句，一张卡片一句。"),
    ),
    Hurdle.CHARACTERS: (
        say("不在 3500 常用字里"),
        say("识字不多的人读不出来。"),
        say("换一个常用的说法，或者用“词”块讲清楚。"),
    ),
    Hurdle.WORDS: (
        say("不是天天用的词"),
        say("少看书报的人不知道是什么意思。"),
        say("换一个天天说的词，或者用“词”块讲清楚。"),
    ),
    Hurdle.PASSIVE: (
        say("被动的说法"),
        say("有的人分不清是谁做、是谁受。"),
        say("说清楚谁做什么。"),
    ),
    Hurdle.DOUBLE_NEGATION: (
        say("两个“不”连在一起"),
        say("要在心里翻两次才懂，容易听反。"),
        say("直接说要做什么。"),
    ),
    Hurdle.IDEAS: (
        say("一句里不止一件事"),
        say("有的人一次只记得住一件事。"),
        say("一张卡片只留一件事。"),
    ),
    Hurdle.ABSTRACT: (
        say("看不见、摸不着的词"),
        say("有的人要看得见才想得出。"),
        say("换成做得到、看得到的事。"),
    ),
    Hurdle.NUMBER: (
        say("数字不好想象"),
        say("算数困难的人不知道是多是少。"),
        say("用看得见的量，例如“半杯”，或者配一张图。"),
    ),
}
DONE = {
    "pictured": say("照片换好了，课程有了新的一版。课文变了，请再请人试读一次。"),
    "tried": say("试读已经记下，请另一个人来确认。"),
    "confirmed": say("已经确认，这一课的易读版现在是“已审核”。"),
}


@bp.get("/teach/easy-read")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def easy_read_desk() -> ResponseReturnValue:
    """List the easy-read texts of one's base with their state."""
    with reading() as session:
        found = service.easy_texts(session, store_for(settings()), holdings_of(current_person()))
        paging = part_of(found, page_number(request.args.get("page")))
        looks = {one.text_hash: look_at_text(one.text) for one in paging.rows}
        return page("authoring/easy_read_desk.html", paging=paging, looks=looks)


@bp.get("/teach/easy-read/<course>/<lesson>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def easy_read_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Show what may be hard on each card, and who has read the text."""
    with reading() as session:
        return _lesson_page(session, _own(session, course, lesson), TrialForm())


@bp.post("/teach/easy-read/<course>/<lesson>/trials")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
@once
def record_trial(course: str, lesson: str) -> ResponseReturnValue:
    """Put a reading on record."""
    form = TrialForm()
    if form.validate():
        reader_count, read_on, changes = form.typed
        with transaction() as session:
            outcome = service.record_trial(
                session,
                _own(session, course, lesson),
                reader_count=reader_count,
                read_on=read_on,
                changes=changes,
                recorded_by=current_person().person_id,
                now=instant_now(),
            )
        if not isinstance(outcome, Refusal):
            return to("authoring.easy_read_lesson", course=course, lesson=lesson, done="tried")
        form.refuse(outcome)
    with reading() as session:
        return _lesson_page(session, _own(session, course, lesson), form, 422)


@bp.post("/teach/easy-read/<course>/<lesson>/trials/<int:trial_id>/confirmation")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def confirm_trial(course: str, lesson: str, trial_id: int) -> ResponseReturnValue:
    """Confirm somebody else's record of a reading."""
    with transaction() as session:
        outcome = service.confirm_trial(
            session,
            _own(session, course, lesson),
            trial_id,
            confirmed_by=current_person().person_id,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        with reading() as session:
            return _lesson_page(session, _own(session, course, lesson), SiteForm().refuse(outcome), 422)
    return to("authoring.easy_read_lesson", course=course, lesson=lesson, done="confirmed")


@bp.get("/teach/easy-read/<course>/<lesson>/pictures/<int:number>")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def card_picture(course: str, lesson: str, number: int) -> ResponseReturnValue:
    """Show the picture of a card with a form for another one. number: among the pictures of cards, from 1."""
    with reading() as session:
        easy = _own(session, course, lesson)
        form = PhotoForm()
        form.shown.data = easy.text_hash
        return _picture_page(session, easy, number, form)


@bp.post("/teach/easy-read/<course>/<lesson>/pictures/<int:number>")
@takes_up_to(BYTES_MAX)
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def replace_card_picture(course: str, lesson: str, number: int) -> ResponseReturnValue:
    """Put a photo on a card."""
    form = PhotoForm(request.form.copy())
    sent = request.files.get("photo")
    form.photo.data = sent.filename if sent is not None else None
    now = instant_now()
    if form.validate() and sent is not None:
        rates = publication_figures(figures(settings().content_dir), local_date(now))
        photo = sent.stream.read(BYTES_MAX + 1)
        outcome: Refusal | None
        try:
            with transaction() as session:
                outcome = service.replace_picture(
                    session,
                    store_for(settings()),
                    _own(session, course, lesson),
                    picture_number=number,
                    photo=photo,
                    description=form.description.data or "",
                    shown_hash=form.shown.data or "",
                    figures=rates,
                    now=now,
                )
        except Findings as error:
            outcome = service.gate_refusal(error)
        if outcome is None:
            return to("authoring.easy_read_lesson", course=course, lesson=lesson, done="pictured")
        form.refuse(outcome)
    with reading() as session:
        easy = _own(session, course, lesson)
        form.shown.data = easy.text_hash
        return _picture_page(session, easy, number, form, 422)


def _own(session: Session, course: str, lesson: str) -> EasyText:
    return service.easy_text(session, store_for(settings()), course, lesson, holdings_of(current_person()))


def _lesson_page(session: Session, easy: EasyText, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    found = service.trials(session, easy)
    people = {one.row.recorded_by_id for one in found} | {
        one.confirmed_by_id for one in found if one.confirmed_by_id
    }
    return page(
        "authoring/easy_read_lesson.html",
        status,
        form=form,
        trial_form=form if isinstance(form, TrialForm) else TrialForm(_NOTHING),
        easy=easy,
        look=look_at_text(easy.text),
        trials=found,
        names=nicknames(session, sorted(people)),
        own_id=current_person().person_id,
        words=HURDLE_WORDS,
        done=done(DONE),
    )


def _picture_page(
    session: Session, easy: EasyText, number: int, form: PhotoForm, status: int = 200
) -> ResponseReturnValue:
    card: CardLook | None = next(
        (one for one in look_at_text(easy.text).cards if one.picture_number == number), None
    )
    if card is None or card.picture is None:
        abort(404)
    shown = catalogue.shown_pictures(session, easy.course.id, easy.text, picture_address)
    return page(
        "authoring/card_picture.html",
        status,
        form=form,
        easy=easy,
        card=card,
        picture=shown.get(card.picture.path),
        description=card.picture.description,
        number=number,
        megabytes=BYTES_MAX // 1_000_000,
    )


_NOTHING: Any = MultiDict()
