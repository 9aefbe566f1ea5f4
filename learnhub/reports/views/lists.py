"""Lists of institutions and projects: what an office published, version by version, for everybody."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, to
from learnhub.formats.adapters import sheets
from learnhub.policy.rules import Figures
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, listed, say, today
from learnhub.providers.models import BaseLevel
from learnhub.providers.rules.particulars import FACILITY_WORDS, NATURE_WORDS, Nature
from learnhub.providers.service import LEVEL_WORDS
from learnhub.providers.service.life import publicised_bases
from learnhub.regions.rules import contains, is_code
from learnhub.regions.service import region_names
from learnhub.reports.forms import ListForm
from learnhub.reports.models import PublishedList
from learnhub.reports.rules import LIST_CHANGE_WORDS, LIST_WORDS, ListKind, cells_changed
from learnhub.reports.service import lists as service
from learnhub.reports.service.editions import DifferingRow
from learnhub.reports.service.targets import places_to_report
from learnhub.reports.views.blueprint import bp, place_words, reach
from learnhub.subsidy.rules import FIGURE_KEYS, figure_value_words
from learnhub.web import once, page, public, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of

DONE = {"published": say("已经公布，谁都能看到。")}
COLUMNS = {
    ListKind.INSTITUTIONS: (
        say("机构"), say("级别"), say("地区"), say("统一社会信用代码"), say("挂牌日期"), say("地址"), say("电话"),
        say("文字联系"), say("培训项目"), say("特色"), say("无障碍设施"), say("办学性质"), say("备注"),
    ),
    ListKind.PROJECTS: (
        say("培训项目"), say("培训类型"), say("等级"), say("机构"), say("地区"), say("线上学时"), say("线下学时"),
        say("职业"), say("证书"), say("收费"), say("补贴标准"), say("补贴标准的来源"), say("备注"),
    ),
}  # fmt: skip
# On the page what a person chooses by, few enough to stand side by side; the tables to download have all apart.
SHOWN = {
    ListKind.INSTITUTIONS: (say("机构"), say("级别和办学性质"), say("地区"), say("电话"), say("文字联系"), say("培训项目")),
    ListKind.PROJECTS: (
        say("培训项目"), say("培训类型和等级"), say("机构"), say("学时"), say("证书"), say("补贴标准和来源"),
    ),
}  # fmt: skip
_NATURE, _STANDARD, _SOURCE = 11, 10, 11
LINKS_PER_PAGE = 10
PLACES_PER_PAGE = 4  # two links each
CHANGE_COLUMNS = (say("变化"), say("名称"), say("上一版"), say("这一版"))
_KIND = "<any(institutions, projects):kind>"
_LIST = f"/lists/{_KIND}/<region>"
_VERSION = f"{_LIST}/<int:number>"
_REASON = "everybody may know which institutions teach what, and what changed in the list"


@bp.get("/lists")
@public(_REASON)
def lists() -> ResponseReturnValue:
    """List the lists that hold now, and the bases whose notice runs."""
    with reading() as session:
        return page(
            "reports/lists.html",
            paging=part_of(
                service.newest_lists(session), page_number(request.args.get("page")), size=LINKS_PER_PAGE
            ),
            publicised=publicised_bases(session, today()),
            **_words(),
        )


@bp.get(_LIST)
@public(_REASON)
def list_versions(kind: str, region: str) -> ResponseReturnValue:
    """List the versions of a list, the one that holds now first."""
    with reading() as session:
        found = service.versions_of(session, ListKind(kind), region)
        if not found:
            abort(404)
        return page(
            "reports/list_versions.html",
            kind=ListKind(kind),
            region=region,
            paging=part_of(found, page_number(request.args.get("page")), size=LINKS_PER_PAGE),
            **_words(),
        )


@bp.get(_VERSION)
@public(_REASON)
def list_version(kind: str, region: str, number: int) -> ResponseReturnValue:
    """Show one version of a list; its address stays for ever."""
    with reading() as session:
        found = _version(session, kind, region, number)
        newest = service.newest_or_none(session, found.kind, region)
        part = part_of(sorted(found.rows.values()), page_number(request.args.get("page")))
        return page(
            "reports/list_version.html",
            version=found,
            is_newest=newest is not None and newest.id == found.id,
            columns=SHOWN[found.kind],
            paging=part,
            rows=[_shown(found.kind, row) for row in part.rows],
            changed=len(_changes(session, found)),
            done=done(DONE),
            **_words(),
        )


@bp.get(f"{_VERSION}.<any(xlsx, csv):suffix>")
@public(_REASON)
def list_table(kind: str, region: str, number: int, suffix: str) -> ResponseReturnValue:
    """Send one version of a list as a table: the same rows whenever it is asked for."""
    with reading() as session:
        found = _version(session, kind, region, number)
        changed = [_change_row(found.kind, one) for one in _changes(session, found)]
    rows = [_told(found.kind, row) for row in sorted(found.rows.values())]
    name = say(
        "%(place)s%(list)s第%(number)d版",
        place=place_words(region),
        list=LIST_WORDS[found.kind],
        number=number,
    )
    if suffix == "csv":
        content, media_type = sheets.comma_separated(COLUMNS[found.kind], rows), "text/csv"
    else:
        told = [
            (say("公布日期"), found.published_on.isoformat()),
            (say("为什么公布这一版"), found.words),
            (say("由谁公布"), say("%(place)s残联", place=place_words(region))),
            (say("行数"), str(len(rows))),
        ]
        content, media_type = (
            sheets.written([
                (say("名单"), COLUMNS[found.kind], rows),
                (say("和上一版比"), CHANGE_COLUMNS, changed),
                (say("说明"), (say("项目"), say("内容")), told),
            ]),
            sheets.MEDIA_TYPE,
        )  # fmt: skip
    return send_file(
        io.BytesIO(content), mimetype=media_type, as_attachment=True, download_name=f"{name}.{suffix}"
    )


@bp.get(f"{_VERSION}/difference")
@public(_REASON)
def list_difference(kind: str, region: str, number: int) -> ResponseReturnValue:
    """Show what a version changed of the one before it."""
    with reading() as session:
        found = _version(session, kind, region, number)
        if number == 1:
            abort(404)
        part = part_of(_changes(session, found), page_number(request.args.get("page")))
        return page(
            "reports/list_difference.html",
            version=found,
            paging=part,
            rows=[_change_row(found.kind, one) for one in part.rows],
            columns=CHANGE_COLUMNS,
            **_words(),
        )


@bp.get("/office/lists")
@requires(Role.OFFICER)
def office_lists() -> ResponseReturnValue:
    """Show the office the lists of its divisions and the version of each that holds now."""
    own = [code for code in reach() if is_code(code)]
    places = places_to_report(list(region_names(settings().content_dir)), reach())
    within = [code for code in places if code not in own]
    with reading() as session:
        heads = {(head.region_code, head.kind): head for head in service.newest_lists(session)}
        return page(
            "reports/office_lists.html",
            own=own,
            paging=part_of(within, page_number(request.args.get("page")), size=PLACES_PER_PAGE),
            heads=heads,
            **_words(),
        )


@bp.get(f"/office/lists/{_KIND}/<region>")
@requires(Role.OFFICER)
def new_list(kind: str, region: str) -> ResponseReturnValue:
    """Show what the list would name today and how that differs from what was published, and ask why."""
    with reading() as session:
        return _publishing(session, ListKind(kind), _own(region), ListForm(None))


@bp.post(f"/office/lists/{_KIND}/<region>")
@requires(Role.OFFICER)
@once
def publish_list(kind: str, region: str) -> ResponseReturnValue:
    """Publish the list as it was read."""
    form, wanted = ListForm(), ListKind(kind)
    with transaction() as session:
        _own(region)
        if form.validate():
            made = service.publish_list(
                session, actor(), wanted, region,
                figures=_figures(session), words=tidy(form.words.data), seen=str(form.seen.data or ""), now=instant_now(),
            )  # fmt: skip
            if not isinstance(made, Refusal):
                return to(
                    "reports.list_version", kind=kind, region=region, number=made.number, done="published"
                )
            form.refuse(made)
        return _publishing(session, wanted, region, form, 422)


def _publishing(
    session: Session, kind: ListKind, region: str, form: ListForm, status: int = 200
) -> ResponseReturnValue:
    rows = service.rows_now(session, kind, region, _figures(session), today())
    newest = service.newest_or_none(session, kind, region)
    changed = service.list_changes(kind, newest.rows if newest else {}, rows)
    part = part_of(changed, page_number(request.args.get("page")))
    form.seen.data = service.seen_of(rows)
    return page(
        "reports/new_list.html",
        status,
        form=form,
        kind=kind,
        region=region,
        newest=newest,
        count=len(rows),
        paging=part,
        rows=[_change_row(kind, one) for one in part.rows],
        columns=CHANGE_COLUMNS,
        **_words(),
    )


def _figures(session: Session) -> Figures:
    return figures_in_force(session, settings().content_dir)


def _own(region: str) -> str:
    if not is_code(region) or not any(contains(outer, region) for outer in reach()):
        abort(404)
    return region


def _version(session: Session, kind: str, region: str, number: int) -> PublishedList:
    found = service.version_or_none(session, ListKind(kind), region, number)
    if found is None:
        abort(404)
    return found


def _changes(session: Session, found: PublishedList) -> list[DifferingRow]:
    """Return what a version changed; the first changed nothing."""
    before = service.version_or_none(session, found.kind, found.region_code, found.number - 1)
    return service.list_changes(found.kind, before.rows, found.rows) if before else []


def _told(kind: ListKind, row: Sequence[str]) -> list[str]:
    """Return a kept row in words."""
    cells = service.whole_row(kind, row)
    region = 2 if kind is ListKind.INSTITUTIONS else 4
    cells[region] = place_words(cells[region])
    cells[-1] = say("演示，不是真的单位") if cells[-1] else ""
    if kind is ListKind.INSTITUTIONS:
        cells[1] = LEVEL_WORDS[BaseLevel(cells[1])]
        facilities = [FACILITY_WORDS[key] for key in cells[10].split(",") if key in FACILITY_WORDS]
        cells[10] = listed(facilities, "、")
        cells[_NATURE] = NATURE_WORDS[Nature(cells[_NATURE])]
    else:
        cells[_STANDARD] = _standard_words(cells[_STANDARD])
        cells[_SOURCE] = say("标准未载明") if cells[_SOURCE] == service.NOT_STATED else cells[_SOURCE]
    return cells


def _standard_words(kept: str) -> str:
    """Say what a project is paid by; "" for a version from before lists told of it."""
    if kept == service.NOT_STATED:
        return say("标准未载明")
    told = []
    for key, value in (one.split("=", 1) for one in kept.split(",") if one):
        known = FIGURE_KEYS[key]
        words = figure_value_words(int(value) if value else None, known.unit, key)
        told.append(say("%(column)s：%(cell)s", column=known.words, cell=words))
    return listed(told, "；")


def _shown(kind: ListKind, row: Sequence[str]) -> list[str]:
    cells = _told(kind, row)
    name = say("%(name)s（演示）", name=cells[0]) if cells[-1] else cells[0]
    if kind is ListKind.INSTITUTIONS:
        return [name, listed([cells[1], cells[_NATURE]]), cells[2], *cells[6:9]]
    standard = cells[_STANDARD]
    if cells[_SOURCE] and row[_SOURCE] != service.NOT_STATED:
        standard = say("%(standard)s。来源：%(source)s", standard=standard, source=cells[_SOURCE])
    hours = say("线上 %(online)s，线下 %(offline)s", online=cells[5], offline=cells[6])
    base = say("%(base)s（%(place)s）", base=cells[3], place=cells[4])
    return [name, listed([one for one in cells[1:3] if one]), base, hours, cells[8], standard]


def _change_row(kind: ListKind, one: DifferingRow) -> list[str]:
    """Return a change in words: of a row that is otherwise, the cells that changed, each named by its column."""
    name = (one.after or one.before)[0]
    if not (one.before and one.after):
        return [
            LIST_CHANGE_WORDS[one.change],
            name,
            *(say("没有") if not row else say("有") for row in (one.before, one.after)),
        ]
    numbers = cells_changed(one.before, one.after)
    return [
        LIST_CHANGE_WORDS[one.change],
        name,
        *(_named(kind, row, numbers) for row in (one.before, one.after)),
    ]


def _named(kind: ListKind, row: Sequence[str], numbers: Sequence[int]) -> str:
    cells = _told(kind, row)
    told = [
        say("%(column)s：%(cell)s", column=COLUMNS[kind][n], cell=cells[n] or say("没有写")) for n in numbers
    ]
    return listed(told, "；")


def _words() -> Mapping[str, Any]:
    return {"place_words": place_words, "list_words": LIST_WORDS, "kinds": ListKind}
