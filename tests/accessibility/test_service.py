"""Profiles kept in accounts, and barrier reports."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import sqlalchemy as sa

from learnhub.accessibility import service
from learnhub.accessibility.models import BarrierReport
from learnhub.accessibility.rules import AccessProfile, Answer, ReportState, Sums, TextSize, Theme, Told
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now
from tests.people import BASE_REGION, NEIGHBOUR_REGION, PREFECTURE, Someone

DARK = replace(AccessProfile(), theme=Theme.DARK, has_pinyin=True)
LARGE = replace(AccessProfile(), text_size=TextSize.P200)


def test_a_kept_profile_comes_back_and_the_next_one_replaces_it(database: Database, trainee: Someone) -> None:
    for profile in (DARK, LARGE, AccessProfile()):
        with database.transaction() as session:
            service.keep_profile(session, trainee.person_id, profile, now=instant_now())
        with database.reading() as session:
            assert service.profile_or_none(session, trainee.person_id) == profile


def test_a_person_who_never_chose_has_no_profile(database: Database, trainee: Someone) -> None:
    with database.reading() as session:
        assert service.profile_or_none(session, trainee.person_id) is None


def test_an_account_takes_over_a_visitors_profile_once(
    database: Database, trainee: Someone, other_trainee: Someone
) -> None:
    with database.transaction() as session:
        assert service.adopt(session, trainee.person_id, DARK, now=instant_now())
        assert not service.adopt(session, trainee.person_id, LARGE, now=instant_now())
        assert service.profile_or_none(session, trainee.person_id) == DARK
        assert service.profile_or_none(session, other_trainee.person_id) is None


def test_a_visitor_without_choices_gives_nothing_to_adopt(database: Database, trainee: Someone) -> None:
    with database.transaction() as session:
        assert not service.adopt(session, trainee.person_id, AccessProfile(), now=instant_now())
        assert service.profile_or_none(session, trainee.person_id) is None


def test_a_report_is_found_by_its_number_with_its_answers_in_order(
    database: Database, officer: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        number = service.report_barrier(session, Told("/courses", "按钮没有名字"), person_id=None, now=now)
        for step, (state, words) in enumerate(
            [(ReportState.IN_WORK, "正在看"), (ReportState.MENDED, "已经加上名字")]
        ):
            service.answer_report(
                session,
                number,
                state,
                words,
                person_id=officer.person_id,
                now=now + timedelta(hours=step),
            )
        found = service.report_or_none(session, number)
        assert found is not None
        assert [answer.words for answer in found.answers] == ["正在看", "已经加上名字"]
        assert found.state == ReportState.MENDED


def test_numbers_differ_and_have_ten_digits(database: Database) -> None:
    with database.transaction() as session:
        numbers = {
            service.report_barrier(session, Told("", "看不清"), person_id=None, now=instant_now())
            for _ in range(20)
        }
    assert len(numbers) == 20
    assert all(len(n) == 10 and n.isdigit() and n[0] != "0" for n in numbers)


def test_an_answer_to_an_unknown_number_is_refused(database: Database, officer: Someone) -> None:
    with database.transaction() as session:
        outcome = service.answer_report(
            session, "1", ReportState.MENDED, "好了", person_id=officer.person_id, now=instant_now()
        )
    assert isinstance(outcome, Refusal)


def test_reports_of_the_own_divisions_are_listed_those_that_wait_first_the_oldest_of_them_first(
    database: Database, officer: Someone
) -> None:
    now = instant_now()
    places = [BASE_REGION, PREFECTURE, NEIGHBOUR_REGION, "", BASE_REGION]
    with database.transaction() as session:
        numbers = [
            service.report_barrier(
                session, Told("", f"第 {n} 个", region_code=place), person_id=None, now=now
            )
            for n, place in enumerate(places)
        ]
        service.answer_report(
            session, numbers[0], ReportState.MENDED, "好了", person_id=officer.person_id, now=now
        )

        def listed(*reach: str, number: int = 1, size: int = 25) -> list[str]:
            rows, total = service.reports(session, reach, number=number, size=size)
            assert len(rows) == min(size, total - (number - 1) * size)
            return [row.told.words[2] for row in rows]

        assert listed(PREFECTURE) == ["1", "4", "0"]
        assert listed(NEIGHBOUR_REGION) == ["2"]
        assert listed("") == ["1", "2", "3", "4", "0"]
        assert listed("", number=2, size=4) == ["0"]
        assert listed() == []
        assert [service.waiting_reports(session, [one]) for one in (PREFECTURE, BASE_REGION, "")] == [2, 1, 4]


def test_words_of_a_settled_report_end_and_the_rest_stays(database: Database, officer: Someone) -> None:
    now = instant_now()
    told = Told("/courses", "看不清", "放大镜", "张三，0371", BASE_REGION)
    with database.transaction() as session:
        settled, waiting = (
            service.report_barrier(session, told, person_id=officer.person_id, now=now) for _ in range(2)
        )
        for number, state in ((settled, ReportState.MENDED), (waiting, ReportState.IN_WORK)):
            service.answer_report(session, number, state, "张三，好了", person_id=officer.person_id, now=now)
        assert service.reports_ended(session, now) == []
        later = now + timedelta(days=1)
        ended = service.reports_ended(session, later)
        service.erase_reports(session, ended, now=later)
        assert service.reports_ended(session, later) == []
        found = service.report_or_none(session, settled)
        kept = service.report_or_none(session, waiting)
        assert found is not None
        assert kept is not None
        assert kept.told == told
        assert found == replace(
            kept,
            number=settled,
            told=Told("/courses", "", region_code=BASE_REGION),
            answers=(Answer(ReportState.MENDED, "", now),),
            is_erased=True,
        )
        row = session.scalars(sa.select(BarrierReport).where(BarrierReport.number == settled)).one()
        assert row.person_id is None


def test_sums_tell_what_was_received_settled_and_left_waiting(database: Database, officer: Someone) -> None:
    now = instant_now()
    days_ago = [400, 20, 10, 5]
    with database.transaction() as session:
        before = service.sums(session, now=now)
        numbers = [
            service.report_barrier(
                session, Told("", "看不清"), person_id=None, now=now - timedelta(days=days)
            )
            for days in days_ago
        ]

        def answer(number: str, state: ReportState, after: int) -> None:
            at = now - timedelta(days=days_ago[numbers.index(number)] - after)
            service.answer_report(session, number, state, "看了", person_id=officer.person_id, now=at)

        answer(numbers[1], ReportState.IN_WORK, 1)
        answer(numbers[1], ReportState.MENDED, 9)
        answer(numbers[2], ReportState.IN_WORK, 4)
        found = service.sums(session, now=now)
    assert before == Sums(0, 0, 0, None)
    # The first is older than a year and was never answered; of the others two were answered, after one and four days.
    assert found == Sums(3, 1, 3, Fraction(5, 2), {"": (3, 1)})
