"""Helpers: both say yes, the trainee says what may be seen, either ends it alone; help is shown with the act."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from learnhub.accounts.adapters.site_keys import SiteKeys, site_keys
from learnhub.accounts.models import HelperStep, HelpStated
from learnhub.accounts.rules.helping import (
    Help,
    HelpedBy,
    HelperStepKind,
    HelperTold,
    Helping,
    HelpWay,
    Part,
    help_at,
    invitation_refusal,
)
from learnhub.accounts.rules.reset_codes import VALID
from learnhub.accounts.service import help_stated, helper_links
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now, local_date
from learnhub.settings import Settings
from tests.guards import without_guards
from tests.people import Someone

ON = date(2026, 3, 2)
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
INVITED, ACCEPTED = HelperStepKind.INVITED, HelperStepKind.ACCEPTED
DECLINED, CHANGED, ENDED = HelperStepKind.DECLINED, HelperStepKind.CHANGED, HelperStepKind.ENDED
SEEN = frozenset({Part.SCHEDULE})


def link(*kinds: HelperStepKind, helper_id: int | None = 2, until_on: date = ON) -> Helping:
    steps = [HelperTold(INVITED, SEEN, 1, AT)]
    steps += [
        HelperTold(kind, frozenset({Part.PROGRESS}) if kind is CHANGED else frozenset(), 1, AT)
        for kind in kinds
    ]
    return Helping(1, 1, helper_id, until_on, tuple(steps))


@pytest.mark.parametrize(
    ("found", "is_in_force", "waits"),
    [
        (link(), False, True),
        (link(helper_id=None), False, True),
        (link(ACCEPTED), True, False),
        (link(ACCEPTED, CHANGED), True, False),
        (link(DECLINED), False, False),
        (link(ACCEPTED, ENDED), False, False),
        (link(ENDED), False, False),
        (link(until_on=ON - timedelta(days=1)), False, False),
        (link(ACCEPTED, until_on=ON - timedelta(days=1)), False, False),
    ],
)
def test_both_say_yes_and_neither_has_ended_it(found: Helping, is_in_force: bool, waits: bool) -> None:
    assert found.is_in_force(ON) is is_in_force
    assert found.waits(AT, ON) is waits


def test_a_code_waits_a_day_and_a_nickname_until_the_last_day() -> None:
    later = AT + VALID
    assert not link(helper_id=None, until_on=ON + timedelta(days=9)).waits(later, ON + timedelta(days=1))
    assert link(until_on=ON + timedelta(days=9)).waits(later, ON + timedelta(days=1))
    assert link(ACCEPTED, CHANGED).parts == {Part.PROGRESS}


@pytest.mark.parametrize(
    ("until_on", "parts", "code"),
    [
        (ON, SEEN, ""),
        (ON + timedelta(days=30), SEEN, ""),
        (ON + timedelta(days=31), SEEN, "too-long"),
        (ON - timedelta(days=1), SEEN, "already-over"),
        (ON, frozenset(), "no-part"),
    ],
)
def test_an_invitation_has_an_end_and_something_to_see(
    until_on: date, parts: frozenset[Part], code: str
) -> None:
    refusal = invitation_refusal(until_on=until_on, on=ON, days_max=30, parts=parts)
    assert (refusal.code if refusal else "") == code


READING = Help(ON, AT, None, HelpedBy.FAMILY, frozenset({HelpWay.READ_OUT, HelpWay.WROTE}))


def test_help_holds_from_when_it_was_said_until_the_next_word_or_the_end_of_the_day() -> None:
    hour = timedelta(hours=1)
    ended = replace(READING, until_at=AT + hour)
    nobody = replace(READING, from_at=AT + hour, who=None, ways=frozenset())
    assert READING.words == "家里人帮忙：读题、书写"
    assert help_at([READING], AT - hour, ON) is None
    assert help_at([READING], AT + hour, ON) == READING
    assert help_at([READING], AT + 24 * hour, ON + timedelta(days=1)) is None
    assert help_at([ended, nobody], AT, ON) == ended
    assert help_at([ended, nobody], AT + hour, ON) is None


@given(st.lists(st.sampled_from([None, *HelpedBy]), max_size=6), st.integers(0, 60))
def test_at_every_instant_the_last_word_before_it_holds(said: list[HelpedBy | None], minute: int) -> None:
    at = [AT + timedelta(minutes=10 * number) for number in range(len(said) + 1)]
    told = [
        Help(
            ON,
            at[number],
            at[number + 1] if number + 1 < len(said) else None,
            who,
            frozenset({HelpWay.WROTE}),
        )
        for number, who in enumerate(said)
    ]
    instant = AT + timedelta(minutes=minute)
    before = [who for number, who in enumerate(said) if at[number] <= instant]
    found = help_at(told[::-1], instant, ON)
    assert (found.who if found else None) == (before[-1] if before else None)


@pytest.fixture
def keys(settings: Settings) -> SiteKeys:
    return site_keys(settings)


def code_of(outcome: object) -> str:
    return outcome.code if isinstance(outcome, Refusal) else ""


def test_a_helper_is_invited_by_nickname_or_code_and_either_ends_it_alone(
    database: Database, keys: SiteKeys, trainee: Someone, other_trainee: Someone, officer: Someone
) -> None:
    now, mine = instant_now(), trainee.person_id

    def invite(nickname: str, *parts: Part, days: int = 30) -> helper_links.Invited | Refusal:
        return helper_links.invite(
            session, keys, mine, nickname=nickname, parts=parts or [Part.SCHEDULE],
            until_on=local_date(now) + timedelta(days=days), days_max=365, now=now,
        )  # fmt: skip

    def answer(by: Someone, made: helper_links.Invited) -> str:
        found = helper_links.link_or_none(session, made.link_id, by.person_id)
        if found is None:
            return "not there"
        return code_of(helper_links.answer(session, found, by.person_id, is_yes=True, now=now))

    def present(made: helper_links.Invited) -> Helping:
        found = helper_links.link_or_none(session, made.link_id, mine)
        assert found is not None
        return found

    with database.transaction() as session:
        assert code_of(invite("没有这个人")) == "no-such-person"
        assert code_of(invite(trainee.nickname)) == "own-helper"
        assert code_of(invite(other_trainee.nickname, days=366)) == "too-long"
        made = invite(other_trainee.nickname, Part.SCHEDULE, Part.PROGRESS)
        assert isinstance(made, helper_links.Invited)
        assert code_of(invite(other_trainee.nickname)) == "invited-already"
        assert answer(officer, made) == "not there"
        assert answer(trainee, made) == "over"  # nobody says yes for another
        assert not present(made).is_in_force(local_date(now))
        assert answer(other_trainee, made) == ""
        assert answer(other_trainee, made) == "over"
        link = present(made)
        assert link.is_in_force(local_date(now))
        other = other_trainee.person_id
        assert code_of(helper_links.change(session, link, other, on=[Part.MESSAGES], now=now)) == "over"
        # Two presses at once: what the second page had shown brings nothing back that the first took away.
        assert helper_links.change(session, link, mine, on=[Part.MESSAGES], off=[Part.SCHEDULE], now=now)
        assert helper_links.change(session, link, mine, off=[Part.PROGRESS], now=now) == {Part.MESSAGES}
        assert present(made).parts == {Part.MESSAGES}
        assert code_of(helper_links.end(session, link, officer.person_id, now=now)) == "over"
        assert helper_links.end(session, link, other, now=now) is None
        assert code_of(helper_links.change(session, link, mine, on=list(Part), now=now)) == "over"

        by_code = invite("")
        assert isinstance(by_code, helper_links.Invited)
        assert (
            code_of(helper_links.accept_by_code(session, keys, by_code.code, mine, now=now)) == "own-helper"
        )
        late = helper_links.accept_by_code(session, keys, by_code.code, officer.person_id, now=now + VALID)
        assert code_of(late) == "code-wrong"
        assert helper_links.accept_by_code(session, keys, by_code.code, officer.person_id, now=now) is None
        assert (
            code_of(helper_links.accept_by_code(session, keys, by_code.code, other, now=now)) == "code-wrong"
        )
        assert [one.id for one in helper_links.helped_by(session, officer.person_id)] == [by_code.link_id]
        assert helper_links.change(session, present(by_code), mine, off=list(Part), now=now) == frozenset()
        assert present(by_code).is_over
        helper_links.end_all(session, mine, now=now)
        assert help_stated.verify(session)[1] == []


def test_rows_about_help_are_only_added_and_a_changed_one_is_found(
    database: Database, keys: SiteKeys, trainee: Someone, other_trainee: Someone
) -> None:
    now = instant_now()
    with database.transaction() as session:
        helper_links.invite(
            session, keys, trainee.person_id, nickname=other_trainee.nickname, parts=[Part.SCHEDULE],
            until_on=local_date(now), days_max=1, now=now,
        )  # fmt: skip
        for who, ways in product([HelpedBy.FAMILY, None], [[HelpWay.READ_OUT]]):
            said = help_stated.state_help(session, trainee.person_id, who=who, ways=ways, now=now)
            assert said is None
        again = help_stated.state_help(session, trainee.person_id, who=None, ways=[], now=now)
        assert again is None  # said already: no further row
        assert (
            code_of(help_stated.state_help(session, trainee.person_id, who=HelpedBy.FRIEND, ways=[], now=now))
            == "no-way"
        )
        assert help_stated.verify(session) == (3, [])
    tables = ("helper_link", "helper_step", "help_stated")
    for table in tables:
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
            session.execute(sa.text(f"DELETE FROM {table}"))
    with database.transaction() as session:
        without_guards(session, *tables)
        session.execute(sa.update(HelpStated).where(HelpStated.who.is_not(None)).values(ways=["wrote"]))
        session.execute(sa.update(HelperStep).values(parts=["schedule", "progress"]))
        faults = help_stated.verify(session)[1]
    assert [one.where.split()[0] for one in faults] == ["helper_step", "help_stated"]
