"""Whom at least one training has reached, county by county: our rows beside the counts of others, which are never added to them."""

from datetime import date
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import done, to
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.service import region_names
from learnhub.reports.forms import HoldersForm
from learnhub.reports.rules import read_counts, share_text
from learnhub.reports.service.reached import Reach, Reached, add_holders, reached
from learnhub.reports.views.blueprint import YEAR, bp, own_region, place_words, sheet, words
from learnhub.web import current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

COVERAGE = f"{YEAR}/coverage"
DONE = {"holders": say("已经登记，和本站的数字分开列，从不相加。")}
COLUMNS = (
    say("地区代码"), say("地区"), say("欠发达地区"), say("持证的劳动年龄残疾人（别人数的）"), say("统计到"), say("来源"),
    say("本站学员"), say("这一年上过班的人"), say("占本站学员"), say("占持证的人"), say("到这一年年底至少上过一次班的人"),
    say("占本站学员"), say("占持证的人"), say("这一年的人次"), say("这一年线上学习得到认定的人"), say("线上认定分钟"),
    say("挂牌基地"),
)  # fmt: skip


@bp.get(COVERAGE)
@requires(Role.OFFICER)
def coverage(region: str, year: int) -> ResponseReturnValue:
    """Show how far the division has come, and its counties; less=yes: those alone that a figure calls less developed."""
    own_region(region, year)
    with reading() as session:
        found = _reach(session, region, year)
        is_less = "less" in request.args
        rows = [one for one in found.parts if one.less_developed or not is_less]
        return page(
            "reports/coverage.html",
            region=region,
            year=year,
            whole=found.whole,
            counted=found.counted,
            parts=len(found.parts),
            less=sum(one.less_developed is not None for one in found.parts),
            is_less=is_less,
            paging=part_of(rows, page_number(request.args.get("page"))),
            filters={"region": region, "year": year, **({"less": "yes"} if is_less else {})},
            of_words=_of,
            filtered=_filtered(region, year),
            done=done(DONE),
            **words(),
        )


@bp.get(f"{COVERAGE}.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def coverage_sheet(region: str, year: int, suffix: str) -> Response:
    """Send the division and its counties as a table."""
    own_region(region, year)
    with reading() as session:
        found = _reach(session, region, year)
        rows = [_row(one) for one in (found.whole, *found.parts)]
    name = say("%(place)s%(year)d年培训覆盖", place=place_words(region), year=year)
    return sheet(suffix, str(name), COLUMNS, rows, filtered=_filtered(region, year))


@bp.get(f"{COVERAGE}/holders/new")
@requires(Role.OFFICER)
def new_holders(region: str, year: int) -> ResponseReturnValue:
    """Ask how many people hold a certificate, by a document of others."""
    return _asking(region, year, HoldersForm())


@bp.post(f"{COVERAGE}/holders/new")
@requires(Role.OFFICER)
@once
def keep_holders(region: str, year: int) -> ResponseReturnValue:
    """Keep the counts of others."""
    own_region(region, year)
    form = HoldersForm()
    if form.validate():
        outcome = _kept(region, form)
        if outcome is None:
            return to("reports.coverage", region=region, year=year, done="holders")
        form.refuse(outcome)
    return _asking(region, year, form, 422)


def _kept(region: str, form: HoldersForm) -> Refusal | None:
    counts = read_counts(form.counts.data or "")
    if isinstance(counts, Refusal):
        return counts
    with transaction() as session:
        return add_holders(
            session,
            region,
            counts,
            counted_on=form.counted_on.data or date.max,
            source=tidy(form.source.data),
            by_id=current_person().person_id,
            now=instant_now(),
        )


def _asking(region: str, year: int, form: HoldersForm, status: int = 200) -> ResponseReturnValue:
    own_region(region, year)
    return page("reports/new_holders.html", status, form=form, region=region, year=year, **words())


def _reach(session: Session, region: str, year: int) -> Reach:
    content_dir = settings().content_dir
    figures = figures_in_force(session, content_dir)
    return reached(session, region, year, list(region_names(content_dir)), figures, today())


def _row(one: Reached) -> list[str]:
    holders = one.holders
    of_holders = holders.value if holders is not None else 0
    return [
        one.region_code,
        place_words(one.region_code),
        _less_words(one),
        str(holders.value) if holders is not None else say("没有登记"),
        holders.counted_on.isoformat() if holders is not None else "",
        holders.source if holders is not None else "",
        str(one.people),
        str(one.in_year),
        share_text(one.in_year, one.people),
        share_text(one.in_year, of_holders),
        str(one.ever),
        share_text(one.ever, one.people),
        share_text(one.ever, of_holders),
        str(one.person_times),
        str(one.online),
        str(one.minutes),
        str(one.bases),
    ]


def _less_words(one: Reached) -> Any:
    return say("是，来源：%(source)s", source=one.less_developed.source) if one.less_developed else ""


def _of(part: int, whole: int) -> str:
    """Write a share with its numerator and denominator: "12 / 40，30.00 %"; a whole of nobody has no share."""
    return f"{part} / {whole}，{share_text(part, whole)}" if whole else f"{part} / 0"


def _filtered(region: str, year: int) -> str:
    return say(
        "%(place)s，%(year)d 年，按 %(day)s 的记录；只数残疾学员，地区按学员账号登记的地区，人次按开班地区；取消的和还没批准的班不算",
        place=place_words(region),
        year=year,
        day=today().isoformat(),
    )
