"""Commands of the evidence log."""

import sys
from pathlib import Path

import click
from flask import Blueprint

from learnhub.evidence import service
from learnhub.web import reading

bp = Blueprint("evidence-commands", __name__, cli_group="evidence")


@bp.cli.command("check-seals")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--some", is_flag=True, help="The folder holds only some seals; those that are missing are no faults."
)
def check_seals(folder: Path, some: bool) -> None:
    """Compare seal files that were kept elsewhere, in FOLDER, with the seals of this site."""
    with reading() as session:
        count, faults = service.file_faults(session, folder, has_all=not some)
    for fault in faults:
        click.echo(f"evidence: {fault.where}: {fault.sentence}")
    click.echo(f"evidence: {count} seal files compared, {len(faults)} faults")
    if faults or not count:
        sys.exit(1)
