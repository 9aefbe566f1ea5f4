"""Commands for the audio of lessons."""

import sys
from pathlib import Path

import click
from flask import Blueprint

from learnhub.catalogue.rules import Findings
from learnhub.formats import service
from learnhub.primitives import instant_now
from learnhub.speech.rules import Engine, EngineFault
from learnhub.speech.service import choice, engines_of
from learnhub.storage.service import store_for
from learnhub.web import reading, settings, site, transaction

bp = Blueprint("formats-commands", __name__, cli_group="speech")


@bp.cli.command("render")
@click.option("--all", "everything", is_flag=True, help="All open courses.")
@click.option("--course", "course_slug", help="Only this course's own lessons.")
@click.option(
    "--engine", "engine_name", help="Only this engine: kokoro, espeak or gtts. Default: the first that can."
)
@click.option("--background", is_flag=True, help="Leave the work to the worker.")
def render(everything: bool, course_slug: str | None, engine_name: str | None, background: bool) -> None:
    """Speak lessons; sentences that were spoken before are used again."""
    if everything == bool(course_slug):
        raise click.UsageError("say either --all or --course SLUG")
    with reading() as session:
        chosen = choice(session)
    all_engines = engines_of(settings(), natural_voice=chosen.natural_voice, is_google_on=chosen.is_google_on)
    engines = [engine for engine in all_engines if engine_name in (None, engine.name)]
    if not engines:
        raise click.UsageError(
            f"no engine {engine_name} here; see requirements-neural.txt and docs/settings.md"
        )
    try:
        if background:
            with transaction() as session:
                asked = service.ask_for_all_audio(
                    session,
                    store_for(settings()),
                    engines=engines,
                    now=instant_now(),
                    course_slug=course_slug,
                )
            click.echo(f"speech render: {asked} jobs asked for")
            return
        _render(engines, course_slug)
    finally:
        for engine in engines:
            engine.close()


@bp.cli.command("record")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("slugs", nargs=-1, required=True)
@click.option("--voice", default="zm_yunxi", help="zm_yunxi (a man's) or zf_xiaoxiao (a woman's).")
def record(folder: Path, slugs: tuple[str, ...], voice: str) -> None:
    """Write natural speech and its cues beside lessons of a course FOLDER: SLUG.audio.mp3 and SLUG.audio.vtt."""
    try:
        engines = engines_of(settings(), natural_voice=voice)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    engine = next((each for each in engines if each.name == "kokoro"), None)
    if engine is None:
        raise click.UsageError("the natural voice is not installed; see requirements-neural.txt")
    faults = 0
    for slug in slugs:
        try:
            target, made = service.record_files(
                site().database, store_for(settings()), folder, slug, engine=engine
            )
        except FileNotFoundError:
            click.echo(f"{slug}: no such lesson in {folder}")
        except (Findings, EngineFault) as error:
            click.echo(f"{slug}: {error}")
        else:
            click.echo(
                f"{slug}: {made.duration_ms / 1000:.0f} s, {len(made.sound) / 1000:.0f} kB, "
                f"{made.synthesised} sentences spoken, {target.name}"
            )
            continue
        faults += 1
    for each in engines:
        each.close()
    click.echo(f"speech record: {len(slugs) - faults} lessons recorded, {faults} not")
    sys.exit(1 if faults else 0)


def _render(engines: list[Engine], course_slug: str | None) -> None:
    texts = synthesised = silent = 0
    for spoken in service.speak_all(
        site().database, store_for(settings()), engines=engines, course_slug=course_slug
    ):
        texts += 1
        synthesised += spoken.synthesised
        silent += not spoken.engine
        if spoken.synthesised or not spoken.engine:
            click.echo(
                f"{spoken.text.course_slug}: {spoken.text.title} ({spoken.text.edition}): "
                f"{spoken.synthesised} sentences by {spoken.engine or 'nobody'}"
            )
    click.echo(f"speech render: {texts} texts, {synthesised} sentences spoken, {silent} texts without audio")
    sys.exit(1 if silent or not texts else 0)
