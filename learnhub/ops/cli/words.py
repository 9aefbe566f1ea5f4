"""The command that collects the words of the interface for their translation."""

import click

from learnhub.ops.adapters.message_catalogue import collected, merged, read_catalogue, write_catalogue
from learnhub.ops.cli.commands import bp


@bp.cli.command("words")
def collect_words() -> None:
    """Bring the catalogue of English in step with what the program says, and name what has no English yet."""
    places: dict[str, str] = {}
    for message, name in collected():
        places.setdefault(message, name)
    known = read_catalogue()
    dropped = sum(1 for one in known if one.id and one.id not in places)
    catalogue = merged(known, set(places))
    write_catalogue(catalogue)
    lacking = [str(one.id) for one in catalogue if one.id and not one.string]
    for message in lacking:
        click.echo(f"{places[message]}: {message!r}")
    click.echo(f"words: {len(places)} messages, {len(lacking)} without English, {dropped} dropped")
