"""The people of a class before their teacher: where each is, gently who hasn't come, notes on how to help."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from learnhub.catalogue import service as catalogue
from learnhub.db import Database
from learnhub.learning.models import Enrolment
from learnhub.learning.rules.plans import Pace
from learnhub.learning.service.plans import keep_plan
from learnhub.primitives import instant_now, today
from learnhub.training import service
from learnhub.training.models import ClassPlace
from learnhub.training.rules.notes import note_refusal
from tests.classes import complete
from tests.people import Someone, make_person
from tests.sample_site import statements
from tests.training.made import Made
from tests.visit import Page, Submit, Visit

NOTE = "请说慢一点，先说步骤，再动手。"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (NOTE, None),
        ("3 月 15 日到 2026 年底，每天 9:00 来，要坐前排。", None),
        ("听力好，爱说话；视力表挂在他看得到的地方。", None),
        (" \n", "empty"),
        ("他的证号是 41010519700101123X52", "number"),
        ("家里电话 138 0013 8000", "number"),
        ("６２２２０２１２０１００", "number"),
        ("智力二级", "category"),
        ("视力 一级，要人带", "category"),
        ("一级视力", "category"),
        ("他是肢残人", "category"),
    ],
)
def test_a_note_says_what_helps_and_no_category_and_no_number(words: str, code: str | None) -> None:
    refusal = note_refusal(words)
    assert (refusal.code if refusal else None) == code


def row_of(page: Page, nickname: str) -> list[str]:
    return next(row for row in page.rows("学员和到课天数") if row[0] == nickname)


def test_a_teacher_sees_where_each_trainee_is_and_who_may_be_asked_after(
    visit: Visit,
    database: Database,
    made: Made,
    instructor: Someone,
    trainee: Someone,
    other_trainee: Someone,
) -> None:
    with database.transaction() as session:
        enrolments = [session.get_one(Enrolment, one) for one in made.enrolment_ids]
        lessons = catalogue.lesson_versions(session, enrolments[0].course_version_id)
        complete(session, trainee.person_id, enrolments[0].id, lessons[0])
        keep_plan(session, enrolments[1], Pace.THRICE, now=instant_now())
        session.execute(sa.update(ClassPlace).values(joined_on=today() - timedelta(days=20)))
    page = visit("training.trainees", instructor, class_id=made.class_id)
    first, second = row_of(page, trainee.nickname), row_of(page, other_trainee.nickname)
    assert first[1].startswith(f"学完 1 课，接着是第 2 课《{lessons[1].title}》")
    assert first[2] == "今天"
    assert second[1:3] == [f"学完 0 课，接着是第 1 课《{lessons[0].title}》", "还没有开始学，可以问候一声"]
    quiet = visit("training.training_class", instructor, class_id=made.class_id)
    assert "有一阵子没来的学员，可以问候一声" in quiet.words
    assert other_trainee.nickname in quiet.links
    assert trainee.nickname not in quiet.links
    with database.transaction() as session:
        keep_plan(session, session.get_one(Enrolment, made.enrolment_ids[1]), Pace.FREELY, now=instant_now())
    assert "可以问候一声" not in visit("training.training_class", instructor, class_id=made.class_id).words


def test_a_class_of_many_takes_the_queries_of_a_class_of_one(
    visit: Visit, database: Database, made: Made, instructor: Someone
) -> None:
    visit("training.trainees", instructor, class_id=made.class_id)
    sent = statements(database)
    visit("training.trainees", instructor, class_id=made.class_id)
    few = len(sent)
    with database.transaction() as session:
        training_class = service.class_or_none(session, made.class_id)
        assert training_class is not None
        for number in range(8):
            person = make_person(database, f"同学{number}")
            enrolment = Enrolment(
                person_id=person.person_id,
                course_id=training_class.course_id,
                course_version_id=training_class.course_version_id,
                figures_on=instant_now(),
                enrolled_at=instant_now(),
            )
            session.add(enrolment)
            session.flush()
            assert (
                service.take_place(session, training_class=training_class, enrolment=enrolment, today=today())
                is None
            )
    sent.clear()
    visit("training.trainees", instructor, class_id=made.class_id)
    assert len(sent) == few


def test_a_note_is_read_by_those_who_teach_and_by_the_trainee_and_taken_out_by_its_writer(
    visit: Visit, submit: Submit, database: Database, made: Made, instructor: Someone, trainee: Someone,
    other_trainee: Someone, neighbour_instructor: Someone,
) -> None:  # fmt: skip
    values = {"class_id": made.class_id, "enrolment_id": made.enrolment_id}
    there = f"/teach/classes/{made.class_id}/trainees/{made.enrolment_id}"
    answer = submit("training.note", {"words": NOTE}, instructor, target=f"{there}?done=noted", **values)
    assert NOTE in answer.follow().words
    assert NOTE in visit("pages.me", trainee).words
    assert NOTE not in visit("pages.me", other_trainee).words
    refused = submit("training.note", {"words": "智力二级"}, instructor, 422, **values)
    assert refused.errors == ["这里不写残疾的类别和等级，只写怎样能帮到他，比如“请说慢一点”“要坐前排”。"]
    submit("training.note", {"words": NOTE}, neighbour_instructor, 404, **values)
    with database.reading() as session:
        note_id = service.notes_of(session, [made.enrolment_id])[0].id
    colleague = make_person(database, "同班老师")
    with database.transaction() as session:
        enrolment = session.get_one(Enrolment, made.enrolment_id)
        outcome = service.take_note_out(
            session, enrolment=enrolment, note_id=note_id, by_id=colleague.person_id, now=instant_now()
        )
        assert outcome is not None
        assert outcome.code == "written-by-another"
    other = {"class_id": made.class_id, "enrolment_id": made.enrolment_ids[1], "note_id": note_id}
    submit("training.take_out_note", {}, instructor, target=re.compile(".*taken-out"), **other)
    assert NOTE in visit("pages.me", trainee).words  # of another trainee: nothing was done
    submit("training.take_out_note", {}, neighbour_instructor, 404, **values, note_id=note_id)
    for _twice in range(2):
        submit(
            "training.take_out_note",
            {},
            instructor,
            target=f"{there}?done=taken-out",
            **values,
            note_id=note_id,
        )
    assert NOTE not in visit("pages.me", trainee).words


def test_an_account_that_is_closed_leaves_no_words_of_notes(
    database: Database, made: Made, instructor: Someone, trainee: Someone
) -> None:
    with database.transaction() as session:
        training_class = service.class_or_none(session, made.class_id)
        assert training_class is not None
        enrolment = session.get_one(Enrolment, made.enrolment_id)
        service.write_note(
            session,
            training_class=training_class,
            enrolment=enrolment,
            words=NOTE,
            by_id=instructor.person_id,
            now=instant_now(),
        )
        assert service.erase_notes(session, trainee.person_id, now=instant_now()) == 1
        assert service.notes_of(session, [made.enrolment_id]) == []
