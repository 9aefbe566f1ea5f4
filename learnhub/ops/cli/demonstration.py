"""The command that fills, resets and tampers with a demonstration."""

import tempfile
from pathlib import Path

import click

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.ops.adapters.demonstration_files import read_plan
from learnhub.ops.cli.commands import bp, need_prepared_site, stop
from learnhub.ops.cli.province import make_province
from learnhub.ops.rules.demonstration import DemoPlan
from learnhub.ops.rules.province import ACTS
from learnhub.ops.service import demonstration
from learnhub.ops.service.tampering import tampered
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import key_bytes
from learnhub.storage.service import store_for
from learnhub.web import reading, settings, site, transaction


@bp.cli.command("demo")
@click.option("--if-empty", is_flag=True, help="Say nothing is wrong when the site holds something already.")
@click.option("--reset", is_flag=True, help="Take a demonstration site back to its beginning.")
@click.option("--tamper", is_flag=True, help="Change bytes in a copy and show that verify names the rows.")
@click.option(
    "--province", is_flag=True, help="Make a whole province instead: about seven minutes of one core."
)
@click.option("--share", default="1", help="How much of a province, such as 1/50.")
@click.option("--acts", default=ACTS, help="Answers of everybody who learns on the way without a class.")
def demo(if_empty: bool, reset: bool, tamper: bool, province: bool, share: str, acts: int) -> None:
    """Load the demonstration region into an empty site: bases, classes, claims and people."""
    need_prepared_site("demo")
    if province:
        make_province(share, acts, is_reset=reset)
        return
    if tamper:
        _tamper()
        return
    plan = _plan()
    fill = demonstration.Fill.of(
        settings(), plan, password_hash=hash_password(plan.password), now=instant_now()
    )
    with transaction() as session:
        outcome = demonstration.reset(session, fill) if reset else demonstration.load(session, fill)
    if isinstance(outcome, Refusal):
        if if_empty:
            click.echo("demo: the site holds something already; nothing was changed")
            return
        stop(f"demo: {outcome.sentence}")
    click.echo(
        f"demo: {outcome.people} people, {outcome.classes} classes, {outcome.entries} entries of evidence, "
        f"{outcome.records} blended records"
    )


def people_table() -> str:
    """Return the people as a table in plain text: name, password, role, story."""
    plan = _plan()
    lines = ["", f"demo: sign in with one of these names; the password of all is {plan.password}", ""]
    width = max(_width(person.name) for person in plan.people) + 2
    role_width = max(_width(person.role_words) for person in plan.people) + 2
    lines.append(f"  {_padded('名字', width)}{_padded('角色', role_width)}{_padded('密码', 12)}故事")
    for person in plan.people:
        lines.append(
            f"  {_padded(person.name, width)}{_padded(person.role_words, role_width)}"
            f"{_padded(plan.password, 12)}{person.story}"
        )
    return "\n".join([*lines, ""])


def _tamper() -> None:
    current = settings()
    with reading() as session:
        if not demonstration.is_demonstration(session):
            stop("demo: this site is not a demonstration; only there is a copy tampered with")
        rules = figures_in_force(session, current.content_dir)
    is_named = True
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for one in tampered(
            site().database,
            Path(folder) / "copy.db",
            store_for(current),
            figures=rules,
            seal_key=key_bytes(current, "seal"),
        ):
            count += 1
            is_named = is_named and one.is_named
            click.echo(f"tamper: in a copy, {one.row}: {one.before} became {one.after}")
            for fault in one.faults:
                click.echo(f"tamper: verify says: {fault.where}: {fault.sentence}")
    if not is_named or not count:
        stop("tamper: verify did not name every changed row")
    click.echo(f"tamper: {count} changes, each named by verify; the site itself was only read")


def _plan() -> DemoPlan:
    return read_plan(settings().content_dir / "demo")


def _width(text: str) -> int:
    """Return how many columns a terminal needs: a Chinese character takes two."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(1, width - _width(text))
