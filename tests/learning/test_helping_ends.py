"""Help that ends by its last day is told to both, once; help that somebody ended, or nobody began, is not told again."""

from datetime import date, datetime, timedelta

import pytest

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.rules.helping import Part
from learnhub.accounts.service import helper_links
from learnhub.db import Database
from learnhub.learning.service.helping_ends import tell_of_last_days
from learnhub.messages.rules import Kind
from learnhub.primitives import SHANGHAI, Refusal
from learnhub.settings import Settings
from tests.messages.heard import heard
from tests.people import Someone

LAST = date(2026, 3, 9)


def afternoon(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), SHANGHAI) + timedelta(hours=17)


@pytest.mark.parametrize("is_ended_before", [False, True])
def test_help_that_ends_by_its_last_day_is_told_to_both_once(
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
    is_ended_before: bool,
) -> None:
    begun = afternoon(LAST - timedelta(days=9))
    with database.transaction() as session:
        for helper in (other_trainee, officer):  # the officer never answers
            made = helper_links.invite(
                session, site_keys(settings), trainee.person_id, nickname=helper.nickname, parts=[Part.SCHEDULE],
                until_on=LAST, days_max=90, now=begun,
            )  # fmt: skip
            assert not isinstance(made, Refusal)
            if helper is other_trainee:
                link = helper_links.link_or_none(session, made.link_id, helper.person_id)
                assert link is not None
                assert helper_links.answer(session, link, helper.person_id, is_yes=True, now=begun) is None
        if is_ended_before:
            (link,) = (one for one in helper_links.links_of(session, trainee.person_id) if one.is_accepted)
            helper_links.end(session, link, trainee.person_id, now=begun)
        told = [
            tell_of_last_days(session, now=afternoon(LAST + timedelta(days=days))) for days in (0, 1, 2, 9)
        ]
        assert told == ([0, 0, 0, 0] if is_ended_before else [0, 2, 0, 0])
        both = {Kind.HELPER_LEFT: {trainee.person_id}, Kind.HELPING_ENDED: {other_trainee.person_id}}
        assert heard(session) == ({} if is_ended_before else both)
