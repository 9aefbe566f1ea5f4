"""What `demo --province` does: make a whole province in an empty site, a transaction for each step."""

import shutil
import time
from fractions import Fraction

import click

from learnhub.accounts.adapters.passwords import hash_password
from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.ops.adapters.demonstration_files import read_plan, read_trades
from learnhub.ops.cli.commands import stop
from learnhub.ops.rules.made_courses import courses
from learnhub.ops.rules.province import LESSONS_PER_COURSE, Size, size_of
from learnhub.ops.service import province
from learnhub.ops.service.sealing import seals_folder
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now
from learnhub.regions.service import region_names
from learnhub.settings import key_bytes
from learnhub.storage.service import store_for
from learnhub.web import settings, transaction

_TOLD_SECONDS = 10


def make_province(share: str, acts: int, *, is_reset: bool) -> None:
    """Make as much of a province as share says, and tell every ten seconds how far it is."""
    try:
        size = size_of(Fraction(share), acts)
    except (ValueError, ZeroDivisionError):
        stop("demo: --share is a part of a province, such as 1/50")
    fill = _fill(size)
    with transaction() as session:
        outcome = province.begin(session, is_reset=is_reset, now=fill.now)
    if isinstance(outcome, Refusal):
        stop(f"demo: {outcome.sentence}")
    if is_reset:
        shutil.rmtree(seals_folder(settings()), ignore_errors=True)
    click.echo(
        f"demo: a province of {size.bases} bases, {size.courses} courses, {size.people} trainees, "
        f"{size.enrolments} enrolments; interrupted, it can be begun anew with --reset"
    )
    begun, told = time.monotonic(), time.monotonic()
    for words, deed in province.steps(fill, province.Ground()):
        with transaction() as session:
            deed(session)
        if time.monotonic() - told > _TOLD_SECONDS:
            told = time.monotonic()
            click.echo(f"demo: {told - begun:.0f} s: {words}")
    click.echo(f"demo: made in {time.monotonic() - begun:.0f} s, {time.process_time():.0f} s of CPU")


def _fill(size: Size) -> province.ProvinceFill:
    current = settings()
    folder = current.content_dir / "demo"
    return province.ProvinceFill(
        size=size,
        courses=tuple(courses(read_trades(folder), size.courses, size.courses * LESSONS_PER_COURSE)),
        codes=tuple(region_names(current.content_dir)),
        password_hash=hash_password(read_plan(folder).password),
        keys=site_keys(current),
        seal_key=key_bytes(current, "seal"),
        figures=figures(current.content_dir),
        content_dir=current.content_dir,
        store=store_for(current),
        now=instant_now(),
    )
