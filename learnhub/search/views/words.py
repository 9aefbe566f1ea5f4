"""The words of the search: officers add words that mean the same, see what changes, and what was asked for in vain."""

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.primitives import Refusal, instant_now, say
from learnhub.search import service
from learnhub.search.forms import WordsForm
from learnhub.search.rules.word_groups import read_group
from learnhub.search.views.blueprint import bp
from learnhub.web import page, reading, requires, settings, transaction

UNANSWERED_SHOWN = 6
GROUPS_SHOWN = 6
DONE = {
    "added": say("已经加上，现在就能用这些词找到课程。"),
    "ended": say("这组词已经结束。"),
    "hidden": say("已经从这里拿掉。"),
}


@bp.get("/office/search-words")
@requires(Role.OFFICER)
def office_words() -> ResponseReturnValue:
    """Show the groups of officers and what was asked for in vain; with ?words=… what these words would change."""
    typed = request.args.get("words")
    return _shown(WordsForm(request.args), typed)


@bp.post("/office/search-words")
@requires(Role.OFFICER)
def add_words() -> ResponseReturnValue:
    """Add words that mean the same."""
    form = WordsForm()
    if not form.validate():
        return _shown(form, None, 422)
    with transaction() as session:
        table = service.word_table(session, settings())
        outcome = service.add_group(session, form.words.data or "", table, by=actor(), now=instant_now())
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _shown(form, None, 422)
    return to("search.office_words", done="added")


@bp.post("/office/search-words/ended")
@requires(Role.OFFICER)
def end_words() -> ResponseReturnValue:
    """End a group; one that has ended already stays so."""
    with transaction() as session:
        service.end_group(session, _number("group"), by=actor(), now=instant_now())
    return to("search.office_words", done="ended")


@bp.post("/office/search-words/dealt-with")
@requires(Role.OFFICER)
def hide_question() -> ResponseReturnValue:
    """Take a question off the list of what was asked for in vain."""
    with transaction() as session:
        service.hide_unanswered(session, _number("line"))
    return to("search.office_words", done="hidden")


def _shown(form: WordsForm, typed: str | None, status: int = 200) -> Response:
    """Render the page. typed: words whose changes are shown, None for none."""
    with reading() as session:
        current = settings()
        table = service.word_table(session, current)
        changed = None
        words = read_group(typed, table) if typed is not None else ()
        if isinstance(words, Refusal):
            form.refuse(words)
        elif words:
            changed = service.changes(session, service.index_for(session, current), table, words)
        groups = service.groups(session)
        titles = service.titles(
            session,
            [one for change in changed or () for one in (change.first_before, change.first_after) if one],
        )
        return page(
            "search/office_words.html",
            422 if isinstance(words, Refusal) else status,
            form=form,
            groups=groups[:GROUPS_SHOWN],
            group_count=len(groups),
            names=nicknames(session, [group.added_by for group in groups]),
            unanswered=service.unanswered(session, UNANSWERED_SHOWN),
            changed=changed,
            titles=titles,
            done=done(DONE),
        )


def _number(name: str) -> int:
    """Return a posted row number; 0, which no row has, for anything else."""
    told = request.form.get(name, "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 10 else 0
