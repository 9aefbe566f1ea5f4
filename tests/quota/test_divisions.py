"""What divisions owe, what is stuck, reminders and letters."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.authoring.service.publication.facts import stuck_drafts
from learnhub.catalogue.rules import CourseState
from learnhub.db import Database
from learnhub.messages.models import Message
from learnhub.policy.service import figures
from learnhub.primitives import Refusal
from learnhub.quota import service
from learnhub.quota.models import BrandProject
from learnhub.quota.service import divisions as rules_of_divisions
from learnhub.quota.service.divisions import BrandTold, division_duties, division_statuses, name_brand
from learnhub.quota.service.reminding import letter_of, remind
from learnhub.regions.service import region_names
from learnhub.settings import PROJECT_DIR, Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases
from tests.authoring.publication.road import Road, done
from tests.bases import both_bases, neighbour_base
from tests.people import Someone, make_person
from tests.quota.test_service import RULES, board
from tests.visit import Submit, Visit

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)
CONTENT = PROJECT_DIR / "content"


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.transaction() as session:
        both_bases(session)
        yield session


def gaps(session: Session, reach: str, *, ended: bool = False) -> dict[tuple[str, str], int]:
    bases = list(both_bases(session))
    owed = division_duties(region_names(CONTENT), [reach], RULES, TODAY, ended=ended)
    found = division_statuses(session, owed, bases, TODAY)
    return {(one.duty.region_code, one.duty.rule.key): one.status.gap for one in found}


def test_each_county_wants_a_base_and_each_prefecture_a_brand(session: Session) -> None:
    found = gaps(session, "410000")
    assert found["410105", "example-base-in-each-county"] == 0
    assert found["410102", "example-base-in-each-county"] == 1
    assert found["410100", "example-brand-2026"] == 1
    own, _neighbour = both_bases(session)
    told = BrandTold("盲人按摩", date(2026, 3, 1), "某残联〔2026〕3号")
    assert isinstance(name_brand(session, Actor(), own, told, now=NOW), BrandProject)
    assert isinstance(name_brand(session, Actor(), own, told, now=NOW), Refusal)
    to_come = BrandTold("剪纸", date(2026, 11, 22), "某残联〔2026〕4号")
    assert isinstance(name_brand(session, Actor(), own, to_come, now=NOW), Refusal)
    assert gaps(session, "410000")["410100", "example-brand-2026"] == 0
    with pytest.raises(DatabaseError, match="append-only"), session.begin_nested():
        session.execute(sa.text("DELETE FROM brand_project"))


def test_the_plan_that_ended_is_told_apart_and_a_county_sees_its_own_alone(session: Session) -> None:
    ended = gaps(session, "530000", ended=True)
    assert ended["532801", "yunnan-base-in-each-county"] == 0
    assert ended["532822", "yunnan-base-in-each-county"] == 1
    assert {code for code, _key in gaps(session, "410105")} == {"410105"}


def test_more_divisions_take_no_more_queries(session: Session) -> None:
    seen: list[str] = []
    bases = list(both_bases(session))
    event.listen(session.connection(), "before_cursor_execute", lambda *told: seen.append(told[2]))
    counts = []
    for reach in ("410105", ""):
        seen.clear()
        owed = division_duties(region_names(CONTENT), [reach], RULES, TODAY, ended=False)
        rules_of_divisions.division_statuses(session, owed, bases, TODAY)
        counts.append(len(seen))
    assert counts[1] <= counts[0] <= 6


def test_what_is_stuck_says_where_since_when_and_why(
    visit: Visit, database: Database, settings: Settings, instructor: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        add_bases(session)
        road = Road(session, store_for(settings), instructor, officer)
        draft = road.open()
        done(road.submit(draft, at=NOW - timedelta(days=9)))
        (one,) = stuck_drafts(session, [draft.base_id], now=NOW)
        assert (one.state, one.office_time, one.words) == (CourseState.SUBMITTED, timedelta(days=9), "")
        done(road.take(draft, at=NOW - timedelta(days=5)))
        done(road.send_back(draft, "第 1 课请写得短一些。", at=NOW - timedelta(days=4)))
        (one,) = stuck_drafts(session, [draft.base_id], now=NOW)
        assert (one.state, one.office_time) == (CourseState.RETURNED, timedelta(days=5))
        assert one.words == "第 1 课请写得短一些。"
        letter = letter_of(board(session), [one], sender="某残联", today=TODAY)
        assert any("还差 1 门" in words for words in letter.paragraphs)
        assert any("退回来了" in words for words in letter.paragraphs)
    shown = visit("quota.office_base", officer, slug="jinshui")
    assert shown.rows("卡在哪里")[0][1] == "等基地修改"
    assert shown.rows("卡在哪里")[0][-1] == "第 1 课请写得短一些。"


def test_managers_are_reminded_once_for_each_of_its_days(session: Session, database: Database) -> None:
    manager = make_person(database, "何主任", Holding(Role.BASE_MANAGER, 1, "410105"))
    make_person(database, "周老师", Holding(Role.INSTRUCTOR, 1, "410105"))
    known = figures(CONTENT)
    first = datetime(2026, 10, 5, 2, tzinfo=UTC)
    assert remind(session, RULES, known, now=first - timedelta(days=30)) == 0
    assert [remind(session, RULES, known, now=first + timedelta(days=days)) for days in (0, 1, 60)] == [
        1,
        0,
        1,
    ]
    told = session.scalars(sa.select(Message).order_by(Message.id)).all()
    assert [one.person_id for one in told] == [manager.person_id] * 2
    assert told[0].words == {"base": "金水培训基地", "days": "87"}


def test_an_office_goes_from_a_gap_to_the_base_and_names_a_brand(
    visit: Visit, submit: Submit, database: Database, officer: Someone, base_manager: Someone
) -> None:
    with database.transaction() as session:
        both_bases(session)
        session.add(neighbour_base(id=9, slug="zhongyuan", name="中原培训基地", region_code="410102"))
    page = visit(visit("quota.office_board", officer).links["各地区的任务"], officer)
    assert {row[0] for row in page.rows("地区和任务")} >= {"河南省郑州市", "河南省郑州市金水区"}
    division = visit(page.links["河南省郑州市金水区"], officer)
    assert "没有卡住的课程" in division.words
    assert division.rows("基地和它差几门课")[0][0] == "金水培训基地"
    base = visit(division.links["金水培训基地"], officer)
    letter = visit(base.links["写给金水培训基地的提醒信"], officer)
    assert "金水培训基地：" in letter.words
    assert letter.words == visit("quota.letter", base_manager, slug="jinshui").words
    county = make_person(database, "区里的小冯", Holding(Role.OFFICER, region_code="410105"))
    visit("quota.division", county, 404, code="410102")
    visit("quota.division", county, 404, code="410100")
    visit("quota.letter", county, 404, slug="zhongyuan")
    brand = {
        "base": "jinshui",
        "title": "盲人按摩",
        "named_on": "2026-03-01",
        "document": "某残联〔2026〕3号",
    }
    submit("quota.add_brand", brand, officer, 303, target="/office/brands?done=named")
    submit("quota.add_brand", brand | {"base": "jinghong"}, officer, 422)
    listed = visit("quota.brands", officer)
    assert listed.rows("已经登记的品牌项目")[0][:2] == ["盲人按摩", "金水培训基地"]


def test_the_letter_is_a_pdf_of_its_own_base(
    visit: Visit, database: Database, base_manager: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as session:
        both_bases(session)
    assert service.rules(CONTENT)
    content = visit("quota.letter_paper", base_manager, slug="jinshui").content
    assert content.startswith(b"%PDF")
    visit("quota.letter_paper", base_manager, 404, slug="jinghong")
    monkeypatch.setattr("learnhub.quota.views.letters.typesetting.is_installed", lambda: False)
    visit("quota.letter_paper", base_manager, 404, slug="jinshui")
