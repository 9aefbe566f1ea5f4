"""The studio of one lesson: which language, what is recorded, what can be handed in."""

from collections.abc import Sequence

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.views.circumstances import done, holdings_of, to
from learnhub.authoring.forms.signing import LanguageForm, PieceForm
from learnhub.authoring.service.signing import consent as sign_consent
from learnhub.authoring.service.signing import deliveries as sign_deliveries
from learnhub.authoring.service.signing import joining as sign_joining
from learnhub.authoring.service.signing import works as sign_works
from learnhub.authoring.service.signing.works import SignLesson
from learnhub.authoring.views.blueprint import bp
from learnhub.catalogue.rules import SignLanguage
from learnhub.catalogue.rules.passages import Passage
from learnhub.media.service import converter_or_none
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.service import store_for
from learnhub.web import SiteForm, current_person, page, reading, settings, signed_in, transaction
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _

ROWS = 12
TEXT_CHARACTERS_MAX = 60
PARTS = ("sentences", "checks")
DONE = {
    "begun": say("手语种类已经记下，可以开始拍了。"),
    "joining": say("正在把拍好的句子合成一段视频，过几分钟按“刷新进度”。"),
    "handed-in": say("手语视频已经交上，课程页面上就能看到。接下来请另一个懂手语的人审核。"),
    "nothing-new": say("拍好的都已经交过，没有新的。"),
}


@bp.get("/teach/signing/courses/<course>/<lesson>")
@signed_in
def sign_lesson(course: str, lesson: str) -> ResponseReturnValue:
    """Show a lesson in the studio, its sentences or its questions a page at a time; lead to the one that is chosen (?piece=)."""
    if key := request.args.get("piece"):
        return to("authoring.sign_piece", course=course, lesson=lesson, key=key)
    with reading() as session:
        return lesson_page(session, opened_here(session, course, lesson), LanguageForm())


@bp.post("/teach/signing/courses/<course>/<lesson>")
@signed_in
def begin_signing(course: str, lesson: str) -> ResponseReturnValue:
    """Begin to sign a lesson in a language."""
    form = LanguageForm()
    with transaction() as session:
        opened = opened_here(session, course, lesson)
        if form.validate():
            language = SignLanguage(form.language.data)
            person_id = current_person().person_id
            sign_works.begin(session, opened, person_id=person_id, language=language, now=instant_now())
            return to("authoring.sign_lesson", course=course, lesson=lesson, done="begun")
    with reading() as session:
        return lesson_page(session, opened_here(session, course, lesson), form, 422)


@bp.post("/teach/signing/courses/<course>/<lesson>/delivery")
@signed_in
def hand_in_signs(course: str, lesson: str) -> ResponseReturnValue:
    """Hand in: the sentences joined to one video, the video made in one go, or the questions."""
    what = request.form.get("what", "")
    store, person_id, now = store_for(settings()), current_person().person_id, instant_now()
    with transaction() as session:
        opened = opened_here(session, course, lesson)
        if opened.work is None:
            abort(404)
        outcome: object
        if what == "sentences":
            outcome = sign_joining.ask_for_joining(
                session, store, opened, has_converter=converter_or_none() is not None, now=now
            )
            code = "joining"
        elif what == "video":
            outcome, code = sign_deliveries.hand_in_video(session, store, opened, now=now), "handed-in"
        elif what == "checks":
            recorded = sign_works.pieces(session, person_id, opened.work.language, opened.checks)
            outcome = sign_deliveries.hand_in_passages(
                session,
                store,
                recorded,
                signer_id=person_id,
                language=opened.work.language,
                lesson_id=opened.place.version.lesson_id,
                now=now,
            )
            code = "handed-in" if outcome else "nothing-new"
        else:
            abort(404)
    if isinstance(outcome, Refusal):
        form = SiteForm()
        form.refuse(outcome)
        with reading() as session:
            return lesson_page(session, opened_here(session, course, lesson), form, 422)
    part = "checks" if what == "checks" else None
    return to("authoring.sign_lesson", course=course, lesson=lesson, part=part, done=code)


def opened_here(session: Session, course: str, lesson: str) -> SignLesson:
    """Open the lesson of an address for the person behind this request; NotFound for who may not sign it."""
    person = current_person()
    return sign_works.sign_lesson(
        session, course, lesson, person_id=person.person_id, holdings=holdings_of(person)
    )


def state_words(piece: sign_works.Piece) -> str:
    """Say how far a piece is."""
    if piece.recording is None:
        return _("还没拍")
    if piece.recording.playable is None:
        return str(_("没能转换，请重拍") if piece.recording.fault else _("拍好了，正在转换"))
    return _("拍好了")


def lesson_page(
    session: Session, opened: SignLesson, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    """Return the page of a lesson in the studio."""
    person_id = current_person().person_id
    part = request.args.get("part", "")
    part = part if part in PARTS else PARTS[0]
    work = opened.work
    passages: tuple[Passage, ...] = opened.sentences if part == "sentences" else opened.checks
    paging = part_of(passages, page_number(request.args.get("page")), ROWS)
    counts = {
        name: (
            sign_works.recorded_count(session, person_id, work.language, all_of) if work else 0,
            len(all_of),
        )
        for name, all_of in (("sentences", opened.sentences), ("checks", opened.checks))
    }
    shown = sign_works.pieces(session, person_id, work.language, paging.rows) if work else []
    return page(
        "authoring/sign_lesson.html",
        status,
        form=form,
        opened=opened,
        course=opened.place.course.slug,
        lesson=opened.place.lesson.slug,
        part=part,
        natural=SignLanguage.NATURAL.value,
        paging=paging,
        pieces=_choice(shown, part, (paging.number - 1) * ROWS + 1) if shown else None,
        counts=counts,
        first=_first_open(session, opened, person_id, passages),
        portrait=sign_consent.portrait_state(session, person_id),
        joining=sign_joining.joining_or_none(session, opened) if work else None,
        has_converter=converter_or_none() is not None,
        is_timed=sign_works.is_timed(opened),
        done=done(DONE),
    )


def _choice(shown: Sequence[sign_works.Piece], part: str, first: int) -> PieceForm:
    """Offer a page of pieces as one choice: twelve links would be twelve stops on the way to what stands below them."""
    form = PieceForm()
    form.piece.label.text = _("拍哪一句？") if part == "sentences" else _("拍哪一段？")
    form.piece.choices = [
        (piece.passage.key, _piece_words(number, piece, part)) for number, piece in enumerate(shown, first)
    ]
    form.piece.data = next((one for one in shown if not one.is_recorded), shown[0]).passage.key
    return form


def _piece_words(number: int, piece: sign_works.Piece, part: str) -> str:
    text = piece.passage.text
    if len(text) > TEXT_CHARACTERS_MAX:
        text = text[: TEXT_CHARACTERS_MAX - 1] + "…"
    told = {"number": number, "state": state_words(piece), "text": text}
    if part == "sentences":
        return _("第 %(number)d 句，%(state)s：%(text)s", **told)
    return _("第 %(number)d 段，%(state)s：%(text)s", **told)


def _first_open(
    session: Session, opened: SignLesson, person_id: int, passages: tuple[Passage, ...]
) -> Passage | None:
    if opened.work is None:
        return None
    found = sign_works.pieces(session, person_id, opened.work.language, passages)
    return next((piece.passage for piece in found if not piece.is_recorded), None)
