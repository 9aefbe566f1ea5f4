"""The lesson page by each kind of person, its questions, and what is kept of them."""

import pytest

from learnhub.db import Database
from learnhub.evidence import service as evidence
from learnhub.learning import service
from learnhub.settings import Settings
from learnhub.storage.service import store_for
from tests.people import Someone
from tests.tiny_course import TinyCourse
from tests.visit import Page, Submit, Visit

PLACE = {"course": "tiny-one", "lesson": "push-slow"}
LESSON = "/courses/tiny-one/lessons/push-slow"


@pytest.fixture(autouse=True)
def tiny_course(database: Database, settings: Settings) -> None:
    with database.transaction() as session:
        TinyCourse("tiny-one").load(session, store_for(settings))
        TinyCourse("tiny-plan", lessons=("try-one",), state="in preparation").load(
            session, store_for(settings)
        )


def hidden(page: Page, name: str) -> str:
    return next(e.get("value", "") for e in page.document.all("input") if e.get("name") == name)


def kept(database: Database, person: Someone) -> list[str]:
    with database.reading() as session:
        return [row.kind for row in evidence.entries(session, service.subject_of(person.person_id))]


def enrol(submit: Submit, person: Someone) -> None:
    submit("learning.enrol", {}, person, course="tiny-one", target="/courses/tiny-one?done=enrolled")


def reply(
    visit: Visit, submit: Submit, person: Someone | None, chosen: str, status: int = 303, check: str = "feel"
) -> Page:
    shown = visit("learning.lesson", person, **PLACE)
    fields = {"question": hidden(shown, "question"), "act": hidden(shown, "act"), "chosen": chosen}
    target = f"{LESSON}#answer-{check}" if status == 303 else None
    return submit("learning.answer", fields, person, status, **PLACE, check=check, target=target)


def test_a_visitor_reads_a_lesson_and_is_told_how_to_have_it_recorded(visit: Visit) -> None:
    shown = visit("learning.lesson", **PLACE)
    assert "报名这门课" in shown.buttons
    assert "答案不会记下来" in shown.words


def test_the_answer_of_a_visitor_is_told_and_kept_nowhere(
    visit: Visit, submit: Submit, database: Database
) -> None:
    shown = reply(visit, submit, None, "c1", status=200)
    assert "再想一想" in shown.words
    assert "想一想手心的感觉" in shown.words
    assert "第二道题" in shown.words


def test_a_right_answer_of_a_visitor_leads_to_the_next_section(visit: Visit, submit: Submit) -> None:
    shown = reply(visit, submit, None, "c2", status=200)
    assert "答对了" in shown.words


def test_a_lesson_is_learned_by_answering_to_the_end(
    visit: Visit, submit: Submit, trainee: Someone, database: Database
) -> None:
    enrol(submit, trainee)
    wrong = reply(visit, submit, trainee, "c1").follow()
    assert "再想一想" in wrong.words
    right = reply(visit, submit, trainee, "c1").follow()
    assert "答对了" in right.words
    reply(visit, submit, trainee, "c2", check="push")
    last = visit("learning.lesson", trainee, **PLACE)
    assert last.buttons.count("本节学完") == 1
    done = submit(
        "learning.close_section", {}, trainee, **PLACE, section="s3", target=f"{LESSON}#main"
    ).follow()
    assert "这一课学完了" in done.words
    assert "本节学完" not in done.buttons
    assert kept(database, trainee) == ["enrolment.made", *["check.answered"] * 3, "section.closed"]


def test_only_one_act_is_asked_for_at_a_time(visit: Visit, submit: Submit, trainee: Someone) -> None:
    enrol(submit, trainee)
    shown = visit("learning.lesson", trainee, **PLACE)
    assert [words for words in shown.buttons if words in {"提交答案", "本节学完"}] == ["提交答案"]


def test_the_main_act_is_at_most_five_stops_from_the_top(
    visit: Visit, submit: Submit, trainee: Someone
) -> None:
    enrol(submit, trainee)
    shown = visit("learning.lesson", trainee, **PLACE)
    assert shown.stops_to("接着做：第 1 节的题") <= 5
    assert len(shown.document.stops) <= 25


def test_an_empty_answer_is_refused_in_words_and_not_kept(
    visit: Visit, submit: Submit, trainee: Someone, database: Database
) -> None:
    enrol(submit, trainee)
    shown = visit("learning.lesson", trainee, **PLACE)
    fields = {"question": hidden(shown, "question"), "act": hidden(shown, "act")}
    again = submit("learning.answer", fields, trainee, 422, **PLACE, check="feel")
    assert again.errors == ["请先选一个答案，再按“提交答案”。"]
    assert kept(database, trainee) == ["enrolment.made"]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"question": "9", "act": "act-00000001", "chosen": "c1"}, 404),
        ({"question": "x", "act": "act-00000001", "chosen": "c1"}, 404),
        ({"question": "１", "act": "act-00000001", "chosen": "c1"}, 404),
        ({"act": "act-00000001", "chosen": "c1"}, 404),
        ({"question": "1", "act": "act-00000001", "chosen": "c9"}, 422),
        ({"question": "1", "act": "no", "chosen": "c1"}, 422),
        ({"question": "1", "act": "x" * 2000, "chosen": "c1"}, 422),
        ({"question": "1" * 3000, "act": "act-00000001", "chosen": "c1"}, 404),
    ],
)
def test_a_malformed_answer_gets_a_page_and_is_not_kept(
    submit: Submit, trainee: Someone, database: Database, fields: dict[str, str], status: int
) -> None:
    enrol(submit, trainee)
    submit("learning.answer", fields, trainee, status, **PLACE, check="feel")
    assert kept(database, trainee) == ["enrolment.made"]


@pytest.mark.parametrize(
    "address",
    [
        "/courses/tiny-one/lessons/nothing",
        "/courses/nothing/lessons/push-slow",
        "/courses/tiny-one/lessons/%00",
        "/courses/tiny-one/lessons/push-slow/checks/feel/more",
    ],
)
def test_a_lesson_that_is_not_there_is_a_404_page(visit: Visit, address: str) -> None:
    visit(address, status=404)


def test_a_section_or_check_that_is_not_there_is_a_404_page(submit: Submit, trainee: Someone) -> None:
    enrol(submit, trainee)
    submit("learning.close_section", {}, trainee, 404, **PLACE, section="s9")
    fields = {"question": "1", "act": "act-00000001", "chosen": "c1"}
    submit("learning.answer", fields, trainee, 404, **PLACE, check="nothing")


def test_somebody_not_enrolled_who_presses_done_is_sent_to_the_course(
    submit: Submit, trainee: Someone
) -> None:
    submit("learning.close_section", {}, trainee, **PLACE, section="s3", target="/courses/tiny-one")


def test_a_course_in_preparation_offers_its_trial_lesson_and_no_enrolment(
    visit: Visit, submit: Submit, trainee: Someone
) -> None:
    shown = visit("learning.lesson", trainee, course="tiny-plan", lesson="try-one")
    assert "报名这门课" not in shown.buttons
    refused = submit("learning.enrol", {}, trainee, 409, course="tiny-plan")
    assert "还在筹备" in refused.words


def test_a_neighbour_sees_nothing_of_anothers_progress(
    visit: Visit, submit: Submit, trainee: Someone, other_trainee: Someone
) -> None:
    enrol(submit, trainee)
    reply(visit, submit, trainee, "c2")
    for person in (other_trainee, None):
        shown = visit("learning.lesson", person, **PLACE)
        assert "您的回答" not in shown.words


def test_an_enrolled_learner_stays_on_the_version_enrolled_in(
    visit: Visit, submit: Submit, trainee: Someone, database: Database, settings: Settings
) -> None:
    enrol(submit, trainee)
    with database.transaction() as session:
        TinyCourse("tiny-one", sentence="手放在膝盖上面，轻轻地向下按，数到三再慢慢松开。").load(
            session, store_for(settings)
        )
    assert "手心下面的布料" in visit("learning.lesson", trainee, **PLACE).words
    assert "数到三再慢慢松开" in visit("learning.lesson", **PLACE).words
