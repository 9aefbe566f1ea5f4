"""Commands that make a site run."""

import sys
from pathlib import Path

import click
from flask import Blueprint, current_app

from learnhub.jobs.worker import Worker
from learnhub.ops.adapters import migration
from learnhub.primitives import instant_now
from learnhub.settings import make_keys
from learnhub.web import settings, site

bp = Blueprint("ops-commands", __name__, cli_group=None)
keys = click.Group("keys", help="Keys of the site.")
bp.cli.add_command(keys)


@keys.command("make")
def make() -> None:
    """Make the keys that are missing; never touches one that exists."""
    made = make_keys(settings())
    click.echo(f"keys: {', '.join(made) if made else 'all there'}")


@bp.cli.command("migrate")
def migrate() -> None:
    """Bring the database to the newest schema, keeping a copy of the SQLite file."""
    current = settings()
    current.instance_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = migration.migrate(
        current.database_address, copies=current.instance_dir / "copies", now=instant_now()
    )
    if copy is not None:
        click.echo(f"migrate: copy kept as {copy.name}")
    click.echo("migrate: the database has the newest schema")


@bp.cli.command("worker")
@click.option("--until-empty", is_flag=True, help="Stop when no job is ready.")
def worker(until_empty: bool) -> None:
    """Run background jobs."""
    runner = Worker(site().database, current_app.extensions["learnhub.handlers"])
    if until_empty:
        click.echo(f"worker: {runner.run_all()} jobs done")
        return
    click.echo("worker: waiting for jobs")
    try:
        runner.run_for_ever()
    except KeyboardInterrupt:
        click.echo("worker: stopped")


@bp.cli.command("serve")
def serve() -> None:
    """Serve the site on 127.0.0.1 with its background worker beside it."""
    from learnhub.ops.adapters import serving

    sys.exit(serving.run(settings(), Path(sys.executable)))
