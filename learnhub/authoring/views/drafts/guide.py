"""How a course is made that everybody can learn from: the instructors' page of help, with a place for each kind of block."""

from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.authoring.rules.drafts.blocks import BlockKind
from learnhub.authoring.views.blueprint import bp
from learnhub.web import page, requires

# The part of the page in which the author of a block finds how it is written well.
_PLACES = {
    BlockKind.HEADING: "structure",
    BlockKind.SUBHEADING: "structure",
    BlockKind.STEPS: "structure",
    BlockKind.POINTS: "structure",
    BlockKind.PICTURE: "pictures",
    BlockKind.TABLE: "tables",
    BlockKind.QUIZ: "questions",
    BlockKind.TASK: "questions",
}


@bp.get("/teach/help")
@requires(Role.INSTRUCTOR, Role.BASE_MANAGER)
def guide() -> ResponseReturnValue:
    """Show the page of help."""
    return page("authoring/guide.html")


def help_place_of(kind: BlockKind) -> str:
    """Return the id of the part of the guide that is about a kind of block."""
    return _PLACES.get(kind, "words")
