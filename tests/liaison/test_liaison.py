"""Liaisons act for people of their own town alone, with a yes of the person's own, who is told and takes it back by a press."""

import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from learnhub.accounts.models import Person
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.audit.models import AuditEvent
from learnhub.db import Database
from learnhub.learning.models import Enrolment, EnrolmentState
from learnhub.liaison.models import LiaisonDeed, Town, TownPerson
from learnhub.liaison.rules import YES_DAYS, Yes, YesBy, yes_refusal
from learnhub.liaison.views.liaisons import NO_TOWN
from learnhub.messages.models import Message
from learnhub.primitives import today
from tests.bases import both_bases
from tests.classes import course_with_lessons, join, open_class
from tests.people import BASE_ID, Someone, make_person
from tests.visit import Submit, Visit

YES = {"yes_by": "signed", "yes_on": today().isoformat(), "note": "在社区活动室，姐姐在场"}


@pytest.fixture
def county_officer(database: Database) -> Someone:
    return make_person(database, "区干部", Holding(Role.OFFICER, region_code="410105"))


@pytest.fixture
def helper_of_town(
    database: Database, visit: Visit, submit: Submit, county_officer: Someone
) -> tuple[Someone, int]:
    """The liaison of 花园路街道, named by the county, and the id of the town."""
    found = make_person(database, "联络员01", Holding(Role.TRAINEE))
    added = submit(
        "liaison.add_town", {"region": "410105", "name": "花园路街道"}, county_officer, target=_to("added")
    )
    town_id = int(re.findall(r"/towns/([0-9]+)", added.location)[0])
    told = {"nickname": "联络员01", "until_on": (today() + timedelta(days=300)).isoformat()}
    submit("liaison.give_town", told, county_officer, target=_to("given"), town_id=town_id)
    assert "不再请：联络员01" in visit("liaison.town", county_officer, town_id=town_id).buttons
    return found, town_id


def _to(done: str) -> re.Pattern[str]:
    return re.compile(rf".*done={done}")


def test_a_liaison_opens_an_account_and_enrols_and_the_person_takes_it_back(
    visit: Visit,
    submit: Submit,
    database: Database,
    county_officer: Someone,
    helper_of_town: tuple[Someone, int],
) -> None:
    liaison, town_id = helper_of_town
    with database.transaction() as session:
        both_bases(session)
        course_with_lessons(session, "massage")
    new = {"has_account": "no", "town": str(town_id), "nickname": "新来的"} | YES
    assert submit("liaison.add_person", new | {"yes_by": ""}, liaison, 422).errors == [
        "请选本人怎么同意的。没有问过本人，不能替他办。"
    ]
    opened = submit("liaison.add_person", new, liaison, 200)
    assert opened.heading == "账号开好了"
    assert re.search(r"[0-9]{4}[- ][0-9]{4}", opened.text)
    with database.transaction() as session:
        person_id = session.scalars(sa.select(Person.id).where(Person.nickname == "新来的")).one()
        assert Holding(Role.TRAINEE, None, "410105") in holdings_on(session, person_id, today())
    person = Someone(person_id, "新来的")

    found = visit(f"/liaison/people/{person_id}?words=课程", liaison)
    assert "课程 massage" in found.links
    at = {"person_id": person_id, "course": "massage"}
    submit("liaison.enrol", YES, liaison, target=_to("enrolled"), **at)
    assert submit("liaison.enrol", YES, liaison, 422, **at).errors == ["这个人已经报过这门课了。"]
    assert "报了：课程 massage。" in visit("liaison.people", liaison).words
    with database.transaction() as session:
        kinds = session.scalars(sa.select(Message.kind).where(Message.person_id == person_id)).all()
        assert set(kinds) == {"liaison acted"}
        deeds = session.scalars(sa.select(LiaisonDeed).order_by(LiaisonDeed.id)).all()
        assert [(one.kind.value, one.yes_by) for one in deeds] == [
            ("opened", YesBy.SIGNED),
            ("enrolled", YesBy.SIGNED),
        ]
        by = session.scalars(sa.select(AuditEvent.actor_id).where(AuditEvent.deed.like("liaison-%"))).all()
        assert set(by) == {liaison.person_id}
        deed_id = deeds[1].id

    own = visit("liaison.own", person)
    assert "退掉：课程 massage" in own.buttons
    assert "花园路街道。本人打手语说的" in own.words
    table = visit("liaison.towns_table", county_officer, suffix="csv").content.decode("utf-8-sig")
    assert "花园路街道,河南省郑州市金水区,1,1,1" in table
    submit("liaison.undo", {}, person, target=_to("undone"), deed_id=deed_id)
    with database.transaction() as session:
        assert session.scalars(sa.select(Enrolment.state)).one() is EnrolmentState.WITHDRAWN
    assert "您已经退了。" in visit("liaison.own", person).words
    submit("liaison.enrol", YES, liaison, target=_to("enrolled"), **at)  # asked again, it is a new yes
    submit("liaison.leave", {}, person, target=_to("left"))
    visit("liaison.person", liaison, 404, person_id=person_id)
    submit("liaison.enrol", YES, liaison, 404, **at)


def test_a_place_in_a_class_is_not_given_back_by_a_press(
    submit: Submit, database: Database, trainee: Someone, helper_of_town: tuple[Someone, int]
) -> None:
    liaison, town_id = helper_of_town
    with database.transaction() as session:
        base, _other = both_bases(session)
        course, _lessons = course_with_lessons(session, "massage", base_id=BASE_ID)
        made = open_class(session, course, base, region_code="410105")
    listed = {"has_account": "yes", "town": str(town_id), "nickname": "小林"} | YES
    submit("liaison.add_person", listed, liaison, target=_to("listed"))
    submit(
        "liaison.enrol", YES, liaison, target=_to("enrolled"), person_id=trainee.person_id, course="massage"
    )
    with database.transaction() as session:
        join(session, session.merge(made), session.scalars(sa.select(Enrolment)).one())
        deed_id = session.scalars(sa.select(LiaisonDeed.id).where(LiaisonDeed.kind == "enrolled")).one()
    refused = submit("liaison.undo", {}, trainee, 422, deed_id=deed_id)
    assert refused.errors == ["您已经在班里了。要退，请告诉基地。"]


@pytest.mark.usefixtures("other_trainee", "trainee", "instructor")
def test_nobody_but_trainees_of_the_county_comes_onto_a_list(
    submit: Submit, database: Database, helper_of_town: tuple[Someone, int]
) -> None:
    liaison, town_id = helper_of_town
    listed = {"has_account": "yes", "town": str(town_id)} | YES
    sentence = "本县区的学员里没有这个昵称。没有账号的，请替本人开一个。"
    with database.transaction() as session:
        names = session.scalars(sa.select(Person.nickname)).all()
    for name in {"没有这个人", *names} - {"小林"}:
        assert submit("liaison.add_person", listed | {"nickname": name}, liaison, 422).errors == [sentence]
    with database.transaction() as session:
        assert session.scalars(sa.select(TownPerson)).all() == []


def test_a_liaison_sees_no_other_town_and_nothing_once_ended(
    visit: Visit,
    submit: Submit,
    database: Database,
    trainee: Someone,
    county_officer: Someone,
    helper_of_town: tuple[Someone, int],
) -> None:
    liaison, town_id = helper_of_town
    listed = {"has_account": "yes", "town": str(town_id), "nickname": "小林"} | YES
    submit("liaison.add_person", listed, liaison, target=_to("listed"))
    with database.transaction() as session:
        other = make_person(database, "联络员02", Holding(Role.LIAISON, region_code="410105"))
        assert session.scalars(sa.select(Town.id)).all() == [town_id]
    visit("liaison.person", other, 404, person_id=trainee.person_id)
    assert "小林" not in visit("liaison.people", other).words
    assert submit("liaison.add_person", listed, other, 422).errors == [NO_TOWN.sentence]
    visit("liaison.person", liaison, person_id=trainee.person_id)
    page = visit("liaison.town", county_officer, town_id=town_id)
    number = int(re.findall(r"/liaisons/([0-9]+)/ending", page.text)[0])
    submit("liaison.end_liaison", {}, county_officer, 404, town_id=town_id, liaison_id=number + 1)
    submit("liaison.end_liaison", {}, county_officer, target=_to("ended"), town_id=town_id, liaison_id=number)
    visit("liaison.person", liaison, 404, person_id=trainee.person_id)


@pytest.mark.parametrize(
    ("on", "code"),
    [(0, ""), (-YES_DAYS, ""), (-YES_DAYS - 1, "old"), (1, "later")],
)
def test_a_yes_is_of_these_days(on: int, code: str) -> None:
    day = date(2026, 5, 4)
    refusal = yes_refusal(Yes(YesBy.SAID, day + timedelta(days=on), ""), on=day)
    assert (refusal.code if refusal else "") == code
