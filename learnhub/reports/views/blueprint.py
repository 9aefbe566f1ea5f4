"""The blueprint that the modules of reports share, whose year is meant, and how tables leave the site."""

import io
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, send_file
from flask.wrappers import Response

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.formats.adapters import sheets
from learnhub.primitives import listed, say
from learnhub.regions.rules import contains, is_code
from learnhub.regions.service import region_name
from learnhub.reports import service
from learnhub.reports.rules import (
    CHANGE_WORDS,
    MEASURE_WORDS,
    YEAR_MAX,
    YEAR_MIN,
    Figure,
    cells_changed,
    share_text,
    with_group,
)
from learnhub.training.rules.particulars import TRAINEE_GROUP_WORDS, TraineeGroup
from learnhub.web import current_person, settings

bp = Blueprint("reports", __name__)
YEAR = "/office/reports/<region>/<int:year>"
ROW_COLUMNS = (
    say("班号"), say("班名"), say("基地"), say("地区代码"), say("培训类型"), say("开班"), say("结束"), say("结业审核"),
    say("线下到课天数"), say("线上认定分钟"), say("证书数"), say("学员类别"),
)  # fmt: skip
FIGURE_COLUMNS = (say("项目"), say("分子"), say("分母"), say("占比"), say("单位"))
_COMPLETED, _GROUP = ROW_COLUMNS.index("结业审核"), ROW_COLUMNS.index("学员类别")


def own_region(region: str, year: int) -> str:
    """Return the division of an address if whoever asks looks after it and the year is one; else 404."""
    is_own = is_code(region) and any(contains(outer, region) for outer in reach())
    if not is_own or not YEAR_MIN <= year <= YEAR_MAX:
        abort(404)
    return region


def reach() -> Sequence[str]:
    """Return the divisions that whoever asks looks after."""
    return region_reach(holdings_of(current_person()), {Role.OFFICER})


def place_words(code: str) -> str:
    """Return the full name of a division."""
    return region_name(settings().content_dir, code)


def told(values: Sequence[str]) -> list[str]:
    """Return a kept row in words."""
    words = list(with_group(values))
    words[_COMPLETED] = say("通过") if words[_COMPLETED] == "1" else say("还没有通过")
    words[_GROUP] = TRAINEE_GROUP_WORDS[TraineeGroup(words[_GROUP])]
    return words


def row_told(one: service.DifferingRow) -> list[str]:
    """Return a row as it was and as it is, in words: of a corrected row the cells that changed, each named by its column."""
    numbers = cells_changed(one.before, one.after)
    return [_named(one.before, numbers), _named(one.after, numbers)]


def _named(values: Sequence[str], numbers: Sequence[int]) -> str:
    if not values:
        return say("没有这一行")
    words = told(values)
    return listed([say("%(column)s：%(cell)s", column=ROW_COLUMNS[n], cell=words[n]) for n in numbers], "；")


def figure_row(figure: Figure) -> list[str]:
    """Return a figure as cells: never a share without its numerator and denominator."""
    of = figure.denominator
    return [
        figure.name,
        str(figure.numerator),
        "" if of is None else str(of),
        "" if of is None else share_text(figure.numerator, of),
        figure.unit,
    ]


def pair_words(pair: tuple[int, int | None] | None) -> str:
    """Return (numerator, denominator) in words, with the share where there is one."""
    if pair is None:
        return say("没有这一项")
    part, whole = pair
    if whole is None:
        return str(part)
    return listed([one for one in (f"{part} / {whole}", share_text(part, whole)) if one], "，")


def sheet(
    suffix: str, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, filtered: str
) -> Response:
    """Send a table with its filter in the last row. suffix: "xlsx" or "csv"."""
    whole = [*rows, [filtered]]
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, whole), "text/csv"
    else:
        content, media_type = sheets.written([(name, columns, whole)]), sheets.MEDIA_TYPE
    answer = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def filter_words(region: str, year: int, day: str) -> str:
    """Say what a table was made from."""
    return say(
        "%(place)s，%(year)d 年开的班，按 %(day)s 的记录；取消的和还没批准的班不算",
        place=place_words(region),
        year=year,
        day=day,
    )


def words() -> dict[str, Any]:
    """Return what all templates of reports say."""
    return {
        "place_words": place_words,
        "measure_words": MEASURE_WORDS,
        "change_words": CHANGE_WORDS,
        "figure_row": figure_row,
        "figure_columns": FIGURE_COLUMNS,
        "pair_words": pair_words,
        "share_text": share_text,
        "told": told,
        "group_words": TRAINEE_GROUP_WORDS,
        "row_told": row_told,
    }
