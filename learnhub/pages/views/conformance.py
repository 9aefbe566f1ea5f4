"""The site's statement about its accessibility: what it can show, as a page and as a table."""

import io
from collections.abc import Sequence

from flask import send_file
from flask.typing import ResponseReturnValue

from learnhub.accessibility.rules import SHOWN_MIN
from learnhub.formats.adapters import sheets
from learnhub.pages.rules.conformance import CLAIMS, SHORTFALLS
from learnhub.pages.service.conformance import Statement, statement
from learnhub.pages.views.screens import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import instant_now, say, today
from learnhub.regions.service import region_name, region_names
from learnhub.settings import PROJECT_DIR
from learnhub.web import page, public, reading, settings

STANDARDS = say("《网页内容无障碍指南》（WCAG）2.2 的 AA 级，和 GB/T 37668-2019")
_FIGURES = (say("项目"), say("分子"), say("分母"), say("数的是什么"), say("日期"))
_LISTED = (say("内容"), say("WCAG 2.2 条款"), say("依据的文件或测试"))


@bp.get("/accessibility")
@public("what the site offers must be known before anybody signs in")
def site_statement() -> ResponseReturnValue:
    """Say what the site can show of its accessibility, what it lacks, and how to report a barrier."""
    return page(
        "pages/site_statement.html",
        told=_statement(),
        region_of=_region,
        claims=CLAIMS,
        shortfalls=SHORTFALLS,
        standards=STANDARDS,
    )


@bp.get("/accessibility/self-report.<any(xlsx, csv):suffix>")
@public("what the site offers must be known before anybody signs in")
def self_report(suffix: str) -> ResponseReturnValue:
    """Send the same as a table: every figure with numerator, denominator, date and what was counted."""
    told = _statement()
    figures = figure_rows(told)
    if suffix == "csv":
        content, media_type = sheets.comma_separated(_FIGURES, figures), "text/csv"
    else:
        claims = [(one.words, one.clause, "；".join(one.tests)) for one in CLAIMS]
        lacking = [(one.words, one.clause, one.source) for one in SHORTFALLS]
        content, media_type = (
            sheets.written([
                (say("数字"), _FIGURES, figures),
                (say("做到的"), _LISTED, claims),
                (say("还没有做到的"), _LISTED, lacking),
                (say("说明"), (say("项目"), say("内容")), _about(told)),
            ]),
            sheets.MEDIA_TYPE,
        )  # fmt: skip
    name = say("无障碍自评 %(day)s", day=told.on.isoformat())
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )


def figure_rows(told: Statement) -> list[Sequence[str]]:
    """Return every figure of the statement as a row of the table."""
    day = told.on.isoformat()
    rows: list[Sequence[str]] = []
    for one in told.ways:
        of_courses = say("%(what)s；没有这样的课的课程不算", what=one.filter_words)
        rows += [
            (say("%(way)s：有的课", way=one.words), str(one.lessons), str(one.lessons_all), one.filter_words, day),
            (say("%(way)s：每一课都有的课程", way=one.words), str(one.courses_whole), str(one.courses_all), of_courses, day),
            (say("%(way)s：至少一课有的课程", way=one.words), str(one.courses_some), str(one.courses_all), of_courses, day),
        ]  # fmt: skip
    reports = told.reports
    year = say("最近 365 天收到的使用困难报告")
    rows.append((say("使用困难报告：办完的"), str(reports.settled), str(reports.received), year, day))
    rows.append(
        (say("使用困难报告：还没有办完的"), str(reports.waiting), "", say("收到过的全部使用困难报告"), day)
    )
    if reports.median_days is not None:
        days = f"{float(reports.median_days):g}"
        rows.append((say("使用困难报告：第一次答复用的天数，中位数"), days, "", year, day))
    rows += [
        (
            say("使用困难报告：办完的，%(place)s", place=_region(one.code)),
            str(one.settled),
            str(one.received),
            year,
            day,
        )
        for one in told.regions
    ]
    if told.survey is not None:
        seen = say("在浏览器里用自动工具看过的页面，%(engine)s", engine=told.survey.engine)
        on = told.survey.measured_on.isoformat()
        rows.append((say("看过的页面"), str(told.survey.seen), str(told.survey.pages), seen, on))
        rows.append((say("有问题的页面"), str(len(told.survey.faulty)), str(told.survey.seen), seen, on))
    return rows


def _about(told: Statement) -> list[Sequence[str]]:
    return [
        (say("依照的标准"), str(STANDARDS)),
        (say("这个版本的校验值"), told.digest),
        (
            say("逐页检查"),
            say("做过，见“数字”") if told.survey is not None else say("这个版本没有逐页检查过"),
        ),
    ]


def _statement() -> Statement:
    content = settings().content_dir
    with reading() as session:
        least = figures_in_force(session, content).in_force(SHOWN_MIN, "", today()).number
        names = region_names(content)
        return statement(session, PROJECT_DIR, names=names, shown_min=least, now=instant_now())


def _region(code: str) -> str:
    return region_name(settings().content_dir, code) if code else say("别的地方，和没有说在哪里的")
