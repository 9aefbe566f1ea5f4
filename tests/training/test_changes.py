"""An approved class changes by a recorded change alone; no mark is ever lost; the office approves where policy says so."""

import re
from datetime import date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.audit.rules import Actor
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.models import Enrolment
from learnhub.messages.rules import Kind
from learnhub.policy.rules import Figure, Figures
from learnhub.primitives import SHANGHAI, Refusal, instant_now, today
from learnhub.training import service
from learnhub.training.models import ClassChange, TrainingClass
from learnhub.training.rules import Meeting
from learnhub.training.rules.changes import Change, ChangeKind, approval_key, change_refusal, is_offices
from tests.classes import attend
from tests.messages.heard import heard
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.training.made import Made
from tests.visit import Submit, Visit

DAY = date(2026, 3, 2)
HELD = Meeting(DAY, "09:00", 315, "手法")
LATER = Meeting(DAY + timedelta(days=9), "09:00", 315, "手法")
NONE = Figures(())


def approving(kind: ChangeKind) -> Figures:
    return Figures(
        (Figure(approval_key(kind), "", True, "", date(2020, 1, 1), None, "测试", True, "", "test"),)
    )


@pytest.mark.parametrize(
    ("change", "known", "others", "is_marked", "code"),
    [
        (Change(ChangeKind.CAPACITY, capacity=4), None, [HELD], False, "places-taken"),
        (Change(ChangeKind.CAPACITY, capacity=5), None, [HELD], False, None),
        (Change(ChangeKind.TEACHERS), None, [HELD], False, "no-teacher"),
        (Change(ChangeKind.MEETING_MOVED, session_id=1, meeting=LATER), HELD, [], False, None),
        (Change(ChangeKind.MEETING_MOVED, session_id=1, meeting=LATER), HELD, [], True, "marked"),
        (Change(ChangeKind.MEETING_MOVED, session_id=9, meeting=LATER), None, [HELD], False, "no-session"),
        (Change(ChangeKind.MEETING_DROPPED, session_id=1), HELD, [LATER], True, "marked"),
        (Change(ChangeKind.MEETING_DROPPED, session_id=1), HELD, [], False, "last-session"),
        (Change(ChangeKind.MEETING_ADDED, meeting=LATER), None, [HELD], False, None),
        (Change(ChangeKind.MEETING_ADDED, meeting=HELD), None, [], False, "in-the-past"),
    ],
)
def test_a_change_that_would_lose_something_is_refused(
    change: Change, known: Meeting | None, others: list[Meeting], is_marked: bool, code: str | None
) -> None:
    refusal = change_refusal(
        change,
        on=DAY + timedelta(days=1),
        opened_on=DAY,
        places_taken=5,
        known=known,
        others=others,
        is_marked=is_marked,
    )
    assert (refusal.code if refusal else None) == code


def ask(
    session: Session,
    found: TrainingClass,
    by: Someone,
    change: Change,
    figures: Figures = NONE,
    act: str = "one",
) -> ClassChange | Refusal:
    return service.ask_change(
        session,
        Actor(by.person_id),
        training_class=found,
        change=change,
        reason="场地要修",
        client_id=act,
        figures=figures,
        now=instant_now(),
    )


def test_without_a_policy_a_change_is_made_at_once_and_kept_with_what_was_before(
    session: Session, training_class: TrainingClass, base_manager: Someone
) -> None:
    change = Change(ChangeKind.PLACE, place="解放路 5 号", access_words="一层，没有台阶。")
    made = ask(session, training_class, base_manager, change)
    assert isinstance(made, ClassChange)
    assert ask(session, training_class, base_manager, change) is made  # the same form again
    assert training_class.place == "解放路 5 号"
    (told,) = service.changes_of(session, training_class.id)
    assert told.change.from_words.startswith("花园路 1 号 2 楼")
    assert told.step is not None
    chain = evidence.entries(session, f"class:{training_class.id}")
    assert [row.kind for row in chain] == ["class.change-asked", "class.change-ended"]
    of_the_class = {one.person_id for one in service.members(session, training_class.id)}
    of_the_class |= set(service.teacher_ids(session, training_class.id))
    assert of_the_class
    assert heard(session) == {Kind.CLASS_CHANGED: of_the_class}


def test_where_policy_says_so_the_office_approves_and_nobody_their_own(
    session: Session, training_class: TrainingClass, base_manager: Someone, officer: Someone
) -> None:
    change, now = Change(ChangeKind.CAPACITY, capacity=9), instant_now()
    waits = ask(session, training_class, base_manager, change, approving(ChangeKind.CAPACITY))
    assert isinstance(waits, ClassChange)
    assert training_class.capacity == 20
    assert [one.id for one, _found in service.waiting_changes(session, ["410000"])] == [waits.id]
    assert service.waiting_changes(session, ["530000"]) == []
    own = service.decide_change(
        session, Actor(base_manager.person_id), change=waits, is_approved=True, reason="", now=now
    )
    assert isinstance(own, Refusal)
    bare = service.decide_change(
        session, Actor(officer.person_id), change=waits, is_approved=False, reason="", now=now
    )
    assert isinstance(bare, Refusal)
    assert bare.field == "reason"
    for expected in (None, "decided"):
        outcome = service.decide_change(
            session, Actor(officer.person_id), change=waits, is_approved=True, reason="", now=now
        )
        assert (outcome.code if outcome else None) == expected
    assert training_class.capacity == 9
    assert heard(session) == {}, "how many places there are moves nobody's day"


@pytest.mark.parametrize(
    ("kind", "day", "by_policy", "expected"),
    [
        (ChangeKind.MEETING_DROPPED, DAY, False, False),  # today's may still be held or not
        (ChangeKind.MEETING_DROPPED, DAY - timedelta(days=1), False, True),
        (ChangeKind.MEETING_DROPPED, DAY + timedelta(days=1), False, False),
        (ChangeKind.MEETING_DROPPED, DAY + timedelta(days=1), True, True),
        (ChangeKind.MEETING_MOVED, DAY - timedelta(days=1), False, False),  # it is held later, none is lost
        (ChangeKind.PLACE, None, False, False),
    ],
)
def test_a_meeting_whose_day_is_over_is_dropped_by_the_office_alone(
    kind: ChangeKind, day: date | None, by_policy: bool, expected: bool
) -> None:
    assert is_offices(kind, day, on=DAY, by_policy=by_policy) is expected


def test_a_session_that_was_marked_stays_where_it_is_and_keeps_its_marks(
    session: Session,
    training_class: TrainingClass,
    enrolment: Enrolment,
    trainee: Someone,
    instructor: Someone,
    base_manager: Someone,
    officer: Someone,
) -> None:
    attend(session, training_class, trainee.person_id, marked_by=instructor.person_id, sessions=1)
    first, second = training_class.sessions[:2]
    later = Meeting(today() + timedelta(days=3), "14:00", 120, "补课")
    moved = ask(
        session,
        training_class,
        base_manager,
        Change(ChangeKind.MEETING_MOVED, session_id=first.id, meeting=later),
    )
    assert isinstance(moved, Refusal)
    assert moved.code == "marked"
    made = ask(
        session,
        training_class,
        base_manager,
        Change(ChangeKind.MEETING_MOVED, session_id=second.id, meeting=later),
    )
    assert isinstance(made, ClassChange)
    dropped = training_class.sessions[1].id
    in_class = datetime.combine(training_class.sessions[1].day, time(9), SHANGHAI)
    shown = service.show_code(
        session, class_session=training_class.sessions[1], shown_by=base_manager.person_id, now=in_class
    )
    assert not isinstance(shown, Refusal)
    made = ask(
        session,
        training_class,
        base_manager,
        Change(ChangeKind.MEETING_DROPPED, session_id=dropped),
        act="two",
    )
    assert isinstance(made, ClassChange)
    session.expire_all()
    assert len(training_class.sessions) == 15, "a day that is over goes only once the office has looked"
    refusal = service.decide_change(
        session, Actor(officer.person_id), change=made, is_approved=True, reason="", now=instant_now()
    )
    assert refusal is None
    session.expire_all()
    assert (training_class.sessions[-1].day, len(training_class.sessions)) == (later.day, 14)
    assert service.verify(session)[1] == [], "a code that went with its session is no fault"
    days = service.days_of(session, training_class=training_class, person_id=trainee.person_id)
    assert [one.day for one in days] == [DAY]


def test_a_base_changes_its_class_by_a_form_and_nobody_else_does(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    base_manager: Someone,
    officer: Someone,
    instructor: Someone,
    trainee: Someone,
) -> None:
    values = {"class_id": made.class_id, "kind": "meeting-added"}
    visit("training.changes", base_manager, class_id=made.class_id)
    form = visit("training.new_change", base_manager, class_id=made.class_id, kind="teachers")
    assert form.chosen == ["周老师"]
    typed = {
        "act": "change-form-1",
        "day": (today() + timedelta(days=3)).isoformat(),
        "starts_at": "9：00",
        "minutes": "120",
        "title": "补课",
        "reason": "",
    }
    page = submit("training.ask_change", typed, base_manager, 422, **values)
    assert page.errors == ["请写明为什么要改，学员和残联都看得到。"]
    assert page.fields["内容"] == "补课"
    target = f"/classes/{made.class_id}/changes?done=made"
    done = submit(
        "training.ask_change", {**typed, "reason": "有一天停电"}, base_manager, target=target, **values
    )
    assert "有一天停电" in done.follow().words
    for reader in (officer, instructor):
        assert "有一天停电" in visit("training.changes", reader, class_id=made.class_id).words
    neighbour = make_person(
        database, "邻家主任", Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    )
    for stranger, status in ((neighbour, 404), (officer, 403), (instructor, 403), (trainee, 403)):
        visit("training.new_change", stranger, status, **values)
        submit("training.ask_change", typed, stranger, status, **values)
    visit("training.new_change", base_manager, 404, class_id=made.class_id, kind="anything")
    with database.reading() as session:
        (told,) = service.changes_of(session, made.class_id)
    visit("training.change", neighbour, 403, class_id=made.class_id, change_id=told.change.id)
    far = make_person(database, "邻家老王", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    visit("training.change", far, 404, class_id=made.class_id, change_id=told.change.id)
    submit("training.decide_change", {}, far, 404, class_id=made.class_id, change_id=told.change.id)
    again = submit(
        "training.decide_change", {}, officer, 422, class_id=made.class_id, change_id=told.change.id
    )
    assert "已经有人处理过了" in again.errors[0]
    assert re.search("没有等待批准", visit("training.waiting_changes", officer).words)
    for statement in (sa.update(ClassChange).values(reason="x"), sa.delete(ClassChange)):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(statement)
