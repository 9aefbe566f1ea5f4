"""Commands of policy."""

import click
from flask import Blueprint

from learnhub.policy import service
from learnhub.web import reading, settings

bp = Blueprint("policy-commands", __name__, cli_group="policy")


@bp.cli.command("list")
@click.option("--region", "region_code", default="", help="only rows of this division (GB/T 2260 code)")
@click.option("--key", "part", default="", help="only keys that contain this")
def list_figures(region_code: str, part: str) -> None:
    """Print every figure with its dates and source, by key, division and date; officers' rows are numbered."""
    with reading() as session:
        found = service.figures_in_force(session, settings().content_dir)
    rows = [
        row for row in found.rows if part in row.key and (not region_code or row.region_code == region_code)
    ]
    for row in sorted(rows, key=lambda row: (row.key, row.region_code, row.valid_from, row.row)):
        value = "未载明" if row.value is None else row.value
        until = f"到 {row.valid_to}" if row.valid_to is not None else "起"
        origin = f"登记 {row.row}" if row.row else "文件"
        click.echo(
            f"policy: {row.key} {row.region_code or '全国'} {value} {row.unit} {row.valid_from} {until} [{origin}] {row.source}"
        )
    click.echo(f"policy: {len(rows)} figures, {sum(row.row > 0 for row in rows)} set by officers")
