"""The demonstration region adds up, refuses living sites, and goes back to its beginning."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from learnhub.accounts.models import DisabilityCertificate, Person
from learnhub.accounts.rules.certificate import CertificateNumber, certificate_number
from learnhub.accounts.service import people
from learnhub.authoring.models import SignDelivery
from learnhub.catalogue.models import Course, LessonVersion, Slot
from learnhub.catalogue.rules import SlotKind, SlotState
from learnhub.catalogue.rules.slots import SignLanguage
from learnhub.credits.models import CreditEntry
from learnhub.db import Database, Model
from learnhub.evidence.models import Evidence
from learnhub.formats.models import MadeBook
from learnhub.formats.rules.books import BookKind
from learnhub.learning.models import Enrolment
from learnhub.ops.models import Demonstration
from learnhub.ops.rules.demonstration import SATURDAY, weekdays, whole_certificate_number
from learnhub.ops.service import demonstration, verification
from learnhub.ops.service.demonstration.clearing import cleared_tables
from learnhub.ops.service.demonstration.tour import tour_facts
from learnhub.ops.service.tampering import tampered
from learnhub.ops.views.tour import stations
from learnhub.policy.service import figures
from learnhub.primitives import Refusal, instant_now, today
from learnhub.settings import Settings, key_bytes
from learnhub.storage.service import store_for
from learnhub.subsidy import service as subsidy
from learnhub.subsidy.models import BlendedRecord
from learnhub.training import service as training
from learnhub.training.models import TrainingClass
from learnhub.training.rules import KIND_MARKED, MarkTyped, Presence
from tests.ops.demo.conftest import PLAN, fill_of, somebody
from tests.visit import Submit, Visit


def _totals(database: Database) -> dict[tuple[str, str], tuple[int, list[int]]]:
    """Return name and class → granted 分 and minutes of each day, as the newest record has them."""
    with database.reading() as session:
        rows = session.execute(
            sa.select(Person.nickname, TrainingClass.number, BlendedRecord)
            .join(Enrolment, Enrolment.person_id == Person.id)
            .join(BlendedRecord, BlendedRecord.enrolment_id == Enrolment.id)
            .join(TrainingClass, TrainingClass.id == BlendedRecord.training_class_id)
            .order_by(BlendedRecord.id)
        )
        return {
            (name, number): (subsidy.total_of(record), sorted(day["minutes"] for day in record.days))
            for name, number, record in rows
        }


def test_a_made_province_is_not_taken_back_by_a_press(database: Database, visit: Visit) -> None:
    visit("ops.confirm_reset")
    with database.transaction() as session:
        session.get_one(Demonstration, 1).is_province = True
    visit("ops.confirm_reset", None, 404)


def test_there_are_twelve_people_and_each_has_a_story(database: Database) -> None:
    with database.reading() as session:
        entries = demonstration.entries(session)
        assert session.scalar(sa.select(sa.func.count(Person.id))) == len(entries) == 12
    assert all(entry.story.endswith("。") for entry in entries)
    assert [entry.name for entry in entries] == [person.name for person in PLAN.people]


def test_the_blind_trainee_has_450_yuan_from_15_days_and_the_deaf_one_1440_with_uplift(
    database: Database,
) -> None:
    found = _totals(database)
    assert {key: fen for key, (fen, _) in found.items()} == {
        ("学员01", "演示-按摩-01"): 45_000,
        ("学员02", "演示-按摩-01"): 39_000,
        ("学员03", "演示-电商-01"): 144_000,
        ("学员01", "演示-手机-00"): 15_000,
        ("学员02", "演示-手机-00"): 9_000,
        ("学员04", "演示-手机-00"): 15_000,
    }
    assert found["学员01", "演示-按摩-01"][1] == [270] * 5 + [315] * 10


def test_everything_was_done_through_the_log_and_verifies(database: Database, settings: Settings) -> None:
    with database.reading() as session:
        found = verification.verify(
            session,
            store_for(settings),
            figures=figures(settings.content_dir),
            seal_key=key_bytes(settings, "seal"),
        )
        marks = session.scalar(sa.select(sa.func.count(Evidence.id)).where(Evidence.kind == KIND_MARKED))
        unsealed = session.scalars(sa.select(Evidence).where(Evidence.received_at > instant_now())).all()
    assert found.faults == ()
    assert found.seals >= 5
    assert (
        found.credit_entries == 12 + 5 + 17 + 4 + 6 + 3 + 2 + 1
    )  # lessons by enrolment, and hours of another platform
    assert marks == 15 + 14 + 3 + 5 + 15
    assert unsealed == []


def test_one_class_is_over_one_is_running_one_is_to_come(database: Database) -> None:
    with database.reading() as session:
        days = {
            one.number: [meeting.day for meeting in one.sessions]
            for one in session.scalars(sa.select(TrainingClass))
        }
    assert days["演示-按摩-01"][-1] < today()
    assert days["演示-咖啡-01"][0] < today() < days["演示-咖啡-01"][-1]
    assert days["演示-按摩-02"][0] > today() + timedelta(days=14)


def test_certificate_numbers_are_synthetic_and_stored_sealed(database: Database) -> None:
    told = [person.certificate for person in PLAN.people if person.certificate is not None]
    for certificate in told:
        number = certificate_number(whole_certificate_number(certificate), on=today())
        assert isinstance(number, CertificateNumber)
        assert 1900 <= number.birth_date.year <= 1909, "nobody of that age is in training"
    with database.reading() as session:
        rows = session.scalars(sa.select(DisabilityCertificate)).all()
        assert len(rows) == len(told) == 4
        for row in rows:
            assert not any(whole_certificate_number(one) in row.number_sealed for one in told)


def test_loading_twice_changes_nothing(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        again = demonstration.load(session, fill_of(settings))
    assert isinstance(again, Refusal)
    assert again.code == "loaded"


@pytest.mark.slow
def test_reset_takes_visitors_and_their_deeds_away_and_keeps_courses(
    database: Database, settings: Settings
) -> None:
    def counts() -> dict[str, int]:
        with database.reading() as session:
            return {
                model.__tablename__: session.scalar(sa.select(sa.func.count()).select_from(model)) or 0
                for model in (
                    Person,
                    Evidence,
                    CreditEntry,
                    BlendedRecord,
                    TrainingClass,
                    LessonVersion,
                    Course,
                )
            }

    before = counts()
    with database.transaction() as session:
        made = people.register(session, typed_nickname="路过的人", password_hash="x", now=instant_now())
        assert isinstance(made, Person)
    with database.transaction() as session:
        assert not isinstance(demonstration.reset(session, fill_of(settings)), Refusal)
    assert counts() == before
    with database.reading() as session:
        assert people.account_or_none(session, "路过的人") is None
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.delete(Evidence))  # the guards are back


def test_book_that_was_made_is_still_there_after_a_reset(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        version = session.scalars(sa.select(LessonVersion).limit(1)).one()
        course_id = session.scalars(sa.select(Course.id).limit(1)).one()
        session.add(
            MadeBook(
                content_hash="c" * 64,
                kind=BookKind.LARGE_PRINT,
                edition=version.edition,
                course_id=course_id,
                lesson_id=version.lesson_id,
                version_id=version.id,
                title="书",
                blob="d" * 64,
                byte_count=9,
                milliseconds=0,
                page_count=1,
                made_at=instant_now(),
            )
        )
    with database.transaction() as session:
        assert not isinstance(demonstration.reset(session, fill_of(settings)), Refusal)
    with database.transaction() as session:
        assert session.scalars(sa.select(MadeBook.content_hash)).all() == ["c" * 64]
        session.execute(sa.delete(MadeBook))


def test_nothing_that_is_kept_points_to_what_is_cleared() -> None:
    """A row that stays and names a person who goes would stop every reset."""
    cleared = {table.name for table in cleared_tables()}
    pointing = {
        (table.name, key.parent.name, key.column.table.name)
        for table in Model.metadata.sorted_tables
        if table.name not in cleared
        for key in table.foreign_keys
        if key.column.table.name in cleared
    }
    assert pointing == {("course", "base_id", "training_base")}  # emptied before


def test_a_sign_video_that_a_visitor_handed_in_goes_with_the_reset(
    database: Database, settings: Settings
) -> None:
    with database.transaction() as session:
        version = session.scalars(sa.select(LessonVersion).limit(1)).one()
        signer = session.scalars(sa.select(Person.id).limit(1)).one()
        kept = {"text_hash": version.text_hash, "edition": version.edition, "language": SignLanguage.NATIONAL}
        told = {"blob": "b" * 64, "content_type": "video/webm", "byte_count": 9, "milliseconds": 900}
        session.add(
            SignDelivery(
                lesson_id=version.lesson_id, signer_id=signer, handed_in_at=instant_now(), **kept, **told
            )
        )
        session.add(
            Slot(
                kind=SlotKind.SIGN,
                state=SlotState.UPLOADED,
                maker="",
                requested_of="",
                reason="",
                changed_at=instant_now(),
                **{**kept, "language": SignLanguage.NATIONAL.value},
                **told,
            )
        )
    with database.transaction() as session:
        assert not isinstance(demonstration.reset(session, fill_of(settings)), Refusal)
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(Slot.blob == "b" * 64)) == 0


def test_tampering_with_a_copy_is_named_row_by_row_and_the_site_stays_whole(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    rates, key = figures(settings.content_dir), key_bytes(settings, "seal")
    found = list(tampered(database, tmp_path / "copy.db", store_for(settings), figures=rates, seal_key=key))
    assert [one.row.split(" ")[0].split(":")[0] for one in found] == [
        "person",
        "credit_entry",
        "blended_record",
    ]
    for one in found:
        assert one.is_named, one
        assert sum(a != b for a, b in zip(one.before, one.after, strict=True)) == 1
    with database.reading() as session:
        assert verification.verify(session, store_for(settings), figures=rates, seal_key=key).is_whole


def test_the_ten_buttons_sign_in_and_the_banner_is_on_every_page(
    visit: Visit, submit: Submit, app: Flask
) -> None:
    page = visit("ops.demo")
    assert [words for words in page.buttons if words.startswith("进入：")] == [
        f"进入：{person.name}" for person in PLAN.people
    ]
    assert "演示站" in page.text
    for person in PLAN.people:
        submit("ops.enter", {"name": person.name}, target="/me/account")
        assert person.name in visit("accounts.account").text
    assert "人、基地和证件号都是虚构的" in visit("accounts.account").text


def test_entering_leads_only_to_addresses_of_this_site(submit: Submit) -> None:
    submit("ops.enter", {"name": "学员01", "to": "/courses"}, target="/courses")
    submit("ops.enter", {"name": "学员01", "to": "//elsewhere.example"}, target="/me/account")
    submit("ops.enter", {"name": "谁也不是"}, status=404)


def test_the_tour_has_seven_stations_and_each_opens_as_its_person(
    visit: Visit, database: Database, app: Flask
) -> None:
    page = visit("ops.tour")
    with app.test_request_context(), database.reading() as session:
        facts = tour_facts(session, PLAN)
        assert facts is not None
        found = stations(facts)
    assert len(found) == 7
    for station in found:
        assert station.title in page.words
        person = somebody(database, station.name) if station.name else None
        assert visit(station.to, person).status == 200
    why = next(station for station in found if station.title.startswith("450.00 元"))
    told = visit(why.to, somebody(database, why.name))
    assert told.heading == "450.00 元从哪里来"
    assert told.text.count("<details") >= 15
    roll = next(station for station in found if station.title == "点名")
    assert "学员02" in visit(roll.to, somebody(database, roll.name)).words


def test_the_last_roll_makes_the_second_record_thirty_yuan_larger(
    database: Database, settings: Settings
) -> None:
    with database.transaction() as session:
        training_class = session.scalars(
            sa.select(TrainingClass).where(TrainingClass.number == "演示-按摩-01")
        ).one()
        person, teacher = (entry.person_id for entry in map(_entry(session), ("学员02", "教师01")))
        meeting = training_class.sessions[-1]
        typed = [MarkTyped(person, Presence.PRESENT, meeting.planned_minutes)]
        marked = training.mark_roll(
            session,
            class_session=meeting,
            typed=typed,
            marked_by=teacher,
            client_id="today-1",
            now=instant_now(),
        )
        assert marked == 1
        enrolment = next(
            one for one in training.places(session, training_class.id) if one.person_id == person
        )
        record = subsidy.calculate(
            session,
            enrolment=enrolment,
            training_class=training_class,
            figures=figures(settings.content_dir),
            now=instant_now(),
        )
        assert subsidy.total_of(record) == 42_000


def _entry(session: Session) -> Callable[[str], demonstration.DemoEntry]:
    def find(name: str) -> demonstration.DemoEntry:
        entry = demonstration.entry_or_none(session, name)
        assert entry is not None
        return entry

    return find


def test_reset_asks_first_and_signs_everybody_out(visit: Visit, submit: Submit, database: Database) -> None:
    person = somebody(database, "教师01")
    assert visit("accounts.account", person).status == 200
    assert "要重置演示站吗" in visit("ops.confirm_reset", person).heading
    page = submit("ops.reset", person=person, target="/demo?done=reset")
    assert "已经回到开始的样子" in page.follow().words


@given(st.integers(1, 20), st.integers(-10, 40), st.dates(date(2024, 1, 1), date(2032, 1, 1)))
def test_timetables_are_weekdays_in_a_row_around_their_anchor(anchor_day: int, offset: int, on: date) -> None:
    count = anchor_day + 3
    days = weekdays(anchor_day, offset, count, on)
    anchor = days[anchor_day - 1]
    assert len(days) == count
    assert list(days) == sorted(set(days))
    assert all(day.weekday() < SATURDAY for day in days)
    assert anchor <= on + timedelta(days=offset) < anchor + timedelta(days=3)
    assert (days[-1] - days[0]).days <= count / 5 * 7 + 2
