"""Guardians: with proof, by the trainee's own yes; a no counts at once; below 18 money needs both."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from learnhub.accounts.rules.guardianship import (
    GuardianScope,
    Guardianship,
    GuardianStepKind,
    GuardianTold,
    How,
    Relation,
    age_on,
    money_refusal,
    recording_refusal,
)
from learnhub.accounts.rules.roles import Role
from learnhub.accounts.service import guardians
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.messages.rules import Kind
from learnhub.primitives import Refusal, instant_now, today
from tests.messages.heard import heard
from tests.people import BASE_REGION, Holding, Someone, make_person
from tests.visit import Submit, Visit

ON = date(2026, 3, 2)
YES, NO = GuardianStepKind.OWN_YES, GuardianStepKind.OWN_NO
TALKED, ENDED = GuardianStepKind.TALKED, GuardianStepKind.ENDED
MONEY = GuardianStepKind.AGREED_TO_MONEY


def link(*kinds: GuardianStepKind, until_on: date = date(2026, 12, 31)) -> Guardianship:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    steps = tuple(GuardianTold(kind, "", 1, at) for kind in (GuardianStepKind.RECORDED, *kinds))
    return Guardianship(
        1, 1, 2, Relation.PARENT, GuardianScope.MONEY, "户口簿原件", date(2026, 1, 1), until_on, steps
    )


@pytest.mark.parametrize(
    ("found", "is_in_force", "needs_a_talk"),
    [
        (link(), False, False),
        (link(YES), True, False),
        (link(NO), False, True),
        (link(YES, NO), False, True),
        (link(NO, TALKED), False, False),
        (link(NO, TALKED, YES), True, False),
        (link(NO, TALKED, NO), False, True),
        (link(YES, ENDED), False, False),
        (link(NO, ENDED), False, False),
        (link(YES, until_on=date(2026, 3, 1)), False, False),
    ],
)
def test_only_the_trainees_last_own_word_opens_anything(
    found: Guardianship, is_in_force: bool, needs_a_talk: bool
) -> None:
    assert found.is_in_force(ON) is is_in_force
    assert found.needs_a_talk(ON) is needs_a_talk


@pytest.mark.parametrize(
    ("age", "links", "code"),
    [
        (None, [], ""),
        (18, [], ""),
        (17, [], "guardian-needed"),
        (16, [link(YES)], "guardian-needed"),
        (16, [link(MONEY)], "guardian-needed"),
        (16, [link(YES, MONEY)], ""),
        (17, [link(YES, MONEY, NO)], "guardian-needed"),
        (17, [link(YES, MONEY, ENDED)], "guardian-needed"),
    ],
)
def test_below_18_money_needs_the_own_yes_and_the_guardians_consent(
    age: int | None, links: list[Guardianship], code: str
) -> None:
    refusal = money_refusal(age, links, ON)
    assert (refusal.code if refusal else "") == code


def test_a_birthday_counts_from_its_own_day() -> None:
    born = date(2008, 3, 2)
    assert (age_on(born, ON - timedelta(days=1)), age_on(born, ON)) == (17, 18)
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, ""),
        ({"guardian_id": 1}, "own-guardian"),
        ({"officer_id": 2}, "own-link"),
        ({"proof": "看过"}, "proof-needed"),
        ({"until_on": date(2026, 1, 1)}, "ends-before"),
        ({"from_on": date(2026, 1, 1), "until_on": date(2026, 2, 1)}, "already-over"),
    ],
)
def test_a_link_needs_two_people_proof_and_an_end(changed: dict[str, object], code: str) -> None:
    told = {
        "person_id": 1,
        "guardian_id": 2,
        "officer_id": 3,
        "proof": "户口簿原件",
        "from_on": ON,
        "until_on": date(2026, 12, 31),
        "on": ON,
    }
    refusal = recording_refusal(**{**told, **changed})  # type: ignore[arg-type]
    assert (refusal.code if refusal else "") == code


def recorded(session: Session, officer: Someone, trainee: Someone, guardian: Someone) -> Guardianship:
    outcome = guardians.record(
        session,
        Actor(officer.person_id),
        person_id=trainee.person_id,
        guardian_nickname=guardian.nickname,
        relation=Relation.PARENT,
        scope=GuardianScope.EVERYTHING,
        proof="户口簿原件",
        from_on=today(),
        until_on=today() + timedelta(days=365),
        now=instant_now(),
    )
    assert isinstance(outcome, Guardianship), outcome
    return outcome


def test_nobody_answers_for_the_trainee(
    database: Database, trainee: Someone, other_trainee: Someone, officer: Someone
) -> None:
    mother = make_person(database, "妈妈", Holding(Role.HELPER, region_code=BASE_REGION))
    with database.transaction() as session:
        made = recorded(session, officer, trainee, mother)

        def answer(by: Someone, how: How, words: str = "他说好。") -> str:
            outcome = guardians.answer(
                session, made, is_yes=True, by_id=by.person_id, how=how, words=words, now=instant_now()
            )
            return outcome.code if outcome else ""

        assert answer(mother, How.PRESSED) == "not-yours"
        assert answer(mother, How.SAID) == "not-yours"
        assert answer(officer, How.SAID, "好") == "words-needed"
        early = guardians.agree_to_money(session, made, by_id=mother.person_id, now=instant_now())
        assert isinstance(early, Refusal)
        assert early.code == "not-in-force"
        assert answer(officer, How.SAID) == ""
        assert guardians.agree_to_money(session, made, by_id=mother.person_id, now=instant_now()) is None
        rows = evidence.entries(session, f"person:{trainee.person_id}", [guardians.KIND_STEP])
        assert [row.payload["step"] for row in rows if row.payload] == [
            "recorded",
            "own yes",
            "agreed to money",
        ]
        assert guardians.link_or_none(session, made.id, [other_trainee.person_id]) is None
        assert replace(made, steps=()).own_answer is None


def test_a_trainee_says_no_and_an_officer_talks_to_both(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    other_trainee: Someone,
    officer: Someone,
) -> None:
    mother = make_person(database, "妈妈", Holding(Role.HELPER, region_code=BASE_REGION))
    form = visit("accounts.guardians_of_person", officer, person_id=trainee.person_id)
    assert "没有记下监护人" in form.words
    fields = {
        "guardian": "妈妈",
        "relation": "parent",
        "scope": "money",
        "proof": "户口簿原件",
        "until_on": (today() + timedelta(days=300)).isoformat(),
    }
    place = {"person_id": trainee.person_id}
    unknown = submit("accounts.record_guardian", {**fields, "guardian": "没有这个人"}, officer, 422, **place)
    assert unknown.errors == ["没有这个昵称的账号。请先让监护人自己注册一个账号。"]
    target = f"/office/people/{trainee.person_id}/guardians?done=recorded"
    submit("accounts.record_guardian", fields, officer, target=target, **place)
    asked = visit("accounts.own_guardians", trainee)
    assert "您说不要，就不可以" in asked.words
    assert asked.stops_to("好") <= 5
    with database.reading() as session:
        link_id = guardians.links_of(session, trainee.person_id)[0].id
        assert heard(session) == {Kind.GUARDIAN_ASKED: {trainee.person_id}}
    no = {"answer": "no"}
    submit("accounts.answer_guardian", no, trainee, target="/me/guardians?done=no", link_id=link_id)
    submit("accounts.answer_guardian", no, other_trainee, 404, link_id=link_id)
    assert "本人说不要，现在不算数" in visit("accounts.own_guardians", mother).words
    submit("accounts.agree_to_money", {}, mother, 422, link_id=link_id)
    assert "请和两个人都谈一谈" in visit("accounts.guardians_of_person", officer, **place).words
    talk = {"kind": "talked", "words": "分别和两个人谈过，他想自己管钱。"}
    target = f"/office/people/{trainee.person_id}/guardians?done=noted"
    submit("accounts.note_guardian_step", talk, officer, target=target, link_id=link_id, **place)
    told = visit("accounts.guardian_of_person", officer, link_id=link_id, **place)
    assert "他想自己管钱" in told.words
    with database.reading() as session:
        assert not guardians.links_of(session, trainee.person_id)[0].is_in_force(today())
