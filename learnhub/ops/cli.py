"""Commands that make a site run."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click
from flask import Blueprint, current_app

from learnhub.jobs.worker import Worker
from learnhub.ops.adapters import migration, serving
from learnhub.ops.adapters.database_copies import CopyFailed
from learnhub.ops.service import backup as backups
from learnhub.ops.service import verification
from learnhub.ops.service.sealing import SealClock
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import key_bytes, make_keys
from learnhub.storage.service import store_for
from learnhub.web import reading, settings, site

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
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        runner.run_for_ever(before_each=SealClock(site().database).tick)
    except KeyboardInterrupt:
        click.echo("worker: stopped")


@bp.cli.command("verify")
def verify() -> None:
    """Verify evidence, seals, credits, blended records and files; each fault in one line, named by its row."""
    sys.exit(0 if _verified() else 1)


@bp.cli.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write database and files into the new folder TARGET, and the keys apart into TARGET.keys.tar."""
    try:
        outcome = backups.back_up(settings(), target, now=instant_now())
    except CopyFailed as error:
        _stop(f"backup: the database could not be copied: {error}")
    if isinstance(outcome, Refusal):
        _stop(f"backup: {outcome.sentence}")
    for name, digest in outcome.files.items():
        click.echo(f"backup: {name}, {digest.byte_count} bytes, sha256 {digest.sha256}")
    keys_path = backups.keys_beside(target)
    click.echo(f"backup: the keys are in {keys_path}; keep them elsewhere, nobody can read the rest without")
    click.echo(
        f"backup: {sum(outcome.counts.values())} rows of {len(outcome.counts)} tables kept in {target}"
    )


@bp.cli.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option(
    "--keys", "keys_path", type=click.Path(path_type=Path), help="Archive of keys; beside SOURCE if not said."
)
@click.option(
    "--replace", "replaces", is_flag=True, help="Replace a site that is not empty; it is kept aside."
)
def restore(source: Path, keys_path: Path | None, replaces: bool) -> None:
    """Put the backup SOURCE in the place of this site, then verify it."""
    current = settings()
    try:
        with serving.sole_use(current.instance_dir):
            site().database.dispose()
            outcome = backups.restore(
                current,
                source,
                keys=keys_path or backups.keys_beside(source),
                replaces=replaces,
                now=instant_now(),
            )
    except serving.AlreadyRunning:
        _stop("restore: this site is being served; stop the server first")
    if isinstance(outcome, Refusal):
        _stop(f"restore: {outcome.sentence}")
    if outcome.kept is not None:
        schema = f", schema {outcome.kept_schema}" if outcome.kept_schema else ""
        click.echo(
            f"restore: what was here before is kept in {outcome.kept}{schema}; delete it when all is well"
        )
    is_whole = _verified()
    click.echo(
        f"restore: the backup of {outcome.manifest.made_at} is in place, {outcome.blobs} files"
        + ("" if is_whole else "; it holds the faults above, as the site did when it was backed up")
    )
    sys.exit(0 if is_whole else 1)


def _verified() -> bool:
    current = settings()
    with reading() as session:
        found = verification.verify(
            session,
            store_for(current),
            figures=figures(current.content_dir),
            seal_key=key_bytes(current, "seal"),
        )
    for fault in found.faults:
        click.echo(f"verify: {fault.where}: {fault.sentence}")
    told = (
        f"{found.entries} entries, {found.seals} seals, {found.credit_entries} credit entries, "
        f"{found.records} blended records, {found.files} files"
    )
    click.echo(f"verify: {told}: " + ("all whole" if found.is_whole else f"{len(found.faults)} faults"))
    return found.is_whole


def _stop(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(1)


@bp.cli.command("serve")
def serve() -> None:
    """Serve the site on 127.0.0.1 with its background worker beside it."""
    current = settings()

    def announce() -> None:
        click.echo(f"serve: http://{serving.HOST}:{current.port} answers; Ctrl-C stops it")

    sys.exit(_served(announce))


def _served(announce: Callable[[], None]) -> int:
    current = settings()
    if not serving.is_port_free(current.port):
        _stop(
            f"serve: port {current.port} is taken by another program; name another: PORT={current.port + 1}"
        )
    try:
        with serving.sole_use(current.instance_dir):
            return serving.run(current, Path(sys.executable), announce=announce)
    except serving.AlreadyRunning:
        _stop("serve: this site is being served already; stop that first, or look for its address there")
