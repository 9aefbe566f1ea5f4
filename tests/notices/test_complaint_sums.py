"""Sums of complaints by division: what came in a year, and how soon it was answered."""

import csv
import io
from datetime import datetime, timedelta

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.notices.models import Complaint, ComplaintAnswer
from learnhub.notices.rules import ComplaintState, Topic
from learnhub.notices.service.complaint_sums import complaint_sums
from learnhub.primitives import SHANGHAI, today
from tests.people import BASE_REGION, NEIGHBOUR_REGION, PREFECTURE, Someone, make_person
from tests.visit import Visit

CAME = datetime(2026, 3, 2, 10, tzinfo=SHANGHAI)


def _complaint(
    number: int, region: str, answers: dict[int, ComplaintState], *, came: datetime = CAME
) -> Complaint:
    """A complaint to be answered within 15 days, with answers so many days after it came."""
    return Complaint(
        code_hash=f"{number:064x}", region_code=region, topic=Topic.MONEY if number % 2 else Topic.ACCESS,
        words="示例", contact="", about="", received_at=came, answer_by=came.date() + timedelta(days=15),
        answers=[
            ComplaintAnswer(state=state, words="示例", person_id=1, answered_at=came + timedelta(days=days))
            for days, state in answers.items()
        ],
    )  # fmt: skip


def test_a_year_is_summed_by_division_and_an_officer_sees_the_own_alone(
    visit: Visit, database: Database, officer: Someone
) -> None:
    with database.transaction() as session:
        for number, (region, answers) in enumerate(
            [
                (BASE_REGION, {3: ComplaintState.IN_WORK, 15: ComplaintState.RIGHT}),
                (BASE_REGION, {16: ComplaintState.NOT_RIGHT}),
                (BASE_REGION, {2: ComplaintState.IN_WORK}),
                (PREFECTURE, {2: ComplaintState.RIGHT}),
                (NEIGHBOUR_REGION, {}),
            ]
        ):
            made = _complaint(number, region, answers)
            for one in made.answers:
                one.person_id = officer.person_id
            session.add(made)
        session.add(_complaint(9, BASE_REGION, {}, came=datetime(2027, 1, 1, 0, tzinfo=SHANGHAI)))
        session.add(_complaint(10, BASE_REGION, {}, came=datetime(2025, 12, 31, 23, 59, tzinfo=SHANGHAI)))
        session.flush()
        whole, (prefecture, county) = complaint_sums(
            session, [PREFECTURE], year=2026, on=CAME.date() + timedelta(16)
        )
        assert (prefecture.region_code, county.region_code) == (PREFECTURE, BASE_REGION)
        assert (county.received, county.in_time, county.late, county.waiting, county.overdue) == (
            3,
            1,
            1,
            1,
            1,
        )
        assert (whole.received, whole.answered, whole.median_days) == (4, 3, 15)
        assert whole.topics == {Topic.ACCESS: 2, Topic.MONEY: 2}
        assert complaint_sums(session, [NEIGHBOUR_REGION], year=2026, on=CAME.date())[0].overdue == 0
    told = visit("pages.complaint_sums_page", officer, year="2026")
    assert told.rows("2026 年收到的")[0] == ["一共", "4", "2", "1", "1", "1", "15"]
    neighbour = make_person(database, "邻县干部", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    assert visit("pages.complaint_sums_page", neighbour, year="2026").rows("2026 年收到的")[0][1] == "1"
    table = visit("pages.complaint_sums_table", officer, suffix="csv", year="2026").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(table)))
    assert [row[:2] for row in rows[1:3]] == [["河南省郑州市", "1"], ["河南省郑州市金水区", "3"]]
    assert rows[-1] == [f"2026 年收到的投诉，按 {today().isoformat()} 的记录"]
    assert "2024 年没有收到投诉。" in visit("pages.complaint_sums_page", officer, year="2024").words
    assert visit("pages.complaint_sums_page", officer, year="99999").heading == f"投诉合计：{today().year} 年"
