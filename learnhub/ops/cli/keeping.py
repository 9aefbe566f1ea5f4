"""Commands that verify, back up and restore a site."""

import sys
from pathlib import Path

import click

from learnhub.evidence import service as evidence
from learnhub.ops.adapters import serving
from learnhub.ops.adapters.database_copies import CopyFailed
from learnhub.ops.cli.commands import bp, need_prepared_site, stop
from learnhub.ops.service import backup as backups
from learnhub.ops.service import sweeping, verification
from learnhub.ops.service.sealing import seals_folder
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import key_bytes
from learnhub.storage.service import store_for
from learnhub.web import reading, settings, site


@bp.cli.command("verify")
def verify() -> None:
    """Verify evidence, seals, credits, blended records and files; each fault in one line, named by its row."""
    need_prepared_site("verify")
    sys.exit(0 if _verified() else 1)


@bp.cli.command("sweep")
@click.option("--erase", "erases", is_flag=True, help="Erase them; without it they are only counted.")
def sweep(erases: bool) -> None:
    """Find stored files that nothing on the site refers to any more; older than a day."""
    need_prepared_site("sweep")
    found = sweeping.sweep(site().database, store_for(settings()), erases=erases, now=instant_now())
    what = "erased" if found.is_erased else "could be erased; sweep --erase does it"
    click.echo(f"sweep: {found.blobs} files that nothing refers to, {found.byte_count} bytes, {what}")


@bp.cli.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Write database and files into the new folder TARGET, and the keys apart into TARGET.keys.tar."""
    need_prepared_site("backup")
    try:
        outcome = backups.back_up(settings(), target, now=instant_now())
    except CopyFailed as error:
        stop(f"backup: the database could not be copied: {error}")
    if isinstance(outcome, Refusal):
        stop(f"backup: {outcome.sentence}")
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
        stop("restore: this site is being served; stop the server first")
    if isinstance(outcome, Refusal):
        stop(f"restore: {outcome.sentence}")
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
            figures=figures_in_force(session, current.content_dir),
            seal_key=key_bytes(current, "seal"),
        )
    # A unit of its own, which begins after the files were listed: a seal that is made meanwhile is no fault.
    with reading() as session:
        faults = [*found.faults, *evidence.file_faults(session, seals_folder(current), has_all=True)[1]]
    for fault in faults:
        click.echo(f"verify: {fault.where}: {fault.sentence}")
    told = (
        f"{found.entries} entries, {found.seals} seals, {found.credit_entries} credit entries, "
        f"{found.records} blended records, {found.files} files"
    )
    click.echo(f"verify: {told}: " + ("all whole" if not faults else f"{len(faults)} faults"))
    return not faults
