"""Commands for the voices of a site."""

import importlib
import signal
import sys

import click
from flask.cli import AppGroup

from learnhub.formats import service as formats
from learnhub.learning.service.usage import enrolments_by_text
from learnhub.ops.adapters import neural_packages
from learnhub.ops.adapters.neural_packages import Outcome
from learnhub.ops.cli.commands import bp
from learnhub.primitives import instant_now
from learnhub.speech import service as speech
from learnhub.storage.service import store_for
from learnhub.web import reading, settings, site

voices = AppGroup("voices", help="Voices that read lessons.")
bp.cli.add_command(voices)


@voices.command("prepare")
def prepare() -> None:
    """Install the natural voice where it is missing, and ask for lessons to be spoken by it, those used most first.

    `make run` starts this beside the server once the site answers. Without a network the built-in voice goes on reading.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _prepare()
    except KeyboardInterrupt:
        sys.exit(1)  # the site is being stopped; the next start goes on


def _prepare() -> None:
    current = settings()
    if current.voices == "espeak":
        click.echo("voices: VOICES=espeak, so the built-in voice reads the lessons")
        return
    outcome = neural_packages.outcome_without_installing()
    if outcome is None:
        click.echo(
            "voices: installing the natural voice in the background (about 200 MB, once); "
            "the built-in voice reads meanwhile"
        )
        outcome = neural_packages.install(current.instance_dir / "logs" / "voices.log")
        importlib.invalidate_caches()
    if outcome is Outcome.FAILED:
        click.echo(
            "voices: the natural voice could not be installed now (is there a network, and 500 MB of disk?); "
            "the built-in voice reads, and the next start tries again"
        )
        return
    if outcome is Outcome.ELSEWHERE:
        click.echo(
            "voices: the natural voice is not installed in this environment (pip install -r requirements-neural.txt)"
        )
        return
    engines = speech.Voices(current, site().database)
    with reading() as session:
        usage = enrolments_by_text(session)
    natural = [engine for engine in engines() if engine.name == speech.NATURAL]
    asked = formats.ask_by_usage(
        site().database, store_for(current), engines=natural, usage=usage, now=instant_now()
    )
    engines.close()
    click.echo(
        f"voices: the natural voice is there; {asked} texts will be spoken in the background, those used most first"
        if asked
        else "voices: the natural voice is there and has read every lesson, or is about to"
    )
