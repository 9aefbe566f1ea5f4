"""The group of commands, and how one of them gives up."""

import sys
from typing import NoReturn

import click
from flask import Blueprint

from learnhub.ops.adapters import migration
from learnhub.settings import KEY_NAMES
from learnhub.web import settings

bp = Blueprint("ops-commands", __name__, cli_group=None)


def stop(sentence: str) -> NoReturn:
    """Say what is in the way and end with exit code 1."""
    click.echo(sentence, err=True)
    sys.exit(1)


def need_prepared_site(name: str) -> None:
    """Give up, saying which commands come first, where the keys or the newest schema are missing."""
    current = settings()
    keys = [current.instance_dir / "keys" / f"{key}.key" for key in KEY_NAMES]
    if not all(path.exists() for path in keys):
        stop(f"{name}: the site has no keys yet; first run: flask --app wsgi keys make")
    current.instance_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not migration.is_current(current.database_address):
        stop(f"{name}: the database is not there yet or is older; first run: flask --app wsgi migrate")
