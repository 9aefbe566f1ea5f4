"""The register of training bases as the office works it: the list, its export, one entry, a new entry."""

from collections.abc import Sequence

from flask import Response, request
from flask.typing import ResponseReturnValue

from learnhub.accounts.rules import Role
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.formats.adapters import sheets
from learnhub.policy.service import figures_in_force
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.providers.forms import NewBaseForm, chosen_from
from learnhub.providers.models import BaseLevel
from learnhub.providers.rules.life import LISTED_STANDINGS, NEXT, STANDING_WORDS, STEP_WORDS, office_of
from learnhub.providers.rules.particulars import FACILITY_WORDS, NATURE_WORDS
from learnhub.providers.service import LEVEL_WORDS, BasePlan
from learnhub.providers.service.life import Life, enter, life_of, lives, steps_open_to
from learnhub.quota.service.activity import IDLE_DAYS, idle_bases, last_active_days
from learnhub.quota.views.blueprint import base_in_reach, bases_in_reach, bp, region_of
from learnhub.regions.service import region_name
from learnhub.web import Paging, current_person, once, page, reading, requires, settings, transaction
from learnhub.web.forms import tidy
from learnhub.web.paging import page_number, part_of
from learnhub.web.words import _, shown_date

SHOWN = ("all", "waiting", "idle")
DONE = {"entered": say("基地已经登记，等县级残联核实。"), "taken": say("这一步已经记下，基地能看到。")}


@bp.get("/office/bases")
@requires(Role.OFFICER)
def register() -> ResponseReturnValue:
    """List the bases of the office's region: all of them, those that wait for a step, or those that do nothing."""
    shown = request.args.get("show", "")
    shown = shown if shown in SHOWN else "all"
    number = page_number(request.args.get("page"))
    with reading() as session:
        bases = bases_in_reach(session)
        figures = figures_in_force(session, settings().content_dir)
        idle = {base.id: day for base, day in idle_bases(session, bases, figures, today())}
        known = lives(session, bases)
        if shown == "idle":
            bases = [base for base in bases if base.id in idle]
        elif shown == "waiting":
            bases = [base for base in bases if _is_waiting(known[base.id])]
        part = part_of(bases, number)
        rule = figures.in_force_or_none(IDLE_DAYS, "", today())
        return page(
            "quota/register.html",
            paging=Paging([known[base.id] for base in part.rows], number, part.total),
            idle=idle,
            idle_rule=rule,
            shown=shown,
            level_words=LEVEL_WORDS,
            standing_words=STANDING_WORDS,
            region_of=region_of,
            done=done(DONE),
        )


@bp.get("/office/bases.xlsx")
@requires(Role.OFFICER)
def register_sheet() -> ResponseReturnValue:
    """Send the register of the office's region as a workbook."""
    columns, rows = _table()
    told = [
        (_("导出日期"), shown_date(today(), "yyyy年M月d日")),
        (_("范围"), _("您负责的地区里的全部基地")),
        (_("基地个数"), str(len(rows))),
    ]
    content = sheets.written([(_("培训基地"), columns, rows), (_("说明"), (_("项目"), _("内容")), told)])
    return _file(content, sheets.MEDIA_TYPE, "bases.xlsx")


@bp.get("/office/bases.csv")
@requires(Role.OFFICER)
def register_csv() -> ResponseReturnValue:
    """Send the register of the office's region as CSV."""
    columns, rows = _table()
    return _file(sheets.comma_separated(columns, rows), "text/csv; charset=utf-8", "bases.csv")


@bp.get("/office/bases/new")
@requires(Role.OFFICER)
def new_base() -> ResponseReturnValue:
    """Ask for a base that wants to be listed."""
    form = NewBaseForm(None)
    form.level.choices = chosen_from([(one.value, words) for one, words in LEVEL_WORDS.items()])
    return page("quota/new_base.html", form=form)


@bp.post("/office/bases/new")
@requires(Role.OFFICER)
@once
def enter_base() -> ResponseReturnValue:
    """Enter a base that wants to be listed; its life begins with the application."""
    form = NewBaseForm()
    form.level.choices = chosen_from([(one.value, words) for one, words in LEVEL_WORDS.items()])
    if form.validate():
        plan = BasePlan(
            slug=tidy(form.slug.data),
            name=tidy(form.name.data),
            level=BaseLevel(form.level.data),
            region_code=tidy(form.region_code.data),
            listed_on=None,
            address=tidy(form.address.data),
            phone=tidy(form.phone.data),
            text_contact=tidy(form.text_contact.data),
            access_words="",
        )
        with transaction() as session:
            made = enter(session, actor(), holdings_of(current_person()), plan, now=instant_now())
        if not isinstance(made, Refusal):
            return to("quota.register_entry", slug=made.slug, done="entered")
        form.refuse(made)
    return page("quota/new_base.html", 422, form=form)


@bp.get("/office/bases/<slug>")
@requires(Role.OFFICER)
def register_entry(slug: str) -> ResponseReturnValue:
    """Show one base with its life, and which step may follow."""
    with reading() as session:
        base = base_in_reach(session, slug)
        life = life_of(session, base)
        figures = figures_in_force(session, settings().content_dir)
        is_flagged = bool(idle_bases(session, [base], figures, today()))
        return page(
            "quota/register_entry.html",
            base=base,
            life=life,
            region=region_of(base),
            level_words=LEVEL_WORDS,
            standing_words=STANDING_WORDS,
            step_words=STEP_WORDS,
            facility_words=FACILITY_WORDS,
            open_steps=steps_open_to(life, holdings_of(current_person())),
            waits_for=_waits_for(life),
            last_active_on=last_active_days(session, [base.id], today()).get(base.id),
            idle_rule=figures.in_force_or_none(IDLE_DAYS, base.region_code, today()) if is_flagged else None,
            done=done(DONE),
        )


def _is_waiting(life: Life) -> bool:
    """Tell whether a base is on its way to being listed: an office owes it the next step."""
    return life.standing.step not in LISTED_STANDINGS and len(NEXT[life.standing.step]) > 1


def _waits_for(life: Life) -> str:
    """Return the name of the division whose office takes the next step; "" where none is due."""
    if not _is_waiting(life):
        return ""
    following = NEXT[life.standing.step][0]
    code = office_of(following, life.standing, life.base.level, life.base.region_code)
    return region_name(settings().content_dir, code)


def _table() -> tuple[Sequence[str], list[Sequence[str]]]:
    columns = (
        _("名称"),
        _("级别"),
        _("地区代码"),
        _("地区"),
        _("统一社会信用代码"),
        _("办学性质"),
        _("现在"),
        _("从哪天起"),
        _("挂牌日期"),
        _("特色"),
        _("无障碍设施"),
        _("功能区"),
        _("地址"),
        _("电话"),
        _("文字联系"),
        _("最近一次活动"),
    )
    with reading() as session:
        bases = bases_in_reach(session)
        known = lives(session, bases)
        active = last_active_days(session, [base.id for base in bases], today())
        return columns, [_row(known[base.id], str(active.get(base.id, ""))) for base in bases]


def _row(life: Life, active: str) -> Sequence[str]:
    base, standing = life.base, life.standing
    return (
        base.name,
        _(LEVEL_WORDS[base.level]),
        base.region_code,
        region_of(base),
        base.credit_code or "",
        _(NATURE_WORDS[base.nature]),
        _(STANDING_WORDS[standing.step]) if standing.step else "",
        standing.since.isoformat() if standing.since else "",
        base.listed_on.isoformat() if base.listed_on else "",
        "、".join(base.specialities),
        "、".join(_(FACILITY_WORDS[key]) for key in base.facilities if key in FACILITY_WORDS),
        "、".join(f"{name} {places}" for name, places in base.practice_areas),
        base.address,
        base.phone,
        base.text_contact,
        active,
    )


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}", "Cache-Control": "private, no-store"}
    return Response(content, content_type=media_type, headers=headers)
