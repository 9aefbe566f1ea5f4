"""A furnished site for the reach table: the demonstration region, neighbours of each of its people, and one of every thing that an address names."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from learnhub.accounts.models import Person
from learnhub.accounts.rules import Role
from learnhub.accounts.rules.names import nickname_key
from learnhub.accounts.rules.roles import Holding
from learnhub.accounts.service.sign_ins import holdings_on
from learnhub.app import create_app
from learnhub.app import furnish as furnish_program
from learnhub.catalogue.models import Course, Lesson, LessonVersion
from learnhub.catalogue.service import lesson_versions
from learnhub.db import Database, Model, PinnedDatabase
from learnhub.learning.service import enrolment_or_none
from learnhub.media import service as media
from learnhub.media.models import StoredMedia
from learnhub.primitives import instant_now, today
from learnhub.providers.models import TrainingBase
from learnhub.settings import Settings, make_keys
from tests.compiled import TEMPLATES
from tests.house.reach.tested import announced, attempt_of, evaluated, listed, paper_of_classmate
from tests.journeys.desk import furnish_desk
from tests.journeys.journey_pages import places
from tests.journeys.region import Region
from tests.journeys.studio import furnish
from tests.people import Someone, make_person

# Owners are the people of the demonstration at the base in 郑州; each has a neighbour with the same role in 景洪 (532801).
OWNERS = {
    "trainee": "学员01",
    "instructor": "教师01",
    "manager": "基地01",
    "officer": "省干部01",
    "county-officer": "区干部01",
    "auditor": "审计01",
}
NEIGHBOUR_BASE, NEIGHBOUR_REGION, COUNTY = "demo-jinghong", "532800", "410105"
PEOPLE = (
    "visitor",
    "trainee",
    "other-trainee",
    "helper",
    "instructor",
    "other-instructor",
    "manager",
    "other-manager",
    "liaison",
    "officer",
    "county-officer",
    "other-officer",
    "auditor",
    "other-auditor",
    "admin",
)
# Somebody with two roles, one here and one there: gets what either role gives by itself, never a deed of the one with the reach of
# the other. By name: the people whose reach is added up.
HATS = {
    "manager-there-auditor-here": ("other-manager", "auditor"),
    "manager-there-officer-here": ("other-manager", "officer"),
    "officer-there-manager-here": ("other-officer", "manager"),
    "instructor-there-manager-here": ("other-instructor", "manager"),
    "auditor-there-officer-here": ("other-auditor", "officer"),
}
# The one role that each of them holds.
ROLES = {
    name: {"manager": "base_manager", "visitor": ""}.get(word := name.rpartition("-")[2], word)
    for name in PEOPLE
}


@dataclass(frozen=True)
class Furnished:
    """The program, the one connection that all its units of work share, people by name (visitor: None), things by name."""

    app: Flask
    connection: Connection
    people: Mapping[str, Someone | None]
    things: Mapping[str, int | str]


@contextmanager
def furnished_site(template: Path, folder: Path) -> Iterator[Furnished]:
    """Furnish a copy of an empty, migrated SQLite file in a folder; nothing outlives the block."""
    settings = Settings(
        instance_dir=folder / "instance", log_files=False, log_level="ERROR", requests_per_minute=0
    )
    make_keys(settings)
    shutil.copy(template, settings.database_address.removeprefix("sqlite:///"))
    database = Database(settings.database_address)
    app = create_app(settings, database)
    app.jinja_env.bytecode_cache = TEMPLATES
    for arguments in (["content", "load"], ["demo"]):
        done = app.test_cli_runner().invoke(args=arguments)
        assert done.exit_code == 0, done.output
    furnish(database, settings)
    furnish_desk(database, settings)
    people = _people(database)
    things = dict(places(Region("", app, database, settings)))
    with database.transaction() as session:
        things |= _things(session, people, things)
    with (
        pytest.MonkeyPatch.context() as patch,
        database.engine.execution_options(learnhub_unit="write").connect() as connection,
    ):
        # Who may ask for a draft mustn't hang on whether this machine has what listens.
        patch.setattr(media, "can_draft", lambda: True)
        outer = connection.begin()
        furnish_program(app, settings, PinnedDatabase(connection))
        yield Furnished(app, connection, people, things)
        outer.rollback()
    database.dispose()


def _people(database: Database) -> dict[str, Someone | None]:
    with database.reading() as session:
        base_id = session.scalars(sa.select(TrainingBase.id).where(TrainingBase.slug == NEIGHBOUR_BASE)).one()
        known: dict[str, Someone | None] = {
            name: Someone(
                session.scalars(
                    sa.select(Person.id).where(Person.nickname_key == nickname_key(nickname))
                ).one(),
                nickname,
            )
            for name, nickname in OWNERS.items()
        }
    made = {
        "other-trainee": Holding(Role.TRAINEE, base_id, "532801"),
        "helper": Holding(Role.HELPER),
        "other-instructor": Holding(Role.INSTRUCTOR, base_id, "532801"),
        "other-manager": Holding(Role.BASE_MANAGER, base_id, "532801"),
        "liaison": Holding(Role.LIAISON, region_code=COUNTY),
        "other-officer": Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION),
        "other-auditor": Holding(Role.AUDITOR, region_code=NEIGHBOUR_REGION),
        "admin": Holding(Role.ADMIN),
    }
    known |= {name: make_person(database, f"邻居{name}", held) for name, held in made.items()}
    owners = _holdings(database, {name: known[name] for name in OWNERS})
    known |= {
        name: make_person(
            database, f"两顶帽{number}", *(held for one in hats for held in owners.get(one) or (made[one],))
        )
        for number, (name, hats) in enumerate(HATS.items(), start=1)
    }
    return {name: known.get(name) for name in (*PEOPLE, *HATS)}


def _holdings(database: Database, people: Mapping[str, Someone | None]) -> dict[str, tuple[Holding, ...]]:
    """Return the roles that the owners have, by name."""
    with database.reading() as session:
        return {
            name: tuple(holdings_on(session, one.person_id, today()))
            for name, one in people.items()
            if one is not None
        }


def _things(
    session: Session, people: Mapping[str, Someone | None], known: Mapping[str, int | str]
) -> dict[str, int | str]:
    """Write one row of each thing that no service of the region has made; all belong to the owners."""
    ids = {name: one.person_id for name, one in people.items() if one is not None}
    trainee, manager, officer = ids["trainee"], ids["manager"], ids["officer"]
    enrolment, in_class = known["enrolment"], {"training_class_id": known["class"]}

    def row(table: str, **told: Any) -> Any:
        return _row(session, Model.metadata.tables[table], told)

    def decided(table: str, parent: str, number: int, **told: Any) -> None:
        row(table, **{parent: number}, evidence_position=9000 + number, **told)

    base_id = session.scalars(sa.select(TrainingBase.id).where(TrainingBase.slug == "demo-zhengzhou")).one()
    asked = row("accommodation", person_id=trainee, enrolment_id=enrolment)
    decided("accommodation_step", "accommodation_id", asked, kind="asked", by_id=trainee, answer_by=today())
    refused = row("accommodation", person_id=trainee, enrolment_id=enrolment, kind="braille")
    for kind, position, day in (("asked", 1, today()), ("refused", 2, today()), ("objected", 3, today())):
        row("accommodation_step", accommodation_id=refused, kind=kind, by_id=trainee if kind != "refused" else manager,
            answer_by=day, evidence_position=9100 + position)  # fmt: skip
    mark = row(
        "review_mark",
        person_id=trainee,
        enrolment_id=enrolment,
        first_position=1,
        last_position=1,
        evidence_position=9201,
    )
    guardian = row(
        "guardian_link", person_id=trainee, guardian_id=ids["helper"], from_on=today(), until_on=today()
    )
    decided("guardian_step", "link_id", guardian, kind="recorded", by_id=officer, how=None)
    ward = row(
        "guardian_link",
        person_id=ids["other-trainee"],
        guardian_id=ids["helper"],
        from_on=today(),
        until_on=today(),
    )
    for position, (kind, how) in enumerate([("recorded", None), ("own yes", "said")]):
        row(
            "guardian_step",
            link_id=ward,
            kind=kind,
            how=how,
            by_id=officer,
            evidence_position=9501 + position,
        )
    helped = row("helper_link", person_id=trainee, helper_id=ids["helper"], code_hash=None, until_on=today())
    decided("helper_step", "link_id", helped, kind="invited", by_id=trainee, parts=["needs", "schedule"])
    change = row("class_change", **in_class, asked_by_id=manager, evidence_position=9301)
    visit = row("inspection", **in_class, class_session_id=None, officer_id=officer, evidence_position=9302,
                answer_by=today())  # fmt: skip
    row("inspection_photo", inspection_id=visit, position=1, address="0" * 64)
    note = row("trainee_note", **in_class, enrolment_id=known["enrolment"], words="请说慢一点。", by_id=ids["instructor"],
               taken_out_by_id=None, taken_out_at=None)  # fmt: skip
    paper = row("paper_sheet", **in_class, class_session_id=known["session"], added_by_id=manager,
                scan_address="0" * 64, content_type="image/png", evidence_position=9303)  # fmt: skip
    row("roster_import", id="an-import", **in_class, made_by_id=manager, ended_at=None)
    row("brought_sheet", id="a-sheet", register="ledger", region_code=COUNTY, made_by_id=officer, cells_sealed=None,
        ended_at=instant_now())  # fmt: skip
    numbers = row("match_list", region_code="410100", made_by=officer)
    hit = row("match_hit", match_list_id=numbers, person_id=trainee, outcome=None)
    sample = row("audit_sample", region_code="410100", made_by=ids["auditor"], record_ids=[known["record"]])
    ability = row("ability_record", person_id=trainee, ability="braille", recorded_by_id=officer)
    check = row("identity_check", person_id=trainee, checked_by_id=officer, withdrawn_at=None)
    twins = row("duplicate_note", first_id=min(trainee, ids["helper"]), second_id=max(trainee, ids["helper"]))
    grant = session.scalars(
        sa.text("SELECT min(id) FROM role_grant WHERE person_id = :person"), {"person": trainee}
    ).one()
    export = row("data_export", person_id=trainee, made_at=instant_now(), expires_at=instant_now())
    sign_in = row("sign_in", person_id=trainee, ended_at=None)
    brought = row(
        "document_import", token="an-import", base_id=base_id, owner_id=ids["instructor"], state="ready",
        sources=[["示例.docx", "0" * 64, 10]], files={}, plan=None, notes=[], fault="", target_id=None, draft_id=None,
    )  # fmt: skip
    row("brought_file", token="a-file", import_id=brought, kind="subtitles", blob="0" * 64, stored_id=None, name="示例.srt",
        course="", lesson="", asked_by_id=None, fault="", placed_at=None)  # fmt: skip
    consent = row("rights_paper", base_id=base_id, kind="consent", course_slug="", added_by_id=ids["instructor"],
                  digest="0" * 64)  # fmt: skip
    proof = row("rights_paper", base_id=base_id, kind="proof", course_slug="desk-writing", digest="",
                added_by_id=ids["instructor"])  # fmt: skip
    easy = session.scalars(
        sa.select(LessonVersion.lesson_id).where(LessonVersion.title == "做美式咖啡")
    ).first()
    trial = row("easy_read_trial", lesson_id=easy or 1, recorded_by_id=ids["instructor"])
    upload = row(
        "media_upload", token="an-upload", person_id=ids["instructor"], state="receiving", stored_id=None,
        byte_count=10, received=0,
    )  # fmt: skip
    voice = row("stored_media", token="a-voice", owner_id=trainee, purpose="audio recording", state="ready",
                shown_blob="0" * 64)  # fmt: skip
    barrier = row("barrier_report", number="BG-000001", person_id=trainee, region_code=COUNTY)
    things = _enquiries(session, row, trainee=trainee, teacher=ids["instructor"], class_id=known["class"])
    things |= _work(session, row, trainee=trainee, teacher=ids["instructor"])
    claim = row("claim", training_class_id=known["class"], base_id=base_id, region_code="410100", reverses_id=None,
                made_by_id=manager)  # fmt: skip
    row("claim_line", claim_id=claim, position=1, enrolment_id=enrolment, record_id=known["record"], amount_fen=0,
        held_for="示例")  # fmt: skip
    row("claim_step", claim_id=claim, position=1, round=1, kind="calculated", person_id=manager, remarks=[],
        evidence_position=9401)  # fmt: skip
    own_claim = row("claim", training_class_id=known["class"], base_id=base_id, region_code="410100", reverses_id=None,
                    made_by_id=trainee, applicant="trainee", number="自己-1", client_id="own-claim")  # fmt: skip
    row("claim_line", claim_id=own_claim, position=1, enrolment_id=enrolment, record_id=known["record"], amount_fen=0,
        held_for="示例")  # fmt: skip
    row("claim_step", claim_id=own_claim, position=1, round=1, kind="calculated", person_id=trainee, remarks=[],
        evidence_position=9403)  # fmt: skip
    notice = row("public_notice", region_code="410100", ends_on=today() + timedelta(days=9), published_by_id=officer,
                 working_days=5, counted_by=[], items=[])  # fmt: skip
    objection = row("notice_objection", notice_id=notice)
    outside = row("outside_hours", person_id=trainee, enrolment_id=enrolment, first_on=today(), last_on=today(), minutes=30,
                  proof_address="0" * 64, stated_by_id=trainee, evidence_position=9402)  # fmt: skip
    for number in (1, 2):  # the second corrects the first
        row("report_edition", region_code=COUNTY, year=2020, number=number, frozen_by_id=manager)
        row("published_list", kind="institutions", region_code=COUNTY, number=number, published_by_id=manager, rows={})  # fmt: skip
        row("export_batch", region_code=COUNTY, year=2020, number=number)
    row("trainee_file_entry", file_id=row("trainee_file", person_id=trainee, ended_at=None), kind="need", day=today(), outcome=None, months=None)  # fmt: skip
    entry = row("field_entry", kind="teacher", region_code=COUNTY, post="full-time", issued_on=None)
    message = row("message", person_id=trainee, kind="claim paid", words={"class_title": "示例班"}, key="claim-paid:1",
                  endpoint="subsidy.own_records", arguments={}, read_at=None, folded_into_id=None)  # fmt: skip
    assert all((brought, upload, voice, barrier))
    things |= {"attempt": attempt_of(session, trainee), **paper_of_classmate(session, row, ids["instructor"])}
    return things | {
        "accommodation": asked, "refused-accommodation": refused, "mark": mark, "guardian": guardian, "ward": ward,
        "change": change, "inspection": visit, "paper": paper, "trainee-note": note, "list": numbers, "hit": hit, "sample": sample,
        "ability": ability, "check": check, "twins": twins, "grant": grant, "export": export, "sign-in": sign_in,
        "consent": consent, "proof": proof, "trial": trial, "person": trainee, "barrier": "BG-000001",
        "claim": claim, "own-claim": own_claim, "notice": notice, "entry": entry, "objection": objection, "complaint": row("complaint", region_code=COUNTY, topic="money", answer_by=today()), "outside": outside, "evaluation": evaluated(row, trainee), "announcement": announced(row, officer), "needs": row("needs_survey", region_code=COUNTY, year=2020, opens_on=today(), closes_on=today() + timedelta(days=1), counted_at=instant_now(), shown_min=5, sums=[]), **listed(row, ids["liaison"], trainee, enrolment), "programme": row("programme", region_code=COUNTY, year=2020, fund="security"), "helped": helped, "passkey": row("passkey", person_id=trainee, public_key=b""), "message": message,
    }  # fmt: skip


def _work(session: Session, row: Callable[..., Any], *, trainee: int, teacher: int) -> dict[str, int | str]:
    """Hand in work of the trainee's with a file, and sign off a step of a task sheet."""
    course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
    enrolment = enrolment_or_none(session, person_id=trainee, course_id=course.id)
    assert enrolment is not None
    version = next(
        one
        for one in lesson_versions(session, enrolment.course_version_id)
        if session.get_one(Lesson, one.lesson_id).slug == "push-press-knead"
    )
    blob = session.scalars(
        sa.select(StoredMedia.shown_blob).where(StoredMedia.purpose == "lesson video")
    ).first()
    sent = row("sending", person_id=trainee, settled_at=None, erased_at=None)
    stored = row("stored_media", token="a-work-file", owner_id=trainee, purpose="audio recording", state="ready",
                 shown_blob=blob, shown_type="audio/mp4", is_kept=True)  # fmt: skip
    row("sending_file", sending_id=sent, stored_id=stored, kind="voice", words="")
    of = {"person_id": trainee, "enrolment_id": enrolment.id, "lesson_version_id": version.id}
    work = row(
        "hand_in",
        **of,
        task="rhythm-count",
        number=1,
        sending_id=sent,
        client_id="示例",
        evidence_position=9501,
    )
    signed = row("step_sign_off", **of, task="show-three-ways", step=1, signed_on=today(), by_id=teacher, reverses_id=None,
                 reason="", client_id="示例", evidence_position=9502)  # fmt: skip
    return {"hand-in": work, "sign-off": signed, "work-enrolment": enrolment.id}


def _enquiries(
    session: Session, row: Callable[..., Any], *, trainee: int, teacher: int, class_id: int
) -> dict[str, int | str]:
    """Write a question of the trainee's and the teacher's answer, each with a file, and what was made of them."""
    course = session.scalars(sa.select(Course).where(Course.slug == "blind-massage")).one()
    lesson = session.scalars(
        sa.select(Lesson).where(Lesson.course_id == course.id, Lesson.slug == "clean-hands")
    ).one()
    # Bytes that are there: the guard lets through what can be sent.
    blob = session.scalars(
        sa.select(StoredMedia.shown_blob).where(StoredMedia.purpose == "lesson video")
    ).first()
    assert blob

    def sending(person: int, token: str) -> Any:
        made = row("sending", person_id=person, settled_at=None, erased_at=None)
        stored = row("stored_media", token=token, owner_id=person, purpose="audio recording", state="ready",
                     shown_blob=blob, shown_type="audio/mp4", is_kept=True)  # fmt: skip
        row("sending_file", sending_id=made, stored_id=stored, kind="voice", words="")
        return made

    asked = row("enquiry", person_id=trainee, course_id=course.id, lesson_id=lesson.id, about_key="",
                sending_id=sending(trainee, "an-enquiry-file"), withdrawn_at=None, shared_at=None)  # fmt: skip
    answer = row("enquiry_answer", enquiry_id=asked, person_id=teacher, shared_at=None,
                 sending_id=sending(teacher, "an-answer-file"))  # fmt: skip
    text_hash = session.scalars(
        sa.select(LessonVersion.text_hash)
        .where(LessonVersion.lesson_id == lesson.id)
        .order_by(LessonVersion.id.desc())
    ).first()
    frequent = row("frequent_answer", course_id=course.id, lesson_id=lesson.id, text_hash=text_hash, answer_id=answer,
                   made_by_id=teacher, taken_back_at=None)  # fmt: skip
    shared = row("enquiry", person_id=trainee, course_id=course.id, lesson_id=lesson.id, about_key="",
                 sending_id=sending(trainee, "a-shared-file"), shared_at=instant_now())  # fmt: skip
    row("enquiry_answer", enquiry_id=shared, person_id=teacher, shared_at=instant_now(),
        sending_id=sending(teacher, "a-shared-answer"))  # fmt: skip
    said = row(
        "class_message",
        training_class_id=class_id,
        by_id=teacher,
        sending_id=sending(teacher, "a-class-file"),
    )
    row("class_message_reader", message_id=said, person_id=trainee)
    return {"enquiry": asked, "shared-enquiry": shared, "frequent-answer": frequent, "class-message": said}


def _row(session: Session, table: sa.Table, told: Mapping[str, Any]) -> Any:
    """Add a row: what isn't told is the plainest value of its kind."""
    values = dict(told)
    for column in table.columns:
        if column.name not in values and not column.nullable and not column.primary_key:
            values[column.name] = _plain(column)
    key = session.connection().execute(table.insert().values(values)).inserted_primary_key
    assert key is not None
    return key[0]


def _plain(column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Enum):
        return column.type.enums[0]
    kinds = {int: 1, str: "示例", bool: False, dict: {}, list: []}
    plain = column.type.python_type
    if column.name.endswith(("_at",)):
        return instant_now()
    if column.name.endswith(("_on", "_by")) and plain is not int:
        return today()
    return kinds.get(plain, {})
