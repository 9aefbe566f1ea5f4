"""Commands of the quota."""

import click
from flask import Blueprint

from learnhub.primitives import today
from learnhub.providers.service import bases
from learnhub.quota import service
from learnhub.quota.rules import MEASURE_WORDS, QuotaStatus
from learnhub.regions.rules import COUNTRY, contains, is_code
from learnhub.web import reading, settings

bp = Blueprint("quota-commands", __name__, cli_group="quota")


@bp.cli.command("report")
@click.option("--region", default=COUNTRY, help="Only bases in this division and within it (six digits).")
@click.option("--ended", is_flag=True, help="Rules that have ended, instead of the others.")
def report(region: str, ended: bool) -> None:
    """Say where every base with a duty stands."""
    if region != COUNTRY and not is_code(region):
        raise click.BadParameter("a region is six digits, for example 410100", param_hint="--region")
    known = service.rules(settings().content_dir)
    with reading() as session:
        within = [base for base in bases(session) if contains(region, base.region_code)]
        owed = service.duties(within, known, today(), ended=ended)
        found = service.statuses(session, owed, today())
    for duty, status in found:
        mark = "（示例）" if duty.rule.is_example else ""
        click.echo(f"quota: {duty.base.name}，{duty.rule.key}{mark}：{_words(status)}")
    gaps = sum(status.gap > 0 for _duty, status in found)
    click.echo(
        f"quota: {len(within)} bases, {len({duty.base.id for duty in owed})} with a duty, {gaps} duties with a gap"
    )


def _words(status: QuotaStatus) -> str:
    rule = status.rule
    left = "本期已结束" if status.days_left is None else f"还剩 {status.days_left} 天"
    if status.starts_in_days:
        left = f"{status.starts_in_days} 天后开始"
    return (
        f"要{MEASURE_WORDS[rule.measure]} {rule.minimum} 门，选送 {status.submitted}，审核中 {status.in_review}，"
        f"退回 {status.returned}，上线 {status.published}，还差 {status.gap}，{left}"
    )
