"""The command that collects the words of the interface for their translation."""

import click

from learnhub.ops.adapters.message_catalogue import (
    Message,
    collected,
    merged,
    read_catalogue,
    write_catalogue,
)
from learnhub.ops.cli.commands import bp


@bp.cli.command("words")
def collect_words() -> None:
    """Bring the catalogue of English in step with what the program says, and name what has no English yet."""
    places: dict[Message, str] = {}
    for message, name in collected():
        places.setdefault(message, name)
    known = read_catalogue()
    dropped = sum(1 for one in known if one.id and (str(one.id), one.context) not in places)
    catalogue = merged(known, set(places))
    write_catalogue(catalogue)
    lacking = [(str(one.id), one.context) for one in catalogue if one.id and not one.string]
    for one in lacking:
        text, use = one
        click.echo(f"{places[one]}: {text!r}" + (f" ({use})" if use else ""))
    click.echo(f"words: {len(places)} messages, {len(lacking)} without English, {dropped} dropped")
