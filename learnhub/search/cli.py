"""Commands of the search."""

import click
from flask import Blueprint

from learnhub.primitives import instant_now
from learnhub.search import service
from learnhub.web import reading, settings, transaction

bp = Blueprint("search-commands", __name__, cli_group="search")


@bp.cli.command("rebuild")
def rebuild() -> None:
    """Make the search anew from the catalogue; until it is done, searches are answered from the old state."""
    with transaction() as session:
        courses = service.rebuild(session, now=instant_now())
    with reading() as session:
        documents = service.documents_of(session)
    whoosh = service.whoosh_or_none(settings())
    if whoosh is not None:
        whoosh.rebuild(documents)
    lessons = sum(document.lesson_id is not None for document in documents)
    engine = "the database" if whoosh is None else "the database and Whoosh"
    click.echo(f"search rebuild: {courses} courses and {lessons} lessons can be found, in {engine}")
