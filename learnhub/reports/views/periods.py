"""A look back over any period, year beside year: what a mid-term or a final evaluation asks.

Source: 云残发〔2022〕55号 (年度监测、中期评估、终期评估).
"""

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.primitives import Refusal, say, today
from learnhub.reports import service
from learnhub.reports.forms import PeriodForm
from learnhub.reports.rules import Figure
from learnhub.reports.views.blueprint import bp, own_region, pair_words, place_words, sheet, words
from learnhub.web import page, reading, requires

PERIODS = "/office/reports/<region>/periods"


@bp.get(PERIODS)
@requires(Role.OFFICER)
def periods(region: str) -> ResponseReturnValue:
    """Show the figures of a period, and of each year in it; of this year until today where none is asked for."""
    own_region(region, today().year)
    form = PeriodForm(request.args) if request.args else PeriodForm(data=_this_year())
    period = _asked(form)
    if period is None:
        return page("reports/periods.html", 422, form=form, region=region, parts=[], **_told(region, None))
    with reading() as session:
        parts = service.figures_by_year(session, region, *period)
    return page("reports/periods.html", form=form, region=region, parts=parts, **_told(region, period))


@bp.get(f"{PERIODS}.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def periods_sheet(region: str, suffix: str) -> ResponseReturnValue:
    """Send the figures of a period as a table."""
    own_region(region, today().year)
    form = PeriodForm(request.args)
    period = _asked(form)
    if period is None:
        return page("reports/periods.html", 422, form=form, region=region, parts=[], **_told(region, None))
    with reading() as session:
        parts = service.figures_by_year(session, region, *period)
    name = say("%(place)s阶段评估数字", place=place_words(region))
    columns = [say("项目"), say("单位"), *(part_words(first, last) for first, last, _figures in parts)]
    return sheet(suffix, str(name), columns, table_rows(parts), filtered=filter_words(region, *period))


def table_rows(parts: list[tuple[date, date, list[Figure]]]) -> list[list[str]]:
    """Return figures as rows, with a column for the whole period and one for each year."""
    known = [
        {one.key: (one.numerator, one.denominator) for one in figures} for _first, _last, figures in parts
    ]
    return [
        [one.name, one.unit, *(pair_words(column.get(one.key)) for column in known)] for one in parts[0][2]
    ]


def part_words(first: date, last: date) -> str:
    """Name a part of a period by its days; a whole year by its number."""
    if (first, last) == (date(first.year, 1, 1), date(first.year, 12, 31)):
        return say("%(year)d 年", year=first.year)
    return say("%(from)s 到 %(to)s", **{"from": first.isoformat(), "to": last.isoformat()})


def filter_words(region: str, first: date, last: date) -> str:
    """Say what a table of a period was made from."""
    return say(
        "%(place)s，%(from)s 到 %(to)s 开的班，按 %(day)s 的记录；取消的和还没批准的班不算",
        **{
            "place": place_words(region),
            "from": first.isoformat(),
            "to": last.isoformat(),
            "day": today().isoformat(),
        },
    )


def _asked(form: PeriodForm) -> tuple[date, date] | None:
    """Return the period that was asked for; None where the form says what is wrong."""
    if request.args and not form.validate():
        return None
    period = form.period()
    if isinstance(period, Refusal):
        form.refuse(period)
        return None
    return period


def _this_year() -> dict[str, date]:
    return {"starts_on": today().replace(month=1, day=1), "ends_on": today()}


def _told(region: str, period: tuple[date, date] | None) -> dict[str, Any]:
    return {
        "filtered": filter_words(region, *period) if period else "",
        "table_rows": table_rows,
        "part_words": part_words,
        **words(),
    }
