"""Words to go on with while somebody types, for the script of the search box; the box is whole without it."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from learnhub.search import service
from learnhub.search.views.blueprint import bp
from learnhub.web import public, reading, settings
from learnhub.web.bodies import asks_anything


@bp.get("/search/suggestions")
@asks_anything
@public("anybody may look for a course")
def suggestions() -> ResponseReturnValue:
    """Return up to eight words as JSON: {"words": […]}."""
    with reading() as session:
        table = service.word_table(session, settings())
        return jsonify(words=service.suggestions(session, request.args.get("q", ""), table))
