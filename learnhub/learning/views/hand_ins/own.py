"""A trainee's own work: the list of all tasks, and the files of work and feedback."""

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.learning.rules.hand_ins import STANDING_WORDS
from learnhub.learning.service import hand_ins
from learnhub.learning.service.hand_ins import file_of_piece, places_of, told_of
from learnhub.learning.service.sheets import own_sheets
from learnhub.learning.views.lessons import bp
from learnhub.learning.views.sendings import file_of
from learnhub.web import Paging, current_person, page, reading, signed_in
from learnhub.web.paging import page_number

_ROWS = 12


@bp.get("/me/hand-ins")
@signed_in
def own_work() -> ResponseReturnValue:
    """List the tasks that the person has handed in, the last first, and where each stands; and the sheets that are shown at the base."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        rows = hand_ins.own_pieces(session, current_person().person_id)
        part = rows[(number - 1) * _ROWS : number * _ROWS]
        pieces = told_of(session, part)
        sheets = own_sheets(session, current_person().person_id) if number == 1 else []
        return page(
            "learning/hand_ins/own_work.html",
            sheets=sheets,
            paging=Paging(pieces, number, len(rows), _ROWS),
            places=places_of(session, part),
            state_words=STANDING_WORDS,
        )


@bp.get("/me/hand-ins/<int:hand_in_id>/files/<token>")
@signed_in
def own_work_file(hand_in_id: int, token: str) -> ResponseReturnValue:
    """Send a recording or photo of one's own work, or of what was said to it."""
    with reading() as session:
        found = hand_ins.own_piece_or_none(
            session, person_id=current_person().person_id, hand_in_id=hand_in_id
        )
        if found is None:
            abort(404)
        stored = file_of_piece(session, found, token)
    return file_of(stored)
