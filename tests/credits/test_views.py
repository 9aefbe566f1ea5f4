"""The statement: every entry in words, one's own alone."""

import pytest
from sqlalchemy.orm import Session

from learnhub.credits import service
from learnhub.credits.models import CreditEntry
from learnhub.db import Database
from learnhub.policy.adapters.figure_files import read_figures
from learnhub.primitives import instant_now
from learnhub.settings import PROJECT_DIR
from tests.classes import complete, course_with_lessons, enrol
from tests.people import Someone
from tests.visit import Visit

FIGURES = read_figures(PROJECT_DIR / "content" / "policy")


def learn(
    session: Session, person: Someone, *, lessons: int, minutes: int = 50, settled: bool = True
) -> list[CreditEntry]:
    course, versions = course_with_lessons(session, "massage", lessons=lessons, minutes=minutes)
    enrolment = enrol(session, person.person_id, course)
    for version in versions:
        complete(session, person.person_id, enrolment.id, version)
    if not settled:
        return []
    return service.settle(session, person_id=person.person_id, figures=FIGURES, now=instant_now())


def test_an_empty_statement_says_how_it_fills(visit: Visit, trainee: Someone) -> None:
    page = visit("credits.statement", trainee)
    assert "还没有记录" in page.words
    assert "0 学时，还余 0 分钟" in page.words


def test_each_entry_is_told_in_words_with_its_rule_and_the_sums_with_their_remainder(
    visit: Visit, database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        learn(session, trainee, lessons=2)
    page = visit("credits.statement", trainee)
    assert "学习积分20 分" in page.words
    assert "2 学时，还余 10 分钟（一共 100 分钟）" in page.words
    assert "学完“massage-1”（课程“课程 massage”），得 10 积分，认定 50 分钟，按规则 1。" in page.words
    assert "示例：云残发〔2022〕55号" in page.words
    assert "示例：据转载的湖南省人社厅" in page.words
    assert "这里不记学分" in page.words


def test_a_reversal_is_told_with_its_reason(visit: Visit, database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        entry, _other = learn(session, trainee, lessons=2)
        service.reverse(
            session, entry_id=entry.id, reason="重复 & 多记了一次", reversed_by=1, now=instant_now()
        )
    page = visit("credits.statement", trainee)
    assert "冲正：扣回“massage-1”（课程“课程 massage”）的 10 积分和 50 分钟。" in page.words
    assert "原因：重复 & 多记了一次" in page.words
    assert "学习积分10 分" in page.words


def test_what_is_not_posted_yet_is_told_as_on_its_way(
    visit: Visit, database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        learn(session, trainee, lessons=12, settled=False)
    page = visit("credits.statement", trainee)
    assert "正在入账" in page.words
    assert "“massage-1”，10 积分，50 分钟" in page.words
    assert "还有 2 课也在入账。" in page.words


def test_a_long_statement_comes_in_pages_and_stays_light(
    visit: Visit, database: Database, trainee: Someone
) -> None:
    with database.transaction() as session:
        learn(session, trainee, lessons=57)
    page = visit("credits.statement", trainee)
    assert page.words.count("学完“massage-") == 25
    assert len(page.content) < 20_000
    page = visit(page.links["最后一页"], trainee)
    assert page.words.count("学完“massage-") == 7
    assert [e.get("start") for e in page.document.all("ol") if e.get("start")] == ["7"]
    assert "这一页没有记录" in visit("/me/credits?page=9", trainee).words


@pytest.mark.parametrize("page_asked", ["0", "-1", "x", "999999", "1" * 12])
def test_odd_page_numbers_are_pages(visit: Visit, trainee: Someone, page_asked: str) -> None:
    visit(f"/me/credits?page={page_asked}", trainee)


def test_a_neighbour_sees_nothing_of_it_and_a_stranger_is_asked_to_sign_in(
    visit: Visit, database: Database, trainee: Someone, other_trainee: Someone, officer: Someone
) -> None:
    with database.transaction() as session:
        learn(session, trainee, lessons=2)
    for person in (other_trainee, officer):
        assert "还没有记录" in visit("credits.statement", person).words
    visit("credits.statement", None, 303, target="/sign-in?next=/me/credits")
