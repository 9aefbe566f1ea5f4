"""Commands that make a site run."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import click
from flask import current_app
from flask.cli import AppGroup

from learnhub.authoring import cli as authoring_commands
from learnhub.catalogue import service as catalogue
from learnhub.formats import cli as formats_commands
from learnhub.jobs.worker import Worker
from learnhub.ops.adapters import content_stamp, migration, serving
from learnhub.ops.cli.commands import bp, need_prepared_site, stop
from learnhub.ops.cli.demonstration import demo, people_table
from learnhub.ops.service.demonstration import is_demonstration, is_province
from learnhub.ops.service.sealing import SealClock
from learnhub.primitives import instant_now
from learnhub.settings import make_keys
from learnhub.speech.service import Forgetting
from learnhub.web import reading, settings, site

keys = AppGroup("keys", help="Keys of the site.")
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
    asked_to_stop = False

    def stop_soon(number: int, frame: FrameType | None) -> None:
        nonlocal asked_to_stop
        asked_to_stop = True
        signal.default_int_handler(number, frame)

    signal.signal(signal.SIGTERM, stop_soon)
    clock = SealClock(site().database)
    forgetting = Forgetting(site().database)

    def before_each() -> None:
        # Python drops an exception that a signal raises inside a weak reference's callback: the flag stays.
        if asked_to_stop:
            raise KeyboardInterrupt
        clock.tick()
        forgetting.tick()

    try:
        runner.run_for_ever(before_each=before_each)
    except KeyboardInterrupt:
        click.echo("worker: stopped")


@bp.cli.command("serve")
def serve() -> None:
    """Serve the site on 127.0.0.1 with its background worker beside it."""
    current = settings()

    def announce() -> None:
        click.echo(f"serve: http://{serving.HOST}:{current.port} answers; Ctrl-C stops it")

    sys.exit(_served(announce))


def _served(announce: Callable[[], None], afterwards: Sequence[str] = ()) -> int:
    need_prepared_site("serve")
    current = settings()
    if not serving.is_port_free(current.port):
        stop(f"serve: port {current.port} is taken by another program; name another: PORT={current.port + 1}")
    try:
        with serving.sole_use(current.instance_dir):
            return serving.run(current, Path(sys.executable), announce=announce, afterwards=afterwards)
    except serving.AlreadyRunning:
        stop("serve: this site is being served already; stop that first, or look for its address there")


@bp.cli.command("start")
def start() -> None:
    """Prepare the site and serve it: what `make run` does. Run again it starts quickly and changes nothing."""
    current = settings()
    _refuse_taken_port(current.port)  # before anything else, so that nobody waits in vain
    make.main(args=[], standalone_mode=False)
    migrate.main(args=[], standalone_mode=False)
    stamp = content_stamp.Stamp(current)
    if stamp.is_current and _has_courses():
        click.echo("start: the courses are as they were loaded")
    else:
        _step("loading the courses", authoring_commands.load)
        _step(
            "asking for the lessons to be spoken in the background",
            formats_commands.render,
            "--all",
            "--background",
        )
        stamp.write()
    _step("loading the demonstration region into an empty site", demo, "--if-empty")

    def announce() -> None:
        with reading() as session:
            is_demo = is_demonstration(session) and not is_province(session)
        if is_demo:
            click.echo(people_table())
        click.echo(
            f"start: open http://{serving.HOST}:{current.port} in a browser; Ctrl-C here stops the site"
        )
        if is_demo:
            click.echo(
                f"start: http://{serving.HOST}:{current.port}/demo signs in with one button for each of the ten"
            )

    click.echo("start: starting the server")
    sys.exit(_served(announce, [sys.executable, "-m", "flask", "voices", "prepare"]))


def _step(words: str, command: click.Command, *arguments: str) -> None:
    """Run one command as by hand; its own lines have said what is wrong when it fails."""
    click.echo(f"start: {words}")
    code: object = 0
    try:
        command.main(args=list(arguments), standalone_mode=False)
    except SystemExit as ended:
        code = ended.code
    if code:
        stop("start: the step above failed, so the site is not served")


def _has_courses() -> bool:
    with reading() as session:
        return bool(catalogue.published_courses(session))


def _refuse_taken_port(port: int) -> None:
    if not serving.is_port_free(port):
        stop(f"start: port {port} is taken by another program. Name another one: PORT={port + 1} make run")
