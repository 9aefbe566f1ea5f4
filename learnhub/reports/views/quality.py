"""What is doubtful in a division's year, and whom and where training has not reached."""

from datetime import date

from flask import abort, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, keys, to
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.service import region_names
from learnhub.reports import service
from learnhub.reports.views.blueprint import YEAR, bp, filter_words, own_region, words
from learnhub.web import SiteForm, once, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

DONE = {"ages": say("年龄已经核对。只记下在不在范围里，没有记下年龄和出生日期。")}
LINKS_PER_PAGE = 10
DOUBT_WORDS = {
    "unverified": say("残疾人证还没有核对的人次"),
    "not-decided": say("班已结束、结业审核还没有通过的人次"),
    "empty": say("结业了却没有线下天数、也没有线上分钟的人次"),
    "dates": say("结束日期早于开班日期的人次"),
    "same-time": say("同一个人同一时间在两个班的人次"),
    "duplicate": say("可能有两个账号、还没有处理的人的人次"),
    "age": say("开班那天的年龄不在本地登记的范围里的人次"),
    "age-not-checked": say("还没有核对年龄的人次"),
    "too-many": say("人数超过名额的班"),
}


@bp.get(f"{YEAR}/quality")
@requires(Role.OFFICER)
def quality(region: str, year: int) -> ResponseReturnValue:
    """Show what is doubtful in the rows, and whom and where training has not reached."""
    own_region(region, year)
    return _quality_page(region, year, SiteForm())


@bp.post(f"{YEAR}/quality/ages")
@requires(Role.OFFICER)
@once
def check_ages(region: str, year: int) -> ResponseReturnValue:
    """Judge the trainees' ages by the figures in force, and keep no more than inside, outside or unknown."""
    own_region(region, year)
    with transaction() as session:
        rows = service.rows_of_year(session, region, year)
        figures = figures_in_force(session, settings().content_dir)
        made = service.check_ages(session, keys(), actor(), figures, rows, region, year, now=instant_now())
    if isinstance(made, Refusal):
        form = SiteForm()
        form.refuse(made)
        return _quality_page(region, year, form, 422)
    return to("reports.quality", region=region, year=year, done="ages")


@bp.get(f"{YEAR}/quality/<doubt>")
@requires(Role.OFFICER)
def doubtful_rows(region: str, year: int, doubt: str) -> ResponseReturnValue:
    """List the rows of one kind of doubt, so that somebody can look at each."""
    own_region(region, year)
    if doubt not in DOUBT_WORDS:
        abort(404)
    with reading() as session:
        rows = service.rows_of_year(session, region, year)
        ages = service.ages_checked(session, service.places_of_year(session, region, year))
        known = service.doubts(session, rows, region, year, today(), ages)
        [found] = [one for one in known if one.key == doubt]
        part = part_of(found.rows, page_number(request.args.get("page")), size=LINKS_PER_PAGE)
        return page(
            "reports/doubtful_rows.html",
            region=region,
            year=year,
            doubt=found,
            doubt_words=DOUBT_WORDS,
            paging=part,
            names=nicknames(session, [row.person_id for row in part.rows]),
            filtered=filter_words(region, year, today().isoformat()),
            **words(),
        )


def _quality_page(region: str, year: int, form: SiteForm, status: int = 200) -> ResponseReturnValue:
    with reading() as session:
        rows = service.rows_of_year(session, region, year)
        known = list(region_names(settings().content_dir))
        covered = service.coverage(session, rows, region, known, today())
        figures = figures_in_force(session, settings().content_dir)
        checked = service.ages_checked(session, service.places_of_year(session, region, year))
        return page(
            "reports/quality.html",
            status,
            form=form,
            region=region,
            year=year,
            doubts=service.doubts(session, rows, region, year, today(), checked),
            doubt_words=DOUBT_WORDS,
            ages=service.window_words(figures, region, min(today(), date(year, 12, 31))),
            last_checked=checked.last,
            coverage=covered,
            filtered=filter_words(region, year, today().isoformat()),
            done=done(DONE),
            **words(),
        )


@bp.get(f"{YEAR}/without-training")
@requires(Role.OFFICER)
def without_training(region: str, year: int) -> ResponseReturnValue:
    """List the trainees of a division whom no class of the year has reached."""
    own_region(region, year)
    with reading() as session:
        rows = service.rows_of_year(session, region, year)
        found = service.without_training(session, rows, region, today())
        return page(
            "reports/without_training.html",
            region=region,
            year=year,
            paging=part_of(found, page_number(request.args.get("page"))),
            filtered=filter_words(region, year, today().isoformat()),
            **words(),
        )
