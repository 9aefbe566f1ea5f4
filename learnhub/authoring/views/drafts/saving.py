"""Save a lesson's text as the person of this request, and send the browser on."""

from flask.typing import ResponseReturnValue

from learnhub.accounts.views.circumstances import to
from learnhub.authoring.rules.drafts.blocks import place_of_block
from learnhub.authoring.rules.drafts.revisions import Revision
from learnhub.authoring.service.drafts import outlines
from learnhub.authoring.service.drafts.texts import Disputed, blocks_of_file, save_text
from learnhub.authoring.service.drafts.typed import drop_typed, keep_typed
from learnhub.authoring.views.drafts.opened import is_from_gate, open_in, opened
from learnhub.primitives import Refusal, instant_now, say
from learnhub.storage.rules import address_of
from learnhub.web import current_person, transaction


def save_lesson(
    course: str, lesson: str, *, base_revision: int, text: str, words: str, place: str
) -> Revision | Refusal | str:
    """Save a lesson file that was made from base_revision.

    words: what was done to it, after the lesson's title. place: the form it came from, whose kept typing goes.
    Returns the place that the text is kept under where somebody else changed the same blocks: the author then chooses.
    """
    path, person_id, now = outlines.lesson_path(lesson), current_person().person_id, instant_now()
    with transaction() as session:
        at = open_in(session, course)
        title = outlines.lesson_line(at.store, at.head, lesson, at.rates).title
        outcome = save_text(
            session,
            at.store,
            at.draft,
            path=path,
            base_revision=base_revision,
            text=text,
            by=person_id,
            words=say("《%(title)s》：%(words)s", title=title, words=words),
            now=now,
        )
        if isinstance(outcome, Refusal):
            return outcome
        if isinstance(outcome, Disputed):
            kept_under = f"merge-{base_revision}-{address_of(text.encode())[:12]}"
            kept = keep_typed(
                session, at.draft, person_id=person_id, path=path, place=kept_under, base_revision=base_revision,
                fields={"text": text}, now=now,
            )  # fmt: skip
            if isinstance(kept, Refusal):
                return kept
        drop_typed(session, at.draft, person_id=person_id, path=path, place=place)
        return kept_under if isinstance(outcome, Disputed) else outcome


def after_saving(
    course: str, lesson: str, outcome: Revision | str, *, done: str, block: int, text: str = ""
) -> ResponseReturnValue:
    """Send the browser to the block that was worked on, to what is left to do, or to where two texts are put together.

    block: where it was, from 0.
    """
    if isinstance(outcome, str):
        return to("authoring.lesson_merging", course=course, lesson=lesson, place=outcome)
    if is_from_gate():
        return to("authoring.draft_gate", course=course, done="mended")
    if text:
        with opened(course) as at:
            block = place_of_block(
                blocks_of_file(at.store, outcome, outlines.lesson_path(lesson)), text, block
            )
    return to(
        "authoring.draft_lesson",
        course=course,
        lesson=lesson,
        done=done,
        block=block,
        _anchor=f"block-{block}",
    )
