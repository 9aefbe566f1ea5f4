"""Exports for the two national systems: batches of people and of classes, and the fields that are known of each system."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.primitives import Refusal, fen_text, instant_now, listed, local_date, say
from learnhub.providers.models import BaseLevel
from learnhub.providers.rules.particulars import NATURE_WORDS, Nature
from learnhub.providers.service import LEVEL_WORDS
from learnhub.reports import service
from learnhub.reports.models import ClassBatch, ExportBatch
from learnhub.reports.rules import CHANGE_WORDS, Change
from learnhub.reports.views.blueprint import (
    ROW_COLUMNS,
    YEAR,
    bp,
    filter_words,
    own_region,
    place_words,
    sheet,
    told,
    words,
)
from learnhub.reports.views.fields import FIELDS, PEOPLE, PROVIDER, TRAINING
from learnhub.subsidy.rules import FUND_WORDS
from learnhub.training.rules.particulars import (
    CYCLE_WORDS,
    TRAINEE_GROUP_WORDS,
    TraineeGroup,
    cycle,
)
from learnhub.web import SiteForm, current_person, once, page, reading, requires, transaction
from learnhub.web.paging import page_number, part_of

DONE = {"made": say("新的一批已经做好，可以下载。")}
_LEAD = (say("批次号"), say("行号"), say("变化"))
_NATIONAL = (say("培训年度"), say("培训周期"), say("培训主体"))
BATCH_COLUMNS = (*_LEAD, say("报名编号"), *ROW_COLUMNS, *_NATIONAL)
# What service.class_rows keeps, in its order; S1 names the five things and no field.
KEPT = (
    say("机构：名称"), say("机构：统一社会信用代码"), say("机构：办学性质"), say("机构：级别"), say("机构：地区"),
    say("项目：班号"), say("项目：班名"), say("项目：课程"), say("项目：培训类型"), say("项目：等级"), say("项目：职业"),
    say("项目：开班"), say("项目：结束"), say("项目：线上学时"), say("项目：线下学时"), say("项目：年度项目"),
    say("资金：年度项目登记的来源"), say("资金：班的预算（元）"), say("资金：已经拨付（元）"),
    say("人员：学员类别"), say("人员：名额"), say("人员：人次"), say("人员：教师"),
    say("质量：线下到课人天"), say("质量：过程检查次数"), say("质量：结业审核通过"), say("质量：得到证书的人次"),
)  # fmt: skip
CLASS_COLUMNS = (*_LEAD, say("班的编号"), *KEPT, *_NATIONAL)
_OPENED, _ENDS, _KIND = 5, 6, "<any(batches, 'class-batches'):kind>"


@bp.get("/office/reports/fields")
@requires(Role.OFFICER)
def fields() -> ResponseReturnValue:
    """Show which fields of the two national systems are known, from where, and what stands in each here."""
    systems = [(system, [row[1:] for row in FIELDS if row[0] == system]) for system in (PEOPLE, TRAINING)]
    return page("reports/fields.html", systems=systems)


@bp.get(f"{YEAR}/{_KIND}")
@requires(Role.OFFICER)
def batches(region: str, year: int, kind: str) -> ResponseReturnValue:
    """List the batches of a year, and offer the next one."""
    return _batches_page(region, year, kind, SiteForm())


@bp.post(f"{YEAR}/{_KIND}")
@requires(Role.OFFICER)
@once
def make_batch(region: str, year: int, kind: str) -> ResponseReturnValue:
    """Make the next batch."""
    own_region(region, year)
    by_id, now = current_person().person_id, instant_now()
    with transaction() as session:
        made: object
        if kind == "class-batches":
            made = service.make_batch(session, ClassBatch, region, year, by_id=by_id, now=now)
        else:
            made = service.make_batch(session, ExportBatch, region, year, by_id=by_id, now=now)
    if isinstance(made, Refusal):
        form = SiteForm()
        form.refuse(made)
        return _batches_page(region, year, kind, form, 422)
    return to("reports.batches", region=region, year=year, kind=kind, done="made")


@bp.get(f"{YEAR}/{_KIND}/<int:number>.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def batch_sheet(region: str, year: int, kind: str, number: int, suffix: str) -> ResponseReturnValue:
    """Send a batch: the same rows whenever it is asked for."""
    own_region(region, year)
    found: ExportBatch | ClassBatch | None
    with reading() as session:
        if kind == "class-batches":
            found = service.batch_or_none(session, ClassBatch, region, year, number)
        else:
            found = service.batch_or_none(session, ExportBatch, region, year, number)
    if found is None:
        abort(404)
    name = service.batch_name(found)
    is_of_classes = isinstance(found, ClassBatch)
    rows = [
        [
            name, str(line), CHANGE_WORDS[Change(change)], key,
            *(_class_told(values) if is_of_classes else _person_told(values)),
        ]
        for line, (change, key, values) in enumerate(found.changes, start=1)
    ]  # fmt: skip
    columns = CLASS_COLUMNS if is_of_classes else BATCH_COLUMNS
    day = local_date(found.made_at).isoformat()
    return sheet(suffix, name, columns, rows, filtered=filter_words(region, year, day))


def _person_told(values: Sequence[str]) -> list[str]:
    return [*told(values), *_national(values[_OPENED], values[_ENDS])]


def _class_told(values: Sequence[str]) -> list[str]:
    """Return a kept class in words: what was kept by key, money in yuan."""
    cells = dict(zip(map(str, KEPT), values, strict=True))
    cells["机构：办学性质"] = NATURE_WORDS[Nature(cells["机构：办学性质"])]
    cells["机构：级别"] = LEVEL_WORDS[BaseLevel(cells["机构：级别"])]
    cells["机构：地区"] = place_words(cells["机构：地区"])
    source, budget, paid = "资金：年度项目登记的来源", "资金：班的预算（元）", "资金：已经拨付（元）"
    cells[source] = _fund_words(cells[source])
    cells[budget] = fen_text(int(cells[budget])) if cells[budget] else ""
    parts = (one.split("=") for one in cells[paid].split(",") if one)
    cells[paid] = listed(
        [
            say(
                "%(column)s：%(cell)s", column=_fund_words(fund) or say("没有写来源"), cell=fen_text(int(fen))
            )
            for fund, fen in parts
        ],
        "；",
    )
    cells["人员：学员类别"] = TRAINEE_GROUP_WORDS[TraineeGroup(cells["人员：学员类别"])]
    return [*cells.values(), *_national(cells["项目：开班"], cells["项目：结束"])]


def _fund_words(fund: str) -> str:
    return FUND_WORDS.get(fund, fund)


def _national(opened: str, ends: str) -> list[str]:
    """Return year, cycle and provider as the instruction of 2012 has them: a training belongs to the year it began in."""
    first, last = date.fromisoformat(opened), date.fromisoformat(ends)
    return [str(first.year), CYCLE_WORDS[cycle([last] if last >= first else [], first)], PROVIDER]


def _batches_page(
    region: str, year: int, kind: str, form: SiteForm, status: int = 200
) -> ResponseReturnValue:
    own_region(region, year)
    is_of_classes = kind == "class-batches"
    with reading() as session:
        found: Sequence[Any]
        if is_of_classes:
            found = service.batches_of(session, ClassBatch, region, year)
        else:
            found = service.batches_of(session, ExportBatch, region, year)
        return page(
            "reports/batches.html",
            status,
            form=form,
            region=region,
            year=year,
            kind=kind,
            is_of_classes=is_of_classes,
            paging=part_of(found[::-1], page_number(request.args.get("page"))),
            batch_name=service.batch_name,
            done=done(DONE),
            **words(),
        )
