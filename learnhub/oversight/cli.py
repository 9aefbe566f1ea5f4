"""Commands of auditors."""

import sys
from pathlib import Path

import click
from flask import Blueprint

from learnhub.evidence import cli as evidence_commands
from learnhub.oversight.service import erasing, retention
from learnhub.oversight.service.exports import Asked, bundle_zip_or_none, claim_zip_or_none
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now
from learnhub.web import reading, settings, transaction

bp = Blueprint("oversight-commands", __name__, cli_group="audit")
retention_commands = Blueprint("retention-commands", __name__, cli_group=None)


@bp.cli.command("bundle")
@click.option("--record", "record_id", type=int, help="Number of a blended record.")
@click.option(
    "--claim", "claim_id", type=int, help="Number of a claim: all its records, steps and approved rolls."
)
@click.argument("target", type=click.Path(path_type=Path))
def bundle(record_id: int | None, claim_id: int | None, target: Path) -> None:
    """Write the evidence bundle of a record or a claim into the new file TARGET, a zip with its own verify.py."""
    if (record_id is None) == (claim_id is None):
        click.echo("audit: name either --record or --claim", err=True)
        sys.exit(2)
    what = f"blended record {record_id}" if record_id is not None else f"claim {claim_id}"
    current = settings()
    with reading() as session:
        number = record_id if record_id is not None else claim_id
        assert number is not None
        asked = Asked(number, current.site_name, current.content_dir / "policy", instant_now())
        make = bundle_zip_or_none if record_id is not None else claim_zip_or_none
        made = make(session, asked, figures_in_force(session, current.content_dir))
    if made is None:
        click.echo(f"audit: there is no {what}", err=True)
        sys.exit(1)
    if target.exists():
        click.echo(f"audit: {target} is there already; name a new file", err=True)
        sys.exit(1)
    target.touch(mode=0o600)
    target.write_bytes(made)
    click.echo(f"audit: bundle of {what}, {len(made)} bytes, written to {target}")


@evidence_commands.bp.cli.command("erase")
@click.option("--dry-run", is_flag=True, help="Only say how many would be erased.")
def erase(dry_run: bool) -> None:
    """Erase the contents of learning acts that are older than content/policy/retention.toml keeps them; chains stay whole."""
    with reading() if dry_run else transaction() as session:
        rules = figures_in_force(session, settings().content_dir)
        count = retention.erase_old_acts(session, figures=rules, now=instant_now(), is_trial=dry_run)
    if count is None:
        click.echo("evidence: policy names no retention, so nothing is ever erased")
        return
    click.echo(f"evidence: {count} payloads {'would be ' if dry_run else ''}erased; every chain stays whole")


@retention_commands.cli.command("retention")
@click.option("--erase", "erases", is_flag=True, help="Erase it; without it, it is only listed.")
def list_ended(erases: bool) -> None:
    """List what has ended by policy or because accounts are to close, kind by kind; the worker erases it every day by itself."""
    deed = erasing.erase_ended if erases else erasing.ended
    with transaction() if erases else reading() as session:
        figures = figures_in_force(session, settings().content_dir)
        found = deed(session, figures=figures, now=instant_now())
    for one in found:
        told = "policy names no time, nothing ends" if one.count is None else str(one.count)
        click.echo(f"retention: {one.name}{f' ({one.figure})' if one.figure else ''}: {told}")
    total = sum(one.count or 0 for one in found)
    click.echo(
        f"retention: {total} {'erased; every chain stays whole' if erases else 'would be erased; retention --erase does it'}"
    )
