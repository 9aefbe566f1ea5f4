"""The quota board turns with the road to publication: every number comes from its steps."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from learnhub.authoring.service import publication
from learnhub.db import Database
from learnhub.providers.models import TrainingBase
from learnhub.quota import service
from learnhub.quota.rules import CourseFact, QuotaStatus
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.authoring.drafts.drafts import add_bases
from tests.authoring.publication.road import CHANGED, FIRST, SLUG, Road, done
from tests.people import BASE_ID, Someone
from tests.quota.test_service import RULES
from tests.tiny_course import TinyCourse, lesson

MARCH, APRIL, MAY = (datetime(2026, month, 1, 2, tzinfo=UTC) for month in (3, 4, 5))


@pytest.fixture
def road(database: Database, settings: Settings, instructor: Someone, officer: Someone) -> Iterator[Road]:
    with database.transaction() as session:
        add_bases(session)
        yield Road(session, store_for(settings), instructor, officer)


def now_on(session: Session) -> tuple[list[CourseFact], QuotaStatus, int]:
    board = service.board(session, session.get_one(TrainingBase, BASE_ID), RULES, date(2026, 6, 1))
    return list(board.courses), board.statuses[0], board.draft_count


def test_the_board_follows_a_course_from_draft_to_online(road: Road) -> None:
    draft = road.open()
    assert now_on(road.session)[0::2] == ([], 1)
    done(road.submit(draft, at=MARCH))
    (fact,), status, drafts = now_on(road.session)
    assert (fact.title, fact.state, fact.submitted_on, fact.published_on) == (
        f"课程 {SLUG}", "submitted", date(2026, 3, 1), None
    )  # fmt: skip
    assert (status.submitted, status.in_review, status.returned, status.published, drafts) == (1, 1, 0, 0, 0)
    done(road.take(draft, at=MARCH))
    done(road.send_back(draft, "第 1 课请写得短一些。", at=APRIL))
    (fact,), status, _drafts = now_on(road.session)
    assert (fact.state, status.in_review, status.returned) == ("returned", 0, 1)
    done(road.submit(draft, at=APRIL))
    done(road.take(draft, at=APRIL))
    done(road.publish(draft, at=MAY))
    (fact,), status, _drafts = now_on(road.session)
    assert (fact.state, fact.submitted_on, fact.published_on) == (
        "published", date(2026, 3, 1), date(2026, 5, 1)
    )  # fmt: skip
    assert (status.submitted, status.in_review, status.returned, status.published) == (1, 0, 0, 1)


def test_what_was_taken_back_counts_no_more(road: Road) -> None:
    draft = road.open()
    done(road.submit(draft, at=MARCH))
    done(publication.take_back(road.session, draft, by=road.author.person_id, now=APRIL))
    facts, status, drafts = now_on(road.session)
    assert (facts, status.submitted, drafts) == ([], 0, 1)


def test_a_copy_is_found_while_both_are_still_with_the_office(road: Road) -> None:
    first, second = road.open(), road.open(TinyCourse("push-again").folder())
    done(road.submit(first, at=MARCH))
    done(road.submit(second, at=APRIL))
    facts, status, _drafts = now_on(road.session)
    assert {fact.slug: fact.copied_from for fact in facts} == {SLUG: "", "push-again": SLUG}
    assert status.submitted == 1


def test_a_new_version_under_review_leaves_the_course_online(road: Road) -> None:
    road.go(road.open())
    before = now_on(road.session)[1]
    draft = road.next()
    road.write(draft, FIRST, lesson("推法", sentence=CHANGED).encode())
    done(road.submit(draft))
    facts, status, _drafts = now_on(road.session)
    assert [fact.state for fact in facts] == ["published"]
    assert (status.published, status.in_review) == (before.published, 0)
