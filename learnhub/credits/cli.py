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
    """Compare every entry with the evidence log and with a settlement from zero; print every account and their sums."""
    with reading() as session:
        sums = service.accounts(session)
        count = service.entry_count(session)
        faults = service.verify(session, figures=figures_in_force(session, settings().content_dir))
    for fault in faults:
        click.echo(f"credits: {fault.where}: {fault.sentence}")
    for account, told in sums.items():
        click.echo(
            f"credits: account {account.value}: {told.points} points, {told.recognised_minutes} minutes"
        )
    rest = sum(one.points for one in sums.values()), sum(one.recognised_minutes for one in sums.values())
    click.echo(f"credits: all accounts together: {rest[0]} points, {rest[1]} minutes")
    click.echo(f"credits: {count} entries checked, {len(faults)} faults")
    if faults or rest != (0, 0):
        sys.exit(1)
