"""An officer looks at a class unannounced, counts, and files it; the base reads and answers; nothing can be changed afterwards."""

import io
import re
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy.exc import DBAPIError

from learnhub.accounts.rules import Role
from learnhub.accounts.rules.roles import Holding
from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.primitives import today
from learnhub.training.models import Inspection, TrainingClass
from learnhub.training.rules.inspections import Visited, count_words, visit_refusal
from tests.classes import attend
from tests.people import NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION, Someone, make_person
from tests.training.made import Made
from tests.visit import Submit, Visit

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("visited", "session_day", "code"),
    [
        (Visited(DAY, 5, 3, 1, "好", None), DAY, None),
        (Visited(DAY, None, 0, 0, "没有人", DAY), None, None),
        (Visited(DAY + timedelta(days=1), None, 0, 0, "好", None), None, "not-yet"),
        (Visited(DAY, 5, 3, 1, "好", None), DAY - timedelta(days=7), "other-day"),
        (Visited(DAY, None, 3, 1, "好", DAY - timedelta(days=1)), None, "answer-too-early"),
    ],
)
def test_a_visit_that_cannot_have_been_is_refused(
    visited: Visited, session_day: date | None, code: str | None
) -> None:
    refusal = visit_refusal(visited, on=DAY, session_day=session_day)
    assert (refusal.code if refusal else None) == code


def test_what_was_counted_is_compared_with_the_roll_without_suspicion() -> None:
    assert count_words(3, 3) == "和点名一致"
    assert count_words(2, 5) == "点名记了 5 人到课，相差 3 人，需要核对"
    assert "没有点名" in count_words(2, None)


def fields(made: Made, **changed: object) -> dict[str, object]:
    told: dict[str, object] = {
        "act": "visit-form-1",
        "inspected_on": "2026-03-02",
        "session": str(made.session_ids[0]),
        "counted_present": "1",
        "counted_absent": "1",
        "findings": "门口的坡道被车挡住了。",
        "answer_by": (today() + timedelta(days=7)).isoformat(),
    }
    return {**told, **changed}


def file(submit: Submit, made: Made, officer: Someone, **changed: object) -> str:
    target = re.compile(rf"/classes/{made.class_id}/inspections/\d+\?done=filed")
    filed = submit(
        "training.file_inspection", fields(made, **changed), officer, target=target, class_id=made.class_id
    )
    return filed.location.split("?")[0]


def test_a_visit_goes_from_the_office_to_the_base_and_back(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    officer: Someone,
    base_manager: Someone,
    instructor: Someone,
) -> None:
    with database.transaction() as session:
        training_class = session.get_one(TrainingClass, made.class_id)
        for person_id in made.person_ids:
            attend(session, training_class, person_id, marked_by=instructor.person_id, sessions=1)
    form = visit("training.new_inspection", officer, class_id=made.class_id)
    assert form.fields["哪一天去的"] == today().isoformat()
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    photo = (io.BytesIO(picture.getvalue()), "door.jpg")
    unnamed = submit(
        "training.file_inspection", fields(made, photo=photo), officer, 422, class_id=made.class_id
    )
    assert "请写照片上是什么" in unnamed.errors[0]
    photo = (io.BytesIO(picture.getvalue()), "door.jpg")
    address = file(submit, made, officer, photo=photo, photo_words="坡道上停着车")
    assert file(submit, made, officer) == address  # the same form again
    page = visit(address, base_manager)
    assert "点名记了 2 人到课，相差 1 人，需要核对" in page.words
    assert "等基地答复" in page.words
    answer = visit(page.links["看照片：坡道上停着车"], base_manager)
    assert answer.headers["Content-Type"] == "image/jpeg"
    answer.response.close()
    submit(
        address,
        {"words": "已经挪开，画了禁停线。", "deed": "answer"},
        base_manager,
        target=f"{address}?done=followed",
    )
    page = visit(address, officer)
    assert "画了禁停线" in page.words
    empty = submit(address, {"words": "请再看看。", "deed": "ask"}, officer, 422)
    assert "请填基地在哪一天以前答复" in empty.errors[0]
    submit(address, {"words": "已经看过。", "deed": "close"}, officer, target=f"{address}?done=followed")
    closed = submit(address, {"words": "还有一句。", "deed": "close"}, officer, 422)
    assert "已经了结" in closed.errors[0]
    assert "已经了结" in visit("training.inspections", instructor, class_id=made.class_id).words
    with database.reading() as session:
        kinds = [row.kind for row in evidence.entries(session, f"class:{made.class_id}")]
        assert kinds == ["inspection.filed", "inspection.followed", "inspection.followed"]


def test_a_visit_is_filed_by_the_office_of_the_region_and_read_by_the_class_alone(
    visit: Visit,
    submit: Submit,
    database: Database,
    made: Made,
    officer: Someone,
    base_manager: Someone,
    trainee: Someone,
    instructor: Someone,
) -> None:
    address = file(submit, made, officer)
    neighbour_officer = make_person(database, "邻家老王", Holding(Role.OFFICER, region_code=NEIGHBOUR_REGION))
    neighbour = make_person(
        database, "邻家主任", Holding(Role.BASE_MANAGER, NEIGHBOUR_BASE_ID, NEIGHBOUR_REGION)
    )
    for stranger, status in ((neighbour_officer, 404), (neighbour, 404), (trainee, 403)):
        visit(address, stranger, status)
        visit("training.inspections", stranger, status, class_id=made.class_id)
    for stranger, status in ((neighbour_officer, 404), (base_manager, 403), (instructor, 403)):
        visit("training.new_inspection", stranger, status, class_id=made.class_id)
        submit("training.file_inspection", fields(made), stranger, status, class_id=made.class_id)
    # The base doesn't close its own inspection, the office doesn't answer for the base.
    submit(address, {"words": "好了", "deed": "close"}, base_manager, 403)
    submit(address, {"words": "好了", "deed": "answer"}, officer, 403)
    submit(address, {"words": "好了", "deed": "answer"}, instructor, 403)
    for statement in (sa.update(Inspection).values(findings="x"), sa.delete(Inspection)):
        with pytest.raises(DBAPIError), database.transaction() as session:
            session.execute(statement)
