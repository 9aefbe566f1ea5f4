"""Commands of subsidy."""

import sys

import click
from flask import Blueprint

from learnhub.policy.service import figures_in_force
from learnhub.subsidy import service
from learnhub.web import reading, settings

bp = Blueprint("subsidy-commands", __name__, cli_group="subsidy")


@bp.cli.command("recompute")
def recompute() -> None:
    """Calculate every kept record again from the evidence it was made from; changes nothing."""
    with reading() as session:
        rules = figures_in_force(session, settings().content_dir)
        count, faults = service.recompute(session, figures=rules)
        overtaken = [record.id for record in service.overtaken(session, figures=rules)]
    for fault in faults:
        click.echo(f"subsidy: {fault.where}: {fault.sentence}")
    for record_id in overtaken:
        click.echo(f"subsidy: blended_record {record_id}: 之后又有新的学习、点名或者证书，可以重新计算。")
    click.echo(
        f"subsidy: {count} records computed again, {len(faults)} faults, {len(overtaken)} overtaken by newer evidence"
    )
    if faults:
        sys.exit(1)
