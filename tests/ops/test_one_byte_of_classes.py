"""One value changed in what was done about a class, a certificate, 便利, a mark or a guardian: verifying names the row.

Every column of every table is tried, those too that are added later, with the guards off.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from learnhub.accounts.adapters.site_keys import site_keys
from learnhub.accounts.models import Consent, GuardianLink, GuardianStep
from learnhub.accounts.rules.consent import TEXTS, Basis
from learnhub.accounts.service import guardians
from learnhub.accounts.service import verification as of_guardians
from learnhub.audit.rules import Actor
from learnhub.completion import service as completion
from learnhub.completion.models import (
    CertificateEnd,
    CertificateRecord,
    CertificateRecordStep,
    CompletionCertificate,
    CompletionStep,
)
from learnhub.completion.rules import CertificateKind, RecordStepKind
from learnhub.completion.service import StepGiven
from learnhub.db import Database, Instant, Model
from learnhub.evidence.rules import Fault
from learnhub.learning.models import (
    Accommodation,
    AccommodationStep,
    Enrolment,
    ReviewAppeal,
    ReviewMark,
    ReviewStep,
)
from learnhub.learning.rules.accommodations import AccommodationKind, Answerer
from learnhub.learning.rules.reviewing import MarkOutcome
from learnhub.learning.service import appeals, marks
from learnhub.learning.service import verification as of_learning
from learnhub.policy.rules import Figures
from learnhub.primitives import SHANGHAI, instant_now, today
from learnhub.settings import Settings
from learnhub.training import service as training
from learnhub.training.models import (
    ChangeStep,
    ClassChange,
    Inspection,
    InspectionStep,
    InspectionStepKind,
    OpeningStep,
    PaperSheet,
    RosterEntry,
    RosterImport,
    SessionCode,
    TrainingClass,
)
from learnhub.training.rules.changes import Change, ChangeKind
from learnhub.training.rules.inspections import Visited
from tests.accounts.test_guardians import recorded
from tests.completion.made import Ended, completed, end_class
from tests.guards import without_guards
from tests.learning.marking import mark_of, voice_of
from tests.learning.test_accommodations import answered, asked, enrolled
from tests.ops.test_one_byte import PROTECTED as OF_LEDGER
from tests.ops.test_one_byte import SURROGATE, Protected, Row, another, changed
from tests.ops.test_one_byte_of_claims import PROTECTED as OF_CLAIMS
from tests.people import Someone, make_person
from tests.tiny_course import FIGURES
from tests.training.test_openings import submit_plan
from tests.training.test_roster import GOOD, HEADER, MAPPING

NOW = instant_now()
Verify = Callable[[Session], tuple[int, list[Fault]]]


def _protected(model: type[Any], **free: str) -> Protected:
    table: sa.Table = model.__table__
    return Protected(table, lambda row: f"{table.name} {row['id']}", {"id": SURROGATE, **free})


# What is asked for stands in the evidence of its first step, and is named by it.
FIRST_STEPS = {
    "certificate_record": CertificateRecordStep,
    "accommodation": AccommodationStep,
    "guardian_link": GuardianStep,
}


TABLES: Mapping[Verify, tuple[Protected, ...]] = {
    training.verify: (
        _protected(OpeningStep),
        _protected(ClassChange),
        _protected(ChangeStep),
        _protected(RosterEntry),
        _protected(PaperSheet),
        _protected(SessionCode),
        _protected(Inspection),
        _protected(InspectionStep),
    ),
    completion.verify: (
        _protected(CompletionStep),
        _protected(CompletionCertificate),
        _protected(CertificateEnd),
        _protected(CertificateRecordStep),
        _protected(CertificateRecord),
    ),
    of_learning.verify: (
        _protected(AccommodationStep),
        _protected(Accommodation),
        _protected(ReviewMark),
        _protected(ReviewStep),
        _protected(ReviewAppeal),
    ),
    of_guardians.verify: (
        _protected(GuardianStep),
        _protected(GuardianLink),
        _protected(Consent),
    ),
}  # fmt: skip


@pytest.fixture
def filled(
    database: Database,
    settings: Settings,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
) -> Database:
    """One row of each table, made by its service."""
    ended = end_class(
        database, settings, people=(trainee, other_trainee), instructor=instructor, approver=base_manager
    )
    certificate_id = completed(database, ended, base_manager, officer)
    guardian = make_person(database, "林妈妈")
    with database.transaction() as session:
        _certificates(session, ended, certificate_id, base_manager, officer)
        _class(session, ended, settings, base_manager, officer)
        submit_plan(session, _course(session, ended), base_manager.person_id, instructor.person_id)
        (request,) = asked(session, trainee, enrolled(session, trainee), AccommodationKind.SCRIBE)
        answered(session, base_manager, request, Answerer.BASE, is_granted=True)
        _mark(session, trainee, officer)
        link = recorded(session, officer, trainee, guardian)
        guardians.answer(
            session, link, is_yes=True, by_id=officer.person_id, how=guardians.How.SAID, words="他说：好的", now=NOW
        )  # fmt: skip
        recorded(session, officer, instructor, guardian)
    return database


def _course(session: Session, ended: Ended) -> int:
    return session.get_one(Enrolment, ended.enrolment_ids[0]).course_id


def _certificates(
    session: Session, ended: Ended, certificate_id: int, base_manager: Someone, officer: Someone
) -> None:
    certificate = session.get_one(CompletionCertificate, certificate_id)
    completion.revoke(session, Actor(officer.person_id), certificate, reason="名字写错了", now=NOW)
    enrolment = session.get_one(Enrolment, ended.enrolment_ids[0])
    told: Any = {
        "kind": CertificateKind.SPECIFIC,
        "level": None,
        "occupation": "",
        "applied_on": today(),
        "now": NOW,
    }
    made = completion.add_record(
        session, ended.keys, Actor(base_manager.person_id), enrolment, occupation_name="按摩师",
        agency="示例鉴定所", act="one-form", **told,
    )  # fmt: skip
    issued = StepGiven(RecordStepKind.ISSUED, today(), issuer="示例鉴定所", number="2641001234567890")
    assert isinstance(made, completion.RecordTold)
    completion.take_step(
        session, ended.keys, Actor(base_manager.person_id), enrolment, made.record.id, issued, now=NOW
    )


def _class(
    session: Session, ended: Ended, settings: Settings, base_manager: Someone, officer: Someone
) -> None:
    found, base, office = (
        session.get_one(TrainingClass, ended.class_id),
        Actor(base_manager.person_id),
        Actor(officer.person_id),
    )
    training.keep_paper(
        session, class_session=found.sessions[0], scan_address="0" * 64, kept_by="何主任",
        added_by=base_manager.person_id, now=NOW,
    )  # fmt: skip
    meeting = found.sessions[0]
    in_class = datetime.combine(meeting.day, time(9), SHANGHAI)
    shown = training.show_code(session, class_session=meeting, shown_by=base_manager.person_id, now=in_class)
    assert isinstance(shown, SessionCode), shown
    visited = Visited(
        found.sessions[0].day,
        found.sessions[0].id,
        2,
        0,
        "门口的坡道被车挡住了。",
        today() + timedelta(days=7),
    )
    visit = training.file_inspection(
        session, office, training_class=found, visited=visited, client_id="a-form", now=NOW
    )
    assert isinstance(visit, Inspection), visit
    training.follow_inspection(
        session, base, inspection=visit, kind=InspectionStepKind.ANSWERED, words="车已经挪开了。", now=NOW
    )
    training.ask_change(
        session, base, training_class=found, change=Change(ChangeKind.CAPACITY, capacity=30), reason="又来了两位",
        client_id="a-form", figures=Figures(()), now=NOW,
    )  # fmt: skip
    keys = site_keys(settings)
    sheet = training.begin_import(
        session, keys, training_class=found, cells=[HEADER, GOOD], by=base_manager.person_id, now=NOW
    )
    assert isinstance(sheet, RosterImport)
    training.map_columns(session, sheet, MAPPING)
    words = TEXTS[Basis.CONSENT]
    taken = training.take_rows(
        session, keys, base, found=sheet, region_code="410105", told_words=words, now=NOW
    )
    assert taken == 1, taken


def _mark(session: Session, trainee: Someone, officer: Someone) -> None:
    mark = mark_of(session, trainee)
    voice = voice_of(session, trainee, blob="0" * 64)
    voice_of(session, trainee, blob="1" * 64)
    person: Any = {"person_id": trainee.person_id, "mark_id": mark.id, "now": NOW}
    assert isinstance(
        marks.answer_mark(session, words="在基地学的。", recording_id=voice, **person), ReviewStep
    )
    present = marks.own_mark_or_none(session, person_id=trainee.person_id, mark_id=mark.id)
    assert present is not None
    marks.decide_mark(
        session, Actor(officer.person_id), present, MarkOutcome.NOT_RECOGNISED, words="没有找到记录。",
        objection_days=15, now=NOW,
    )  # fmt: skip
    appealed = appeals.object_to(session, words="我学过。", recording_id=voice, figures=FIGURES, **person)
    assert isinstance(appealed, ReviewAppeal), appealed


def test_each_column_of_what_was_done_about_a_class_or_a_person_is_watched(filled: Database) -> None:
    unnoticed = []
    with filled.transaction() as session:
        for verify, tables in TABLES.items():
            assert verify(session)[1] == []
            without_guards(session, *(one.table.name for one in tables))
            for one in tables:
                unnoticed += _unnoticed(session, verify, one)
        session.rollback()
    assert not unnoticed


def _unnoticed(session: Session, verify: Verify, one: Protected) -> list[str]:
    found = []
    row = _first(session, one.table)
    step = FIRST_STEPS.get(one.table.name)
    name = one.named(row) if step is None else f"{step.__tablename__} {_first(session, step.__table__)['id']}"
    for column in one.table.c:
        value = _else(session, column, row[column.name]) if column.name not in one.free else None
        trial = session.begin_nested()
        if value is not None and changed(session, one, column.name, row, value):
            session.expire_all()
            if name not in {fault.where for fault in verify(session)[1]}:
                found.append(f"{one.table.name}.{column.name}")
        trial.rollback()
        session.expire_all()
    return found


def _first(session: Session, table: Any) -> Row:
    return dict(session.execute(sa.select(table).order_by(table.c.id).limit(1)).mappings().one())


def _else(session: Session, column: sa.Column[Any], value: Any) -> Any:
    """Return another value that the column takes."""
    if isinstance(column.type, sa.Enum):
        return next(one for one in column.type.enums if one != getattr(value, "value", value))
    if value is None and isinstance(column.type, Instant):
        return NOW
    if value is None and column.type.python_type is date:
        return today()
    return another(session, column, value)


# Of payees (the account itself is encrypted for its row), tests, helpers and work that is handed in: compared by the verification of
# their own packages, and tried in their tests.
ELSEWHERE = {
    "payee_account", "assessment_attempt", "assessment_answer", "assessment_step", "helper_step", "help_stated",
    "hand_in", "feedback", "step_sign_off",
}  # fmt: skip


def test_every_table_of_deeds_is_compared_with_its_row_of_the_log() -> None:
    with_evidence = {one.name for one in Model.metadata.sorted_tables if "evidence_position" in one.c}
    tried = {one.table.name for tables in (*TABLES.values(), OF_CLAIMS, OF_LEDGER) for one in tables}
    assert with_evidence - tried == ELSEWHERE
