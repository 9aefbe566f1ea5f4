"""A roll counts for money once somebody approves it who had no hand in it, and only as it was approved."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.catalogue.models import Course
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.primitives import Refusal, instant_now
from learnhub.training import service
from learnhub.training.models import RollApproval, TrainingClass
from learnhub.training.rules import (
    Mark,
    MarkTyped,
    Method,
    Presence,
    RollState,
    approval_refusal,
    roll_digest,
    roll_state,
)
from tests.classes import attend, enrol
from tests.people import (
    BASE_ID,
    BASE_REGION,
    NEIGHBOUR_BASE_ID,
    NEIGHBOUR_REGION,
    PREFECTURE,
    Someone,
    make_person,
)
from tests.training.made import Made
from tests.visit import Submit, Visit

DAY = date(2026, 3, 2)


def mark(person: int = 1, position: int = 1, by: int = 9, shown_by: int | None = None) -> Mark:
    method = Method.ROLL if shown_by is None else Method.CODE
    return Mark(f"person:{person}", position, 5, DAY, Presence.PRESENT, 300, by, method, shown_by)


@pytest.mark.parametrize(
    ("concerned", "marks", "approver", "code"),
    [
        (1, [mark()], 8, None),
        (2, [mark()], 8, "roll-not-whole"),
        (1, [mark(by=8)], 8, "own-roll"),
        (2, [mark(), mark(person=2, by=8)], 8, "own-roll"),
        (1, [mark(by=1, shown_by=8)], 8, "own-roll"),  # whoever showed the code marked by it
        (1, [mark(by=1, shown_by=9)], 8, None),
        (1, [mark()], 1, "own-attendance"),
    ],
)
def test_a_roll_is_approved_whole_and_by_somebody_without_a_hand_in_it(
    concerned: int, marks: list[Mark], approver: int, code: str | None
) -> None:
    refusal = approval_refusal(concerned=concerned, marks=marks, approver=approver, trainees={1, 2})
    assert (refusal.code if refusal else None) == code


@given(st.permutations([mark(person=number, position=number) for number in range(1, 6)]))
def test_the_order_of_marks_makes_no_other_roll_and_any_correction_does(marks: list[Mark]) -> None:
    assert roll_digest(marks) == roll_digest(sorted(marks, key=lambda one: one.position))
    assert roll_digest([*marks[1:], mark(person=int(marks[0].subject[7:]), position=99)]) != roll_digest(
        marks
    )


def test_a_roll_says_where_it_stands() -> None:
    whole, digest = [mark()], roll_digest([mark()])

    def state(
        *, on: date = DAY, concerned: int = 1, marks: list[Mark] | None = None, known: tuple[str, ...] = ()
    ) -> RollState:
        found = whole if marks is None else marks
        return roll_state(day=DAY, on=on, concerned=concerned, marks=found, approved_digests=known)

    assert state(on=DAY - timedelta(days=1)) is RollState.TO_COME
    assert state(concerned=0, marks=[]) is RollState.NOBODY
    assert state(concerned=2) is RollState.OPEN
    assert state() is RollState.WAITING
    assert state(known=(digest,)) is RollState.APPROVED
    assert state(known=("another",)) is RollState.CORRECTED


def test_a_correction_takes_the_approval_from_a_roll_until_it_is_approved_again(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
) -> None:
    manager, meeting = Actor(base_manager.person_id), training_class.sessions[0]
    attend(session, training_class, trainee.person_id, marked_by=instructor.person_id, sessions=2)
    assert service.approved_sessions(session, training_class.id) == set()
    own = service.approve_roll(session, Actor(instructor.person_id), class_session=meeting, now=instant_now())
    assert isinstance(own, Refusal)
    assert own.code == "own-roll"
    made = service.approve_roll(session, manager, class_session=meeting, now=instant_now())
    assert isinstance(made, RollApproval)
    assert service.approve_roll(session, manager, class_session=meeting, now=instant_now()) is made
    assert service.approved_sessions(session, training_class.id) == {meeting.id}
    correct(session, training_class, trainee, instructor, Presence.ABSENT)
    assert service.approved_sessions(session, training_class.id) == set()
    correct(session, training_class, trainee, instructor, Presence.PRESENT)
    assert service.approved_sessions(session, training_class.id) == set()
    again = service.approve_roll(session, manager, class_session=meeting, now=instant_now())
    assert isinstance(again, RollApproval)
    assert service.approved_sessions(session, training_class.id) == {meeting.id}
    rows = evidence.entries(session, f"class:{training_class.id}", ["roll.approved"])
    assert [row.position for row in rows] == [made.evidence_position, again.evidence_position]
    assert rows[0].payload is not None
    assert rows[0].payload["approved_by"] == base_manager.person_id
    assert evidence.verify(session) == []


def correct(
    session: Session, training_class: TrainingClass, trainee: Someone, by: Someone, presence: Presence
) -> None:
    outcome = service.mark_roll(
        session,
        class_session=training_class.sessions[0],
        typed=[MarkTyped(trainee.person_id, presence, 315)],
        marked_by=by.person_id,
        client_id=f"correction-{presence.value}",
        now=instant_now(),
    )
    assert outcome == 1, outcome


def test_a_session_before_somebody_joined_concerns_them_neither_way(
    session: Session,
    course: Course,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    other_trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
) -> None:
    late = enrol(session, other_trainee.person_id, course)
    refused = service.take_place(
        session, training_class=training_class, enrolment=late, today=training_class.sessions[1].day
    )
    assert refused is None
    first = training_class.sessions[0]
    attend(session, training_class, trainee.person_id, marked_by=instructor.person_id, sessions=1)
    outcome = service.mark_roll(
        session,
        class_session=first,
        typed=[MarkTyped(other_trainee.person_id, Presence.PRESENT, 300)],
        marked_by=instructor.person_id,
        client_id="late",
        now=instant_now(),
    )
    assert isinstance(outcome, Refusal)
    assert outcome.code == "joined-later"
    told = service.rolls_of(session, training_class, on=first.day)
    assert told[0].state is RollState.WAITING
    assert [one.person_id for one in told[0].concerned] == [trainee.person_id]
    assert len(service.members(session, training_class.id)) == 2
    approved = service.approve_roll(
        session, Actor(base_manager.person_id), class_session=first, now=instant_now()
    )
    assert isinstance(approved, RollApproval)


def test_an_approval_can_be_neither_changed_nor_deleted(
    database: Database, made: Made, instructor: Someone, base_manager: Someone
) -> None:
    approve_first(database, made, instructor, base_manager)
    for statement in (sa.update(RollApproval).values(roll_digest="x"), sa.delete(RollApproval)):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(statement)


def approve_first(database: Database, made: Made, instructor: Someone, manager: Someone) -> None:
    with database.transaction() as session:
        training_class = session.get_one(TrainingClass, made.class_id)
        for person_id in made.person_ids:
            attend(session, training_class, person_id, marked_by=instructor.person_id, sessions=1)
        outcome = service.approve_roll(
            session,
            Actor(manager.person_id),
            class_session=training_class.sessions[0],
            now=datetime(2026, 11, 1, tzinfo=UTC),
        )
        assert isinstance(outcome, RollApproval), outcome


def test_a_manager_approves_what_a_teacher_marked_and_the_teacher_cannot(
    visit: Visit, submit: Submit, database: Database, made: Made, instructor: Someone, base_manager: Someone
) -> None:
    with database.transaction() as session:
        training_class = session.get_one(TrainingClass, made.class_id)
        for person_id in made.person_ids:
            attend(session, training_class, person_id, marked_by=instructor.person_id, sessions=1)
    values = {"class_id": made.class_id, "session_id": made.session_ids[0]}
    listed = visit("training.rolls", base_manager, class_id=made.class_id)
    assert "有 1 次课等着核准" in listed.words
    assert listed.rows("每次课的点名")[0][1:3] == ["2 人里点了 2 人", "等待核准"]
    refused = submit("training.approve_roll", {}, instructor, 409, **values)
    assert "要由另一位老师或者基地管理员来核准" in refused.words
    page = visit("training.marked_roll", base_manager, **values)
    assert page.rows("点名")[0] == ["小林", "到课，315 分钟", "周老师，当场点名"]
    assert page.stops_to("核准这次课的点名") == 1
    done = submit(
        "training.approve_roll",
        {},
        base_manager,
        target=f"/classes/{made.class_id}/rolls?done=approved",
        **values,
    ).follow()
    assert "何主任" in " ".join(one[3] for one in done.rows("每次课的点名"))
    with database.reading() as session:
        assert service.approved_sessions(session, made.class_id) == {made.session_ids[0]}


def test_a_roll_is_shown_to_its_class_base_and_office_and_approved_by_no_other(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    officer: Someone,
    trainee: Someone,
    auditor: Someone,
    neighbour_instructor: Someone,
) -> None:
    values = {"class_id": made.class_id, "session_id": made.session_ids[0]}
    neighbour_manager = make_person(
        database, "邻家主任", Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    )
    neighbour_officer = make_person(database, "邻家老王", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    # An instructor of the base who doesn't teach this class is no second teacher of it.
    colleague = make_person(database, "同事老师", Holding(Role.INSTRUCTOR, BASE_ID, BASE_REGION))
    # Who manages another base may be sent to look after this one, too: that approves nothing here.
    two_roles = make_person(
        database,
        "两边都管",
        Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION),
        Holding(Role.OFFICER, region_code=PREFECTURE),
    )
    assert "核准这次课的点名" not in visit("training.marked_roll", two_roles, **values).buttons
    submit("training.approve_roll", {}, two_roles, 404, **values)
    for reader in (officer, auditor):
        assert "核准这次课的点名" not in visit("training.marked_roll", reader, **values).buttons
        submit("training.approve_roll", {}, reader, 403, **values)
    for stranger, status in (
        (neighbour_manager, 404),
        (neighbour_officer, 404),
        (neighbour_instructor, 404),
        (colleague, 404),
        (trainee, 403),
    ):
        visit("training.rolls", stranger, status, class_id=made.class_id)
        visit("training.marked_roll", stranger, status, **values)
    for stranger, status in ((neighbour_manager, 404), (colleague, 404), (trainee, 403)):
        submit("training.approve_roll", {}, stranger, status, **values)
    with database.reading() as session:
        assert service.approved_sessions(session, made.class_id) == set()
