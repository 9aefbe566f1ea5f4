"""The group of commands, and how one of them gives up."""

import sys
from typing import NoReturn

import click
from flask import Blueprint

bp = Blueprint("ops-commands", __name__, cli_group=None)


def stop(sentence: str) -> NoReturn:
    """Say what is in the way and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)
