"""Recorded abilities: who may record them, what counts on a day, and how a record is taken back."""

from datetime import date, timedelta

from learnhub.accounts.models import AbilityRecord
from learnhub.accounts.rules.abilities import SIGN_ABILITIES, Ability
from learnhub.accounts.service import abilities
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.primitives import Refusal, instant_now, today
from tests.people import Someone
from tests.visit import Submit, Visit

TYPED = {"ability": "national-sign", "proof": "看过手语翻译员证书原件", "from_on": "2026-01-05"}


def recorded(database: Database, by: Someone, person: Someone, **values: object) -> AbilityRecord | Refusal:
    given = {"ability": Ability.NATIONAL_SIGN, "proof": "看过证书", "from_on": date(2026, 1, 5), **values}
    with database.transaction() as session:
        return abilities.record(
            session,
            Actor(by.person_id),
            person.person_id,
            now=instant_now(),
            **given,  # type: ignore[arg-type]
        )


def test_an_officer_records_an_ability_of_somebody_in_the_region(
    submit: Submit, visit: Visit, officer: Someone, instructor: Someone
) -> None:
    visit("accounts.new_ability", officer, person_id=instructor.person_id)
    page = submit(
        "accounts.record_ability",
        TYPED,
        officer,
        target=f"/office/people/{instructor.person_id}?done=ability-recorded",
        person_id=instructor.person_id,
    ).follow()
    assert "国家通用手语，2026年1月5日起，证明：看过手语翻译员证书原件。" in page.words
    assert "能力已经记下。" in page.words


def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    submit: Submit, officer: Someone, instructor: Someone
) -> None:
    page = submit(
        "accounts.record_ability", {**TYPED, "proof": ""}, officer, 422, person_id=instructor.person_id
    )
    assert page.errors == ["请写明看过什么，例如“看过手语翻译员证书原件”。"]
    assert page.fields["从哪天开始"] == "2026-01-05"


def test_only_the_office_that_reaches_a_person_records(
    visit: Visit,
    officer: Someone,
    other_trainee: Someone,
    base_manager: Someone,
    trainee: Someone,
    stranger: None,
) -> None:
    visit("accounts.new_ability", officer, 404, person_id=other_trainee.person_id)
    visit("accounts.new_ability", base_manager, 403, person_id=trainee.person_id)
    visit("accounts.new_ability", trainee, 403, person_id=trainee.person_id)
    address = f"/office/people/{trainee.person_id}/abilities/new"
    visit(address, stranger, 303, target=f"/sign-in?next={address}")


def test_nobody_records_an_ability_of_their_own(
    database: Database, visit: Visit, admin: Someone, officer: Someone
) -> None:
    outcome = recorded(database, admin, admin)
    assert isinstance(outcome, Refusal)
    assert outcome.code == "own-ability"
    visit("accounts.new_ability", officer, 403, person_id=officer.person_id)


def test_a_record_counts_from_its_first_to_its_last_day(
    database: Database, officer: Someone, trainee: Someone
) -> None:
    recorded(database, officer, trainee, until_on=date(2026, 1, 9))
    with database.reading() as session:
        counted = [
            bool(abilities.abilities_on(session, trainee.person_id, date(2026, 1, day)))
            for day in (4, 5, 9, 10)
        ]
    assert counted == [False, True, True, False]


def test_a_record_that_ends_before_it_begins_is_refused(
    database: Database, officer: Someone, trainee: Someone
) -> None:
    outcome = recorded(database, officer, trainee, until_on=date(2026, 1, 4))
    assert isinstance(outcome, Refusal)
    assert outcome.field == "until_on"


def test_the_same_ability_is_not_recorded_twice(
    database: Database, officer: Someone, trainee: Someone
) -> None:
    assert isinstance(recorded(database, officer, trainee), AbilityRecord)
    assert isinstance(recorded(database, officer, trainee), Refusal)
    assert isinstance(recorded(database, officer, trainee, ability=Ability.NATURAL_SIGN), AbilityRecord)


def test_a_revoked_record_stays_to_be_seen_and_counts_no_more(
    database: Database, visit: Visit, submit: Submit, officer: Someone, trainee: Someone
) -> None:
    made = recorded(database, officer, trainee)
    assert isinstance(made, AbilityRecord)
    place = {"person_id": trainee.person_id, "record_id": made.id}
    visit("accounts.ability_revocation", officer, **place)
    submit("accounts.revoke_ability", {"reason": ""}, officer, 422, **place)
    back = f"/office/people/{trainee.person_id}?done=ability-revoked"
    page = submit(
        "accounts.revoke_ability", {"reason": "证书已经失效"}, officer, target=back, **place
    ).follow()
    assert "（已收回）" in page.words
    with database.reading() as session:
        assert trainee.person_id not in abilities.people_able(session, SIGN_ABILITIES, today())


def test_people_who_can_sign_are_found_by_ability_and_day(
    database: Database, officer: Someone, trainee: Someone, instructor: Someone
) -> None:
    recorded(database, officer, trainee)
    recorded(database, officer, instructor, ability=Ability.BRAILLE)
    with database.reading() as session:
        assert dict(abilities.people_able(session, SIGN_ABILITIES, today())) == {trainee.person_id: "小林"}
        long_ago = date(2026, 1, 5) - timedelta(days=1)
        assert not abilities.people_able(session, SIGN_ABILITIES, long_ago)
