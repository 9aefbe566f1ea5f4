"""Commands of the ledger."""

import sys

import click
from flask import Blueprint

from learnhub.credits import service
from learnhub.learning.service import learner_ids
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now
from learnhub.web import reading, settings, transaction

bp = Blueprint("credits-commands", __name__, cli_group="credits")


@bp.cli.command("settle")
def settle() -> None:
    """Post what completed lessons earn and isn't posted yet; running it again posts nothing."""
    with reading() as session:
        rules = figures_in_force(session, settings().content_dir)
        people = learner_ids(session)
    posted = 0
    for person_id in people:  # one unit of work each: nobody waits for the whole site
        with transaction() as session:
            posted += len(service.settle(session, person_id=person_id, figures=rules, now=instant_now()))
    click.echo(f"credits: {posted} entries posted, {len(people)} learners looked at")


@bp.cli.command("verify")
def verify() -> None:
    """Compare every entry with the evidence log and with a settlement from zero."""
    with reading() as session:
        count = service.entry_count(session)
        faults = service.verify(session, figures=figures_in_force(session, settings().content_dir))
    for fault in faults:
        click.echo(f"credits: {fault.where}: {fault.sentence}")
    click.echo(f"credits: {count} entries checked, {len(faults)} faults")
    if faults:
        sys.exit(1)
