"""Hours of another platform that nobody has learned: each attempt is refused, or said to the officer who decides."""

from datetime import timedelta

import sqlalchemy as sa

from learnhub.audit.rules import Actor
from learnhub.credits import service as credit
from learnhub.credits.models import OutsideHours
from learnhub.credits.rules.outside import Stated
from learnhub.db import Database
from learnhub.policy.rules import Figures
from learnhub.primitives import Refusal, today
from tests.credits.outside_made import FIGURES, approved, decide, in_class, state, told
from tests.people import Someone


def _code(outcome: object) -> str:
    return outcome.code if isinstance(outcome, Refusal) else "done"


def test_hours_are_not_stated_twice_nor_for_days_to_come_nor_beyond_what_a_day_holds(
    database: Database, trainee: Someone, instructor: Someone
) -> None:
    learned = in_class(database, trainee, instructor)
    elsewhere = in_class(database, trainee, instructor, "phone")
    what = told(450)
    with database.transaction() as session:
        assert _code(state(session, learned, trainee, what)) == "done"
        attempts = {
            "the same proof in another form": state(session, learned, trainee, what, client_id="form-again"),
            "the same course in another training": state(session, elsewhere, trainee, what, client_id="form-other"),
            "blanks in the name": state(
                session,
                learned,
                trainee,
                Stated("国家职业 技能平台", " 客服礼仪", what.first, what.last, 60),
                client_id="form-blanks",
            ),
            "part of the period": state(
                session, learned, trainee, Stated(what.platform, what.title, what.last, what.last, 60),
                client_id="form-part",
            ),
        }  # fmt: skip
        assert {name: _code(outcome) for name, outcome in attempts.items()} == dict.fromkeys(
            attempts, "twice"
        )
        tomorrow = Stated("甲", "乙", today(), today() + timedelta(days=1), 60)
        assert _code(state(session, learned, trainee, tomorrow)) == "future"
        assert _code(state(session, learned, trainee, told(601, "一天", days=1))) == "too-many"


def test_whoever_has_a_hand_in_it_recognises_nothing(
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    officer: Someone,
) -> None:
    learned = in_class(database, trainee, instructor)
    with database.transaction() as session:
        own = state(session, learned, trainee, told(100))
        by_officer = state(session, learned, officer, told(100, "干部自己填的"))
        assert isinstance(own, OutsideHours)
        assert isinstance(by_officer, OutsideHours)
        attempts = {
            "the trainee": decide(session, own, trainee, 100),
            "the teacher of the class": decide(session, own, instructor, 100),
            "an officer who works for the base, too": decide(session, own, other_trainee, 100, of_base=True),
            "the officer who stated it": decide(session, by_officer, officer, 100),
        }
        assert {name: _code(outcome) for name, outcome in attempts.items()} == dict.fromkeys(
            attempts, "involved"
        )
        assert credit.recognised_minutes(session, learned.enrolment_id) == 0


def test_no_way_leads_past_the_limit_of_one_training(
    database: Database, trainee: Someone, instructor: Someone, officer: Someone
) -> None:
    """示例 in 郑州: 10 学时 of 45 minutes."""
    learned = in_class(database, trainee, instructor)
    with database.transaction() as session:
        approved(session, learned, trainee, officer, told(400, "第一门"))
        second = state(session, learned, trainee, told(100, "第二门"))
        assert isinstance(second, OutsideHours)
        assert _code(decide(session, second, officer, 100)) == "over-limit"
        assert _code(decide(session, second, officer, 101)) == "minutes"
        assert _code(decide(session, second, officer, 50, reason="只剩 50 分钟可认")) == "done"
        third = state(session, learned, trainee, told(1, "第三门"))
        assert isinstance(third, OutsideHours)
        assert _code(decide(session, third, officer, 1)) == "over-limit"
        assert credit.recognised_minutes(session, learned.enrolment_id) == 450


def test_without_a_document_that_says_how_many_none_are_recognised(
    database: Database, trainee: Someone, instructor: Someone, officer: Someone
) -> None:
    learned = in_class(database, trainee, instructor)
    silent = Figures(tuple(one for one in FIGURES.rows if not one.key.startswith("credits.outside")))
    with database.transaction() as session:
        stated = state(session, learned, trainee, told(100))
        assert isinstance(stated, OutsideHours)
        outcome = credit.decide_hours(
            session, Actor(officer.person_id), stated, credit.Decision(100, ""), silent, now=stated.stated_at
        )
        assert _code(outcome) == "no-rule"


def test_one_picture_for_several_people_is_said_to_the_officer(
    database: Database, trainee: Someone, other_trainee: Someone, instructor: Someone
) -> None:
    first, second = (
        in_class(database, person, instructor, slug)
        for person, slug in ((trainee, "massage"), (other_trainee, "phone"))
    )
    with database.transaction() as session:
        state(session, first, trainee, told(100))
        borrowed = state(session, second, other_trainee, told(100))  # with the name of the other's form, too
        assert isinstance(borrowed, OutsideHours)
        assert borrowed.person_id == other_trainee.person_id
        shown = session.scalars(sa.select(OutsideHours).order_by(OutsideHours.id)).all()
        assert [credit.told_of(session, one).same_proof for one in shown] == [1, 1]
