"""Officers' figures over the baseline: one row after the other, each with its row of evidence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.policy import service
from learnhub.policy.models import PolicyFigure
from learnhub.policy.rules import Figure
from learnhub.policy.service import FigureGiven
from learnhub.primitives import Refusal, instant_now
from learnhub.settings import PROJECT_DIR
from tests.guards import without_guards
from tests.people import Someone

CONTENT = PROJECT_DIR / "content"
LIVING = "subsidy.living_per_offline_day_fen"
GIVEN = FigureGiven(
    key=LIVING,
    region_code="410100",
    value=3500,
    unit="分/天",
    valid_from=date(2026, 5, 1),
    valid_to=None,
    source="示例：测试用的文件",
    caveat="",
    objection="",
    is_example=True,
)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        yield session


def given(session: Session, officer: Someone, figure: FigureGiven, after: int = 0) -> PolicyFigure:
    made = service.set_figure(session, Actor(officer.person_id), figure, after=after, now=instant_now())
    assert isinstance(made, PolicyFigure)
    return made


def in_force(session: Session, on: date) -> Figure:
    return service.figures_in_force(session, CONTENT).in_force(LIVING, "410105", on)


def test_an_officers_row_counts_from_its_day_on_and_the_baseline_before(
    session: Session, officer: Someone
) -> None:
    made = given(session, officer, GIVEN)
    assert in_force(session, date(2026, 4, 30)).number == 3000
    later = in_force(session, date(2026, 5, 1))
    assert (later.number, later.row, later.mark) == (3500, made.id, "示例")
    assert later.reference.startswith(f"policy_figure:{made.id}#{LIVING}@410100:")
    assert service.verify(session) == (1, [])


def test_of_two_rows_that_begin_on_one_day_the_newer_counts_and_both_stay(
    session: Session, officer: Someone
) -> None:
    first = given(session, officer, GIVEN)
    second = given(session, officer, replace(GIVEN, value=3600), after=first.id)
    figures = service.figures_in_force(session, CONTENT)
    assert figures.in_force(LIVING, "410100", date(2026, 5, 1)).number == 3600
    assert figures.last_row == second.id
    assert figures.known(first.id).in_force(LIVING, "410100", date(2026, 5, 1)).number == 3500
    assert figures.known(0) == service.figures(CONTENT)


def test_the_same_form_twice_is_one_row_and_an_outdated_form_is_refused(
    session: Session, officer: Someone
) -> None:
    first = given(session, officer, GIVEN)
    assert given(session, officer, GIVEN).id == first.id
    outcome = service.set_figure(
        session, Actor(officer.person_id), replace(GIVEN, value=3700), after=0, now=instant_now()
    )
    assert isinstance(outcome, Refusal)
    assert outcome.code == "figure-moved"
    neighbour = given(session, officer, replace(GIVEN, region_code="410105"))
    assert neighbour.evidence_position == 1  # a chain for each division


def test_figures_refuse_change_and_a_changed_or_missing_row_is_named(
    session: Session, officer: Someone
) -> None:
    made = given(session, officer, GIVEN)
    for deed in (sa.update(PolicyFigure).values(caveat="改过"), sa.delete(PolicyFigure)):
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(deed)
    without_guards(session, "policy_figure")
    session.execute(sa.update(PolicyFigure).values(value=3501))
    session.expire_all()
    assert [fault.where for fault in service.verify(session)[1]] == [f"policy_figure {made.id}"]
    session.execute(sa.delete(PolicyFigure))
    session.expire_all()
    assert [fault.where for fault in service.verify(session)[1]] == ["policy:410100 #1"]


def test_the_list_tells_every_figure_with_its_source_and_numbers_officers_rows(
    app: Flask, database: Database, officer: Someone
) -> None:
    with database.transaction() as session:
        row = given(session, officer, GIVEN)
        number = row.id
    told = app.test_cli_runner().invoke(args=["policy", "list", "--region", "410100", "--key", "living_per"])
    assert told.exit_code == 0
    assert told.output.splitlines() == [
        f"policy: {LIVING} 410100 3000 分/天 2021-06-08 起 [文件] 郑州市人力资源和社会保障局 2021-06-08"
        " 对市政协提案的答复：线下培训额外享受30元一天交通和生活费补贴",
        f"policy: {LIVING} 410100 3500 分/天 2026-05-01 起 [登记 {number}] 示例：测试用的文件",
        "policy: 2 figures, 1 set by officers",
    ]
