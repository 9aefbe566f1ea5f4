"""The instructor's desk: rolls that keep what was typed, every mark to be seen, lists in pages."""

from datetime import timedelta

import pytest

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning.service import subject_of
from learnhub.primitives import today
from learnhub.training.models import TrainingClass
from learnhub.training.rules import Presence
from learnhub.training.views import ROLL_ROWS_PER_PAGE
from tests.classes import ClassDays, attend
from tests.people import Someone, make_person
from tests.training.made import Made, act_of, make_class, marks, roll_values, say
from tests.visit import Page, Submit, Visit


def test_an_instructor_sees_own_classes_and_opens_one(visit: Visit, made: Made, instructor: Someone) -> None:
    page = visit("training.classes", instructor)
    assert "2 名学员" in page.words
    page = visit(page.links["盲人保健按摩班（班号 2026-按摩-01）"], instructor)
    assert page.heading == "盲人保健按摩班"
    assert len(page.rows("线下课的日子")) == 15
    assert page.stops_to("给3月2日 09:00的课点名") <= 5
    rows = visit(page.links["看 2 名学员学到哪里、到课几天"], instructor).rows("学员和到课天数")
    assert [rows[0][0], rows[0][3]] == ["小林", "到课 0 天，请假 0 天，没到 0 天"]


def test_an_instructor_without_classes_is_told_where_they_come_from(
    visit: Visit, instructor: Someone
) -> None:
    assert "基地开班时会把您加进班里" in visit("training.classes", instructor).words


def test_a_roll_is_called_in_one_form_and_the_page_says_it_in_words(
    visit: Visit, submit: Submit, database: Database, made: Made, instructor: Someone
) -> None:
    page = visit("training.roll", instructor, **roll_values(made))
    assert page.chosen == []
    assert page.fields["小林到课几分钟"] == "315"
    saved = submit(
        "training.save_roll",
        say(made, ("present", "３００ 分钟"), ("leave", "315")),
        instructor,
        target=f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked",
        **roll_values(made),
    ).follow()
    assert marks(database, made) == dict(
        zip(made.person_ids, [(Presence.PRESENT, 300), (Presence.LEAVE, 0)], strict=True)
    )
    assert "到课 1 人，没到 0 人，请假 1 人，还没点 0 人" in saved.words
    assert saved.chosen == ["到课", "请假"]
    assert saved.fields["小林到课几分钟"] == "300"


def test_everybody_is_marked_present_with_one_press_and_choices_stay(
    submit: Submit, database: Database, made: Made, instructor: Someone
) -> None:
    fields = say(made, None, ("absent", "315")) | {"everybody": "1"}
    submit(
        "training.save_roll",
        fields,
        instructor,
        target=f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked",
        **roll_values(made),
    )
    assert list(marks(database, made).values()) == [(Presence.PRESENT, 315), (Presence.ABSENT, 0)]


def test_a_saved_roll_leads_to_the_next_one_that_is_not_complete(
    visit: Visit, submit: Submit, made: Made, instructor: Someone
) -> None:
    def save(index: int, *said: tuple[str, str] | None) -> Page:
        values = roll_values(made, index)
        target = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[index]}?done=marked"
        fields = say(made, *said, act=f"form-{index}-{len(said)}")
        return submit("training.save_roll", fields, instructor, target=target, **values).follow()

    everybody = [("present", "270"), ("present", "270")]
    saved = save(0, *everybody)
    address = saved.links["接着给3月3日 09:00的课点名"]
    assert saved.stops_to("接着给3月3日 09:00的课点名") == 1
    assert address == url_of(made, 1)
    assert "接着给" not in visit(address, instructor).words  # nothing has been saved there yet
    # The roll itself is the earliest that is not complete: it is open already.
    assert "接着给" not in save(1, ("present", "270"), None).words
    for index in range(1, 15):
        saved = save(index, *everybody)
    assert "接着给" not in saved.words


def url_of(made: Made, index: int) -> str:
    return f"/teach/classes/{made.class_id}/sessions/{made.session_ids[index]}"


def test_enter_in_a_field_saves_and_does_not_mark_everybody(
    visit: Visit, made: Made, instructor: Someone
) -> None:
    page = visit("training.roll", instructor, **roll_values(made))
    assert next(words for words in page.buttons if words in {"保存点名", "全部到课"}) == "保存点名"


def test_sending_the_same_form_twice_marks_once(
    submit: Submit, database: Database, made: Made, instructor: Someone, trainee: Someone
) -> None:
    fields = say(made, ("present", "315"), None)
    base = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done="
    submit("training.save_roll", fields, instructor, target=base + "marked", **roll_values(made))
    page = submit("training.save_roll", fields, instructor, target=base + "unchanged", **roll_values(made))
    assert "没有改动" in page.follow().words
    with database.reading() as session:
        assert len(evidence.entries(session, subject_of(trainee.person_id), ["attendance.marked"])) == 1


@pytest.mark.parametrize("minutes", ["", "0", "316", "-5", "十分钟", "3.5", "9" * 30, "１２３４"])
def test_minutes_that_cannot_be_come_back_as_typed_with_a_sentence(
    submit: Submit, database: Database, made: Made, instructor: Someone, minutes: str
) -> None:
    page = submit(
        "training.save_roll",
        say(made, ("present", minutes), ("absent", "什么")),
        instructor,
        422,
        **roll_values(made),
    )
    assert page.errors == ["小林的到课分钟数请填 1 到 315 之间的整数。"]
    assert page.fields["小林到课几分钟"] == minutes
    assert page.fields["阿诺到课几分钟"] == "什么"
    assert page.chosen == ["到课", "没到"]
    assert set(marks(database, made).values()) == {None}


def test_a_roll_that_says_nothing_is_sent_back_with_what_to_do(
    submit: Submit, made: Made, instructor: Someone
) -> None:
    page = submit("training.save_roll", say(made, None, None), instructor, 422, **roll_values(made))
    assert "请至少给一名学员选" in page.errors[0]


@pytest.mark.parametrize(
    "fields", [{"act": "x" * 65}, {"p1": "here", "m1": "5"}, {"act": "\x01"}, {"everybody": "1"}]
)
def test_malformed_forms_are_pages_and_mark_nothing(
    submit: Submit, database: Database, made: Made, instructor: Someone, fields: dict[str, str]
) -> None:
    malformed = {
        name.replace("1", str(made.person_ids[0])) if name[1:] == "1" else name: value
        for name, value in fields.items()
    }
    submit("training.save_roll", malformed, instructor, 422, **roll_values(made))
    assert set(marks(database, made).values()) == {None}


def test_somebody_outside_the_class_is_not_marked_by_a_forged_field(
    submit: Submit, database: Database, made: Made, instructor: Someone, officer: Someone
) -> None:
    fields = say(made, ("present", "315"), None) | {
        f"p{officer.person_id}": "present",
        f"m{officer.person_id}": "315",
    }
    target = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked"
    submit("training.save_roll", fields, instructor, target=target, **roll_values(made))
    assert set(marks(database, made)) == set(made.person_ids)


def test_a_correction_is_a_new_mark_and_the_history_shows_both(
    visit: Visit, submit: Submit, made: Made, instructor: Someone
) -> None:
    target = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked"
    for number, choice in enumerate(("present", "absent")):
        fields = say(made, (choice, "315"), None, act=f"form-{number}")
        submit("training.save_roll", fields, instructor, target=target, **roll_values(made))
    page = visit("training.trainee", instructor, class_id=made.class_id, enrolment_id=made.enrolment_id)
    assert [(row[1], row[2], row[4]) for row in page.rows("全部点名")] == [
        ("到课，315 分钟", "周老师，当场点名", "后来改过"),
        ("没到", "周老师，当场点名", "算数"),
    ]
    assert "到课 0 天，请假 0 天，没到 1 天" in page.words


def test_a_form_that_comes_late_after_a_correction_asks_again_and_then_counts(
    submit: Submit, database: Database, made: Made, instructor: Someone
) -> None:
    target = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked"

    def send(choice: str, act: str, status: int = 303) -> Page:
        return submit(
            "training.save_roll",
            say(made, (choice, "315"), None, act=act),
            instructor,
            status,
            target=target if status == 303 else None,
            **roll_values(made),
        )

    send("present", "first-form")
    send("absent", "second-form")
    asked = send("present", "first-form", 422)
    assert "后来又改过点名" in asked.errors[0]
    assert asked.chosen == ["到课"]
    send("present", act_of(asked))
    assert marks(database, made)[made.person_ids[0]] == (Presence.PRESENT, 315)


def test_a_session_to_come_has_no_form_and_takes_none(
    visit: Visit, submit: Submit, database: Database, instructor: Someone, trainee: Someone
) -> None:
    later = make_class(
        database, instructor, [trainee], days=ClassDays(first=today() + timedelta(days=7), days=2)
    )
    assert "还没到日子" in visit("training.roll", instructor, **roll_values(later)).words
    page = submit("training.save_roll", say(later, ("present", "315")), instructor, 422, **roll_values(later))
    assert "到了那天再点名" in page.errors[0]
    assert "还没到日子" in visit("training.training_class", instructor, class_id=later.class_id).words


def test_a_class_without_trainees_says_so(visit: Visit, database: Database, instructor: Someone) -> None:
    empty = make_class(database, instructor, [])
    for endpoint, values in (
        ("training.training_class", {"class_id": empty.class_id}),
        ("training.trainees", {"class_id": empty.class_id}),
        ("training.roll", roll_values(empty)),
    ):
        assert "还没有学员" in visit(endpoint, instructor, **values).words


def test_a_long_roll_comes_in_pages_that_stay_light_even_full_of_mistakes(
    visit: Visit, submit: Submit, database: Database, instructor: Someone
) -> None:
    people = [
        make_person(database, f"名字很长的学员第{number:02d}位") for number in range(ROLL_ROWS_PER_PAGE + 3)
    ]
    made = make_class(database, instructor, people)
    page = visit("training.roll", instructor, **roll_values(made))
    assert len([name for name in page.fields if name.endswith("到课几分钟")]) == ROLL_ROWS_PER_PAGE
    shown = made.person_ids[:ROLL_ROWS_PER_PAGE]
    wrong = {"act": "form"} | {f"p{i}": "present" for i in shown} | {f"m{i}": "很多分钟" for i in shown}
    page = submit("training.save_roll", wrong, instructor, 422, **roll_values(made))
    assert len(page.errors) == ROLL_ROWS_PER_PAGE
    rest = made.person_ids[ROLL_ROWS_PER_PAGE:]
    fields = {"act": "rest", "everybody": "1"} | {f"m{i}": "315" for i in rest}
    target = f"/teach/classes/{made.class_id}/sessions/{made.session_ids[0]}?done=marked&page=2"
    submit("training.save_roll", fields, instructor, target=target, page=2, **roll_values(made))
    found = marks(database, made)
    assert {found[i] for i in rest} == {(Presence.PRESENT, 315)}
    assert {found[i] for i in shown} == {None}
    page = visit("training.trainees", instructor, class_id=made.class_id)
    assert len(page.rows("学员和到课天数")) == len(people)


def test_long_lists_of_a_class_come_in_pages(visit: Visit, database: Database, instructor: Someone) -> None:
    people = [make_person(database, f"学员{number:02d}") for number in range(27)]
    made = make_class(database, instructor, people, days=ClassDays(days=30, whole=30))
    page = visit("training.training_class", instructor, class_id=made.class_id)
    assert len(page.rows("线下课的日子")) == 25
    everybody = visit(page.links["看 27 名学员学到哪里、到课几天"], instructor)
    assert len(everybody.rows("学员和到课天数")) == 25
    assert len(visit(page.links["下一页"], instructor).rows("线下课的日子")) == 5
    with database.transaction() as session:
        training_class = session.get_one(TrainingClass, made.class_id)
        attend(session, training_class, people[0].person_id, marked_by=instructor.person_id)
    history = visit("training.trainee", instructor, class_id=made.class_id, enrolment_id=made.enrolment_id)
    assert len(history.rows("全部点名")) == 25
    assert len(visit(history.links["下一页"], instructor).rows("全部点名")) == 5
