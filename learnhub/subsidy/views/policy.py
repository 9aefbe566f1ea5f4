"""The office's figures: what is in force in its region, the history of each, and a new row with its preview."""

from collections.abc import Mapping
from typing import Any

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import reaches, region_reach
from learnhub.accounts.service.directory import nicknames
from learnhub.accounts.views.circumstances import actor, done, holdings_of, to
from learnhub.policy import service as policy
from learnhub.policy.rules import Figure, FigureKey, Figures
from learnhub.policy.service import FigureGiven
from learnhub.primitives import Refusal, instant_now, say, today
from learnhub.regions.rules import COUNTRY, chain, contains, full_name, is_code
from learnhub.regions.service import region_names
from learnhub.subsidy import service
from learnhub.subsidy.forms.figures import FigureForm, KeptFigure
from learnhub.subsidy.rules import FIGURE_KEYS, TOPICS, figure_value_words
from learnhub.subsidy.rules.editing import figure_refusal, keys_of, read_value, unit_typed, value_typed
from learnhub.subsidy.views.blueprint import bp
from learnhub.subsidy.views.record_page import births_of, figures_in_force
from learnhub.web import current_person, page, reading, requires, settings, transaction
from learnhub.web.paging import page_number, part_of

LOOKING = frozenset({Role.OFFICER, Role.AUDITOR})
EDITING = frozenset({Role.OFFICER})
EXAMPLE_MARK = say("示例：")
_ROWS = 12  # each with a link: a page stays within 25 stops
_CHANGES = 10
DONE = {"set": say("已经登记。旧的数还在历史里；已经保存的记录不变，要重新计算才会有新的一版。")}


@bp.get("/office/policy")
@requires(*LOOKING)
def policy_topics() -> ResponseReturnValue:
    """List the topics, each with how many figures are in force in the region today."""
    region = _region(LOOKING)
    with reading() as session:
        figures = figures_in_force(session)
    topics = [
        (
            topic,
            number,
            sum(_in_force(figures, key, region) is not None for key in keys_of(topic)),
            len(keys_of(topic)),
        )
        for number, topic in enumerate(TOPICS, start=1)
    ]
    return page("subsidy/policy_topics.html", topics=topics, region=region, **_places(region))


@bp.get("/office/policy/topics/<int:topic>")
@requires(*LOOKING)
def policy_topic(topic: int) -> ResponseReturnValue:
    """List what can be set under a topic, with the figure in force today."""
    if not 1 <= topic <= len(TOPICS):
        abort(404)
    region = _region(LOOKING)
    with reading() as session:
        figures = figures_in_force(session)
    rows = [(key, _in_force(figures, key, region)) for key in keys_of(TOPICS[topic - 1])]
    rows.sort(key=lambda row: row[1] is None)  # what is in force comes first
    return page(
        "subsidy/policy_topic.html",
        topic=TOPICS[topic - 1],
        topic_number=topic,
        paging=part_of(rows, page_number(request.args.get("page")), _ROWS),
        value_words=figure_value_words,
        region=region,
        **_places(region),
    )


@bp.get("/office/policy/figures/<key>")
@requires(*LOOKING)
def policy_figure(key: str) -> ResponseReturnValue:
    """Show the history of one figure, here and in the divisions around."""
    found, region = _key(key), _region(LOOKING)
    with reading() as session:
        figures = figures_in_force(session)
        around = chain(region)
        rows = [row for row in figures.history(found.key) if row.region_code in around]
        rows.sort(key=lambda row: (around.index(row.region_code), -row.valid_from.toordinal(), -row.row))
        made = policy.makers(session, [row.row for row in rows if row.row])
        return page(
            "subsidy/policy_figure.html",
            key=found,
            topic_number=TOPICS.index(found.topic) + 1,
            now=_in_force(figures, found, region),
            paging=part_of(rows, page_number(request.args.get("page")), _ROWS),
            made=made,
            names=nicknames(session, [person for person, _at in made.values()]),
            value_words=figure_value_words,
            may_edit=reaches(holdings_of(current_person()), EDITING, region_code=region or None),
            done=done(DONE),
            region=region,
            **_places(region),
        )


@bp.get("/office/policy/figures/<key>/new")
@requires(*EDITING)
def policy_form(key: str) -> ResponseReturnValue:
    """Ask for a new figure; once it is filled in, show what it would change before it is saved."""
    found, region = _key(key), _region(EDITING)
    with reading() as session:
        figures = figures_in_force(session)
        if "valid_from" not in request.args:
            return _form_page(_prefilled(found, _in_force(figures, found, region)), found, region)
        form = FigureForm(request.args).offer(found.choices)
        if "again" in request.args:
            return _form_page(form, found, region)
        given = _given(form, found, region, figures)
        if given is None:
            return _form_page(form, found, region), 422
        preview = service.preview_figure(session, _as_figure(given), figures, births=births_of(session))
        kept = KeptFigure(None, **_typed(request.args), after=str(figures.last_row), region=region)
        changed = [one.enrolment.person_id for one in preview.changes[:_CHANGES]]
        return page(
            "subsidy/policy_preview.html",
            key=found,
            given=given,
            old=figures.in_force_or_none(found.key, region, given.valid_from),
            preview=preview,
            shown=preview.changes[:_CHANGES],
            names=nicknames(session, changed),
            kept=kept,
            back=_typed(request.args),
            value_words=figure_value_words,
            region=region,
            **_places(region),
        )


@bp.post("/office/policy/figures/<key>/new")
@requires(*EDITING)
def set_policy_figure(key: str) -> ResponseReturnValue:
    """Save a figure as a new row, as it was previewed."""
    found = _key(key)
    region = _region(EDITING, request.form.get("region"))
    form = FigureForm(request.form).offer(found.choices)
    after = request.form.get("after", "")
    with transaction() as session:
        figures = figures_in_force(session)
        given = _given(form, found, region, figures)
        if given is None:
            return _form_page(form, found, region), 422
        outcome = policy.set_figure(
            session,
            actor(),
            given,
            after=int(after) if after.isascii() and after.isdigit() and len(after) < 10 else 0,
            now=instant_now(),
        )
    if isinstance(outcome, Refusal):
        form.refuse(outcome)
        return _form_page(form, found, region), 422
    return to("subsidy.policy_figure", key=found.key, region=region, done="set")


def _key(key: str) -> FigureKey:
    found = FIGURE_KEYS.get(key)
    if found is None:
        abort(404)
    return found


def _region(roles: frozenset[Role], code: str | None = None) -> str:
    """Return the division that is asked for, the first of the own ones without an answer; 404 beyond the own reach."""
    reach = region_reach(holdings_of(current_person()), roles)
    asked = code if code is not None else request.args.get("region", reach[0] if reach else "")
    if asked != COUNTRY and not is_code(asked):
        abort(404)
    if not any(contains(outer, asked) for outer in reach):
        abort(404)
    return asked


def _places(region: str) -> dict[str, Any]:
    """Return the names of divisions, and those within the own reach that can be chosen."""
    names = region_names(settings().content_dir)
    reach = region_reach(holdings_of(current_person()), LOOKING)
    within = [code for code in (*reach, *sorted(names)) if any(contains(outer, code) for outer in reach)]
    return {
        "region_words": full_name(region, names),
        "regions": [(code, full_name(code, names)) for code in dict.fromkeys(within)],
        "name_of": lambda code: full_name(code, names),
    }


def _in_force(figures: Figures, key: FigureKey, region: str) -> Figure | None:
    return figures.in_force_or_none(key.key, region, today())


def _form_page(form: FigureForm, key: FigureKey, region: str) -> Response:
    return page(
        "subsidy/policy_form.html", form=form, key=key, unit=unit_typed(key), region=region, **_places(region)
    )


def _prefilled(key: FigureKey, now: Figure | None) -> FigureForm:
    """Return a form with the figure in force, so that only what changes is typed; the source is always typed anew."""
    if now is None:
        return FigureForm(None).offer(key.choices)
    value = value_typed(now.value, key)
    return FigureForm(None, value=value, chosen=value, caveat=now.caveat, objection=now.objection).offer(
        key.choices
    )


def _given(form: FigureForm, key: FigureKey, region: str, figures: Figures) -> FigureGiven | None:
    """Return what was typed as a figure; None with the form's sentences when it can't be one."""
    if not form.validate():
        return None
    value = read_value(form.typed, key)
    refusal = value if isinstance(value, Refusal) else None
    valid_from, valid_to = form.valid_from.data, form.valid_to.data
    assert valid_from is not None
    if refusal is None and not isinstance(value, Refusal):
        refusal = figure_refusal(key, region, value, valid_from, valid_to, figures, today())
    if refusal is not None or isinstance(value, Refusal):
        assert refusal is not None
        field = "chosen" if refusal.field == "value" and key.choices else refusal.field
        form.refuse(Refusal(refusal.code, refusal.sentence, source=refusal.source, field=field))
        return None
    # 示例 is said by the source itself, wherever it is quoted: ticked and typed are one and the same.
    source = form.source.data or ""
    is_marked = source.startswith(EXAMPLE_MARK[:2])
    return FigureGiven(
        key=key.key,
        region_code=region,
        value=value,
        unit=key.unit,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source if is_marked or not form.is_example.data else EXAMPLE_MARK + source,
        caveat=form.caveat.data or "",
        objection=form.objection.data or "",
        is_example=form.is_example.data or is_marked,
    )


def _as_figure(given: FigureGiven) -> Figure:
    return Figure(
        given.key,
        given.region_code,
        given.value,
        given.unit,
        given.valid_from,
        given.valid_to,
        given.source,
        given.is_example,
        given.caveat,
        reference="preview",
        objection=given.objection,
    )


def _typed(args: Mapping[str, str]) -> dict[str, str]:
    names = ("value", "chosen", "valid_from", "valid_to", "source", "is_example", "caveat", "objection")
    return {name: args[name] for name in names if args.get(name)}
