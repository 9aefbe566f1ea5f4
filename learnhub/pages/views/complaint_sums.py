"""The sums of an office's complaints, as a page and as a table."""

import io
from collections.abc import Sequence

from flask import request, send_file
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import region_reach
from learnhub.accounts.views.circumstances import holdings_of
from learnhub.formats.adapters import sheets
from learnhub.notices.rules import TOPIC_WORDS
from learnhub.notices.service.complaint_sums import ComplaintSums, complaint_sums
from learnhub.pages.views.screens import bp
from learnhub.primitives import say, today
from learnhub.regions.service import region_name
from learnhub.web import current_person, page, reading, requires, settings
from learnhub.web.forms import YEAR_MAX, YEAR_MIN
from learnhub.web.paging import page_number, part_of

COLUMNS = (
    say("地区"), say("收到"), say("按时答复"), say("晚了才答复"), say("还没有答复"), say("其中已经晚了"),
    say("答复用的天数，中位数"),
)  # fmt: skip


@bp.get("/office/complaints/sums")
@requires(Role.OFFICER)
def complaint_sums_page() -> ResponseReturnValue:
    """Show the complaints of a year by division."""
    year = _year()
    with reading() as session:
        whole, found = complaint_sums(session, _reach(), year=year, on=today())
        paging = part_of(found, page_number(request.args.get("page")))
        return page(
            "pages/complaint_sums.html",
            year=year,
            day=today(),
            whole=whole,
            topic_words=TOPIC_WORDS,
            columns=COLUMNS,
            rows=[_row(one) for one in (whole, *paging.rows)] if found else [],
            paging=paging,
        )


@bp.get("/office/complaints/sums.<any(xlsx, csv):suffix>")
@requires(Role.OFFICER)
def complaint_sums_table(suffix: str) -> ResponseReturnValue:
    """Send the same with what they were about; what was counted stands in the last row."""
    year = _year()
    with reading() as session:
        whole, found = complaint_sums(session, _reach(), year=year, on=today())
    columns = [*COLUMNS, *TOPIC_WORDS.values()]
    rows = [
        [*_row(one), *(str(one.topics.get(topic, 0)) for topic in TOPIC_WORDS)] for one in (*found, whole)
    ]
    told = say("%(year)s 年收到的投诉，按 %(day)s 的记录", year=str(year), day=today().isoformat())
    rows.append([told])
    name = say("投诉合计 %(year)s", year=str(year))
    if suffix == "csv":
        content, media_type = sheets.comma_separated(columns, rows), "text/csv"
    else:
        content, media_type = sheets.written([(name, columns, rows)]), sheets.MEDIA_TYPE
    answered = send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )
    answered.headers["Cache-Control"] = "no-store"
    return answered


def _row(one: ComplaintSums) -> list[str]:
    days = "" if one.median_days is None else f"{float(one.median_days):g}"
    place = region_name(settings().content_dir, one.region_code) if one.region_code else say("一共")
    counts = (one.received, one.in_time, one.late, one.waiting, one.overdue)
    return [place, *(str(count) for count in counts), days]


def _year() -> int:
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return year if YEAR_MIN <= year <= YEAR_MAX else today().year


def _reach() -> Sequence[str]:
    return region_reach(holdings_of(current_person()), {Role.OFFICER})
