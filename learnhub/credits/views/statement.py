"""A person's own statement of points and recognised minutes."""

from dataclasses import dataclass
from datetime import date

from flask import request
from flask.typing import ResponseReturnValue

from learnhub.credits import service
from learnhub.credits.rules import MINUTES_PER_CLASS_HOUR
from learnhub.credits.service import EntryTold
from learnhub.credits.views.blueprint import bp
from learnhub.policy.service import figures_in_force
from learnhub.primitives import class_hours, local_date, today
from learnhub.web import (
    ROWS_PER_PAGE,
    Paging,
    current_person,
    page,
    reading,
    settings,
    signed_in,
)
from learnhub.web.paging import page_number


@dataclass(frozen=True)
class EntryView:
    """One entry in words. rule_number: of the rule in the list below the entries. learned_on: None when it can't be told."""

    told: EntryTold
    rule_number: int
    learned_on: date | None
    posted_on: date


@bp.get("/me/credits")
@signed_in
def statement() -> ResponseReturnValue:
    """Tell every entry of the person's ledger in words, newest first."""
    number = page_number(request.args.get("page"))
    with reading() as session:
        known = figures_in_force(session, settings().content_dir)
        told = service.statement(
            session,
            person_id=current_person().person_id,
            figures=known,
            number=number,
            size=ROWS_PER_PAGE,
        )
        rules = list(dict.fromkeys((one.entry.rule, one.entry.source) for one in told.entries))
        rows = [
            EntryView(
                one,
                rules.index((one.entry.rule, one.entry.source)) + 1,
                local_date(one.learned_at) if one.learned_at is not None else None,
                local_date(one.entry.posted_at),
            )
            for one in told.entries
        ]
        hour = known.in_force(MINUTES_PER_CLASS_HOUR, "", today())
        return page(
            "credits/statement.html",
            paging=Paging(rows, number, told.total),
            pending=told.pending,
            balance=told.balance,
            hours=class_hours(told.balance.recognised_minutes, hour.number),
            hour=hour,
            sources=[source for _rule, source in rules],
        )
