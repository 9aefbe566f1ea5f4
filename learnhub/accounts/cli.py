"""Commands about people: for whoever runs the machine, who needs no role."""

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NoReturn, cast

import click
from flask import Blueprint, current_app
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.common_passwords import common_passwords
from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.adapters.site_keys import (
    SiteKeys,
    drop_retired_field_keys,
    renew_field_key,
    site_keys,
)
from learnhub.accounts.rules.passwords import password_refusal
from learnhub.accounts.rules.reset_codes import grouped
from learnhub.accounts.rules.roles import Holding, Role
from learnhub.accounts.service import certificates, people, reset_codes
from learnhub.accounts.views.circumstances import base_places
from learnhub.audit.rules import Actor
from learnhub.primitives import Refusal, instant_now, today
from learnhub.web import settings, transaction

bp = Blueprint("people-commands", __name__, cli_group="people")
COMMAND_LINE = Actor()
# Packages above this one keep encrypted columns too: app.py hands in how theirs are encrypted anew, so many rows at once.
RESEALERS = "learnhub.resealers"
Reseal = Callable[[Session, SiteKeys], int]
_DAY = click.DateTime(["%Y-%m-%d"])


@bp.cli.command("create-admin")
@click.argument("nickname")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from the first line of standard input."
)
def create_admin(nickname: str, password_stdin: bool) -> None:
    """Add an administrator of the whole site."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    refusal = password_refusal(password, nickname=nickname, common=common_passwords())
    if refusal is not None:
        _fail("create-admin", refusal)
    password_hash = hash_password(password)
    now = instant_now()
    with transaction() as session:
        person = people.register(session, typed_nickname=nickname, password_hash=password_hash, now=now)
        if isinstance(person, Refusal):
            _fail("create-admin", person)
        given = people.grant_role(
            session,
            COMMAND_LINE,
            person.id,
            Holding(Role.ADMIN),
            from_on=today(),
            reason="people create-admin",
            now=now,
        )
        if isinstance(given, Refusal):
            _fail("create-admin", given)
    click.echo(f"people create-admin: {person.nickname} is an administrator of the whole site")


@bp.cli.command("grant")
@click.argument("nickname")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--base", "base_id", type=int, help="Id of the training base that the role reaches.")
@click.option("--region", "region_code", help="GB/T 2260 code of the division that the role reaches.")
@click.option("--from", "from_on", type=_DAY, help="First day, today unless told.")
@click.option("--until", "until_on", type=_DAY, help="Last day, no end unless told.")
@click.option("--reason", default="people grant", show_default=True)
def grant(
    nickname: str,
    role: str,
    base_id: int | None,
    region_code: str | None,
    from_on: datetime | None,
    until_on: datetime | None,
    reason: str,
) -> None:
    """Give a person a role; neither base nor region means the whole site."""
    with transaction() as session:
        account = people.account_or_none(session, nickname)
        if account is None:
            _fail("grant", Refusal("no-such-person", "没有这个昵称的账号，请核对昵称。"))
        if base_id is not None:
            place = base_places(session).get(base_id)
            if place is None:
                _fail("grant", Refusal("no-such-base", "没有这个编号的培训基地，请核对编号。"))
            region_code = place.region_code
        given = people.grant_role(
            session,
            COMMAND_LINE,
            account.person_id,
            Holding(Role(role), base_id, region_code),
            from_on=from_on.date() if from_on else today(),
            until_on=until_on.date() if until_on else None,
            reason=reason,
            now=instant_now(),
        )
        if isinstance(given, Refusal):
            _fail("grant", given)
    click.echo(f"people grant: {nickname} has the role {role}")


@bp.cli.command("reset-code")
@click.argument("nickname")
@click.option("--reason", default="people reset-code", show_default=True)
def reset_code(nickname: str, reason: str) -> None:
    """Make a code with which a person sets a new password, once, within 24 hours."""
    with transaction() as session:
        account = people.account_or_none(session, nickname)
        if account is None:
            _fail("reset-code", Refusal("no-such-person", "没有这个昵称的账号，请核对昵称。"))
        keys = site_keys(settings())
        code = reset_codes.issue(
            session, keys, COMMAND_LINE, account.person_id, reason=reason, now=instant_now()
        )
        if isinstance(code, Refusal):
            _fail("reset-code", code)
    click.echo(f"people reset-code: {grouped(code)}")


@bp.cli.command("renew-key")
def renew_key() -> None:
    """Put a new key for encrypted columns in force and encrypt everything with it; run `backup` before.

    The old key stays in the keys folder: a backup, or a request under way, may still need it.
    """
    new_id = renew_field_key(settings())
    click.echo(f"people renew-key: key {new_id} is in force, {_reseal_all()} values encrypted anew")


@bp.cli.command("drop-old-keys")
def drop_old_keys() -> None:
    """Delete keys that were renewed more than an hour ago, after encrypting anew what still needs them."""
    resealed = _reseal_all()
    dropped = drop_retired_field_keys(settings(), retired_before=instant_now() - timedelta(hours=1))
    click.echo(f"people drop-old-keys: {resealed} values encrypted anew, {dropped} old keys deleted")


def _reseal_all() -> int:
    further = cast(Sequence[Reseal], current_app.extensions[RESEALERS])
    return sum(_reseal(one) for one in (certificates.reseal, *further))


def _reseal(reseal: Reseal) -> int:
    total = 0
    while True:
        with transaction() as session:
            count = reseal(session, site_keys(settings()))
        if count == 0:
            return total
        total += count


def _fail(command: str, refusal: Refusal) -> NoReturn:
    raise click.ClickException(f"people {command}: {refusal.sentence}")
