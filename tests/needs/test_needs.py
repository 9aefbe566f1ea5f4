"""The yearly survey: asked by the division, decided by its person, counted so that nobody is found, ended by policy."""

import csv
import io
import random
import re
from datetime import date, timedelta

import openpyxl
import pytest
import sqlalchemy as sa

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.casework import service as casework
from learnhub.db import Database
from learnhub.messages.models import Message
from learnhub.needs.models import NeedsAnswer, NeedsSurvey
from learnhub.needs.rules import (
    CELLS,
    Answer,
    Counted,
    Mode,
    Obstacle,
    area_lines,
    lines_shown,
    opening_refusal,
    total_of,
)
from learnhub.needs.service import answering, asking, counting
from learnhub.oversight.service.erasing import erase_ended
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import PROJECT_DIR
from tests.people import BASE_REGION, NEIGHBOUR_REGION, PREFECTURE, Someone, make_person
from tests.visit import Submit, Visit

FIGURES = figures(PROJECT_DIR / "content")
LEAST = 5
DAY = timedelta(days=1)
ANSWER = Answer(frozenset({"massage"}), Mode.NEAR, frozenset({Obstacle.TRANSPORT}), "想学针灸")


def counted(people: int, answers: list[Answer]) -> Counted:
    cells: dict[str, int] = {}
    for one in answers:
        for cell in one.cells:
            cells[cell] = cells.get(cell, 0) + 1
    return Counted(people, len(answers), cells)


def test_one_year_asks_everybody_once() -> None:
    first = date(2026, 3, 2)

    def code(region: str, opens: date, closes: date) -> str:
        refusal = opening_refusal(region, opens, closes, on=first, taken=["410100"])
        return refusal.code if refusal else ""

    assert code("410105", first, first + DAY) == "taken"  # the county lies in a prefecture that asks
    assert code("410000", first, first + DAY) == "taken"
    assert code("410200", first, first + DAY) == ""
    assert code("410200", first - DAY, first) == "past"
    assert code("410200", first, first) == "order"
    assert code("410200", first, date(2027, 1, 1)) == "year"


def test_a_division_with_few_answers_is_summed_with_others_and_never_alone() -> None:
    mine = [ANSWER] * 6
    lines = lines_shown(
        {
            "410102": counted(20, mine),
            "410103": counted(10, [*mine, *mine]),
            "410105": counted(9, [ANSWER] * 2),  # too few: 410102, the smallest shown, joins it
            "410202": counted(4, [ANSWER] * 3),  # a whole prefecture that is too small
            "410303": counted(8, [ANSWER] * 5),
        },
        LEAST,
    )
    told = [(one.code, one.is_rest, one.people, one.answered) for one in lines]
    assert told == [("410103", False, 10, 12), ("410100", True, 29, 8), ("", True, 12, 8)]
    assert list(area_lines(lines)) == ["410100", ""]
    assert lines_shown({"410105": counted(9, [ANSWER] * 4)}, LEAST) == []


def test_no_hidden_count_follows_from_what_is_shown() -> None:
    """Whatever is answered: parts hold five answers or none, hidden ways together hold five or none, totals are of shown cells alone."""
    dice = random.Random(7)
    ways = list(Mode)
    for _round in range(300):
        found = {
            f"{prefecture}{county:02d}": counted(
                9,
                [
                    Answer(
                        frozenset(dice.sample(["massage", "food", "craft"], dice.randint(0, 2))),
                        dice.choice(ways[: dice.randint(1, 5)]),
                        frozenset(),
                    )
                    for _one in range(dice.choice([0, 1, 3, 5, 7, 9]))
                ],
            )
            for prefecture in ("4101", "4102", "4103")
            for county in range(1, dice.randint(2, 5))
        }
        lines = lines_shown(found, LEAST)
        if lines:
            assert sum(one.people for one in lines) == sum(one.people for one in found.values())
        for line in lines:
            assert line.answered == 0 or line.answered >= LEAST
            shown = [line.cells[cell] for cell in CELLS["mode"]]
            hidden = line.answered - sum(count for count in shown if count is not None)
            assert hidden == 0 or hidden >= LEAST
            assert all(count is None or count >= LEAST for count in line.cells.values())
        total = total_of(lines, "want:food")
        shown_food = [one.cells["want:food"] for one in lines if one.cells["want:food"] is not None]
        assert (total.numerator if total else 0) == sum(one for one in shown_food if one is not None)


@pytest.fixture
def neighbours(database: Database, trainee: Someone) -> list[Someone]:
    """Seven people of one county, the trainee first."""
    made = [
        make_person(database, f"邻居{number}", Holding(Role.TRAINEE, region_code=BASE_REGION))
        for number in range(1, 7)
    ]
    return [trainee, *made]


def opened(database: Database, officer: Someone, *, days: int = 20) -> int:
    with database.transaction() as session:
        first = min(today(), date(today().year, 12, 31) - timedelta(days=days))
        told = asking.Opening(PREFECTURE, today(), first + timedelta(days=days))
        made = asking.open_survey(session, Actor(officer.person_id), told, now=instant_now())
        assert isinstance(made, NeedsSurvey)
        return made.id


def go_on(database: Database, survey_id: int, *, closes_in: int | None = None) -> None:
    """Do the day's work; closes_in: as if the survey closed so many days from today."""
    with database.transaction() as session:
        if closes_in is not None:
            survey = session.get_one(NeedsSurvey, survey_id)
            survey.opens_on, survey.closes_on = today() - 30 * DAY, today() + closes_in * DAY
        counting.go_on(session, FIGURES, now=instant_now())


def told(database: Database) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    with database.transaction() as session:
        for row in session.scalars(sa.select(Message).where(Message.kind.startswith("needs"))):
            found.setdefault(row.kind, set()).add(row.person_id)
    return found


def test_people_are_told_twice_and_those_who_answered_once(
    database: Database, officer: Someone, neighbours: list[Someone], other_trainee: Someone
) -> None:
    survey_id = opened(database, officer)
    for _again in range(2):
        go_on(database, survey_id)
    everybody = {one.person_id for one in neighbours}
    assert told(database) == {"needs opened": everybody}
    with database.transaction() as session:
        survey = session.get_one(NeedsSurvey, survey_id)
        assert asking.open_for(session, other_trainee.person_id, on=today()) is None
        first = neighbours[0].person_id
        assert answering.give(session, survey, first, ANSWER, now=instant_now()) is None
    for _again in range(2):
        go_on(database, survey_id, closes_in=7)
    assert told(database) == {"needs opened": everybody, "needs ends": everybody - {first}}


def test_the_office_reads_sums_after_the_end_and_single_answers_end(
    database: Database, visit: Visit, submit: Submit, officer: Someone, neighbours: list[Someone]
) -> None:
    survey_id = opened(database, officer)
    at = f"/office/needs/{survey_id}"
    sheet = {"wants": ["massage"], "mode": "near", "obstacles": ["transport"]}
    for number, one in enumerate(neighbours[:6]):
        words = {"words": "=想学针灸"} if number == 0 else {}
        submit("needs.answer_survey", sheet | words, one, target="/me/needs?done=given")
    assert "massage" not in visit(at, officer).text
    visit(f"{at}.csv", officer, 404)
    go_on(database, survey_id, closes_in=-1)
    shown = visit(at, officer)
    assert shown.rows("想学什么")[0][:4] == ["河南省郑州市金水区", "6/7，85.7%", "不显示", "6/6，100.0%"]
    assert "=想学针灸" in shown.words
    assert neighbours[0].nickname not in shown.words
    rows = list(csv.reader(io.StringIO(visit(f"{at}.csv", officer).content.decode("utf-8-sig"))))
    assert rows[1][:2] == ["河南省郑州市金水区", "6/7，85.7%"]
    assert any(row[0] == "人数" for row in rows)
    book = openpyxl.load_workbook(io.BytesIO(visit(f"{at}.xlsx?by=prefecture", officer).content))
    assert book.worksheets[0]["A2"].value == "河南省郑州市"
    # The day's work counts nothing again, and a late answer isn't taken.
    submit("needs.answer_survey", sheet, neighbours[6], target="/me/needs")
    with database.transaction() as session:
        later = instant_now() + 80 * DAY
        assert erase_ended(session, figures=FIGURES, now=later)
        assert session.scalar(sa.select(sa.func.count()).select_from(NeedsAnswer)) == 6
        erase_ended(session, figures=FIGURES, now=instant_now() + 91 * DAY)
        assert session.scalar(sa.select(sa.func.count()).select_from(NeedsAnswer)) == 0
    after = visit(at, officer)
    assert after.rows("想学什么")[0] == shown.rows("想学什么")[0]
    assert "针灸" not in after.words


def test_too_few_answers_show_nothing_and_no_word(
    database: Database, visit: Visit, officer: Someone, neighbours: list[Someone]
) -> None:
    survey_id = opened(database, officer)
    with database.transaction() as session:
        survey = session.get_one(NeedsSurvey, survey_id)
        for one in neighbours[:4]:
            answering.give(session, survey, one.person_id, ANSWER, now=instant_now())
    go_on(database, survey_id, closes_in=-1)
    shown = visit(f"/office/needs/{survey_id}", officer)
    assert "回答太少，什么都不能显示" in shown.words
    assert "针灸" not in shown.words


def test_a_helper_writes_and_the_person_decides(
    database: Database,
    visit: Visit,
    submit: Submit,
    officer: Someone,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    survey_id = opened(database, officer)
    until = (today() + 9 * DAY).isoformat()
    asked = {"nickname": other_trainee.nickname, "parts": ["schedule"], "until_on": until}
    submit("pages.invite_helper", asked, trainee, target="/me/helpers?done=invited")
    link_id = int(re.findall(r"/helping/(\d+)/answer", visit("pages.helping", other_trainee).text)[0])
    submit(
        "pages.answer_invitation",
        {"answer": "yes"},
        other_trainee,
        link_id=link_id,
        target="/helping?done=accepted",
    )
    visit("needs.helper_survey", other_trainee, 404, link_id=link_id)
    submit("pages.change_parts", {"needs": "on"}, trainee, link_id=link_id, target="/me/helpers?done=changed")
    visit("needs.helper_survey", trainee, 404, link_id=link_id)
    visit("needs.helper_survey", officer, 404, link_id=link_id)
    sheet = {"wants": ["food"], "mode": "mixed"}
    submit("needs.fill_survey", {}, other_trainee, 422, link_id=link_id)
    submit(
        "needs.fill_survey",
        sheet,
        other_trainee,
        link_id=link_id,
        target=f"/helping/{link_id}/needs?done=filled",
    )
    assert told(database) == {"needs filled": {trainee.person_id}}

    def row() -> NeedsAnswer:
        with database.transaction() as session:
            return session.get_one(NeedsAnswer, (survey_id, trainee.person_id))

    assert row().decided_at is None  # it counts nowhere yet
    own = visit("needs.own_survey", trainee)
    assert other_trainee.nickname in own.words
    assert own.chosen == ["餐饮", "网上学一些，去上课一些"]
    submit("needs.answer_survey", sheet | {"wants": ["craft"]}, trainee, target="/me/needs?done=given")
    assert row().decided_at is not None
    assert (row().wants, row().filled_by_id) == (["craft"], other_trainee.person_id)
    submit("needs.fill_survey", sheet, other_trainee, 422, link_id=link_id)
    submit("pages.end_helper", {}, trainee, link_id=link_id, target="/me/helpers?done=ended")
    visit("needs.helper_survey", other_trainee, 404, link_id=link_id)


def test_an_answer_goes_into_the_file_by_the_persons_press_alone_and_can_be_taken_back(
    database: Database, submit: Submit, visit: Visit, officer: Someone, trainee: Someone
) -> None:
    opened(database, officer)
    submit("needs.answer_survey", {"wants": ["food", "nothing"]}, trainee, 422)
    submit("needs.answer_survey", {"wants": ["food"], "mode": "near"}, trainee, target="/me/needs?done=given")
    assert "您还没有档案" in " ".join(submit("needs.put_into_file", {}, trainee, 422).errors)
    with database.transaction() as session:
        casework.open_file(session, trainee.person_id, now=instant_now())
    submit("needs.answer_survey", {"wants": ["food"], "mode": "near"}, trainee, target="/me/needs?done=given")
    with database.transaction() as session:
        file = casework.file_or_none(session, trainee.person_id)
        assert file is not None
        assert not file.entries
    submit("needs.put_into_file", {}, trainee, target="/me/needs?done=filed")
    with database.transaction() as session:
        file = casework.file_or_none(session, trainee.person_id)
        assert file is not None
        assert [one.words for one in file.entries] == ["餐饮；去上课，要离家近"]
    submit("needs.take_back", {}, trainee, target="/me/needs?done=taken-back")
    with database.transaction() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(NeedsAnswer)) == 0


def test_an_officer_opens_for_the_own_division_and_others_see_nothing(
    database: Database, visit: Visit, submit: Submit, officer: Someone
) -> None:
    elsewhere = make_person(database, "版纳干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    county = make_person(database, "金水干部", Holding(Role.OFFICER, region_code=BASE_REGION))
    day = date(today().year, 12, 31)
    told_of = {"region": PREFECTURE, "opens_on": today().isoformat(), "closes_on": day.isoformat()}
    submit("needs.open_survey", told_of, elsewhere, 422)
    made = submit("needs.open_survey", told_of, officer, target=re.compile(r"/office/needs/\d+\?done=opened"))
    survey_id = int(re.findall(r"\d+", made.location)[0])
    assert "这一年已经有一次调查包括这里" in " ".join(
        submit("needs.open_survey", told_of | {"region": BASE_REGION}, county, 422).errors
    )
    visit("needs.office_survey", county, survey_id=survey_id)
    visit("needs.office_survey", elsewhere, 404, survey_id=survey_id)
    with database.transaction() as session:
        refused = asking.open_survey(
            session, Actor(officer.person_id), asking.Opening(PREFECTURE, today(), day), now=instant_now()
        )
        assert isinstance(refused, Refusal)
        assert refused.code == "taken"
